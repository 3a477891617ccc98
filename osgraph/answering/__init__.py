"""Questions in words, answered without a language model: by phrases of the ontology, names in the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from osgraph import query
from osgraph.answering import composing, lacking, lexicon, reading, things
from osgraph.answering.reading import NotUnderstoodError
from osgraph.errors import NotFoundError
from osgraph.store import Rows

if TYPE_CHECKING:
    from osgraph.model import ClaimRecord
    from osgraph.query import SavedQuery
    from osgraph.store import Store

__all__ = ["Answer", "NotUnderstoodError", "ask", "to_json"]

_CLAIMS = 50  # claims that are shown behind an answer


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, with the way to it.

    Attributes:
        question: as it was asked.
        understood: whether there is an answer; where not, ``reading`` says why.
        reading: what the question was taken to mean, in words.
        query: the SPARQL text that was run; "" for none.
        rows: what it found; None where the question was not understood.
        claims: the claims that the rows come from, with their quotes.
        nearest: saved questions that come near.
        lacking: where no row was found, how many claims there are of each part of the question.
    """

    question: str
    understood: bool
    reading: str
    query: str = ""
    rows: Rows | None = None
    claims: tuple[ClaimRecord, ...] = ()
    nearest: tuple[SavedQuery, ...] = ()
    lacking: str = ""


def ask(store: Store, question: str, *, document: str | None = None) -> Answer:
    """Answer a question in English about what documents claim.

    The question is read word by word: names of entities, classes, relations by the phrases of the ontology,
    and the ways in which a text holds a claim. A word that has no meaning here makes the answer "I can't
    answer that", with the saved questions that come near: half a question gives a wrong answer.

    Args:
        store: where the claims are.
        question: in words.
        document: id of the only document to ask; all when None.

    Raises:
        NotFoundError: no document has that id.
    """
    if document is not None and document not in store.documents():
        raise NotFoundError(f"no document has the id {document!r}; see `osgraph query documents`")
    known, named = lexicon.load(), things.find(store, document)
    try:
        asked = reading.read(question, known, named)
    except NotUnderstoodError as error:
        return Answer(question, False, str(error), nearest=_nearest(question))
    composed = composing.compose(asked, known, document, viewed=bool(named.perspectives))
    rows = _told(store.select(composed.text), composed.optional)
    return Answer(
        question,
        True,
        _said(composed.text),
        composed.text,
        rows,
        _behind(store, composed.text),
        lacking="" if rows else lacking.told(store, asked, document),
    )


def to_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain values for JSON."""
    rows = answer.rows
    return {
        "question": answer.question,
        "understood": answer.understood,
        "reading": answer.reading,
        "query": answer.query,
        "lacking": answer.lacking,
        "columns": list(rows.columns) if rows else [],
        "rows": [list(row) for row in rows] if rows else [],
        "claims": [query.to_json(claim) for claim in answer.claims],
        "nearest": [{"name": one.name, "description": one.description} for one in answer.nearest],
    }


def _told(rows: Rows, optional: dict[str, str]) -> Rows:
    """Leave out columns that say the same of all rows, which goes without saying."""
    plain = rows.plain()
    dull = {
        n
        for n, column in enumerate(rows.columns)
        if column in optional and all((row[n] or "") == optional[column] for row in plain)
    }
    kept = [n for n in range(len(rows.columns)) if n not in dull]
    split = (line.split("\t") for line in rows.lines)
    cut = dict.fromkeys("\t".join(cells[n] for n in kept) for cells in split)
    return Rows(tuple(rows.columns[n] for n in kept), tuple(cut))


def _behind(store: Store, text: str) -> tuple[ClaimRecord, ...]:
    """Return the claims that a query found."""
    _, _, body = text.partition("\nWHERE {")
    inside = body.rpartition("}")[0]
    found = store.select(f"SELECT DISTINCT ?c WHERE {{{inside}}} ORDER BY ?c LIMIT {_CLAIMS}")
    return tuple(query.named(store, [str(iri) for (iri,) in found]))


def _said(text: str) -> str:
    """Return the reading of a question in words: the columns of its answer."""
    return ", ".join(
        column.lstrip("?)") for column in text.split("\n", 1)[0].split() if column.startswith("?")
    )


def _nearest(question: str) -> tuple[SavedQuery, ...]:
    saved = query.saved()
    choices = {name: one.description for name, one in saved.items()}
    best = process.extract(question, choices, scorer=fuzz.token_set_ratio, limit=3)
    return tuple(saved[name] for _, _, name in best)
