"""Coordination: the members of a list, and the examples that "such as" names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONTRASTS = ("rather than", "instead of", "not")


def members(token: Token) -> list[tuple[Token, str]]:
    """Return a noun with everything that shares its role, and the step that led to each.

    Conjuncts after "rather than" or "not" come with the step "contrast": what is said is denied of them.
    "X such as A and B" and "X like A" give X, A, B.
    """
    found = [(token, "")]
    found += [(t, "contrast" if is_contrasted(t) else "coordination") for t in _conjuncts(token)]
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
        level = [c for t in level for c in t.children if c.dep_ == "conj"]
        out += [c for c in level if c.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "VERB"}]
    return out


def is_contrasted(conjunct: Token) -> bool:
    """Say whether a conjunct is set against the first ("A rather than B", "A, not B")."""
    first = conjunct.head
    if conjunct.dep_ != "conj" or abs(first.i - conjunct.i) < 2:
        return False
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
