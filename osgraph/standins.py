"""Stand-ins: names and words that a parser may misread are parsed as a plain word, then put back.

A small parser takes "GLM-4.6 beats Kimi K2" for a heap of nouns, and "Ferrant beats Google" for a sentence.
Of words see :mod:`osgraph.rewording`.
"""

from __future__ import annotations

import re
from collections import deque
from functools import cache
from itertools import cycle, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from osgraph import rewording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

NAMES: Final = ("Toyota", "Samsung", "Microsoft", "Boeing")
"""What stands in, in turn: single words that any English parser knows for names."""

_SHAPE: Final = re.compile(r"(?<![\w.@/-])[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*(?![\w@/])")
_VERSIONED: Final = re.compile(
    r"(?<![\w.@/'-])(?:[A-Z][A-Za-z]+[ -])?(?P<name>[A-Z][A-Za-z]{2,})[ -]"
    r"(?:(?P<version>[VvRK]?\d{1,2}(?:\.\d{1,2})?[a-z]?)"
    r"(?![\w%.]\w|\w| (?:times|[bm]illion|trillion|years?|days?|weeks?|months?|percent|hours?|of"
    r"|mg|g|kg|ml|cm|mm|m|km|[KMGT]B|k?Wh?|[MG]W|[KMG]Hz|am|pm)\b))"
    r"(?P<more>(?:[ -](?:\d+(?:\.\d+)?[BMbm](?:x\d+[BMbm])?|A\d+[Bb]|Max|Pro|Mini|Flash|Turbo|Nano"
    r"|Lite|Plus|Ultra|Instruct|Chat|Coder|Preview|Air|Base|Distill|Vision|Thinking|Opus|Sonnet|Haiku|Maverick|Scout|Behemoth"
    r"|Large|Small|Medium)\b)*)"
)
_COUNTED: Final = frozenset(
    """
    yesterday today tomorrow january february march april may june july august september october
    november december monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun
    jul aug sep sept oct nov dec article section chapter part phase level tier title figure table
    page version step round top number day week group series act appendix annex agenda goal category
    class type stage rule act pillar question answer option item note volume issue
    """.split()
)
_LONGEST: Final = 4  # tokens of a known name
_OTHER: Final = re.compile(r"(?:COVID-19|[A-Z]?\d+|Q[1-4]|G\d+|[A-Z]-\d+|[2-6]G)$")


def shaped(doc: Doc) -> list[tuple[int, int]]:
    """Return the token ranges of what is shaped like the name of a model: letters with digits in them.

    Args:
        doc: a tokenised text; it need not be parsed.
    """
    text = doc.text
    places = [
        m.span() for m in _SHAPE.finditer(text) if any(map(str.isdigit, m[0])) and not _OTHER.match(m[0])
    ]
    places += [place for m in _VERSIONED.finditer(text) if (place := _versioned(m))]
    found = []
    for place in sorted(places, key=lambda p: (p[0], -p[1])):
        span = doc.char_span(*place, alignment_mode="expand")
        if span is not None:
            found.append((span.start, span.end))
    return [n for n, before in zip(found, [(0, 0), *found], strict=False) if n[0] >= before[1]]


def _versioned(match: re.Match[str]) -> tuple[int, int] | None:
    """Return where a name with a version stands ("Falcon 2 Instruct", "Gemini 1.0 Pro"); None for a count.

    A whole number alone tells a name only where a suffix of models follows, or where the word before it is
    none that is counted with ("Article 5").
    """
    from spacy.lang.en.stop_words import STOP_WORDS

    name = match["name"].lower()
    if _OTHER.match(match.group()) or name in _COUNTED or name in STOP_WORDS:
        return None
    before = match.group().split(match["name"])[0].strip(" -").lower()
    start = match.start("name") if before in _COUNTED or before in STOP_WORDS else match.start()
    return start, match.end()


@cache
def _starts(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name[:2] for name in names)


def known(doc: Doc, names: frozenset[str]) -> list[tuple[int, int]]:
    """Return the token ranges of known names, the longest from the left, no overlap.

    Args:
        doc: a tokenised text.
        names: as they are written.
    """
    found: list[tuple[int, int]] = []
    starts = _starts(names)
    at = 0
    while at < len(doc):
        text = doc[at].text
        if len(text) > 1 and text[:2] not in starts:  # most words begin no name
            at += 1
            continue
        end = next((e for e in range(min(len(doc), at + _LONGEST), at, -1) if doc[at:e].text in names), None)
        if end is not None:
            found.append((at, end))
        at = end or at + 1
    return found


