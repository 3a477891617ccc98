"""Formats of files: which reader takes what, told by the first bytes, else by the suffix."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from osgraph.errors import InputError

TEXTS: Final = (".txt", ".md", ".markdown")
"""Suffixes of files that are text as they are."""

SUFFIXES: Final = {
    **dict.fromkeys(TEXTS, "plain"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "webpages"),
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "slides",
    ".epub": "epub",
    ".odt": "opendocument",
    ".rtf": "rtf",
    **dict.fromkeys((".eml", ".mbox", ".mht", ".mhtml"), "mail"),
    **dict.fromkeys((".srt", ".vtt"), "transcripts"),
    **dict.fromkeys((".rss", ".atom", ".xml", ".opml"), "feeds"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xlsx", ".parquet"), "tables"),
    **dict.fromkeys((".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz"), "archives"),
}
"""Suffixes of the files that are read from a folder, each with the module that reads it."""

_SIGNS: Final = (  # of files that say what they are, whatever they are called
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "archives"),
    (b"BZh", "archives"),
    (b"\xfd7zXZ\0", "archives"),
    (b"PAR1", "tables"),
)
_REFUSED: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of old Office programs; save it as .docx, .pptx or .xlsx"),
    (b"\x89PNG", "a picture; osgraph reads text"),
    (b"\xff\xd8\xff", "a picture; osgraph reads text"),
    (b"GIF8", "a picture; osgraph reads text"),
    (b"ID3", "a recording; osgraph reads its transcript (.srt, .vtt)"),
    (b"OggS", "a recording; osgraph reads its transcript (.srt, .vtt)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; make it a .zip or .tar"),
    (b"Rar!", "a RAR archive; make it a .zip or .tar"),
)
_PACKED: Final = (  # what lies in an archive that is a document
    ("word/", "docx"),
    ("ppt/", "slides"),
    ("xl/", "tables"),
)
_MARKUP: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--.{0,500}?-->\s*)*(?:<!doctype\s+(?P<type>\w+)[^>\[]{0,300}>\s*"
    rb"|<!doctype\s[^>]{0,300}\[)?(?:<!--.{0,500}?-->\s*)*<?(?P<root>[a-z][\w:.-]*)?",
    re.IGNORECASE | re.DOTALL,
)
_FEEDS: Final = frozenset({b"rss", b"feed", b"rdf:rdf", b"opml", b"urlset", b"sitemapindex"})
_SAMPLE: Final = 4_000


def of(path: str, data: bytes) -> str:
    """Return the module of :mod:`osgraph.readers` that reads a file.

    Args:
        path: what the file is called.
        data: what is in it.

    Raises:
        InputError: none does; the message says what the file is.

    Example:
        >>> of("report.txt", b"%PDF-1.7"), of("page", b"<!DOCTYPE html><p>Hello"), of("notes.log", b"Hello")
        ('pdf', 'webpages', 'plain')
    """
    by_name = SUFFIXES.get(suffix(path), "")
    for sign, module in _SIGNS:
        if data.startswith(sign):
            return module
    for sign, what in _REFUSED:
        if data.startswith(sign):
            raise InputError(what)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data)
    if data[257:262] == b"ustar":
        return "archives"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if by_name in {"pdf", "docx", "slides", "epub", "opendocument", "rtf", "archives"}:
        what = suffix(path)
        if suffix(path) == ".tar" and not data:
            raise InputError("empty file")
        raise InputError(f"not what its name says: it does not begin as a {what} file does")
    if suffix(path) in {".xlsx", ".parquet"}:
        raise InputError(f"not what its name says: it does not begin as a {suffix(path)} file does")
    if by_name in {"", "feeds", "webpages"} or suffix(path) == ".txt":
        return _by_text(data, by_name)
    return by_name


def suffix(path: str) -> str:
    """Return the suffix of a path in lower case, ".tgz" for ".tar.gz" and its like."""
    name = path.rsplit("/", 1)[-1].lower()
    return "." + name.rsplit(".", 1)[-1] if "." in name.lstrip(".") else ""


def _packed(data: bytes) -> str:
    """Return what reads an archive: a document in one, or all that lies in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mime = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        raise InputError(f"a damaged archive: {error}") from error
    if mime.startswith(b"application/epub"):
        return "epub"
    if mime.startswith(b"application/vnd.oasis.opendocument"):
        return "opendocument"
    if "[Content_Types].xml" in names:
        return next(
            (module for inside, module in _PACKED if any(n.startswith(inside) for n in names)), "archives"
        )
    return "archives"


def _by_text(data: bytes, by_name: str) -> str:
    """Return what reads a text that may be a page or a feed."""
    head = data[:_SAMPLE]
    if by_name in {"", "plain"} and head.startswith(b"WEBVTT"):
        return "transcripts"
    found = _MARKUP.match(head)
    is_markup = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    root = (found["root"] or b"").lower() if found and is_markup else b""
    if root in _FEEDS or any(b"<" + name in head for name in (b"rss ", b"feed ", b"opml") if is_markup):
        return "feeds"
    is_page = root == b"html" or (found is not None and (found["type"] or b"").lower() == b"html")
    return "webpages" if is_page else by_name or "plain"
