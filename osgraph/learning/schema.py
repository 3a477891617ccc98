"""The ontology as learning sees it: relations with their label, domain and range."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from osgraph import iris
from osgraph.errors import OntologyError
from osgraph.learning.names import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_BYTES: Final = 20_000_000
_SORTS: Final = {
    "number": "number", "integer": "number", "decimal": "number", "float": "number", "double": "number",
    "nonnegativeinteger": "number", "positiveinteger": "number", "int": "number", "quantity": "number",
    "date": "date", "datetime": "date", "year": "date", "gyear": "date", "gyearmonth": "date", "time": "date",
    "calender date": "date", "calendar date": "date", "point in time": "date",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation: how triples name it, the words of its label, and the names of its ends' classes."""

    name: str
    iri: str
    domain: str = ""
    range: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the label."""
        return words_of(self.name)

    @property
    def sort(self) -> str:
        """The sort of value that the range asks for: "date", "number", or "" for any."""
        return _SORTS.get(self.range.lower(), "")


@dataclass(frozen=True)
class Schema:
    """The relations of an ontology, in a fixed order, with the digest that a model is bound to."""

    relations: tuple[Relation, ...]
    classes: tuple[str, ...] = ()
    name: str = ""
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Position of each relation by the forms of its name that examples may use."""
        out: dict[str, int] = {}
        for number, relation in enumerate(self.relations):
            for form in (relation.name, relation.iri, iris.local(relation.iri)):
                out.setdefault(_key(form), number)
        for number, relation in enumerate(self.relations):  # "built by" for builtBy, where nothing else is it
            out.setdefault("_".join(relation.words), number)
        return out

    def find(self, name: str) -> int | None:
        """Return the position of a relation by its name or IRI."""
        return self.index.get(_key(name))

    @cached_property
    def digest(self) -> str:
        """Hash of all that learning depends on."""
        rows = [[r.name, r.iri, r.domain, r.range] for r in self.relations]
        text = json.dumps([rows, sorted(self.classes)], ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read(path: str | Path) -> Schema:
    """Read an ontology: Turtle, or JSON with "concepts" and "relations".

    Raises:
        OntologyError: it cannot be read, breaks the form, or has no relation.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise OntologyError(
                f"{path}: larger than {_MAX_BYTES // 1_000_000} MB; no ontology is expected to be"
            )
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path}: cannot be read as an ontology: {error}") from None
    schema = _from_json(text, path) if text.lstrip()[:1] == "{" else _from_turtle(path)
    if not schema.relations:
        raise OntologyError(f"{path}: has no relation; nothing can be learnt for it")
    return schema


def _key(name: str) -> str:
    return "_".join(name.replace("_", " ").split())


def _from_json(text: str, path: Path) -> Schema:
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise OntologyError(f"{path}: not JSON: {error}") from None
    faults: list[str] = []
    labels = {
        str(c["id"]): str(c["label"])
        for c in _objects(value, "concepts", faults)
        if "id" in c and "label" in c
    }
    relations: dict[str, Relation] = {}
    for number, row in enumerate(_objects(value, "relations", faults), 1):
        label = row.get("label")
        if not isinstance(label, str) or not label.strip():
            faults.append(f'relation {number}: "label" is missing or no text')
            continue
        ends = [_end(row, end, labels) for end in ("domain", "range")]
        relation = Relation(label.strip(), str(row.get("id") or label), *ends)
        known = relations.setdefault(_key(label), relation)
        if known != relation:
            faults.append(f"relation {number}: {label!r} stands there twice, with other ends or another id")
    if faults:
        raise OntologyError("\n".join(f"{path}: {fault}" for fault in faults))
    return Schema(tuple(relations.values()), tuple(labels.values()), str(value.get("name") or path.stem))


def _objects(value: Any, key: str, faults: list[str]) -> list[dict[str, Any]]:
    rows = value.get(key) if isinstance(value, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(f'"{key}" must be a list of objects')
        return []
    return rows


def _end(row: dict[str, Any], end: str, labels: Mapping[str, str]) -> str:
    value = row.get(f"{end}_label") or row.get(end) or ""
    return labels.get(str(value), str(value))


def _from_turtle(path: Path) -> Schema:
    from osgraph import ontology

    known = ontology.load(path)
    names = {iri: value.name for iri, value in known.classes.items()}

    def top(ends: frozenset[Any]) -> str:
        """The most general classes of an end, which is closed under subclasses."""
        tops = (
            [i for i in ends if not any(p in ends for p in known.classes[i].parents if p != i)]
            if ends
            else []
        )
        return " or ".join(sorted(names[i] for i in tops if i in names))

    relations = [Relation(r.name, r.iri, top(r.domain), top(r.range)) for r in known.relations.values()]
    return Schema(tuple(sorted(relations, key=lambda r: r.name)), tuple(sorted(names.values())), path.stem)
