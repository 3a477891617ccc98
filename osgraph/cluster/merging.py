"""Shards on their way into a store."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from osgraph.cluster import manifest
from osgraph.cluster.places import Place
from osgraph.errors import InputError
from osgraph.reason import reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from osgraph.cluster.manifest import Manifest, Shard
    from osgraph.store import Store


def load(address: str, store: Store, *, progress: Callable[[int, int], None] | None = None) -> Manifest:
    """Put the shards of a build into a store, and derive what follows from them.

    The store then holds what a build on one machine would have put there: each document's graph takes the
    place of the one it may have had, and decisions are respected. A load that was cut off is simply done
    again.

    Args:
        address: folder or address of the shards.
        store: where they go: memory, a folder or an endpoint; it stays open.
        progress: called with the number of shards done and that of all.

    Raises:
        InputError: there is no manifest, a shard is missing or not what the manifest says; shards before it
            are in the store by then.
        StoreError: the store cannot be written.
    """
    place = Place(address)
    made = manifest.read(place)
    due = [shard for shard in made.shards if shard.quads]
    for done, shard in enumerate(due, 1):
        with tempfile.TemporaryDirectory(prefix="osgraph-") as folder:
            store.load_file(store.check_file(_fetched(place, shard, Path(folder))))
        if progress is not None:
            progress(done, len(due))
    reason(store)
    return made


def _fetched(place: Place, shard: Shard, folder: Path) -> Path:
    """Copy a shard to a file.

    Raises:
        InputError: it is missing, or its bytes are not those that the manifest tells of.
    """
    path, digest = folder / "shard.nq", hashlib.sha256()
    with path.open("wb") as out:
        for block in place.blocks(shard.file):
            digest.update(block)
            out.write(block)
    if digest.hexdigest() != shard.sha256:
        raise InputError(
            f"{place.address}/{shard.file} is not what was built: its hash is {digest.hexdigest()[:16]}..., "
            f"not {shard.sha256[:16]}...; take it and its .json away and build again"
        )
    return path
