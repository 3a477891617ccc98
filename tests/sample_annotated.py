"""Invented annotated documents for the tests of the graph, the store, the queries and the exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph import iris, rdf
from osgraph.model import (
    IRI,
    AnnotatedDocument,
    Claim,
    Document,
    Entity,
    Modality,
    Polarity,
    Rejection,
    Span,
)
from osgraph.ontology import Ontology, Openness, Relation

if TYPE_CHECKING:
    from rdflib import Graph

RUN = iris.hashed("run", "a version", "an ontology")
OPEN, CLOSED = iris.term("OpenWeights"), iris.term("Proprietary")

_ROLES = {
    "develops": {"maker"},
    "basedIn": {"home"},
    "hasOpenness": {"openness"},
    "outperforms": {"comparison"},
    "weakens": set[str](),
    "acquires": set[str](),
    "worksFor": {"employment"},
}
_BROADER = {
    "Open": None,
    "OpenSource": "Open",
    "OpenWeights": "Open",
    "Closed": None,
    "Proprietary": "Closed",
}
ONTOLOGY = Ontology(
    classes={},
    relations={
        iris.term(name): Relation(
            iris.term(name),
            name,
            name,
            "",
            domain=frozenset(),
            range=frozenset(),
            symmetric=False,
            roles=frozenset(roles),
            phrases=(),
        )
        for name, roles in _ROLES.items()
    },
    openness={
        iris.term(name): Openness(iris.term(name), name, (), broader and iris.term(broader))
        for name, broader in _BROADER.items()
    },
    cues=(),
    digest="",
)

_CLASSES = {
    "China": "Country",
    "United States": "Country",
    "Norway": "Country",
    "Umbra": "Company",
    "Acme": "Company",
    "Fjell": "Lab",
    "Ada Berg": "Person",
    "Nut": "Model",
    "Bolt": "Model",
    "Quiz": "Benchmark",
    "wide-open plan": "Strategy",
    "market share": "Concept",
}
_ALIASES = {"United States": ("America", "U.S."), "Umbra": ("Umbra Labs",)}

NOTES = (
    "Umbra of China built Nut. Nut has open weights. Acme of America may open up, Ada Berg said.\n"
    "Acme's Bolt is proprietary. In 2031-04 Nut beat Bolt by 3% on Quiz. "
    "Rival View: the wide-open plan would cost Acme market share. Acme does not own Umbra.\n"
    "Ada Berg once led Acme. Umbra built Nut.\n"
)
LETTER = "Fjell of Norway is open. Umbra built Nut \u2014 so they say. \U0001f330"


def span(text: str, words: str, after: int = 0) -> Span:
    """Return where the words stand in a text, from an offset on."""
    start = text.index(words, after)
    return Span(start, start + len(words))


def entity(text: str, name: str, *forms: str) -> Entity:
    """Return an entity with every mention of its name or of the forms given."""
    spans: list[Span] = []
    for form in forms or (name,):
        start = text.find(form)
        while start >= 0:
            spans.append(Span(start, start + len(form)))
            start = text.find(form, start + 1)
    aliases = _ALIASES.get(name, ())
    return Entity(iris.entity(name), iris.term(_CLASSES[name]), name, tuple(sorted(spans)), aliases)


def claim(text: str, subject: str, relation: str, object_: str | IRI, quote: str, **held: object) -> Claim:
    """Return a claim whose evidence is a quote of the text."""
    target = object_ if object_ in {OPEN, CLOSED} else iris.entity(object_)
    evidence = held.pop("evidence", None) or span(text, quote)
    return Claim(iris.entity(subject), iris.term(relation), IRI(target), evidence, **held)  # type: ignore[arg-type]


def notes() -> AnnotatedDocument:
    """Return a document that has every kind of claim."""
    ada, first = iris.entity("Ada Berg"), "Umbra of China built Nut."
    doubt = "Acme of America may open up, Ada Berg said."
    beat, again = "In 2031-04 Nut beat Bolt by 3% on Quiz.", span(NOTES, "Umbra built Nut.")
    claims = (
        claim(NOTES, "Umbra", "basedIn", "China", first, confidence=0.94),
        claim(
            NOTES,
            "Umbra",
            "develops",
            "Nut",
            first,
            words=(Span(0, 5), span(NOTES, "built"), span(NOTES, "Nut")),
            steps=tuple(f"step {n}: '{{s}} builds {{o}}'. Yes." for n in range(1, 12)),
        ),
        claim(NOTES, "Umbra", "develops", "Nut", "", evidence=again, confidence=0.5),
        claim(NOTES, "Nut", "hasOpenness", OPEN, "Nut has open weights."),
        claim(NOTES, "Acme", "hasOpenness", OPEN, doubt, modality=Modality.HEDGED, speaker=ada),
        claim(NOTES, "Acme", "basedIn", "United States", doubt),
        claim(NOTES, "Acme", "develops", "Bolt", "Acme's Bolt is proprietary."),
        claim(NOTES, "Bolt", "hasOpenness", CLOSED, "Acme's Bolt is proprietary."),
        claim(
            NOTES,
            "Nut",
            "outperforms",
            "Bolt",
            beat,
            time="2031-04",
            quantity="3%",
            benchmark=iris.entity("Quiz"),
        ),
        claim(
            NOTES,
            "wide-open plan",
            "weakens",
            "Acme",
            "the wide-open plan would cost Acme market share.",
            modality=Modality.HYPOTHETICAL,
            perspective="Rival View",
        ),
        claim(NOTES, "Acme", "acquires", "Umbra", "Acme does not own Umbra.", polarity=Polarity.NEGATIVE),
        claim(NOTES, "Ada Berg", "worksFor", "Acme", "Ada Berg once led Acme.", former=True),
    )
    rejections = (
        Rejection(
            "Quiz", iris.term("develops"), "Bolt", span(NOTES, beat), "a Benchmark cannot be its subject"
        ),
    )
    document = Document("notes/spring", NOTES, "Spring notes", "Nut Weekly", "2031-05-02", "models")
    entities = [entity(NOTES, name) for name in _CLASSES if name in NOTES]
    entities.append(entity(NOTES, "United States", "America"))
    return AnnotatedDocument(document, tuple(entities), claims, rejections)


def letter() -> AnnotatedDocument:
    """Return a short document that shares things, and one sentence, with the other."""
    claims = (
        claim(LETTER, "Fjell", "basedIn", "Norway", "Fjell of Norway is open."),
        claim(LETTER, "Fjell", "hasOpenness", OPEN, "Fjell of Norway is open."),
        claim(LETTER, "Umbra", "develops", "Nut", "Umbra built Nut \u2014 so they say."),
    )
    entities = tuple(entity(LETTER, name) for name in ("Fjell", "Norway", "Umbra", "Nut"))
    return AnnotatedDocument(Document("letter", LETTER), entities, claims)


def hostile(text: str, name: str) -> AnnotatedDocument:
    """Return a document that puts the same words wherever words can stand."""
    whole = Span(0, len(text))
    thing = Entity(iris.entity(name), iris.term("Model"), name, (whole,), (text,))
    held = Claim(
        thing.iri,
        iris.term("hasOpenness"),
        OPEN,
        whole,
        speaker=thing.iri,
        perspective=text,
        time=text,
        quantity=text,
        steps=(text, name),
    )
    rejection = Rejection(name, iris.term("uses"), text, whole, text)
    return AnnotatedDocument(Document(name, text, text, name, text, name), (thing,), (held,), (rejection,))


def graph_of(annotated: AnnotatedDocument) -> Graph:
    """Return the graph of a document under the small ontology above."""
    return rdf.to_graph(annotated, ONTOLOGY, run=RUN)
