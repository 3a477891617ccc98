"""Repairs: mistakes of a small parser that can be told from the tree it made, mended in place.

Each is one that grammar rules out ("that Acme designed" has one subject), so that what is right stays so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass"})
_RELATIVE: Final = frozenset({"that", "which", "whom"})
_LIKE: Final = "like"


def mend(doc: Doc) -> None:
    """Mend a parsed text.

    * a relative pronoun before a second subject is the object: "the chip that Acme designed";
    * of two subjects side by side the name stands beside the noun: "its model Lumo writes";
    * what hangs on a particle is the verb's object: "takes on Acme";
    * a noun with a subject and an object is a verb: "Labs such as Acme release models";
    * "like" behind an object belongs to it: "uses tools like Lumo".

    Args:
        doc: a text with tags and a parse; changed in place.
    """
    for token in doc:
        dep = token.dep_
        if dep in _SUBJECTS:
            _subject(token)
        elif dep == "pobj" and token.head.dep_ == "prt":
            token.head, token.dep_ = token.head.head, "dobj"
        elif dep == "dobj" and token.head.pos_ == "NOUN" and token.head.tag_ in {"NN", "NNS"}:
            _verb(token.head)
        elif dep == "prep" and token.lower_ == _LIKE and token.i:
            before = token.nbor(-1)
            if before.dep_ == "dobj" and before.head == token.head and before.pos_ == "NOUN":
                token.head = before


def _subject(token: Token) -> None:
    """Mend a subject that stands before another of the same verb."""
    verb = token.head
    others = [c for c in verb.lefts if c.i > token.i and c.dep_ in _SUBJECTS]
    if not others:
        return
    if token.tag_ in {"WDT", "WP", "IN"} and token.lower_ in _RELATIVE and verb.dep_ == "relcl":
        token.dep_ = "dobj"
        return
    other = others[0]
    if token.pos_ == "NOUN" and other.pos_ == "PROPN" and other.left_edge.i == token.i + 1:
        other.head, other.dep_ = token, "appos"


def _verb(noun: Token) -> None:
    """Take a noun for the verb that it is, if something does it."""
    if any(c.dep_ in _SUBJECTS for c in noun.lefts) and not any(c.dep_ == "det" for c in noun.lefts):
        noun.tag_ = "VBP" if noun.tag_ == "NN" else "VBZ"
        noun.pos_ = "VERB"
