"""The table that a query answers with."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rdflib import XSD

from osgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

Plain = str | int | float | bool | None
"""A value of a cell as Python has it; None where nothing is bound."""

_STRING: Final = str(XSD.string)
_NUMBERS: Final[Mapping[str, Callable[[str], Plain]]] = {
    **{str(XSD[name]): int for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")},
    **{str(XSD[name]): float for name in ("decimal", "double", "float")},
    str(XSD.boolean): lambda value: value in {"true", "1"},
}


class Term(NamedTuple):
    """A value of RDF.

    Attributes:
        value: the IRI, or the lexical form of the literal.
        kind: "iri", "literal", "blank" or "triple".
        datatype: IRI of a literal's datatype; "" for a plain or tagged text.
        language: the tag of a text; "" for none.

    Example:
        >>> Term("42", "literal", datatype="http://www.w3.org/2001/XMLSchema#integer").plain()
        42
    """

    value: str
    kind: str
    datatype: str = ""
    language: str = ""

    def plain(self) -> Plain:
        """Return a number or a truth value as such, everything else as text."""
        convert = _NUMBERS.get(self.datatype)
        if convert is None:
            return self.value
        try:
            return convert(self.value)
        except ValueError:  # a literal may hold what its datatype does not allow
            return self.value


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query found: named columns, and rows of as many cells.

    Iteration gives the rows as plain Python values.

    Example:
        >>> rows = Rows(("name", "claims"), ((Term("Meta", "literal"), None),))
        >>> list(rows), len(rows)
        ([('Meta', None)], 1)
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __iter__(self) -> Iterator[tuple[Plain, ...]]:
        return iter(self.plain())

    def __len__(self) -> int:
        return len(self.rows)

    def plain(self) -> list[tuple[Plain, ...]]:
        """Return the rows as text, numbers and truth values."""
        return [tuple(cell.plain() if cell else None for cell in row) for row in self.rows]

    def to_csv(self, delimiter: str = ",") -> str:
        """Return the table as CSV with a head line, in the form of SPARQL 1.1 (lexical forms)."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([cell.value if cell else "" for cell in row] for row in self.rows)
        return out.getvalue()

    def to_json(self) -> str:
        """Return the table in the JSON form of SPARQL 1.1 query results."""
        bindings = [
            {name: _binding(cell) for name, cell in zip(self.columns, row, strict=True) if cell}
            for row in self.rows
        ]
        results = {"head": {"vars": list(self.columns)}, "results": {"bindings": bindings}}
        return json.dumps(results, ensure_ascii=False, indent=1) + "\n"

    def to_pandas(self) -> pd.DataFrame:
        """Return the table as a pandas data frame.

        Raises:
            InputError: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise InputError(
                "pandas is not installed, so there are no data frames: pip install pandas"
            ) from error
        return pd.DataFrame(self.plain(), columns=list(self.columns))


def _binding(cell: Term) -> dict[str, Any]:
    kinds = {"iri": "uri", "blank": "bnode"}
    out = {"type": kinds.get(cell.kind, cell.kind), "value": cell.value}
    if cell.language:
        out["xml:lang"] = cell.language
    elif cell.datatype and cell.datatype != _STRING:
        out["datatype"] = cell.datatype
    return out
