"""The steps put together: documents in, annotated documents or a filled store out."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import rdflib
from spacy.about import __version__ as spacy_version

from osgraph import __version__, documents, iris, ontology, rdf, text
from osgraph.errors import InputError
from osgraph.model import AnnotatedDocument, Document, Modality, Skipped
from osgraph.pipeline.processes import MODEL, Means, Tools, annotate
from osgraph.reason import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

    from osgraph.model import IRI
    from osgraph.store import Store


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did.

    Attributes:
        documents: number of documents built.
        entities: number of distinct entities in them.
        claims: number of claims by modality; every modality is a key.
        rejections: number of claims refused, by reason, the most frequent first.
        skipped: inputs that were not built, with reasons.
    """

    documents: int
    entities: int
    claims: Mapping[Modality, int]
    rejections: Mapping[str, int]
    skipped: tuple[Skipped, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the summary as plain values for a JSON file.

        Example:
            >>> Summary(1, 2, {Modality.HEDGED: 3}, {}, ()).to_json()["claims"]
            {'hedged': 3}
        """
        return {**asdict(self), "claims": {modality.value: n for modality, n in self.claims.items()}}


def extract(
    documents: Iterable[Document],
    *,
    ontology: Path | None = None,
    catalog: Path | None = None,
    pipeline: str = text.DEFAULT_PIPELINE,
    workers: int = 1,
) -> Iterator[AnnotatedDocument]:
    """Find the entities and claims of documents, as a stream in the order given.

    Args:
        documents: what to read; their sections are found here.
        ontology: a Turtle file; the shipped one when None.
        catalog: a Turtle file of known entities; the shipped one when None.
        pipeline: name of an installed spaCy pipeline.
        workers: number of processes; the result is the same for any. More than one needs the guard
            ``if __name__ == "__main__":`` in a script.

    Raises:
        OntologyError: the ontology or the catalog cannot be used.
        PipelineError: the language pipeline cannot be used.
    """
    means = Means(pipeline, ontology, catalog)
    return annotate(documents, means, means.load(), workers)


def build(
    paths: Sequence[str | Path],
    store: Store,
    *,
    ontology: Path | None = None,
    catalog: Path | None = None,
    pipeline: str = text.DEFAULT_PIPELINE,
    workers: int = 1,
    stdin: TextIO | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Read documents, find their claims, put them into a store; a document that is there is replaced.

    What cannot be read is skipped with its reason; the rest is built. Each document is written at once or
    not at all. A text that the store holds under the id of a document that is gone keeps that id.

    Args:
        paths: files, folders, or ``"-"`` for standard input.
        store: where the claims go; it stays open.
        ontology: a Turtle file; the shipped one when None.
        catalog: a Turtle file of known entities; the shipped one when None.
        pipeline: name of an installed spaCy pipeline.
        workers: number of processes; the result is the same for any.
        stdin: what ``"-"`` reads; ``sys.stdin`` when None.
        progress: called with the number of documents done and that of all.

    Raises:
        OntologyError: the ontology or the catalog cannot be used.
        PipelineError: the language pipeline cannot be used.
        StoreError: the store cannot be written.
    """
    means = Means(pipeline, ontology, catalog)
    tools = means.load()
    run = _run(tools)
    inputs = list(documents.read(paths, stdin=stdin))
    skipped = [item for item in inputs if isinstance(item, Skipped)]
    found = _with_old_ids([item for item in inputs if isinstance(item, Document)], store)
    _load_background(store, means)
    tally = _Tally()
    for done, annotated in enumerate(annotate(found, means, tools, workers), 1):
        try:
            store.replace(annotated.document.id, rdf.to_graph(annotated, tools.ontology, run=run))
        except InputError as error:
            skipped.append(Skipped(annotated.document.id, str(error)))
        else:
            tally.add(annotated)
        if progress is not None:
            progress(done, len(found))
    reason(store)
    return tally.summary(skipped)


class _Tally:
    """Running counts of a build."""

    def __init__(self) -> None:
        self._documents = 0
        self._entities: set[IRI] = set()
        self._claims: Counter[Modality] = Counter()
        self._rejections: Counter[str] = Counter()

    def add(self, annotated: AnnotatedDocument) -> None:
        self._documents += 1
        self._entities.update(entity.iri for entity in annotated.entities)
        self._claims.update(claim.modality for claim in annotated.claims)
        self._rejections.update(rejection.reason for rejection in annotated.rejections)

    def summary(self, skipped: Sequence[Skipped]) -> Summary:
        return Summary(
            documents=self._documents,
            entities=len(self._entities),
            claims={modality: self._claims[modality] for modality in Modality},
            rejections=dict(sorted(self._rejections.items(), key=lambda pair: (-pair[1], pair[0]))),
            skipped=tuple(skipped),
        )


def _run(tools: Tools) -> IRI:
    """Return the IRI of a run: all that decides what it finds in a text, the time left out."""
    model = f"{tools.nlp.meta['lang']}_{tools.nlp.meta['name']}-{tools.nlp.meta['version']}"
    catalog = sorted(map(repr, tools.catalog.entries.values()))
    pairs = hashlib.sha256(ontology.locate(MODEL).read_bytes()).hexdigest()
    return iris.hashed("run", __version__, spacy_version, model, tools.ontology.digest, pairs, *catalog)


def _with_old_ids(found: Sequence[Document], store: Store) -> list[Document]:
    """Give texts that the store holds under an id that no document bears any more that id again."""
    before, now = set(store.documents()), {document.id for document in found}
    kept = []
    for document in found:
        old = [] if document.id in before else _ids_of(document.text, store)
        free = [id_ for id_ in old if id_ not in now]
        kept.append(replace(document, id=free[0]) if free else document)
        now.add(kept[-1].id)
    return kept


def _ids_of(content: str, store: Store) -> list[str]:
    written = rdflib.Literal(content, lang="en").n3()  # as rdf writes it, all marks escaped
    rows = store.select(f"SELECT ?id {{ ?d nif:isString {written} ; dcterms:identifier ?id }} ORDER BY ?id")
    return [str(id_) for (id_,) in rows.plain()]


def _load_background(store: Store, means: Means) -> None:
    """Put the ontology and the catalog beside the documents, as graphs of their own."""
    shipped = {"ontology": "osgraph.ttl", "catalog": "catalog.ttl"}
    given = {"ontology": means.ontology, "catalog": means.catalog}
    for name, path in given.items():
        store.load_named(name, path or ontology.locate(shipped[name]))
