"""Bytes as text, whatever encoding they are in."""

from __future__ import annotations

import codecs
from typing import Final

from osgraph.errors import InputError

_MARKS: Final = (  # the longer first: UTF-32 begins as UTF-16 does
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 100_000  # bytes that an encoding is guessed by
_WESTERN_SHARE: Final = 0.12  # a text with fewer bytes beyond ASCII is in a language of Western Europe
_FIRST_ESCAPE, _LAST_ESCAPE = 0xDC80, 0xDCFF  # what "surrogateescape" makes of bytes that are no UTF-8
_WESTERN: Final = {
    code: bytes([code - 0xDC00]).decode("cp1252", "replace")
    for code in range(_FIRST_ESCAPE, _LAST_ESCAPE + 1)
}


def is_plain(data: bytes) -> bool:
    """Say whether the encoding of bytes needs no guess: they have a mark, or a NUL, or are UTF-8."""
    if b"\0" in data or any(data.startswith(mark) for mark, _ in _MARKS):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decoded(data: bytes, declared: str = "") -> str:
    """Return bytes as text: by their mark, as UTF-8, as they are declared, or by a guess.

    Text in UTF-8 with a few bytes of another encoding in it, as when files were pasted together, has these
    read as Windows-1252.

    Args:
        data: the bytes.
        declared: name of an encoding that a header or a tag gives.

    Raises:
        InputError: they are no text.

    Example:
        >>> decoded("A café, a naïve idea".encode("cp1252")), decoded("né".encode("utf-16"))
        ('A café, a naïve idea', 'né')
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _without_nul(data[len(mark) :].decode(name, "replace"))
    _without_nul(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data, declared)


def _guess(data: bytes, declared: str) -> str:
    """Return bytes that are no UTF-8 as text."""
    escaped = data.decode("utf-8", "surrogateescape")
    strange = sum(_FIRST_ESCAPE <= ord(c) <= _LAST_ESCAPE for c in escaped)
    wide = sum(ord(c) > 0x7F for c in escaped) - strange
    if wide >= strange:
        return escaped.translate(_WESTERN)
    is_western = strange < _WESTERN_SHARE * len(escaped)
    name = _known(declared) or ("cp1252" if is_western else _guessed(data))
    return _without_nul(data.decode(name, "replace"))


def _without_nul(data: bytes | str) -> str:
    nul = data.find(b"\0") if isinstance(data, bytes) else data.find("\0")
    if nul >= 0:
        raise InputError(f"binary file (NUL at {'byte' if isinstance(data, bytes) else 'character'} {nul})")
    return data if isinstance(data, str) else ""


def _known(name: str) -> str:
    """Return an encoding of text by its name, or "" where there is none."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return found.name if found._is_text_encoding else ""


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    return best.encoding if best else "cp1252"
