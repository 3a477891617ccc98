"""One article in every format that osgraph reads, each file made by a program that people use."""

from __future__ import annotations

import csv
import gzip
import io
import json
import mailbox
import tarfile
import textwrap
import zipfile
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLE: Final = (Path(__file__).parent / "sample_article.txt").read_text("utf-8")
AUTHOR: Final = "Ida Holm"
PUBLISHER: Final = "The Lantern"
DAY: Final = "2025-03-02"
URL: Final = "https://lantern.example/2025/03/02/bergen"


@dataclass(frozen=True)
class Part:
    """A part of the article: its level if it is a heading, whether it is an item, its words."""

    level: int
    is_item: bool
    words: str


def parts() -> list[Part]:
    """Return the parts of the article."""
    out = []
    for line in filter(None, ARTICLE.split("\n")):
        marks, _, words = line.partition(" ")
        if marks.strip("#") == "":
            out.append(Part(len(marks), False, words))
        else:
            out.append(Part(0, marks == "-", words if marks == "-" else line))
    return out


TITLE: Final = parts()[0].words
BODY: Final = ARTICLE.split("\n", 1)[1].strip()


def as_html(*, titled: bool = True) -> str:
    """Return the article as a piece of HTML."""
    out = []
    for part in parts()[0 if titled else 1 :]:
        words = escape(part.words)
        tag = f"h{part.level}" if part.level else "li" if part.is_item else "p"
        out.append(f"<ul><li>{words}</li></ul>" if part.is_item else f"<{tag}>{words}</{tag}>")
    return "".join(out)


def page(style: str = "") -> str:
    """Return the article as a page."""
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{TITLE}</title>"
        f"<meta name='author' content='{AUTHOR}'><meta property='og:site_name' content='{PUBLISHER}'>"
        f"<meta property='article:published_time' content='{DAY}T09:00:00Z'><style>{style}</style></head>"
        f"<body>{as_html()}</body></html>"
    )


def pdf(path: Path, *, columns: int = 1, copies: int = 1) -> None:
    """Print the article with reportlab: running head, page numbers, several small pages."""
    from reportlab.lib.pagesizes import A5
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    styles = getSampleStyleSheet()
    styles["BodyText"].alignment = 4
    width, height, margin, gap = *A5, 60, 14
    column = (width - 2 * margin - (columns - 1) * gap) / columns
    frames = [
        Frame(margin + n * (column + gap), margin, column, height - 2 * margin - 120, 0, 0, 0, 0)
        for n in range(columns)
    ]

    def furnish(canvas: Any, file: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(margin, height - 30, "The Bergen Review of Models")
        canvas.drawRightString(width - margin, 24, f"Page {file.page}")

    flow = []
    for part in parts() * copies:
        style = styles[f"Heading{part.level}" if part.level else "BodyText"]
        flow.append(Paragraph(("• " if part.is_item else "") + escape(part.words), style))
    file = BaseDocTemplate(
        str(path),
        pagesize=A5,
        pageTemplates=[PageTemplate("page", frames, onPage=furnish)],
        title=TITLE,
        author=AUTHOR,
        invariant=1,
    )
    file.build(flow)


def docx(path: Path) -> None:
    """Write the article with python-docx."""
    import docx as library

    file = library.Document()
    file.core_properties.title, file.core_properties.author = TITLE, AUTHOR
    for part in parts():
        if part.level:
            file.add_heading(part.words, part.level)
        else:
            file.add_paragraph(part.words, "List Bullet" if part.is_item else None)
    file.save(str(path))


def pptx(path: Path) -> None:
    """Write the article with python-pptx: a slide a heading."""
    import pptx as library
    from pptx.util import Inches

    file = library.Presentation()
    box: Any = None
    for part in parts():
        if part.level:
            slide = file.slides.add_slide(file.slide_layouts[5])
            slide.shapes.title.text = part.words
            box = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(8), Inches(4)).text_frame
            box.text = ""
        else:
            paragraph = box.add_paragraph()
            paragraph.text, paragraph.level = part.words, int(part.is_item)
    file.save(str(path))


def epub(path: Path) -> None:
    """Write the article with ebooklib, in a book of one chapter."""
    from ebooklib import epub as library

    book = library.EpubBook()
    book.set_title(TITLE)
    book.set_language("en")
    book.add_author(AUTHOR)
    book.add_metadata("DC", "publisher", PUBLISHER)
    book.add_metadata("DC", "date", DAY)
    chapter = library.EpubHtml(title="One", file_name="one.xhtml", lang="en")
    chapter.content = f"<html><body>{as_html()}</body></html>"
    book.add_item(chapter)
    book.toc = (chapter,)
    book.add_item(library.EpubNcx())
    book.add_item(library.EpubNav())
    book.spine = ["nav", chapter]
    library.write_epub(str(path), book)


def odt(path: Path) -> None:
    """Write the article with odfdo."""
    import odfdo

    file = odfdo.Document("text")
    body: Any = file.body
    body.clear()
    for part in parts():
        if part.level:
            body.append(odfdo.Header(part.level, part.words))
        elif part.is_item:
            body.append(odfdo.List([part.words]))
        else:
            body.append(odfdo.Paragraph(part.words))
    file.save(str(path))


