"""Train the model of the order of ends on the passages of ontology/examples and write ontology/ends.npz.

Of each annotated pair the model sees both orders and learns which one is annotated. Deterministic, as
``scripts/train_pairs.py`` is, whose pairs it reads.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from train_pairs import labelled

from osgraph import claims, evaluation, linear, ontology, text
from osgraph.claims import pairs
from osgraph.llm import chances

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osgraph.claims import Knowledge
    from osgraph.model import AnnotatedDocument

RAREST = 2  # a feature must stand in so many pairs
STRENGTH = 0.3
SMALLEST = 0.02  # weights closer to zero are dropped
SURE = 2.0  # of which the report tells how often it is wrong


@dataclass(frozen=True, slots=True)
class Row:
    """One annotated pair: what only its order shows, what only the reverse does, and if that could be."""

    forward: frozenset[str]
    backward: frozenset[str]
    reversible: bool


def rows(examples: Sequence[AnnotatedDocument], knowledge: Knowledge) -> Iterator[tuple[str, Row]]:
    """Yield the pairs of which a relation with an order is annotated, each behind the id of its passage."""
    for document, found, table in labelled(examples, knowledge):
        by_ends = {(p.subject.mention, p.object.mention): p for p, _ in found}
        for pair, claim in found:
            if claim is None or knowledge.ontology.relations[claim.relation].symmetric:
                continue
            classes = {entity.iri: entity.cls for entity in document.entities}
            if claim.object not in classes:
                continue
            relation = knowledge.ontology.relations[claim.relation]
            s, o = classes[claim.subject], classes[claim.object]
            turned = by_ends.get((pair.object.mention, pair.subject.mention))
            turned = turned or pairs.Pair(pair.passage, pair.object, pair.subject, (), pair.top)
            ends = (pair.subject, s), (pair.object, o)
            one = chances.described(claim.relation, pairs.features(pair, table), *ends)
            other = chances.described(claim.relation, pairs.features(turned, table), *ends[::-1])
            yield (
                document.document.id,
                Row(
                    frozenset(one - other),
                    frozenset(other - one),
                    s in relation.range and o in relation.domain,
                ),
            )


def fit(found: Sequence[Row]) -> linear.Model:
    """Fit the model: each pair speaks for its order, and turned round against the reverse."""
    counts = Counter(f for row in found for f in (*row.forward, *row.backward))
    places = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= RAREST))}
    values: list[int] = []
    columns: list[int] = []
    starts = [0]
    for sign in (1, -1):
        for row in found:
            for features, value in ((row.forward, sign), (row.backward, -sign)):
                known = sorted(places[f] for f in features if f in places)
                columns += known
                values += [value] * len(known)
            starts.append(len(columns))
    matrix = csr_matrix((values, columns, starts), shape=(2 * len(found), len(places)), dtype=float)
    regression = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=300)
    regression.fit(matrix, [1] * len(found) + [0] * len(found))
    weights = regression.coef_.T.astype(np.float32)
    used = np.flatnonzero(np.abs(weights[:, 0]) >= SMALLEST)
    names = sorted(places, key=lambda f: places[f])
    return linear.Model({names[old]: new for new, old in enumerate(used)}, ("order",), weights[used])


def main() -> int:
    """Train on the examples given and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, default=Path("ontology/examples"))
    parser.add_argument("--leave-out", type=int, default=0, metavar="N", help="test on every Nth passage")
    parser.add_argument("-o", "--output", type=Path, default=Path("ontology/ends.npz"))
    arguments = parser.parse_args()
    known = ontology.load()
    names = linear.load(ontology.locate("names.npz"))
    knowledge = claims.prepare(known, ontology.load_catalog(), text.load(), names=names)
    examples = [
        example
        for file in sorted(arguments.examples.glob("*.jsonl"))
        for _, example in sorted(evaluation.read(file, known).items())
    ]
    every = arguments.leave_out
    left = {e.document.id for i, e in enumerate(examples) if every and i % every == 0}
    found = list(rows(examples, knowledge))
    model = fit([row for id_, row in found if id_ not in left])
    linear.save(model, arguments.output)
    report: dict[str, float] = {"pairs": len(found), "features": len(model.features)}
    tested = [row for id_, row in found if id_ in left and row.reversible]
    if tested:
        orders = [chances.order(set(row.forward), set(row.backward), model) for row in tested]
        report |= {
            "left out": len(tested),
            "right": round(sum(o > 0 for o in orders) / len(orders), 3),
            "surely wrong": round(sum(o < -SURE for o in orders) / len(orders), 3),
            "surely right": round(sum(o > SURE for o in orders) / len(orders), 3),
        }
    json.dump(report, sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
