"""A cache of compiled phrases on disk, since parsing them costs seconds at every start.

A file is named by a digest of all that its content depends on: the phrases, the language pipeline and
the code that reads them. It can be deleted at any time; one that cannot be read is made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from osgraph.claims.patterns import Pattern, compile_phrases
from osgraph.model import IRI
from osgraph.propositions import Kind

if TYPE_CHECKING:
    from spacy.language import Language

    from osgraph.ontology import Ontology

_CODE = ("claims/patterns.py", "claims/morphology.py", "propositions")


def patterns(ontology: Ontology, nlp: Language) -> tuple[Pattern, ...]:
    """Return the patterns of an ontology's phrases, from the cache if they are there.

    Args:
        ontology: its relations carry the phrases.
        nlp: the pipeline that reads them.
    """
    path = _folder() / f"phrases-{_digest(ontology, nlp)}.json"
    try:
        return _decoded(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, KeyError):
        compiled, _ = compile_phrases(ontology, nlp)
        _write(path, compiled)
        return compiled


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "osgraph"


def _digest(ontology: Ontology, nlp: Language) -> str:
    parts = [f"{iri}\t{phrase}" for iri, r in sorted(ontology.relations.items()) for phrase in r.phrases]
    parts.append(f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']} {nlp.meta['spacy_version']}")
    package = Path(__file__).resolve().parents[1]
    for name in _CODE:
        place = package / name
        files = sorted(place.glob("*.py")) if place.is_dir() else [place]
        parts += [file.read_text(encoding="utf-8") for file in files]
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:24]


def _decoded(text: str) -> tuple[Pattern, ...]:
    rows = json.loads(text)
    return tuple(
        Pattern(
            relation=IRI(str(row["relation"])),
            phrase=str(row["phrase"]),
            kind=Kind(row["kind"]),
            lemma=str(row["lemma"]),
            subject=str(row["subject"]),
            object=str(row["object"]),
            needs=tuple(map(str, row["needs"])),
            derived=bool(row["derived"]),
            subject_class=str(row["subject_class"]),
            object_class=str(row["object_class"]),
        )
        for row in rows
    )


def _write(path: Path, compiled: tuple[Pattern, ...]) -> None:
    """Write in one step; a folder that cannot be written only costs the next start its time."""
    text = json.dumps([asdict(p) for p in compiled], ensure_ascii=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False
        ) as part:
            part.write(text)
        Path(part.name).replace(path)
    except OSError:
        return
