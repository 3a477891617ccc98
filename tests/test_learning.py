"""Learning by example: from sentences with triples to a model, and back to triples."""

from __future__ import annotations

import json
import struct
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import sample_lessons
from chat_server import chat, serving
from click.testing import CliRunner

import osgraph
from osgraph import learning, llm, sections
from osgraph.cli import command
from osgraph.errors import InputError, ModelError, OntologyError
from osgraph.learning import examples, files, schema
from osgraph.model import Document, Span
from osgraph.ontology import load as load_ontology

if TYPE_CHECKING:
    from pathlib import Path

    from osgraph.learning import Learnt

NEW = "Gullwing was built by Pike Yard and launched on 7 June 1931."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lessons")


@pytest.fixture(scope="module")
def learnt(folder: Path) -> Learnt:
    ontology, examples = sample_lessons.write(
        folder,
        '{"sentence": "Ardent is old.", "triples": [["Ardent", "age", "old"], ["Nobody", "owner", "it"]]}',
        "no JSON",
        '{"sentence": "Petrel lies there.", "triples": [["Petrel", "owner"]]}',
        '{"sentence": " ", "triples": []}',
        '{"words": "Petrel"}',
    )
    return osgraph.learn([examples], ontology)


def test_new_names_are_read_and_values_written_as_the_examples_write_them(learnt: Learnt) -> None:
    (found,) = learning.triples(learnt.model, [NEW])
    assert set(found) == {
        ("Gullwing", "built by", "Pike Yard"),
        ("Gullwing", "launch date", "1931-06-07"),
    }


def test_faults_are_named_by_line_and_the_rest_is_used(learnt: Learnt) -> None:
    count = len(sample_lessons.rows())
    told = [(fault.where.rpartition(":")[2], fault.reason) for fault in learnt.examples.faults]
    for line, reason in (
        (count + 1, "the ontology has no relation 'age'"),
        (count + 2, "not JSON"),
        (count + 3, "a triple must be three texts"),
        (count + 4, "the sentence is empty"),
        (count + 5, 'neither "sentence" with "triples"'),
        (count + 1, "the subject 'Nobody' stands nowhere in the sentence"),
    ):
        assert any(at == str(line) and what.startswith(reason) for at, what in told), (line, reason)
    assert ("figurehead", 0) in learnt.examples.few(learnt.model.schema)


def test_a_number_is_never_taken_for_a_date(learnt: Learnt) -> None:
    (found,) = learning.triples(learnt.model, ["Gullwing was launched by 40."])
    assert not any(relation == "launch date" for _, relation, _ in found)


def test_the_same_examples_give_the_same_bytes(learnt: Learnt, folder: Path) -> None:
    again = osgraph.learn([folder / "boats.jsonl"], folder / "boats.json")
    learning.save(learnt.model, folder / "one.npz")
    learning.save(again.model, folder / "two.npz")
    assert (folder / "one.npz").read_bytes() == (folder / "two.npz").read_bytes()


def test_a_model_from_file_reads_alike(learnt: Learnt, folder: Path) -> None:
    learning.save(learnt.model, folder / "kept.npz")
    model = learning.load(folder / "kept.npz", folder / "boats.json")
    assert list(learning.triples(model, [NEW])) == list(learning.triples(learnt.model, [NEW]))
    with np.load(folder / "kept.npz", allow_pickle=False) as archive:
        assert json.loads(bytes(archive["text"]))["digest"] == learnt.model.schema.digest


def test_a_model_of_another_ontology_is_refused(learnt: Learnt, folder: Path) -> None:
    learning.save(learnt.model, folder / "boats.npz")
    changed = sample_lessons.ONTOLOGY | {"relations": sample_lessons.ONTOLOGY["relations"][:-1]}
    (folder / "other.json").write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(ModelError, match="was learnt for the ontology 'boats'"):
        learning.load(folder / "boats.npz", folder / "other.json")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"no archive"])
def test_what_is_no_model_is_refused(folder: Path, content: bytes) -> None:
    (folder / "broken.npz").write_bytes(content)
    with pytest.raises(ModelError, match="no model of osgraph"):
        learning.load(folder / "broken.npz")


