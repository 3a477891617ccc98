"""Front matter: the block of ``key: value`` lines between ``---`` lines at the very top of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from osgraph.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_CHARACTERS: Final = 20_000  # a longer block is no front matter, so a stray rule cannot hide a text
_BLOCK: Final = re.compile(
    r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\r|\Z)", re.DOTALL | re.MULTILINE
)
_PAIR: Final = re.compile(r"([A-Za-z_][\w .-]{0,40}?)[ \t]*:(?:[ \t]+(.*))?$")
_CONTINUED: Final = re.compile(r"[ \t]|#|-(?:[ \t]|$)|[\]}]")  # YAML's nested values, comments and lists


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The plain values of a front-matter block, by lower-case key, with the stretch that the block fills."""

    fields: Mapping[str, str]
    span: Span


def find(text: str) -> FrontMatter | None:
    r"""Return the front matter of a text, or None where there is none.

    Only the part of YAML that front matter of articles uses for plain values is read: one ``key: value``
    a line, quoted or not. Nested values, lists and comments are passed over; the first of two equal keys
    counts. A block with any other line is ordinary text between two rules.

    Example:
        >>> find("---\ntitle: 'A rival''s model'\n---\nText.").fields
        {'title': "A rival's model"}
        >>> find("---\nJust a line\n---\n") is None
        True
    """
    block = _BLOCK.match(text, 0, _MAX_CHARACTERS)
    if block is None:
        return None
    fields: dict[str, str] = {}
    for line in block[1].splitlines():
        if not line.strip() or _CONTINUED.match(line):
            continue
        pair = _PAIR.match(line)
        if pair is None:
            return None
        fields.setdefault(pair[1].strip().lower(), _unquoted((pair[2] or "").strip()))
    return FrontMatter(fields, Span(0, block.end())) if fields else None


def _unquoted(value: str) -> str:
    """Return a YAML scalar as plain text; what is neither plain nor well quoted stays as written."""
    if value[:1] == "'" and (quoted := re.match(r"'((?:[^']|'')*)'\s*(?:#.*)?$", value)):
        return quoted[1].replace("''", "'")
    if value[:1] == '"' and (quoted := re.match(r'"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$', value)):
        return re.sub(r"\\(.)", r"\1", quoted[1])
    return re.sub(r"\s+#.*$", "", value)
