"""The graph page of a server: a page that holds a part of the store, and loads what is near a name.

A store may have a million claims, and a browser draws some thousands. The page starts with a few, or with
those around one entity; for each name that somebody looks closer at, it asks for the data anew, with the
surroundings of that name as well. Nothing is remembered here between two such questions.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from osgraph import iris, query, view
from osgraph.model import IRI
from osgraph.query import Filter
from osgraph.serve import describing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osgraph.model import ClaimRecord
    from osgraph.store.protocol import Reader

ROOT: Final = "/graph/"
"""The start of the addresses of the page's files."""

DATA: Final = "data.json"
MOST_AROUND: Final = 12
"""Names that can be looked at closely at once; the page forgets the first then."""

_NEAR: Final = 300  # claims around one entity
_FIRST: Final = 300  # claims that a page starts with where no entity is asked for
_KINDS: Final = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}


@cache
def files() -> Mapping[str, tuple[str, bytes, str]]:
    """Return the files of the page by name: media type, content, and a tag that tells contents apart."""
    found = {name: text.encode() for name, text in view.files().items()}
    return {
        name: (_KINDS[name.rpartition(".")[2]], body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        for name, body in found.items()
    }


def page(source: str) -> str:
    """Return the page without its data.

    Args:
        source: the query string of the address that gives the data, with its question mark, or "".
    """
    return view.shell(view.TITLE, root=ROOT, data=f"{ROOT}{DATA}{source}")


def data(reader: Reader, entity: str | None = None, around: Sequence[str] = ()) -> dict[str, Any]:
    """Return the data of the page, and how much more the store has.

    Args:
        reader: the store.
        entity: name or IRI of what the page starts with; the first claims of the store when None.
        around: what is looked at closely, by IRI or what follows the start of the store's own.
    """
    found: dict[str, ClaimRecord] = {}
    first = Filter() if entity is None else Filter(entity=entity)
    for record in query.page(reader, first, limit=_FIRST if entity is None else _NEAR).claims:
        found[record.id] = record
    for each in around[-MOST_AROUND:]:
        for record in query.page(reader, Filter(entity=_whole(each)), limit=_NEAR).claims:
            found[record.id] = record
    title = view.TITLE if entity is None else f"Claims around {describing.entity(reader, entity).name}"
    shown = view.content(found.values(), title)
    ends = [_whole(short) for short in shown["nodes"]["iri"]]
    counted = query.counts(reader, ends)
    return {
        **shown,
        "store": {
            "claims": reader.select("SELECT (COUNT(?c) AS ?n) { ?c a osg:Claim }").plain()[0][0],
            "claims_of": [counted.get(end, 0) for end in ends],
            "search": "/api/entities?limit=8",
            "pages": "/resource/",
        },
    }


def _whole(short: str) -> IRI:
    """Return the IRI that the page writes in short."""
    return IRI(short if ":" in short else iris.RESOURCE + short)
