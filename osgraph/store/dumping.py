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
    """Yield all named graphs as N-Quads, sorted by graph, then by line."""
    graphs = sorted(database.named_graphs(), key=str)
    blank = [graph for graph in graphs if database.query(_BLANK.format(graph))]
    named = _canonical(
        quad for graph in blank for quad in database.quads_for_pattern(None, None, None, graph)
    )
    for graph in graphs:
        with Lines(_TYPE) as lines:
            out = cast("IO[bytes]", lines)
            if graph in blank:
                triples = [quad.triple for quad in named.quads_for_graph_name(graph)]
                ox.serialize(triples, out, ox.RdfFormat.N_TRIPLES)
            else:
                database.dump(out, ox.RdfFormat.N_TRIPLES, from_graph=graph)
            for block in lines.blocks():
                yield block.replace(b" .\n", f" {graph} .\n".encode())


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
