"""Watching: folders and addresses are built again when something is new, and what is new is told."""

from __future__ import annotations

import json
import queue
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osgraph import pipeline, query
from osgraph.cli import evidence, tables
from osgraph.errors import OsgraphError
from osgraph.readers import formats
from osgraph.store import Store
from osgraph.web import is_address

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from osgraph.model import AnnotatedDocument, ClaimRecord

_SETTLING = 200  # milliseconds without a change after which a file is taken to be complete


def run(
    paths: Sequence[str],
    store: Path,
    *,
    every: float,
    once: bool,
    as_json: bool,
    means: Mapping[str, Any],
) -> int:
    """Watch until interrupted; return the exit status.

    Args:
        paths: files, folders and web addresses.
        store: folder of the store; it is open only while something is built.
        every: seconds between two looks at the addresses.
        once: whether to stop after the first look.
        as_json: whether to print lines of JSON.
        means: further arguments of :func:`osgraph.pipeline.build`.
    """
    addresses = [path for path in paths if is_address(path)]
    places = [path for path in paths if not is_address(path)]
    found = queue.SimpleQueue[set[str]]()
    existing = [str(Path(place).absolute()) for place in places if Path(place).exists()]
    if existing and not once:  # what comes while the first look goes on must not be missed
        threading.Thread(target=_look, args=(existing, found), daemon=True).start()
    status = _round(paths, store, None, as_json=as_json, means=means)
    if once or not (existing or addresses):
        return status
    if not as_json:
        click.echo(f"Watching {', '.join(map(tables.clean, paths))}; stop with Ctrl-C.", err=True)
    due = time.monotonic() + every
    while True:
        try:
            changed = found.get(timeout=every if addresses else None)
        except queue.Empty:
            changed = set()
        if changed:
            _round(places, store, changed, as_json=as_json, means=means)
        if addresses and time.monotonic() >= due:
            _round(addresses, store, None, as_json=as_json, means=means)
            due = time.monotonic() + every


def _look(places: Sequence[str], found: queue.SimpleQueue[set[str]]) -> None:
    """Hand on what changes, in a thread of its own, so that nothing is missed while something is built."""
    from watchfiles import Change, watch

    def is_document(change: Change, path: str) -> bool:
        name = path.rsplit("/", 1)[-1]
        is_known = formats.suffix(name) in formats.SUFFIXES or path in places
        return change is not Change.deleted and is_known and not name.startswith(".")

    for changes in watch(*places, watch_filter=is_document, step=_SETTLING, rust_timeout=0):
        found.put({path for _, path in changes})


def _round(
    paths: Sequence[str],
    folder: Path,
    only: Collection[str] | None,
    *,
    as_json: bool,
    means: Mapping[str, Any],
) -> int:
    """Build once, print what is new, and name what went wrong; return the exit status."""
    try:
        with _opened(folder) as store:

            def tell(annotated: AnnotatedDocument) -> None:
                for record in _new(annotated, store):
                    _show(record, as_json=as_json)

            summary = pipeline.build(paths, store, only=only, told=tell, **means)
    except OsgraphError as error:
        click.echo(f"osgraph: {tables.clean(str(error))}", err=True)
        return tables.WRONG_INPUT
    for id_, language in summary.unread.items():
        click.echo(f"osgraph: {tables.clean(id_)} is in {language}; no claims sought", err=True)
    for id_, helper in summary.partly.items():
        click.echo(
            f"osgraph: {tables.clean(id_)}: names and tables read with {tables.clean(helper)}, "
            "its sentences are not",
            err=True,
        )
    return tables.status(summary.documents + summary.unchanged, summary.skipped)


@contextmanager
def _opened(folder: Path) -> Iterator[Store]:
    store = Store(folder)
    try:
        yield store
    finally:
        store.close()


def _new(annotated: AnnotatedDocument, store: Store) -> list[ClaimRecord]:
    """Return the claims of a document that the store does not have of it; equal words come once."""
    id_ = annotated.document.id
    before = query.claims(store, document=id_) if id_ in store.documents() else []
    known = {_said(record) for record in before}
    found = {_said(record): record for record in reversed(query.records(annotated))}
    return [record for said, record in reversed(found.items()) if said not in known]


def _said(record: ClaimRecord) -> tuple[str, ...]:
    triple = (record.subject, record.relation, record.object)
    return (*triple, record.polarity, record.modality, record.speaker, record.quote)


def _show(record: ClaimRecord, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(query.to_json(record), ensure_ascii=False))
        return
    triple = f"{record.subject_name} {record.relation_name} {record.object_name}"
    where = f"{record.document}, {evidence.place(record.place)}" if record.place else record.document
    click.echo(
        f"{tables.clean(triple)} ({evidence.held_as(record)}) {tables.quote(record)} [{tables.clean(where)}]"
    )
