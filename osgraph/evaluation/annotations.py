"""The form in which annotated documents stand in files: JSON Lines, one document a line.

An object holds ``id``, ``title``, ``source``, ``date``, ``text``, ``entities`` with their mentions,
``claims`` with their evidence; offsets count Unicode code points of ``text``, ends are exclusive.
``docs/claims.md`` shows one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from osgraph import iris, ontology
from osgraph.errors import AnnotationError, InputError
from osgraph.model import IRI, AnnotatedDocument, Claim, Document, Entity, Modality, Polarity, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

AUTHOR: Final = "author"
"""The attribution of a claim that the document's author makes."""

_LISTED = 20  # problems named one by one in a message; the rest are counted
_SURROGATE = re.compile("[\ud800-\udfff]")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Terms:
    """The IRIs of an ontology's terms by their local names."""

    classes: Mapping[str, IRI]
    relations: Mapping[str, IRI]
    openness: Mapping[str, IRI]


def read(path: str | Path, vocabulary: ontology.Ontology | None = None) -> dict[str, AnnotatedDocument]:
    """Read annotated documents from a file.

    Entities get IRIs that are minted from their names; where two entities of one document share a name,
    the later one carries its class (then a number) too, so that they stay two.

    Args:
        path: a ``.jsonl`` file; empty lines are skipped.
        vocabulary: the ontology whose terms it uses; the project's own when None.

    Returns:
        The documents by their id, in the order of the file.

    Raises:
        InputError: the file cannot be read.
        AnnotationError: it breaks the format; the message names every fault by ``path:line``.
    """
    vocabulary = vocabulary or ontology.load()
    terms = _Terms(
        classes={value.name: value.iri for value in vocabulary.classes.values()},
        relations={value.name: value.iri for value in vocabulary.relations.values()},
        openness={value.name: value.iri for value in vocabulary.openness.values()},
    )
    documents: dict[str, AnnotatedDocument] = {}
    faults: list[str] = []
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        found: list[str] = []
        annotated = _parsed(line, terms, found)
        if annotated and annotated.document.id in documents:
            found.append(f"id {annotated.document.id!r} stands on an earlier line too")
        faults += [f"{path}:{number}: {fault}" for fault in found]
        if annotated:
            documents[annotated.document.id] = annotated
    if faults:
        more = [f"... {len(faults) - _LISTED} more"] if len(faults) > _LISTED else []
        raise AnnotationError("\n".join(faults[:_LISTED] + more))
    return documents


def to_json(annotated: AnnotatedDocument) -> dict[str, Any]:
    """Return an annotated document as the object that stands for it in a file.

    Entities are numbered ``e1``, ``e2``, ... in their order; classes, relations and openness values go by
    their local names; ``former``, ``time``, ``quantity``, ``benchmark`` are left out where they hold nothing.

    Raises:
        AnnotationError: a claim names a subject, speaker, benchmark or object that is no entity here.

    Example:
        >>> to_json(AnnotatedDocument(Document("memo", "Nothing new.")))["claims"]
        []
    """
    document = annotated.document
    ids = {entity.iri: f"e{number}" for number, entity in enumerate(annotated.entities, 1)}
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "date": document.published,
        "text": document.text,
        "entities": [
            {
                "id": ids[entity.iri],
                "type": iris.local(entity.cls),
                "name": entity.name,
                "mentions": [[span.start, span.end] for span in entity.mentions],
            }
            for entity in annotated.entities
        ],
        "claims": [_claim_to_json(claim, ids, document.id) for claim in annotated.claims],
    }


def _claim_to_json(claim: Claim, ids: Mapping[IRI, str], document: str) -> dict[str, Any]:
    def id_of(iri: IRI) -> str:
        if iri not in ids:
            raise AnnotationError(f"{document}: a claim names <{iri}>, which is no entity of the document")
        return ids[iri]

    out: dict[str, Any] = {
        "subject": id_of(claim.subject),
        "relation": iris.local(claim.relation),
        # what is no entity can only be an openness value, which goes by its name
        "object": id_of(claim.object) if claim.object.startswith(iris.RESOURCE) else iris.local(claim.object),
        "polarity": claim.polarity.value,
        "modality": claim.modality.value,
        "attribution": id_of(claim.speaker) if claim.speaker else AUTHOR,
        "perspective": claim.perspective,
        "evidence": [claim.evidence.start, claim.evidence.end],
        "confidence": claim.confidence,
    }
    if claim.former:
        out["former"] = True
    if claim.time is not None:
        out["time"] = claim.time
    if claim.quantity is not None:
        out["quantity"] = claim.quantity
    if claim.benchmark is not None:
        out["benchmark"] = id_of(claim.benchmark)
    return out


def _lines(path: str | Path) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise AnnotationError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error


class _FaultError(Exception):
    """What is wrong with one object, so that its neighbours can still be checked."""


