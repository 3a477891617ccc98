"""Fragments: lines that leave their subject out, completed by the "It" that grammar misses.

Notes, model cards and newsletters say "- Trained on 8 H100s", "Meta: released Llama" or "Meta — cut its
price". A parser reads such lines as heaps of nouns. Here the first becomes "It was trained on 8 H100s"
and the others "Meta released Llama", "Meta cut its price", for the parser's eyes only: each added
character stands where the next one of the text does. What an added "It" means is left to coreference
(zero anaphora, as linguists call it).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from osgraph.lexicon import Lexicon

_LABEL: Final = re.compile(r"(?P<label>[A-Z0-9][^:;.!?()\[\]|\"]{0,48}?)(?P<mark>:| --?| —)\s(?=\S)")
_START: Final = re.compile(r"(?:(?<=[a-z0-9)%]\.)|(?<=\d[BKMT]\.))\s(?=[A-Z])")
# What a participle may open: "Founded in 2023, the firm ..."
_MAIN_CLAUSE: Final = re.compile(
    r", (?:(?:the|an?|it|he|she|they|we|this|these|its|their|our)\b"
    r"|[A-Z][\w.-]* (?!and\b|or\b|in\b|for\b|from\b)[a-z])"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d\b")
_WORD: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_FINITE: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|shall|should|does|do|did)\b"
)
_PREPOSITIONS: Final = frozenset(
    """
    about after against alongside among around as at before behind between by during for from in
    inside into near of on onto out outside over per since through throughout to toward towards
    under until up upon using via with within without
    """.split()
)
_DETERMINERS: Final = frozenset(
    """
    a all an another any both each every her his its many more most no one our several some that the
    their these this those two three four five six ten
    """.split()
)
_AFTER_VERBS: Final = frozenset(
    "also back down exclusively first heavily itself mainly mostly off only publicly".split()
)
_PASSIVE: Final = frozenset("as at by for from in on out under using with".split())
_STATES: Final = frozenset("available backed based headquartered known licensed".split())
# Verbs whose past form before a preposition is no passive: "Partnered with X", "Shifted from X to Y".
_INTRANSITIVE: Final = frozenset(
    """
    agree argue bet collaborate come compete depend emerge expand fall focus go grow insist invest lag
    lead merge migrate move partner pivot profit pull rely retreat rise side struggle succeed switch
    shift team turn vote warn withdraw work
    """.split()
)
_NEVER: Final = frozenset(
    """
    being including following according given compared regarding news needs states thanks
    """.split()
)


def complete(
    words: str, offsets: list[int], lexicon: Lexicon, names: Container[str], *, line: bool
) -> tuple[str, list[int]]:
    """Return plain words with the subjects that they leave out, and the offset of each character.

    Args:
        words: plain words of a section.
        offsets: for each character, where it stands in the document.
        lexicon: the pipeline's dictionary; without verbs in it nothing is added.
        names: what is known to be a name, as it is written.
        line: whether the words are a line of their own, such as a list item, that may open with a label.
    """
    out: list[str] = []
    places: list[int] = []
    at = 0
    for start, end, added in _edits(words, lexicon, names, line=line):
        out.append(words[at:start])
        places += offsets[at:start]
        out.append(added)
        places += [offsets[start if words[start].isalnum() else end]] * len(added)
        at = end
    out.append(words[at:])
    places += offsets[at:]
    return "".join(out), places


def _edits(
    words: str, lexicon: Lexicon, names: Container[str], *, line: bool
) -> Iterator[tuple[int, int, str]]:
    """Yield what to put in the place of which stretch, from left to right."""
    if not lexicon.verbs:
        return
    starts = [0, *(match.end() for match in _START.finditer(words))]
    label = _LABEL.match(words) if line else None
    if label is not None:
        is_name = _is_name(label["label"].strip(), lexicon, names)
        added = _subject(words, label.end(), lexicon, told=is_name)
        if is_name and (added is not None or _FINITE.match(words, label.end())):
            yield label.start("mark"), label.end(), f" {(added or '').removeprefix('It ')}"
        elif added is not None:
            yield label.end(), label.end() + 1, f"{added.lower()}{words[label.end()].lower()}"
        starts = starts[1:]
    for start in starts:
        added = _subject(words, start, lexicon)
        if added is not None:
            yield start, start + 1, f"{added}{words[start].lower()}"


def _subject(words: str, start: int, lexicon: Lexicon, *, told: bool = False) -> str | None:
    """Return what a sentence lacks before its first word, "It " or "It was "; None where it lacks nothing.

    Args:
        words: plain words.
        start: where the sentence starts.
        lexicon: tells verbs.
        told: whether a name stands right before it, so that a verb is likelier than a noun.
    """
    match = _WORD.match(words, start)
    if match is None or match[0].isupper() or words[match.end() : match.end() + 1] != " ":
        return None
    word, rest = match[0].lower(), words[match.end() + 1 :].split(". ", 1)[0]
    following = rest.split(maxsplit=1)[0] if rest.strip() else ""
    is_finite = _FINITE.search(rest) is not None
    if word in _NEVER or not following:
        return None
    if word in _STATES and following.lower() in _PREPOSITIONS:
        return None if is_finite or _MAIN_CLAUSE.search(rest) else "It is "
    if not (told and match[0].islower()) and not _may_follow(following, lexicon):
        return None
    third, past = lexicon.third(word), lexicon.past(word)
    if third is not None:
        is_noun = third in lexicon.others and (is_finite or following.lower() == "of")
        return None if is_noun else "It "
    if past is None or _MAIN_CLAUSE.search(rest):
        return None
    if following == "by" or _YEAR.match(following):
        return "It was "
    is_passive = following.lower() in _PASSIVE and past not in _INTRANSITIVE
    return None if is_finite and following.lower() in _PREPOSITIONS else "It was " if is_passive else "It "


def _may_follow(written: str, lexicon: Lexicon) -> bool:
    """Say whether a word may stand right behind a verb: a preposition, an article, a name, a number."""
    word = written.strip(",;:()").lower()
    is_word = word.isalpha() and (
        word in lexicon.others or word in lexicon.verbs or word.rstrip("s") in lexicon.others
    )
    named = not word[:1].isalpha() or written[:1].isupper() or not is_word
    return (
        named or word in _PREPOSITIONS or word in _DETERMINERS or word in _AFTER_VERBS or word.endswith("ly")
    )


def _is_name(label: str, lexicon: Lexicon, names: Container[str]) -> bool:
    """Say whether what opens a line is a name: a known one, or capitals with a word in no dictionary."""
    if label in names:
        return True
    parts = [part for part in re.split(r"[\s/]+", label) if part]
    if len(parts) > 4 or not all(part[0].isupper() or part[0].isdigit() for part in parts):
        return False
    words = [part.lower() for part in parts]
    return any(part.isupper() and len(part) > 1 for part in parts[1:]) or not all(
        w in lexicon.others or w.rstrip("s") in lexicon.others or w in lexicon.verbs for w in words
    )
