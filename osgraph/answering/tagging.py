"""The words of a question in groups that mean something: entities, classes, relations, ways to say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from osgraph.answering.words import FORMS, Word, stem, words
from osgraph.model import Modality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.answering.lexicon import Lexicon, Pattern
    from osgraph.answering.things import Things

_WH: Final = frozenset({"who", "what", "which", "whom", "where"})
_HAVE: Final = frozenset({"have", "has", "had"})
_AUXILIARY: Final = frozenset({"do", "can", "could", "may", "might", "will", "would", "should", "must"})
_TEXT: Final = frozenset(words_.stem for words_ in words("text brief document article report source"))
_SAY: Final = frozenset(words_.stem for words_ in words("say said claim state argue hold attribute tell"))
_CLAIMS: Final = frozenset(words_.stem for words_ in words("claim statement stance"))
_EMPTY: Final = frozenset(
    {
        "their",
        "his",
        "her",
        "has",
        "had",
        "a",
        "the",
        "each",
        "any",
        "its",
        "that",
        "this",
        "those",
        "these",
        "two",
        "have",
        "all",
    }
)
_VACUOUS: Final = frozenset({"ai"})  # everything here is about it
_PAST: Final = frozenset({"past", "former"})
_BETWEEN: Final = frozenset(
    "of by to from for in outside other than somebody else someone author how many made based".split()
)
_LINKS: Final = frozenset({"in", "at", "on"})

_ASKS: Final = (  # what a question may ask beside its main point
    (r"how (?:sure|surely|certain)\b(?: (?:is|are) (?:he|she|it|they|the \w+))?", "modality"),
    (r"who says so", "attribution"),
    (r"by whom(?: (?:are|is) (?:they|it))?(?: (?:made|claimed|said))?", "attribution"),
    (r"in (?:which|what) (?:perspective|viewpoint)", "perspective first"),
    (r"where does the \w+ say so", "perspective last"),
    (r"what (?:is |are )?(?:said )?not(?: to \w+)?$", "polarity"),
    (r"how much", "quantity"),
    (r"is it (?:a )?past(?: one)?", "former"),
    (r"in (?:what|which) (?:test|benchmark)", "benchmark"),
    (r"who (?:made|makes|develops|built) (?:each|both)", "makers"),
    (r"(?:what|where) did (?:they|it|he|she) (?:move|shift|turn|switch) to", "targets"),
    (r"or (?:agents|those|companies|groups) based there", "residents"),
    (r"(?<=, )(?:and )?how$", "manner"),
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A group of words: what kind it is of, what it means, which words."""

    kind: str
    words: tuple[Word, ...]
    value: Any = None


def asks(question: str) -> tuple[str, tuple[str, ...]]:
    """Return a question without what it asks beside its main point, and that."""
    rest, found = question.strip().rstrip("?. ").lower(), []
    rest = re.sub(r",? and (?=(?:by|from|in|of|on|to|with) (?:what|which|where|whom)\b)", " ", rest)
    for pattern, name in _ASKS:
        match = re.search(
            rf"(?:,? and |,? ?)?\b{pattern}" if not pattern.startswith("(?<") else pattern, rest
        )
        if match:
            found.append(name)
            rest = rest[: match.start()] + " , " + rest[match.end() :]
    return re.sub(r"\s*,[\s,]*", " , ", rest).strip(" ,"), tuple(found)


def tag(text: str, lexicon: Lexicon, things: Things) -> list[Tag]:
    """Return the groups of the words of a question; what nothing is known of is of the kind "?"."""
    named = _once(words(text))
    out: list[Tag] = []
    at = 0
    while at < len(named):
        length, value = things.longest(named, at)
        if length > 1 or (length == 1 and not _reserved(named[at], lexicon)):
            out.append(Tag("E", tuple(named[at : at + length]), value))
        else:
            found = _known(named, at, lexicon)
            length = len(found.words)
            out.append(found)
        at += length
    return _described(out, things)


def _once(given: Sequence[Word]) -> list[Word]:
    """Drop a verb that another form of it follows: "hold or held"."""
    return [
        word
        for at, word in enumerate(given)
        if not (
            (at + 2 < len(given) and given[at + 1].text in {"and", "or"} and given[at + 2].stem == word.stem)
            or (
                0 < at < len(given) - 1
                and word.text in {"and", "or"}
                and given[at - 1].stem == given[at + 1].stem
            )
        )
    ]


def _reserved(word: Word, lexicon: Lexicon) -> bool:
    """Say whether a word belongs to the language of questions, though something may be called so."""
    classes_or_nouns = word.stem in lexicon.classes or word.stem in lexicon.nouns
    return classes_or_nouns or word.stem in _CLAIMS | _TEXT or (word.stem,) in lexicon.openness


