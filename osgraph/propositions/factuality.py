"""Factuality: how a text holds a proposition, by the cues in whose scope it stands.

Scope is the clause, not the sentence: a cue counts where the grammar makes it govern the predicate
(auxiliary, adverb, governing verb, condition), and nowhere else. The cues are data of the ontology.
The categories follow FactBank (Saurí and Pustejovsky 2009) in spirit: polarity beside degrees of certainty,
with the source that says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from osgraph.model import Modality, Polarity
from osgraph.propositions import frames
from osgraph.propositions.coordination import is_contrasted
from osgraph.propositions.model import Kind
from osgraph.propositions.nominal import LIGHT_VERB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from spacy.tokens import Doc, Token

    from osgraph.ontology import Cue
    from osgraph.propositions.model import Proposition

_ORDER = (Modality.HEDGED, Modality.HYPOTHETICAL, Modality.NORMATIVE, Modality.PREDICTED)
_MODALITIES = frozenset(Modality)
_HELD = {*_MODALITIES, "negative", "former"}
_QUOTES = {'"': '"', "“": "”", "«": "»"}


@dataclass(frozen=True, slots=True)
class Factuality:
    """How a text holds one proposition. ``speaker`` and ``cues`` are token indices."""

    polarity: Polarity = Polarity.POSITIVE
    modality: Modality = Modality.ASSERTED
    speaker: int | None = None
    former: bool = False
    cues: tuple[int, ...] = ()


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

    def speaks(self, verb: str) -> bool:
        """Say whether the subject of a verb is a speaker."""
        return "speech" in self.words.get("verb", {}).get(verb, ())


@dataclass(slots=True)
class _Marks:
    """What was seen on the way up from a predicate."""

    modalities: set[Modality] = field(default_factory=set)
    negatives: int = 0
    former: bool = False
    speaker: Token | None = None
    cues: list[int] = field(default_factory=list)

    def add(self, value: str | None, token: Token) -> None:
        if value is None:
            return
        if value == "negative":
            self.negatives += 1
        elif value == "former":
            self.former = True
        elif value in _MODALITIES:
            self.modalities.add(Modality(value))
        else:
            return
        self.cues.append(token.i)


class Reader:
    """Reads the factuality of the propositions of one parsed text."""

    def __init__(self, doc: Doc, cues: Cues) -> None:
        self.doc, self.cues = doc, cues
        self.phrases = dict(self._find_phrases())
        self.quotes = list(_quotations(doc))

    def of(self, proposition: Proposition, arguments: Iterable[int] = ()) -> Factuality:
        """Return how the text holds a proposition, for the given fillers of its roles (token indices)."""
        marks = _Marks()
        token = self.doc[proposition.predicate]
        if proposition.steps[:1] == (LIGHT_VERB,):
            marks.add(self.cues.value("verb", token.head.lemma_.lower()), token.head)
            self._clause(token.head, marks)
        elif proposition.kind is Kind.LINK or proposition.steps[:1] in {
            ("title",),
            ("apposition",),
            ("noun",),
        }:
            self._noun(token, marks)
        else:
            self._clause(token, marks)
        if proposition.kind is Kind.NOUN:
            self._noun(token, marks)
        for i in arguments:
            self._argument(self.doc[i], marks)
        speaker = marks.speaker or self._speaker(token)
        return Factuality(
            Polarity.NEGATIVE if marks.negatives % 2 else Polarity.POSITIVE,
            next((m for m in _ORDER if m in marks.modalities), Modality.ASSERTED),
            None if speaker is None else speaker.i,
            marks.former,
            tuple(sorted(set(marks.cues))),
        )

    # -- the clause and what governs it --------------------------------------------------------------------

    def _clause(self, predicate: Token, marks: _Marks) -> None:
        token = _clause_head(predicate)
        if token.i != predicate.i:
            self._words_of(predicate, marks)
        self._words_of(token, marks)
        self._condition(token, marks)
        seen = {token.i}
        while token.head.i not in seen and self._climbs(token, token.head, marks):
            token = token.head
            seen.add(token.i)

    def _climbs(self, token: Token, governor: Token, marks: _Marks) -> bool:
        """Read what governs a clause; say whether what governs that counts too."""
        dep = token.dep_
        if dep == "conj" and not frames.own_subjects(token) and self._inherits(token):
            self._words_of(governor, marks)
            return True
        if dep in {"xcomp", "ccomp", "acomp", "attr", "oprd"}:
            return self._complement(token, governor, marks)
        if dep == "advcl":
            return self._adverbial(token, governor, marks)
        if dep in {"prep", "pcomp"}:
            return self._prepositional(token, governor, marks)
        if dep == "acl" and token.tag_ == "VB":
            marks.add(self._verb_cue(governor, "to"), governor)
            verb = governor.head.head if governor.dep_ == "pobj" else governor.head
            if governor.dep_ in {"dobj", "pobj"} and verb.pos_ in {"VERB", "AUX"}:
                self._words_of(verb, marks)  # "is in talks to buy X"
        return False

    def _words_of(self, token: Token, marks: _Marks) -> None:
        """Add the cues that stand with a word: auxiliaries, adverbs, negation, phrases, a question mark."""
        for child in token.children:
            if child.i in marks.cues:
                continue
            if child.dep_ in {"aux", "auxpass"}:
                marks.add(self.cues.value("aux", child.lower_), child)
            elif child.dep_ == "neg":
                if child.lower_ != "only" and not _not_only(child):
                    marks.add("negative", child)
            elif child.dep_ in {"advmod", "npadvmod", "prep"} and not _sets_apart(child):
                marks.add(self.cues.value("adverb", child.lower_), child)
        for i in (token.i, *(c.i for c in token.children)):
            if i in self.phrases and i not in marks.cues:
                marks.add(self.phrases[i], self.doc[i])
        if token.dep_ == "ROOT" and token.sent.text.rstrip("”\"' )").endswith("?"):
            marks.add(Modality.HYPOTHETICAL, token)

    def _condition(self, token: Token, marks: _Marks) -> None:
        for child in token.children:
            if child.dep_ == "mark":
                marks.add(self.cues.value("conjunction", child.lower_), child)
            elif child.dep_ == "advcl":
                for mark in child.children:
                    if mark.dep_ == "mark":
                        marks.add(self.cues.value("conjunction", mark.lower_), mark)

    def _inherits(self, conjunct: Token) -> bool:
        """Say whether a coordinated verb lies in the scope of the first one's auxiliaries."""
        own = [c for c in conjunct.children if c.dep_ in {"aux", "auxpass"} and c.lower_ != "to"]
        return not own and conjunct.tag_ in {"VB", "VBG", "VBN", "JJ", "NN", "NNS", "NNP", "JJR"}

    def _complement(self, token: Token, governor: Token, marks: _Marks) -> bool:
        infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
        if infinitive and governor.dep_ == "acl" and governor.tag_ == "VBN":
            return False  # "designed to do X" tells what a thing is for
        link = "to" if infinitive else "that"
        value = self._verb_cue(governor, link) if token.dep_ in {"xcomp", "ccomp"} else None
        marks.add(value, governor)
        for state in governor.children:
            if state.dep_ == "acomp" and state.i != token.i:
                marks.add(self._verb_cue(state, link), state)  # "it is possible that ..."
        if token.dep_ == "ccomp" and not infinitive:
            self._says(governor, marks)
            if self._is_speech(governor):
                self._reported(token, marks)
            if value is not None:
                self._words_of(governor, marks)
            return False
        self._words_of(governor, marks)
        return True

    def _reported(self, clause: Token, marks: _Marks) -> None:
        """Read a reported "would" as a forecast, unless a condition hangs on it."""
        would = any(c.dep_ == "aux" and c.lower_ in {"would", "'d"} for c in clause.children)
        if would and not any(c.dep_ == "advcl" for c in clause.children):
            marks.modalities -= {Modality.HYPOTHETICAL}
            marks.modalities |= {Modality.PREDICTED}

    def _adverbial(self, token: Token, governor: Token, marks: _Marks) -> bool:
        if any(c.dep_ in {"nsubj", "nsubjpass"} for c in token.children):
            return False
        if token.i < governor.i:
            return False
        for word in reversed(self.doc[governor.i + 1 : token.i]):
            if word.is_punct or word.pos_ == "AUX":
                break  # "..., possibly lowering X while raising Y": the hedge holds for both
            if word.pos_ == "ADV":
                marks.add(self.cues.value("adverb", word.lower_), word)
        self._words_of(governor, marks)
        return True

    def _prepositional(self, token: Token, governor: Token, marks: _Marks) -> bool:
        if token.dep_ == "pcomp":
            marks.add(self.cues.value("preposition", governor.lower_), governor)
            if governor.i and _sets_apart(governor.nbor(-1)):
                marks.add("negative", governor)  # "rather than relying on X"
            if governor.head.dep_ == "acl" and governor.head.tag_ == "VBN":
                return False  # "aimed at doing X" tells what a thing is for
            value = self._verb_cue(governor.head, governor.lower_)
            marks.add(value, governor.head)
            return value is not None
        return token.dep_ == "prep" and governor.pos_ in {"VERB", "AUX"}

    def _verb_cue(self, governor: Token, link: str) -> str | None:
        """Look a governing word up, as "plan to", "block from" or bare "suggest"; adjectives likewise."""
        lemma = governor.lemma_.lower()
        kinds = ("noun",) if governor.pos_ in {"NOUN", "PROPN"} else ("verb", "adjective")
        for text in dict.fromkeys((f"{lemma} {link}", f"{governor.lower_} {link}", lemma, governor.lower_)):
            for kind in kinds:
                found = self.cues.value(kind, text)
                if found:
                    return found
        return None

    # -- nouns and arguments -------------------------------------------------------------------------------

    def _noun(self, noun: Token, marks: _Marks) -> None:
        for word in (*noun.children, *(noun.head.children if noun.dep_ == "compound" else ())):
            if word.i in marks.cues or word.dep_ not in {"amod", "advmod", "det", "compound", "prep"}:
                continue
            value = self.cues.value("adjective", word.lower_)
            if word.dep_ == "det":
                value = self.cues.value("determiner", word.lower_)
            marks.add(value, word)

    def _argument(self, noun: Token, marks: _Marks) -> None:
        joins = [c.lower_ for c in noun.head.children if c.dep_ == "cc"] if noun.dep_ == "conj" else []
        if is_contrasted(noun) or "nor" in joins:
            marks.add("negative", noun)
        for word in noun.children:
            if word.i in marks.cues:
                continue
            if word.dep_ == "det":
                marks.add(self.cues.value("determiner", word.lower_), word)
            elif word.dep_ == "amod" and self.cues.value("adjective", word.lower_) in {"hedged", "former"}:
                marks.add(self.cues.value("adjective", word.lower_), word)
            elif (
                word.dep_ in {"neg", "preconj"} and word.lower_ in {"not", "neither"} and not _not_only(word)
            ):
                marks.add("negative", word)

    # -- speakers ------------------------------------------------------------------------------------------

    def _speaker(self, predicate: Token) -> Token | None:
        """Find who says it: a governing speech verb, "according to", or the speaker of a quotation."""
        marks = _Marks()
        for token in (predicate, *predicate.ancestors):
            beside = [c for c in token.children if c.dep_ == "parataxis"]
            if token.dep_ in {"ccomp", "parataxis"} and token.head.i != token.i:
                beside.append(token.head)
            for verb in beside:
                self._says(verb, marks)
                if marks.speaker is not None:
                    return marks.speaker
            named = self._according(token)
            if named is not None:
                return named
        return self._quoted(predicate)

    def _says(self, governor: Token, marks: _Marks) -> None:
        if marks.speaker is None and self._is_speech(governor):
            found = frames.surface_subject(governor)
            if found and not frames.is_passive(governor):
                marks.speaker = found[0][0]

    def _is_speech(self, verb: Token) -> bool:
        return self.cues.speaks(verb.lemma_.lower()) or self.cues.speaks(verb.lower_.removesuffix("s"))

    def _according(self, token: Token) -> Token | None:
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in {"according", "per"}:
                for name in child.subtree:
                    if name.dep_ == "pobj" and name.head.lower_ in {"to", "per"}:
                        return name
        return None

    def _quoted(self, predicate: Token) -> Token | None:
        for start, end in self.quotes:
            if start < predicate.i < end:
                nearby = (*self.doc[end : end + 12], *reversed(self.doc[max(0, start - 12) : start]))
                for token in nearby:
                    if self._is_speech(token) and token.pos_ == "VERB" and not start < token.i < end:
                        subjects = frames.own_subjects(token)
                        inverted = subjects and subjects[0].i > token.i
                        person = self._person_after(token) if inverted or not subjects else None
                        if person is not None:
                            return person
                        if subjects and not start < subjects[0].i < end:
                            return subjects[0]
        return None

    def _person_after(self, verb: Token) -> Token | None:
        """Find who is named behind an inverted speech verb: '"...", said the spokeswoman Jo Lee'."""
        for token in self.doc[verb.i + 1 : verb.i + 15]:
            if token.ent_type_ == "PERSON":
                return token
            if token.text in _QUOTES or token.is_sent_start:
                return None
        return None

    # -- phrases -------------------------------------------------------------------------------------------

    def _find_phrases(self) -> Iterator[tuple[int, str]]:
        """Yield for each phrase cue the token through which it hangs in the tree."""
        words = tuple(t.lower_ for t in self.doc)
        for at, word in enumerate(words):
            for phrase, value in self.cues.phrases.get(word, ()):
                if words[at : at + len(phrase)] == phrase:
                    yield self.doc[at : at + len(phrase)].root.i, value


