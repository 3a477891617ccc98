"""What a store is written as."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import networkx as nx
import pyoxigraph
import pytest
import yaml
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from rdflib import Dataset, Graph, Literal
from sample_annotated import graph_of, hostile, letter, notes

from osgraph import export, query, rdf
from osgraph.errors import InputError
from osgraph.evaluation import to_json
from osgraph.store import Store

if TYPE_CHECKING:
    from pathlib import Path

RDFLIB = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
OF_RDFLIB = "ignore:(ConjunctiveGraph|Dataset.default_context) is deprecated"  # its own parsers use them


def rows_of(table: bytes) -> list[dict[str, str]]:
    """Return the rows of a table in CSV, line ends as they are written."""
    return list(csv.DictReader(io.StringIO(table.decode(), newline="")))


STRING = re.compile(r"'((?:[^'\\]|\\.)*)'")


def check_cypher(script: str, *texts: str) -> None:
    """See that each line is one statement, nothing of a text is outside its string, and no text is lost."""
    assert not re.search("[\x00-\x09\x0b-\x1f]", script)
    strings = {
        re.sub(r"\\(?:u(....)|(.))", lambda found: _meant(*found.groups()), string)
        for string in STRING.findall(script)
    }
    assert set(texts) <= strings
    for line in script[:-1].split("\n"):
        bare = re.sub(r"`(?:[^`]|``)*`", "N", STRING.sub("S", line))
        assert re.fullmatch(r"(CREATE CONSTRAINT|MERGE|MATCH)[\w\s(){}\[\]:.,+=<>-]*;", bare), bare


def _meant(code: str | None, char: str | None) -> str:
    return chr(int(code, 16)) if code else {"n": "\n", "r": "\r", "t": "\t"}.get(char or "", char or "")


def check_notes(notes: dict[str, bytes]) -> None:
    """See that files have safe names, front matter is YAML, and links lead to notes."""
    assert len({name.casefold() for name in notes}) == len(notes)
    for name, content in notes.items():
        assert re.fullmatch(r'[^\x00-\x1f\\/:*?"<>|#^\[\]]+\.md', name)
        assert not name.startswith(".")
        assert len(name.encode()) < 200
        _, front, body = re.split(r"^---\n", content.decode(), maxsplit=2, flags=re.MULTILINE)
        assert yaml.safe_load(front)["type"]
        assert not re.search(r"(?<!\\)<(?!\s)", re.sub(r"\[\[.*?\]\]", "", body))
        links = re.findall(r"(?<!\\)\[\[([^|\]]*)", body)
        assert links
        assert {f"{link}.md" for link in links} <= notes.keys()


@pytest.fixture
def store() -> Store:
    store = Store()
    store.load_named("catalog", graph_of(letter()))
    for annotated in (notes(), letter()):
        store.replace(annotated.document.id, graph_of(annotated))
    return store


def texts(graph: Graph) -> set[tuple[object, ...]]:
    """Return triples that compare whether or not xsd:string is spelled out."""
    string = rdf.NAMESPACES["xsd"] + "string"
    return {
        (s, p, Literal(str(o)) if isinstance(o, Literal) and str(o.datatype) == string else o)
        for s, p, o in graph
    }


@pytest.mark.filterwarnings(OF_RDFLIB)
@pytest.mark.parametrize("form", RDFLIB)
def test_rdf_holds_the_union_of_the_documents(store: Store, form: str, tmp_path: Path) -> None:
    path = tmp_path / f"graph.{form}"
    export.write(store, path)
    read = Graph().parse(path, format=RDFLIB[form])
    assert texts(read) == texts(graph_of(notes())) | texts(graph_of(letter()))


@pytest.mark.filterwarnings(OF_RDFLIB)
@pytest.mark.parametrize(("form", "theirs"), [("trig", "trig"), ("nq", "nquads")])
def test_datasets_keep_the_graphs_apart(store: Store, form: str, theirs: str) -> None:
    read = Dataset()
    read.parse(data=export.dump(store, form), format=theirs)
    graphs = {str(graph.identifier): texts(graph) for graph in read.graphs() if len(graph)}
    base = "https://w3id.org/osgraph/"
    assert graphs == {
        base + "catalog": texts(graph_of(letter())),
        base + "document/letter": texts(graph_of(letter())),
        base + "document/notes/spring": texts(graph_of(notes())),
    }


def test_turtle_has_the_projects_prefixes(store: Store) -> None:
    text = export.dump(store, "ttl").decode()
    assert "@prefix osg: <https://w3id.org/osgraph/ontology#>" in text
    assert "\nosr:Umbra a osg:Company" in text


def test_jsonl_is_the_form_of_annotations(store: Store) -> None:
    lines = [json.loads(line) for line in export.dump(store, "jsonl").decode().splitlines()]
    assert lines == [to_json(one) for one in query.annotated(store)]
    assert [line["id"] for line in lines] == ["letter", "notes/spring"]
    assert lines[0]["text"] == letter().document.text
    umbra = next(entity for entity in lines[0]["entities"] if entity["name"] == "Umbra")
    assert [lines[0]["text"][start:end] for start, end in umbra["mentions"]] == ["Umbra"]


def test_csv_has_a_line_a_claim(store: Store) -> None:
    rows = list(csv.DictReader(io.StringIO(export.dump(store, "csv").decode())))
    assert len(rows) == len(query.claims(store))
    marked = next(row for row in rows if row["words"])
    assert (marked["subject_name"], marked["polarity"], marked["words"]) == (
        "Umbra",
        "positive",
        "Umbra | built | Nut",
    )
    assert {row["former"] for row in rows} == {"true", "false"}


def test_csv_gives_a_spreadsheet_nothing_to_run() -> None:
    with Store() as store:
        store.replace("@name", graph_of(hostile("=1+1", "@name")))
        (row,) = csv.DictReader(io.StringIO(export.dump(store, "csv").decode()))
    assert row["quote"] == "'=1+1"
    assert row["subject_name"] == "'@name"


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networks_are_read_back_by_networkx(store: Store, form: str, read: object, tmp_path: Path) -> None:
    path = tmp_path / f"claims.{form}"
    export.write(store, path)
    found = read(path)  # type: ignore[operator]
    edges = {(s, d["label"], t) for s, t, d in found.edges(data=True)}
    assert edges == {(r.subject, r.relation_name, r.object) for r in query.claims(store)}
    assert "In 2031-04 Nut beat Bolt by 3% on Quiz." in {d["quotes"] for *_, d in found.edges(data=True)}
    assert b"lastmodified" not in path.read_bytes()


@settings(deadline=None, max_examples=10, phases=[Phase.explicit, Phase.generate])
@given(st.text(), st.text(min_size=1))
@example("x" * 10_000, "../" * 3_000 + "y" * 1_000)
@example("' }) DETACH DELETE n; //\\", "`\\u0060]->() //")
@example("\n---\n[[secret]] <script>\u2028", "con")
@example("\x00\x0b\x1f\ufffe]]><!--&\r\n\\u0041", "\x07 '\"=<>")
def test_any_words_pass_through_every_form(text: str, name: str) -> None:
    annotated = hostile(text, name)
    with Store() as store:
        store.replace(name, graph_of(annotated))
        dumps = {form: export.dump(store, form) for form in export.FILES}
        folders = {form: export.contents(store, form) for form in export.FOLDERS}
        assert json.loads(dumps["jsonl"]) == to_json(annotated)
    legal = export.legal_in_xml
    back = rdf.from_graph(Graph().parse(data=dumps["rdf"], format="xml"))
    assert back.document.text == legal(text)
    assert back.entities[0].name == legal(name)
    assert nx.parse_graphml(dumps["graphml"].decode()).number_of_edges() == 1
    assert nx.read_gexf(io.BytesIO(dumps["gexf"])).number_of_edges() == 1
    assert {
        quad.triple for quad in pyoxigraph.parse(dumps["jsonld"], format=pyoxigraph.RdfFormat.JSON_LD)
    } == {quad.triple for quad in pyoxigraph.parse(dumps["nt"], format=pyoxigraph.RdfFormat.N_TRIPLES)}
    assert len(list(pyoxigraph.parse(dumps["nanopub"], format=pyoxigraph.RdfFormat.TRIG))) > 20
    [row] = parquet.read_table(io.BytesIO(dumps["parquet"])).to_pylist()
    assert (row["quote"], row["subject_name"]) == (annotated.document.text, annotated.entities[0].name)
    check_cypher(dumps["cypher"].decode(), text, name)
    [claim] = rows_of(folders["neo4j"]["relationships.csv"])
    assert (claim["quote"], claim["quantity"]) == (text, text)
    check_notes(folders["obsidian"])


@pytest.mark.parametrize("form", export.FILES)
def test_the_bytes_are_the_same_for_any_order(store: Store, form: str) -> None:
    with Store() as other:
        for annotated in (letter(), notes(), letter()):
            other.replace(annotated.document.id, graph_of(annotated))
        other.load_named("catalog", graph_of(letter()))
        assert export.dump(other, form) == export.dump(store, form)


def test_an_empty_store_is_written_in_every_form(tmp_path: Path) -> None:
    with Store() as store:
        for form in export.FORMATS:
            export.write(store, tmp_path / f"graph.{form}")
    assert len(list(tmp_path.iterdir())) == len(export.FORMATS)


def test_a_form_goes_before_the_suffix(store: Store, tmp_path: Path) -> None:
    export.write(store, tmp_path / "graph.txt", "nt")
    assert (tmp_path / "graph.txt").read_bytes() == export.dump(store, "nt")


@pytest.mark.parametrize("form", export.FOLDERS)
def test_folders_are_the_same_for_any_order(store: Store, form: str) -> None:
    with Store() as other:
        for annotated in (letter(), notes(), letter()):
            other.replace(annotated.document.id, graph_of(annotated))
        assert export.contents(other, form) == export.contents(store, form)


@pytest.mark.parametrize("name", ["graph.docx", "graph", ".ttl"])
def test_an_unknown_suffix_names_the_known_ones(store: Store, name: str, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match="ttl, nt, trig, nq, jsonld, rdf, nanopub, graphml, gexf, cypher, jsonl, csv"
    ):
        export.write(store, tmp_path / name)
    with pytest.raises(InputError, match="unknown form 'docx'"):
        export.dump(store, "docx")
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        export.write(store, tmp_path / "nowhere" / "graph.ttl")
    (tmp_path / "folder.ttl").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        export.write(store, tmp_path / "folder.ttl")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder.ttl"]


def test_a_failing_export_leaves_the_old_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(InputError, match="No space left"):
        export.write(store, path)
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("graph.ttl", "old")]
