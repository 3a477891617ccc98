"""The claims as a folder of Markdown notes, one an entity, that link to each other as Obsidian reads it."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from osgraph import ontology, query
from osgraph.query import EntityRecord
from osgraph.query.evidence import OPENNESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osgraph.model import ClaimRecord
    from osgraph.store import Store

_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\/:*?"<>|#^\[\]%`]+')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # on Windows
_LONGEST: Final = 120  # bytes of a file's name
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>#$|~=%^&!])")
_LINKED: Final = re.compile(r"[\[\]|<>`]+")
_LINES: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NO_YAML: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def vault(kg: Store) -> dict[str, bytes]:
    """Return the notes by file name: what an entity is and what is claimed of it, each with its quote."""
    records = query.claims(kg)
    entities = {entity.iri: entity for entity in query.entities(kg)}
    for record in records:
        if record.object not in entities:
            iri, name = record.object, record.object_name
            entities[iri] = EntityRecord(iri, name, OPENNESS, (), 0, 0, 0)
    files = _file_names(entities.values())
    about: dict[str, list[ClaimRecord]] = defaultdict(list)
    for record in records:
        about[record.subject].append(record)
        if record.object != record.subject:
            about[record.object].append(record)
    openness = ontology.load().relation_with_role("openness")
    notes = {}
    for iri, entity in entities.items():
        stated = {
            record.object_name
            for record in about[iri]
            if record.subject == iri and openness and record.relation == openness.iri and record.is_fact
        }
        notes[f"{files[iri]}.md"] = _note(entity, sorted(stated), about[iri], files)
    return {name: notes[name].encode() for name in sorted(notes)}


def _note(
    entity: EntityRecord, openness: Sequence[str], records: Sequence[ClaimRecord], files: Mapping[str, str]
) -> str:
    """Return a note; ``openness`` is what sources give as present fact."""
    own = [record for record in records if record.subject == entity.iri]
    others = [record for record in records if record.subject != entity.iri]
    lines = ["---", f"type: {_yaml(entity.cls)}"]
    for key, values in (("aliases", _aliases(entity, files)), ("openness", openness)):
        if values:
            lines += [f"{key}:", *(f"  - {_yaml(value)}" for value in values)]
    lines += [f"iri: {_yaml(entity.iri)}", "---", "", f"# {_plain(entity.name)}", ""]
    for title, found in (("Claims", own), ("Claimed by others of it", others)):
        if found:
            lines += [f"## {title}", "", *(line for record in found for line in _claim(record, files))]
    return "\n".join(lines).rstrip() + "\n"


def _aliases(entity: EntityRecord, files: Mapping[str, str]) -> list[str]:
    """Return what else leads to the note: the name too, where the file could not be called so."""
    names = () if files[entity.iri] == entity.name else (entity.name,)
    return [*names, *(alias for alias in entity.aliases if alias not in names)]


def _claim(record: ClaimRecord, files: Mapping[str, str]) -> list[str]:
    denied = "*not* " if record.polarity.value == "negative" else ""
    ends = f"{_link(record.subject, record.subject_name, files)} {denied}**{_plain(record.relation_name)}** "
    ends += _link(record.object, record.object_name, files)
    told = [record.modality.value, *(["former"] if record.former else [])]
    told += [_plain(text) for text in (record.time, record.quantity, record.benchmark) if text]
    if record.speaker_iri:
        told.append(f"says {_link(record.speaker_iri, record.speaker, files)}")
    if record.perspective:
        told.append(f"under “{_plain(record.perspective)}”")
    where = [record.title or record.document, record.source, record.published]
    quoted = [f"  > {_plain(line)}" for line in record.quote.splitlines() if line.strip()]
    source = ", ".join(_plain(text) for text in where if text)
    return [f"- {ends} ({', '.join(told)})", *quoted, "  >", f"  > — {source}", ""]


def _link(iri: str, name: str, files: Mapping[str, str]) -> str:
    """Return a wiki link; what it shows is no Markdown, and must only not end the link or be HTML."""
    file = files[iri]
    shown = _LINES.sub(" ", _LINKED.sub(" ", name)).strip()
    return f"[[{file}]]" if shown in {file, ""} else f"[[{file}|{shown}]]"


def _plain(text: str) -> str:
    """Return a text as one line of Markdown that shows just its characters."""
    return _MARKUP.sub(r"\\\1", _LINES.sub(" ", text).strip())


def _yaml(text: str) -> str:
    """Return a text as a double-quoted scalar of YAML."""
    return _NO_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _file_names(entities: Iterable[EntityRecord]) -> dict[str, str]:
    """Return a file name an entity, without suffix: safe on every system, no two alike but for case."""
    wanted = {entity.iri: _safe(entity.name) for entity in entities}
    folded = Counter(_folded(name) for name in wanted.values())
    return {
        iri: name if folded[_folded(name)] == 1 and _fits(name) else _told_apart(name, iri)
        for iri, name in sorted(wanted.items())
    }


def _safe(name: str) -> str:
    words = " ".join(_UNSAFE.sub(" ", unicodedata.normalize("NFC", name)).split()).strip(" .")
    return words if words and not _RESERVED.fullmatch(words) else f"note {words}".strip()


def _fits(name: str) -> bool:
    return len(name.encode()) <= _LONGEST


def _told_apart(name: str, iri: str) -> str:
    cut = name.encode()[:_LONGEST].decode(errors="ignore").strip(" .")
    return f"{cut} ({hashlib.sha256(iri.encode()).hexdigest()[:8]})"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
