"""Clauses: what the words around a predicate, and whatever governs its clause, do to what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from osgraph.model import Modality
from osgraph.propositions import frames
from osgraph.propositions.coordination import is_contrasted

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from osgraph.propositions.cues import Cues
    from osgraph.propositions.speakers import Speakers

_MODALITIES = frozenset(Modality)
_VERBAL = frozenset({"VERB", "AUX"})
_INVERTED = frozenset({"were", "should", "had"})  # "Were X to do Y, ..."
_PRESUMING = frozenset({"why", "how", "when", "where"})  # "Why did X do Y?" takes Y for granted
_COMPLEMENTS = frozenset({"xcomp", "ccomp", "acomp", "attr", "oprd"})
_UNDERGOING = frozenset({"see", "have", "get", "find"})
_BESIDE = frozenset({"while", "whereas"})
_CONSISTING = frozenset({"be", "include", "involve", "mean", "remain"})  # what an aim does
_QUOTES = frozenset("\"'”’»")
_LASTING = frozenset({"go", "keep", "carry"})
_WAYS = frozenset({"by", "through", "via"})


@dataclass(slots=True)
class Marks:
    """What was seen on the way up from a predicate; ``cues`` are token indices."""

    modalities: set[Modality] = field(default_factory=set)
    negatives: int = 0
    former: bool = False
    asked: bool = False
    enabled: bool = False
    cues: list[int] = field(default_factory=list)

    def add(self, value: str | None, token: Token) -> None:
        """Note what a cue shows, if it shows anything."""
        if value == "negative":
            self.negatives += 1
        elif value == "former":
            self.former = True
        elif value in _MODALITIES:
            self.modalities.add(Modality(value))
        else:
            return
        self.cues.append(token.i)

    def add_modality(self, value: str | None, token: Token) -> None:
        """Note what a cue shows if that is a modality, and nothing else."""
        if value in _MODALITIES:
            self.add(value, token)


class Clauses:
    """Reads the clauses of one parsed text."""

    def __init__(self, doc: Doc, cues: Cues, speakers: Speakers) -> None:
        self.doc, self.cues, self.speakers = doc, cues, speakers
        runs = list(cues.runs(doc))
        # A run that ends in a preposition with a gerund is about the gerund: "far from doing X".
        self.before_gerunds = {end - 1: value for _, end, value in runs if _has_gerund(doc[end - 1])}
        self.phrases = {
            doc[at:end].root.i: value for at, end, value in runs if end - 1 not in self.before_gerunds
        }

    def read(self, predicate: Token, marks: Marks) -> None:
        """Add what holds for the clause of a predicate, by its own words and by what governs it."""
        token = head(predicate)
        if token.i != predicate.i:
            self._words_of(predicate, marks)
        self._words_of(token, marks)
        self._joined(token, marks)
        self._condition(token, marks)
        self._headline(token, marks)
        seen = {token.i}
        while token.head.i not in seen and self._climbs(token, token.head, marks):
            token = token.head
            seen.add(token.i)
            self._condition(token, marks)
        self._question(token, marks)

    # -- in the clause -------------------------------------------------------------------------------------

    def _words_of(self, token: Token, marks: Marks) -> None:
        """Add the cues that stand with a word: auxiliaries, adverbs, negation, phrases, "nobody"."""
        for child in token.children:
            if child.i in marks.cues or self._parted(child, token):
                continue
            if child.dep_ in {"aux", "auxpass"}:
                self._auxiliary(child, token, marks)
            elif child.dep_ == "neg":
                if child.lower_ != "only" and not _not_only(child):
                    marks.add("negative", child)
            elif child.dep_ in {"advmod", "npadvmod", "prep"} and not _sets_apart(child):
                marks.add(self.cues.value("adverb", child.lower_), child)
            elif child.dep_ in {"nsubj", "nsubjpass"}:
                marks.add(self.cues.value("noun", child.lower_) if child.pos_ != "VERB" else None, child)
            elif child.dep_ == "parataxis":  # "this, it seems, is ..."
                marks.add_modality(self.cues.value("verb", child.lemma_.lower()), child)
        for i in (token.i, *(c.i for c in token.children)):
            if i in self.phrases and i not in marks.cues and not self._parted(self.doc[i], token):
                marks.add(self.phrases[i], self.doc[i])

    def _auxiliary(self, auxiliary: Token, verb: Token, marks: Marks) -> None:
        opens = auxiliary.lower_ in _INVERTED and auxiliary.i == _clause_start(verb)
        if opens and (verb.dep_ == "advcl" or auxiliary.is_sent_start):  # "Should X do Y, ..."
            if not _is_question(verb):
                marks.add(Modality.HYPOTHETICAL, auxiliary)
            return
        if auxiliary.lower_ in {"can", "ca"} and any(c.dep_ == "neg" for c in verb.children):
            return  # what cannot be is denied, without a doubt
        marks.add(self.cues.value("aux", auxiliary.lower_), auxiliary)

    def _joined(self, token: Token, marks: Marks) -> None:
        """Add what the word shows that joins a clause to the one before: "..., nor does it ..."."""
        joins = [c for c in token.head.children if c.dep_ == "cc" and c.i < token.i]
        if token.dep_ == "conj" and joins and frames.own_subjects(token):
            marks.add(self.cues.value("conjunction", joins[-1].lower_), joins[-1])

    def _condition(self, token: Token, marks: Marks) -> None:
        for child in token.children:
            if child.dep_ == "mark":
                marks.add(self.cues.value("conjunction", child.lower_), child)
            elif child.dep_ == "advcl" and not self._parted(child, token):
                marker = self._conditional(child)
                if marker is not None:
                    marks.add(Modality.HYPOTHETICAL, marker)
                for mark in child.children:
                    if mark.dep_ == "mark" and child.pos_ in _VERBAL:  # not "if anything"
                        marks.add(self.cues.value("conjunction", mark.lower_), mark)
            elif child.dep_ == "prep" and child.i < token.i and _has_modal(token):
                marks.add(self.cues.value("conjunction", child.lower_), child)  # "Without X, Y will ..."
        for clause in (token, *token.ancestors):
            marker = self._conditional(clause)
            if marker is not None:
                marks.add(Modality.HYPOTHETICAL, marker)

    def _conditional(self, clause: Token) -> Token | None:
        """Return the word that opens a condition by inversion: "Were X to do Y", "Should X do Y"."""
        if clause.dep_ != "advcl":
            return None
        first = self.doc[_clause_start(clause)]
        opens = first.lower_ in _INVERTED and clause.i in (first.i, first.head.i)
        subjects = [c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"}]
        return first if opens and subjects and subjects[0].i > first.i else None

    def _headline(self, token: Token, marks: Marks) -> None:
        """Read a bare infinitive after its subject as the forecast of a headline: "N to open fab"."""
        to = next((c for c in token.children if c.dep_ == "aux" and c.lower_ == "to"), None)
        if to is None or to.i == token.sent.start:
            return
        if token.dep_ in {"relcl", "acl"}:
            noun = token.head
            bare = noun.dep_ == "ROOT" or (noun.dep_ in {"ccomp", "dep"} and noun.head.i > token.i)
            if bare and noun.pos_ in {"NOUN", "PROPN"} and noun.left_edge.i == token.sent.start:
                marks.add(Modality.PREDICTED, to)
        elif token.dep_ == "ROOT" and any(c.dep_ == "nsubj" for c in token.children):
            marks.add(Modality.PREDICTED, to)

    def _question(self, token: Token, marks: Marks) -> None:
        """Note whether a clause that nothing reports stands in a question that leaves it open."""
        if token.dep_ != "ROOT" or not _is_question(token):
            return
        if token.sent.text.rstrip()[-1] in _QUOTES and not self.speakers.is_quoted(token):
            return  # only what is quoted asks: it meets the old "is it open?"
        if any(t.lower_ in _PRESUMING and t.head.i == token.i for t in token.sent[:3]):
            return
        marks.asked = True
        marks.cues.append(token.i)

    # -- what governs it -----------------------------------------------------------------------------------

    def _climbs(self, token: Token, governor: Token, marks: Marks) -> bool:
        """Read what governs a clause; say whether what governs that counts too."""
        dep = token.dep_
        beside = dep == "conj" or (dep == "dep" and governor.pos_ in _VERBAL)
        if beside and not frames.own_subjects(token) and _inherits(token):
            self._words_of(governor, marks)
            return True
        if dep in _COMPLEMENTS:
            return self._complement(token, governor, marks)
        if dep == "advcl":
            return self._adverbial(token, governor, marks)
        if dep in {"prep", "pcomp"}:
            return self._prepositional(token, governor, marks)
        if dep in {"acl", "relcl"} and any(c.dep_ == "mark" and c.lower_ == "that" for c in token.children):
            marks.add(self.cues.governing(governor, "that"), governor)  # "the risk that X does Y"
            self.noun(governor, marks)
        if dep == "acl" and token.tag_ == "VB":
            marks.add(self.cues.governing(governor, "to"), governor)
            self.noun(governor, marks)  # "has no plans to do X"
            verb = governor.head.head if governor.dep_ == "pobj" else governor.head
            if governor.dep_ in {"dobj", "pobj"} and verb.pos_ in _VERBAL:
                self._words_of(verb, marks)  # "is in talks to buy X"
        if dep == "acl" and token.tag_ == "VBN" and governor.head.lemma_.lower() in _UNDERGOING:
            self._words_of(governor.head, marks)  # "may see its lead eroded by X"
        if dep == "relcl" and self._sets_scene(token) and governor.dep_ in {"dobj", "pobj"}:
            verb = governor.head.head if governor.dep_ == "pobj" else governor.head
            self._words_of(verb, marks)  # "could lead to a market in which X does Y"
        return False

    def _sets_scene(self, clause: Token) -> bool:
        """Say whether a relative clause tells what happens in the state of things that its noun names."""
        words = [t.lower_ for t in self.doc[clause.left_edge.i : clause.left_edge.i + 2]]
        return words[:1] == ["where"] or words == ["in", "which"]

    def _complement(self, token: Token, governor: Token, marks: Marks) -> bool:
        infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
        if infinitive and governor.dep_ == "acl" and governor.tag_ == "VBN":
            return False  # "designed to do X" tells what a thing is for
        speech = self.speakers.is_speech(governor)
        if token.dep_ == "ccomp" and (self._parted(token, governor) or (token.i < governor.i and not speech)):
            return False  # two clauses side by side
        link = "to" if infinitive else "that"
        value = self.cues.governing(governor, link) if token.dep_ in {"xcomp", "ccomp"} else None
        marks.add(value, governor)
        lemma = governor.lemma_.lower()
        if any(self.cues.shows("verb", text, "enabling") for text in (lemma, f"{lemma} {link}")):
            marks.enabled = True
            marks.cues.append(governor.i)
        for child in governor.children:
            if child.dep_ == "acomp" and child.i != token.i:
                marks.add(self.cues.governing(child, link), child)  # "it is possible that ..."
            elif child.dep_ == "nsubj" and token.dep_ == "xcomp" and governor.lemma_.lower() in _CONSISTING:
                marks.add(
                    self.cues.value("noun", f"{child.lemma_.lower()} to"), child
                )  # "the aim is to do X"
        finite = token.dep_ == "ccomp" and not infinitive and not _is_bare(token)
        if finite:
            if speech:
                self._reported_speech(token, marks)
            if value is not None:
                self._words_of(governor, marks)
            elif self.cues.shows("verb", governor.lemma_.lower(), "opinion"):
                for negation in (c for c in governor.children if c.dep_ == "neg"):
                    marks.add("negative", negation)  # "does not think that X" thinks that not
            return governor.dep_ == "ROOT" and not speech
        self._words_of(governor, marks)
        return True

    def _reported_speech(self, clause: Token, marks: Marks) -> None:
        """Read a reported "would" as a forecast, unless a condition hangs on it."""
        would = any(c.dep_ == "aux" and c.lower_ in {"would", "'d"} for c in clause.children)
        if would and not any(c.dep_ == "advcl" for c in clause.children):
            marks.modalities -= {Modality.HYPOTHETICAL}
            marks.modalities |= {Modality.PREDICTED}

    def _adverbial(self, token: Token, governor: Token, marks: Marks) -> bool:
        if any(c.dep_ == "mark" and c.lower_ in _BESIDE for c in token.children):
            if governor.dep_ == "relcl" and self._sets_scene(governor):
                return True  # "could create a world where X does Y, while Z does ..."
            if any(c.dep_ == "relcl" and self._sets_scene(c) for c in self.doc[governor.i : token.i]):
                self._words_of(governor, marks)  # the same, as the parser hangs it higher
        if any(c.dep_ in {"nsubj", "nsubjpass"} for c in token.children):
            return False
        if token.i < governor.i or self._parted(token, governor):
            return False
        for word in reversed(self.doc[governor.i + 1 : token.i]):
            if word.is_punct or word.pos_ == "AUX":
                break  # "..., possibly lowering X while raising Y": the hedge holds for both
            if word.pos_ == "ADV":
                marks.add(self.cues.value("adverb", word.lower_), word)
        if token.tag_ == "VB":  # "have teamed up to build X"
            marks.add_modality(self.cues.value("verb", f"{frames.lemma(governor)} to"), governor)
        self._words_of(governor, marks)
        return True

    def _prepositional(self, token: Token, governor: Token, marks: Marks) -> bool:
        if token.dep_ == "prep":
            return governor.pos_ in _VERBAL
        marks.add(self.cues.value("preposition", governor.lower_), governor)
        marks.add(self.before_gerunds.get(governor.i), governor)
        if governor.i and _sets_apart(governor.nbor(-1)):
            marks.add("negative", governor)  # "may do X rather than rely on Y": one hold for both
            if governor.head.pos_ in _VERBAL:
                self._words_of(governor.head, marks)
            return True
        if governor.head.dep_ == "acl" and governor.head.tag_ == "VBN":
            return False  # "aimed at doing X" tells what a thing is for
        value = self.cues.governing(governor.head, governor.lower_)
        marks.add(value, governor.head)
        if governor.head.pos_ in _VERBAL and governor.head.i < token.i:
            goes_on = governor.lower_ == "on" and governor.head.lemma_.lower() in _LASTING
            if governor.lower_ in _WAYS or goes_on:
                self._words_of(governor.head, marks)  # "will answer by doing X", "will go on doing X"
        return value is not None

    # -- arguments -----------------------------------------------------------------------------------------

    def noun(self, noun: Token, marks: Marks) -> None:
        """Add the cues that stand with a noun that is a predicate: "the possible sale", "former"."""
        for word in (*noun.children, *(noun.head.children if noun.dep_ == "compound" else ())):
            if word.i in marks.cues or word.dep_ not in {"amod", "advmod", "det", "compound", "prep"}:
                continue
            value = self.cues.value("adjective", word.lower_)
            if word.dep_ == "det":
                value = self.cues.value("determiner", word.lower_)
            marks.add(value, word)

    def argument(self, noun: Token, marks: Marks) -> None:
        """Add the cues that stand with an argument: "no company", "A rather than B", "former"."""
        joins = [c.lower_ for c in noun.head.children if c.dep_ == "cc"] if noun.dep_ == "conj" else []
        if is_contrasted(noun) or "nor" in joins:
            marks.add("negative", noun)
        for word in noun.children:
            if word.i in marks.cues:
                continue
            if word.dep_ == "det":
                marks.add(self.cues.value("determiner", word.lower_), word)
            elif word.dep_ == "amod" and self.cues.value("adjective", word.lower_) == "former":
                marks.add(self.cues.value("adjective", word.lower_), word)
            elif (
                word.dep_ in {"neg", "preconj"} and word.lower_ in {"not", "neither"} and not _not_only(word)
            ):
                marks.add("negative", word)

    def _parted(self, clause: Token, governor: Token) -> bool:
        first, last = sorted((clause.i, governor.i))
        return any(t.text in {";", ":"} for t in self.doc[first:last])


def head(predicate: Token) -> Token:
    """Return the verb in whose clause a predicate noun, adjective or preposition stands."""
    if predicate.dep_ in {"attr", "acomp", "oprd", "prep", "advmod"} and predicate.head.pos_ in _VERBAL:
        return predicate.head
    if predicate.dep_ == "conj" and predicate.head.dep_ in {"attr", "acomp"}:
        return predicate.head.head
    return predicate


def _inherits(conjunct: Token) -> bool:
    """Say whether a coordinated verb lies in the scope of the first one's auxiliaries."""
    own = [c for c in conjunct.children if c.dep_ in {"aux", "auxpass"} and c.lower_ != "to"]
    if own:
        return False
    if conjunct.head.tag_ == "VB" and conjunct.lower_ == conjunct.lemma_.lower():
        return True  # "may split it and put ...": a form that serves for several tenses
    return conjunct.tag_ in {"VB", "VBG", "VBN", "JJ", "NN", "NNS", "NNP", "JJR"}


def _is_bare(clause: Token) -> bool:
    """Say whether a complement has no tense of its own: "sees its lead eroded", "lets X sell Y"."""
    return clause.tag_ in {"VB", "VBN", "VBG"} and not any(
        c.dep_ in {"aux", "auxpass", "mark"} for c in clause.children
    )


def _is_question(token: Token) -> bool:
    return token.sent.text.rstrip("”\"' )").endswith("?")


def _has_gerund(preposition: Token) -> bool:
    return any(c.dep_ == "pcomp" for c in preposition.children)


def _has_modal(verb: Token) -> bool:
    return any(c.tag_ == "MD" for c in verb.children) or any(
        c.dep_ == "aux" and c.lower_ in {"going", "wo", "'ll"} for c in verb.children
    )


def _clause_start(clause: Token) -> int:
    """Return the first word of a clause, behind a conjunction or quotation mark."""
    words = [t for t in clause.subtree if not t.is_punct and t.dep_ != "cc"]
    return words[0].i if words else clause.i


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
