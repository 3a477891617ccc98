"""Asides: what stands in brackets after a noun ("Lumo-2 (Ferrant Labs, Apache 2.0)")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph.propositions.model import ASIDE, OBJECT, SUBJECT, Argument, Kind, Proposition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

_LONGEST = 24  # tokens of an aside; a longer one is a sentence of its own
_SEPARATORS = frozenset({",", ";", "/", "|", "·", "•"})
_NO_NAMES = frozenset({"VERB", "AUX", "ADP", "ADV", "SCONJ", "PRON", "INTJ"})  # such words make it prose


def find(bracket: Token) -> Iterator[Proposition]:
    """Yield a bare link from the noun before a bracket to each part inside that is a name, not prose.

    The order of the words is plainer than what parsers make of them, so it alone is read.
    """
    doc = bracket.doc
    before = doc[bracket.i - 1] if bracket.i else bracket
    if before.is_lower and not any(c.isdigit() for c in before.text):
        return  # a common noun: what follows are examples
    part: list[Token] = []
    for token in doc[bracket.i + 1 : bracket.i + 1 + _LONGEST]:
        if token.text not in _SEPARATORS and token.text != ")":
            part.append(token)
            continue
        if part and not any(t.pos_ in _NO_NAMES and t.is_lower for t in part):
            inside = Argument(SUBJECT, part[-1].i, "brackets")
            yield Proposition(before.i, ASIDE, Kind.LINK, (Argument(OBJECT, before.i), inside), ("brackets",))
        part = []
        if token.text == ")":
            return
