"""The lexicon: what a language pipeline's dictionary says of single words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.language import Language

_YOUNG: Final = frozenset("finetune fine-tune open-source outperform rebrand".split())
"""Verbs that are younger than the dictionary."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The dictionary of a language pipeline, by part of speech, in lower case.

    Attributes:
        verbs: base forms of verbs.
        others: base forms of nouns and adjectives.
        pasts: irregular past forms of verbs, each with its base form.
    """

    verbs: frozenset[str]
    others: frozenset[str]
    pasts: Mapping[str, str]

    def third(self, word: str) -> str | None:
        """Return the base form of a verb in the third person ("competes"), or None for anything else."""
        bases = (word[:-1], word[:-2], f"{word[:-3]}y") if word.endswith("s") and len(word) > 3 else ()
        return next((b for b in bases if b in self.verbs), None)

    def past(self, word: str) -> str | None:
        """Return the base form of a past form ("raised", "built"), or None for anything else."""
        if word in self.pasts:
            return self.pasts[word]
        if not word.endswith("ed") or len(word) < 5:
            return None
        bases = (word[:-1], word[:-2], f"{word[:-3]}y", word[:-3])
        return next((b for b in bases if b in self.verbs), None)


EMPTY: Final = Lexicon(frozenset(), frozenset(), {})
"""The lexicon of a language without a dictionary."""


@lru_cache(maxsize=4)
def load(nlp: Language) -> Lexicon:
    """Return the dictionary of a pipeline's lemmatizer by part of speech; empty where it has none."""
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None) if nlp.has_pipe("lemmatizer") else None
    if lookups is None or not lookups.has_table("lemma_index"):
        return EMPTY
    index, irregular = lookups.get_table("lemma_index"), lookups.get_table("lemma_exc")
    pasts = {form: bases[0] for form, bases in irregular["verb"].items() if not form.endswith(("s", "ing"))}
    return Lexicon(frozenset(index["verb"]) | _YOUNG, frozenset(index["noun"]).union(index["adj"]), pasts)
