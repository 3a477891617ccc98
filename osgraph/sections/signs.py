"""Signs in the words of a block that it is furniture of the page, or the label of a viewpoint."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from osgraph import markup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osgraph.ontology import Cue

MAX_LABEL_WORDS: Final = 6
"""Most words that the label of a viewpoint has."""

_MAX_SHORT_WORDS: Final = 12  # a sentence that opens with a boilerplate phrase must not be longer
_MIN_TELLING_WORDS: Final = 4  # a phrase of so many words is boilerplate wherever it stands

_DETAIL: Final = re.compile(
    r"(?:source|url|link|date|authors?|by|from|published|posted|updated|keywords|tags|topics?|category|categories"
    r"|publisher|section)\s*:\s*\S",
    re.IGNORECASE,
)
_OPEN_QUESTION: Final = re.compile(r"(?:how|what|why|who|where|which)\b.*[^?]$", re.IGNORECASE | re.DOTALL)
_ADVERBIAL: Final = re.compile(
    r"(?:in|on|at|by|to|with|under|from|it|this|that|there)\b"
)  # "in this view: ..."
_OPENING: Final = re.compile(r"([^:]{2,60}?)(?::| --| —| -)\s(?=\S)")
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+")
_TO_READER: Final = re.compile(
    r"\b(?:we|us|our|you|your|readers"
    r"|(?:this|the) (?:site|website|page|article|content|newsletter|summary|post))\b"
)


def is_detail(words: str) -> bool:
    """Say whether a line gives a detail about the document, as in ``Author: ...``."""
    return _DETAIL.match(words) is not None


def is_open_question(words: str) -> bool:
    """Say whether words begin as a question and do not end as one ("How this lands abroad.")."""
    return _OPEN_QUESTION.match(words) is not None


def is_label_like(words: str) -> bool:
    """Say whether words could be a label: few, with a capital, not ending a sentence."""
    return words[:1].isupper() and len(words.split()) <= MAX_LABEL_WORDS and words[-1] not in ".!?,;"


def label(words: str, cues: tuple[Cue, ...]) -> str | None:
    """Return words as the label of a viewpoint, or None where the perspective cues see none in them.

    Cues of kind ``heading`` are the whole label, ``prefix`` its first words, ``suffix`` its last ones.
    """
    bare = words.rstrip(" :")
    low = bare.lower()
    if not is_label_like(bare):
        return None
    kinds = _by_kind(cues, "perspective")
    is_label = (
        low in kinds["heading"]
        or any(low == text or low.startswith(f"{text} ") for text in kinds["prefix"])
        or (not _ADVERBIAL.match(low) and any(low.endswith(f" {text}") for text in kinds["suffix"]))
    )
    return bare if is_label else None


def opening_label(text: str, cues: tuple[Cue, ...]) -> tuple[str, int, int] | None:
    """Return the label with which a section opens, where it ends, where the words after it start."""
    words, offsets = markup.plain(text)
    opening = _OPENING.match(words)
    found = label(opening[1], cues) if opening else None
    if opening is None or found is None:
        return None
    return found, offsets[opening.end(1) - 1] + 1, offsets[opening.end()]


def boilerplate(words: str, cues: tuple[Cue, ...]) -> str:
    """Return why words are furniture of the page, or "" where they are not.

    Cues of kind ``heading`` are the whole block; ``prefix`` its first words. A ``phrase`` makes its
    sentence furniture if it is long enough to tell, or the sentence is little else, opens with it, or
    speaks to the reader; a block is furniture if at least half of its sentences are.
    """
    kinds = _by_kind(cues, "boilerplate")
    low = words.lower().strip()
    bare = low.rstrip(" .:!")
    if bare in kinds["heading"]:
        return f"boilerplate: {bare}"
    for text in kinds["prefix"]:
        if low.startswith(text) and not low[len(text) : len(text) + 1].isalnum():
            return f"boilerplate: {text}"
    pattern = _phrases(kinds["phrase"])
    sentences = _SENTENCES.split(low)
    found = [hit for sentence in sentences if (hit := _telling(sentence, pattern))]
    return f"boilerplate: {found[0]}" if found and 2 * len(found) >= len(sentences) else ""


def _telling(sentence: str, pattern: re.Pattern[str]) -> str:
    """Return the phrase that makes a sentence furniture, or ""."""
    length = len(sentence.split())
    for hit in pattern.finditer(sentence):
        count = len(hit[0].split())
        opens = hit.start() == 0 and length <= _MAX_SHORT_WORDS
        if count >= _MIN_TELLING_WORDS or 2 * count >= length or opens or _TO_READER.search(sentence):
            return hit[0]
    return ""


@lru_cache(maxsize=16)
def _by_kind(cues: tuple[Cue, ...], value: str) -> Mapping[str, frozenset[str]]:
    """Return the texts of the cues for a value, by kind."""
    return {
        kind: frozenset(cue.text.lower() for cue in cues if cue.value == value and cue.kind == kind)
        for kind in ("heading", "prefix", "suffix", "phrase")
    }


@lru_cache(maxsize=16)
def _phrases(texts: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for phrases as whole words, the longest of those that begin alike."""
    ordered = sorted(texts, key=lambda text: (-len(text), text))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)" if ordered else r"(?!)")
