"""The forms that a store can be written in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from osgraph import store
from osgraph.errors import InputError
from osgraph.export import jsonld, nanopubs, neo4j, networks, notes, placing, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from osgraph.store import Store

_WRITERS: Final[Mapping[str, Callable[[Store], bytes]]] = MappingProxyType(
    {
        "jsonld": jsonld.document,
        "nanopub": nanopubs.trig,
        "graphml": networks.graphml,
        "gexf": networks.gexf,
        "cypher": neo4j.script,
        "jsonl": tables.jsonl,
        "csv": tables.table,
        "parquet": tables.parquet,
    }
)
_FOLDER_WRITERS: Final[Mapping[str, Callable[[Store], dict[str, bytes]]]] = MappingProxyType(
    {"neo4j": neo4j.tables, "obsidian": notes.vault}
)
FILES: Final = tuple(dict.fromkeys((*store.FORMATS, *_WRITERS)))
"""What a store can be written as in one file: RDF, networks, claims."""

FOLDERS: Final = tuple(_FOLDER_WRITERS)
"""What a store can be written as in a folder of files."""

FORMATS: Final = (*FILES, *FOLDERS)
"""All forms, by the usual file suffix where there is one."""

_SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "turtle": "ttl",
        "ntriples": "nt",
        "nquads": "nq",
        "json-ld": "jsonld",
        "xml": "rdf",
        "owl": "rdf",
        "cql": "cypher",
        "cyp": "cypher",
        "markdown": "obsidian",
    }
)


def write(kg: Store, path: str | Path, format: str | None = None) -> None:  # noqa: A002
    """Write what a store holds to a file or a folder; it is there whole, or as it was.

    Args:
        kg: the store.
        path: the file, or the folder for one of :data:`FOLDERS`. A folder may be one that this wrote before:
            files that others put there stay.
        format: one of :data:`FORMATS`; by the suffix when None.

    Raises:
        InputError: the form is unknown, the place cannot be written, or the folder holds something else.
    """
    path = Path(path)
    form = _form(format) if format else _by_suffix(path)
    if form in FOLDERS:
        placing.replace_folder(path, form, contents(kg, form))
    elif form in _WRITERS:
        placing.replace_file(path, dump(kg, form))
    else:
        placing.replace_file(path, partial(kg.write, form))


def dump(kg: Store, format: str) -> bytes:  # noqa: A002
    """Return what a store holds in one form: the same bytes for the same content.

    ``trig`` and ``nq`` hold every graph, the other forms of RDF the union of the documents; ``nanopub`` a
    nanopublication a claim, in TriG; ``graphml`` and ``gexf`` the network of the claims, ``cypher`` the same
    as a script for Neo4j; ``jsonl`` the annotated documents, text included; ``csv`` and ``parquet`` a line a
    claim. XML knows no control characters: they become U+FFFD there. A cell of ``csv`` that a spreadsheet
    would take for a formula gets an apostrophe in front.

    Raises:
        InputError: an unknown form, or one that is a folder.
    """
    form = _form(format)
    if form in FOLDERS:
        raise InputError(f"{form!r} is a folder of files, no file")
    return _WRITERS[form](kg) if form in _WRITERS else kg.dump(form)


def contents(kg: Store, format: str) -> dict[str, bytes]:  # noqa: A002
    """Return the files of a form that is a folder, by their paths in it.

    Raises:
        InputError: an unknown form, or one that is a file.
    """
    form = _form(format)
    if form not in FOLDERS:
        raise InputError(f"{form!r} is one file, no folder")
    return _FOLDER_WRITERS[form](kg)


def _form(name: str) -> str:
    form = _SUFFIXES.get(name.lower(), name.lower())
    if form not in FORMATS:
        raise InputError(f"unknown form {form!r}; there are {', '.join(FORMATS)}")
    return form


def _by_suffix(path: Path) -> str:
    suffix = path.suffix.removeprefix(".").lower()
    if _SUFFIXES.get(suffix, suffix) not in FORMATS:
        told = f"unknown suffix .{suffix}" if suffix else "no suffix"
        raise InputError(
            f"{path}: {told} to tell the form by; there are {', '.join(FORMATS)}, or give a format"
        )
    return _form(suffix)
