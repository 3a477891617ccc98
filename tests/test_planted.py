"""A made-up corpus with planted contradictions, shifts and copies: all are found, none is invented.

The documents stand in ``planted_corpus.txt``; those that are copied stand in ``planted_articles.txt``. Both
also hold what looks like a contradiction or a shift to a careless reader, and is none.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import osgraph
from osgraph import KnowledgeGraph, iris

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
CONTRADICTIONS = {
    ("Mistral AI", "asserted and denied"),
    ("Baidu", "asserted and denied"),
    ("NVIDIA", "asserted and denied"),
    ("IBM", "asserted and denied"),
    *((f"Tavo-{n}", "open and closed") for n in (3, 4, 5, 6)),
    *((f"Marl-{n}", "two makers") for n in (1, 2, 3, 4)),
}
SHIFTS = {
    ("Meta", "Closed", "2031-06-01"),
    ("Baidu", "Open", "2031-06-02"),
    ("Cohere", "Closed", "2031-06-03"),
    ("Tencent", "Closed", "2031-06-04"),
    ("xAI", "Closed", "2031-06-05"),
    ("Apple", "Open", "2031-06-06"),
    ("Alibaba", "Closed", "2031-06-07"),
    ("DeepSeek", "Closed", "2031-06-08"),
}
EDITS: dict[str, Callable[[str], str]] = {
    "as-it-was": str,
    "signed": lambda text: f"{text} From our own correspondent.",
    "cut": lambda text: text.rsplit(". ", 1)[0] + ".",
    "reworded": lambda text: text.replace(" in ", " within ", 1).upper(),
}


def documents(name: str) -> dict[str, tuple[str, str, str]]:
    """Return publisher, date and text of the documents of a file, by their ids."""
    blocks = re.findall(
        r"^== (.+?) \| (.+?) \| ?(.*)\n(.*)$", (HERE / name).read_text(encoding="utf-8"), re.MULTILINE
    )
    return {id_: (publisher, date, text) for id_, publisher, date, text in blocks}


def write(path: Path, publisher: str, date: str, text: str) -> None:
    dated = f"date: {date}\n" if date else ""
    path.write_text(f"---\npublisher: {publisher}\n{dated}---\n\n{text}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    folder = tmp_path_factory.mktemp("planted")
    articles = documents("planted_articles.txt")
    for id_, document in (documents("planted_corpus.txt") | articles).items():
        write(folder / f"{id_}.md", *document)
    for id_, (_, date, text) in articles.items():
        for number, (edit, changed) in enumerate(EDITS.items()):
            write(folder / f"{id_}-{edit}.md", f"Syndicate {number}", date, changed(text))
    with osgraph.build(folder) as built:
        yield built


def derived(kg: KnowledgeGraph, columns: str, pattern: str) -> list[tuple[str, ...]]:
    """Return what the derived graph answers, IRIs by their local names."""
    question = (
        f"SELECT DISTINCT {columns} {{ GRAPH <{iris.BASE}derived> {{ {pattern} }} ?x rdfs:label ?label }}"
    )
    return sorted(tuple(iris.local(str(cell)) for cell in row) for row in kg.query(question))


def test_twelve_contradictions_and_no_other(kg: KnowledgeGraph) -> None:
    found = derived(kg, "?label ?why ?c", "?c a osg:Contradiction ; osg:about ?x ; osg:reason ?why")
    assert {(about, reason) for about, reason, _ in found} == CONTRADICTIONS
    assert len(found) == 12


def test_eight_shifts_and_no_other(kg: KnowledgeGraph) -> None:
    found = derived(kg, "?label ?kind ?d", "?d a osg:Drift ; osg:about ?x ; osg:kind ?kind")
    assert {(who, kind) for who, kind, _ in found} == {(who, kind) for who, kind, _ in SHIFTS}
    assert len(found) == 8
    dated = derived(
        kg, "?label ?kind ?date", "?d a osg:Drift ; osg:about ?x ; osg:kind ?kind ; osg:date ?date"
    )
    assert set(dated) >= SHIFTS


def test_twenty_copies_and_no_other(kg: KnowledgeGraph) -> None:
    assert kg.summary is not None
    articles = documents("planted_articles.txt")
    assert dict(kg.summary.copies) == {f"{id_}-{edit}": id_ for id_ in articles for edit in EDITS}
    copying = set(kg.summary.copies)
    assert not [claim for claim in kg.claims() if claim.document in copying]


def test_copies_do_not_corroborate(kg: KnowledgeGraph) -> None:
    found = derived(kg, "?label ?n", "?c a osg:Corroboration ; rdf:object ?x ; osg:sources ?n")
    assert found == [("Lumo-8", "2")]
