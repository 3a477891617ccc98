"""Noun frames: what nouns, adjectives, possessives and compounds say without a verb of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph.propositions import frames
from osgraph.propositions.model import COMPOUND, GENITIVE, OBJECT, STATE, SUBJECT, Argument, Kind, Proposition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

_COPULAS = frozenset({"be", "become", "remain", "stay", "seem", "appear", "prove", "look", "turn"})
_HYPHENS = frozenset({"-", "‑"})
_RESULTATIVE = frozenset({"declare", "keep", "leave", "make", "render"})
# Verbs that leave the saying to their object: "X risks dependence on Y".
_LIGHT = frozenset(
    "avoid begin continue do end face have keep make risk see seek show start take want".split()
)
_POSTS = frozenset({"CEO", "CFO", "COO", "CTO", "MEP", "MP", "VP"})
LIGHT_VERB = "light verb"
SMALL_CLAUSE = "small clause"
_NOMINAL = frozenset({"NOUN", "PROPN"})


def comparative(adjective: Token) -> str:
    """Return the lemma under which an adjective is a predicate: comparatives keep their form."""
    if adjective.tag_ in {"JJR", "RBR"}:
        return str(adjective.lower_)
    return str(adjective.lemma_.lower())


def of_noun(noun: Token) -> list[Argument]:
    """Return what a noun governs: possessor, complements of its prepositions, compound modifiers."""
    found: list[Argument] = []
    for child in noun.children:
        if child.dep_ == "poss":
            found.append(_owner(noun, child))
        elif child.dep_ in {COMPOUND, "nmod"} and child.pos_ in _NOMINAL:
            found.append(Argument(COMPOUND, child.i))
            found += [
                a for a in of_noun(child) if a.role == COMPOUND or "-" in a.role
            ]  # "Ruritanian startup X"
        elif child.dep_ == "amod" and child.pos_ in {"PROPN", "ADJ"} and child.text[:1].isupper():
            found.append(Argument(COMPOUND, child.i))  # "Chinese", "US": the tagger wavers
        elif child.dep_ == "amod" and child.tag_ == "VBN":
            found += [Argument(f"-{child.lower_}", c.i) for c in child.children if _is_joined(c, child)]
        elif child.dep_ == "prep":
            found += frames.of_preposition(child, child.lower_)
        elif child.dep_ == "agent":
            found += [Argument("by", p.i) for p in child.children if p.dep_ == "pobj"]
    title = noun.nbor(-1) if noun.i and noun.pos_ == "PROPN" else None
    if title is not None and title.tag_ == "NN" and title.head.i != noun.i and not title.is_sent_start:
        # "Ruritanian startup X": the parser may cut between title and name
        found += [a for a in of_noun(title) if a.role == COMPOUND or "-" in a.role]
    return found


def _is_joined(word: Token, participle: Token) -> bool:
    """Say whether a hyphen joins a word to a participle: "Oslo-based", "Acme-built"."""
    return word.i + 2 == participle.i and word.nbor().text in _HYPHENS


def _owner(noun: Token, owner: Token) -> Argument:
    """Return the possessor of a noun; a possessive pronoun is bound by the subject that it agrees with."""
    if owner.lower_ in {"its", "their"}:
        verb = next((t for t in noun.ancestors if t.pos_ in {"VERB", "AUX"}), noun)
        for subject, _ in frames.surface_subject(verb):
            plural = subject.tag_ in {"NNS", "NNPS"} or any(c.dep_ == "conj" for c in subject.children)
            inside = subject.i == noun.i or (subject.is_ancestor(noun) and not subject.is_ancestor(verb))
            if (
                subject.pos_ in _NOMINAL
                and subject.i < owner.i
                and not inside
                and plural == (owner.lower_ == "their")
            ):
                return Argument(GENITIVE, subject.i, "possessive of the subject")
    return Argument(GENITIVE, owner.i)


def predications(token: Token) -> Iterator[Proposition]:
    """Yield what is said of a subject by a copula: "X is a rival of Y", "X is ahead in Y"."""
    if token.lemma_.lower() not in _COPULAS or token.pos_ not in {"VERB", "AUX"}:
        return
    subjects = [Argument(SUBJECT, t.i, step or "copula") for t, step in frames.surface_subject(token)]
    if not subjects:
        return
    beside = [a for a in frames.arguments(token) if a.role not in {SUBJECT, OBJECT, STATE}]
    beside += [a for s in subjects for a in _possessor(token.doc[s.token])]
    for complement, inner in _complements(token):
        kind = Kind.NOUN if complement.pos_ in _NOMINAL else Kind.ADJECTIVE
        arguments = _sorted([*subjects, *inner, *beside])
        yield Proposition(complement.i, comparative(complement), kind, arguments, ("copula",))
        role = OBJECT if kind is Kind.NOUN else STATE
        pair = _sorted([*subjects, *beside, Argument(role, complement.i)])
        yield Proposition(token.i, token.lemma_.lower(), Kind.VERB, pair, ("copula",))


def resultatives(verb: Token) -> Iterator[Proposition]:
    """Yield what a verb makes its object be: "X keeps Y closed" says that Y is closed."""
    if verb.lemma_.lower() not in _RESULTATIVE:
        return
    for thing in verb.children:
        states = [c for c in verb.children if c.i > thing.i and _is_state(c)] if thing.dep_ == "dobj" else []
        for state in states:
            pair = _sorted([Argument(SUBJECT, thing.i), Argument(STATE, state.i)])
            yield Proposition(verb.i, "be", Kind.VERB, pair, (SMALL_CLAUSE,))


def _is_state(word: Token) -> bool:
    """Say whether a word says how its verb's object is; parsers take a lone participle for a clause."""
    lone = word.n_lefts + word.n_rights == 0
    return word.dep_ in {"oprd", "acomp"} or (lone and word.dep_ in {"ccomp", "xcomp"})


