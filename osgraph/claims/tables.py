"""Tables: each row as a sentence whose subject is a cell, whose predicates are the heads of the columns."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from osgraph.claims import labels, topics
from osgraph.claims.candidates import Candidate
from osgraph.claims.labels import Field
from osgraph.claims.state import Found
from osgraph.model import SectionKind
from osgraph.ontology import label_key
from osgraph.propositions import Argument, Kind, Proposition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.state import End, State
    from osgraph.model import IRI

    Row = Sequence[Field]

_TRUST: Final = 0.5
_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?)\s?%?")
_FALLING: Final = "↓"  # under this sign less is better


def find(state: State, knowledge: Knowledge) -> Iterator[Found]:
    """Yield what the rows of tables say.

    A column whose head is a label says it of the thing that the row is about; a table of two columns may
    have labels at the left. Of scores on a benchmark, those of what the headings name are compared with
    the others.
    """
    for rows in _tables(state):
        keys = [label_key(_words(cell, state)) for cell in rows[0]]
        known = [(Kind.LABEL, key) in knowledge.patterns for key in keys]
        if len(keys) == 2:
            for row in rows:
                yield from labels.said(label_key(_words(row[0], state)), row[1], None, state, knowledge)
        if known[0]:
            for row in rows[1:]:
                yield from labels.said(keys[0], row[0], None, state, knowledge)
        for row in rows[1:] if any(known[1:]) else ():
            about = _named(row[0], state, knowledge)
            for key, cell, is_label in zip(keys[1:], row[1:], known[1:], strict=True):
                if about is not None and is_label:
                    yield from labels.said(key, cell, about, state, knowledge, is_row=True)
        yield from _compared(rows, state, knowledge)


def _tables(state: State) -> Iterator[list[Row]]:
    """Yield the tables of a document: runs of rows with as many cells as the first."""
    rows: list[Row] = []
    for index, passage in enumerate(state.passages):
        bars = [t.i for t in passage.doc if t.text == "|"] if passage.section.kind is SectionKind.ITEM else []
        edges = [-1, *bars, len(passage.doc)]
        row = [Field(index, start, end) for start, end in pairwise(edges)]
        if rows and len(row) != len(rows[0]):
            yield from [rows] if len(rows) > 1 else []
            rows = []
        if bars:
            rows.append(row)
    if len(rows) > 1:
        yield rows


def _words(cell: Field, state: State) -> str:
    return str(state.passages[cell.passage].doc[cell.colon + 1 : cell.end].text).strip()


def _named(cell: Field, state: State, knowledge: Knowledge) -> End | None:
    """Return the thing that a cell names, if it names one alone."""
    found = list(labels.values(cell, state, knowledge))
    return found[0] if len(found) == 1 and found[0].thing.is_name else None


def _compared(rows: Sequence[Row], state: State, knowledge: Knowledge) -> Iterator[Found]:
    """Yield who is better on which benchmark, for pairs with the one that the headings name."""
    relation = knowledge.ontology.relation_with_role("comparison")
    if relation is None:
        return
    topic = topics.of(rows[0][0].passage, relation.domain, state, knowledge)
    turned = [list(column) for column in zip(*rows, strict=True)]
    for table in (rows, turned):
        things = [_named(cell, state, knowledge) for cell in table[0][1:]]
        at = [i for i, end in enumerate(things) if end and topic and end.thing.key == topic.thing.key]
        for row in table[1:] if at else ():
            benchmark = _named(row[0], state, knowledge)
            if benchmark is None or not set(benchmark.thing.classes) & knowledge.benchmarks:
                continue
            scores = _scores(row[1:], state) if _FALLING not in _words(row[0], state) else {}
            mine, own = things[at[0]], scores.get(at[0])
            for place, score in scores.items():
                other = things[place]
                if mine and other and own is not None and score != own and other.thing.key != mine.thing.key:
                    ends = (mine, other) if own > score else (other, mine)
                    best = row[1 + (at[0] if own > score else place)]
                    yield Found(_candidate(best, benchmark, relation.iri), relation, *ends)


def _scores(cells: Sequence[Field], state: State) -> Mapping[int, float]:
    found = ((i, _NUMBER.fullmatch(_words(cell, state))) for i, cell in enumerate(cells))
    return {i: float(match[1]) for i, match in found if match}


def _candidate(best: Field, benchmark: End, relation: IRI) -> Candidate:
    """Return what the better score says; its benchmark can be told where both stand in one row."""
    same = benchmark.mention.passage == best.passage
    arguments = (Argument("on", benchmark.mention.head),) if same else ()
    said = Proposition(best.colon + 1, "score", Kind.LABEL, arguments)
    token = best.colon + 1
    return Candidate(best.passage, relation, token, token, said, "", ("scores of a table",), _TRUST)
