"""What a worker does: it looks through a partition, then it builds it."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from osgraph import documents, iris, rdf
from osgraph.cluster import manifest, places
from osgraph.documents.keeper import Keeper
from osgraph.errors import InputError
from osgraph.model import AnnotatedDocument, Document, Modality, Skipped
from osgraph.pipeline import copies
from osgraph.pipeline.processes import Task, annotate
from osgraph.pipeline.sifting import sift
from osgraph.readers import MAX_BYTES, Columns, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osgraph.cluster.inputs import Input
    from osgraph.cluster.manifest import Shard
    from osgraph.model import IRI
    from osgraph.pipeline.processes import Means, Tools

_ONE: Final = threading.Lock()  # the language pipeline belongs to one thread at a time


@dataclass(frozen=True, slots=True)
class Seen:
    """A document as it was looked through.

    Attributes:
        id: what it is called.
        digest: the hash of its text and metadata.
        sketch: by which near copies are known.
    """

    id: str
    digest: str
    sketch: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What is to become of a document.

    Attributes:
        digest: the hash that it had.
        sketch: its sketch, if it is to be read.
        copy_of: the id of the document that it repeats, if it does.
        dropped: whether it is to be left out, for another has its id.
    """

    digest: str
    sketch: str = ""
    copy_of: str = ""
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A partition to build, all in plain values that can be sent.

    Attributes:
        name: what its shard is to be called.
        inputs: the files.
        fates: what is to become of each document in them, in order.
        columns: which columns of tables hold the parts of a document.
        means: what to read them with.
        run: the IRI of the run, which the worker must come to as well.
        least: confidence that a claim must have to be kept.
        out: where the shard goes.
    """

    name: str
    inputs: tuple[Input, ...]
    fates: tuple[Fate, ...]
    columns: Columns
    means: Means
    run: IRI
    least: float
    out: places.Place


def survey(inputs: Sequence[Input], columns: Columns) -> list[list[Seen | Skipped]]:
    """Look through files; return what is in each."""
    with Keeper() as keeper:
        return [
            [
                item
                if isinstance(item, Skipped)
                else Seen(item.id, rdf.digest(item), copies.sketch(item.text))
                for item in read(file, columns, keeper)
            ]
            for file in inputs
        ]


def build(job: Job) -> Shard:
    """Build a partition: write its shard, then the record that it is done.

    Raises:
        InputError: a file changed since it was looked through, this worker has another version of something
            than who sent the job, or the shard cannot be written.
    """
    if job.means.run(job.least) != job.run:
        raise InputError(
            "a worker has other versions of osgraph, spaCy or a model than the process that directs it, "
            "or another ontology or catalog; give all machines the same"
        )
    with _ONE:
        shard, data = _built(job)
    if data:
        job.out.write(shard.file, data)
    job.out.write(shard.record, manifest.written(shard))
    return shard


def read(file: Input, columns: Columns, keeper: Keeper) -> Iterator[Document | Skipped]:
    """Read what is in a file."""
    try:
        with places.opened(file.address) as opened:
            data = opened.read(MAX_BYTES + 1)
    except (OSError, InputError) as error:
        yield Skipped(file.shown, f"cannot be read: {getattr(error, 'strerror', None) or error}")
        return
    yield from documents.read_bytes(data, Source(file.id, file.shown, columns), keeper)


def _built(job: Job) -> tuple[Shard, bytes]:
    tools = job.means.load()
    fresh, repeated = _sorted_out(job)
    claims: Counter[str] = Counter()
    skipped: list[Skipped] = []
    ids: list[str] = []
    lines: list[str] = []
    found = [*annotate(map(Task, fresh), job.means, tools), *map(AnnotatedDocument, repeated)]
    for one in sorted(found, key=lambda each: each.document.id):
        annotated = sift(one, job.least)
        try:
            written = _quads(annotated, tools, job.run)
        except InputError as error:
            skipped.append(Skipped(annotated.document.id, str(error)))
            continue
        lines += written
        ids.append(annotated.document.id)
        claims.update(claim.modality.value for claim in annotated.claims)
    data = "".join(lines).encode()
    digest = hashlib.sha256(data).hexdigest() if data else ""
    counts = {modality.value: claims[modality.value] for modality in Modality}
    return manifest.Shard(job.name, digest, len(lines), tuple(ids), counts, tuple(skipped)), data


def _sorted_out(job: Job) -> tuple[list[Document], list[Document]]:
    """Return the documents to read, and those that repeat others."""
    with Keeper() as keeper:
        items = [item for file in job.inputs for item in read(file, job.columns, keeper)]
    held = [item for item in items if isinstance(item, Document)]
    if [rdf.digest(item) for item in held] != [fate.digest for fate in job.fates]:
        shown = f"{job.inputs[0].shown} to {job.inputs[-1].shown}"
        raise InputError(f"{shown}: a file changed while the build was running; start it again")
    fates = list(zip(held, job.fates, strict=True))
    fresh = [replace(one, sketch=fate.sketch) for one, fate in fates if not fate.dropped and not fate.copy_of]
    return fresh, [replace(one, copy_of=fate.copy_of) for one, fate in fates if fate.copy_of]


def _quads(annotated: AnnotatedDocument, tools: Tools, run: IRI) -> list[str]:
    graph = f" <{iris.document(annotated.document.id)}> .\n"
    lines = rdf.to_lines(annotated, tools.ontology, run=run)
    return [line.removesuffix(" .\n") + graph for line in lines]
