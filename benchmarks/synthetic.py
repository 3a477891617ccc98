"""An invented store of any size: documents about firms, models and countries, as an export would hold them.

Every document goes through the same RDF step as a real one. Firms and models have a home, a maker and an
openness that most claims agree on, and some are spoken of far more often than others, as in the world.
"""

from __future__ import annotations

import random
from itertools import pairwise
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, NamedTuple

from osgraph import iris, ontology, rdf
from osgraph.model import IRI, AnnotatedDocument, Claim, Document, Entity, Modality, Polarity, Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CLAIMS: Final = 100
"""Claims of a document."""

_PASSAGE: Final = 10  # claims that one passage makes
_RUN: Final = iris.hashed("run", "synthetic")
_COUNTRIES: Final = ("United States", "China", "France", "Japan", "India", "Germany", "Israel", "Canada")
_VALUES: Final = ("OpenSource", "OpenWeights", "Open", "Closed", "Proprietary")
_CAST: Final = {"Company": 3, "Country": 2, "Concept": 1, "Person": 1, "Policy": 1}
"""How many things of each class a document speaks of; it also speaks of a model of each company."""

_SORTS: Final = {"Company": 20_000, "Concept": 3_000, "Person": 5_000, "Policy": 500}
"""How many things of each class there are in all."""

_PATTERNS: Final = (
    ("Company", "develops", "Model", 15),
    ("Company", "basedIn", "Country", 8),
    ("Model", "hasOpenness", "Openness", 9),
    ("Company", "hasOpenness", "Openness", 4),
    ("Company", "uses", "Model", 9),
    ("Model", "outperforms", "Model", 6),
    ("Company", "competesWith", "Company", 6),
    ("Company", "partnersWith", "Company", 4),
    ("Company", "investsIn", "Company", 3),
    ("Company", "acquires", "Company", 2),
    ("Company", "pursues", "Concept", 6),
    ("Country", "pursues", "Concept", 3),
    ("Country", "restricts", "Company", 4),
    ("Policy", "restricts", "Model", 3),
    ("Person", "worksFor", "Company", 4),
    ("Company", "supports", "Policy", 3),
    ("Person", "opposes", "Policy", 2),
    ("Company", "dependsOn", "Company", 3),
    ("Policy", "weakens", "Concept", 3),
    ("Model", "strengthens", "Concept", 2),
    ("Company", "shiftsTo", "Openness", 1),
)


class Thing(NamedTuple):
    """Something that documents speak of: class, name, and a number that decides what is true of it."""

    cls: str
    name: str
    number: int

    @property
    def iri(self) -> IRI:
        """Return its IRI."""
        return iris.entity(self.name)


def document(number: int) -> AnnotatedDocument:
    """Return an invented document, the same for the same number, with :data:`CLAIMS` claims.

    Example:
        >>> len(document(3).claims), document(3) == document(3)
        (100, True)
    """
    rng = random.Random(number)
    cast = {cls: [_thing(cls, rng) for _ in range(count)] for cls, count in _CAST.items()}
    cast["Model"] = [_model_of(maker, rng) for maker in cast["Company"]]
    lines: list[str] = []
    claims: list[Claim] = []
    at = 0
    while len(claims) < CLAIMS:
        edges = [_edge(cast, rng) for _ in range(min(_PASSAGE, CLAIMS - len(claims)))]
        lines.append("; ".join(f"{s.name} {relation} {o.name}" for s, relation, o in edges) + ".")
        evidence = Span(at, at + len(lines[-1]))
        at = evidence.end + 1
        claims += [_claim(edge, evidence, cast, rng) for edge in edges]
    text = "\n".join(lines)
    things = {thing.iri: thing for things in cast.values() for thing in things}
    return AnnotatedDocument(
        Document(
            f"year-{number // 1000:02}/report-{number:06}",
            text,
            title=f"Report {number}",
            source=f"Publisher {rng.randrange(300)}",
            published=f"{rng.randrange(2019, 2026)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
        ),
        tuple(
            Entity(thing.iri, iris.term(thing.cls), thing.name, _mentions(thing.name, text))
            for thing in things.values()
        ),
        tuple(claims),
    )


