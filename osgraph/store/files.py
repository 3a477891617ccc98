"""Files of RDF on their way into a store.

A file is read twice: once to check it whole, once to write it, so that its size is bounded by the disk, not
by memory, while a fault in its last line still changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from osgraph import iris
from osgraph.errors import InputError, StoreError
from osgraph.rdf import NAMESPACES
from osgraph.store import deciding, lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from osgraph.store.databases import Database

FORMATS: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "rdf": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
        "n3": ox.RdfFormat.N3,
        "trig": ox.RdfFormat.TRIG,
        "nq": ox.RdfFormat.N_QUADS,
    }
)
"""The forms of RDF that are read, by their usual file suffix."""

_SUFFIXES: Final = {
    "turtle": "ttl",
    "xml": "rdf",
    "owl": "rdf",
    "rdfs": "rdf",
    "json": "jsonld",
    "nquads": "nq",
}
_LARGEST: Final = 8 << 30  # bytes
_LARGEST_WHOLE: Final = 256 << 20  # bytes of a file whose parser may need it whole
_WHOLE: Final = frozenset({"rdf", "jsonld"})
_EXPANDED: Final = 16 << 20  # letters that the entities of an XML file may become
_ENTITY: Final = re.compile(rb'<!ENTITY\s+([^\s"%&;]+)\s+"([^"]*)"')
_GRAPHS: Final = iris.BASE
_DOCUMENTS: Final = iris.BASE + "document/"
_SOURCES: Final = iris.BASE + "source/"
_IDENTIFIER: Final = ox.NamedNode(NAMESPACES["dcterms"] + "identifier")
_FROM: Final = ox.NamedNode(NAMESPACES["dcterms"] + "source")
_DIGEST: Final = ox.NamedNode(NAMESPACES["osg"] + "digest")
_TYPE: Final = ox.NamedNode(NAMESPACES["rdf"] + "type")
_SOURCE: Final = ox.NamedNode(NAMESPACES["osg"] + "Source")
_ABOUT: Final = 4  # statements that a source's graph makes about itself


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was loaded as a graph of its own.

    Attributes:
        name: what ``--with`` and ``osgraph forget`` call it.
        file: the name of the file it came from.
        sha256: the hash of that file, hexadecimal.
        triples: how many statements it made.
    """

    name: str
    file: str
    sha256: str
    triples: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that can be loaded.

    Attributes:
        path: where it lies.
        form: a key of :data:`FORMATS`.
        name: what it is to be called as a source.
        sha256: the hash of what was read.
        quads: how many there are.
        graphs: the graphs of a store that the file restores; none for any other file.
        in_lines: whether :func:`osgraph.store.lines.restored` reads it.
    """

    path: Path
    form: str
    name: str
    sha256: str
    quads: int
    graphs: frozenset[str]
    in_lines: bool = False


def check(path: Path, name: str | None, form: str | None, beside: Collection[str]) -> Checked:
    """Read a file and say what it is.

    Args:
        path: the file.
        name: what it is to be called; by the file's name when None.
        form: a key of :data:`FORMATS`; by the suffix when None.
        beside: the names of graphs that a store may hold beside documents and sources.

    Raises:
        InputError: it is too large, malformed, holds what a store does not keep, or would be called like
            a graph beside the documents.
    """
    form = _form(path, form)
    called = (path.stem if name is None else name).encode("utf-8", "replace").decode()
    source = ox.NamedNode(iris.source(called))
    sizes: Counter[str] = Counter()
    described: set[str] = set()
    blank: set[str] = set()
    decisions = ox.Store()
    digest, in_lines = _measured(path, form)
    for quad in _parsed(path, form, called):
        subject, predicate, object_, name_ = quad
        graph = name_.value if isinstance(name_, ox.NamedNode) else ""
        sizes[graph] += 1
        if isinstance(subject, ox.BlankNode) or isinstance(object_, ox.BlankNode):
            blank.add(graph)
        if subject == source and graph != source.value:
            raise InputError(f"{path}: it makes statements about <{source.value}>, which osgraph makes")
        if graph == deciding.GRAPH.value:
            decisions.add(quad)
        if predicate == _IDENTIFIER and _describes(quad, graph):
            described.add(graph)
    quads, graphs = sizes.total(), sizes.keys()
    stored = {graph for graph in graphs if graph.startswith(_GRAPHS)}
    if not stored:
        if iris.slug(called) in beside:
            raise InputError(f"{path}: {called!r} is a graph of every store; load it under another name")
        return Checked(path, form, called, digest, quads, frozenset())
    own = {_GRAPHS + one for one in beside}
    for graph in sorted(graphs - own - described):
        told = f"<{graph}> is no graph of a store" if graph else "the default graph is no graph of a store"
        raise InputError(f"{path}: others in the file are ({sorted(stored)[0]}), but {told}; load them apart")
    for graph in sorted(blank - own):
        raise InputError(f"{path}: <{graph}> has blank nodes; a graph that osgraph wrote has none")
    try:
        deciding.read(decisions)
    except StoreError as error:
        raise InputError(f"{path}: {error}") from error
    of_documents = sum(size for graph, size in sizes.items() if graph.startswith(_DOCUMENTS))
    return Checked(path, form, called, digest, quads, frozenset(graphs), in_lines == of_documents > 0)


def restored(file: Checked) -> Iterator[ox.Quad]:
    """Yield what a store held: the graphs of the file, those of documents in the default graph too."""
    for quad in _parsed(file.path, file.form, file.name):
        yield quad
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(_DOCUMENTS):
            yield ox.Quad(quad.subject, quad.predicate, quad.object)


def imported(file: Checked) -> Iterator[ox.Quad]:
    """Yield the statements of a file in one graph, and which file they are from.

    Blank nodes get names, in the order in which they come, so that the same file always gives the same
    graph; a graph full of blank nodes could also be made so that writing it in a stable order never ends.
    """
    graph = ox.NamedNode(iris.source(file.name))
    blank: dict[str, ox.NamedNode] = {}
    yield ox.Quad(graph, _TYPE, _SOURCE, graph)
    yield ox.Quad(graph, _IDENTIFIER, ox.Literal(file.name), graph)
    yield ox.Quad(graph, _FROM, ox.Literal(file.path.name.encode("utf-8", "replace").decode()), graph)
    yield ox.Quad(graph, _DIGEST, ox.Literal(file.sha256), graph)
    for quad in _parsed(file.path, file.form, file.name):
        ends = [quad.subject, quad.object]
        for place, end in enumerate(ends):
            if isinstance(end, ox.BlankNode):
                ends[place] = blank.setdefault(end.value, ox.NamedNode(f"{graph.value}#_{len(blank) + 1}"))
        yield ox.Quad(ends[0], quad.predicate, ends[1], graph)  # type: ignore[arg-type]


def sources(database: Database) -> list[Source]:
    """Return the files that were loaded into a database, by name."""
    found = []
    for quad in database.quads_for_pattern(None, _TYPE, _SOURCE, None):
        graph = quad.graph_name
        if isinstance(graph, ox.NamedNode) and quad.subject == graph:
            name, file, digest = (_value(database, graph, at) for at in (_IDENTIFIER, _FROM, _DIGEST))
            triples = sum(1 for _ in database.quads_for_pattern(None, None, None, graph))
            found.append(Source(name, file, digest, triples - _ABOUT))
    return sorted(found, key=lambda source: source.name)


def _value(database: Database, graph: ox.NamedNode, predicate: ox.NamedNode) -> str:
    values = [quad.object for quad in database.quads_for_pattern(graph, predicate, None, graph)]
    return min((value.value for value in values if isinstance(value, ox.Literal)), default="")


def _form(path: Path, form: str | None) -> str:
    suffix = (form or path.suffix.removeprefix(".")).lower()
    found = _SUFFIXES.get(suffix, suffix)
    if found not in FORMATS:
        told = f"unknown form {form!r} of RDF" if form else "its suffix does not tell the form of RDF"
        raise InputError(f"{path}: {told}; there are {', '.join(FORMATS)}")
    return found


def _describes(quad: ox.Quad, name: str) -> bool:
    """Say whether a statement gives the graph that it stands in its id, as osgraph's own graphs do."""
    minted = {_DOCUMENTS: iris.document, _SOURCES: iris.source}
    about = next((mint for start, mint in minted.items() if name.startswith(start)), None)
    return (
        about is not None
        and isinstance(quad.object, ox.Literal)
        and quad.subject == ox.NamedNode(name)
        and about(quad.object.value) == name
    )


