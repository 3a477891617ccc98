"""A question read: which of the shapes that questions have, and what it asks for in it.

Each shape takes a question as a whole. A word that no shape has a place for makes the question one that is
not understood: an answer to half a question would be a wrong answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from osgraph.answering import tagging
from osgraph.answering.asking import Asked, End
from osgraph.answering.words import words
from osgraph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from osgraph.answering.lexicon import Lexicon, Pattern
    from osgraph.answering.tagging import Tag
    from osgraph.answering.things import Things
    from osgraph.model import IRI


class NotUnderstoodError(QueryError):
    """A question cannot be read; the message says what stands in the way."""


def read(question: str, lexicon: Lexicon, things: Things) -> Asked:
    """Return what a question asks for.

    Raises:
        NotUnderstoodError: it cannot be read.
    """
    text, columns = tagging.asks(question)
    tags = [tag for tag in tagging.tag(text, lexicon, things) if tag.kind != "EMPTY"]
    tags = _joined(tags)
    unknown = [word.text for tag in tags if tag.kind == "?" for word in tag.words]
    for shape in _SHAPES:
        found = shape(tags, lexicon, things)
        if found is not None:
            return _with(found, columns, text, things)
    if unknown:
        raise NotUnderstoodError(f"no document and no word of the ontology says {unknown[0]!r}")
    raise NotUnderstoodError("it has a shape that no rule here reads")


def _with(asked: Asked, columns: Sequence[str], text: str, things: Things) -> Asked:
    """Add what is asked beside the main point; a viewpoint whose name the question says is meant."""
    plain = tuple(word.text for word in words(text))
    said = next((name for key, name in things.perspectives.items() if _holds(plain, key)), None)
    residents = "residents" in columns
    rest = tuple(name for name in columns if name not in {"residents", "manner"})
    return replace(
        asked, residents=residents, columns=rest, perspective=said if said is not None else asked.perspective
    )


def _holds(text: Sequence[str], part: Sequence[str]) -> bool:
    return any(tuple(text[at : at + len(part)]) == tuple(part) for at in range(len(text) - len(part) + 1))


def _joined(tags: Sequence[Tag]) -> list[Tag]:
    """Drop what joins nothing: an "and" at either end, before a preposition or between question and verb."""
    return [
        tag
        for at, tag in enumerate(tags)
        if tag.kind != "AND"
        or (
            0 < at < len(tags) - 1
            and tags[at + 1].kind != "PREP"
            and (tags[at - 1].kind, tags[at + 1].kind) != ("W", "R")
        )
    ]


# --- the shapes ---


def _count(tags: Sequence[Tag], lexicon: Lexicon, things: Things) -> Asked | None:
    """Read "How many claims of each perspective are asserted, how many hedged?"."""
    del lexicon, things
    text = " ".join(word.text for tag in tags for word in tag.words)
    if not text.startswith("how many claims"):
        return None
    modalities = tuple(tag.value for tag in tags if tag.kind == "M")
    allowed = {"PREP", "CLAIMS", "SAY", "VIEW", "BE", "M", "AND"}
    if not modalities or any(tag.kind not in allowed for tag in tags):
        return None
    return Asked(modalities=modalities, counted=True, within=any(tag.kind == "VIEW" for tag in tags))


def _listing(tags: Sequence[Tag], lexicon: Lexicon, things: Things) -> Asked | None:
    """Read "Which claims are hedged?", "Which stances of companies are past?"."""
    del things
    if [tag.kind for tag in tags[:1]] != ["W"] or not _is_claims(tags[1:2]):
        return None
    rest = tags[2:]
    allowed = {"PREP", "BE", "M", "AND", "PAST", "C", "TEXT", "SAY"}
    if any(tag.kind not in allowed and not (tag.kind == "R" and _made(tag)) for tag in rest):
        return None
    said = {word.text for tag in rest for word in tag.words}
    classes = frozenset(iri for tag in rest if tag.kind == "C" for iri in tag.value)
    asked = Asked(
        subject=End(classes=lexicon.below(classes)),
        modalities=tuple(tag.value for tag in rest if tag.kind == "M"),
        former=any(tag.kind == "PAST" for tag in rest),
        others={"other", "than", "author"} <= said,
    )
    return asked if asked.modalities or asked.former or asked.others else None


def _is_claims(tags: Sequence[Tag]) -> bool:
    return bool(tags) and tags[0].words[0].text in {"claims", "statements", "stances"}


def _made(tag: Tag) -> bool:
    return tag.words[0].text in {"made", "attributed"}


def _content(tags: Sequence[Tag], lexicon: Lexicon, things: Things) -> Asked | None:
    """Read "What does X claim?", "What does the brief claim outside the perspectives?"."""
    del lexicon, things
    if [tag.kind for tag in tags[:2]] != ["W", "AUX"]:
        return None
    say = next((n for n, tag in enumerate(tags) if tag.kind == "SAY" and n > 2), None)
    if say is None:
        return None
    before, after = tags[2:say], tags[say + 1 :]
    kinds = {tag.kind for tag in before}
    outside = [tag.words[0].text for tag in after] == ["outside", "perspectives"]
    held = [tag.kind for tag in after if tag.kind != "BE"]
    if (after and not outside and set(held) != {"M"}) or not kinds <= {"E", "TEXT", "VIEW", "PREP"}:
        return None
    if kinds == {"E"} and len(before) == 1:
        return Asked(speakers=before[0].value, content=True, perspective="" if outside else None)
    if "E" in kinds or not kinds & {"TEXT", "VIEW"}:
        return None
    return Asked(
        content=True,
        within="VIEW" in kinds,
        perspective="" if outside else None,
        modalities=tuple(tag.value for tag in after if tag.kind == "M"),
    )


def _effects(tags: Sequence[Tag], lexicon: Lexicon, things: Things) -> Asked | None:
    """Read "Which effects does X claim for Y?", "Which effects of Y are claimed?"."""
    del lexicon, things
    if [tag.kind for tag in tags[:2]] != ["W", "F"]:
        return None
    relations = tags[1].value
    match [tag.kind for tag in tags[2:]]:
        case ["AUX", "E", "SAY", "PREP", "E"]:
            return Asked(subject=End(named=(tags[6].value,)), relations=relations, speakers=tags[3].value)
        case ["PREP", "E"] | ["PREP", "E", "BE", "SAY"]:
            return Asked(subject=End(named=(tags[3].value,)), relations=relations)
        case ["AUX", "E"] if not tags[4:]:
            return Asked(subject=End(named=(tags[3].value,)), relations=relations)
    return None


def _openness(tags: Sequence[Tag], lexicon: Lexicon, things: Things) -> Asked | None:
    """Read "How open is each model?", "Which companies of X are open or closed?"."""
    del things
    relation = lexicon.terms.relation_with_role("openness")
    if relation is None:
        return None
    holds = frozenset({relation.iri})
    if [tag.words[0].text for tag in tags[:1]] == ["how"] and [tag.kind for tag in tags[1:3]] == ["V", "BE"]:
        end = _end(tags[3:], lexicon)
        return Asked(subject=end, relations=holds) if end is not None and (end.named or end.classes) else None
    if [tag.kind for tag in tags[:2]] != ["W", "C"]:
        return None
    rest = list(tags[2:])
    home = None
    based = lexicon.terms.relation_with_role("home")
    if rest and based and rest[0].kind == "R" and based.iri in rest[0].value.relations:
        place = [tag for tag in rest[1:2] if tag.kind == "E"]
        if not place:
            return None
        home, rest = End(named=(place[0].value,)), rest[2:]
    keeps = [tag for tag in rest if tag.kind == "R" and tag.value.relations == holds]
    values = [tag.value for tag in rest if tag.kind == "V"]
    other = [
        t
        for t in rest
        if t.kind not in {"V", "BE", "AND", "W", "SAY"} and t not in keeps and t.words[0].text != "to"
    ]
    if other or not values:
        return None
    roots = {lexicon.root(value) for value in values}
    wanted = (
        frozenset(iri for value in values for iri in lexicon.narrower(value))
        if len(roots) == 1
        else frozenset()
    )
    subject = End(classes=lexicon.below(tags[1].value))
    return Asked(subject=subject, object=End(values=wanted), relations=holds, home=home)


def _change(tags: Sequence[Tag], lexicon: Lexicon, things: Things) -> Asked | None:
    """Read "Which companies moved from open to closed?"."""
    del things
    shift = lexicon.terms.relation_with_role("shiftFrom")
    match [tag.kind for tag in tags]:
        case ["W", "C", "R", "V", "PREP", "V"] if shift and shift.iri in tags[2].value.relations:
            subject = End(classes=lexicon.below(tags[1].value))
            return Asked(
                subject=subject, relations=frozenset({shift.iri}), change=(tags[3].value, tags[5].value)
            )
    return None


def _between(tags: Sequence[Tag], lexicon: Lexicon, things: Things) -> Asked | None:
    """Read questions for what stands in a relation: "Who relies on X?", "What does X weaken?"."""
    del things
    tags = _declarative(tags)
    at = [n for n, tag in enumerate(tags) if tag.kind == "R"]
    joined = [tag.kind for tag in tags[at[0] : at[-1] + 1]] if at else []
    if joined != (["R", "AND"] * len(at))[:-1] or not at:
        return None
    patterns: list[Pattern] = [tags[n].value for n in at]
    left, right = list(tags[: at[0]]), list(tags[at[-1] + 1 :])
    tail = patterns[0].tail
    if tail:
        right = right[: -len(tail)] if len(patterns) == 1 else right
    passive = bool(left) and left[-1].kind == "BE" and not all(p.copular for p in patterns)
    if passive:
        right = right[1:] if right and right[0].words[0].text == "by" else right
    turned = {p.swapped for p in patterns}
    if len(turned) != 1:
        return None
    if [tag.kind for tag in left] == ["TEXT"]:  # "What does the text liken to what?"
        left = [tag for tag in right if tag.kind == "W"][:1]
    ends = [_end(part, lexicon) for part in (left, right)]
    if ends[0] is None or ends[1] is None:
        return None
    subject, object_ = (ends[1], ends[0]) if turned.pop() != passive else (ends[0], ends[1])
    relations = frozenset(iri for p in patterns for iri in p.relations)
    return Asked(subject=subject, object=object_, relations=relations, reverse=patterns[0].swapped)


_SHAPES: Final[tuple[Callable[[Sequence[Tag], Lexicon, Things], Asked | None], ...]] = (
    _count, _listing, _content, _effects, _openness, _change, _between
)  # fmt: skip


def _declarative(tags: Sequence[Tag]) -> Sequence[Tag]:
    """Put what is asked for where a statement has it: "What does X use" becomes "X use what"."""
    start = next((n for n, tag in enumerate(tags) if tag.kind == "AUX"), None)
    if start is None or tags[0].kind != "W" or any(tag.kind == "R" for tag in tags[:start]):
        return [tag for tag in tags if tag.kind != "AUX"]
    following = tags[start + 1 : start + 2]
    if following and following[0].kind in {"E", "TEXT", "C", "H"}:
        return [*tags[start + 1 :], *tags[:start]]
    return [*tags[:start], *tags[start + 1 :]]


def _end(tags: Sequence[Tag], lexicon: Lexicon) -> End | None:
    """Read one end of a claim; None where something in it is not understood."""
    named: list[frozenset[IRI]] = []
    classes: set[IRI] = set()
    values: set[IRI] = set()
    owner = False
    for number, tag in enumerate(tags):
        text = tag.words[0].text
        if tag.kind == "E":
            owner = [after.kind for after in tags[number + 1 : number + 2]] == ["POSS"]
            if owner and not any(after.kind == "E" for after in tags[number + 1 :]):
                return None
            if not owner:
                named.append(tag.value)
        elif tag.kind in {"C", "H"}:
            if not any(before.kind == "W" for before in tags[:number]) and not (
                tag.kind == "C" and len(tags) == 1
            ):
                return None
            classes |= tag.value
        elif tag.kind == "V":
            values |= lexicon.narrower(tag.value)
        elif tag.kind == "PREP" and text == "of" and named:
            break  # what follows only says more of the thing that is named
        elif tag.kind not in {"W", "AND", "BE", "POSS"} and not (
            tag.kind == "PREP" and text in {"to", "from"}
        ):
            return None
    if named and (classes or values):
        return None
    return End(tuple(named), lexicon.below(classes), frozenset(values))
