"""Answering: what a language model's answer proposes, as far as it can be read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from osgraph.errors import LanguageModelError
from osgraph.llm.prompting import MOST_CLAIMS
from osgraph.llm.proposals import Proposal
from osgraph.model import Modality, Polarity

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST: Final = 4000  # characters of one field
_NAME: Final = 300  # characters of a name
_FIELDS: Final = ("subject", "subject_class", "relation", "object", "object_class", "quote")
_T = TypeVar("_T", Polarity, Modality)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer proposes, and what of it could not be read, with reasons.

    ``whole`` says that the answer was well formed as it came, so that the same may be expected of it again.
    """

    proposals: tuple[Proposal, ...]
    faults: tuple[str, ...]
    whole: bool


def read(text: str) -> Answer:
    """Read an answer; JSON that is broken or cut off is repaired as far as it goes.

    Raises:
        LanguageModelError: it holds no list of claims.
    """
    value, whole = _value(text)
    items = value.get("claims") if isinstance(value, dict) else value
    if not isinstance(items, list) or (not whole and not items):
        raise LanguageModelError(f"the answer holds no list of claims: {_shown(text)}")
    proposals, faults = [], []
    for item in items[:MOST_CLAIMS]:
        try:
            proposals.append(_proposal(item))
        except (TypeError, ValueError) as fault:
            faults.append(str(fault))
    if len(items) > MOST_CLAIMS:
        faults += [f"more than {MOST_CLAIMS} claims in one answer"] * (len(items) - MOST_CLAIMS)
    return Answer(tuple(dict.fromkeys(proposals)), tuple(faults), whole and not faults)


def _value(text: str) -> tuple[Any, bool]:
    try:
        return json.loads(text), True
    except RecursionError as error:
        raise LanguageModelError("the answer is nested too deeply") from error
    except ValueError:
        from json_repair import repair_json

        try:
            return repair_json(text, return_objects=True, skip_json_loads=True), False
        except (RecursionError, ValueError) as error:
            raise LanguageModelError(f"the answer is no JSON: {_shown(text)}") from error


def _proposal(item: object) -> Proposal:
    """Return one item of an answer as a proposal.

    Raises:
        TypeError: it or one of its fields has the wrong type.
        ValueError: a field is missing, empty, too long or none of those allowed.
    """
    if not isinstance(item, dict):
        raise TypeError("a claim is no object")
    words = {field: _words(item, field) for field in _FIELDS}
    speaker = item.get("speaker")
    return Proposal(
        **words,
        polarity=_member(item, "polarity", Polarity),
        modality=_member(item, "modality", Modality),
        speaker="" if speaker is None else _words(item, "speaker", default="author"),
    )


def _words(item: dict[str, Any], field: str, default: str = "") -> str:
    value = item.get(field)
    if not isinstance(value, str):
        raise TypeError(f"{field} is missing or no text")
    value = value.encode("utf-8", "replace").decode("utf-8").replace("\0", "").strip() or default
    if not value:
        raise ValueError(f"{field} is empty")
    if len(value) > (_LONGEST if field == "quote" else _NAME):
        raise ValueError(f"{field} is too long")
    return value


def _member(item: dict[str, Any], field: str, kind: Callable[[str], _T]) -> _T:
    value = item.get(field)
    try:
        return kind(value.strip().lower() if isinstance(value, str) else "")
    except ValueError:
        raise ValueError(f"{field} is none of those allowed") from None


def _shown(text: str) -> str:
    plain = " ".join(text.split())
    return repr(plain if len(plain) <= 60 else plain[:60] + " ...")