def _measured(path: Path, form: str) -> tuple[str, int]:
    """Return the hash of a file that is not too large, and its statements in documents' graphs on lines."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise InputError(f"{path}: not a file")
        limit = _LARGEST_WHOLE if form in _WHOLE else _LARGEST
        if size > limit:
            raise InputError(
                f"{path}: {size >> 20} MiB, and at most {limit >> 20} are read in this form"
                + ("; write it as N-Triples or N-Quads" if form in _WHOLE else "")
            )
        with path.open("rb") as file:
            digest, in_lines = lines.measure(file)
            return digest, in_lines if form == "nq" else 0
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


def _parsed(path: Path, form: str, name: str) -> Iterator[ox.Quad]:
    """Yield the quads of a file, none of which a store could not keep or write again.

    Relative IRIs name places inside the source, wherever the file lies.
    """
    try:
        with path.open("rb") as file:
            if form == "rdf":
                _refuse_entities(path, file.read())
                file.seek(0)
            for quad in ox.parse(file, format=FORMATS[form], base_iri=iris.source(name) + "/"):
                _refuse_strangers(path, form, quad)
                yield quad
    except SyntaxError as error:
        raise InputError(f"{path}: not valid {FORMATS[form].name}: {_told(error)}") from error
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: cannot be read: {error}") from error


def _told(error: SyntaxError) -> str:
    said = " ".join(str(error).split())
    if "LoadDocumentCallback" in said:
        return "its context lies elsewhere, and no address is asked; put the context into the file"
    return said if len(said) <= 300 else said[:300] + " ..."


def _refuse_entities(path: Path, content: bytes) -> None:
    """Refuse XML whose entities would fill the memory: the parser follows them however they multiply."""
    declared = _ENTITY.findall(content)
    if len(declared) != content.count(b"<!ENTITY") or any(
        b"&" in value or b"%" in value for _, value in declared
    ):
        raise InputError(f"{path}: its entities name other entities or files; write it without them")
    grown = sum(len(value) * content.count(b"&" + name + b";") for name, value in declared)
    if grown > _EXPANDED:
        raise InputError(f"{path}: its entities grow to {grown >> 20} MiB; write it without them")


def _refuse_strangers(path: Path, form: str, quad: ox.Quad) -> None:
    if isinstance(quad.object, ox.Triple):
        raise InputError(f"{path}: a triple stands for a term ({quad.object}); RDF 1.1 has no such terms")
    if isinstance(quad.object, ox.Literal) and quad.object.direction:
        raise InputError(f"{path}: the text {quad.object} has a direction; RDF 1.1 has no such texts")
    if isinstance(quad.graph_name, ox.BlankNode) and form == "n3":
        raise InputError(f"{path}: N3 with formulas or rules; only facts are read")
