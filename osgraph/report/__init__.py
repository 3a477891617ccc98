"""The report: what the claims of all documents come to, each line with its quotes.

It is one file, HTML without scripts or Markdown, the same bytes for the same claims.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from osgraph.errors import InputError
from osgraph.export.placing import replace_file
from osgraph.report.content import Report
from osgraph.report.gathering import gather
from osgraph.report.rendering import to_html, to_markdown

if TYPE_CHECKING:
    from osgraph.store import Store

__all__ = ["Report", "gather", "to_html", "to_markdown", "write"]


def write(store: Store, path: str | Path, *, since: str | None = None) -> None:
    """Write the report of a store to a file, in the form of its suffix; it is there whole, or as it was.

    Args:
        store: where the claims are kept.
        path: a file that ends in ``.html``, ``.htm`` or ``.md``.
        since: the date from which on documents count as new: a day, month or year.

    Raises:
        InputError: the suffix is another one, ``since`` is no date, or the file cannot be written.
    """
    forms = {".html": to_html, ".htm": to_html, ".md": to_markdown}
    form = forms.get(Path(path).suffix.lower())
    if form is None:
        raise InputError(f"{path}: a report is written as .html or .md; end the name with one of them")
    replace_file(Path(path), form(gather(store, since=since)).encode("utf-8", "replace"))
