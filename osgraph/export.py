"""The content of a store in the forms that other tools read."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from osgraph import query, store
from osgraph.errors import InputError
from osgraph.model import ClaimRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from osgraph.store import Store

FORMATS: Final = (*store.FORMATS, "graphml", "gexf", "jsonl", "csv")
"""What a store can be written as, by the usual file suffix: RDF, networks, claims."""

_SUFFIXES: Final[Mapping[str, str]] = {
    "turtle": "ttl",
    "ntriples": "nt",
    "nquads": "nq",
    "json-ld": "jsonld",
    "xml": "rdf",
    "owl": "rdf",
}
_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CLOCK: Final = re.compile(rb' lastmodifieddate="[^"]*"')
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that opens so


def write(kg: Store, path: str | Path, format: str | None = None) -> None:  # noqa: A002
    """Write what a store holds to a file; the file is there whole, or as it was.

    Args:
        kg: the store.
        path: the file.
        format: one of :data:`FORMATS`; by the file's suffix when None.

    Raises:
        InputError: the form is unknown, or the file cannot be written.
    """
    path = Path(path)
    content = dump(kg, format or _by_suffix(path))
    try:
        _replace(path, content)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error


def dump(kg: Store, format: str) -> bytes:  # noqa: A002
    """Return what a store holds in one form: the same bytes for the same content.

    ``trig`` and ``nq`` hold every graph, the other forms of RDF the union of the documents; ``graphml``
    and ``gexf`` the network of the claims; ``jsonl`` the annotated documents, text included; ``csv`` a
    line a claim. XML knows no control characters: they become U+FFFD there. A cell of ``csv`` that a
    spreadsheet would take for a formula gets an apostrophe in front.

    Raises:
        InputError: an unknown form.
    """
    form = _SUFFIXES.get(format.lower(), format.lower())
    if form in store.FORMATS:
        return kg.dump(form)
    match form:
        case "graphml":
            return _graphml(kg)
        case "gexf":
            return _gexf(kg)
        case "jsonl":
            return _jsonl(kg)
        case "csv":
            return _csv(kg)
    raise InputError(f"unknown form {format!r}; there are {', '.join(FORMATS)}")


def _by_suffix(path: Path) -> str:
    suffix = path.suffix.removeprefix(".").lower()
    if _SUFFIXES.get(suffix, suffix) not in FORMATS:
        told = f"unknown suffix .{suffix}" if suffix else "no suffix"
        raise InputError(
            f"{path}: {told} to tell the form by; there are {', '.join(FORMATS)}, or give a format"
        )
    return suffix


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file, then rename: a reader, or a crash, never sees half of it."""
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _jsonl(kg: Store) -> bytes:
    from osgraph.evaluation import to_json

    lines = (json.dumps(to_json(one), ensure_ascii=False) + "\n" for one in query.annotated(kg))
    return "".join(lines).encode()


def _csv(kg: Store) -> bytes:
    out = io.StringIO()
    columns = [f.name for f in dataclasses.fields(ClaimRecord) if f.name not in {"marks", "steps"}]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*columns, "words"])
    for record in query.claims(kg):
        words = " | ".join(span.of(record.quote) for span in record.marks)
        writer.writerow(map(_cell, [*(getattr(record, name) for name in columns), words]))
    return out.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _graphml(kg: Store) -> bytes:
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(_plain_network(kg), out)
    return out.getvalue() + b"\n"


def _gexf(kg: Store) -> bytes:
    import networkx as nx

    out = io.BytesIO()
    nx.write_gexf(_plain_network(kg), out)
    return _CLOCK.sub(b"", out.getvalue(), count=1) + b"\n"


def _plain_network(kg: Store) -> nx.MultiDiGraph:
    """Return the network with text, numbers and truth values alone, edges numbered, each with its quotes."""
    import networkx as nx

    from osgraph import network

    full, plain = network.to_networkx(query.claims(kg)), nx.MultiDiGraph()
    for node, data in full.nodes(data=True):
        plain.add_node(node, label=legal_in_xml(data["name"]), **_legal_data(data))
    for number, (start, end, data) in enumerate(full.edges(data=True)):
        quotes = " | ".join(dict.fromkeys(record.quote for record in data["records"]))
        plain.add_edge(
            start,
            end,
            key=str(number),
            label=data["relation_name"],
            quotes=legal_in_xml(quotes),
            **_legal_data(data),
        )
    return plain


def _legal_data(data: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    kept = {key: value for key, value in data.items() if isinstance(value, str | int | float | bool)}
    return {key: legal_in_xml(value) if isinstance(value, str) else value for key, value in kept.items()}


def legal_in_xml(text: str) -> str:
    """Return a text with every character that XML 1.0 cannot hold replaced by U+FFFD."""
    return _NO_XML.sub("\ufffd", text)
