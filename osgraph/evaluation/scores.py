"""How far predicted annotations agree with annotations that were made by hand.

What counts, over all documents of the gold data (a document that was not predicted counts as empty):

* triples: a document's distinct (subject, relation, object), matched one to one;
* pairs: the same without the relation, which shows how much is lost to naming it;
* entities: a document's entities of equal class, matched one to one;
* factuality, on matched triples: share of claims whose polarity, modality, attribution, perspective agree;
* hedged taken as fact: share of gold claims that are denied or not asserted, yet predicted as plain fact.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from osgraph import iris
from osgraph.errors import InputError
from osgraph.evaluation.matching import match
from osgraph.model import IRI, AnnotatedDocument, Claim, Document, Modality, Polarity, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osgraph.model import Entity
    from osgraph.ontology import Ontology

_Triple = tuple[IRI, IRI, IRI]
_DETERMINERS = frozenset({"the", "a", "an", "its", "their", "his", "her", "this", "these", "those"})
_WORD = re.compile(r"[\w.+&-]+")
_SAME_WORDS = 0.6  # names with the same last word are the same from this token F1 on


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many gold items were found and how many predicted ones were right.

    Example:
        >>> Agreement(matched=1, gold=2, predicted=4)
        Agreement(matched=1, gold=2, predicted=4)
        >>> round(Agreement(1, 2, 4).f1, 3)
        0.333
    """

    matched: int
    gold: int
    predicted: int

    @property
    def precision(self) -> float:
        """Share of the predicted items that are right; 0 when there are none."""
        return self.matched / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold items that were found; 0 when there are none."""
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.gold + self.predicted
        return 2 * self.matched / total if total else 0.0

    def __add__(self, other: Agreement) -> Agreement:
        """Return the agreement over both sets of items."""
        return Agreement(
            self.matched + other.matched, self.gold + other.gold, self.predicted + other.predicted
        )

    def to_json(self) -> dict[str, float]:
        """Return the counts and shares by name."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "gold": self.gold,
            "predicted": self.predicted,
            "matched": self.matched,
        }


