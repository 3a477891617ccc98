"""Sixty files that are damaged, mislabelled, or made to exhaust whoever reads them."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEGABYTE: Final = 1_000_000
MUCH: Final = int(os.environ.get("OSGRAPH_HOSTILE", "220"))  # megabytes that a bomb unpacks to
LAUGHS: Final = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
SECRET: Final = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def zeros(megabytes: int) -> bytes:
    """Return a packed run of zeros."""
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(megabytes)) + packer.flush()


def gzip_bomb(megabytes: int) -> bytes:
    """Return a gzip file that unpacks to so many megabytes of zeros."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(megabytes)) + packer.flush()


def zip_bomb(megabytes: int, name: str = "a.txt") -> bytes:
    """Return an archive whose only file unpacks to so many megabytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w") as file,
    ):
        for _ in range(megabytes):
            file.write(bytes(MEGABYTE))
    return out.getvalue()


def nested(depth: int) -> bytes:
    """Return an archive in an archive in an archive ..."""
    data = zipped({"a.txt": b"Meta released Llama."})
    for _ in range(depth):
        data = zipped({"a.zip": data})
    return data


def lying_zip() -> bytes:
    """Return an archive that says its file is small, and it is not."""
    data = bytearray(zip_bomb(MUCH))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def tarred(members: list[tarfile.TarInfo], data: bytes = b"Meta released Llama.") -> bytes:
    """Return an archive of members that share their bytes."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for member in members:
            member.size = len(data) if member.isreg() else 0
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    """Return a member of an archive."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def pdf(*objects: str | bytes, trailer: str = "/Root 1 0 R") -> bytes:
    """Return a PDF of objects, numbered from 1."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += (
            f"{number} 0 obj\n".encode()
            + (body if isinstance(body, bytes) else body.encode())
            + b"\nendobj\n"
        )
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def stream(data: bytes, more: str = "") -> bytes:
    """Return a stream of a PDF."""
    return f"<< /Length {len(data)} {more} >>\nstream\n".encode() + data + b"\nendstream"


def pdf_page(content: bytes, resources: str = "/Font << /F 5 0 R >>", more: str = "") -> bytes:
    """Return a PDF of one page."""
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << {resources} >> >>",
        stream(content, more),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream(
            b"/X Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
        ),
    )


def docx(document: bytes, **parts: bytes) -> bytes:
    """Return a Word document with a part written by hand."""
    return zipped(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            b'<Default Extension="xml" ContentType="application/xml"/>'
            b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            b'wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            b'officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": document,
            **parts,
        }
    )


def word(body: str, head: str = "") -> bytes:
    """Return the main part of a Word document."""
    return f'{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'.encode()


def epub(chapter: bytes, book: str = "") -> bytes:
    """Return a book with a chapter written by hand."""
    package = book or (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    return zipped(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            b'<rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
            "b.opf": package.encode(),
            "a.xhtml": chapter,
        }
    )


def opendocument(content: str) -> bytes:
    """Return a text of OpenDocument with contents written by hand."""
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def parts_within_parts(depth: int) -> bytes:
    """Return a message whose parts lie in each other."""
    head = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return f"From: a@example.org\nSubject: Parts\n{head}\nText.\n".encode()


