"""Fields of front matter: its title is a heading, and what an ontology has a label for is an item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from osgraph.model import Section, SectionKind, Span
from osgraph.ontology import label_key
from osgraph.sections.layout import trimmed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_FIELD: Final = re.compile(
    r"^(?P<key>[A-Za-z][\w .-]{0,40}?)[ \t]*:[ \t]*(?P<value>[^\r\n]*(?:\r?\n[ \t]*-[ \t]+[^\r\n]+)*)",
    re.MULTILINE,
)
_TITLE: Final = frozenset({"title", "headline"})


def find(text: str, front: Span, labels: Collection[str]) -> tuple[Section, ...]:
    """Divide front matter into its title, the fields that labels read, and metadata.

    Args:
        text: the whole text.
        front: where the front matter stands.
        labels: keys that an ontology has phrases for, such as "license".
    """
    return tuple(_sections(text, front, labels))


def _sections(text: str, front: Span, labels: Collection[str]) -> Iterator[Section]:
    at = front.start
    for field in _FIELD.finditer(text, front.start, front.end):
        key = label_key(field["key"])
        if key in _TITLE:
            kind, span = SectionKind.HEADING, _unquoted(text, Span(*field.span("value")))
        elif key in labels:
            kind, span = SectionKind.ITEM, trimmed(text, Span(*field.span()))
        else:
            continue
        if any(c.isalnum() for c in text[field.start("value") : field.end()]):
            yield from _metadata(text, Span(at, span.start))
            yield Section(span, kind)
            at = span.end
    yield from _metadata(text, Span(at, front.end))


def _metadata(text: str, span: Span) -> Iterator[Section]:
    inner = trimmed(text, span)
    if any(c.isalnum() for c in inner.of(text)):
        yield Section(inner, SectionKind.METADATA)


def _unquoted(text: str, span: Span) -> Span:
    span = trimmed(text, span)
    quote = text[span.start]
    quoted = quote in "'\"" and text[span.end - 1] == quote and span.end - span.start > 2
    return Span(span.start + 1, span.end - 1) if quoted else span