def _parsed(line: str, terms: _Terms, faults: list[str]) -> AnnotatedDocument | None:
    """Return the document of a line, or None after adding to ``faults``."""
    try:
        raw = json.loads(line)
        document = Document(
            id=_string(raw, "id"),
            text=_string(raw, "text"),
            title=_string(raw, "title", ""),
            source=_string(raw, "source", ""),
            published=_string(raw, "date", "") or None,
        )
        objects = _objects(raw, "entities"), _objects(raw, "claims")
    except ValueError as error:
        faults.append(f"not JSON: {error}")
        return None
    except RecursionError:
        faults.append("not read: nested too deeply")
        return None
    except _FaultError as fault:
        faults.append(str(fault))
        return None
    before = len(faults)
    taken: dict[str, IRI] = {}
    entities = _each("entity", objects[0], lambda item: _entity(item, document.text, terms, taken), faults)
    claims = _each("claim", objects[1], lambda item: _claim(item, document.text, terms, taken), faults)
    return AnnotatedDocument(document, entities, claims) if len(faults) == before else None


def _each(
    what: str, items: Sequence[object], convert: Callable[[object], _T], faults: list[str]
) -> tuple[_T, ...]:
    out: list[_T] = []
    for number, item in enumerate(items, 1):
        try:
            out.append(convert(item))
        except _FaultError as fault:
            faults.append(f"{what} {number}: {fault}")
    return tuple(out)


def _entity(raw: object, text: str, terms: _Terms, taken: dict[str, IRI]) -> Entity:
    """Convert an entity; ``taken`` maps the ids met so far to their IRIs."""
    key, kind, name = _string(raw, "id"), _string(raw, "type"), _string(raw, "name")
    if key in taken:
        raise _FaultError(f"id {key!r} twice")
    taken[key] = iri = _minted(name, kind, frozenset(taken.values()))
    if kind not in terms.classes:
        raise _FaultError(f"type {kind!r} is no class of the ontology")
    mentions = tuple(_span(pair, text) for pair in _objects(raw, "mentions"))
    return Entity(iri, terms.classes[kind], name, mentions)


def _minted(name: str, kind: str, used: frozenset[IRI]) -> IRI:
    qualifier, number = "", 1
    while (iri := iris.entity(name, qualifier)) in used:
        qualifier = kind if number == 1 else f"{kind} {number}"
        number += 1
    return iri


def _claim(raw: object, text: str, terms: _Terms, entities: Mapping[str, IRI]) -> Claim:
    subject, relation, object_ = _string(raw, "subject"), _string(raw, "relation"), _string(raw, "object")
    speaker, benchmark = _string(raw, "attribution"), _string(raw, "benchmark", "")
    if relation not in terms.relations:
        raise _FaultError(f"relation {relation!r} is not in the ontology")
    if object_ not in entities and object_ not in terms.openness:
        raise _FaultError(f"object {object_!r} is neither an entity nor an openness value")
    for field, key in (("subject", subject), ("attribution", speaker), ("benchmark", benchmark)):
        if key and key not in entities and (field, key) != ("attribution", AUTHOR):
            raise _FaultError(f"{field} {key!r} is no entity")
    return Claim(
        subject=entities[subject],
        relation=terms.relations[relation],
        object=entities.get(object_) or terms.openness[object_],
        evidence=_span(_field(raw, "evidence"), text),
        polarity=_member(Polarity, _string(raw, "polarity")),
        modality=_member(Modality, _string(raw, "modality")),
        speaker=None if speaker == AUTHOR else entities[speaker],
        perspective=_string(raw, "perspective", "") or None,
        former=_flag(raw, "former"),
        time=_string(raw, "time", "") or None,
        quantity=_string(raw, "quantity", "") or None,
        benchmark=entities[benchmark] if benchmark else None,
        confidence=_confidence(_field(raw, "confidence")),
    )


def _field(raw: object, key: str) -> object:
    if not isinstance(raw, dict):
        raise _FaultError(f"expected an object, found {_shown(raw)}")
    return raw.get(key)


def _string(raw: object, key: str, default: str | None = None) -> str:
    """Return a text field; with a default it may be missing, null or empty."""
    value = _field(raw, key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise _FaultError(f"{key} must be a text, not {_shown(value)}")
    if _SURROGATE.search(value):
        raise _FaultError(f"{key} holds half of a surrogate pair, which no UTF-8 file can")
    return value


def _flag(raw: object, key: str) -> bool:
    value = _field(raw, key)
    if value is not None and not isinstance(value, bool):
        raise _FaultError(f"{key} must be true, false or absent, not {_shown(value)}")
    return bool(value)


def _objects(raw: object, key: str) -> list[object]:
    value = _field(raw, key)
    if not isinstance(value, list):
        raise _FaultError(f"{key} must be a list, not {_shown(value)}")
    return value


def _span(raw: object, text: str) -> Span:
    match raw:
        case [int(start), int(end)] if 0 <= start < end <= len(text):
            return Span(start, end)
    raise _FaultError(f"offsets {_shown(raw)} do not lie in the text (0 to {len(text)})")


_E = TypeVar("_E", Polarity, Modality)


def _member(kind: type[_E], value: str) -> _E:
    if value not in list(kind):
        raise _FaultError(f"{kind.__name__.lower()} {value!r} is none of {', '.join(kind)}")
    return kind(value)


def _confidence(value: object) -> float:
    if value is None:
        return 1.0
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _FaultError(f"confidence {_shown(value)} is no number from 0 to 1")
    return float(value)


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else shown[:40] + "..."
