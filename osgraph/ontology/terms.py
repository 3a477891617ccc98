"""The values an ontology consists of: classes, relations, openness values, cues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osgraph.model import IRI

CUE_KINDS: Final = frozenset(
    {
        "adjective",
        "adverb",
        "aux",
        "conjunction",
        "determiner",
        "heading",
        "noun",
        "phrase",
        "prefix",
        "preposition",
        "suffix",
        "verb",
    }
)
"""What a cue can be: a part of speech, a run of words, or a whole, first or last part of a heading."""

ROLES: Final = frozenset(
    {
        "adverse",
        "comparison",
        "effect",
        "employment",
        "funding",
        "home",
        "licence",
        "likeness",
        "maker",
        "membership",
        "openness",
        "pursuit",
        "shiftFrom",
        "shiftTo",
    }
)
"""What a relation can be to the program, so that no relation is known to it by name."""

SHARED_ROLES: Final = frozenset({"adverse", "effect"})
"""Roles that several relations can have."""


LABEL: Final = re.compile(r"(\{[so](?::\w+)?\}) ([^:{}]+): (\{[so](?::\w+)?\})")
"""A label: "{s} licence: {o}" means "Licence: MIT" under a heading that names the subject."""


def label_key(words: str) -> str:
    """Return what two spellings of a label share: case, plural, underscores and hyphens are folded."""
    plain = re.sub(r"[\s_-]+", " ", words.lower()).split()
    return " ".join(w[:-1] if len(w) > 3 and w.endswith("s") else w for w in plain)


@dataclass(frozen=True, slots=True)
class Class:
    """A kind of thing.

    Attributes:
        iri: what identifies it.
        name: last part of the IRI ("Company").
        label: for people, in English where there is a choice.
        comment: what it holds.
        parents: the classes right above it, sorted; only classes of the same ontology.
        head_nouns: singular or plural nouns that tell the class of an unknown thing ("startup"), sorted.
    """

    iri: IRI
    name: str
    label: str
    comment: str
    parents: tuple[IRI, ...] = ()
    head_nouns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """What can hold between two things.

    Attributes:
        iri: what identifies it.
        name: last part of the IRI ("develops").
        label: for people.
        comment: what it means.
        domain: every class, subclasses included, that a subject may have.
        range: every class, subclasses included, that an object may have.
        symmetric: whether it holds both ways.
        roles: what it is to the program; out of :data:`ROLES`.
        phrases: how it is put into words, with ``{s}`` for the subject and ``{o}`` for the object; sorted.
        triggers: words that hint at it without saying it: a lemma, or a few in a row; sorted.
    """

    iri: IRI
    name: str
    label: str
    comment: str
    domain: frozenset[IRI]
    range: frozenset[IRI]
    symmetric: bool = False
    roles: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Openness:
    """One way of being open or closed.

    Attributes:
        iri: the value.
        name: its local name.
        words: what says it.
        triggers: what hints at it.
        acts: phrases by which somebody makes a thing so: "{s} publishes the weights of {o}".
        broader: what it is a case of.
    """

    iri: IRI
    name: str
    words: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    broader: IRI | None = None


@dataclass(frozen=True, slots=True, order=True)
class Cue:
    """Words that show how a text holds a claim.

    Attributes:
        text: lower case, verbs as lemmas ("may", "in talks", "fail to").
        kind: out of :data:`CUE_KINDS`.
        value: what it shows: a modality ("hedged"), a polarity ("negative"), or "speech", "former",
            "boilerplate", "perspective".
    """

    text: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True, eq=False)
class Ontology:
    """Everything the program knows about what can be said; compared by identity.

    Attributes:
        classes: by IRI, sorted.
        relations: by IRI, sorted.
        openness: the openness values by IRI, sorted.
        cues: sorted.
        digest: SHA-256 (hexadecimal) of the sorted triples, blank nodes made canonical.
    """

    classes: Mapping[IRI, Class]
    relations: Mapping[IRI, Relation]
    openness: Mapping[IRI, Openness]
    cues: tuple[Cue, ...]
    digest: str

    def ancestors(self, cls: IRI) -> tuple[IRI, ...]:
        """Return a class and the classes above it, nearest first; the class alone if it is unknown."""
        found = [cls]
        for iri in found:  # grows while it is read: breadth first
            if iri in self.classes:
                found += [parent for parent in self.classes[iri].parents if parent not in found]
        return tuple(found)

    def accepts(self, relation: IRI, subject_cls: IRI, object_cls: IRI) -> bool:
        """Say whether a relation may hold between things of these classes.

        Raises:
            KeyError: the ontology has no such relation.
        """
        signature = self.relations[relation]
        return subject_cls in signature.domain and object_cls in signature.range

    def relation_with_role(self, role: str) -> Relation | None:
        """Return the relation that has a role; None if this ontology has none.

        Raises:
            ValueError: there is no such role.
        """
        if role not in ROLES:
            raise ValueError(f"no role is called {role!r}; roles are {', '.join(sorted(ROLES))}")
        return next((r for r in self.relations.values() if role in r.roles), None)


@lru_cache(maxsize=8)
def labels(ontology: Ontology) -> frozenset[str]:
    """Return the labels among the phrases of the relations, as :func:`label_key` writes them."""
    found = (LABEL.fullmatch(phrase) for r in ontology.relations.values() for phrase in r.phrases)
    return frozenset(label_key(match[2]) for match in found if match)