@pytest.mark.parametrize("head", ["{'descr': (", "{'descr': '|u1', 'shape': [[}", "{'descr': 'quite else'}"])
def test_an_array_with_a_broken_head_is_refused(folder: Path, head: str) -> None:
    with zipfile.ZipFile(folder / "heads.npz", "w") as archive:
        data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode()
        archive.writestr("text.npy", data)
    with pytest.raises(ModelError, match="no model of osgraph"):
        learning.load(folder / "heads.npz")


def test_a_model_of_another_version_is_refused(
    learnt: Learnt, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "VERSION", 99)
    learning.save(learnt.model, folder / "later.npz")
    monkeypatch.undo()
    with pytest.raises(ModelError, match="version 99"):
        learning.load(folder / "later.npz")


def test_no_usable_example_is_an_error(folder: Path) -> None:
    (folder / "empty.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(InputError, match="no usable example"):
        osgraph.learn([folder / "empty.jsonl"], folder / "boats.json")


def test_a_huge_file_is_used_as_far_as_it_goes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = schema.read(folder / "boats.json")
    monkeypatch.setattr(examples, "MAX_EXAMPLES", 20)
    read = examples.read([folder / "boats.jsonl"], known)
    assert len(read.items) == 20
    assert read.faults[-1].where.endswith("boats.jsonl:21")
    assert "the rest is left out" in read.faults[-1].reason
    (folder / "long.jsonl").write_text('{"sentence": "' + "x" * 2_000_000 + '"}\n', encoding="utf-8")
    read = examples.read([folder / "long.jsonl", folder / "boats.jsonl"], known)
    assert read.faults[0].where.endswith("long.jsonl:1")
    assert "more than 1,000,000 characters" in read.faults[0].reason


@pytest.mark.parametrize(
    ("relations", "message"),
    [
        ([{"label": "owner", "domain": "Boat"}, {"label": "owner", "domain": "Yard"}], "stands there twice"),
        ([{"id": "owner"}], '"label" is missing'),
        ([], "has no relation"),
        ("owner", '"relations" must be a list'),
    ],
)
def test_a_contradictory_ontology_is_refused(folder: Path, relations: object, message: str) -> None:
    path = folder / "wrong.json"
    path.write_text(json.dumps({"concepts": [], "relations": relations}), encoding="utf-8")
    with pytest.raises(OntologyError, match=message):
        osgraph.learn([folder / "boats.jsonl"], path)


def test_dates_and_numbers_are_written_by_their_kind(learnt: Learnt) -> None:
    (found,) = learning.triples(learnt.model, ["Gullwing was launched on March 3, 1902."])
    assert ("Gullwing", "launch date", "1902-03-03") in found


def test_claims_of_documents_carry_their_sentence(learnt: Learnt) -> None:
    text = f"# Boats\n\nA quiet harbour. {NEW}\n"
    document = Document("memo", text)
    document = replace(document, sections=sections.find(document, load_ontology()))
    (annotated,) = learning.extract(learnt.model, [document])
    names = {entity.iri: entity.name for entity in annotated.entities}
    assert {(names[c.subject], names[c.object]) for c in annotated.claims} >= {("Gullwing", "Pike Yard")}
    at = text.index(NEW)
    assert {claim.evidence for claim in annotated.claims} == {Span(at, at + len(NEW))}
    assert all(word.of(text) for claim in annotated.claims for word in claim.words)


def test_the_report_names_quality_signs_and_what_is_missing(learnt: Learnt) -> None:
    report = learning.report(learnt)
    rows = {row.relation: row for row in report.rows}
    assert rows["built by"].f1 > 0.7
    assert rows["built by"].signs
    assert "at least 5" in rows["figurehead"].advice
    json.dumps(report.to_json())


def test_the_curve_ends_with_all_that_can_be_spared(learnt: Learnt) -> None:
    points = learning.curve(learnt)
    assert points[0][0] == 10
    assert points[-1][1] >= points[0][1] - 0.1


def test_annotations_with_claims_teach_as_well(folder: Path) -> None:
    lines = []
    for n, row in enumerate(sample_lessons.rows()):
        names = sorted({end for t in row["triples"] for end in (t[0], t[2])})
        ids = {name: f"e{k}" for k, name in enumerate(names)}
        claims = [
            {"subject": ids[s], "relation": r, "object": ids[o], "evidence": [0, len(row["sentence"])]}
            for s, r, o in row["triples"]
        ]
        entities = [{"id": id_, "name": name} for name, id_ in ids.items()]
        lines.append(
            json.dumps({"id": str(n), "text": row["sentence"], "entities": entities, "claims": claims})
        )
    (folder / "full.jsonl").write_text("\n".join(lines), encoding="utf-8")
    model = osgraph.learn([folder / "full.jsonl"], folder / "boats.json").model
    (found,) = learning.triples(model, [NEW])
    assert ("Gullwing", "built by", "Pike Yard") in found


def test_the_command_learns_and_extract_uses_the_model(learnt: Learnt, folder: Path) -> None:
    run = CliRunner()
    model = str(folder / "cli.npz")
    examples, ontology = str(folder / "boats.jsonl"), str(folder / "boats.json")
    words = ["learn", examples, "--ontology", ontology, "-o", model, "--report"]
    result = run.invoke(command, words, standalone_mode=False)
    assert result.return_value == 3
    assert "built by" in result.output
    assert "figurehead (0)" in result.output
    (folder / "note.txt").write_text(NEW, encoding="utf-8")
    result = run.invoke(command, ["extract", str(folder / "note.txt"), "--model", model, "--format", "jsonl"])
    found = json.loads(result.output)["triples"]
    assert {"Gullwing"} == {triple["subject"] for triple in found}


def test_build_keeps_what_a_learnt_model_finds(folder: Path) -> None:
    head = "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix b: <https://example.org/boats#> ."
    rdfs = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
    classes = " ".join(f'b:{name} a owl:Class ; rdfs:label "{name}"@en .' for name in ("Boat", "Yard"))
    relation = "b:builtBy a owl:ObjectProperty ; rdfs:domain b:Boat ; rdfs:range b:Yard ."
    ontology = folder / "boats.ttl"
    ontology.write_text(f"{head} {rdfs} {classes} {relation}", encoding="utf-8")
    lines = [
        {**row, "triples": [t for t in row["triples"] if t[1] == "built by"]} for row in sample_lessons.rows()
    ]
    (folder / "built.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    learnt = osgraph.learn([folder / "built.jsonl"], ontology)  # "built by" is builtBy in words
    assert learnt.examples.faults == ()
    model = folder / "built.npz"
    learning.save(learnt.model, model)
    (folder / "letter.txt").write_text(NEW, encoding="utf-8")
    with osgraph.build(folder / "letter.txt", ontology=ontology, model=model, least=0.1) as kg:
        rows = kg.query(
            "SELECT ?class WHERE { ?boat <https://example.org/boats#builtBy> ?yard . ?boat a ?class }"
        )
        assert "https://example.org/boats#Boat" in str(list(rows))
        [alone] = kg.claims()
    said = {
        "subject": "Gullwing", "subject_class": "Boat", "relation": "builtBy", "object": "Pike Yard",
        "object_class": "Yard", "quote": NEW, "polarity": "positive",
        "modality": "asserted", "speaker": "author",
    }  # fmt: skip
    with serving(chat({"claims": [said, said | {"object": "Ardent"}]})) as server:
        model_too = llm.Settings(llm.Server("m", server.url), cache=folder / "answers")
        with osgraph.build(
            folder / "letter.txt", ontology=ontology, model=model, least=0.1, language_model=model_too
        ) as kg:
            [agreed], [refused] = kg.claims(), kg.rejections()
    assert agreed.steps[-1].startswith("agrees: language model m, prompt ")
    assert agreed.confidence > alone.confidence
    assert "Ardent" in refused.reason
    with pytest.raises(ModelError, match="learn a model for that ontology"):
        osgraph.build(folder / "letter.txt", model=model)