def inclusions(verb: Token) -> Iterator[Proposition]:
    """Yield what "X's rivals include Y" says of Y: that it is a rival of X."""
    if verb.lemma_.lower() != "include":
        return
    for noun, step in frames.surface_subject(verb):
        if noun.pos_ == "NOUN":
            named = [Argument(SUBJECT, c.i, step or "inclusion") for c in verb.children if c.dep_ == "dobj"]
            arguments = _sorted([*named, *of_noun(noun)])
            yield Proposition(noun.i, noun.lemma_.lower(), Kind.NOUN, arguments, ("inclusion",))


def _complements(copula: Token) -> Iterator[tuple[Token, list[Argument]]]:
    """Yield the predicates of a copula, each with what it governs itself."""
    for child in copula.children:
        if child.dep_ in {"attr", "acomp", "oprd"}:
            heads = [child, *child.conjuncts]
            shared = [
                a for c in heads for a in _of_adjective(c) if a.role == "than"
            ]  # "cheaper and better than"
            for head in heads:
                yield head, of_noun(head) if head.pos_ in _NOMINAL else [*_of_adjective(head), *shared]
        elif child.dep_ == "prep":  # "X is behind Y in Z", "X is under an MIT licence"
            yield child, list(frames.of_preposition(child, child.lower_))
        elif child.dep_ == "advmod" and child.lower_ in {"ahead", "behind"}:
            yield child, _of_adjective(child)


def _possessor(subject: Token) -> list[Argument]:
    role = f"{subject.lemma_.lower()} {GENITIVE}"
    return [Argument(role, c.i) for c in subject.children if c.dep_ == "poss"]


def _of_adjective(adjective: Token) -> list[Argument]:
    return list(frames.obliques(adjective))


