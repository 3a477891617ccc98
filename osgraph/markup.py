"""Plain words of a text with Markdown or HTML marks, each character with its offset in the marked text."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_GONE: Final = "\0"  # stands for a mark that leaves no gap, until the words are drawn together

_PLAIN: Final = str.maketrans(
    "‘’‚‛“”„‟«»‐‑–\u200b\u200c\u200d\u2060\ufeff\u00ad",
    "''''" + '""""""' + "---" + _GONE * 6,
)


def _blank(match: re.Match[str]) -> str:
    """Put white space in the place of a match."""
    return " " * len(match[0])


def _drop(match: re.Match[str]) -> str:
    """Take a match out, so that the words on both sides meet."""
    return _GONE * len(match[0])


def _keep(match: re.Match[str]) -> str:
    """Take a match out but for its last group."""
    start, end = match.start(match.lastindex or 0), match.end(match.lastindex or 0)
    before, after = start - match.start(), match.end() - end
    return _GONE * before + match.string[start:end] + _GONE * after


def _wiki(match: re.Match[str]) -> str:
    """Keep the label of a wiki link, or its target as words."""
    return _keep(match).replace("_", " ")


def _emphasis(match: re.Match[str]) -> str:
    """Take a mark of emphasis out; of an escaped mark, the backslash alone."""
    return _GONE + match[1] if match[1] else _drop(match)


def _character(match: re.Match[str]) -> str:
    """Resolve a character reference of HTML."""
    character = html.unescape(match[0])
    return character.ljust(len(match[0]), _GONE) if len(character) == 1 else match[0]


# Each pattern sees what the ones before it left; every replacement keeps the length.
_MARKS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"<!--.{0,2000}?-->", re.DOTALL), _blank),
    (re.compile(r"\{\{[<%].{0,500}?[%>]\}\}"), _blank),  # short codes of site generators
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,500})>"), _keep),
    (re.compile(r"</?(?:br|p|div|li|ul|ol|tr|t[dh]|table|h[1-6]|hr)\b[^<>]{0,500}>", re.IGNORECASE), _blank),
    (re.compile(r"</?[A-Za-z][\w-]{0,30}(?:\s[^<>]{0,500})?/?>"), _drop),
    (re.compile(r"[\[(]\d{1,3}:\d\d(?::\d\d)?[\])]"), _blank),  # time stamps of transcripts
    (re.compile(r"!\[[^\[\]]{0,300}\](?:\([^()]{0,700}\)|\[[^\[\]]{0,100}\])"), _blank),  # images
    (re.compile(r"\[\[(?:[^\[\]|]{0,300}\|\s*)?([^\[\]|]{1,300}?)\s*\]\]"), _wiki),
    (re.compile(r"\[([^\[\]]{1,500})\]\((?:[^()\s]|\([^()\s]{0,100}\)){0,500}(?:\s[^()]{0,200})?\)"), _keep),
    (re.compile(r"\[([^\[\]]{1,500})\]\[[^\[\]]{0,100}\]"), _keep),
    (re.compile(r"\[(?:\^[\w-]{1,20}|\d{1,3}(?:[,–-] ?\d{1,3}){0,9})\]"), _blank),  # footnotes, citations
    (re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,10});"), _character),
    (re.compile(r"(?<=[\r\n])[ \t]*(?:>[ \t]?)+"), _blank),  # quotation marks of lines
    (
        re.compile(
            r"\\([*_#`~\[\]()\\])|\*{2,3}|~~|`+|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)"
            r"|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])"
        ),
        _emphasis,
    ),
)

_MAX_RUN: Final = 20  # a tokeniser takes punctuation off one by one, in quadratic time
_RUN: Final = re.compile(rf"(?:(?![\w\s])[^\0]){{{_MAX_RUN}}}|[^\s\0]{{500}}")
_CLOSING: Final = re.compile(r"[.,;:!?]+[\"')\]]*")


def plain(text: str) -> tuple[str, list[int]]:
    """Return the words of a marked text, and for each of their characters its offset in that text.

    Emphasis, link targets, tags, time stamps, footnotes go; curly quotes and typographic hyphens become
    their ASCII forms; white space becomes one space between words and none before closing punctuation.
    A run without a space that no language writes gets some, so that it cannot stall a tokeniser.

    Example:
        >>> words, offsets = plain("A **new** [model](https://example.org) <br/> .")
        >>> words
        'A new model.'
        >>> offsets[2], offsets[6]
        (4, 11)
    """
    masked = text.replace(_GONE, " ")
    for pattern, replace in _MARKS:
        masked = pattern.sub(replace, masked)
    masked = masked.translate(_PLAIN)
    words: list[str] = []
    offsets: list[int] = []
    for run in re.finditer(r"\S+", masked):
        word = run[0].replace(_GONE, "")
        places = [at for at in range(run.start(), run.end()) if masked[at] != _GONE]
        if not word:
            continue
        if words and not _CLOSING.fullmatch(word):
            words.append(" ")
            offsets.append(places[0])
        start = 0
        for long in _RUN.finditer(word):
            words += [word[start : long.end()], " "]
            offsets += [*places[start : long.end()], places[long.end() - 1]]
            start = long.end()
        words.append(word[start:])
        offsets += places[start:]
    return "".join(words), offsets
