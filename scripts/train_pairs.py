"""Train the pair model on the annotated passages of ontology/examples and write ontology/pairs.npz.

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

from osgraph import claims, evaluation, linear, ontology, sections, text
from osgraph.claims import candidates, pairs, scoring
from osgraph.claims.settling import Settler
from osgraph.claims.state import State
from osgraph.evaluation.scores import fold
from osgraph.mentions import Form
from osgraph.mentions import find as find_mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from osgraph.claims import Knowledge
    from osgraph.claims.pairs import Pair, Table
    from osgraph.mentions import Mentions
    from osgraph.model import IRI, AnnotatedDocument, Claim, Entity, Span
    from osgraph.text import Passage

NONE = "none"
RAREST = 3  # a feature must stand in so many pairs
STRENGTH = 0.1
SMALLEST = 0.02  # weights closer to zero are dropped


@dataclass(frozen=True, slots=True)
class Row:
    """One pair of a passage: its features and the relation that holds (a relation's IRI, or "none")."""

    features: tuple[str, ...]
    label: str


def rows(examples: Sequence[AnnotatedDocument], knowledge: Knowledge) -> Iterator[Row]:
    """Yield the pairs of annotated passages with what is annotated of them."""
    for _, found, table in labelled(examples, knowledge):
        for pair, claim in found:
            yield Row(tuple(pairs.features(pair, table)), claim.relation if claim else NONE)


def labelled(
    examples: Sequence[AnnotatedDocument], knowledge: Knowledge
) -> Iterator[tuple[AnnotatedDocument, list[tuple[Pair, Claim | None]], Table]]:
    """Yield the pairs of each annotated passage with their first claim, mentions found as in any text."""
    nlp = text.load()
    by_id = {example.document.id: example for example in examples}
    documents = [
        replace(e.document, sections=sections.find(e.document, knowledge.ontology)) for e in examples
    ]
    for document, passages in text.parse(nlp, documents, names=knowledge.gazetteer.names):
        yield from _of_document(by_id[document.id], passages, knowledge)


def _of_document(
    example: AnnotatedDocument, passages: tuple[Passage, ...], knowledge: Knowledge
) -> Iterator[tuple[AnnotatedDocument, list[tuple[Pair, Claim | None]], Table]]:
    mentions = find_mentions(passages, knowledge.gazetteer, knowledge.vocabulary, names=knowledge.names)
    settler = Settler(knowledge.ontology, knowledge.catalog)
    state = State(passages, mentions, (), settler)
    things = _things(example, mentions)
    symmetric = {r.iri for r in knowledge.ontology.relations.values() if r.symmetric}
    for index, passage in enumerate(passages):
        matched = list(candidates.match(index, passage.doc, knowledge.patterns))
        table = pairs.Table.of(passage.doc, knowledge.triggers)
        found: list[tuple[Pair, Claim | None]] = []
        for pair in pairs.find(index, state, matched, table):
            ends = things[pair.subject.thing.key], things[pair.object.thing.key]
            said = state.evidence(index, pair.top)
            held = [
                c
                for c in example.claims
                if c.evidence.overlaps(said)
                and (
                    (c.subject in ends[0] and c.object in ends[1])
                    or (c.relation in symmetric and c.subject in ends[1] and c.object in ends[0])
                )
            ]
            found.append((pair, min(held, key=lambda c: c.relation, default=None)))
        yield example, found, table


def _things(example: AnnotatedDocument, mentions: Mentions) -> dict[str, set[IRI]]:
    """Return for each thing found the annotated entities that it is."""
    spans: dict[str, list[Span]] = defaultdict(list)
    names: dict[str, str] = {}
    for mention in mentions.all:
        found = mentions.thing(mention)
        if found is not None:
            names[found[0].key] = found[0].name
            if mention.form is not Form.PRONOUN:
                spans[found[0].key].append(mention.span)
    same = {
        key: {e.iri for e in example.entities if _same(e, names[key], spans[key])} for key in sorted(names)
    }
    return defaultdict(set, same)


def _same(entity: Entity, name: str, spans: Iterable[Span]) -> bool:
    if fold(entity.name) == fold(name):
        return True
    for a in entity.mentions:
        for b in spans:
            shared = min(a.end, b.end) - max(a.start, b.start)
            if shared > 0 and 2 * shared >= max(a.end - a.start, b.end - b.start):
                return True
    return False


def fit(found: Sequence[Row]) -> scoring.PairModel:
    """Fit the model to labelled pairs."""
    counts = Counter(f for row in found for f in set(row.features))
    places = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= RAREST))}
    labels = [NONE, *sorted({row.label for row in found} - {NONE})]
    regression = LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-4)
    regression.fit(matrix(found, places), [labels.index(row.label) for row in found])
    weights = regression.coef_.T.astype(np.float32)
    weights[places["bias"]] += regression.intercept_
    weights[np.abs(weights) < SMALLEST] = 0
    used = np.flatnonzero(np.abs(weights).sum(axis=1))
    names = sorted(places, key=lambda f: places[f])
    return scoring.PairModel(
        {names[old]: new for new, old in enumerate(used)},
        tuple(ontology.load().relations[iri].iri for iri in labels[1:]),  # type: ignore[index]
        weights[used],
    )


def matrix(found: Sequence[Row], places: dict[str, int]) -> csr_matrix:
    """Return pairs as a sparse matrix of zeros and ones, one row a pair."""
    columns: list[int] = []
    ends = [0]
    for row in found:
        columns += sorted({places[f] for f in row.features if f in places})
        ends.append(len(columns))
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(found), len(places)))


def main() -> int:
    """Train on the examples given and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, default=Path("ontology/examples"))
    parser.add_argument("--leave-out", type=int, default=0, metavar="N", help="leave out every Nth passage")
    parser.add_argument("-o", "--output", type=Path, default=Path("ontology/pairs.npz"))
    arguments = parser.parse_args()
    known = ontology.load()
    names = linear.load(ontology.locate("names.npz"))
    knowledge = claims.prepare(known, ontology.load_catalog(), text.load(), names=names)
    examples = [
        example
        for file in sorted(arguments.examples.glob("*.jsonl"))
        for _, example in sorted(evaluation.read(file, known).items())
    ]
    if arguments.leave_out:
        examples = [e for i, e in enumerate(examples) if i % arguments.leave_out]
    found = list(rows(examples, knowledge))
    model = fit(found)
    scoring.save(model, arguments.output)
    positive = sum(row.label != NONE for row in found)
    json.dump(
        {
            "passages": len(examples),
            "pairs": len(found),
            "related": positive,
            "features": len(model.features),
        },
        sys.stdout,
    )
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
