"""The reference of the ontology, read from its Turtle."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from osgraph import ontology

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from osgraph.model import IRI
    from osgraph.ontology import Class, Ontology, Relation

_HEAD: Final = """\
# The terms, one by one

All that `ontology/osgraph.ttl` declares, as the program reads it (`make reference` writes this page).
What the properties mean, and how to add terms of your own, is told in [The ontology](ontology.md).
"""


def page() -> str:
    """Return the page, in Markdown."""
    shipped = ontology.load()
    return "\n".join(
        [
            _HEAD,
            *_summary(shipped),
            "## Classes\n",
            *(line for cls in shipped.classes.values() for line in _class(cls, shipped)),
            "## Relations\n",
            *(line for relation in shipped.relations.values() for line in _relation(relation, shipped)),
            "## Openness values\n",
            *_openness(shipped),
            "## Cues\n",
            "Words that show how a text holds what it says.\n",
            *_cues(shipped),
        ]
    )


def _summary(shipped: Ontology) -> Iterator[str]:
    phrases = sum(len(relation.phrases) for relation in shipped.relations.values())
    triggers = sum(len(relation.triggers) for relation in shipped.relations.values())
    nouns = sum(len(cls.head_nouns) for cls in shipped.classes.values())
    yield (
        f"{len(shipped.classes)} classes with {nouns} head nouns; {len(shipped.relations)} relations with "
        f"{phrases:,} phrases and {triggers:,} triggers; {len(shipped.openness)} openness values; "
        f"{len(shipped.cues)} cues.\n"
    )


def _class(cls: Class, shipped: Ontology) -> Iterator[str]:
    yield f"### {cls.name}\n"
    yield f"{cls.comment}\n"
    under = sorted(other.name for other in shipped.classes.values() if cls.iri in other.parents)
    parents = _names(cls.parents, shipped.classes)
    if parents:
        yield f"* Under: {_linked(parents)}"
    if under:
        yield f"* Above: {_linked(under)}"
    if parents or under:
        yield ""
    yield from _folded("head nouns", cls.head_nouns)


def _relation(relation: Relation, shipped: Ontology) -> Iterator[str]:
    yield f"### {relation.name}\n"
    yield f"{relation.comment}\n"
    yield f"* From: {_linked(_ends(relation.domain, shipped)) or 'anything'}"
    yield f"* To: {_linked(_ends(relation.range, shipped)) or 'anything'}"
    if relation.symmetric:
        yield "* Holds either way"
    if relation.roles:
        yield f"* Role: {', '.join(f'`{role}`' for role in sorted(relation.roles))}"
    yield ""
    yield from _folded("phrases", relation.phrases)
    yield from _folded("triggers", relation.triggers)


def _openness(shipped: Ontology) -> Iterator[str]:
    for value in shipped.openness.values():
        yield f"### {value.name}\n"
        if value.broader:
            yield f"* Under: {_linked([shipped.openness[value.broader].name])}\n"
        yield from _folded("words", value.words)
        yield from _folded("triggers", value.triggers)


def _cues(shipped: Ontology) -> Iterator[str]:
    kinds: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for cue in shipped.cues:
        kinds[cue.value][cue.kind].append(cue.text)
    for value, by_kind in sorted(kinds.items()):
        yield f"### {_local(value)}\n"
        for kind, texts in sorted(by_kind.items()):
            yield from _folded(f"{kind}", texts)


def _folded(what: str, words: Iterable[str]) -> Iterator[str]:
    """Yield a list that opens on a click; on every reader of Markdown."""
    shown = sorted(words)
    if shown:
        yield f"<details><summary>{len(shown)} × {what}</summary>\n"
        yield ", ".join(f"`{word}`" for word in shown) + "\n"
        yield "</details>\n"


def _ends(classes: Iterable[IRI], shipped: Ontology) -> list[str]:
    known = {iri: cls.name for iri, cls in shipped.classes.items()}
    return sorted(known.get(iri) or _local(iri) for iri in classes)


def _names(iris: Iterable[IRI], known: Mapping[IRI, Class]) -> list[str]:
    return sorted(known[iri].name for iri in iris if iri in known)


def _linked(names: Iterable[str]) -> str:
    return ", ".join(f"[{name}](#{name.lower()})" for name in names)


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]
