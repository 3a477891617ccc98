"""What learning can tell of itself: quality by relation, signs, errors, what examples would help."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from osgraph.learning.crossing import key, scores
from osgraph.learning.examples import FEW
from osgraph.learning.names import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from osgraph.learning.crossing import Unseen
    from osgraph.learning.lessons import Learnt
    from osgraph.learning.model import Model

_STRONGEST: Final = 5
_WRONG: Final = 3
_LOW: Final = 0.4
_READABLE: Final = {
    "b1": "before it", "b2": "before it", "b3": "before it", "a1": "behind it", "a2": "behind it",
    "gov0": "governed by", "gov1": "further up", "gov2": "further up", "verb": "verb", "word": "between",
    "words": "between", "between": "between", "path": "path", "path words": "path", "on path": "on the path",
    "inner": "on the path", "opens": "between, first", "closes": "between, last", "kind": "kind of value",
    "label": "kind of name", "last": "last word", "head": "head word", "text": "the words", "unit": "unit",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One relation: how many examples, how well it is found in those not seen, what speaks for it.

    Attributes:
        relation: its name.
        examples: triples given.
        precision: share of the triples found that are given; None where none was found.
        recall: share of the triples given that are found; None where none is given.
        f1: their harmonic mean.
        signs: the strongest features, in words, with their weights.
        wrong: sentences read wrongly, as (sentence, what was found or missed).
        advice: what more examples would help with; "" for nothing.
    """

    relation: str
    examples: int
    precision: float | None
    recall: float | None
    f1: float
    signs: tuple[tuple[str, float], ...]
    wrong: tuple[tuple[str, str], ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Report:
    """What cross-validation says of a model: in all (two figures of F1), and by relation."""

    f1: float
    pooled_f1: float
    threshold: float
    rows: tuple[Row, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def report(learnt: Learnt, *, incomplete: bool = False) -> Report:
    """Compare what models that had not seen the examples found in them with what is given."""
    model = learnt.model
    f1, pooled = scores(learnt.unseen, model.threshold, incomplete=incomplete)
    counts = Counter(model.schema.find(t[1]) for item in learnt.examples.items for t in item.triples)
    rows = tuple(_row(model, learnt.unseen, n, counts[n]) for n in range(len(model.schema.relations)))
    return Report(f1, pooled, model.threshold, rows)


def _row(model: Model, unseen: Sequence[Unseen], relation: int, examples: int) -> Row:
    found = given = right = 0
    wrong: list[tuple[str, str]] = []
    for one in unseen:
        gold = {(squeezed(f.triple[0]), relation, squeezed(f.triple[2])): f.triple
                for f in one.scene.facts if f.relation == relation}  # fmt: skip
        own = {key(f): f for f in one.found if f.relation == relation and f.chance >= model.threshold}
        found, given, right = found + len(own), given + len(gold), right + len(gold.keys() & own.keys())
        missed = [f"missed: {t[0]} – {t[2]}" for k, t in gold.items() if k not in own]
        extra = [f"found: {f.subject} – {f.object}" for k, f in own.items() if k not in gold]
        if missed or extra:
            wrong.append((one.scene.sentence.text, "; ".join((*missed, *extra))))
    precision = right / found if found else None
    recall = right / given if given else None
    f1 = 2 * right / (found + given) if found + given else 0.0
    return Row(
        model.schema.relations[relation].name,
        examples,
        precision,
        recall,
        f1,
        signs(model, relation),
        tuple(wrong[:_WRONG]),
        _advice(examples, precision, recall),
    )


def _advice(examples: int, precision: float | None, recall: float | None) -> str:
    if examples < FEW:
        return f"{examples} examples; at least {FEW} are needed to go by more than its label"
    if recall is not None and recall < _LOW:
        return "often missed: give examples in other words, with other names"
    if precision is not None and precision < _LOW:
        return "often wrong: give sentences in which it seems to hold and does not"
    return ""


def signs(model: Model, relation: int) -> tuple[tuple[str, float], ...]:
    """Return the features that speak most for a relation, in words, with their weights."""
    tables: tuple[tuple[str, Mapping[str, int], NDArray[np.float32]], ...] = (
        ("object", model.places, _own(model.weights.object, relation)),
        ("subject", model.places, _own(model.weights.subject, relation)),
        ("", model.pairs, _own(model.weights.pair, relation)),
    )
    rows = [
        (float(weights[number]), side, feature)
        for side, vocabulary, weights in tables
        for feature, number in vocabulary.items()
        if not feature.startswith("text=")
    ]
    rows.sort(key=lambda row: (-row[0], row[1], row[2]))
    return tuple((_in_words(side, feature), round(weight, 2)) for weight, side, feature in rows[:_STRONGEST])


def _own(weights: NDArray[np.float32], relation: int) -> NDArray[np.float32]:
    """Return how far the weights of a relation are above those that relations have on average."""
    return np.asarray(weights[:, relation] - weights.mean(axis=1), np.float32)


def _in_words(side: str, feature: str) -> str:
    """Return a feature for people: 'object, before it: "operated by"'."""
    name, _, value = feature.partition("=")
    text = f'{_READABLE.get(name, name)}: "{value.strip("<>")}"' if value else name
    return f"{side}, {text}" if side else text