def write(folder: Path, claims: int, workers: int = 1) -> list[Path]:
    """Write invented documents as N-Quads, in one file a worker, as an export would; return the files.

    Args:
        folder: where they go.
        claims: about how many; each document makes :data:`CLAIMS`.
        workers: number of processes.
    """
    count = max(1, claims // CLAIMS)
    bounds = [count * part // workers for part in range(workers + 1)]
    jobs = [
        (folder / f"shard-{part}.nq", range(start, end)) for part, (start, end) in enumerate(pairwise(bounds))
    ]
    if workers == 1:
        return [_write(job) for job in jobs]
    with get_context("spawn").Pool(workers) as pool:
        return pool.map(_write, jobs)


def _write(job: tuple[Path, Sequence[int]]) -> Path:
    path, numbers = job
    terms = ontology.load()
    with path.open("wb") as out:
        for number in numbers:
            annotated = document(number)
            graph = rdf.to_graph(annotated, terms, run=_RUN)
            name = f" <{iris.document(annotated.document.id)}> .\n".encode()
            out.write(graph.serialize(format="nt", encoding="utf-8").replace(b" .\n", name))
    return path


def _thing(cls: str, rng: random.Random) -> Thing:
    """Return a thing of a class, those of small numbers far more often."""
    if cls == "Country":
        number = min(int(rng.expovariate(0.6)), len(_COUNTRIES) - 1)
        return Thing(cls, _COUNTRIES[number], number)
    number = int(_SORTS[cls] * rng.random() ** 3)
    return Thing(cls, f"{cls} {number}", number)


def _model_of(maker: Thing, rng: random.Random) -> Thing:
    """Return a model of a firm, which makes one or two."""
    number = maker.number + rng.choice((0, _SORTS["Company"]))
    return Thing("Model", f"Model {number}", number)


def _edge(cast: dict[str, list[Thing]], rng: random.Random) -> tuple[Thing, str, Thing]:
    """Return what is said: true of its subject in 99 cases of 100, where something is true of it."""
    (pattern,) = rng.choices(_PATTERNS, weights=[weight for *_, weight in _PATTERNS])
    subject = rng.choice(cast[pattern[0]])
    true = rng.random() < 0.99
    if pattern[2] == "Openness":
        number = subject.number if true else rng.randrange(len(_VALUES))
        return subject, pattern[1], Thing("Openness", _VALUES[number % len(_VALUES)], number)
    objects = [thing for thing in cast[pattern[2]] if thing != subject]
    if pattern[1] == "basedIn" and true:
        name = _COUNTRIES[subject.number % len(_COUNTRIES)]
        objects = [thing for thing in objects if thing.name == name] or objects
    if pattern[1] == "develops" and true:
        objects = [thing for thing in objects if thing.number % _SORTS["Company"] == subject.number]
    if not objects:  # a document may speak of one thing twice
        return _edge(cast, rng)
    return subject, pattern[1], rng.choice(objects)


def _claim(
    edge: tuple[Thing, str, Thing], evidence: Span, cast: dict[str, list[Thing]], rng: random.Random
) -> Claim:
    subject, relation, object_ = edge
    held = rng.choices(list(Modality), weights=[80, 8, 6, 3, 3])[0]
    return Claim(
        subject.iri,
        iris.term(relation),
        iris.term(object_.name) if object_.cls == "Openness" else object_.iri,
        evidence,
        polarity=Polarity.NEGATIVE if rng.random() < 0.04 else Polarity.POSITIVE,
        modality=held,
        speaker=cast["Person"][0].iri if rng.random() < 0.15 else None,
        perspective="Adversary View" if rng.random() < 0.03 else None,
        former=rng.random() < 0.02,
        quantity=f"{rng.randrange(1, 100)}%" if relation == "outperforms" else None,
        confidence=round(rng.uniform(0.3, 1.0), 3),
    )


def _mentions(name: str, text: str) -> tuple[Span, ...]:
    at = text.find(name)
    return (Span(at, at + len(name)),) if at >= 0 else ()
