"""The process that directs a build on a cluster."""

from __future__ import annotations

import hashlib
from collections import deque
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Unpack

from osgraph import documents, ontology, pipeline
from osgraph.cluster import manifest, work
from osgraph.cluster.inputs import SIZE, find, partitions
from osgraph.cluster.manifest import Manifest, Shard
from osgraph.cluster.places import Place
from osgraph.documents import Columns
from osgraph.documents.keeper import Keeper
from osgraph.errors import InputError
from osgraph.model import Document, Skipped
from osgraph.pipeline import copies
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from distributed import Client, Future

    from osgraph.cluster.inputs import Input
    from osgraph.cluster.work import Fate, Job, Seen
    from osgraph.pipeline.processes import Means

LOCAL: Final = "local"
"""The address that stands for workers on this machine, as many as ``--workers`` says."""

_AHEAD: Final = 4  # partitions a thread has waiting, so that none is idle
_RETRIES: Final = 2  # of a partition that failed for a reason of its own


def build(
    paths: Sequence[str | Path],
    address: str,
    out: str | Path,
    *,
    size: int = SIZE,
    progress: Callable[[int, int], None] | None = None,
    **settings: Unpack[pipeline.Given],
) -> Manifest:
    """Build documents on a cluster into shards of N-Quads.

    What was done before in the same place, of the same documents with the same means, is not done again. A
    partition whose workers are lost goes to another; one that no worker survives is reported as skipped.

    Args:
        paths: files and folders that all workers see, or addresses that fsspec knows, such as ``s3://``.
        address: of a Dask scheduler (``tcp://host:8786``), a scheduler file, or :data:`LOCAL`.
        out: folder or address where the shards go.
        size: bytes of documents in a partition.
        progress: called with the number of partitions done and that of all.
        settings: as for :func:`osgraph.build`, but for those of a store, of web addresses and of a language
            model.

    Raises:
        InputError: Dask is not installed or cannot be reached, a place cannot be written, or a setting makes
            no sense on a cluster.
        OntologyError: the ontology or the catalog cannot be used.
    """
    given = pipeline.Settings(**settings)
    if given.language_model or given.prune or given.only is not None or given.private:
        raise InputError("a build on a cluster takes no language model, prunes nothing and fetches nothing")
    place = Place(str(out))
    columns = given.columns or Columns()
    run = given.means.run(given.least)
    files, skipped = find([str(path) for path in paths])
    parts = partitions(files, size)
    background = _background(given.means, place)
    with connected(address, given.workers) as client:
        seen = list(_mapped(client, partial(work.survey, columns=columns), parts))
        fates, missing, repeated = _decided(parts, seen, columns)
        jobs = [
            work.Job(
                _named(number, run, given.least, fate),
                part,
                fate,
                columns,
                given.means,
                run,
                given.least,
                place,
            )
            for number, (part, fate) in enumerate(zip(parts, fates, strict=True), 1)
        ]
        shards = _done(client, jobs, place, progress)
    made = Manifest(run, (background, *shards), (*skipped, *missing), repeated)
    place.write(manifest.NAME, manifest.written(made))
    return made


