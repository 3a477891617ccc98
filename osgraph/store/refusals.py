"""What a query may not do: change the store, or reach for files and addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from osgraph.errors import QueryError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SKIPPED: Final = re.compile(
    r"""
      (?P<long> \"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3} )
    | (?P<short> "[^"\\\n\r]*(?:\\.[^"\\\n\r]*)*" | '[^'\\\n\r]*(?:\\.[^'\\\n\r]*)*' )
    | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<comment> \#[^\n\r]* )
    | (?P<name> [?$]\w+ | :[\w-]+ )
    | (?P<escape> \\. )
    """,
    re.VERBOSE | re.DOTALL,
)
_VERB: Final = re.compile(
    r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE|(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD|WITH))\b",
    re.IGNORECASE,
)
_FROM: Final = re.compile(r"\bFROM\s*(?:NAMED\s*)?<([^>]*)>", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_POSITION: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_EXPECTED: Final = 150  # characters of what the parser says it expected


def check(query: str, graphs: Iterable[str]) -> None:
    """Refuse a query that asks other services, or names graphs that the store does not hold.

    The words are sought outside strings, IRIs, comments, variables and local names. The parser takes
    ``SERVICESILENT<...>`` for two keywords, so any other spot with the word counts as one.

    Args:
        query: SPARQL text.
        graphs: the names that FROM may give.

    Raises:
        RefusedError: it does so.
    """
    words = bare(query)
    hidden = _ESCAPE.search(query) and "service" in _unescaped(query).lower()
    if hidden or "service" in words.lower():
        raise RefusedError("SERVICE is refused: a query reaches for nothing outside the store")
    if "from" not in words.lower():
        return
    kept = _SKIPPED.sub(lambda found: found[0] if found.lastgroup == "iri" else " ", query)
    named = set(_FROM.findall(kept))
    unknown = sorted(named.difference(graphs)) if named else []  # a store may have very many graphs
    if unknown:
        raise RefusedError(
            f"FROM <{unknown[0]}> names no graph of the store; files and addresses are not read"
        )


def bare(query: str) -> str:
    """Return a query without strings, comments, names and what IRIs hold: its keywords and brackets."""
    return _SKIPPED.sub(lambda found: " " if found.lastgroup != "iri" else "<>", query)


def masked(query: str) -> str:
    """Return a query with blanks for strings, comments, names and IRIs, each as long as it was."""
    return _SKIPPED.sub(lambda found: " " * len(found[0]), query)


def malformed(query: str, error: SyntaxError) -> QueryError:
    """Return the error that shows where a query breaks the grammar, or that it is an update."""
    verb = _VERB.search(_SKIPPED.sub(" ", query))
    if verb and verb[1]:
        return RefusedError(f"{verb[1].upper()} is refused: a query does not change the store")
    found = _POSITION.search(str(error))
    if not found:
        return QueryError(f"malformed query: {error}")
    line, column, said = int(found[1]), int(found[2]), " ".join(found[3].split())
    if "Prefix not found" in said:
        said = "a prefix that is not declared"
    said = said if len(said) <= _EXPECTED else said[:_EXPECTED] + " ..."
    text = (query.splitlines() or [""])[min(line, len(query.splitlines()) or 1) - 1]
    return QueryError(
        f"malformed query at line {line}, column {column}: {said}\n  {text}\n  {' ' * (column - 1)}^"
    )


def _unescaped(query: str) -> str:
    return _ESCAPE.sub(_character, query)


def _character(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= 0x10FFFF else " "
