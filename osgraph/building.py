"""From documents to a knowledge graph in one call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from osgraph import pipeline
from osgraph.graph import KnowledgeGraph
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from osgraph.llm import Usage


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
