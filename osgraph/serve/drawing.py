"""The graph page of a server: a page that holds a part of the store, and loads what is near a name.

A store may have a million claims, and a browser draws some thousands. The page starts with a few, or with
those around one entity; for each name that somebody looks closer at, it asks for the data anew, with the
surroundings of that name as well. Nothing is remembered here between two such questions.
"""

from __future__ import annotations

import hashlib
from collections import Counter
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
_STARTS: Final = 3  # entities that the page of a large store starts with
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
        entity: name or IRI of what the page starts with; entities much spoken of when None.
        around: what is looked at closely, by IRI or what follows the start of the store's own.
    """
    total = int(reader.select("SELECT (COUNT(?c) AS ?n) { ?c a osg:Claim }").plain()[0][0] or 0)
    found: dict[str, ClaimRecord] = {}
    first = _first(reader, total) if entity is None else [(entity, _NEAR)]
    for name, most in [*first, *((_whole(each), _NEAR) for each in around[-MOST_AROUND:])]:
        for record in query.page(reader, Filter(entity=name), limit=most).claims:
            found[record.id] = record
    title = view.TITLE if entity is None else f"Claims around {describing.entity(reader, entity).name}"
    shown = view.content(found.values(), title)
    ends = [_whole(short) for short in shown["nodes"]["iri"]]
    counted = query.counts(reader, ends)
    return {
        **shown,
        "store": {
            "claims": total,
            "claims_of": [counted.get(end, 0) for end in ends],
            "search": "/api/entities?limit=8",
            "pages": "/resource/",
        },
    }


def _first(reader: Reader, total: int) -> list[tuple[str | None, int]]:
    """Return the entities that the page starts with, and how many claims around each; None for any claims.

    Of a large store these are the ones that a sample speaks of most: the most spoken of all are not known
    before every claim is counted.
    """
    if total <= _NEAR:
        return [(None, _NEAR)]
    sample = query.page(reader, limit=_NEAR).claims
    count = Counter(end for record in sample for end in {record.subject, record.object})
    names = [
        end for end in sorted(count, key=lambda end: (-count[end], end)) if end.startswith(iris.RESOURCE)
    ]
    return [(end, _NEAR // _STARTS) for end in names[:_STARTS]]


def _whole(short: str) -> IRI:
    """Return the IRI that the page writes in short."""
    return IRI(short if ":" in short else iris.RESOURCE + short)
