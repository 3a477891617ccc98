"""From documents to a knowledge graph in one call."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from osgraph import pipeline
from osgraph import store as stores
from osgraph.errors import InputError, StoreError
from osgraph.graph import KnowledgeGraph
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from osgraph.llm import Usage
    from osgraph.pipeline import Summary
    from osgraph.store import Salvage


def build(
    paths: str | Path | Sequence[str | Path],
    store: str | Path | None = None,
    *,
    confirm: Callable[[Usage, float | None], bool] | None = None,
    stdin: TextIO | None = None,
    progress: Callable[[int, int], None] | None = None,
    **settings: Unpack[pipeline.Given],
) -> KnowledgeGraph:
    """Build a knowledge graph from documents, or bring one up to date; what has not changed is not read.

    Args:
        paths: a file, a folder, a web address, ``"-"`` for standard input, or several of them.
        store: folder to keep the graph in, made where there is none; or the address of a SPARQL endpoint;
            None for memory.
        confirm: called before anything is sent to a language model, with the tokens and the cost to expect.
        stdin: what ``"-"`` reads; ``sys.stdin`` when None.
        progress: called with the number of documents done and that of all.
        settings: how to read and what to keep, by the names of :class:`osgraph.pipeline.Settings`, such as
            ``workers=4`` or ``ontology=Path("mine.ttl")``.

    Returns:
        The open graph; its ``summary`` says what was built and what was skipped.

    Raises:
        ModelError: the model cannot be used, or is one for another ontology.
        InputError: the settings of the language model make no sense, or its cost was refused.
        OntologyError: the ontology or the catalog cannot be used.
        PipelineError: the language pipeline cannot be used.
        StoreError: the store cannot be opened or written.
    """
    sources = [paths] if isinstance(paths, str | Path) else paths
    kg = KnowledgeGraph(Store(store))
    try:
        kg.summary = pipeline.build(
            sources, kg.store, confirm=confirm, stdin=stdin, progress=progress, **settings
        )
    except BaseException:
        kg.close()
        raise
    return kg


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of making a store anew.

    Attributes:
        summary: what was built.
        saved: what was taken over from the old store.
        old: where the old store lies now.
        missing: ids of documents that the old store had and the paths did not give.
    """

    summary: Summary
    saved: Salvage
    old: Path
    missing: tuple[str, ...]


def rebuild(paths: str | Path | Sequence[str | Path], store: Path, **means: Any) -> Rebuilt:
    """Make a store anew from its documents, be it damaged or of an older format.

    What no document holds (decisions, files of RDF that were loaded) is taken over as far as it can be read.
    The old store is not changed: it is moved aside when the new one is whole, and until then stays in place.

    Args:
        paths: the documents, as for :func:`build`.
        store: the folder of the store.
        **means: further arguments of :func:`build`.

    Raises:
        InputError: the folder is no store, or none of the paths can be read.
        StoreLockedError: another process has the store open.
        StoreError: the new store cannot be written.
    """
    saved = stores.salvage(store)
    draft = store.with_name(f".{store.name}.rebuilt")
    with stores.held(store):
        try:
            shutil.rmtree(draft, ignore_errors=True)  # what a killed one left
            with build(paths, draft, **means) as kg:
                summary, missing = _filled(kg, saved, draft.with_name(f"{draft.name}.nq"))
            return Rebuilt(summary, saved, _exchanged(draft, store), missing)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _filled(kg: KnowledgeGraph, saved: Salvage, path: Path) -> tuple[Summary, tuple[str, ...]]:
    summary = kg.summary
    if summary is None or not kg.documents():
        raise InputError("no document of PATHS could be read; the store was left as it is")
    if saved.quads:
        try:
            path.write_bytes(saved.quads)
            kg.load(path)
        except OSError as error:
            raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error
        finally:
            path.unlink(missing_ok=True)
        kg.reason()
    return summary, tuple(sorted(set(saved.documents) - set(kg.documents())))


def _exchanged(draft: Path, store: Path) -> Path:
    """Put a new store into the place of the old one; return where that lies then."""
    tried = (store.with_name(f"{store.name}.old{n or ''}") for n in range(1000))
    old = next(path for path in tried if not path.exists())
    try:
        store.rename(old)
        draft.rename(store)
    except OSError as error:
        raise StoreError(f"{store}: cannot be put aside: {error.strerror or error}") from error
    return old
