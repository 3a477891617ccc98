"""The report as a page or as Markdown: the templates filled, all that documents say escaped."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from osgraph.report.quotes import appendix, passage

if TYPE_CHECKING:
    from osgraph.report.content import Evidence, Report

_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>|~&#$@]|(?<=www)\.|:(?=//))")
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def to_html(report: Report) -> str:
    """Return the report as one HTML file: nothing in it runs, nothing is loaded.

    Colours are written out, not kept in variables, since programs for mail know none.
    """
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_clean
    )
    return _filled(environment, "report.html", report, style=Markup(_own("report.css")))  # noqa: S704


def to_markdown(report: Report) -> str:
    """Return the report in Markdown (CommonMark with the tables of GitHub)."""
    environment = Environment(  # noqa: S701 -- Markdown has marks of its own, which the filter escapes
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["md"] = escaped
    text = re.sub(r"[ \t]+\n", "\n", _filled(environment, "report.md", report))
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def escaped(text: str) -> str:
    r"""Return a text on one line in which Markdown sees no marks.

    Example:
        >>> escaped("*one*\n| <b>two</b>")
        '\\*one\\* \\| \\<b\\>two\\</b\\>'
    """
    return _MARKS.sub(r"\\\1", str(_clean(re.sub(r"\s+", " ", text))))


def _filled(environment: Environment, name: str, report: Report, **more: object) -> str:
    chapters = appendix(report)
    numbers = {
        (chapter.document, quote.start, quote.end): quote.number
        for chapter in chapters
        for quote in chapter.quotes
    }
    chapter_of = {chapter.document: chapter.number for chapter in chapters}

    def cite(found: Evidence) -> list[int]:
        return [numbers[passage(record)] for record in found.claims]

    template = environment.from_string(_own(name))
    return template.render(report=report, chapters=chapters, chapter_of=chapter_of, cite=cite, **more)


def _clean(value: object) -> object:
    """Return a value without characters that would steer a reader's program or turn the text round."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub("\ufffd", value)
    return value


def _own(name: str) -> str:
    return resources.files("osgraph.report").joinpath(name).read_text(encoding="utf-8")