@contextmanager
def connected(address: str, workers: int = 1) -> Iterator[Client]:
    """Connect to a cluster, or start one on this machine, while the block runs.

    Raises:
        InputError: Dask is not installed, or nobody answers there.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise InputError("a cluster needs Dask: pip install 'osgraph[cluster]'") from error
    if address == LOCAL:
        with (
            LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    if "://" not in address and not Path(address).is_file():  # Dask would wait for it for ever
        raise InputError(f"no Dask scheduler answers at {address}: it is neither an address nor a file")
    where = {"address": address} if "://" in address else {"scheduler_file": address}
    try:
        client = Client(**where, timeout=30)
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        yield client


def _mapped(client: Client, function: Callable[[Any], Any], parts: Iterable[Any]) -> Iterator[Any]:
    """Yield what a function makes of parts, in order; only some of them are sent ahead."""
    waiting: deque[Future] = deque()
    most = _AHEAD * max(1, sum(client.nthreads().values()))
    for part in parts:
        waiting.append(client.submit(function, part, pure=False, retries=_RETRIES))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _decided(
    parts: Sequence[Sequence[Input]], seen: Sequence[Sequence[Sequence[Seen | Skipped]]], columns: Columns
) -> tuple[list[tuple[Fate, ...]], list[Skipped], dict[str, str]]:
    """Say what is to become of each document: one id counts once, near copies make no claims.

    Returns:
        The fates by partition, what is left out with reasons, and the copies with their originals.
    """
    skipped: list[Skipped] = []
    repeated: dict[str, str] = {}
    taken: dict[str, str] = {}
    files: dict[str, Input] = {}
    fates: list[tuple[Fate, ...]] = []
    with Keeper() as keeper:
        originals = copies.Originals(lambda id_: _text(id_, files[id_], columns, keeper))
        for part, held in zip(parts, seen, strict=True):
            decided = []
            for file, items in zip(part, held, strict=True):
                for item in items:
                    if isinstance(item, Skipped):
                        skipped.append(item)
                        continue
                    if why := documents.claimed(item.id, file.shown, taken):
                        skipped.append(Skipped(file.shown, why))
                        decided.append(work.Fate(item.digest, dropped=True))
                        continue
                    files[item.id] = file
                    first = originals.first(item.id, item.sketch)
                    if first is None:
                        originals.add(item.id, item.sketch)
                        decided.append(work.Fate(item.digest, item.sketch))
                    else:
                        repeated[item.id] = first
                        decided.append(work.Fate(item.digest, copy_of=first))
            fates.append(tuple(decided))
    return fates, skipped, repeated


def _text(id_: str, file: Input, columns: Columns, keeper: Keeper) -> str:
    """Return the text of a document, which is read anew: only what looks like a copy is compared."""
    found = (item for item in work.read(file, columns, keeper) if isinstance(item, Document))
    return next((item.text for item in found if item.id == id_), "")


def _named(number: int, run: str, least: float, fates: Sequence[Fate]) -> str:
    held = hashlib.sha256(repr((run, least, fates)).encode("utf-8", "replace")).hexdigest()
    return f"{number:06}-{held[:16]}"


def _done(
    client: Client, jobs: Sequence[Job], place: Place, progress: Callable[[int, int], None] | None
) -> list[Shard]:
    """Return the shards of jobs in their order; those that are done already are not done again."""
    before = set(place.names())
    shards = {
        job.name: manifest.recorded(place, f"{job.name}.json") for job in jobs if f"{job.name}.json" in before
    }
    due = [job for job in jobs if job.name not in shards]
    for shard in _built(client, due):
        shards[shard.name] = shard
        if progress is not None:
            progress(len(shards), len(jobs))
    return [shards[job.name] for job in jobs]


def _built(client: Client, jobs: Sequence[Job]) -> Iterator[Shard]:
    """Yield the shards of jobs as they are done; a job that cannot be done gives one that says why."""
    from distributed import KilledWorker, as_completed

    stream = iter(jobs)
    names: dict[str, Job] = {}

    def sent(job: Job) -> Future:
        future = client.submit(work.build, job, key=f"osgraph-{job.name}", retries=_RETRIES)
        names[future.key] = job
        return future

    ahead = _AHEAD * max(1, sum(client.nthreads().values()))
    running = as_completed([sent(job) for job in islice(stream, ahead)])
    for future in running:
        job = names.pop(future.key)
        try:
            yield future.result()
        except KilledWorker:
            yield _failed(job, "every worker that began it was lost; if memory ran out, give each more")
        except InputError as error:
            yield _failed(job, str(error))
        if (job_ := next(stream, None)) is not None:
            running.add(sent(job_))


def _failed(job: Job, why: str) -> Shard:
    return Shard(job.name, "", 0, (), {}, tuple(Skipped(file.shown, why) for file in job.inputs))


def _background(means: Means, place: Place) -> Shard:
    """Write the shard with the ontology and the catalog, which every store has beside its documents."""
    with Store() as store:
        for name, given in (("ontology", means.ontology), ("catalog", means.catalog)):
            shipped = {"ontology": "osgraph.ttl", "catalog": "catalog.ttl"}[name]
            store.load_named(name, given or ontology.locate(shipped))
        data = store.dump("nq")
    digest = hashlib.sha256(data).hexdigest()
    shard = Shard(f"{0:06}-{digest[:16]}", digest, data.count(b"\n"), (), {})
    place.write(shard.file, data)
    return shard
