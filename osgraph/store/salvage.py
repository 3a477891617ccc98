"""What people gave a store and no document holds: their decisions, and the files of RDF that they loaded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import pyoxigraph as ox

from osgraph import iris
from osgraph.errors import InputError
from osgraph.rdf import NAMESPACES
from osgraph.store import deciding, files, folder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

_T = TypeVar("_T")
_DOCUMENTS: Final = iris.BASE + "document/"
_IDENTIFIER: Final = ox.NamedNode(NAMESPACES["dcterms"] + "identifier")


@dataclass(frozen=True, slots=True)
class Salvage:
    """What could be read of a store, whatever its state.

    Attributes:
        quads: the graphs of decisions and of loaded files, as N-Quads, which a store takes as its own.
        decisions: how many decisions are in them.
        sources: the names of the loaded files that are in them.
        documents: the ids of the documents that the store held.
        lost: what could not be read, in words.
    """

    quads: bytes = b""
    decisions: int = 0
    sources: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def read(path: Path) -> Salvage:
    """Read what is left of a store, each part by itself; its files stay as they are.

    Raises:
        InputError: the folder is no store.
    """
    if not folder.is_store(path):
        raise InputError(f"{path}: no store is here; make one with `osgraph build PATHS --store {path}`")
    lost: list[str] = []
    try:
        database = ox.Store.read_only(str(path / folder.DATABASE))
    except (OSError, RuntimeError) as error:
        return Salvage(lost=(_told("decisions, loaded files, the list of documents", error),))
    decided = _saved("decisions", lost, lambda: deciding.quads(deciding.read(database)))
    names = _saved("the names of loaded files", lost, lambda: [each.name for each in files.sources(database)])
    quads = list(decided)
    sources = []
    for name in names:
        graph = _saved(f"the loaded file {name!r}", lost, partial(_graph, database, name))
        quads += graph
        sources += [name] if graph else []
    documents = _saved("the list of documents", lost, partial(_documents, database))
    return Salvage(
        ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"",
        len({quad.subject for quad in decided}),
        tuple(sources),
        tuple(sorted(documents)),
        tuple(lost),
    )


def _saved(what: str, lost: list[str], part: Callable[[], Collection[_T]]) -> Collection[_T]:
    try:
        return part()
    except (OSError, RuntimeError, ValueError) as error:
        lost.append(_told(what, error))
        return ()


def _told(what: str, error: Exception) -> str:
    return f"{what} ({' '.join(str(error).split())[:200]})"


def _graph(database: ox.Store, name: str) -> list[ox.Quad]:
    return list(database.quads_for_pattern(None, None, None, ox.NamedNode(iris.source(name))))


def _documents(database: ox.Store) -> set[str]:
    return {
        quad.object.value
        for quad in database.quads_for_pattern(None, _IDENTIFIER, None, None)
        if isinstance(quad.object, ox.Literal)
        and isinstance(quad.graph_name, ox.NamedNode)
        and quad.graph_name == quad.subject
        and quad.graph_name.value.startswith(_DOCUMENTS)
    }
