"""Documents and requests as lines of JSON, the form in which they pass between processes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from osgraph.model import Document, Noise, Place, Skipped, Span
from osgraph.readers.source import Columns, Source


def dump(item: Document | Skipped) -> bytes:
    """Return what was read as a line.

    Example:
        >>> load(dump(Document("d", "A word.", noise=(Noise(Span(0, 1), "why"),)))).noise
        (Noise(span=Span(start=0, end=1), reason='why'),)
    """
    if isinstance(item, Skipped):
        return _line({"skipped": [item.path, item.reason]})
    held: dict[str, Any] = {
        name: getattr(item, name)
        for name in ("id", "text", "title", "source", "published", "topic", "author", "url", "language")
    }
    held["noise"] = [(one.span.start, one.span.end, one.reason) for one in item.noise]
    held["places"] = [(one.span.start, one.span.end, one.fragment) for one in item.places]
    return _line({"document": held})


def load(line: bytes) -> Document | Skipped | None:
    """Return what a line holds; None for the line that ends an answer."""
    value = json.loads(line)
    if "skipped" in value:
        return Skipped(*value["skipped"])
    if "document" not in value:
        return None
    held = value["document"]
    held["noise"] = tuple(Noise(Span(start, end), reason) for start, end, reason in held["noise"])
    held["places"] = tuple(Place(Span(start, end), at) for start, end, at in held["places"])
    return Document(**held)


def request(source: Source, size: int) -> bytes:
    """Return the line that goes before the bytes to read."""
    return _line({**asdict(source), "size": size})


def requested(line: bytes) -> tuple[Source, int]:
    """Return what to read, and how many bytes follow."""
    value = json.loads(line)
    size = value.pop("size")
    return Source(**{**value, "columns": Columns(**value["columns"])}), size


END = b"{}\n"
"""The line that ends an answer."""


def _line(value: Any) -> bytes:
    return json.dumps(value).encode() + b"\n"
