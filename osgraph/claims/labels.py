"""Labels: lines and cells such as "Licence: MIT" read as relations of what their document is about."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from osgraph.claims import topics
from osgraph.claims.candidates import TRUST, Candidate
from osgraph.claims.state import End, Found
from osgraph.mentions import Form, Mention, Thing
from osgraph.ontology import label_key
from osgraph.propositions import ASIDE, SUBJECT, Kind, Proposition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.patterns import Pattern
    from osgraph.claims.state import State
    from osgraph.model import IRI

_MOST_WORDS = 4  # of a label
_BEFORE = frozenset({".", ";", "|", "·", "•", "-", "—", "--"})  # what a label stands after, if not first
_BETWEEN = frozenset({",", "and", "&", "/", "|", "the", "a", "an", "both", "plus", "or"})


@dataclass(frozen=True, slots=True)
class Field:
    """A value: the tokens of a passage after ``colon`` (in a table a bar, or -1) up to ``end``."""

    passage: int
    colon: int
    end: int


def find(state: State, knowledge: Knowledge) -> Iterator[Found]:
    """Yield what labelled values say of the topic of their section or document.

    Args:
        state: the document's passages and mentions.
        knowledge: its patterns hold the labels.
    """
    topic: End | None = None  # as a label names it: "Model: Lumo-2"
    for index, passage in enumerate(state.passages):
        for label, colon, end in labelled(passage.doc, knowledge):
            field = Field(index, colon, end)
            if (Kind.LABEL, label) in knowledge.patterns:
                yield from said(label, field, topic, state, knowledge)
            else:
                topic = next(values(field, state, knowledge), topic)


def said(
    label: str, field: Field, topic: End | None, state: State, knowledge: Knowledge, *, is_row: bool = False
) -> Iterator[Found]:
    """Yield one candidate for each relation and value that a label gives to a topic.

    Args:
        label: key of the label.
        field: where its values stand.
        topic: what it is said of, unless its class does not fit; then what the headings name.
        state: the document's passages and mentions.
        knowledge: its patterns hold the labels.
        is_row: the topic is that of a row of a table, and nothing else can be meant.
    """
    found = list(values(field, state, knowledge))
    for pattern in knowledge.patterns.get((Kind.LABEL, label), ()):
        relation = knowledge.ontology.relations[pattern.relation]
        value_is_subject = pattern.subject == SUBJECT
        allowed, wanted = relation.domain, relation.range
        if value_is_subject:
            allowed, wanted = wanted, allowed
        fits = topic is not None and (is_row or bool(set(topic.thing.classes[:1]) & allowed))
        about = topic if fits else None if is_row else topics.of(field.passage, allowed, state, knowledge)
        given = _openness(field, state, knowledge) if wanted & knowledge.openness_classes else found
        for value in given if about else ():
            if about and value.thing.key != about.thing.key and _may(value, wanted, knowledge):
                ends = (value, about) if value_is_subject else (about, value)
                yield Found(_candidate(field, pattern, value.mention.head, Kind.LABEL), relation, *ends)
    yield from _beside(field, found, knowledge)


def labelled(doc: Doc, knowledge: Knowledge) -> list[tuple[str, int, int]]:
    """Return the labels of a passage: key, colon, and where what they label ends."""
    found: list[tuple[str, int, int]] = []  # key, first token, colon
    for colon in (t.i for t in doc if t.text == ":"):
        for start in range(max(0, colon - _MOST_WORDS), colon):
            opens = start == 0 or doc[start - 1].text in _BEFORE
            key = label_key(doc[start:colon].text)
            if opens and ((Kind.LABEL, key) in knowledge.patterns or key in knowledge.vocabulary.heads):
                found.append((key, start, colon))
                break
    ends = [*(start for _, start, _ in found[1:]), len(doc)][: len(found)]
    return [(key, colon, _end(doc, colon + 1, end)) for (key, _, colon), end in zip(found, ends, strict=True)]


def _end(doc: Doc, start: int, end: int) -> int:
    """Return where a value ends that may go on to a token: at a bar, or at the end of a sentence."""
    for token in doc[start:end]:
        if token.text in {"|", ";"} or (token.text == "." and token.i > start):
            return int(token.i)
    return end


def values(field: Field, state: State, knowledge: Knowledge) -> Iterator[End]:
    """Yield the things that a value lists; it is over at the first word that joins nothing."""
    doc, end = state.passages[field.passage].doc, field.end
    mentions = [
        m for m in state.mentions.within(field.passage, field.colon + 1, end) if field.colon < m.start < end
    ]
    at = field.colon + 1
    while at < end:
        here = [m for m in mentions if m.start == at]
        if here:
            longest = max(here, key=lambda m: m.end)
            if longest.form is not Form.NAME and any(m.start == longest.end for m in mentions):
                at = longest.end  # "the state fund Investinor"
                continue
            inside = [m for m in mentions if m in here or m.end == longest.end]
            names = [m for m in inside if m.form is Form.NAME and not set(m.entries) & knowledge.lands]
            chosen = names[0] if names else longest
            found = state.mentions.thing(chosen)
            is_folder = doc[chosen.end - 1].nbor().text == "/" if chosen.end < end else False
            if found is not None and not is_folder:  # "acme/lumo-2" is Lumo-2
                yield End(chosen, *found)
            at = longest.end
        elif doc[at].text == "(":
            at = next((t.i + 1 for t in doc[at:end] if t.text == ")"), end)
        elif doc[at].lower_ in _BETWEEN or doc[at].like_num or doc[at].pos_ in {"ADJ", "PUNCT"}:
            at += 1
        else:
            return


def _may(value: End, wanted: frozenset[IRI], knowledge: Knowledge) -> bool:
    """Say whether a value can be of the classes wanted; the class of an unknown name is a guess."""
    if wanted & knowledge.openness_classes:
        return True
    if value.thing.is_name and not value.thing.entries:
        return True
    return bool(set(value.thing.classes) & wanted)


def _openness(field: Field, state: State, knowledge: Knowledge) -> list[End]:
    """Return the openness value that a label gives, as an end of a claim."""
    passage = state.passages[field.passage]
    start = field.colon + 1
    words = passage.doc[start : field.end].text
    if start >= field.end or knowledge.openness.value_of(words) is None:
        return []
    span = passage.span(start, field.end)
    mention = Mention(field.passage, start, start, field.end, span, Form.NOMINAL, words)
    return [End(mention, Thing(words.lower(), words, ()), "")]


def _beside(field: Field, found: list[End], knowledge: Knowledge) -> Iterator[Found]:
    """Yield what the second of two values says of the first where brackets would: "Acme, Oslo"."""
    for first, second in pairwise(found):
        for pattern in knowledge.patterns.get((Kind.LINK, ASIDE), ()):
            relation = knowledge.ontology.relations[pattern.relation]
            is_place = bool(set(second.mention.entries) & knowledge.lands)
            if "home" in relation.roles and is_place and not set(first.mention.entries) & knowledge.lands:
                said_by = _candidate(field, pattern, first.mention.head, Kind.LINK)
                yield Found(said_by, relation, first, second)


def _candidate(field: Field, pattern: Pattern, token: int, kind: Kind) -> Candidate:
    said_by = Proposition(max(field.colon, 0), pattern.lemma, kind, ())
    classes = pattern.subject_class, pattern.object_class
    return Candidate(
        field.passage, pattern.relation, token, token, said_by, pattern.phrase, (), TRUST[kind], *classes
    )
