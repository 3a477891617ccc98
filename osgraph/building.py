"""From documents to a knowledge graph in one call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from osgraph import pipeline as steps
from osgraph.graph import KnowledgeGraph
from osgraph.model import SURE
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from osgraph.documents import Columns
    from osgraph.llm import Settings, Usage


def build(
    paths: str | Path | Sequence[str | Path],
    store: str | Path | None = None,
    *,
    ontology: Path | None = None,
    catalog: Path | None = None,
    pipeline: str | None = None,
    coreference: bool = True,
    model: Path | None = None,
    workers: int = 1,
    prune: bool = False,
    least: float = SURE,
    columns: Columns | None = None,
    private: bool = False,
    language_model: Settings | None = None,
    confirm: Callable[[Usage, float | None], bool] | None = None,
    stdin: TextIO | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> KnowledgeGraph:
    """Build a knowledge graph from documents, or bring one up to date; what has not changed is not read.

    Args:
        paths: a file, a folder, a web address, ``"-"`` for standard input, or several of them.
        store: folder to keep the graph in, made where there is none; or the address of a SPARQL endpoint;
            None for memory.
        ontology: a Turtle file; the shipped one when None.
        catalog: a Turtle file of known entities; the shipped one when None.
        pipeline: name of an installed spaCy pipeline; the one that comes with osgraph when None.
        coreference: whether pronouns and descriptions such as "the company" are resolved.
        model: a model that :func:`osgraph.learn` made for the ontology, which then finds the claims.
        workers: number of processes; the result is the same for any.
        prune: take out documents of the store that are not among those given.
        least: confidence that a claim must have to be kept; what is less sure is listed as refused.
        columns: which columns of tables hold the parts of a document; the usual names when None.
        private: whether web addresses of private nets may be asked.
        language_model: what proposes claims, too, and where it is asked; None for none.
        confirm: called before anything is sent to it, with the tokens and the cost to expect.
        stdin: what ``"-"`` reads; ``sys.stdin`` when None.
        progress: called with the number of documents done and that of all.

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
        kg.summary = steps.build(
            sources,
            kg.store,
            ontology=ontology,
            catalog=catalog,
            pipeline=pipeline or steps.DEFAULT_PIPELINE,
            coreference=coreference,
            model=model,
            workers=workers,
            prune=prune,
            least=least,
            columns=columns,
            private=private,
            language_model=language_model,
            confirm=confirm,
            stdin=stdin,
            progress=progress,
        )
    except BaseException:
        kg.close()
        raise
    return kg
