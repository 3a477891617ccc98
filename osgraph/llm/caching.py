"""Caching: answers that were read once, kept on disk, so that nobody pays for them twice.

A file is named by a digest of all that was asked: model, temperature, messages, schema. Only what was read
and found well formed is kept; a file that cannot be read is asked for anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from osgraph.errors import LanguageModelError
from osgraph.llm import answering

if TYPE_CHECKING:
    from osgraph.llm.answering import Answer


def folder() -> Path:
    """Return where answers are kept: ``$XDG_CACHE_HOME/osgraph/answers``, by default under ``~/.cache``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "osgraph" / "answers"


def name(*asked: object) -> str:
    """Return the name of the file for all that was asked."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def get(place: Path, called: str) -> Answer | None:
    """Return a kept answer, or None."""
    try:
        kept = answering.read((place / f"{called}.json").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, LanguageModelError):
        return None
    return kept if kept.whole else None


def put(place: Path, called: str, answer: Answer) -> None:
    """Keep an answer, in one step, if it was well formed; a folder that cannot be written keeps nothing."""
    if not answer.whole:
        return
    text = json.dumps({"claims": [asdict(p) for p in answer.proposals]}, ensure_ascii=False)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=place, suffix=".part", delete=False
        ) as part:
            part.write(text)
        Path(part.name).replace(place / f"{called}.json")
    except OSError:
        return