def modifiers(noun: Token) -> Iterator[Proposition]:
    """Yield what adjectives before or after a noun say of it: "a chip cheaper than Y", "X, based in Y"."""
    for child in noun.children:
        if child.dep_ in {"amod", "acl", "relcl"} and child.pos_ == "ADJ":
            inner = _of_adjective(child)
            if inner:
                subject = Argument(SUBJECT, noun.i, "modifier")
                yield Proposition(
                    child.i, comparative(child), Kind.ADJECTIVE, _sorted([subject, *inner]), ("modifier",)
                )


def appositions(noun: Token) -> Iterator[Proposition]:
    """Yield "X, the maker of Y" and "startup X" read as "X is ...": the noun is the predicate of X."""
    for child in noun.children:
        if child.dep_ == "appos" and child.pos_ in _NOMINAL:
            named, said = (noun, child) if noun.pos_ == "PROPN" or child.pos_ == "NOUN" else (child, noun)
            if said.pos_ == "PROPN" and noun.pos_ == "NOUN":
                named, said = child, noun
            inner = [a for a in of_noun(said) if a.token != named.i]
            yield _said_of(named, said, inner, "apposition")
        elif (
            child.dep_ == COMPOUND and noun.pos_ == "PROPN" and (child.pos_ == "NOUN" or child.text in _POSTS)
        ):
            inner = _before(child)
            yield _said_of(noun, child, inner, "title")


def _before(title: Token) -> list[Argument]:
    """Return the name that stands before a title: "Acme" in "Acme executive Jo Lee"."""
    head = title.head
    before = [
        c
        for c in (*head.lefts, *title.lefts)
        if c.i < title.i and c.dep_ in {COMPOUND, "nmod", "amod", "poss"} and c.text[:1].isupper()
    ]
    close = [c for c in before if c.tag_ != "JJ" or c.ent_type_]
    nearest = max(close, key=lambda c: c.i, default=None)
    if nearest is None:
        return []
    role = GENITIVE if nearest.dep_ == "poss" else COMPOUND
    return [Argument(role, nearest.i)]


def _said_of(named: Token, said: Token, inner: list[Argument], step: str) -> Proposition:
    subject = Argument(SUBJECT, named.i, step)
    return Proposition(said.i, said.lemma_.lower(), Kind.NOUN, _sorted([subject, *inner]), (step,))


def nominalisations(noun: Token) -> Iterator[Proposition]:
    """Yield the frame of a noun that governs something: "the release of X by Y", "X's retreat from Y"."""
    if noun.pos_ not in _NOMINAL:
        return
    inner = of_noun(noun)
    if not inner:
        return
    yield Proposition(noun.i, noun.lemma_.lower(), Kind.NOUN, _sorted(inner), ("noun",))
    if noun.dep_ == "dobj" and noun.head.lemma_.lower() in _LIGHT:
        owners = [Argument(GENITIVE, t.i, step) for t, step in frames.surface_subject(noun.head)]
        if owners:
            arguments = _sorted([*owners, *(a for a in inner if a.role != GENITIVE)])
            yield Proposition(noun.i, noun.lemma_.lower(), Kind.NOUN, arguments, (LIGHT_VERB,))


def links(noun: Token) -> Iterator[Proposition]:
    """Yield bare links between two nouns: "X's Y", "Y by X", "X Y", as subject X and object Y."""
    if noun.pos_ not in _NOMINAL:
        return
    for argument in of_noun(noun):
        arguments = (Argument(OBJECT, noun.i), Argument(SUBJECT, argument.token, argument.step))
        yield Proposition(noun.i, argument.role, Kind.LINK, arguments, (argument.role,))
    for child in noun.children:
        if child.dep_ == "appos" and child.pos_ in _NOMINAL:
            for argument in of_noun(noun):
                if argument.role in {GENITIVE, COMPOUND}:
                    pair = (Argument(OBJECT, child.i, "apposition"), Argument(SUBJECT, argument.token))
                    yield Proposition(noun.i, argument.role, Kind.LINK, pair, (argument.role, "apposition"))


def _sorted(arguments: list[Argument]) -> tuple[Argument, ...]:
    return tuple(sorted(dict.fromkeys(arguments)))
