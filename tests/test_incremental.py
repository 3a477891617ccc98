"""Builds into a store that has seen documents before: only what is new or changed is read."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

import osgraph
from osgraph.pipeline import copies
from osgraph.store import Store

if TYPE_CHECKING:
    from pathlib import Path

FIRMS = ("Alibaba", "Baidu", "DeepSeek", "Google", "IBM", "Meta", "Microsoft", "Mistral", "NVIDIA", "Tencent")
LONG = (
    "Meta released Llama in the spring, and the firm said that the weights are open to anyone who asks. "
    "Its rivals took note. Some of them doubt that the plan will last, since training is dear and the gains "
    "are shared with everybody. Analysts in Oslo wrote that the next model may be closed after all."
)


def letters(folder: Path, number: int) -> Path:
    """Write so many short letters, none like another."""
    folder.mkdir(exist_ok=True)
    for n in range(number):
        firm, rival = FIRMS[n % 10], FIRMS[(n // 10 + n + 1) % 10]
        (folder / f"letter-{n:03}.txt").write_text(
            f"{firm} released Model-{n}. {rival} may use it.\n", encoding="utf-8"
        )
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return letters(tmp_path / "letters", 4)


def test_a_second_build_reads_nothing(folder: Path, tmp_path: Path) -> None:
    with osgraph.build(folder, tmp_path / "kg") as kg:
        first = kg.store.dump("nq")
    with osgraph.build(folder, tmp_path / "kg") as kg:
        assert kg.summary is not None
        assert (kg.summary.documents, kg.summary.unchanged) == (0, 4)
        assert kg.store.dump("nq") == first


def test_a_changed_document_costs_one_document(folder: Path, tmp_path: Path) -> None:
    osgraph.build(folder, tmp_path / "kg").close()
    (folder / "letter-001.txt").write_text("Baidu acquired Model-9.\n", encoding="utf-8")
    with osgraph.build(folder, tmp_path / "kg") as kg:
        assert kg.summary is not None
        assert (kg.summary.documents, kg.summary.unchanged) == (1, 3)
        changed = kg.store.dump("nq")
    with osgraph.build(folder, tmp_path / "fresh") as kg:
        assert kg.store.dump("nq") == changed


def test_decisions_hold_through_builds(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyshacl")
    with osgraph.build(folder, tmp_path / "kg") as kg:
        (claim,) = kg.claims(subject="Baidu", relation="develops", object="Model-1")
        kg.reject(claim.id, "a test")
        kg.same("Alibaba", "osr:DeepSeek")
        kg.different("Baidu", "Google")
        assert kg.validate() == []
        decided = kg.store.dump("nq")
    changed = "News of today.\n\n" + (folder / "letter-001.txt").read_text(encoding="utf-8")
    (folder / "letter-001.txt").write_text(changed, encoding="utf-8")
    with osgraph.build(folder, tmp_path / "kg") as kg:
        assert not kg.claims(subject="Baidu", object="Model-1")
        assert [r.reason for (r,) in [[c.review] for c in kg.explain("Model-1")] if r] == ["a test"]
        assert kg.claims(subject="Alibaba", object="Model-2")
        assert kg.validate() == []
        again = kg.store.dump("nq")
        assert again != decided
        for document in kg.documents():
            kg.forget(document)
    with osgraph.build(folder, tmp_path / "kg") as kg:
        assert kg.store.dump("nq") == again


def test_another_catalog_reads_all_again(folder: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.ttl"
    catalog.write_text("", encoding="utf-8")
    osgraph.build(folder, tmp_path / "kg").close()
    with osgraph.build(folder, tmp_path / "kg", catalog=catalog) as kg:
        assert kg.summary is not None
        assert kg.summary.documents == 4


def test_a_file_that_is_gone_stays_unless_pruned(folder: Path, tmp_path: Path) -> None:
    osgraph.build(folder, tmp_path / "kg").close()
    (folder / "letter-002.txt").unlink()
    with osgraph.build(folder, tmp_path / "kg") as kg:
        assert len(kg.documents()) == 4
    with osgraph.build(folder, tmp_path / "kg", prune=True) as kg:
        assert kg.summary is not None
        assert kg.summary.pruned == ("letter-002",)
        assert kg.documents() == ["letter-000", "letter-001", "letter-003"]
        pruned = kg.store.dump("nq")
    with osgraph.build(folder, tmp_path / "fresh") as kg:
        assert kg.store.dump("nq") == pruned


def test_a_near_copy_makes_no_claims_of_its_own(folder: Path, tmp_path: Path) -> None:
    (folder / "a-first.md").write_text(f"---\npublisher: Gazette\n---\n{LONG}\n", encoding="utf-8")
    (folder / "b-copy.md").write_text(
        f"---\npublisher: Courier\n---\n{LONG} Send us a letter.\n", encoding="utf-8"
    )
    with osgraph.build(folder, tmp_path / "kg") as kg:
        assert kg.summary is not None
        assert dict(kg.summary.copies) == {"b-copy": "a-first"}
        assert {
            claim.document for claim in kg.claims(subject="Meta", relation="develops", object="Llama")
        } == {"a-first"}
        assert "b-copy" in kg.documents()
    with osgraph.build(folder, tmp_path / "kg") as kg:
        assert kg.summary is not None
        assert kg.summary.unchanged == 6
    (folder / "a-first.md").unlink()
    with osgraph.build(folder, tmp_path / "kg", prune=True) as kg:
        assert {
            claim.document for claim in kg.claims(subject="Meta", relation="develops", object="Llama")
        } == {"b-copy"}


def test_what_counts_as_a_copy() -> None:
    originals = copies.Originals({"first": LONG, "other": LONG.replace("e", "a")}.__getitem__)
    originals.add("first", copies.sketch(LONG))
    originals.add("other", copies.sketch(LONG.replace("e", "a")))
    edited = LONG.replace("spring", "autumn").upper()
    assert originals.of(edited, copies.sketch(edited)) == "first"
    half = (
        LONG[: len(LONG) // 2]
        + " Nothing of the rest was kept by the paper that printed it, and that is that."
    )
    assert originals.of(half, copies.sketch(half)) is None


BUILD = "import sys, osgraph; osgraph.build(sys.argv[1], sys.argv[2]).close()"


def test_a_killed_build_is_taken_up_where_it_ended(tmp_path: Path) -> None:
    folder = letters(tmp_path / "letters", 40)
    started = time.monotonic()
    with osgraph.build(folder, tmp_path / "undisturbed") as kg:
        whole = kg.store.dump("nq")
    lasted = time.monotonic() - started + 2.5  # a process loads the language pipeline first
    moments = random.Random(7)
    for _ in range(int(os.environ.get("OSGRAPH_KILLS", "3"))):
        process = subprocess.Popen([sys.executable, "-c", BUILD, str(folder), str(tmp_path / "kg")])
        time.sleep(moments.uniform(0.2, 1) * lasted)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with osgraph.build(folder, tmp_path / "kg") as kg:
        assert kg.store.dump("nq") == whole


def test_the_store_knows_what_it_was_built_from(tmp_path: Path) -> None:
    with Store() as empty, Store() as other:
        assert empty.state() == other.state()
    folder = letters(tmp_path / "letters", 1)
    with osgraph.build(folder) as kg:
        before = kg.store.state()
        kg.forget("letter-000")
        assert kg.store.state() != before
