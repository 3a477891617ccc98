"""Features of one place in a sentence, the same for finding arguments and for telling relations."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from osgraph.learning import values

if TYPE_CHECKING:
    from osgraph.learning.sentences import Sentence
    from osgraph.learning.spans import Place

_CONTENT = ("VERB", "AUX")


@lru_cache(maxsize=100_000)
def shape(text: str) -> str:
    """Return the pattern of a text's letters and figures.

    Example:
        >>> shape("Apollo 12"), shape("0-670-03380-4")
        ('Xx d', 'd-d-d-d')
    """
    out = re.sub(r"[A-ZÀ-Þ](?=[a-zß-ÿ])", "X", text)
    out = re.sub(r"[A-ZÀ-Þ]{2,}", "XX", out)
    out = re.sub(r"[a-zß-ÿ]+", "x", out)
    out = re.sub(r"\d+", "d", out)
    return out[:16]


def place_features(sentence: Sentence, place: Place) -> list[str]:
    """Describe a place: what stands there, what stands around it, what governs it."""
    start, end = place
    text = sentence.between(start, end)
    value = values.read(text)
    head = sentence.head(start, end)
    label = sentence.labels.get((start, end), "")
    lemmas, pos, words = sentence.lemmas, sentence.pos, sentence.words
    size = len(words)
    before = [lemmas[i] if i >= 0 else "^" for i in range(start - 3, start)]
    after = [lemmas[i] if i < size else "$" for i in range(end, end + 3)]
    kind = value.kind
    features = [
        f"kind={kind}",
        f"length={min(end - start, 6)}",
        f"shape={shape(text)}" if end - start <= 3 else "shape=long",
        "pos=" + " ".join(pos[start : min(end, start + 4)]),
        f"label={label}",
        f"b1={before[2]}", f"b2={before[1]} {before[2]}", f"b3={before[0]} {before[1]} {before[2]}",
        f"a1={after[0]}", f"a2={after[0]} {after[1]}", f"around={before[2]} {after[0]}",
        f"near={before[1]}", f"next={after[1]}",
        f"kind b1={kind} {before[2]}", f"kind a1={kind} {after[0]}",
        f"dep={sentence.deps[head]}",
        f"first={start == 0}",
        f"part={min(sentence.parts[start], 2)}",
    ]  # fmt: skip
    if value.sort == "text":
        features += [
            f"last={sentence.folded[end - 1]}",
            f"head={lemmas[head]}",
            f"text={' '.join(sentence.folded[start:end])}",
        ]
    else:
        features += [f"unit={lemmas[end - 1]}", f"unit next={kind} {after[0]}"]
        if value.number is not None:
            features.append(f"digits={len(str(int(abs(value.number))))} {value.number % 1 == 0}")
    features += _context(sentence, place, head, kind)
    features += _standing(sentence, place)
    features += [f"is a {noun}" for noun in nouns_of(sentence, place, head)]
    return features


def nouns_of(sentence: Sentence, place: Place, head: int) -> list[str]:
    """Return what the sentence says that a thing is: "X is an airport", "X, an airport", "the airport X"."""
    lemmas, deps, heads = sentence.lemmas, sentence.deps, sentence.heads
    governor = heads[head]
    out: list[int] = []
    if deps[head].startswith("nsubj") and lemmas[governor] == "be":
        out += [t for t in range(governor + 1, len(lemmas)) if heads[t] == governor and deps[t] == "attr"]
    out += [t for t in range(place.end, len(lemmas)) if heads[t] == head and deps[t] == "appos"]
    if deps[head] == "appos" or deps[head] == "compound":
        out.append(governor)
    out += [
        t for t in range(place.start, place.end - 1) if t == place.start and sentence.words[t][0].islower()
    ]
    if place.start and sentence.pos[place.start - 1] == "NOUN":
        out.append(place.start - 1)
    return [
        lemmas[t]
        for t in dict.fromkeys(out)
        if not place.start <= t < place.end and sentence.pos[t] == "NOUN"
    ]


def governors(sentence: Sentence, token: int, count: int = 3) -> list[int]:
    """Return the tokens that govern a token, nearest first."""
    out: list[int] = []
    while len(out) < count and sentence.heads[token] != token:
        token = sentence.heads[token]
        out.append(token)
    return out


def verb_of(sentence: Sentence, token: int) -> int | None:
    """Return the nearest verb above a token."""
    for governor in governors(sentence, token, 12):
        if sentence.pos[governor] in _CONTENT:
            return governor
    return None


def subject_of(sentence: Sentence, verb: int | None) -> int | None:
    """Return the subject of a verb, or of the verb that it depends on."""
    while verb is not None:
        for token in range(verb - 1, -1, -1):
            if sentence.heads[token] == verb and sentence.deps[token].startswith("nsubj"):
                return token
        if sentence.heads[verb] == verb:
            return None
        verb = sentence.heads[verb]
    return None


def _context(sentence: Sentence, place: Place, head: int, kind: str) -> list[str]:
    chain = governors(sentence, head)
    lemmas, deps = sentence.lemmas, sentence.deps
    out: list[str] = []
    for step, governor in enumerate(chain):
        out.append(f"gov{step}={lemmas[governor]}")
    if chain:
        out += [f"dep gov={deps[head]} {lemmas[chain[0]]}", f"kind gov={kind} {lemmas[chain[0]]}"]
    if len(chain) > 1:
        out += [
            f"govs={lemmas[chain[0]]} {lemmas[chain[1]]}",
            f"deps={deps[head]} {deps[chain[0]]} {lemmas[chain[1]]}",
        ]
    verb = verb_of(sentence, head)
    if verb is not None:
        subject = subject_of(sentence, verb)
        out.append(f"verb={lemmas[verb]}")
        itself = subject is not None and place.start <= subject < place.end
        out.append(
            f"verb subject={'none' if subject is None else 'self' if itself else sentence.pos[subject]}"
        )
        if subject is not None and sentence.pos[subject] == "NOUN":
            out.append(f"subject word={lemmas[subject]}")
    children = [t for t in range(place.start - 1, -1, -1) if sentence.heads[t] == head][:2]
    children += [t for t in range(place.end, len(lemmas)) if sentence.heads[t] == head][:2]
    out += [f"child={deps[t]} {lemmas[t]}" for t in children]
    return out


def _standing(sentence: Sentence, place: Place) -> list[str]:
    """Describe how a place stands to the entities and chunks around it."""
    start, end = place
    out: list[str] = []
    for left, right, label in sentence.names:
        if (left, right) != (start, end) and left < end and start < right:
            inside, covers = left <= start and end <= right, start <= left and right <= end
            out.append(f"{'inside' if inside else 'covers' if covers else 'crosses'} {label}")
    for left, right in sentence.chunks:
        if left < end and start < right:
            ends = right == end
            inside = left <= start and end <= right
            out.append("ends a chunk" if ends else "inside a chunk" if inside else "crosses a chunk")
            if left < start and ends:
                out.append(f"chunk left {sentence.pos[start - 1]}")
    return out + _surroundings(sentence, place)


def _surroundings(sentence: Sentence, place: Place) -> list[str]:
    """Describe the capitals and marks right beside a place."""
    start, end = place
    words = sentence.words
    before = words[start - 1] if start else ""
    after = words[end] if end < len(words) else ""
    out: list[str] = []
    if before[:1].isupper() and sentence.pos[start - 1] == "PROPN":
        out.append("capital before")
    if after[:1].isupper():
        out.append("capital after")
    if before and before in "([":
        out.append("in brackets")
    if before and before in "\"“«'":
        out.append("in quotes")
    if after == "," and end + 1 < len(words) and words[end + 1][0].isupper():
        out.append("comma capital " + values.read(words[end + 1]).kind)
    return out
