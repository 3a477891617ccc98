"""Train the model of names on the annotated passages of ontology/examples and write ontology/names.npz.

Deterministic: L-BFGS from zero weights, rows and features in sorted order.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from osgraph import evaluation, iris, linear, ontology, sections, text
from osgraph.mentions import Form, Gazetteer, Vocabulary, naming
from osgraph.mentions import find as find_mentions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osgraph.mentions import Mention
    from osgraph.model import AnnotatedDocument

RAREST = 3  # a feature must stand with so many names
STRENGTH = 0.5  # inverse of the L2 penalty; chosen on every fifth passage, held out
CATALOGUED = {"Country"}  # a name that the catalog lacks is none of these
SMALLEST = 0.01  # weights closer to zero are dropped


@dataclass(frozen=True, slots=True)
class Row:
    """A name of a passage: its features, its annotated class, whether the catalog knows it."""

    features: tuple[str, ...]
    label: str
    known: bool


def rows(examples: Sequence[AnnotatedDocument]) -> Iterator[tuple[int, Row]]:
    """Yield the names of annotated passages, each with the number of its passage."""
    known = ontology.load()
    nlp = text.load()
    gazetteer, vocabulary = Gazetteer(ontology.load_catalog()), Vocabulary.of(known, text.words(nlp))
    documents = [replace(e.document, sections=sections.find(e.document, known)) for e in examples]
    for at, (_, passages) in enumerate(text.parse(nlp, documents, names=gazetteer.names)):
        classes = {(m.start, m.end): iris.local(e.cls) for e in examples[at].entities for m in e.mentions}
        found = find_mentions(passages, gazetteer, vocabulary)
        named: dict[str, list[Mention]] = defaultdict(list)
        for mention in found.all:
            if mention.form is Form.NAME and (linked := found.thing(mention)) is not None:
                named[linked[0].key].append(mention)
        for _, mentions in sorted(named.items()):
            spans = [(m.span.start, m.span.end) for m in mentions]
            votes = Counter(classes[span] for span in spans if span in classes)
            label = min(votes, key=lambda name: (-votes[name], name), default="")
            if label and label not in CATALOGUED:
                described = naming.features(mentions, passages, vocabulary)
                yield at, Row(described, label, any(m.entries for m in mentions))


def fit(found: Sequence[Row]) -> linear.Model:
    """Fit the model to names."""
    counts = Counter(f for row in found for f in row.features)
    places = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= RAREST))}
    labels = sorted({row.label for row in found})
    regression = LogisticRegression(C=STRENGTH, max_iter=300)
    regression.fit(_matrix(found, places), [labels.index(row.label) for row in found])
    weights = regression.coef_.T.astype(np.float32)
    weights[places["bias"]] += regression.intercept_
    weights[np.abs(weights) < SMALLEST] = 0
    used = np.flatnonzero(np.abs(weights).sum(axis=1))
    names = sorted(places, key=lambda f: places[f])
    return linear.Model({names[old]: new for new, old in enumerate(used)}, tuple(labels), weights[used])


def _matrix(found: Sequence[Row], places: dict[str, int]) -> csr_matrix:
    columns: list[int] = []
    ends = [0]
    for row in found:
        columns += sorted(places[f] for f in row.features if f in places)
        ends.append(len(columns))
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(found), len(places)))


def main() -> int:
    """Train on the examples given and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, default=Path("ontology/examples"))
    parser.add_argument("--leave-out", type=int, default=0, metavar="N", help="test on every Nth passage")
    parser.add_argument("-o", "--output", type=Path, default=Path("ontology/names.npz"))
    arguments = parser.parse_args()
    known = ontology.load()
    examples = [
        example
        for file in sorted(arguments.examples.glob("*.jsonl"))
        for _, example in sorted(evaluation.read(file, known).items())
    ]
    found = list(rows(examples))
    every = arguments.leave_out
    model = fit([row for at, row in found if not every or at % every])
    linear.save(model, arguments.output)
    report: dict[str, float] = {"names": len(found), "features": len(model.features)}
    if every:
        tested = [row for at, row in found if at % every == 0 and not row.known]
        right = [model.labels[model.shares(row.features).argmax()] == row.label for row in tested]
        report |= {"left out": len(tested), "right": round(sum(right) / len(right), 3)}
    json.dump(report, sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
