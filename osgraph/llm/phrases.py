"""Phrases: new ways to say a relation, which a language model reads off passages that the ontology missed.

They are proposals for a person to read: each is checked against the words that it was read off, and written
with them to a file that can be used as an ontology once it was read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from osgraph.claims.patterns import compile_phrases
from osgraph.llm.quoting import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.language import Language

    from osgraph.llm.serving import Client
    from osgraph.model import IRI
    from osgraph.ontology import Ontology

_MOST_WORDS: Final = 8
_SHAPE: Final = re.compile(r"[\w{}'’,()$%-]+(?: [\w{}'’,()$%-]+)*")
_FREE: Final = frozenset("a an the to of in on by for with is are be has have".split())
_TASK: Final = """\
You are shown a sentence, two things in it and the relation between them. Write the words of the sentence that
say the relation as a pattern of at most eight words, with {s} for the first thing and {o} for the second, the
verb in the present tense. Example: "Last week Acme snapped up Bolt for $2 million." (Acme acquires Bolt):
{s} snaps up {o}
Answer with the pattern alone."""


@dataclass(frozen=True, slots=True, order=True)
class Missed:
    """A claim that the phrases of the ontology did not find: relation, names of both ends, quote."""

    relation: IRI
    subject: str
    object: str
    quote: str


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """A phrase that may be added to a relation, with the quotes that it was read off."""

    relation: IRI
    phrase: str
    quotes: tuple[str, ...]


def suggest(missed: Iterable[Missed], ontology: Ontology, nlp: Language, client: Client) -> list[Suggestion]:
    """Return phrases that would find what was missed; those that do not bear checking are left out.

    A phrase is kept if it names both ends once, uses words of its quote, is not known, and can be read by the
    language pipeline.

    Args:
        missed: claims that were found without the phrases.
        ontology: the phrases that are known.
        nlp: the pipeline that reads phrases and documents.
        client: the language model.

    Raises:
        LanguageModelError: the model cannot be reached.
    """
    found: dict[tuple[IRI, str], list[str]] = defaultdict(list)
    for each in sorted(set(missed)):
        relation = ontology.relations[each.relation]
        told = f'"{each.quote}" ({each.subject} {relation.label} {each.object}): {relation.comment}'
        said = client.ask([{"role": "system", "content": _TASK}, {"role": "user", "content": told}]).text
        phrase = _read(said, each.quote)
        if phrase is not None and phrase not in relation.phrases:
            found[each.relation, phrase].append(each.quote)
    return [
        Suggestion(relation, phrase, tuple(quotes))
        for (relation, phrase), quotes in sorted(found.items())
        if _compiles(relation, phrase, ontology, nlp)
    ]


def to_turtle(suggestions: Sequence[Suggestion], ontology: Ontology) -> str:
    """Return suggestions as a Turtle file that extends the shipped ontology, each under its quotes."""
    lines = [
        "# Phrases that a language model suggests. Read each with its quotes, delete what is wrong, and",
        "# build with --ontology and this file.",
        "@prefix osg: <https://w3id.org/osgraph/ontology#> .",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .",
        "",
        "<https://w3id.org/osgraph/suggested> a owl:Ontology ;",
        "    owl:imports <https://w3id.org/osgraph/ontology> .",
    ]
    for each in suggestions:
        quotes = [" ".join(quote.split()) for quote in each.quotes]
        lines += ["", *(f"# {quote}" for quote in quotes)]
        lines.append(f'<{ontology.relations[each.relation].iri}> osg:phrase "{each.phrase}" .')
    return "\n".join(lines) + "\n"


def _read(said: str, quote: str) -> str | None:
    """Return the pattern of an answer, or None where it is none, or uses words that the quote has not."""
    lines = [line.strip(" \t\"'`.") for line in said.splitlines() if "{s}" in line and "{o}" in line]
    phrase = " ".join(lines[0].split()) if len(lines) == 1 else ""
    if phrase.count("{s}") != 1 or phrase.count("{o}") != 1 or not _SHAPE.fullmatch(phrase):
        return None
    words = [word for word in phrase.replace("{s}", " ").replace("{o}", " ").split() if word]
    folded = fold(quote)
    content = [word for word in words if word.lower() not in _FREE]
    known = all(fold(word)[: max(3, len(word) - 2)] in folded for word in content)
    return phrase if content and known and len(words) <= _MOST_WORDS else None


def _compiles(relation: IRI, phrase: str, ontology: Ontology, nlp: Language) -> bool:
    """Say whether the language pipeline reads a phrase as a pattern."""
    alone = replace(ontology.relations[relation], phrases=(phrase,))
    patterns, unread = compile_phrases(replace(ontology, relations={relation: alone}), nlp)
    return bool(patterns) and not unread
