"""What the words of an ontology, and of a dictionary, tell about mentions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token

    from osgraph.model import IRI
    from osgraph.ontology import Ontology

# Labels of spaCy's recognisers (OntoNotes, and PER of WikiNER), by the class that they point to.
_LABELS = {
    "PERSON": "Person",
    "PER": "Person",
    "ORG": "Company",
    "GPE": "Place",
    "LOC": "Place",
    "FAC": "Place",
    "PRODUCT": "Software",
    "LAW": "Policy",
    "EVENT": "Event",
}
_INFLECTIONS = (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the words of an ontology tell about classes.

    Attributes:
        heads: head nouns, singular or plural as the ontology writes them, to classes.
        classes: class names to IRIs.
        concrete: the classes of agents and artifacts.
        states: last words of openness words, which may be predicates ("is closed").
        words: dictionary forms of ordinary words, in lower case; empty where no dictionary is known.
    """

    heads: Mapping[str, tuple[IRI, ...]]
    classes: Mapping[str, IRI]
    concrete: frozenset[IRI]
    states: frozenset[str]
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, ontology: Ontology, words: frozenset[str] = frozenset()) -> Vocabulary:
        """Collect the head nouns and class names of an ontology.

        Args:
            ontology: classes with head nouns.
            words: the dictionary, from :func:`osgraph.text.words`.
        """
        heads: dict[str, tuple[IRI, ...]] = {}
        for iri, class_ in sorted(ontology.classes.items()):
            for noun in class_.head_nouns:
                heads[noun.lower()] = (*heads.get(noun.lower(), ()), iri)
        names = {c.name: iri for iri, c in sorted(ontology.classes.items())}
        tops = {names[n] for n in ("Agent", "Artifact") if n in names}
        concrete = frozenset(c for c in ontology.classes if tops & set(ontology.ancestors(c)))
        states = frozenset(w.split()[-1].split("-")[-1] for v in ontology.openness.values() for w in v.words)
        return cls(heads, names, concrete, states, words)

    def of_noun(self, head: Token) -> tuple[IRI, ...]:
        """Return the classes that a head noun points to: as it stands, joined with its modifier, as lemma."""
        before = head.doc[head.i - 1].lower_ if head.i else ""
        for text in (
            f"{before} {head.lower_}",
            head.lower_,
            f"{before} {head.lemma_.lower()}",
            head.lemma_.lower(),
        ):
            if text in self.heads:
                return self.heads[text]
        return ()

    def of_name(self, last: Token) -> tuple[IRI, ...]:
        """Return the classes that the last word of a name points to: "Ferrant Labs" is a lab, no group."""
        group = self.classes.get("Group")
        found = self.heads.get(last.lower_.removesuffix("s")) or self.heads.get(last.lower_) or ()
        return tuple(c for c in found if c in self.concrete and c != group)

    def names_person(self, token: Token) -> bool:
        """Say whether a word says what a person is: "Minister", "Professor"."""
        return self.classes.get("Person") in self.heads.get(token.lower_, ())

    def is_word(self, text: str) -> bool:
        """Say whether a word in lower case, or what it is inflected from, stands in the dictionary."""
        if text in self.words:
            return True
        return any(
            text.endswith(ending) and text.removesuffix(ending) + rest in self.words
            for ending, rest in _INFLECTIONS
        )

    def is_concrete(self, classes: tuple[IRI, ...]) -> bool:
        """Say whether classes are those of agents or artifacts, whose names end with their head."""
        return bool(set(classes[:1]) & self.concrete)

    def of_label(self, label: str) -> tuple[IRI, ...]:
        """Return the class that a label of spaCy's entity recogniser points to, where it ran."""
        name = _LABELS.get(label, "")
        return (self.classes[name],) if name in self.classes else ()
