"""Coordination: the members of a list, and the examples that "such as" names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONTRASTS = ("rather than", "instead of", "not")


def members(token: Token) -> list[tuple[Token, str]]:
    """Return a noun with everything that shares its role, and the step that led to each.

    Conjuncts after "rather than" or "not" are left out; "X such as A and B" and "X like A" give X, A, B;
    "three labs, A, B and C" gives each name.
    """
    found = [(token, "")]
    found += [(t, "coordination") for t in _conjuncts(token)]
    for noun, step in tuple(found):
        found += [(t, step or "such as") for t in _examples(noun)]
    unique: dict[int, tuple[Token, str]] = {}
    for noun, step in found:
        unique.setdefault(noun.i, (noun, step))
    return list(unique.values())


def _conjuncts(token: Token) -> list[Token]:
    out: list[Token] = []
    level = [token]
    while level:
        level = [c for t in level for c in t.children if c.dep_ == "conj" and not is_contrasted(c)]
        out += [c for c in level if c.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "VERB"}]
    return out


def is_contrasted(conjunct: Token) -> bool:
    """Say whether a conjunct is set against the first ("A rather than B", "A, not B")."""
    first = conjunct.head
    between = conjunct.doc[min(first.i, conjunct.i) + 1 : max(first.i, conjunct.i)]
    text = " ".join(t.lower_ for t in between if t.head.i in {first.i, conjunct.i} or t.dep_ in {"cc", "neg"})
    return any(text.startswith(c) or f" {c}" in f" {text}" for c in _CONTRASTS)


def _examples(noun: Token) -> list[Token]:
    out: list[Token] = []
    for prep in noun.children:
        if prep.dep_ != "prep" or prep.lower_ not in {"as", "like", "including"}:
            continue
        if prep.lower_ == "as" and not any(c.lower_ == "such" for c in prep.children):
            continue
        for named in prep.children:
            if named.dep_ == "pobj":
                out += [named, *_conjuncts(named)]
    return [t for t in out if t.pos_ == "PROPN" or t.ent_type_]


# Nouns that say how much of a thing there is, or that it comes or grows, and leave the saying to it.
_TRANSPARENT = frozenset(
    """
    advent appearance arrival array availability class dozens effectiveness emergence existence family generation
    group growth handful hundreds kind kinds lot majority millions number part parts popularity presence
    proliferation range rise scores series set sort spread success thousands type types variety wave
    """.split()
)


def through(noun: Token) -> Token:
    """Return what a noun such as "the rise of open models" speaks of: the models; else the noun itself."""
    if noun.lower_ in _TRANSPARENT:
        for prep in noun.children:
            if prep.lower_ == "of":
                for complement in prep.children:
                    if complement.dep_ == "pobj":
                        return complement
    return noun
