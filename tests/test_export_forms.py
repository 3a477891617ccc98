"""What single forms of export hold, each read back by the library that people read it with."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from nanopub import Nanopub, NanopubConf
from pyarrow import parquet
from sample_annotated import graph_of, letter, notes

from osgraph import cli, export, iris, query
from osgraph.errors import InputError
from osgraph.store import Store

OF_RDFLIB = "ignore:(ConjunctiveGraph|Dataset.default_context) is deprecated"
OF_NANOPUB = r"ignore:.*(ConjunctiveGraph|Dataset|contexts|identifier).*:DeprecationWarning"


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    for annotated in (notes(), letter()):
        store.replace(annotated.document.id, graph_of(annotated))
    return store


# --- JSON-LD ---


@pytest.mark.filterwarnings(OF_RDFLIB)
def test_jsonld_says_what_the_documents_say_in_two_readers(store: Store) -> None:
    written = export.dump(store, "jsonld")
    triples = {q.triple for q in pyoxigraph.parse(store.dump("nt"), format=pyoxigraph.RdfFormat.N_TRIPLES)}
    assert {q.triple for q in pyoxigraph.parse(written, format=pyoxigraph.RdfFormat.JSON_LD)} == triples
    assert len(rdflib.Graph().parse(data=written, format="json-ld")) == len(triples)


def test_jsonld_frames_a_claim_with_its_ends_and_its_evidence(store: Store) -> None:
    graph = json.loads(export.dump(store, "jsonld"))["@graph"]
    records = query.claims(store)
    assert [node["type"] for node in graph[: len(records)]] == ["Claim"] * len(records)
    claim = next(node for node in graph if node.get("quantity") == "3%")
    assert claim["subject"] == {"id": "osr:Nut", "type": "Model", "label": "Nut"}
    assert (claim["relation"], claim["polarity"], claim["modality"]) == (
        "outperforms",
        "Positive",
        "Asserted",
    )
    assert claim["benchmark"]["label"] == "Quiz"
    assert claim["evidence"]["document"]["title"] == "Spring notes"
    [quote] = [s["quote"] for s in claim["evidence"]["selector"] if "quote" in s]
    assert quote == "In 2031-04 Nut beat Bolt by 3% on Quiz."
    assert not any(node["id"] == claim["evidence"]["id"] for node in graph)


# --- Parquet ---


def test_parquet_has_a_typed_column_a_field(store: Store, tmp_path: Path) -> None:
    export.write(store, tmp_path / "claims.parquet")
    table = parquet.read_table(tmp_path / "claims.parquet")
    types = {field.name: str(field.type) for field in table.schema}
    assert (types["former"], types["confidence"], types["start"]) == ("bool", "double", "int64")
    assert types["marks"] == "list<element: struct<start: int64, end: int64>>"
    assert types["modality"].startswith("dictionary<values=string")
    records = query.claims(store)
    for row, record in zip(table.to_pylist(), records, strict=True):
        assert row["quote"] == record.quote
        assert row["fact"] is record.is_fact
        assert row["confidence"] == record.confidence
        assert row["steps"] == list(record.steps)
        assert row["published"] == record.published


def test_without_pyarrow_it_says_what_to_install(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"pip install 'osgraph\[parquet\]'"):
        export.dump(store, "parquet")


# --- nanopublications ---


@pytest.mark.filterwarnings(OF_NANOPUB)
def test_each_claim_is_a_valid_nanopublication(store: Store) -> None:
    by_name: dict[str, list[pyoxigraph.Quad]] = {}
    for quad in pyoxigraph.parse(export.dump(store, "nanopub"), format=pyoxigraph.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, pyoxigraph.NamedNode)
        by_name.setdefault(quad.graph_name.value.partition("#")[0], []).append(quad)
    records = query.claims(store)
    assert by_name.keys() == {f"{iris.BASE}nanopub/{iris.local(record.id)}" for record in records}
    for record in records:
        quads = by_name[f"{iris.BASE}nanopub/{iris.local(record.id)}"]
        dataset = rdflib.ConjunctiveGraph()
        written = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
        dataset.parse(data=written, format="nquads")
        paper = Nanopub(rdf=dataset, conf=NanopubConf())
        assert paper.is_valid
        triple = tuple(map(rdflib.URIRef, (record.subject, record.relation, record.object)))
        assert (triple in paper.assertion) is record.is_fact
        assert (rdflib.URIRef(record.id), rdflib.RDF.subject, triple[0]) in paper.assertion
        assert rdflib.Literal(record.quote, lang="en") in set(paper.provenance.objects())
        assert (paper.metadata.assertion, rdflib.PROV.wasAttributedTo, None) in paper.provenance
        assert {str(s) for s in dataset.subjects(rdflib.RDF.subject)} == {record.id}


# --- Neo4j ---


def test_cypher_has_a_statement_a_node_and_a_claim(store: Store) -> None:
    lines = export.dump(store, "cypher").decode().splitlines()
    records = query.claims(store)
    ends = {record.subject for record in records} | {record.object for record in records}
    assert sum(line.startswith("MERGE (n:Entity") for line in lines) >= len(ends)
    assert sum(line.startswith("MATCH") for line in lines) == len(records)
    beaten = next(line for line in lines if "OUTPERFORMS" in line)
    assert "MERGE (a)-[r:`OUTPERFORMS` {id: '" in beaten
    assert "`quantity`: '3%'" in beaten
    assert "`former`: false" in beaten


def test_the_folder_for_neo4j_has_ends_for_every_relationship(store: Store, tmp_path: Path) -> None:
    import pandas as pd

    export.write(store, tmp_path / "graph", "neo4j")
    nodes = pd.read_csv(tmp_path / "graph" / "nodes.csv")
    edges = pd.read_csv(tmp_path / "graph" / "relationships.csv")
    assert len(edges) == len(query.claims(store))
    assert set(edges[":START_ID"]) | set(edges[":END_ID"]) <= set(nodes["iri:ID"])
    assert set(edges["fact:boolean"]) == {True, False}
    assert "Entity;Company" in set(nodes[":LABEL"])
    assert "database import full" in (tmp_path / "graph" / "README.txt").read_text("utf-8")


# --- Obsidian ---


def test_a_note_tells_of_an_entity_with_links_and_quotes(store: Store) -> None:
    found = export.contents(store, "obsidian")
    note = found["Umbra.md"].decode()
    assert note.startswith('---\ntype: "Company"\naliases:\n  - "Umbra Labs"\niri: ')
    assert (
        "- [[Umbra]] **develops** [[Nut]] (asserted)\n  > Umbra of China built Nut\\.".replace("\\.", ".")
        in note
    )
    assert "  > — Spring notes, Nut Weekly, 2031-05-02" in note
    assert "## Claimed by others of it" in note
    assert "[[Acme]] *not* **acquires** [[Umbra]] (asserted)" in note
    assert 'openness:\n  - "OpenWeights"\n' in found["Nut.md"].decode()
    assert "(hedged, says [[Ada Berg]])" in found["Acme.md"].decode()
    assert 'aliases:\n  - "America"' in found["United States.md"].decode()


# --- folders ---


def test_a_folder_gives_way_to_its_next_export_and_keeps_what_is_not_its_own(
    store: Store, tmp_path: Path
) -> None:
    vault = tmp_path / "vault"
    export.write(store, vault, "obsidian")
    (vault / ".obsidian").mkdir()
    (vault / ".obsidian" / "app.json").write_text("{}")
    (vault / "My thoughts.md").write_text("Mine.")
    with Store() as less:
        less.replace("letter", graph_of(letter()))
        export.write(less, vault, "obsidian")
        names = {path.relative_to(vault).as_posix() for path in vault.rglob("*") if path.is_file()}
        own = {*export.contents(less, "obsidian"), ".osgraph-export.json"}
    assert names == own | {".obsidian/app.json", "My thoughts.md"}
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]


def test_what_people_wrote_is_not_overwritten(store: Store, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    export.write(store, vault, "obsidian")
    (vault / "Nut.md").write_text("Edited.")
    with pytest.raises(InputError, match=r"Nut.md: it was changed since it was exported"):
        export.write(store, vault, "obsidian")
    assert (vault / "Nut.md").read_text() == "Edited."
    with pytest.raises(InputError, match="this is no earlier export as neo4j"):
        export.write(store, vault, "neo4j")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.md").write_text("Dear")
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(vault)
    for name in ("home", "file", "link"):
        with pytest.raises(InputError, match="this is no earlier export as obsidian"):
            export.write(store, tmp_path / name, "obsidian")
    with pytest.raises(InputError, match="cannot be written"):
        export.write(store, tmp_path / "nowhere" / "vault", "obsidian")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "home", "link", "vault"]


def test_a_note_in_the_way_is_named(store: Store, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    with Store() as less:
        less.replace("letter", graph_of(letter()))
        export.write(less, vault, "obsidian")
    (vault / "Acme.md").write_text("My own.")
    with pytest.raises(InputError, match=r"Acme.md: osgraph did not write it, and would now; move it"):
        export.write(store, vault, "obsidian")
    assert (vault / "Acme.md").read_text() == "My own."


def test_a_failing_export_leaves_the_old_folder(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = tmp_path / "vault"
    export.write(store, vault, "obsidian")
    real = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name.endswith(".tmp"):
            raise OSError(28, "No space left on device")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(InputError, match="No space left"):
        export.write(store, vault, "obsidian")
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]
    assert (vault / "Nut.md").is_file()


def test_the_command_writes_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with Store("osgraph-kg") as kg:
        kg.replace("letter", graph_of(letter()))
    for words in (("export", "vault", "--format", "obsidian"), ("export", "vault", "--format", "obsidian")):
        with pytest.raises(SystemExit) as left:
            cli.main(words)
        assert left.value.code == 0
    assert capsys.readouterr().out == "Wrote vault\nWrote vault\n"
    assert (tmp_path / "vault" / "Fjell.md").is_file()


def test_bytes_of_a_folder_are_no_file(store: Store) -> None:
    with pytest.raises(InputError, match="'neo4j' is a folder of files"):
        export.dump(store, "neo4j")
    with pytest.raises(InputError, match="'ttl' is one file"):
        export.contents(store, "ttl")
    assert io.BytesIO(export.dump(store, "parquet")).read(4) == b"PAR1"
