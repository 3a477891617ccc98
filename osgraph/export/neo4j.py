"""The claims for Neo4j: entities as nodes, each claim as a relationship of its own."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any, Final

from osgraph import query
from osgraph.query.evidence import OPENNESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osgraph.model import ClaimRecord
    from osgraph.store import Store

_LABEL: Final = "Entity"
_COLUMNS: Final = {  # property of a relationship: its type in neo4j-admin
    "id": "string",
    "polarity": "string",
    "modality": "string",
    "fact": "boolean",
    "speaker": "string",
    "perspective": "string",
    "former": "boolean",
    "time": "string",
    "quantity": "string",
    "benchmark": "string",
    "confidence": "double",
    "document": "string",
    "title": "string",
    "source": "string",
    "published": "string",
    "start": "long",
    "end": "long",
    "quote": "string",
}
_ESCAPES: Final = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED: Final = re.compile("[\\\\'\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_NOTE: Final = """\
Entities (nodes.csv) and claims (relationships.csv) for an empty Neo4j database. From this folder:

neo4j-admin database import full --multiline-fields=true --legacy-style-quoting=false \\
  --nodes=nodes.csv --relationships=relationships.csv --overwrite-destination neo4j

For a database that holds something already, export as cypher instead.
"""


def script(kg: Store) -> bytes:
    """Return a Cypher script that adds the claims to a database; run twice, it changes nothing."""
    records = query.claims(kg)
    lines = [
        f"CREATE CONSTRAINT osgraph_entity IF NOT EXISTS FOR (n:{_LABEL}) REQUIRE n.iri IS UNIQUE;",
        *(
            f"MERGE (n:{_LABEL} {{iri: {_literal(iri)}}}) SET n:{_name(node.pop('cls'))}, n += {_map(node)};"
            for iri, node in _nodes(kg, records).items()
        ),
    ]
    for record in records:
        start, end = (f"(:{_LABEL} {{iri: {_literal(iri)}}})" for iri in (record.subject, record.object))
        lines.append(
            f"MATCH (a{start[1:]}, (b{end[1:]} "
            f"MERGE (a)-[r:{_name(_kind(record))} {{id: {_literal(record.id)}}}]->(b) "
            f"SET r += {_map(_properties(record))};"
        )
    return ("\n".join(lines) + "\n").encode()


def tables(kg: Store) -> dict[str, bytes]:
    """Return the files that ``neo4j-admin database import`` reads, with a note that says how."""
    records = query.claims(kg)
    head = ["iri:ID", "name", "aliases", "documents:long", "mentions:long", ":LABEL"]
    nodes = [
        [iri, node["name"], node["aliases"], node["documents"], node["mentions"], f"{_LABEL};{node['cls']}"]
        for iri, node in _nodes(kg, records).items()
    ]
    heads = [name if kind == "string" else f"{name}:{kind}" for name, kind in _COLUMNS.items()]
    relationships = [
        [record.subject, record.object, _kind(record), *_properties(record).values()] for record in records
    ]
    return {
        "README.txt": _NOTE.encode(),
        "nodes.csv": _csv(head, nodes),
        "relationships.csv": _csv([":START_ID", ":END_ID", ":TYPE", *heads], relationships),
    }


def _nodes(kg: Store, records: Iterable[ClaimRecord]) -> dict[str, dict[str, Any]]:
    """Return the properties of the nodes by IRI: entities, and openness values that claims name."""
    nodes = {
        entity.iri: {
            "name": entity.name,
            "cls": entity.cls,
            "aliases": " | ".join(entity.aliases),
            "documents": entity.documents,
            "mentions": entity.mentions,
        }
        for entity in query.entities(kg)
    }
    for record in records:
        if record.object not in nodes:
            nodes[record.object] = {
                "name": record.object_name,
                "cls": OPENNESS,
                "aliases": "",
                "documents": 0,
                "mentions": 0,
            }
    return dict(sorted(nodes.items()))


def _properties(record: ClaimRecord) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in _COLUMNS if name != "fact"}
    return {name: record.is_fact if name == "fact" else values[name] for name in _COLUMNS}


def _kind(record: ClaimRecord) -> str:
    """Return a relation's name as types of relationships are written: HAS_OPENNESS."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", record.relation_name).upper()


def _csv(head: list[str], rows: list[list[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # a cell with either is quoted then
    writer.writerow(head)
    writer.writerows([str(v).lower() if isinstance(v, bool) else v for v in row] for row in rows)
    return out.getvalue().encode()


def _map(properties: Mapping[str, Any]) -> str:
    written = ", ".join(f"{_name(key)}: {_literal(v)}" for key, v in properties.items() if v is not None)
    return f"{{{written}}}"


def _literal(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{_ESCAPED.sub(lambda found: _escape(found[0]), str(value))}'"
    return repr(value)


def _escape(char: str) -> str:
    return _ESCAPES.get(char) or f"\\u{ord(char):04x}"


def _name(name: str) -> str:
    """Return a name in backticks, without the backslash that could begin an escape for one."""
    return "`" + name.replace("\\", "/").replace("`", "``") + "`"
