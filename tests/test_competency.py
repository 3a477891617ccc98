"""The questions that the model of claims has to answer, asked of annotations made by hand.

Each question is one query in ``tests/competency``, so that model and queries are tested apart from
extraction. The rows expected lie with the shared data, since the documents are no part of the project.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from osgraph import loading
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERIES = sorted((Path(__file__).parent / "competency").glob("*.rq"))


@pytest.fixture(scope="module")
def store(shared: Path) -> Iterator[Store]:
    """The annotations of the four seed documents."""
    with Store() as opened:
        assert len(loading.load_claims([shared / "data/gold/seeds.jsonl"], opened)) == 4
        yield opened


@pytest.fixture(scope="module")
def questions(shared: Path) -> dict[str, list[list[str]]]:
    """The rows expected, by the id of their question."""
    asked = json.loads((shared / "data/gold/seeds-questions.json").read_text(encoding="utf-8"))
    return {question["id"]: question["rows"] for question in asked}


def test_every_question_has_its_query(questions: dict[str, list[list[str]]]) -> None:
    assert sorted(questions) == [path.stem for path in QUERIES]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_question_gets_its_rows(path: Path, store: Store, questions: dict[str, list[list[str]]]) -> None:
    rows = store.select(path.read_text(encoding="utf-8")).plain()
    assert sorted(map(_as_text, rows)) == sorted(questions[path.stem])


def _as_text(row: tuple[object, ...]) -> list[str]:
    return [str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in row]