def rtf(path: Path) -> None:
    """Write the article as the simplest rich text that word processors write."""
    lines = ("".join((r"\bullet  " if part.is_item else "", part.words, r"\par")) for part in parts())
    head = rf"{{\rtf1\ansi\ansicpg1252{{\info{{\title {TITLE}}}{{\author {AUTHOR}}}}}"
    path.write_text(head + "\n".join(lines) + "}", "ascii")


def message() -> EmailMessage:
    """Return the article as a message."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        f"{AUTHOR} <ida@lantern.example>",
        "desk@lantern.example",
        TITLE,
    )
    mail["Date"], mail["Message-ID"] = "Sun, 02 Mar 2025 09:00:00 +0000", "<1@lantern.example>"
    text = BODY.replace("## ", "")
    mail.set_content(f"{text}\n\n> Google supplies Tencent.\n\n-- \nIda Holm, who works for Tencent\n")
    mail.add_alternative(f"<html><body>{as_html(titled=False)}</body></html>", subtype="html")
    return mail


def mbox(path: Path) -> None:
    """Write the article into a mailbox, after another message."""
    box = mailbox.mbox(str(path))
    other = EmailMessage()
    other["From"], other["Subject"], other["Date"] = (
        "a@lantern.example",
        "Lunch",
        "Sun, 02 Mar 2025 08:00:00 +0000",
    )
    other.set_content("Soup today.")
    box.add(other)
    box.add(message())
    box.close()


def cues() -> list[tuple[float, float, str]]:
    """Return the article as the cues of a transcript: one for every seven words."""
    out, now = [], 0.0
    for part in parts():
        words = part.words.split()
        for at in range(0, len(words), 7):
            out.append((now, now + 2.5, " ".join(words[at : at + 7])))
            now += 2.5
        now += 5
    return out


def vtt(path: Path) -> None:
    """Write the article as a transcript in WebVTT."""
    import webvtt

    file = webvtt.WebVTT()
    for start, end, words in cues():
        file.captions.append(webvtt.Caption(_stamp(start), _stamp(end), words))
    file.save(str(path))


def srt(path: Path) -> None:
    """Write the article as a transcript in SubRip."""
    blocks = (
        f"{n}\n{_stamp(start).replace('.', ',')} --> {_stamp(end).replace('.', ',')}\n{words}\n"
        for n, (start, end, words) in enumerate(cues(), 1)
    )
    path.write_text("\n".join(blocks), "utf-8")


def _stamp(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"00:{int(minutes):02}:{rest:06.3f}"


def rss(path: Path) -> None:
    """Write the article as the entry of a feed."""
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    ElementTree.SubElement(channel, "title").text = PUBLISHER
    item = ElementTree.SubElement(channel, "item")
    for name, words in (
        ("title", TITLE),
        ("link", URL),
        ("author", AUTHOR),
        ("pubDate", "Sun, 02 Mar 2025 09:00:00 GMT"),
        ("description", as_html(titled=False)),
    ):
        ElementTree.SubElement(item, name).text = words
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


ROW: Final = {
    "headline": TITLE,
    "body": BODY,
    "published": DAY,
    "byline": AUTHOR,
    "publisher": PUBLISHER,
    "url": URL,
}


def csv_(path: Path, delimiter: str = ",") -> None:
    """Write the article as the row of a table of text."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(ROW), delimiter=delimiter)
        writer.writeheader()
        writer.writerow(ROW)


def xlsx(path: Path) -> None:
    """Write the article as the row of a sheet, with openpyxl."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(list(ROW))
    book.active.append(list(ROW.values()))
    book.save(str(path))


def parquet(path: Path) -> None:
    """Write the article as the row of a Parquet file, with pyarrow."""
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([ROW]), str(path))


def zip_(path: Path) -> None:
    """Pack the article as text into an archive."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("texts/one.md", ARTICLE)


def tar(path: Path) -> None:
    """Pack the article as text into an archive."""
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("texts/one.md")
        info.size = len(ARTICLE.encode())
        archive.addfile(info, io.BytesIO(ARTICLE.encode()))


WRITERS: Final[dict[str, Callable[[Path], Any]]] = {
    "a.md": lambda path: path.write_text(ARTICLE, "utf-8"),
    "wrapped.txt": lambda path: path.write_text(
        "\n\n".join(
            textwrap.fill(block, 72) if "\n" not in block else block for block in ARTICLE.split("\n\n")
        ),
        "utf-8",
    ),
    "utf16.txt": lambda path: path.write_text(ARTICLE, "utf-16"),
    "page.html": lambda path: path.write_text(page(), "utf-8"),
    "one.pdf": pdf,
    "two.pdf": lambda path: pdf(path, columns=2),
    "a.docx": docx,
    "a.pptx": pptx,
    "a.epub": epub,
    "a.odt": odt,
    "a.rtf": rtf,
    "a.eml": lambda path: path.write_bytes(message().as_bytes()),
    "a.mbox": mbox,
    "a.vtt": vtt,
    "a.srt": srt,
    "a.rss": rss,
    "a.csv": csv_,
    "a.tsv": lambda path: csv_(path, "\t"),
    "a.xlsx": xlsx,
    "a.parquet": parquet,
    "a.json": lambda path: path.write_text(json.dumps({"articles": [ROW]}), "utf-8"),
    "a.jsonl": lambda path: path.write_text(json.dumps(ROW) + "\n", "utf-8"),
    "a.zip": zip_,
    "a.tgz": tar,
    "a.md.gz": lambda path: path.write_bytes(gzip.compress(ARTICLE.encode(), mtime=0)),
}
"""File names with what writes the article into such a file."""
