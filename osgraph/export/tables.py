"""Claims and annotated documents, one a line or a row."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from typing import TYPE_CHECKING, Any, Final

from osgraph import query
from osgraph.errors import InputError
from osgraph.model import ClaimRecord

if TYPE_CHECKING:
    import pyarrow

    from osgraph.store import Store

_FIELDS: Final = [field.name for field in dataclasses.fields(ClaimRecord) if field.name != "review"]
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that opens so
_KINDS: Final = {"former": "bool_", "confidence": "float64", "start": "int64", "end": "int64"}
_FEW: Final = frozenset(
    {"relation_name", "subject_class", "object_class", "polarity", "modality", "document"}
)


def jsonl(kg: Store) -> bytes:
    """Return the annotated documents, one JSON object a line."""
    from osgraph.evaluation import to_json

    lines = (json.dumps(to_json(one), ensure_ascii=False) + "\n" for one in query.annotated(kg))
    return "".join(lines).encode()


def table(kg: Store) -> bytes:
    """Return the claims as CSV, a line a claim."""
    out = io.StringIO()
    columns = [name for name in _FIELDS if name not in {"marks", "steps"}]
    writer = csv.writer(out, lineterminator="\r\n")  # a cell with either is quoted then
    writer.writerow([*columns, "words"])
    for record in query.claims(kg):
        words = " | ".join(span.of(record.quote) for span in record.marks)
        writer.writerow(map(_cell, [*(getattr(record, name) for name in columns), words]))
    return out.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def parquet(kg: Store) -> bytes:
    """Return the claims as a Parquet table: a row a claim, a column a field, each of its own type.

    Raises:
        InputError: PyArrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet as pq
    except ImportError as error:
        raise InputError("Parquet needs PyArrow: pip install 'osgraph[parquet]'") from error
    records = query.claims(kg)
    columns: dict[str, list[Any]] = {name: [getattr(record, name) for record in records] for name in _FIELDS}
    columns["marks"] = [[dataclasses.asdict(span) for span in record.marks] for record in records]
    columns["steps"] = [list(record.steps) for record in records]
    columns["fact"] = [record.is_fact for record in records]
    schema = pa.schema([(name, _kind(pa, name)) for name in columns])
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pydict(columns, schema=schema), out)
    return out.getvalue()


def _kind(pa: Any, name: str) -> pyarrow.DataType:
    match name:
        case "fact":
            return pa.bool_()
        case "marks":
            return pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64())]))
        case "steps":
            return pa.list_(pa.string())
    if name in _KINDS:
        return getattr(pa, _KINDS[name])()
    return pa.dictionary(pa.int32(), pa.string()) if name in _FEW else pa.string()
