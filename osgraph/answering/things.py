"""The entities and viewpoints that a question may name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from osgraph import iris
from osgraph.answering.words import words
from osgraph.model import IRI

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osgraph.answering.words import Word
    from osgraph.store import Store

_BEFORE_HEAD = frozenset({"to", "of", "for", "in", "on", "about"})  # what follows them is no head of a name


@dataclass(frozen=True, slots=True)
class Things:
    """What documents name.

    Attributes:
        names: words of a name to the entities called so.
        perspectives: words of the name of a viewpoint, to the name.
    """

    names: Mapping[tuple[str, ...], frozenset[IRI]]
    perspectives: Mapping[tuple[str, ...], str]

    def longest(self, given: Sequence[Word], at: int) -> tuple[int, frozenset[IRI]]:
        """Return the longest name that begins at a word: its number of words, and what is called so."""
        for length in range(min(12, len(given) - at), 0, -1):
            found = self.names.get(tuple(word.text for word in given[at : at + length]))
            if found:
                return length, found
        return 0, frozenset()

    def described(self, given: Sequence[Word]) -> frozenset[IRI]:
        """Return what a description means ("that approach", "open source tools"), if it means one thing.

        A name fits that holds all words of the description; one that ends in its last word goes before one
        that holds it elsewhere, a short one before a long one.
        """
        wanted = {word.text for word in given}
        ranked: dict[tuple[bool, int], set[frozenset[IRI]]] = defaultdict(set)
        for name, entities in self.names.items():
            if wanted <= set(name):
                ranked[_head(name) != given[-1].text, len(name)].add(entities)
        best = ranked[min(ranked)] if ranked else set()
        return next(iter(best)) if len(best) == 1 else frozenset()


def _head(name: Sequence[str]) -> str:
    cut = next((n for n, word in enumerate(name) if word in _BEFORE_HEAD and n), len(name))
    return name[cut - 1]


def find(store: Store, document: str | None) -> Things:
    """Return what one document names, or all of them."""
    here = f"VALUES ?d {{ {URIRef(iris.document(document)).n3()} }}" if document is not None else ""
    rows = store.select(
        f"SELECT DISTINCT ?e ?name {{ {here} ?d dcterms:references ?e . ?e rdfs:label|skos:altLabel ?name }}"
    ).plain()
    names: dict[tuple[str, ...], set[IRI]] = defaultdict(set)
    for iri, name in rows:
        names[tuple(word.text for word in words(str(name)))].add(IRI(str(iri)))
    source = f"?c osg:evidence/oa:hasSource ?d . {here}" if here else ""
    views = store.select(f"SELECT DISTINCT ?p {{ ?c osg:perspective ?p . {source} }}").plain()
    return Things(
        {name: frozenset(found) for name, found in names.items() if name},
        {tuple(word.text for word in words(str(view))): str(view) for (view,) in views},
    )
