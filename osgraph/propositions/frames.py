"""Verb frames: the subject, objects and obliques of a verb, wherever the grammar put them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph.propositions.model import COMPOUND, GENITIVE, OBJECT, STATE, SUBJECT, Argument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

_SUBJECTS = frozenset({"nsubj", "csubj"})
_PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
_OBJECTS = frozenset({"dobj", "obj"})
_PREPOSITIONS = frozenset({"prep", "dative"})
_DEPTH = 6  # how many clauses a missing subject is sought upwards


def lemma(verb: Token) -> str:
    """Return the lemma of a verb with its particle ("roll out")."""
    particles = [c.lower_ for c in verb.children if c.dep_ == "prt"]
    return " ".join([verb.lemma_.lower(), *particles])


def is_passive(verb: Token) -> bool:
    """Say whether a verb form is passive: by its auxiliary, or as a bare past participle that modifies."""
    if any(c.dep_ in {"auxpass", "nsubjpass", "csubjpass"} for c in verb.children):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ in {"aux", "dobj"} for c in verb.children):
        return False
    if verb.dep_ in {"acl", "amod"}:
        return True
    if verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"}:
        return is_passive(verb.head) and not own_subjects(verb)
    return verb.dep_ == "advcl" and not any(c.dep_ in _SUBJECTS for c in verb.children)


def own_subjects(verb: Token) -> list[Token]:
    """Return the subjects that stand with the verb itself (in a passive clause: the patient)."""
    return [c for c in verb.children if c.dep_ in _SUBJECTS | _PASSIVE_SUBJECTS and c.lower_ != "there"]


def agents(verb: Token) -> list[Token]:
    """Return the doers that a passive names with "by"."""
    return [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]


def arguments(verb: Token) -> list[Argument]:
    """Return the arguments of a verb with voice normalised, missing subjects found, and obliques named."""
    found = list(_core(verb))
    found += obliques(verb)
    for noun in (c for c in verb.children if c.dep_ in _OBJECTS):
        found += _through_object(verb, noun)
    return found


def _core(verb: Token) -> Iterator[Argument]:
    found = surface_subject(verb)
    if is_passive(verb):
        yield from (Argument(OBJECT, token.i, step or "passive") for token, step in found)
        yield from (Argument(SUBJECT, doer.i, "passive") for doer in agents(verb))
    else:
        yield from (Argument(SUBJECT, token.i, step) for token, step in found)
    own = [c for c in verb.children if c.dep_ in _OBJECTS and c.tag_ not in {"WDT", "WP"}]
    yield from (Argument(OBJECT, noun.i) for noun in own)
    for child in verb.children:
        if child.dep_ == "xcomp" and child.tag_ == "VBG":
            yield Argument(OBJECT, child.i, "gerund")
        elif child.dep_ in {"oprd", "acomp"} and child.pos_ in {"ADJ", "VERB", "NOUN"}:
            yield Argument(STATE, child.i)  # "keeps its models closed", "remains closed"
        elif child.dep_ == "ccomp" and child.pos_ in {"ADJ", "ADV"}:
            # "makes it easier": the parser takes "it easier" for a clause
            yield Argument(STATE, child.i, "small clause")
            yield from (Argument(OBJECT, c.i, "small clause") for c in child.children if c.dep_ == "nsubj")
    if not own and not is_passive(verb):
        yield from (Argument(OBJECT, token.i, step) for token, step in _gap(verb))


def _gap(verb: Token) -> Iterator[tuple[Token, str]]:
    """Find an object that stands elsewhere: before a relative clause, or after a later verb of a list."""
    if verb.dep_ == "relcl":
        relative = [c for c in verb.children if c.tag_ in {"WDT", "WP"} and c.dep_ in _OBJECTS]
        subjects = own_subjects(verb)
        bare = subjects and not any(c.tag_ in {"WDT", "WP", "WRB"} for c in verb.subtree)
        if relative or bare:
            yield verb.head, "relative clause"
        return
    for later in verb.children:
        if later.dep_ == "conj" and later.pos_ == "VERB" and not own_subjects(later):
            for noun in later.children:
                if noun.dep_ in _OBJECTS and not any(c.dep_ in _PREPOSITIONS for c in verb.children):
                    yield noun, "shared object"


def surface_subject(verb: Token, depth: int = _DEPTH) -> list[tuple[Token, str]]:
    """Return the surface subject of a verb with the step that found it; follow the grammar upwards.

    A relative pronoun stands for its antecedent; an infinitive, gerund or participle takes the subject
    (or the object) of the clause that governs it; a coordinated verb takes that of the first.
    """
    own = own_subjects(verb)
    if own:
        return [_antecedent(own[0], verb)]
    if depth == 0:
        return []
    head, dep = verb.head, verb.dep_
    if dep == "relcl":
        return [(head, "relative clause")] if not own else []
    if dep == "acl":
        return _of_modifier(verb, head, depth)
    if dep == "conj":
        return _of_conjunct(verb, head, depth)
    if dep in {"xcomp", "ccomp"} and head.pos_ in {"VERB", "AUX", "ADJ"}:
        return _of_complement(verb, head, depth)
    if dep in {"advcl", "dep", "parataxis"} and head.pos_ in {"VERB", "AUX"}:
        return _named(surface_subject(head, depth - 1), "participle")
    if dep == "pcomp":
        return _of_gerund(head, depth)
    if dep == "amod" and verb.tag_ == "VBN":
        return [(head, "participle")]
    return []


def _antecedent(subject: Token, verb: Token) -> tuple[Token, str]:
    if subject.tag_ in {"WDT", "WP"} and subject.lower_ != "what":
        clause = verb
        while clause.dep_ == "conj":
            clause = clause.head
        if clause.dep_ == "relcl":
            return _whole_list(clause.head, subject), "relative clause"
    return subject, ""


def _whole_list(antecedent: Token, relative: Token) -> Token:
    """Return the first member of a list that a clause after a comma speaks of: "A, B and C, who ..."."""
    if relative.i and relative.nbor(-1).text == ",":
        while antecedent.dep_ == "conj":
            antecedent = antecedent.head
    return antecedent


def _of_modifier(verb: Token, noun: Token, depth: int) -> list[tuple[Token, str]]:
    if verb.tag_ in {"VBG", "VBN"}:
        return [(noun, "participle")]
    owners = [c for c in noun.children if c.dep_ == "poss"]
    if owners:
        return [(owners[0], "plan of its owner")]
    verb = noun.head.head if noun.dep_ == "pobj" else noun.head
    if noun.dep_ in {*_OBJECTS, "pobj"} and verb.pos_ in {"VERB", "AUX"}:
        return _named(surface_subject(verb, depth - 1), "control")
    return []


def _of_conjunct(verb: Token, first: Token, depth: int) -> list[tuple[Token, str]]:
    if first.pos_ not in {"VERB", "AUX"}:
        return []
    found = surface_subject(first, depth - 1)
    if is_passive(first) and not is_passive(verb):
        return found
    return _named(found, "coordination")


def _of_complement(verb: Token, governor: Token, depth: int) -> list[tuple[Token, str]]:
    if governor.pos_ == "ADJ":
        return surface_subject(governor.head, depth - 1) if governor.dep_ == "acomp" else []
    if verb.dep_ == "ccomp" and not any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
        return []
    for noun in governor.children:
        if noun.dep_ in _OBJECTS and noun.i < verb.i:
            return [(noun, "control")]
    return _named(surface_subject(governor, depth - 1), "control")


def _of_gerund(preposition: Token, depth: int) -> list[tuple[Token, str]]:
    governor = preposition.head
    if governor.pos_ in {"VERB", "AUX"}:
        if preposition.lower_ in {"from", "of"}:
            for noun in governor.children:
                if noun.dep_ in _OBJECTS:
                    return [(noun, "control")]  # "bars X from using Y", "accuses X of using Y"
        doers = agents(governor)
        if doers:
            return [(doers[0], "gerund")]
        return _named(surface_subject(governor, depth - 1), "gerund")
    if governor.pos_ in {"NOUN", "PROPN"}:
        owners = [c for c in governor.children if c.dep_ == "poss"]
        if owners:
            return [(owners[0], "gerund")]
        if governor.head.pos_ == "VERB":
            return _named(surface_subject(governor.head, depth - 1), "gerund")
    if governor.pos_ == "ADJ" and governor.head.pos_ in {"VERB", "AUX"}:
        return _named(surface_subject(governor.head, depth - 1), "gerund")
    return []


def _named(found: list[tuple[Token, str]], step: str) -> list[tuple[Token, str]]:
    return [(token, step) for token, _ in found]


def obliques(head: Token) -> Iterator[Argument]:
    """Yield what a head governs by prepositions: "in X", "away from X", "at the forefront of X"."""
    for child in head.children:
        if child.dep_ in _PREPOSITIONS:
            for argument in of_preposition(child, child.lower_):
                yield argument
                yield from _through(head.doc[argument.token])
        elif child.dep_ == "advmod":
            for prep in child.children:
                if prep.dep_ == "prep":
                    yield from of_preposition(prep, f"{child.lower_} {prep.lower_}")


def _through(noun: Token) -> Iterator[Argument]:
    """Yield the complements of a noun that an idiom ends in: "at the forefront of X" gives "forefront of"."""
    for prep in noun.children:
        if prep.dep_ == "prep":
            for inner in of_preposition(prep, prep.lower_):
                yield Argument(f"{noun.lemma_.lower()} {inner.role}", inner.token, inner.step)


def of_preposition(prep: Token, role: str, step: str = "") -> Iterator[Argument]:
    """Yield what a preposition governs: a noun, a gerund, or a further preposition ("out of", "ahead of")."""
    for child in prep.children:
        if child.dep_ == "pobj":
            yield Argument(role, child.i, step)
            if role == "between":
                yield from (Argument("between and", c.i, step) for c in child.children if c.dep_ == "conj")
        elif child.dep_ == "pcomp" and child.tag_ == "VBG":
            yield Argument(role, child.i, step or "gerund")
        elif child.dep_ in {"prep", "pcomp"} and child.pos_ in {"ADP", "SCONJ"}:
            yield from of_preposition(child, f"{role} {child.lower_}", step)
    if prep.dep_ == "dative" and prep.pos_ not in {"ADP", "SCONJ", "PART"}:
        yield Argument("to", prep.i, "dative")


def _through_object(verb: Token, noun: Token) -> Iterator[Argument]:
    """Yield the roles of a light verb: "take the lead in X" gives role "lead in" beside object "lead"."""
    for prep in (*noun.children, *verb.children):
        if prep.dep_ == "prep":
            for inner in of_preposition(prep, prep.lower_):
                yield Argument(f"{noun.lemma_.lower()} {inner.role}", inner.token, inner.step)
    for child in noun.children:
        if child.dep_ == "poss":
            yield Argument(f"{noun.lemma_.lower()} {GENITIVE}", child.i)
        elif child.dep_ in {COMPOUND, "nmod"}:
            yield Argument(f"{noun.lemma_.lower()} {COMPOUND}", child.i)
