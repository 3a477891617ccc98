"""Speakers: who says what a predicate says."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from osgraph.propositions import frames

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from spacy.tokens import Doc, Token

    from osgraph.propositions.cues import Cues

_MODIFYING = frozenset({"compound", "nmod", "amod", "poss"})  # "the Acme spokeswoman Jo Lee" is Lee
_QUOTES = {'"': '"', "“": "”", "«": "»"}
_STOPS = frozenset({",", ";", ":", "—", "–", "-", "(", ")", *_QUOTES, *_QUOTES.values()})
_REPORT = 14  # words of a report that stands between commas, at most
_JOINS = frozenset({"SCONJ", "CCONJ", "PRON"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_OWNING = frozenset({"by", "from", "of", "at", "for", "with"})  # how a report names who made it
_VIEWS = frozenset({"in", "by", "to", "on"})  # "in her view", "by its own account", "to his mind"


class Speakers:
    """Finds who speaks in one parsed text."""

    def __init__(self, doc: Doc, cues: Cues) -> None:
        self.doc, self.cues = doc, cues
        self.quotes = list(_quotations(doc))

    @cached_property
    def reports(self) -> list[tuple[int, int, Token]]:
        """The reports that stand beside what they report: first token, end, and who speaks."""
        return list(self._reports())

    def of(self, predicate: Token, ends: Collection[int] = ()) -> int | None:
        """Return the token that names who says a predicate; None where it is the text itself.

        Args:
            predicate: the word that says it.
            ends: the tokens of its arguments: who says it of another is a speaker, the doer is none.
        """
        for find in (self._own, self._reported, self._governing):
            named = find(predicate, ends)
            if named is not None:
                return self._source(_name(named)).i
        named = self._quoted(predicate)
        return None if named is None else self._source(_name(named)).i

    def is_quoted(self, token: Token) -> bool:
        """Say whether a token stands between quotation marks."""
        return any(start < token.i < end for start, end in self.quotes)

    def is_speech(self, verb: Token) -> bool:
        """Say whether the subject of a verb speaks."""
        speaks = self.cues.speaks
        return (
            speaks(verb.lemma_.lower()) or speaks(verb.lower_.removesuffix("s")) or speaks(frames.lemma(verb))
        )

    # -- by the grammar ------------------------------------------------------------------------------------

    def _own(self, predicate: Token, ends: Collection[int]) -> Token | None:
        """Find who says it where the predicate itself is said of two others: "N likens X to Y"."""
        if not ends or predicate.pos_ != "VERB" or not self.is_speech(predicate):
            return None
        subject = self._subject(predicate)
        return None if subject is None or subject.i in {_first(self.doc[e]).i for e in ends} else subject

    def _governing(self, predicate: Token, _: Collection[int]) -> Token | None:
        """Find the verb of speech in whose complement a predicate stands, or a phrase like "according to"."""
        for token in (predicate, *predicate.ancestors):
            beside = [c for c in token.children if c.dep_ == "parataxis" and not self._parted(c, token)]
            if self._is_complement(token) and not self._parted(token, token.head):
                beside.append(token.head.head if token.dep_ == "pcomp" else token.head)
            for verb in beside:
                named = self._subject(verb) if self.is_speech(verb) else None
                if named is not None:
                    return named
        return None

    def _is_complement(self, token: Token) -> bool:
        """Say whether a clause can be what its governor says or asks of another."""
        governor = token.head
        if token.dep_ in {"ccomp", "parataxis"}:
            return governor.i != token.i
        if token.dep_ == "pcomp":  # "accuses X of doing Y"
            return any(c.dep_ == "dobj" for c in governor.head.children)
        if token.dep_ != "xcomp":
            return False
        if token.tag_ == "VBG":  # "recommends doing Y"
            return True
        told = [c for c in governor.children if c.i < token.i and (c.dep_ == "dobj" or c.lower_ == "on")]
        return bool(told)  # "urges X to do Y", "calls on X to do Y"; "promises to do Y" is the doer's own

    def _parted(self, clause: Token, governor: Token) -> bool:
        """Say whether a semicolon stands between two clauses: each then speaks for itself."""
        first, last = sorted((clause.i, governor.i))
        return any(t.text == ";" for t in self.doc[first:last])

    def _subject(self, verb: Token) -> Token | None:
        found = frames.surface_subject(verb)
        return self.doc[found[0][0].i] if found and not frames.is_passive(verb) else None

    # -- by the order of the words -------------------------------------------------------------------------

    def _reported(self, predicate: Token, _: Collection[int]) -> Token | None:
        """Find a report set off by commas, or "according to", that holds for the stretch of a predicate."""
        start, end = self._stretch(predicate)
        for first, last, named in self.reports:
            before = start > 0 and self.doc[start - 1].text == ":" and last == start - 1
            if self.doc[first - 1].text == "," and self.doc[first - 2].pos_ in _JOINS and first - 2 >= start:
                start = first  # "..., because, N argues, ...": it holds for what follows
            inside = (start <= first < end and start <= predicate.i) or before
            if not inside or first <= predicate.i < last or named.is_ancestor(predicate):
                continue
            above = (predicate, *predicate.ancestors)
            if not any(t.dep_ == "advcl" and first <= t.head.i < last for t in above):
                return named  # else: "When X does Y, users complain"
        return None

    def _stretch(self, token: Token) -> tuple[int, int]:
        """Return the part of the sentence between semicolons or colons in which a token stands."""
        sentence = token.sent
        cuts = [t.i for t in sentence if t.text in {";", ":"}]
        start = max((c + 1 for c in cuts if c < token.i), default=sentence.start)
        return start, min((c for c in cuts if c > token.i), default=sentence.end)

    def _reports(self) -> Iterator[tuple[int, int, Token]]:
        """Yield reports that stand beside what they report: first token, end, and who speaks.

        "..., N said, ...", "..., says N of M", "According to N, ...", "In N's view, ...". Parsers hang them
        on anything; their commas are plainer.
        """
        yield from self._phrased()
        for start, end in self._pieces():
            if end - start > _REPORT:
                continue
            verbs = [t for t in self.doc[start:end] if self._can_report(t, end)]
            if not verbs:
                continue
            verb = verbs[-1]
            named = self._before(start, verb) if self._closes(verb, end) else None
            if named is None and verb.i == start:
                named = self._after(verb, end)
            if named is not None:
                yield start, end, named

    def _pieces(self) -> Iterator[tuple[int, int]]:
        """Yield the runs of words between commas and the like that stand beside others of their sentence."""
        for sentence in self.doc.sents:
            start = sentence.start
            for token in sentence:
                last = token.i == sentence.end - 1
                if token.text in _STOPS or last:
                    end = token.i if token.is_punct else token.i + 1
                    if start < end and (start > sentence.start or not last):
                        yield start, end
                    start = token.i + 1

    def _can_report(self, token: Token, end: int) -> bool:
        if token.pos_ not in {"VERB", "NOUN"} or not self.is_speech(token):
            return False
        if token.pos_ == "VERB":
            return token.tag_ in {"VBD", "VBZ", "VBP", "VBN"} or self.doc[token.i - 1].lower_ == "to"
        # "..., analysts at N reckon": last in its sentence, and taken for a noun
        return token.i == end - 1 and token.lower_ == token.lemma_ and self.doc[end:][:1].text in {".", ""}

    def _closes(self, verb: Token, end: int) -> bool:
        """Say whether nothing but adverbs, particles and times follow a verb in its piece."""
        rest = self.doc[verb.i + 1 : end]
        return all(t.pos_ in {"ADV", "PART"} or t.dep_ == "prt" for t in rest) or (
            rest[0].pos_ in {"ADP", "NOUN", "PROPN"} and rest.root.dep_ in {"prep", "npadvmod"}
        )

    def _before(self, start: int, verb: Token) -> Token | None:
        """Return who is named between the start of a piece and its verb: the last word of the first noun."""
        words = self.doc[start : verb.i]
        if not words:
            return None
        own = [t for t in frames.own_subjects(verb) if start <= t.i < verb.i]
        if own:
            return own[0]
        if words[0].pos_ not in {*_NOMINAL, "DET", "ADJ", "NUM"} or any(t.tag_ == "WDT" for t in words):
            return None
        return self._head(start, verb.i)

    def _after(self, verb: Token, end: int) -> Token | None:
        """Return who is named behind an inverted verb: "says the auditor Jo Lee of N"."""
        if verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.i + 1 >= end:
            return None
        if self.doc[verb.i + 1].pos_ not in {*_NOMINAL, "DET", "ADJ", "NUM"}:
            return None
        named = self._head(verb.i + 1, end)
        if named is None or any(t.i < verb.i for t in frames.own_subjects(verb)):
            return None
        subject = named.dep_ in {"nsubj", "nsubjpass"}
        return None if subject and verb.i < named.head.i < end else named

    def _head(self, start: int, end: int) -> Token | None:
        head = None
        for token in self.doc[start:end]:
            if token.pos_ in _NOMINAL:
                head = token
            elif head is not None and token.pos_ not in {"ADJ", "NUM", "PART"} and token.text != "-":
                break
        return head

    def _phrased(self) -> Iterator[tuple[int, int, Token]]:
        """Yield the phrases that name a source: "according to N", "in N's view"."""
        for token in self.doc:
            if token.lower_ in {"according", "per"} and token.dep_ == "prep":
                for name in token.subtree:
                    if name.dep_ == "pobj" and name.head.lower_ in {"to", "per"}:
                        yield token.i, name.right_edge.i + 1, name
                        break
            elif token.dep_ == "pobj" and token.head.lower_ in _VIEWS and self._is_view(token):
                owner = next((c for c in token.children if c.dep_ == "poss"), None)
                if owner is not None and owner.lower_ in {"its", "their"}:
                    owner = self._subject(token.head.head) or owner  # "By its own account, N lags"
                if owner is not None:
                    yield token.head.i, token.i + 1, owner

    def _is_view(self, noun: Token) -> bool:
        return self.cues.shows("noun", noun.lemma_.lower(), "opinion")

    # -- who made a report ---------------------------------------------------------------------------------

    def _source(self, named: Token) -> Token:
        """Return who made the document that speaks: "a report by N", "N's figures", "the N survey"."""
        if named.pos_ != "NOUN" or not self.cues.shows("noun", named.lemma_.lower(), "speech"):
            return named
        owners = [self.doc[i] for i in organisations(named)]
        return owners[0] if owners else named

    # -- quotations ----------------------------------------------------------------------------------------

    def _quoted(self, predicate: Token) -> Token | None:
        for start, end in self.quotes:
            if start < predicate.i < end:
                nearby = (*self.doc[end : end + 12], *reversed(self.doc[max(0, start - 12) : start]))
                for token in nearby:
                    if self.is_speech(token) and token.pos_ == "VERB" and not start < token.i < end:
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
            if token.pos_ == "PROPN" and token.dep_ not in _MODIFYING:
                return token
            if token.text in _QUOTES or token.is_sent_start:
                return None
        return None


def _first(noun: Token) -> Token:
    """Return the first member of the list to which a noun belongs."""
    while noun.dep_ == "conj":
        noun = noun.head
    return noun


def _name(noun: Token) -> Token:
    """Return the name behind a title that the parser takes for the speaker: "the consultancy N & M"."""
    names = [c for c in noun.children if c.dep_ == "appos" and c.pos_ == "PROPN"]
    return names[0] if names and noun.tag_ == "NN" else noun


def _antecedent(owner: Token) -> Token:
    """Return the noun for which "whose" stands, else the owner itself."""
    clause = owner.head.head
    return clause.head if owner.tag_ == "WP$" and clause.dep_ == "relcl" else owner


def organisations(speaker: Token) -> list[int]:
    """Return the tokens that may name for whom a speaker stands: "an analyst at N", "N's report"."""
    owners = [_antecedent(c) for c in speaker.children if c.dep_ == "poss"]
    owners += [
        p
        for c in speaker.children
        if c.dep_ in {"prep", "agent"} and c.lower_ in _OWNING
        for p in c.children
        if p.dep_ == "pobj" and p.pos_ in _NOMINAL
    ]
    owners += [t for c in speaker.children if c.dep_ == "acl" for t in frames.agents(c)]  # "compiled by N"
    owners += [c for c in speaker.children if c.dep_ == "compound" and c.pos_ == "PROPN"]
    return [t.i for t in owners]


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
