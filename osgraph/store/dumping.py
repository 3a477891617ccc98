"""The content of a store as bytes of RDF."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from osgraph.errors import InputError
from osgraph.rdf import NAMESPACES
from osgraph.store.lines import Stream
from osgraph.store.sorting import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from osgraph.store.databases import Database
    from osgraph.store.rows import Term

FORMATS: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "trig": ox.RdfFormat.TRIG,
        "nq": ox.RdfFormat.N_QUADS,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdf": ox.RdfFormat.RDF_XML,
    }
)
"""The forms that a store can be dumped in, by their usual file suffix."""

_DATASETS: Final = frozenset({"trig", "nq"})  # the forms that keep all graphs apart
_LINES: Final = frozenset({"nt", "nq"})
_TYPE: Final = f" <{NAMESPACES['rdf']}type> ".encode()  # the class of a thing comes before all else of it
_BLANK: Final = "ASK {{ GRAPH {} {{ ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }} }}"
_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def dump(database: Database, format: str, out: IO[bytes]) -> None:  # noqa: A002
    """Write what a database holds in a form of RDF, in the order of the lines that N-Quads has for it.

    Raises:
        InputError: an unknown form.
    """
    if format not in FORMATS:
        raise InputError(f"unknown form {format!r} of RDF; there are {', '.join(FORMATS)}")
    whole = format in _DATASETS
    blocks = _of_graphs(database) if whole else _of_union(database)
    if format in _LINES:
        out.writelines(blocks)
        return
    plain = ox.RdfFormat.N_QUADS if whole else ox.RdfFormat.N_TRIPLES
    quads = ox.parse(cast("IO[bytes]", Stream(blocks)), format=plain, lenient=True)
    if format == "rdf":
        legal = (_legal_in_xml(quad.triple) for quad in quads)
        ox.serialize(legal, cast("IO[bytes]", _Xml(out)), FORMATS[format], prefixes=dict(NAMESPACES))
    else:
        ox.serialize(quads, out, FORMATS[format], prefixes=dict(NAMESPACES))


def serialize(
    quads: Iterable[tuple[Term, Term, Term, Term]],
    format: str,  # noqa: A002
    *,
    prefixes: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Return statements made of the terms of rows, each with the name of its graph, in the order given.

    Args:
        quads: subject, predicate, object, name of the graph.
        format: "trig" or "nq".
        prefixes: names for namespaces beside those of the project.
    """
    made = (ox.Quad(*map(_ox, quad)) for quad in quads)  # type: ignore[arg-type]
    return ox.serialize(made, format=FORMATS[format], prefixes={**NAMESPACES, **prefixes}) or b""


def _ox(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    match term.kind:
        case "iri":
            return ox.NamedNode(term.value)
        case "blank":
            return ox.BlankNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return (
        ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))
        if term.datatype
        else ox.Literal(term.value)
    )


def _of_union(database: Database) -> Iterator[bytes]:
    """Yield the union of the documents as sorted N-Triples."""
    with Lines(_TYPE) as lines:
        database.dump(cast("IO[bytes]", lines), ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        yield from lines.blocks()


def _of_graphs(database: Database) -> Iterator[bytes]:
    """Yield all named graphs as N-Quads, sorted by graph, then by line.

    Blank nodes have names of their own in each export. Few graphs have any, and to ask all for them would
    take a third of the time: it is asked from the first graph on that is written with what may be one.
    """
    graphs = sorted(database.named_graphs(), key=str)
    named: ox.Dataset | None = None
    for at, graph in enumerate(graphs):
        with Lines(_TYPE) as lines:
            out = _Watched(lines)
            if named is None:
                database.dump(cast("IO[bytes]", out), ox.RdfFormat.N_TRIPLES, from_graph=graph)
                if out.may_be_blank:
                    named = _canonical(_with_blank(database, graphs[at:]))
            quads = named.quads_for_graph_name(graph) if named is not None else ()
            triples = [quad.triple for quad in quads]
            if triples:
                lines.clear()
                ox.serialize(triples, cast("IO[bytes]", lines), ox.RdfFormat.N_TRIPLES)
            elif not out.is_used:
                database.dump(cast("IO[bytes]", lines), ox.RdfFormat.N_TRIPLES, from_graph=graph)
            for block in lines.blocks():
                yield block.replace(b" .\n", f" {graph} .\n".encode())


def _with_blank(database: Database, graphs: Iterable[ox.NamedNode | ox.BlankNode]) -> Iterator[ox.Quad]:
    for graph in graphs:
        if database.query(_BLANK.format(graph)):
            yield from database.quads_for_pattern(None, None, None, graph)


class _Watched:
    """Lines on their way, with whether they may have a blank node in them."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._last = b""
        self.may_be_blank = False
        self.is_used = False

    def write(self, piece: bytes) -> int:
        self.is_used = True
        self.may_be_blank = self.may_be_blank or b"_:" in self._last + piece
        self._last = bytes(piece[-1:]) or self._last
        return self._lines.write(piece)

    def flush(self) -> None:
        self._lines.flush()


def _canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    """Return quads with blank nodes, which an ontology may have, named by what they hold (RDFC-1.0)."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


class _Xml:
    """A file that keeps carriage returns from the parsers of XML, which would read line feeds."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def write(self, piece: bytes) -> int:
        self._out.write(piece.replace(b"\r", b"&#13;"))
        return len(piece)

    def flush(self) -> None:
        self._out.flush()


def _legal_in_xml(triple: ox.Triple) -> ox.Triple:
    value = triple.object
    if not isinstance(value, ox.Literal) or not _NO_XML.search(value.value):
        return triple
    text = _NO_XML.sub("\ufffd", value.value)
    kind = {"language": value.language} if value.language else {"datatype": value.datatype}
    return ox.Triple(triple.subject, triple.predicate, ox.Literal(text, **kind))
