"""A sentence made ready: its candidate places with their features, and what the example says of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osgraph.learning import aligning, spans, values
from osgraph.learning.contents import surface
from osgraph.learning.describing import place_features
from osgraph.learning.names import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from osgraph.learning.schema import Schema
    from osgraph.learning.sentences import Sentence
    from osgraph.learning.spans import Place

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A triple of an example with the places (by index) that name its ends; either may be empty."""

    subjects: tuple[int, ...]
    relation: int
    objects: tuple[int, ...]
    triple: Triple


@dataclass(frozen=True, eq=False)
class Scene:
    """A sentence with its candidate places; every tuple but ``facts`` has one item a place."""

    sentence: Sentence
    places: tuple[Place, ...]
    surfaces: tuple[str, ...]
    kinds: tuple[str, ...]
    features: tuple[tuple[str, ...], ...]
    group: str
    facts: tuple[Fact, ...] = ()


def make(
    sentence: Sentence,
    known: Collection[str] = (),
    triples: Sequence[Triple] = (),
    schema: Schema | None = None,
) -> Scene:
    """Find and describe the places of a sentence, and align an example's triples with them."""
    places = spans.find(sentence, known)
    texts = [sentence.between(*place) for place in places]
    facts = []
    if schema is not None:
        for subject, name, object_ in triples:
            relation = schema.find(name)
            if relation is not None:
                ends = [
                    tuple(places.index(p) for p in aligning.align(end, sentence, places))
                    for end in (subject, object_)
                ]
                facts.append(Fact(ends[0], relation, ends[1], (subject, name, object_)))
    return Scene(
        sentence=sentence,
        places=tuple(places),
        surfaces=tuple(surface(text) for text in texts),
        kinds=tuple(values.read(text).kind for text in texts),
        features=tuple(tuple(place_features(sentence, place)) for place in places),
        group=group_of(triples),
        facts=tuple(facts),
    )


def group_of(triples: Sequence[Triple]) -> str:
    """Return what an example is about: of the subjects that are no object here, that of most triples."""
    objects = {fold(t[2]) for t in triples}
    counts = Counter(fold(t[0]) for t in triples)
    return max(counts, key=lambda name: (name not in objects, counts[name])) if counts else ""