@dataclass(frozen=True, slots=True)
class Scores:
    """The result of a comparison.

    Attributes:
        entities: entities of equal class.
        pairs: distinct (subject, object).
        triples: distinct (subject, relation, object).
        relations: the triples of each relation, by its local name.
        factuality: share of agreement, by field of the claim; None when no triple matched.
        hedged_taken_as_fact: share, 0 is best; None when no matched triple could be so mistaken.
        documents: the triples of each document, by its id.
        missed: gold triples that were not found, as ``document: subject | relation | object``.
        spurious: predicted triples that gold lacks, in the same form.
    """

    entities: Agreement
    pairs: Agreement
    triples: Agreement
    relations: Mapping[str, Agreement]
    factuality: Mapping[str, float | None]
    hedged_taken_as_fact: float | None
    documents: Mapping[str, Agreement]
    missed: tuple[str, ...]
    spurious: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the scores as plain values for a JSON file."""
        return {
            "triples": self.triples.to_json(),
            "pairs": self.pairs.to_json(),
            "entities": self.entities.to_json(),
            "factuality": dict(self.factuality),
            "hedged_taken_as_fact": self.hedged_taken_as_fact,
            "relations": {name: value.to_json() for name, value in self.relations.items()},
            "documents": {name: value.to_json() for name, value in self.documents.items()},
            "missed": list(self.missed),
            "spurious": list(self.spurious),
        }


def score(
    gold: Mapping[str, AnnotatedDocument], predicted: Mapping[str, AnnotatedDocument], ontology: Ontology
) -> Scores:
    """Compare predicted documents with gold ones.

    Two entities are the same when their names agree (case, determiners, punctuation, plural folded; or most
    words in common with the same last one), when the name of one is a mention of the other, or when a mention
    of one overlaps a mention of the other by half of both. Openness values agree when they are equal or one
    is broader than the other.

    Args:
        gold: documents annotated by hand, by id.
        predicted: documents as extracted, by id.
        ontology: says which relations are symmetric, and which openness value is broader than which.

    Raises:
        InputError: a predicted document is not in gold.
    """
    if unknown := sorted(set(predicted) - set(gold)):
        raise InputError(
            f"predicted documents that gold lacks: {', '.join(unknown[:5])}; predict gold's own texts"
        )
    empty = AnnotatedDocument(Document("", ""))
    compared = [_Comparison(gold[id_], predicted.get(id_, empty), ontology) for id_ in gold]
    checks = [check for one in compared for check in one.checks()]
    risky = [check for check in checks if check.risky]
    relations: defaultdict[str, Agreement] = defaultdict(lambda: Agreement(0, 0, 0))
    for one in compared:
        for relation, agreement in one.relations():
            relations[iris.local(relation)] += agreement
    zero = Agreement(0, 0, 0)
    return Scores(
        entities=sum((one.entities() for one in compared), zero),
        pairs=sum((one.pairs() for one in compared), zero),
        triples=sum((one.triples() for one in compared), zero),
        relations=MappingProxyType(dict(sorted(relations.items()))),
        factuality=MappingProxyType(
            {
                field: _share(getattr(check, field) for check in checks)
                for field in ("polarity", "modality", "attribution", "perspective")
            }
        ),
        hedged_taken_as_fact=_share(check.taken_as_fact for check in risky),
        documents=MappingProxyType(dict(zip(gold, (one.triples() for one in compared), strict=True))),
        missed=tuple(line for one in compared for line in one.missed()),
        spurious=tuple(line for one in compared for line in one.spurious()),
    )


def fold(name: str) -> tuple[str, ...]:
    """Return the words of a name that count when names are compared.

    Example:
        >>> fold("The US tech giants") == fold("US Tech Giant")
        True
    """
    plain = name.casefold().replace("’", "'").replace("'s ", " ")
    words = (word.strip(".-") or word for word in _WORD.findall(plain))
    return tuple(_singular(word) for word in words if word not in _DETERMINERS)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _share(answers: Iterable[bool]) -> float | None:
    known = list(answers)
    return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True)
class _Check:
    """What agrees between a gold claim and the predicted claim that stands for it."""

    polarity: bool
    modality: bool
    attribution: bool
    perspective: bool
    risky: bool  # the gold claim is no plain fact
    taken_as_fact: bool  # the predicted one is


class _Side:
    """One annotated document, ready for comparison."""

    def __init__(self, annotated: AnnotatedDocument) -> None:
        self.id = annotated.document.id
        self.entities = {entity.iri: entity for entity in annotated.entities}
        self.forms = {
            entity.iri: frozenset(
                filter(
                    None, map(fold, [entity.name, *(m.of(annotated.document.text) for m in entity.mentions)])
                )
            )
            for entity in annotated.entities
        }
        self.claims: defaultdict[_Triple, list[Claim]] = defaultdict(list)
        for claim in annotated.claims:
            self.claims[claim.subject, claim.relation, claim.object].append(claim)

    def shown(self, triple: _Triple) -> str:
        subject, relation, object_ = triple
        return f"{self.id}: {self._name(subject)} | {iris.local(relation)} | {self._name(object_)}"

    def _name(self, iri: IRI) -> str:
        return self.entities[iri].name if iri in self.entities else iris.local(iri)


class _Comparison:
    """A gold document beside the predicted one; remembers which arguments are the same."""

    def __init__(self, gold: AnnotatedDocument, predicted: AnnotatedDocument, ontology: Ontology) -> None:
        self._gold, self._predicted, self._ontology = _Side(gold), _Side(predicted), ontology
        self._seen: dict[tuple[IRI, IRI], bool] = {}
        self._gold_triples = list(self._gold.claims)
        self._predicted_triples = list(self._predicted.claims)
        self._found = match(self._gold_triples, self._predicted_triples, self._same_triple)

    def triples(self) -> Agreement:
        return Agreement(len(self._found), len(self._gold_triples), len(self._predicted_triples))

    def relations(self) -> list[tuple[IRI, Agreement]]:
        """Return one agreement for each item: found, expected or predicted."""
        found = [(self._gold_triples[at][1], Agreement(1, 0, 0)) for at in self._found]
        expected = [(triple[1], Agreement(0, 1, 0)) for triple in self._gold_triples]
        return found + expected + [(triple[1], Agreement(0, 0, 1)) for triple in self._predicted_triples]

    def pairs(self) -> Agreement:
        found = match(
            self._gold_triples, self._predicted_triples, lambda a, b: self._same_ends(a, b, either_way=True)
        )
        return Agreement(len(found), len(self._gold_triples), len(self._predicted_triples))

    def entities(self) -> Agreement:
        gold, predicted = list(self._gold.entities.values()), list(self._predicted.entities.values())
        found = match(gold, predicted, lambda a, b: a.cls == b.cls and self._same(a.iri, b.iri))
        return Agreement(len(found), len(gold), len(predicted))

    def missed(self) -> list[str]:
        return [self._gold.shown(t) for at, t in enumerate(self._gold_triples) if at not in self._found]

    def spurious(self) -> list[str]:
        right = set(self._found.values())
        return [self._predicted.shown(t) for at, t in enumerate(self._predicted_triples) if at not in right]

    def checks(self) -> list[_Check]:
        """Return one check for each claim of each gold triple that was found."""
        return [
            self._check(claim, self._predicted.claims[self._predicted_triples[there]])
            for here, there in self._found.items()
            for claim in self._gold.claims[self._gold_triples[here]]
        ]

    def _check(self, claim: Claim, candidates: list[Claim]) -> _Check:
        other = max(candidates, key=lambda candidate: _shared(claim.evidence, candidate.evidence))
        if claim.speaker and other.speaker:
            attribution = self._same(claim.speaker, other.speaker)
        else:
            attribution = claim.speaker is other.speaker
        return _Check(
            polarity=claim.polarity is other.polarity,
            modality=claim.modality is other.modality,
            attribution=attribution,
            perspective=fold(claim.perspective or "") == fold(other.perspective or ""),
            risky=not _plain(claim),
            taken_as_fact=_plain(other),
        )

    def _same_triple(self, gold: _Triple, predicted: _Triple) -> bool:
        relation = self._ontology.relations.get(gold[1])
        symmetric = relation is not None and relation.symmetric
        return gold[1] == predicted[1] and self._same_ends(gold, predicted, either_way=symmetric)

    def _same_ends(self, gold: _Triple, predicted: _Triple, *, either_way: bool) -> bool:
        subject, _, object_ = predicted
        if self._same(gold[0], subject) and self._same(gold[2], object_):
            return True
        return either_way and self._same(gold[0], object_) and self._same(gold[2], subject)

    def _same(self, gold: IRI, predicted: IRI) -> bool:
        key = gold, predicted
        if key not in self._seen:
            self._seen[key] = self._same_openness(*key) or self._same_entity(*key)
        return self._seen[key]

    def _same_openness(self, gold: IRI, predicted: IRI) -> bool:
        values = self._ontology.openness
        if gold not in values or predicted not in values:
            return False
        return gold == predicted or values[gold].broader == predicted or values[predicted].broader == gold

    def _same_entity(self, gold: IRI, predicted: IRI) -> bool:
        one, other = self._gold.entities.get(gold), self._predicted.entities.get(predicted)
        if one is None or other is None:
            return False
        name, other_name = fold(one.name), fold(other.name)
        return (
            other_name in self._gold.forms[gold]
            or name in self._predicted.forms[predicted]
            or _alike(name, other_name)
            or _overlap(one, other)
        )


def _alike(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether two folded names end in the same word with most words in common."""
    if not name or not other or name[-1] != other[-1]:
        return False
    words, other_words = set(name), set(other)
    return 2 * len(words & other_words) / (len(words) + len(other_words)) >= _SAME_WORDS


def _overlap(one: Entity, other: Entity) -> bool:
    """Say whether a mention of one shares half of both with a mention of the other."""
    return any(
        0 < _shared(a, b) >= max(a.end - a.start, b.end - b.start) / 2
        for a in one.mentions
        for b in other.mentions
    )


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _plain(claim: Claim) -> bool:
    return claim.modality is Modality.ASSERTED and claim.polarity is Polarity.POSITIVE
