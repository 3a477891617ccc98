"""Cues: the words of an ontology that show how a stretch of text is to be taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osgraph.model import Modality
from osgraph.propositions.frames import is_passive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from spacy.tokens import Doc, Token

    from osgraph.ontology import Cue

_HELD = {*Modality, "negative", "former"}


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of an ontology, by the place in the grammar where they work."""

    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]

    @classmethod
    def of(cls, cues: Iterable[Cue]) -> Cues:
        """Sort cues by kind; ``phrase`` cues are matched as runs of lower-case words."""
        words: dict[str, dict[str, tuple[str, ...]]] = {}
        phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
        for cue in cues:
            if cue.kind == "phrase":
                run = tuple(cue.text.lower().split())
                known = (*phrases.get(run[0], ()), (run, cue.value))
                phrases[run[0]] = tuple(
                    sorted(known, key=lambda p: (len(p[0]), p))
                )  # the longest has its say
            else:
                of_kind = words.setdefault(cue.kind, {})
                of_kind[cue.text.lower()] = (*of_kind.get(cue.text.lower(), ()), cue.value)
        return cls(words, phrases)

    def value(self, kind: str, text: str) -> str | None:
        """Return how a cue of a kind makes a claim be held ("hedged", "negative", "former"), else None."""
        return next((v for v in self.words.get(kind, {}).get(text, ()) if v in _HELD), None)

    def shows(self, kind: str, text: str, value: str) -> bool:
        """Say whether a word is a cue of a kind for a value."""
        return value in self.words.get(kind, {}).get(text, ())

    def speaks(self, verb: str) -> bool:
        """Say whether the subject of a verb is a speaker."""
        return self.shows("verb", verb, "speech")

    def denies(self, verb: str) -> bool:
        """Say whether a verb denies what it governs, with or without a preposition: "bar from"."""
        return any(
            text.split()[0] == verb and "negative" in v for text, v in self.words.get("verb", {}).items()
        )

    def governing(self, governor: Token, link: str) -> str | None:
        """Return what a governing word shows: as "plan to", "block from" or bare "suggest"."""
        lemma = governor.lemma_.lower()
        kinds = ("noun",) if governor.pos_ in {"NOUN", "PROPN"} else ("verb", "adjective")
        texts = [f"{lemma} {link}", f"{governor.lower_} {link}", lemma, governor.lower_]
        if is_passive(governor):
            texts.insert(0, f"be {governor.lower_} {link}")  # "was meant to do X" tells what a thing is for
        for text in dict.fromkeys(texts):
            for kind in kinds:
                found = self.value(kind, text)
                if found:
                    return found
        return None

    def runs(self, doc: Doc) -> Iterator[tuple[int, int, str]]:
        """Yield each phrase cue of a text: its first token, the one after its last, what it shows."""
        words = tuple(t.lower_ for t in doc)
        for at, word in enumerate(words):
            for run, value in self.phrases.get(word, ()):
                if words[at : at + len(run)] == run:
                    yield at, at + len(run), value
