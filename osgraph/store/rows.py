"""The table that a query answers with."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rdflib import XSD

from osgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

Plain = str | int | float | bool | None
"""A value of a cell as Python has it; None where nothing is bound."""

_BARE: Final = (  # what Turtle writes without quotation marks
    ("boolean", re.compile("true|false")),
    ("integer", re.compile(r"[+-]?\d+")),
    ("decimal", re.compile(r"[+-]?\d*\.\d+")),
    ("double", re.compile(r"[+-]?[\d.]+[eE][+-]?\d+")),
)
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\"}
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
    r"""What a query found: named columns, and rows of as many cells.

    Iteration gives the rows as plain Python values. What is kept is the text of SPARQL 1.1's TSV form, which
    the database writes many times as fast as terms can be made one by one; cells are read when asked for.

    Attributes:
        columns: the names.
        lines: a line a row, cells parted by tabs, each a term as Turtle writes it, empty where none is bound.

    Example:
        >>> rows = Rows(("name", "claims"), ('"Meta"\t42', '"xAI"\t'))
        >>> list(rows), len(rows)
        ([('Meta', 42), ('xAI', None)], 2)
    """

    columns: tuple[str, ...]
    lines: tuple[str, ...]

    def __iter__(self) -> Iterator[tuple[Plain, ...]]:
        return iter(self.plain())

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def rows(self) -> tuple[tuple[Term | None, ...], ...]:
        """The rows as terms of RDF; None where nothing is bound."""
        return tuple(tuple(map(_term, cells)) for cells in self._cells())

    def plain(self) -> list[tuple[Plain, ...]]:
        """Return the rows as text, numbers and truth values."""
        read = _Cells().__getitem__
        return [tuple(map(read, cells)) for cells in self._cells()]

    def _cells(self) -> Iterator[list[str]]:
        return (line.split("\t") if self.columns else [] for line in self.lines)

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


class _Cells(dict[str, Plain]):
    """Plain values of cells, each read once: most occur in many rows."""

    def __missing__(self, cell: str) -> Plain:
        value = self[cell] = _plain(cell)
        return value


def _plain(cell: str) -> Plain:
    if cell.startswith("<") and not cell.startswith("<<"):  # the most frequent sorts first
        return cell[1:-1]
    if cell.endswith(('"', "@en")) and cell.startswith('"'):
        return _unescaped(cell[1 : cell.rindex('"')])
    term = _term(cell)
    return term.plain() if term else None


def _term(cell: str) -> Term | None:
    r"""Return the term that Turtle writes so.

    Example:
        >>> _term('"two\\nlines"@en')
        Term(value='two\nlines', kind='literal', datatype='', language='en')
        >>> _term("0.5").plain(), _term("true").plain(), _term("")
        (0.5, True, None)
    """
    if not cell:
        return None
    if cell.startswith("<<"):
        return Term(cell, "triple")
    if cell.startswith("<"):
        return Term(cell[1:-1], "iri")
    if cell.startswith("_:"):
        return Term(cell[2:], "blank")
    if not cell.startswith('"'):
        kind = next(name for name, form in _BARE if form.fullmatch(cell))
        return Term(cell, "literal", str(XSD[kind]))
    end = cell.rindex('"')
    value, after = _unescaped(cell[1:end]), cell[end + 1 :]
    if after.startswith("^^"):
        return Term(value, "literal", after[3:-1])
    return Term(value, "literal", "" if after else _STRING, after[1:])


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    sort, code = found[1][0], found[1][1:]
    return chr(int(code, 16)) if code else _ESCAPED[sort]


def _binding(cell: Term) -> dict[str, Any]:
    kinds = {"iri": "uri", "blank": "bnode"}
    out = {"type": kinds.get(cell.kind, cell.kind), "value": cell.value}
    if cell.language:
        out["xml:lang"] = cell.language
    elif cell.datatype and cell.datatype != _STRING:
        out["datatype"] = cell.datatype
    return out