def _clause_head(predicate: Token) -> Token:
    """Return the verb in whose clause a predicate noun, adjective or preposition stands."""
    if predicate.dep_ in {"attr", "acomp", "oprd", "prep", "advmod"} and predicate.head.pos_ in {
        "VERB",
        "AUX",
    }:
        return predicate.head
    if predicate.dep_ == "conj" and predicate.head.dep_ in {"attr", "acomp"}:
        return predicate.head.head
    return predicate


def _not_only(negation: Token) -> bool:
    following = negation.doc[negation.i + 1 : negation.i + 2]
    return bool(following) and following[0].lower_ in {"only", "just", "merely", "simply"}


def _sets_apart(adverb: Token) -> bool:
    """Say whether an adverb belongs to a contrast of arguments ("rather than"), which denies one of them."""
    return (
        adverb.lower_ in {"rather", "instead"}
        and adverb.i + 1 < len(adverb.doc)
        and (adverb.nbor().lower_ in {"than", "of"})
    )


def _quotations(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the token ranges between quotation marks; an unclosed one ends with the text."""
    start, closing = None, ""
    for token in doc:
        mark = token.text
        if start is None and mark in _QUOTES:
            start, closing = token.i, _QUOTES[mark]
        elif start is not None and mark == closing:
            if token.i - start > 3:
                yield start, token.i
            start = None
    if start is not None and len(doc) - start > 3:
        yield start, len(doc)
