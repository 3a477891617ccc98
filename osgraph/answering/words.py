"""The words of a question, and what makes two forms of a word one."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"'s\b|\u2019s\b|[^\W_]+(?:\.[^\W_]+)*")
FORMS: Final = {
    "held": "hold", "made": "make", "led": "lead", "beaten": "beat", "has": "have", "had": "have", "is": "be",
    "are": "be", "was": "be", "were": "be", "been": "be", "being": "be", "brought": "bring", "built": "build",
    "took": "take", "taken": "take", "kept": "keep", "sold": "sell", "bought": "buy", "won": "win",
    "lost": "lose",
    "gave": "give", "given": "give", "their": "its", "his": "its", "her": "its", "whom": "who", "an": "a",
    "people": "person", "persons": "person", "does": "do", "did": "do", "tried": "try", "tries": "try",
    "fell": "fall", "fallen": "fall", "came": "come", "grew": "grow", "withheld": "withhold",

}  # fmt: skip


class Word(NamedTuple):
    """A word of a question: as it stands in lower case, and its stem."""

    text: str
    stem: str


def words(text: str) -> list[Word]:
    """Return the words of a text; a hyphen parts two, a possessive is one of its own.

    Example:
        >>> [word.stem for word in words("Who relies on China's open-source models?")]
        ['who', 'reli', 'on', 'china', "'s", 'open', 'sourc', 'model']
    """
    found = (match[0].replace("\u2019", "'").lower() for match in _WORD.finditer(text))
    return [Word(word, stem(word)) for word in found]


def stem(word: str) -> str:
    """Return what the forms of a word share; a crude cut that treats both sides of a comparison alike.

    Example:
        >>> stem("undermines") == stem("undermining") == stem("undermine"), stem("relies") == stem("rely")
        (True, True)
    """
    word = FORMS.get(word, word)
    for ending in ("ing", "ied", "ed", "ies", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending in {"ied", "ies"} else "")
            break
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    if word.endswith("y") and len(word) > 3:
        word = word[:-1] + "i"
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word
