"""The stretches of a sentence that may name an argument, found generously."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from osgraph.learning import values
from osgraph.learning.names import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from osgraph.learning.sentences import Sentence

LONGEST: Final = 14
_KNOWN_LONGEST: Final = 8
_CONNECTORS: Final = frozenset(
    "of de la le les du des da do dos di del della der den van von the and & y e et - – 's : ' ’ "
    "for in on to a no at with from into upon or but".split()
)
_DROPPED_LEFT: Final = frozenset({"DET", "PUNCT", "ADP", "CCONJ", "SCONJ", "PART", "AUX"})
_QUOTED: Final = re.compile(r"[\"“«]([^\"”»]{1,120})[\"”»]")
_BRACKETED: Final = re.compile(r"[(\[]([^()\[\]]{1,80})[)\]]")
_PRONOUNS: Final = frozenset(
    "he she it they him her them his its their who which that this these those".split()
)


class Place(NamedTuple):
    """Where an argument may stand: first token, token after the last."""

    start: int
    end: int

    def overlaps(self, other: Place) -> bool:
        """Say whether the two share a token."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Place) -> bool:
        """Say whether the other lies inside this one."""
        return self.start <= other.start and other.end <= self.end


def find(sentence: Sentence, known: Collection[str] = ()) -> list[Place]:
    """Return the candidate places of a sentence, in the order of the text.

    Args:
        sentence: the parse.
        known: folded names that were arguments in the examples.
    """
    found: set[Place] = set()
    for place in _all(sentence, known):
        trimmed = _trimmed(sentence, place)
        if trimmed and trimmed.end - trimmed.start <= LONGEST:
            found.add(trimmed)
    return sorted(found)


def _all(sentence: Sentence, known: Collection[str]) -> Iterator[Place]:
    for start, end, _ in sentence.names:
        yield Place(start, end)
        yield from _cut_at_commas(sentence, start, end)
    for start, end in sentence.chunks:
        yield Place(start, end)
        yield from _inside_chunk(sentence, start, end)
    yield from _capitals(sentence)
    yield from _written(sentence)
    yield from _known(sentence, known)
    for token, pos in enumerate(sentence.pos):
        if pos == "NUM" or sentence.tags[token] == "CD":
            yield Place(token, token + 1)
            yield from _with_unit(sentence, token)
        elif pos in ("NOUN", "PROPN") or (pos == "ADJ" and sentence.words[token][0].isupper()):
            yield Place(token, token + 1)


def _trimmed(sentence: Sentence, place: Place) -> Place | None:
    """Return a place without articles in front and punctuation at its ends, but with both of its brackets."""
    start, end = place
    while (
        start < end
        and (
            (
                sentence.pos[start] in _DROPPED_LEFT
                and not (sentence.words[start][0].isupper() and sentence.pos[start] != "DET")
            )
            or not sentence.folded[start]
            or sentence.tags[start] in ("PRP$", "WP$")
        )
        and sentence.words[start] not in "$€£¥"
    ):
        start += 1
    while end > start and not sentence.folded[end - 1] and sentence.words[end - 1] not in "%°!?":
        end -= 1
    while end > start and sentence.tags[end - 1] == "POS":
        end -= 1
    if start >= end or (end - start == 1 and sentence.lemmas[start] in _PRONOUNS):
        return None
    words = sentence.words[start:end]
    opened = ")" in words and "(" not in words and start and sentence.words[start - 1] == "("
    closed = "(" in words and ")" not in words and end < len(sentence.words) and sentence.words[end] == ")"
    return Place(start - bool(opened), end + closed)


def _cut_at_commas(sentence: Sentence, start: int, end: int) -> Iterator[Place]:
    cuts = [t for t in range(start, end) if sentence.words[t] in (",", "and", "or", "/", ";")]
    for left, right in zip([start, *[c + 1 for c in cuts]], [*cuts, end], strict=True):
        if left < right and cuts:
            yield Place(left, right)


