"""Qualifiers: the time, the quantity and the benchmark that a sentence gives with a claim."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d\d$")
_AMOUNT = re.compile(
    r"[$€£¥]\s?\d[\d.,]*(?:\s?(?:trillion|billion|million|bn|m|k)\b)?"
    r"|\d[\d.,]*\s?(?:%|percent\b|per cent\b|[BMT]\b(?: parameters)?)"
    r"|(?:multi-)?(?:billion|million|trillion)[- ](?:dollar|euro|yuan)s?",
    re.IGNORECASE,
)


def time(predicate: Token) -> str | None:
    """Return the date that hangs on a predicate as ISO year, month or day; None without one."""
    for child in predicate.children:
        if child.dep_ in {"prep", "npadvmod", "advmod"}:
            found = _date(list(child.subtree))
            if found:
                return found
    return None


def _date(tokens: list[Token]) -> str | None:
    if len(tokens) > 8:
        return None
    year = month = day = None
    for token in tokens:
        if _YEAR.match(token.text):
            year = token.text
        elif token.lower_.rstrip(".") in _MONTHS and token.text[:1].isupper():
            month = _MONTHS[token.lower_.rstrip(".")]
        elif token.text.isdigit() and 1 <= int(token.text) <= 31:
            day = int(token.text)
    if year is None:
        return None
    if month is None:
        return year
    return f"{year}-{month:02d}" + (f"-{day:02d}" if day else "")


def quantity(predicate: Token, object_: int) -> str | None:
    """Return the amount that belongs to a claim, in the text's words.

    It stands in the phrase of the object, of the predicate noun, or of the verb's own object
    ("invested $20 million in X").
    """
    doc = predicate.doc
    heads = [doc[object_], predicate, *(c for c in predicate.children if c.dep_ in {"dobj", "oprd"})]
    for head in heads:
        stop = head.right_edge.i if head.dep_ == "dobj" and head.ent_type_ == "MONEY" else head.i
        match = _AMOUNT.search(doc[head.left_edge.i : stop + 1].text)
        if match and (head.i != predicate.i or predicate.pos_ != "VERB"):
            return match.group().strip()
    return None
