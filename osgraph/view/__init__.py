"""The page: one HTML file that shows the network of claims, the matrix, and the evidence of each claim.

It opens from the file system without any network. Everything is inlined, nothing is loaded, and a strict
Content Security Policy lets the browser enforce that: scripts and styles run by hash alone, and with
Trusted Types no text of a document can ever turn into markup.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from osgraph.export.placing import replace_file
from osgraph.view.assembly import alone, files, shell, to_json
from osgraph.view.columns import content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osgraph.model import IRI, ClaimRecord
    from osgraph.ontology import Ontology

__all__ = ["TITLE", "Inline", "content", "files", "page", "shell", "to_json", "write"]

TITLE: Final = "Knowledge graph of claims"


def page(
    records: Iterable[ClaimRecord],
    *,
    title: str = TITLE,
    aliases: Mapping[IRI, Sequence[str]] | None = None,
    texts: Mapping[str, str] | None = None,
    ontology: Ontology | None = None,
) -> str:
    """Return the whole page: same claims, same bytes, whatever their order.

    Args:
        records: the claims to show.
        title: the page's name, as plain text.
        aliases: other names of entities, by which the search finds them too.
        texts: texts of documents by their id, for reading a quote in its place.
        ontology: tells which relations place a thing in the matrix; the shipped one when None.

    Example:
        >>> page([], title="<Nothing yet>").count("&lt;Nothing yet&gt;")
        2
    """
    return alone(content(records, title, aliases=aliases, texts=texts, ontology=ontology), title)


def write(page: str, path: str | Path) -> None:
    """Write a page to a file, in UTF-8; the file is as it was or whole, never half.

    Raises:
        InputError: the folder is missing or cannot be written to.
    """
    replace_file(Path(path), page.encode())


class Inline:
    """A page that a notebook shows in its place, without a server and without a network.

    Attributes:
        html: the whole page.
        height: pixels that it takes in the notebook.

    Example:
        >>> Inline(page([]), height=300)._repr_html_()[:39]
        '<iframe title="Knowledge graph" width="'
    """

    def __init__(self, html: str, height: int = 640) -> None:
        """Take the page and how high it stands."""
        self.html, self.height = html, height

    def _repr_html_(self) -> str:
        """Return a frame that holds the page; it runs scripts, in a world of its own."""
        return (
            f'<iframe title="Knowledge graph" width="100%" height="{self.height:d}" '
            'style="border: 1px solid #8884; border-radius: 8px" sandbox="allow-scripts allow-downloads" '
            f'srcdoc="{escape(self.html)}"></iframe>'
        )