class _StandIn(NamedTuple):
    """What stands in for a range of tokens: a word, and the lemma that comes back; "" is for names."""

    start: int
    end: int
    word: str = ""
    lemma: str = ""


def parse(
    nlp: Language,
    texts: Iterable[str],
    names: frozenset[str] = frozenset(),
    *,
    batch_size: int,
    disable: Iterable[str] = (),
) -> Iterator[Doc]:
    """Parse texts as a stream, with names out of the parser's sight.

    Args:
        nlp: the pipeline.
        texts: what to parse.
        names: further names to hide, as they are written.
        batch_size: number of texts that are parsed together.
        disable: components of the pipeline that are left out.
    """
    waiting: deque[tuple[Doc, Sequence[_StandIn]]] = deque()

    def hidden() -> Iterator[Doc]:
        for text in texts:
            doc = nlp.make_doc(text)
            ranges = _merged(doc, names)
            waiting.append((doc, ranges))
            yield _hide(doc, ranges) if ranges else doc

    for parsed in nlp.pipe(hidden(), batch_size=batch_size, disable=list(disable)):
        doc, ranges = waiting.popleft()
        yield _show(doc, ranges, parsed) if ranges else parsed


def _merged(doc: Doc, names: frozenset[str]) -> list[_StandIn]:
    """Return what stands in for names and words: of two that overlap, for the first and longest."""
    words = cycle(NAMES)
    found: list[_StandIn] = []
    both = [*shaped(doc), *(known(doc, names) if names else ())]
    ranges = [*(_StandIn(start, end) for start, end in both), *(_StandIn(*c) for c in rewording.find(doc))]
    for one in sorted(ranges, key=lambda r: (r.start, -r.end)):
        if not found or one.start >= found[-1].end:
            found.append(one if one.word else one._replace(word=next(words)))
    return found


def _hide(doc: Doc, ranges: Sequence[_StandIn]) -> Doc:
    """Return a text with a stand-in for each name and word."""
    words = [token.text for token in doc]
    spaces = [bool(token.whitespace_) for token in doc]
    for one in reversed(ranges):
        words[one.start : one.end] = [one.word]
        spaces[one.start : one.end] = [spaces[one.end - 1]]
    return type(doc)(doc.vocab, words=words, spaces=spaces)


def _show(doc: Doc, ranges: Sequence[_StandIn], parsed: Doc) -> Doc:
    """Return the parse with the words put back, the last token of each in the place of its stand-in."""
    size = len(doc)
    places: list[int] = []  # for each token of the parse, its token in the text
    heads = list(range(size))
    edges = [(0, 0), *((one.start, one.end) for one in ranges), (size, size)]
    for (_, before), (start, end) in pairwise(edges):
        places += range(before, start)
        if start < end:
            places.append(end - 1)
            heads[start:end] = [end - 1] * (end - start)
    columns = _columns(doc, ranges, heads)
    lemmas = {one.end - 1: one.lemma for one in ranges}
    for token, place in zip(parsed, places, strict=True):
        heads[place] = places[token.head.i]
        columns["deps"][place] = token.dep_
        if lemmas.get(place) != "":
            columns["tags"][place] = token.tag_
            columns["pos"][place] = token.pos_
            columns["morphs"][place] = str(token.morph)
            columns["lemmas"][place] = lemmas.get(place) or token.lemma_
            columns["ents"][place] = f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"
    return type(doc)(doc.vocab, **columns)


def _columns(doc: Doc, ranges: Sequence[_StandIn], heads: list[int]) -> dict[str, Any]:
    """Return what all tokens of stand-ins are until the parse is known: parts of names or of words."""
    texts = [token.text for token in doc]
    tags, parts = ["NNP"] * len(doc), ["PROPN"] * len(doc)
    for one in ranges:
        if one.lemma:
            tags[one.start : one.end] = ["JJ"] * (one.end - one.start)
            parts[one.start : one.end] = ["ADJ"] * (one.end - one.start)
    return {
        "words": texts,
        "spaces": [bool(token.whitespace_) for token in doc],
        "tags": tags,
        "pos": parts,
        "morphs": [""] * len(doc),
        "lemmas": list(texts),
        "heads": heads,
        "deps": ["compound"] * len(doc),
        "ents": ["O"] * len(doc),
    }
