"""Coordination: the members of a list, and the examples that "such as" names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONTRASTS = ("rather than", "instead of", "not")
_TWO_WORDS = (["rather", "than"], ["instead", "of"])


def members(token: Token) -> list[tuple[Token, str]]:
    """Return a noun with everything that shares its role, and the step that led to each.

    Conjuncts after "rather than" or "not" come with the step "contrast": what is said is denied of them.
    "X such as A and B" and "X like A" give X, A, B.
    """
    found = [(token, "")]
    found += [(t, "contrast" if is_contrasted(t) else "coordination") for t in _conjuncts(token)]
    found += [(t, "contrast") for t in _set_against(token)]
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


def is_contrasted(noun: Token) -> bool:
    """Say whether a noun is set against another ("A rather than B", "A, not B", "instead of B")."""
    if noun.dep_ == "pobj" and noun.head.lower_ in {"than", "of"} and noun.head.i:
        return noun.head.nbor(-1).lower_ in {"rather", "instead"}
    if noun.dep_ == "pobj" and noun.head.i:  # "relies on A but not on B", "builds on A rather than on B"
        before = [t.lower_ for t in noun.doc[max(0, noun.head.i - 2) : noun.head.i]]
        return (before[-1:] == ["not"] and noun.head.dep_ in {"conj", "prep"}) or before in _TWO_WORDS
    first = noun.head
    if noun.dep_ != "conj" or abs(first.i - noun.i) < 2:
        return False
    words = [t.lower_ for t in noun.doc[min(first.i, noun.i) + 1 : max(first.i, noun.i)] if t.is_alpha]
    text = " ".join(words[:4])
    return any(text == c or text.startswith(f"{c} ") or f" {c} " in f" {text} " for c in _CONTRASTS[:2]) or (
        words[:1] == ["not"]
    )


def _set_against(noun: Token) -> list[Token]:
    """Return what "rather than" or "instead of" sets against a noun where the parser sees no list."""
    links = [c for c in noun.children if c.lower_ in {"than", "instead", "rather"}]
    links += [inner for link in links for inner in link.children if inner.lower_ in {"of", "than"}]
    return [c for link in links for c in link.children if c.dep_ == "pobj" and is_contrasted(c)]


def _examples(noun: Token) -> list[Token]:
    out: list[Token] = []
    for named in noun.children:
        start = named.left_edge.i
        if named.dep_ != "appos" or noun.tag_ != "NNS" or not start:
            continue
        listed = [named, *_conjuncts(named)]
        if named.doc[start - 1].text in {":", "("} or (named.pos_ == "PROPN" and len(listed) > 1):
            out += (
                listed  # "Firms that back it: A and B", "two firms (A and B)", "two firms, A and B, back it"
            )
    for prep in noun.children:
        if prep.dep_ != "prep" or prep.lower_ not in {"as", "like", "including"}:
            continue
        if prep.lower_ == "as" and not any(c.lower_ == "such" for c in prep.children):
            continue
        for named in prep.children:
            if named.dep_ == "pobj":
                out += [named, *_conjuncts(named)]
    return [t for t in out if t.pos_ == "PROPN" or t.ent_type_]
