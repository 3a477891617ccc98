"""Mail (.eml, .mbox) and pages saved as mail (.mht): what was written, and what was attached."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final

from osgraph.errors import InputError
from osgraph.readers import blocks, dates, encoding, webpages
from osgraph.readers.writing import Writer, clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage, MIMEPart

    from osgraph.model import Document, Skipped
    from osgraph.readers.source import Source

_FROM: Final = re.compile(rb"^From \S.*\d{4}\r?\n", re.MULTILINE)
_QUOTED: Final = re.compile(r"\s*>")
_INTRODUCED: Final = re.compile(
    r"(?:On .{5,120} wrote:|-{2,} ?(?:Original|Forwarded) [Mm]essage ?-{2,})\s*", re.DOTALL
)
_SIGNATURE: Final = re.compile(r"--\s*")
_MAX_DEPTH: Final = 3
_MAX_PARTS: Final = 500


def read(data: bytes, source: Source) -> Iterator[Document | Skipped]:
    """Read a message, or all messages of a mailbox; attachments become documents of their own.

    Raises:
        InputError: it holds no message.
    """
    starts = list(_FROM.finditer(data)) if data.startswith(b"From ") else []
    if not starts:
        yield from _message(message_from_bytes(data, policy=policy.default), source)
        return
    ends = [match.start() for match in starts[1:]] + [len(data)]
    raw = (
        data[match.end() : end].replace(b"\n>From ", b"\nFrom ")
        for match, end in zip(starts, ends, strict=True)
    )
    messages = [message_from_bytes(one, policy=policy.default) for one in raw]
    names = source.names(_header(message, "Subject") for message in messages)
    for name, message in zip(names, messages, strict=True):
        yield from _message(message, replace(source, id=name))


def _message(message: EmailMessage, source: Source) -> Iterator[Document | Skipped]:
    from osgraph import readers
    from osgraph.model import Skipped

    body = _body(message)
    address = _header(message, "Snapshot-Content-Location")
    if not message.keys() or (body is None and not message.is_multipart()):
        raise InputError("no mail: it has neither header nor text")
    subject = _header(message, "Subject")
    name, sender = parseaddr(_header(message, "From"))
    about = {
        "title": subject,
        "author": clean(name),
        "source": sender.rpartition("@")[2],
        "published": dates.read(_header(message, "Date")),
    }
    if address and body is not None:
        yield webpages.document(
            _content(body), source.id, url=address, **about | {"author": "", "source": ""}
        )
        return
    writer = Writer()
    if subject:
        writer.heading(subject, 1)
    if body is not None and body.get_content_type() == "text/html":
        for block in blocks.find(webpages.parsed(_content(body))):
            block.write(writer, noise="quoted mail" if block.kind == "quotation" else "")
    elif body is not None:
        _write(_content(body), writer)
    if writer:
        yield writer.document(source.id, **about)
    attached = [part for part in message.walk() if part is not body and part.get_filename()][:_MAX_PARTS]
    if source.depth >= _MAX_DEPTH and attached:
        yield Skipped(source.path, f"attachments within {_MAX_DEPTH} others; not opened")
        return
    for part in attached:
        file = clean(part.get_filename() or "")
        path = f"{source.path}/{file}"
        if (data := part.get_payload(decode=True)) and isinstance(data, bytes):
            inner = replace(
                source, id=f"{source.id}/{file.rsplit('.', 1)[0]}", path=path, depth=source.depth + 1
            )
            yield from readers.read(data, inner)


def _body(message: EmailMessage) -> MIMEPart | None:
    """Return the part that was written, plain where there is a choice."""
    try:
        return message.get_body(("plain", "html"))
    except (KeyError, AttributeError, ValueError, LookupError):  # parts that do not fit together
        return None


def _content(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    return encoding.decoded(data if isinstance(data, bytes) else b"", part.get_content_charset() or "")


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as text; one that breaks the rules of mail counts as missing."""
    try:
        return clean(str(message.get(name) or ""))
    except (ValueError, IndexError, AttributeError, LookupError):
        return ""


def _write(text: str, writer: Writer) -> None:
    """Write the paragraphs of plain mail; quoted lines and the signature are noise."""
    noise = ""
    for paragraph in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        run: list[str] = []
        kind = noise
        for line in paragraph.split("\n"):
            noise = noise or ("signature" if _SIGNATURE.fullmatch(line) else "")
            here = noise or ("quoted mail" if _QUOTED.match(line) else "")
            if here != kind and run:
                writer.paragraph(" ".join(run), noise=kind)
                run = []
            kind = here
            item = re.match(r"\s*[-*•]\s+(?=\S)", line)
            if item and not here:
                if run:
                    writer.paragraph(" ".join(run))
                run = []
                writer.item(line[item.end() :])
            else:
                run.append(line)
        whole = " ".join(run)
        writer.paragraph(whole, noise=kind or ("quoted mail" if _INTRODUCED.fullmatch(whole) else ""))
