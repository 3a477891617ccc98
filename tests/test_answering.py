"""Questions in words become the right query, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample_annotated import graph_of, letter, notes

from osgraph import answering
from osgraph.errors import NotFoundError
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with Store() as store:
        for annotated in (notes(), letter()):
            store.replace(annotated.document.id, graph_of(annotated))
        yield store


@pytest.mark.parametrize(
    ("question", "document", "columns", "rows"),
    [
        ("Who develops what?", "letter", ("subject", "object"), [("Umbra", "Nut")]),
        ("What does Umbra build?", "letter", ("object",), [("Nut",)]),
        ("Who built Nut?", "letter", ("subject",), [("Umbra",)]),
        ("Where is Fjell based?", "letter", ("object",), [("Norway",)]),
        ("Which agents are based where?", "letter", ("subject", "object"), [("Fjell", "Norway")]),
        ("How open is Fjell?", "letter", ("object",), [("OpenWeights",)]),
        ("Who works for Acme, and is it a past one?", None, ("subject", "former"), [("Ada Berg", "true")]),
        ("Which claims are hypothetical?", None, ("subject", "relation", "object"), None),
        (
            "How many claims of each perspective are hypothetical?",
            None,
            ("perspective", "hypothetical"),
            None,
        ),
    ],
)
def test_a_question_is_answered(
    store: Store,
    question: str,
    document: str | None,
    columns: tuple[str, ...],
    rows: list[tuple[str, ...]] | None,
) -> None:
    found = answering.ask(store, question, document=document)
    assert found.understood, found.reading
    assert found.rows is not None
    assert found.rows.columns == columns
    assert len(found.rows) > 0
    if rows is not None:
        assert found.rows.plain() == rows
    assert found.claims
    assert all(claim.quote for claim in found.claims)


@pytest.mark.parametrize(
    "question",
    [
        "Who stole the bicycle?",
        "What does Umbra develop on Tuesdays?",
        "Why is Fjell open?",
        "What does Nobody Inc develop?",
        "Tell me a joke",
        "?",
        "",
        "Which companies Acme Umbra Fjell?",
        "SELECT * { ?s ?p ?o }",
        'What does "} DROP ALL" develop?',
    ],
)
def test_what_is_not_understood_is_not_guessed(store: Store, question: str) -> None:
    found = answering.ask(store, question)
    assert not found.understood
    assert found.reading
    assert found.rows is None
    assert len(found.nearest) == 3


@pytest.mark.parametrize(
    ("question", "document", "lacking"),
    [
        (
            "Who competes with Umbra?",
            None,
            'the documents have no claims of "competes with", 5 claims about Umbra.',
        ),
        ("Who acquires Fjell?", None, 'the documents have 1 claim of "acquires", 2 claims about Fjell.'),
        ("Who acquires Umbra?", "letter", 'this document has no claims of "acquires", 1 claim about Umbra.'),
    ],
)
def test_an_answer_without_rows_says_what_there_is(
    store: Store, question: str, document: str | None, lacking: str
) -> None:
    found = answering.ask(store, question, document=document)
    assert (found.understood, found.lacking) == (True, f"No claim fits all of that: {lacking}")
    assert answering.to_json(found)["lacking"] == found.lacking
    assert not found.rows


def test_an_unknown_document_is_named(store: Store) -> None:
    with pytest.raises(NotFoundError, match="nothing-here"):
        answering.ask(store, "Who develops what?", document="nothing-here")


def test_the_competency_questions(shared: object) -> None:
    """At least 43 of the 47 questions of the shared data give the right rows, and none a wrong one."""
    import json
    from pathlib import Path

    from osgraph import loading

    gold = Path(str(shared)) / "data" / "gold"
    questions = json.loads((gold / "seeds-questions.json").read_text(encoding="utf-8"))
    right, wrong = 0, []
    with Store() as store:
        loading.load_claims([gold / "seeds.jsonl"], store)
        for one in questions:
            found = answering.ask(store, one["question"], document=one["document"])
            if found.rows is not None:
                rows = {tuple(str(cell if cell is not None else "") for cell in row) for row in found.rows}
                same = rows == {tuple(row) for row in one["rows"]}
                right += same
                wrong += [] if same else [one["id"]]
    assert wrong == []
    assert right >= 43