FILES: Final[dict[str, Callable[[], bytes]]] = {
    # archives
    "bomb.zip": lambda: zip_bomb(MUCH),
    "bomb-of-bombs.zip": lambda: zipped({f"{n}.zip": zip_bomb(150) for n in range(4)}),
    "deep.zip": lambda: nested(8),
    "crowded.zip": lambda: zipped({f"{n}.txt": b"" for n in range(11_000)}, zipfile.ZIP_STORED),
    "climbing.zip": lambda: zipped(
        {"../../a.txt": b"Meta released Llama.", "b.txt": b"Meta released Llama."}
    ),
    "absolute.zip": lambda: zipped({"/etc/a.txt": b"a", "C:\\a.txt": b"a"}),
    "lying.zip": lying_zip,
    "cut.zip": lambda: zipped({"a.txt": b"Meta released Llama." * 100})[:-30],
    "garbled.zip": lambda: zipped({"a.txt": b"Meta released Llama." * 100}).replace(b"K\xcb", b"\xff\xff"),
    "empty.zip": lambda: zipped({}),
    "climbing.tar": lambda: tarred([member("../a.txt"), member("b.txt")]),
    "linked.tar": lambda: tarred([member("a.txt", tarfile.SYMTYPE, "/etc/passwd")]),
    "device.tar": lambda: tarred([member("a.txt", tarfile.CHRTYPE), member("b.txt", tarfile.FIFOTYPE)]),
    "cut.tgz": lambda: gzip.compress(tarred([member("a.txt")]))[:60],
    "bomb.gz": lambda: gzip_bomb(MUCH),
    "bomb.tgz": lambda: gzip.compress(gzip_bomb(MUCH)),
    "bomb.bz2": lambda: bz2.compress(bytes(MUCH * MEGABYTE), 1),
    "bomb.xz": lambda: lzma.compress(bytes(MUCH * MEGABYTE), preset=0),
    # PDF
    "page-loop.pdf": lambda: pdf(
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 /Parent 2 0 R >>"
    ),
    "table-loop.pdf": lambda: pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [] /Count 0 >>",
        trailer="/Root 1 0 R /Prev 9",
    ),
    "form-loop.pdf": lambda: pdf_page(b"/X Do", "/XObject << /X 6 0 R >>"),
    "many-pages.pdf": lambda: pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{'3 0 R ' * 200_000}] /Count 200000 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    ),
    "bomb.pdf": lambda: pdf_page(zeros(MUCH), more="/Filter /FlateDecode"),
    "bombs.pdf": lambda: pdf_page(
        zlib.compress(zlib.compress(b"(a) Tj " * (MUCH // 5) * MEGABYTE)),
        more="/Filter [/FlateDecode /FlateDecode]",
    ),
    "endless.pdf": lambda: pdf_page(
        zlib.compress(b"BT /F 9 Tf " + b"1 0 0 1 9 9 Tm (Meta released) Tj " * MEGABYTE + b"ET"),
        more="/Filter /FlateDecode",
    ),
    "deep.pdf": lambda: pdf("<< /Type /Catalog /Pages 2 0 R >>", "[" * 200_000 + "]" * 200_000),
    "cut.pdf": lambda: pdf_page(b"BT /F 9 Tf 9 9 Td (Meta released Llama.) Tj ET")[:300],
    "noise.pdf": lambda: b"%PDF-1.7\n" + bytes((n * 7919) % 251 for n in range(100_000)),
    "picture.pdf": lambda: pdf_page(b"0 0 9 9 re f"),
    # XML
    "laughs.rss": lambda: (
        f"{LAUGHS}<rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>".encode()
    ),
    "laughs.opml": lambda: f"{LAUGHS}<opml><body><outline text='&j;'/></body></opml>".encode(),
    "secret.atom": lambda: (
        f"{SECRET}<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>&x;</title></entry></feed>".encode()
    ),
    "deep.xml": lambda: b"<rss>" + b"<a>" * 300_000,
    "laughs.docx": lambda: docx(word("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", LAUGHS)),
    "secret.docx": lambda: docx(word("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", SECRET)),
    "bomb.docx": lambda: zip_bomb(MUCH, "word/document.xml"),
    "deep.docx": lambda: docx(word("<w:tbl><w:tr><w:tc>" * 5_000)),
    "hollow.docx": lambda: zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}),
    "laughs.odt": lambda: opendocument(f"{LAUGHS}<office><p>&j;</p></office>"),
    "laughs.epub": lambda: epub(f"{LAUGHS}<html><body><p>&j;</p></body></html>".encode()),
    "hollow.epub": lambda: epub(b"<html/>", "<package/>"),
    "bomb.xlsx": lambda: zip_bomb(MUCH, "xl/workbook.xml"),
    "hollow.pptx": lambda: zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<a/>"}),
    # pages, mail, tables, transcripts
    "deep.html": lambda: b"<html><body>" + b"<div><p>Meta" * 200_000,
    "long.html": lambda: b"<html><body><p>" + b"Meta " * (2 * MEGABYTE),
    "attributes.html": lambda: (
        b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">Meta released Llama."
    ),
    "scripted.html": lambda: (
        b"<html><head><script>" + b"var a = 1;" * 100_000 + b"</script></head><body></body></html>"
    ),
    "deep.eml": lambda: parts_within_parts(3_000),
    "garbled.eml": lambda: (
        b"From: =?x-none?Q?=FF?=\nContent-Type: text/plain; charset=none\n"
        b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(bytes(range(256)) * 40)[:-3]
    ),
    "deep.json": lambda: b"[" * MEGABYTE,
    "number.json": lambda: b'{"text": "Meta released Llama.", "n": ' + b"9" * (5 * MEGABYTE) + b"}",
    "torn.jsonl": lambda: json.dumps({"text": "Meta released Llama."}).encode() + b'\n{"text": "Baidu',
    "quote.csv": lambda: b'title,text\na,"' + b"Meta,\n" * (3 * MEGABYTE),
    "times.vtt": lambda: b"WEBVTT\n\n99:99:99.999 --> 00:00\n<v>x\n\n" * 20_000,
    "deep.rtf": lambda: b"{\\rtf1 " + b"{" * 300_000 + b"Meta released Llama.",
    # text, and what is called so
    "line.txt": lambda: b"a" * (201 * MEGABYTE),
    "words.txt": lambda: b"Meta and Baidu " * 90_000,
    "nul.txt": lambda: b"Meta released\0 Llama.",
    "mixed.txt": lambda: "Meta released Llama – naïve.\n".encode() + "Baidu – café.".encode("cp1252"),
    "picture.html": lambda: b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "program.docx": lambda: b"MZ\x90\0" + bytes(1000),
    "note.pdf": lambda: b"Meta released Llama.",
    "old.doc.txt": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
}
"""File names with what makes them."""


def write(folder: Path) -> None:
    """Write all files into a folder."""
    for name, make in FILES.items():
        (folder / name).write_bytes(make())
