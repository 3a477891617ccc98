"""Noun phrases: which words around a head noun belong to the name of what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LEFT = frozenset(
    {"amod", "compound", "nmod", "poss", "nummod", "quantmod", "advmod", "punct", "case", "npadvmod"}
)
# Adjectives that size or praise and tell no kind: they are left out of names.
_VAGUE = frozenset(
    """
    additional ambitious big bold broad certain clear considerable critical crucial different
    dramatic enormous entire expanded expanding extensive few first fresh full further giant great
    growing high-end high-performance high-profile high-quality huge immense important increased
    increasing intense key large last latest long-standing longtime main many massive more most
    multiple new next notable numerous other others overall own particular possible potential
    powerful profitable profound promising recent remarkable renewed robust same second serious
    several sharp significant single so-called some state-of-the-art steady strong substantial such
    sweeping third top top-tier tremendous unprecedented upcoming various vast vital whole wide
    widespread world-class
    """.split()
)
_KINDS = frozenset({"least", "lowest", "highest"})  # superlatives that say a kind: "lowest bidder"
_HYPHENS = frozenset({"-", "‑"})
_KEPT_WITH = frozenset({"most", "more"})  # "most advanced chips" keeps it
_BODIES = frozenset({"government", "ministry", "administration", "authority", "authorities", "council"})
_POSSESSIVE_MARKS = frozenset({"'s", "’s", "'", "’"})
_COMPLEMENTS = frozenset({"of"})
_ABSTRACT_COMPLEMENTS = frozenset({"of", "on", "for", "to", "about", "between", "over", "in", "with"})
_OF_WORDS = 7  # longest complement that stays in a name


def bounds(head: Token, *, abstract: bool = False) -> tuple[int, int]:
    """Return the token range of a noun phrase as ONTOLOGY cuts names.

    Determiners, possessive pronouns, vague adjectives and trailing clauses are left out; modifiers and a
    short "of" complement stay.

    Args:
        head: the noun, or a gerund.
        abstract: the head names no agent and no artifact, so that other complements belong to the name
            ("dependency on imports", "concerns about safety").
    """
    if head.pos_ in {"VERB", "AUX"}:
        return _gerund(head)
    return _left(head), _right(head, _ABSTRACT_COMPLEMENTS if abstract else _COMPLEMENTS)


def _gerund(verb: Token) -> tuple[int, int]:
    """Return a gerund with its object: "commoditising software"."""
    objects = [c for c in verb.rights if c.dep_ == "dobj" and c.pos_ in {"NOUN", "PROPN"}]
    return verb.i, _right(objects[0]) if objects else verb.i + 1


def _left(head: Token) -> int:
    doc = head.doc
    start = head.i
    at = head.i - 1
    while at >= 0 and _belongs(doc[at], head):
        start = at
        at -= 1
    start = _after_possessor(head, start)
    while start < head.i and (dropped := _dropped(doc, start, head)):
        start += dropped
    return start


def _after_possessor(head: Token, start: int) -> int:
    """Leave a possessor out where the rest still says what it is: "Acme's open strategy", "Acme's growth"."""
    doc = head.doc
    marks = [i for i in range(start, head.i) if doc[i].text in _POSSESSIVE_MARKS and doc[i].dep_ == "case"]
    if not marks:
        return start
    rest = marks[-1] + 1
    while rest < head.i and (dropped := _dropped(doc, rest, head)):
        rest += dropped
    return rest if rest < head.i else start


def _belongs(token: Token, head: Token) -> bool:
    """Say whether a token left of the head hangs below it by modifiers alone."""
    if token.is_space or token.text == "|" or token.dep_ in {"det", "predet", "cc", "preconj"}:
        return False  # a bar parts the cells of a table
    seen = 0
    while token.i != head.i:
        if token.dep_ not in _LEFT and not (token.dep_ == "conj" and token.head.dep_ in _LEFT):
            return False
        if token.head.i == token.i or seen > 12:
            return False
        token, seen = token.head, seen + 1
    return True


def _dropped(doc: Doc, at: int, head: Token) -> int:
    """Return how many tokens from a place on tell no kind, so that a name starts after them."""
    end = at
    while end + 2 < head.i and doc[end + 1].text in _HYPHENS:
        end += 2
    if end > at:  # "high-quality", "top-tier": dropped as a whole or not at all
        whole = doc[at : end + 1].text.lower().replace("‑", "-")
        return end + 1 - at if whole in _VAGUE else 0
    return int(_droppable(doc, at, head))


def _droppable(doc: Doc, at: int, head: Token) -> bool:
    token = doc[at]
    if token.tag_ in {"PRP$", "WP$"} or token.dep_ == "punct" or token.text in _POSSESSIVE_MARKS:
        return True
    if token.tag_ in {"RB", "RBR"} or (token.tag_ == "JJR" and token.dep_ == "amod"):
        return True
    if token.lower_ in _KEPT_WITH and at + 1 < head.i:
        return False
    if token.dep_ == "advmod" and token.head.i == head.i:
        return True
    if token.tag_ == "JJS" and token.dep_ == "amod" and token.lower_ not in _KINDS:
        return True
    return token.lower_ in _VAGUE or _counts(token, head)


def _counts(token: Token, head: Token) -> bool:
    """Say whether a token belongs to the number of a noun: "over 20 trillion" words."""
    while token.dep_ in {"quantmod", "compound", "nummod", "advmod"}:
        if token.dep_ == "nummod" and token.head.i == head.i:
            return True
        token = token.head
        if token.tag_ != "CD":
            return False
    return False


def _right(head: Token, prepositions: frozenset[str] = _COMPLEMENTS) -> int:
    end = head.i + 1
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in prepositions and child.i == end:
            inner = [c for c in child.children if c.dep_ == "pobj"]
            if len(inner) == 1:
                last = max(t.i for t in inner[0].subtree if _inside(t, inner[0]))
                if last - child.i <= _OF_WORDS:
                    return last + 1
    return end


def _inside(token: Token, head: Token) -> bool:
    """Say whether a token belongs to a complement without its clauses and further prepositions."""
    while token.i != head.i:
        if token.dep_ in {"relcl", "acl", "prep", "advcl", "appos", "punct", "cc", "conj"}:
            return False
        token = token.head
    return True


def canonical(doc: Doc, start: int, end: int, *, proper: bool = False) -> str:
    """Return the words of a phrase as a name: lower case where only the sentence's start made a capital.

    Args:
        doc: the parsed text.
        start: index of the first token.
        end: index after the last token.
        proper: whether the first word is written with a capital everywhere ("Chinese").
    """
    text = " ".join(doc[start:end].text.split())
    first = doc[start]
    if first.dep_ in {"poss", "compound"} and first.pos_ == "PROPN" and doc[end - 1].lower_ in _BODIES:
        return " ".join(t.text for t in doc[start:end] if t.text not in _POSSESSIVE_MARKS)
    if (
        not proper
        and first.is_sent_start
        and first.text[1:].islower()
        and first.pos_ != "PROPN"
        and not first.ent_type_
    ):
        return text[0].lower() + text[1:]
    return text


# Nouns that say how much of a thing there is, or that it comes or grows, and leave the rest to it.
_TRANSPARENT = frozenset(
    """
    advent appearance array arrival availability class dozens effectiveness emergence existence family
    generation group growth handful hundreds kind kinds lot majority millions number part parts popularity
    presence proliferation range rise scores series set sort spread success thousands type types variety
    wave weights
    """.split()
)


def hyphened(token: Token) -> int:
    """Return where a compound starts that a word ends: "closed" for "source" in "closed-source"."""
    start = token.i
    while start >= 2 and token.doc[start - 1].text in _HYPHENS:
        start -= 2
    if start and token.doc[start - 1].dep_ in {"amod", "compound"} and token.doc[start - 1].head.i == token.i:
        start -= 1
    return start


def through(noun: Token) -> Token:
    """Return what a noun such as "the rise of open models" speaks of: the models; else the noun itself.

    "X's weights" are X as well.
    """
    if noun.lower_ == "weights":
        for owner in noun.children:
            if owner.dep_ == "poss" and owner.pos_ == "PROPN":
                return owner
    if noun.lower_ in _TRANSPARENT:
        for prep in noun.children:
            if prep.lower_ == "of":
                for complement in prep.children:
                    if complement.dep_ == "pobj":
                        return complement
    return noun


# Nouns that name nothing when they stand alone: what is said of "ways" or "a lot" is said of nothing.
_EMPTY = frozenset(
    """
    bit course detriment end fact funds kind lot lots manner matter money part place point points reason
    regard respect sake sort stuff terms thing things time times turn way ways
    """.split()
)


def is_empty(head: Token, start: int, end: int) -> bool:
    """Say whether a noun phrase is one noun that names nothing: "ways", "a lot"."""
    return end - start == 1 and head.lower_ in _EMPTY
