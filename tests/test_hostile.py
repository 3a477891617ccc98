"""Hostile files: each is read or refused with a clear reason, within bounds, and the others are built."""

from __future__ import annotations

import os
import re
import resource
from functools import partial

import hostile_files
import pytest

from osgraph import documents, languages, sections
from osgraph.documents.keeper import Keeper
from osgraph.model import Document, SectionKind, Skipped
from osgraph.ontology import Ontology

SLOW = frozenset(
    "bomb-of-bombs.zip lying.zip bomb.tgz bomb.bz2 bomb.xz bombs.pdf endless.pdf bomb.zip bomb.docx deep.xml "
    "deep.eml quote.csv words.txt scripted.html long.html".split()
)
"""Files that take more than a second to make or to read; all are read where OSGRAPH_HOSTILE is set."""


BEFORE: list[int] = []
"""The most that a child of this process took before the files were read: other tests have children too."""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Document | Skipped]]:
    """What became of each file, all of them read in one go."""
    BEFORE.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    folder = tmp_path_factory.mktemp("hostile")
    names = [name for name in hostile_files.FILES if name not in SLOW or "OSGRAPH_HOSTILE" in os.environ]
    stems = {name: name.replace(".", "-") for name in names}  # so that no id needs a folder's name
    paths = [folder / f"{stem}.{name.rsplit('.', 1)[1]}" for name, stem in stems.items()]
    for path, name in zip(paths, names, strict=True):
        path.write_bytes(hostile_files.FILES[name]())
    (folder / "zz-good.txt").write_text("Meta released Llama.", "utf-8")
    patch = pytest.MonkeyPatch()
    patch.setattr(documents, "Keeper", partial(Keeper, 4.0))
    out: dict[str, list[Document | Skipped]] = {name: [] for name in names}
    for item in documents.read([*paths, folder / "zz-good.txt"]):
        where = item.path.removeprefix(f"{folder}/") if isinstance(item, Skipped) else item.id
        name = next((name for name, stem in stems.items() if re.match(rf"{stem}(?![\w-])", where)), "")
        out.setdefault(name, []).append(item)
    patch.undo()
    return out


def test_every_file_is_accounted_for(outcome: dict[str, list[Document | Skipped]]) -> None:
    assert len(hostile_files.FILES) >= 60
    assert [item.id for item in outcome[""] if isinstance(item, Document)] == ["zz-good"]
    for name, items in outcome.items():
        assert items, name
        for item in items:
            if isinstance(item, Skipped):
                assert "cannot be read" not in item.reason, item  # a library's own words for a fault
                assert "Traceback" not in item.reason


def test_no_process_took_a_gigabyte(outcome: dict[str, list[Document | Skipped]]) -> None:
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # kilobytes, of all children so far
    own = resource.getrusage(
        resource.RUSAGE_SELF
    ).ru_maxrss  # a child counts what its parent held when it began
    assert outcome
    assert most == BEFORE[0] or most <= max(1_000_000, own)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bomb.gz", "unpacks to more than 200,000,000 bytes"),
        ("bomb.xlsx", "would unpack"),
        ("crowded.zip", "11000 parts"),
        ("deep.zip", "an archive within 3 others"),
        ("climbing.zip", "leads out of the archive"),
        ("linked.tar", "a link or a device"),
        ("page-loop.pdf", "a damaged PDF"),
        ("many-pages.pdf", "200000 pages"),
        ("picture.pdf", "run it through text recognition"),
        ("laughs.rss", "entities of its own"),
        ("laughs.docx", "a damaged Word document"),
        ("hollow.docx", "a damaged Word document"),
        ("attributes.html", "took longer than 4 s"),
        ("deep.json", "no JSON"),
        ("line.txt", "larger than 50 MB"),
        ("nul.txt", "binary file"),
        ("note.pdf", "not what its name says"),
        ("old.doc.txt", "save it as .docx"),
    ],
)
def test_reasons(name: str, reason: str, outcome: dict[str, list[Document | Skipped]]) -> None:
    assert any(isinstance(item, Skipped) and reason in item.reason for item in outcome[name]), outcome[name]


def test_nothing_is_read_from_elsewhere(outcome: dict[str, list[Document | Skipped]]) -> None:
    for items in outcome.values():
        for item in items:
            assert not isinstance(item, Document) or "root:" not in item.text


def test_what_can_be_saved_is(outcome: dict[str, list[Document | Skipped]]) -> None:
    texts = {item.id: item.text for items in outcome.values() for item in items if isinstance(item, Document)}
    assert texts["climbing-zip/b"] == texts["torn-jsonl/1"] == "Meta released Llama."
    assert texts["mixed-txt"] == "Meta released Llama – naïve.\nBaidu – café."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A blob: " + "QmFzZTY0" * 100, "data, no words"),
        ("Meta and Baidu " * 1000, "words without sentences"),
        ("深度求索发布了新的模型，" * 60, ""),
        ("Meta released Llama. " * 1000, ""),
    ],
)
def test_what_nobody_would_read_makes_no_claims(text: str, reason: str) -> None:
    [section] = sections.find(Document("d", text, language=languages.of(text)), Ontology({}, {}, {}, (), ""))
    assert (section.kind is SectionKind.NOISE, section.reason) == (bool(reason), reason)
