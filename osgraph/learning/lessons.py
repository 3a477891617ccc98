"""From example files to a model, with what was met on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from threadpoolctl import threadpool_limits

from osgraph import text
from osgraph.learning import crossing, examples, schema, sentences, training

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from osgraph.learning.crossing import Unseen
    from osgraph.learning.examples import Example, Examples
    from osgraph.learning.model import Model
    from osgraph.learning.scenes import Scene
    from osgraph.learning.schema import Schema

_MISSING: Final = "stands nowhere in the sentence"


@dataclass(frozen=True, eq=False)
class Learnt:
    """A model with the examples that it was learnt from and the faults met in them."""

    model: Model
    examples: Examples
    unseen: tuple[Unseen, ...]
    scenes: tuple[Scene, ...]


def learn(
    paths: Iterable[str | Path],
    ontology: str | Path,
    *,
    incomplete: bool = False,
    pipeline: str = text.DEFAULT_PIPELINE,
) -> Learnt:
    """Learn an extractor from example files.

    Args:
        paths: JSON Lines: ``{"sentence": ..., "triples": [[subject, relation, object], ...]}``, or full
            annotations with ``text``, ``entities`` and ``claims``.
        ontology: Turtle, or JSON with "concepts" and "relations".
        incomplete: whether the examples leave out triples that their sentences state; what is not
            there then counts little as evidence against.
        pipeline: the spaCy pipeline that parses.

    Raises:
        InputError: no usable example.
        OntologyError: the ontology cannot be used.
    """
    known = schema.read(ontology)
    read = examples.read(list(paths), known)
    scenes = ready(read.items, known, pipeline)
    faults = [
        examples.Fault(item.where, f"the {end} {fact.triple[at]!r} {_MISSING}")
        for item, scene in zip(read.items, scenes, strict=True)
        for fact in scene.facts
        for end, at, places in (("subject", 0, fact.subjects), ("object", 2, fact.objects))
        if not places
    ]
    with threadpool_limits(1):  # sums of several threads differ in their last digits from run to run
        first = training.fit(scenes, known, incomplete=incomplete)
        model, unseen = crossing.finish(scenes, known, first, incomplete=incomplete)
    return Learnt(
        model,
        replace(read, faults=(*read.faults, *faults)),
        tuple(unseen),
        tuple(scenes),
    )


def curve(learnt: Learnt, *, incomplete: bool = False) -> list[tuple[int, float, float]]:
    """Return the learning curve: number of examples, mean F1 of sentences, pooled F1, all cross-validated."""
    with threadpool_limits(1):
        return crossing.curve(learnt.scenes, learnt.model.schema, incomplete=incomplete)


def ready(items: Sequence[Example], known: Schema, pipeline: str) -> list[Scene]:
    """Parse examples and align their triples."""
    nlp = text.load(pipeline, entities=True)
    parsed = nlp.pipe((item.sentence for item in items), batch_size=64)
    return training.ready(
        [(sentences.from_doc(doc), item.triples) for doc, item in zip(parsed, items, strict=True)], known
    )
