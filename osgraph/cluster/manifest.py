"""What a build on a cluster leaves: shards, each with the hash of its bytes, under one manifest."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from osgraph.errors import InputError
from osgraph.model import Skipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osgraph.cluster.places import Place

NAME: Final = "manifest.json"
"""What the file of a manifest is called."""

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Shard:
    """What became of a partition.

    Attributes:
        name: what its files are called, without suffix: its number, and a hash of what it is made from.
        sha256: the hash of its N-Quads; "" where it has none.
        quads: how many there are.
        documents: ids of the documents in it.
        claims: number of its claims by modality.
        skipped: what in it was not built, with reasons.
    """

    name: str
    sha256: str
    quads: int
    documents: tuple[str, ...]
    claims: Mapping[str, int]
    skipped: tuple[Skipped, ...] = ()

    @property
    def file(self) -> str:
        """The name of the file with its statements."""
        return f"{self.name}.nq"

    @property
    def record(self) -> str:
        """The name of the file that says that it is done."""
        return f"{self.name}.json"

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All shards of a build, in the order of their names.

    Attributes:
        run: the IRI of the run that made them.
        shards: the shards; first the one with the ontology and the catalog.
        skipped: inputs that no shard has, with reasons.
        copies: documents that repeat another, by their ids, with the id of that other.
    """

    run: str
    shards: tuple[Shard, ...]
    skipped: tuple[Skipped, ...]
    copies: Mapping[str, str]

    @property
    def all_skipped(self) -> tuple[Skipped, ...]:
        """Everything that was not built, with reasons."""
        return (*self.skipped, *(item for shard in self.shards for item in shard.skipped))

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"format": _FORMAT, **asdict(self)}


def written(value: Manifest | Shard) -> bytes:
    """Return a manifest or the record of a shard as a file of JSON."""
    return (json.dumps(value.to_json(), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def read(place: Place) -> Manifest:
    """Read the manifest of a place.

    Raises:
        InputError: there is none, or it is broken or of another version.
    """
    held = _parsed(place, NAME)
    if held.get("format") != _FORMAT:
        raise InputError(f"{place.address}/{NAME} is of format {held.get('format')!r}, this reads {_FORMAT}")
    try:
        shards = tuple(_shard(shard) for shard in held["shards"])
        return Manifest(held["run"], shards, _skipped(held["skipped"]), dict(held["copies"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{place.address}/{NAME} is no manifest: {error}") from error


def recorded(place: Place, name: str) -> Shard:
    """Read the record of a shard that was done before.

    Raises:
        InputError: there is none, or it is broken.
    """
    try:
        return _shard(_parsed(place, name))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{place.address}/{name} is no record of a shard: {error}") from error


def _parsed(place: Place, name: str) -> dict[str, Any]:
    try:
        held = json.loads(place.read(name))
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{place.address}/{name} is no JSON: {error}") from error
    return held if isinstance(held, dict) else {}


def _shard(held: Mapping[str, Any]) -> Shard:
    name = str(held["name"])
    if "/" in name or "\\" in name or name.startswith("."):
        raise ValueError(f"{name!r} is no name of a shard")
    counts = {str(modality): int(count) for modality, count in held["claims"].items()}
    documents = tuple(map(str, held["documents"]))
    return Shard(name, str(held["sha256"]), int(held["quads"]), documents, counts, _skipped(held["skipped"]))


def _skipped(held: list[Mapping[str, Any]]) -> tuple[Skipped, ...]:
    return tuple(Skipped(str(item["path"]), str(item["reason"])) for item in held)
