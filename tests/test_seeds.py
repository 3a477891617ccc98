"""The sample documents: described, and in their own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.md"))
RUN = 8  # words in a row that no brief may share with the document it retells


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def test_there_are_four() -> None:
    assert len(SEEDS) == 4


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_brief_opens_with_its_description(path: Path) -> None:
    _, matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert [line.split(":")[0] for line in matter.splitlines()] == [
        "title",
        "publisher",
        "published",
        "topic",
    ]
    assert body.strip()


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_brief_copies_no_sentence(path: Path, shared: Path) -> None:
    theirs = {
        run for file in (shared / "seeds").glob("*.txt") for run in runs(file.read_text(encoding="utf-8"))
    }
    assert theirs
    assert not theirs & runs(path.read_text(encoding="utf-8"))