def _inside_chunk(sentence: Sentence, start: int, end: int) -> Iterator[Place]:
    yield from _cut_at_commas(sentence, start, end)
    content = ("NOUN", "PROPN", "ADJ", "NUM", "VERB")
    for left in range(start, end):
        if sentence.pos[left] not in content:
            continue
        for right in range(left + 1, min(end, left + 4) + 1):
            if sentence.pos[right - 1] not in (*content, "PUNCT", "PART"):
                break
            if sentence.pos[right - 1] in ("NOUN", "PROPN", "NUM") or right - left == 1:
                yield Place(left, right)


def _capitals(sentence: Sentence) -> Iterator[Place]:
    """Yield runs of capitalised words over small connectors, whole and in parts."""
    length = len(sentence.words)
    high = [word[0].isupper() or word[0].isdigit() for word in sentence.words]
    start = 0
    while start < length:
        if not high[start]:
            start += 1
            continue
        breaks = [start]  # where a part may begin
        ends = []  # where a part may end
        token = start
        while token < length and token - start < LONGEST:
            if high[token]:
                token += 1
                continue
            after = token
            while (
                after < length
                and after - token < 3
                and not high[after]
                and (sentence.words[after].lower() in _CONNECTORS or sentence.words[after] in ',()"“”')
            ):
                after += 1
            if after == token or after >= length or not high[after]:
                break
            ends.append(token)
            breaks.append(after)
            token = after
        ends.append(token)
        for left in breaks:
            for right in ends:
                if left < right <= left + LONGEST:
                    yield Place(left, right)
        yield from _tails(start, token)
        start = max(token, start + 1)


def _tails(start: int, end: int) -> Iterator[Place]:
    """Yield the beginnings and ends of a short run: "Ohio" of "Columbus Ohio", a name without its title."""
    if 2 <= end - start <= 5:
        for token in range(start + 1, end):
            yield Place(start, token)
            yield Place(token, end)


def _written(sentence: Sentence) -> Iterator[Place]:
    """Yield what its writing marks: dates, numbers, quotations, brackets."""
    for match in values.DATE.finditer(sentence.text):
        yield from _place(sentence, *match.span())
    for span in values.numbers(sentence.text):
        yield from _place(sentence, *span)
    for pattern in (_QUOTED, _BRACKETED):
        for match in pattern.finditer(sentence.text):
            for place in _place(sentence, *match.span(1)):
                yield place
                yield from _cut_at_commas(sentence, *place)


def _with_unit(sentence: Sentence, token: int) -> Iterator[Place]:
    length = len(sentence.words)
    start = token - 1 if token and sentence.words[token - 1] in "$€£¥#" else token
    end = token + 1
    while end < length and sentence.lemmas[end] in ("hundred", "thousand", "million", "billion", "trillion"):
        end += 1
    yield Place(start, end)
    if end < length and (sentence.pos[end] == "NOUN" or sentence.words[end] in "%°"):
        yield Place(start, end + 1)


def _place(sentence: Sentence, start: int, end: int) -> Iterator[Place]:
    """Yield the tokens that a stretch of characters covers, where its ends are those of tokens."""
    try:
        yield Place(sentence.starts.index(start), sentence.ends.index(end) + 1)
    except ValueError:
        return


def _known(sentence: Sentence, known: Collection[str]) -> Iterator[Place]:
    folded = sentence.folded
    for start in range(len(folded)):
        if not folded[start]:
            continue
        name = ""
        for end in range(start + 1, min(len(folded), start + _KNOWN_LONGEST) + 1):
            name = f"{name} {folded[end - 1]}".strip() if folded[end - 1] else name
            if name in known and folded[end - 1]:
                yield Place(start, end)


def known_names(texts: Iterable[str]) -> frozenset[str]:
    """Return folded names, each also word by word joined, as :func:`find` looks them up."""
    return frozenset(filter(None, (fold(text) for text in texts)))
