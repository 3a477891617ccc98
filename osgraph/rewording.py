"""Rewording: words of the field that a small parser misreads, and plain words of the same grammar.

It takes "open-source" for a description of the noun behind it, also where it is what somebody does ("will
open-source its model") or what a thing is made ("keeps it closed source"), and "startup" for a verb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

VERB: Final = "open-source"
"""The lemma of the verb, however it is written."""

_FIRST: Final = frozenset({"open", "closed"})
_LAST: Final = frozenset({"source", "sourced", "sources", "sourcing", "weight", "weights"})
_HYPHENS: Final = frozenset({"-", "‑"})
_MODALS: Final = frozenset("can cannot could may might must n't not n’t shall should will would".split())
_DOERS: Final = frozenset("i they to we you".split())
_OPENS_OBJECT: Final = frozenset(
    """
    a all an both each every her his it its more most my new our part parts several some that the their them
    these this those your
    """.split()
)
_MAKING: Final = frozenset("keep keeping keeps kept leave leaves leaving left made make makes making".split())
_BEFORE_NOUN: Final = frozenset(
    "a about an and behind by for from in into of on or the to toward towards with".split()
)
_AFTER_STATE: Final = frozenset(
    """
    after again and as at because before but by for from if in instead last later next on or rather since so
    this to under when while with
    """.split()
)
_REACH: Final = 12  # tokens from "make" to what something is made


_NOUNS: Final = {
    "startup": "company", "startups": "companies", "start-up": "company", "start-ups": "companies",
    "chipmaker": "company", "chipmakers": "companies", "chatbot": "program", "chatbots": "programs",
}  # fmt: skip


class Reworded(NamedTuple):
    """A range of tokens, a plain word of the same grammar, and the lemma that it has."""

    start: int
    end: int
    word: str
    lemma: str


def find(doc: Doc) -> Iterator[Reworded]:
    """Yield what is to be reworded in a tokenised text, from the left.

    Example:
        >>> import spacy
        >>> doc = spacy.blank("en")("They will open-source it and keep the rest closed source.")
        >>> [(doc[c.start : c.end].text, c.word) for c in find(doc)]
        [('open-source', 'publish'), ('closed source', 'available')]
    """
    words = [token.lower_ for token in doc]
    for start, word in enumerate(words):
        if word in _NOUNS:
            yield Reworded(start, start + 1, _NOUNS[word], _singular(word))
        elif word == "start" and (written := "".join(words[start : start + 3])) in _NOUNS:
            yield Reworded(start, start + 3, _NOUNS[written], _singular(written))
        if word not in _FIRST:
            continue
        last = start + 1 + (start + 1 < len(words) and words[start + 1] in _HYPHENS)
        if last >= len(words) or words[last] not in _LAST:
            continue
        before, after = words[start - 1] if start else "", words[last + 1] if last + 1 < len(words) else ""
        form = _verb(word, words[last], before, after, joined=last > start + 1)
        if form:
            yield Reworded(start, last + 1, form, VERB)
        elif _is_state(words, start, before, after):
            yield Reworded(start, last + 1, "available", f"{word}-{words[last]}")


def _singular(noun: str) -> str:
    return noun.removesuffix("s")


def _verb(first: str, last: str, before: str, after: str, *, joined: bool) -> str:
    """Return the form of "publish" that a compound stands for; "" where it is no verb."""
    if first != "open":
        return ""
    if last in {"sourced", "sourcing"}:
        return "published" if last == "sourced" else "publishing"
    if last == "sources" and (joined or after in _OPENS_OBJECT):
        return "publishes"
    is_done = (before in _MODALS and after.isalpha()) or (before in _DOERS and after in _OPENS_OBJECT)
    return "publish" if last == "source" and is_done else ""


def _is_state(words: list[str], start: int, before: str, after: str) -> bool:
    """Say whether something is made or kept so: no noun follows, and "make" or "keep" goes before."""
    if (after.isalpha() and after not in _AFTER_STATE) or before in _BEFORE_NOUN:
        return False
    for word in reversed(words[max(0, start - _REACH) : start]):
        if word in _MAKING:
            return before not in _MAKING
        if not word[:1].isalnum() and word not in {*_HYPHENS, "'s", "’s"}:
            return False
    return False
