"""What the ontology knows of words that questions use: relations, classes, openness."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rdflib import Graph, Literal, URIRef

from osgraph import iris, ontology
from osgraph.answering.words import words
from osgraph.model import IRI

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osgraph.ontology import Ontology

ASKED: Final = URIRef(iris.term("askedAs"))
JUDGES: Final = URIRef(iris.term("judges"))
_SLOTS: Final = re.compile(r"\{([so])\}([^{}]*)\{([so])\}([^{}]*)")
_EMPTY: Final = frozenset({"a", "the"})
PREPOSITIONS: Final = frozenset(
    "about against at between by for from in into of off on onto over to under up with".split()
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words by which a question asks for a relation.

    Attributes:
        words: stems, without articles and copula.
        tail: stems that close it behind its second end ("make .. come about").
        relations: what it asks for.
        swapped: the object stands before the words.
        copular: a form of "be" belongs to it, and makes no passive.
    """

    words: tuple[str, ...]
    tail: tuple[str, ...]
    relations: frozenset[IRI]
    swapped: bool
    copular: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words to what they mean.

    Attributes:
        terms: the ontology.
        patterns: by their first stem.
        judging: relations that judge: how sure the text is belongs to each answer.
        nouns: single nouns that ask for relations ("effects").
        classes: stems of the names of classes to these.
        heads: stems of nouns that tell a class ("services").
        openness: stems that say how open, to the value.
    """

    terms: Ontology
    patterns: Mapping[str, tuple[Pattern, ...]]
    judging: frozenset[IRI]
    nouns: Mapping[str, frozenset[IRI]]
    classes: Mapping[str, IRI]
    heads: Mapping[str, frozenset[IRI]]
    openness: Mapping[tuple[str, ...], IRI]

    def below(self, classes: Iterable[IRI]) -> frozenset[IRI]:
        """Return classes with all that are below them."""
        wanted = set(classes)
        return frozenset(iri for iri in self.terms.classes if wanted & set(self.terms.ancestors(iri)))

    def narrower(self, value: IRI) -> frozenset[IRI]:
        """Return an openness value with those that are cases of it."""
        known = self.terms.openness
        return frozenset(iri for iri in known if iri == value or known[iri].broader == value)

    def root(self, value: IRI) -> IRI:
        """Return the widest value that an openness value is a case of."""
        return self.terms.openness[value].broader or value


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Return the words of the shipped ontology."""
    terms = ontology.load()
    asked = Graph().parse(ontology.locate("asking.ttl"), format="turtle")
    heads: dict[str, set[IRI]] = defaultdict(set)
    for cls in terms.classes.values():
        for noun in cls.head_nouns:
            heads[" ".join(w.stem for w in words(noun))].add(cls.iri)
    nouns: dict[str, set[IRI]] = defaultdict(set)
    for relation, text in asked.subject_objects(ASKED):
        if "{" not in str(text):
            nouns[words(str(text))[0].stem].add(terms.relations[IRI(str(relation))].iri)
    return Lexicon(
        terms,
        _patterns(terms, asked),
        frozenset(IRI(str(relation)) for relation in asked.subjects(JUDGES, Literal(True))),
        {stem: frozenset(found) for stem, found in nouns.items()},
        {" ".join(w.stem for w in words(cls.label)): cls.iri for cls in terms.classes.values()},
        {stem: frozenset(found) for stem, found in heads.items()},
        {
            tuple(w.stem for w in words(word)): value.iri
            for value in terms.openness.values()
            for word in value.words
        },
    )


def _patterns(terms: Ontology, asked: Graph) -> dict[str, tuple[Pattern, ...]]:
    """Return the patterns of all phrases; what the file of questions asks by a phrase goes before it."""
    things = {w.stem for cls in terms.classes.values() for w in words(cls.label)}
    found: dict[tuple[tuple[str, ...], tuple[str, ...], bool], tuple[set[IRI], bool, bool]] = {}
    phrases = [(str(text), IRI(str(relation)), True) for relation, text in asked.subject_objects(ASKED)]
    phrases += [
        (phrase, r.iri, False)
        for r in terms.relations.values()
        for phrase in (f"{{s}} {r.label} {{o}}", *r.phrases)
    ]
    for phrase, relation, first in phrases:
        match = _SLOTS.fullmatch(phrase)
        if match is None or ":" in phrase or "(" in phrase:
            continue
        stems = [w.stem for w in words(match[2]) if w.stem not in _EMPTY]
        copular = stems[:1] == ["be"]
        stems = stems[copular:]
        tail = tuple(w.stem for w in words(match[4]))
        if all(stem in PREPOSITIONS | things or stem == "'s" for stem in stems):
            continue  # nothing but the side by side of two names
        key = (tuple(stems), tail, match[1] == "o")
        relations, given, was = found.setdefault(key, (set(), first, copular))
        if first or not given:
            relations.add(relation)
        found[key] = (relations, given, was and copular)
    out: dict[str, list[Pattern]] = defaultdict(list)
    for (stems_, tail, swapped), (relations, _, copular) in found.items():
        out[stems_[0]].append(Pattern(stems_, tail, frozenset(relations), swapped, copular))
    return {stem: tuple(sorted(p, key=lambda p: (-len(p.words), p.words))) for stem, p in out.items()}