def _known(given: Sequence[Word], at: int, lexicon: Lexicon) -> Tag:
    word = given[at]
    one = (word,)
    if word.text in _HAVE and any(w.text in FORMS or w.text.endswith("ed") for w in given[at + 1 : at + 2]):
        return Tag("EMPTY", one)  # "have tried" is a form of trying
    relation = _relation(given, at, lexicon)
    openness = next((n for n in range(4, 0, -1) if _stems(given, at, n) in lexicon.openness), 0)
    if relation is not None and len(relation.words) > openness:
        return relation
    if openness:
        return Tag("V", tuple(given[at : at + openness]), lexicon.openness[_stems(given, at, openness)])
    modality = next((m for m in Modality if stem(m.value) == word.stem), None)
    heads = _stems(given, at, 2), _stems(given, at, 1)
    for kind, fits, value in (
        ("M", modality is not None, modality),
        ("W", word.text in _WH, word.text),
        ("F", word.stem in lexicon.nouns, lexicon.nouns.get(word.stem)),
        ("AUX", word.stem in _AUXILIARY, None),
        ("BE", word.stem == "be", None),
        ("AND", word.text in {"and", "or"}, word.text),
        ("POSS", word.stem == "'s", None),
        ("VIEW", word.stem in {"perspectiv", "viewpoint"}, None),
        ("TEXT", word.stem in _TEXT, None),
        ("SAY", word.stem in _SAY, None),
        ("CLAIMS", word.stem in _CLAIMS, None),
        ("C", word.stem in lexicon.classes, frozenset({lexicon.classes.get(word.stem)})),
        ("PAST", word.stem in _PAST, None),
        ("EMPTY", word.text in _EMPTY | _VACUOUS, None),
        ("PREP", word.text in _BETWEEN, word.text),
        ("H", " ".join(heads[0]) in lexicon.heads or " ".join(heads[1]) in lexicon.heads, None),
    ):  # fmt: skip
        if fits:
            if kind == "H":
                key = next(h for h in heads if " ".join(h) in lexicon.heads)
                return Tag("H", tuple(given[at : at + len(key)]), lexicon.heads[" ".join(key)])
            return Tag(kind, one, value)
    return Tag("?", one)


def _stems(given: Sequence[Word], at: int, length: int) -> tuple[str, ...]:
    return tuple(word.stem for word in given[at : at + length]) if at + length <= len(given) else ()


def _relation(given: Sequence[Word], at: int, lexicon: Lexicon) -> Tag | None:
    """Return the words of a relation that begin at a word: the longest that fit.

    Where "where" is asked, a preposition at the end may be missing ("who is based where").
    """
    if given[at].stem in _CLAIMS:
        return None
    where = any(word.text == "where" for word in given)
    best: tuple[tuple[int, bool], int, Pattern] | None = None
    for pattern in lexicon.patterns.get(given[at].stem, ()):
        length = _match(given, at, pattern.words)
        if not length and where and len(pattern.words) > 1 and pattern.words[-1] in _LINKS:
            length = _match(given, at, pattern.words[:-1])
            rank = (len(pattern.words), pattern.words[-1] == "in")
        else:
            rank = (len(pattern.words), False)
        tail = [word.stem for word in given[at + length :]]
        if pattern.tail and tail[-len(pattern.tail) :] != list(pattern.tail):
            continue
        rank = (rank[0] + len(pattern.tail), rank[1])
        if length and (best is None or rank > best[0]):
            best = rank, length, pattern
    return Tag("R", tuple(given[at : at + best[1]]), best[2]) if best else None


def _match(given: Sequence[Word], at: int, stems: Sequence[str]) -> int:
    """Return how many words the stems take, articles between them skipped; 0 where they do not fit."""
    here = at
    for number, wanted in enumerate(stems):
        while number and here < len(given) and given[here].stem in {"a", "the"}:
            here += 1
        if here >= len(given) or given[here].stem != wanted:
            return 0
        here += 1
    return here - at


def _described(tags: Sequence[Tag], things: Things) -> list[Tag]:
    """Resolve descriptions: runs of words that are no name, without a question word before them."""
    out: list[Tag] = []
    at = 0
    while at < len(tags):
        end = at
        while end < len(tags) and tags[end].kind in {"?", "H", "V", "C"}:
            end += 1
        run = tags[at:end]
        asked = [tag.kind for tag in out if tag.kind != "EMPTY"][-1:] == ["W"]
        if run and not asked and any(tag.kind in {"?", "H"} for tag in run):
            found = things.described([word for tag in run for word in tag.words])
            if found:
                out.append(Tag("E", tuple(word for tag in run for word in tag.words), found))
                at = end
                continue
        out.append(tags[at])
        at += 1
    return out
