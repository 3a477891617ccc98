"""Which columns the answer to a question has: what it leaves open, and what it asks beside.

What the question names is not repeated. An effect or a rank is a judgement, so the answer tells how sure the
text is. Where claims stand under viewpoints, it tells which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from osgraph.answering.asking import Asked
    from osgraph.answering.lexicon import Lexicon


class Columns(NamedTuple):
    """The columns of an answer, and those that are left out where all rows say the same, with what."""

    names: tuple[str, ...]
    optional: dict[str, str]


def choose(asked: Asked, lexicon: Lexicon, *, viewed: bool) -> Columns:
    """Return the columns of the answer to a question about claims.

    Args:
        asked: the question.
        lexicon: tells which relations judge.
        viewed: whether claims stand under viewpoints.
    """
    front = _front(asked)
    optional = {}
    back = []
    beside = viewed and bool(asked.relations) and asked.perspective is None and asked.home is None
    if "perspective last" in asked.columns:
        back.append("perspective")
    elif beside and "perspective" not in front:
        back.append("perspective")
        optional["perspective"] = "none"
    back += ["polarity"] * ("polarity" in asked.columns) + ["modality"] * _tells_modality(asked, lexicon)
    back += [name for name in ("former", "benchmark", "quantity", "attribution") if name in asked.columns]
    if asked.content:
        optional |= {"attribution": "author", "quantity": ""}
        back += ["attribution"] * (not asked.speakers) + ["quantity"]
    names = [*front, *_ends(asked), *(name for name in back if name not in front)]
    return Columns(tuple(names), optional)


def _front(asked: Asked) -> list[str]:
    """Return what a question asks for first: by what it sorts the claims."""
    front = ["attribution"] * asked.others
    if "perspective first" in asked.columns or (asked.content and asked.within):
        front.append("perspective")
    if not asked.relations and not asked.content and len(asked.modalities) > 1:
        front.append("modality")
    return front


def _ends(asked: Asked) -> list[str]:
    """Return the ends that the question leaves open, with the relation between where it may be several."""
    ends = []
    for name, end in (("subject", asked.subject), ("object", asked.object)):
        if not (asked.relations and end.given):
            ends += [name] + [f"{name}Maker"] * ("makers" in asked.columns)
    if asked.reverse:
        ends.reverse()
    if len(asked.relations) != 1:
        ends.insert(1 if ends[:1] == ["subject"] else 0, "relation")
    return ends


def _tells_modality(asked: Asked, lexicon: Lexicon) -> bool:
    judged = bool(asked.relations & lexicon.judging) and asked.perspective is None
    return "modality" in asked.columns or judged or (asked.content and len(asked.modalities) != 1)
