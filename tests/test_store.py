"""The store, in memory, on disk and behind an address: the same contract."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import endpoint
import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import RDFS, Graph, Literal, URIRef
from sample_annotated import graph_of, hostile, letter, notes

from osgraph import iris, rdf
from osgraph.errors import InputError, QueryError, StoreError, StoreLockedError
from osgraph.store import FORMATS, Rows, Store, Term, answers

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def triples(store: Store) -> set[tuple[object, ...]]:
    return set(store.graph)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with endpoint.oxigraph() as address:
        yield address


@pytest.fixture(params=["memory", "disk", "address"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    place = tmp_path / "kg" if request.param == "disk" else None
    if request.param == "address":
        place = endpoint.empty(request.getfixturevalue("address"))
    with Store(place) as opened:
        yield opened


@pytest.fixture
def full(store: Store) -> Store:
    for annotated in (notes(), letter()):
        store.replace(annotated.document.id, graph_of(annotated))
    return store


# --- documents ---


def test_what_goes_in_comes_out_as_the_same_terms(store: Store) -> None:
    graph = graph_of(notes())
    store.replace("notes/spring", graph)
    assert triples(store) == set(graph)
    assert rdf.from_graph(store.triples("notes/spring")) == rdf.from_graph(graph)


def test_documents_are_listed_by_id(full: Store) -> None:
    assert full.documents() == ["letter", "notes/spring"]


def test_a_query_sees_the_union_of_the_documents_with_each_triple_once(full: Store) -> None:
    union = set(graph_of(notes())) | set(graph_of(letter()))
    assert list(full.select(COUNT)) == [(len(union),)]
    assert len(full.graph) == len(union)
    assert list(full.select('SELECT ?s { ?s rdfs:label "Umbra"@en }')) == [(iris.entity("Umbra"),)]


def test_a_document_put_again_adds_nothing(full: Store) -> None:
    before = full.dump("nq"), triples(full)
    full.replace("letter", graph_of(letter()))
    assert (full.dump("nq"), triples(full)) == before


def test_a_changed_document_takes_the_place_of_the_old_one(full: Store) -> None:
    shorter = replace(notes(), claims=notes().claims[:2], rejections=())
    full.replace("notes/spring", graph_of(shorter))
    assert triples(full) == set(graph_of(shorter)) | set(graph_of(letter()))


def test_a_graph_of_another_document_is_refused(full: Store) -> None:
    with pytest.raises(InputError, match="'letter'"):
        full.replace("letter", graph_of(notes()))


def test_forgetting_takes_what_only_that_document_said(full: Store) -> None:
    assert full.forget("notes/spring")
    assert triples(full) == set(graph_of(letter()))
    assert full.documents() == ["letter"]
    assert not full.forget("notes/spring")
    assert full.forget("letter")
    assert full.dump("nq") == b""
    assert not triples(full)


def test_forgetting_keeps_what_a_graph_beside_also_holds(full: Store) -> None:
    full.load_named("catalog", graph_of(letter()))
    full.forget("letter")
    assert triples(full) == set(graph_of(notes()))
    assert set(full.named("catalog")) == set(graph_of(letter()))


@pytest.mark.parametrize("id_", ["a b", "../../up", 'x"> } DROP ALL', "é/ü", "%2F", ""])
def test_any_id_names_a_graph(store: Store, id_: str) -> None:
    graph = graph_of(hostile("text", id_))
    store.replace(id_, graph)
    assert triples(store) == set(graph)
    assert store.forget(id_)
    assert not triples(store)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser uses it
@settings(deadline=None)
@given(st.text(), st.text(min_size=1))
@example("\\u0041 \\\\U00000041 \r\n \x00 ]]> <!-- \u2028", "'; DROP \\")
def test_any_words_pass_through_the_store(text: str, name: str) -> None:
    annotated = hostile(text, name)
    with Store() as store:
        store.replace(name, graph_of(annotated))
        assert rdf.from_graph(store.triples(name)) == annotated
        assert rdf.from_graph(store.graph) == annotated
        for form, theirs in (("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")):
            assert rdf.from_graph(Graph().parse(data=store.dump(form), format=theirs)) == annotated


def test_a_graph_that_cannot_be_stored_changes_nothing(full: Store) -> None:
    before = full.dump("nq")
    broken = graph_of(letter())
    broken.add((URIRef("no iri at all"), RDFS.label, Literal("x", lang="en")))
    with pytest.raises(StoreError, match="cannot be stored"):
        full.replace("letter", broken)
    assert full.dump("nq") == before
    assert len(triples(full)) == full.select(COUNT).plain()[0][0]


# --- graphs beside the documents ---


def test_graphs_beside_are_seen_only_when_asked_for(full: Store) -> None:
    before = full.select(COUNT).plain()
    beside = Graph()
    beside.add((URIRef(iris.entity("Acme")), RDFS.label, Literal("Acme Corporation", lang="en")))
    beside.add(
        (URIRef(iris.entity("Umbra")), RDFS.label, Literal("Umbra", lang="en"))
    )  # a document says so too
    full.load_named("catalog", beside)
    labels = "SELECT ?label { osr:Acme rdfs:label ?label } ORDER BY ?label"
    assert full.select(COUNT).plain() == before
    assert list(full.select(labels)) == [("Acme",)]
    assert list(full.select(labels, include=["catalog"])) == [("Acme",), ("Acme Corporation",)]
    assert len(full.select('SELECT * { ?s rdfs:label "Umbra"@en }', include=["catalog"])) == 1
    inside = f"SELECT ?o {{ GRAPH <{iris.BASE}catalog> {{ osr:Acme rdfs:label ?o }} }}"
    assert list(full.select(inside)) == [("Acme Corporation",)]
    full.load_named("catalog", Graph())
    assert list(full.select(labels, include=["catalog"])) == [("Acme",)]


def test_a_graph_beside_may_come_from_a_file(full: Store, tmp_path: Path) -> None:
    before = set(full.graph)
    for written in (graph_of(letter()), graph_of(notes())):
        path = tmp_path / "beside.ttl"
        written.serialize(path, format="turtle")
        full.load_named("catalog", path)
        full.load_named("catalog", path)
        assert set(full.named("catalog")) == set(written)
    assert set(full.graph) == before
    path.write_text("<a:a> <a:b> oops")
    with pytest.raises(InputError, match="not valid Turtle"):
        full.load_named("catalog", path)
    with pytest.raises(StoreError, match="cannot be loaded"):
        full.load_named("catalog", tmp_path / "none.ttl")


def test_only_three_graphs_stand_beside(store: Store) -> None:
    with pytest.raises(InputError, match="catalog, derived, ontology"):
        store.load_named("letter", Graph())
    with pytest.raises(InputError, match="no graph is called 'decisions'"):
        store.load_named("decisions", Graph())
    with pytest.raises(InputError, match="'gossip'"):
        store.select(COUNT, include=["gossip"])


# --- queries ---


def test_rows_hold_terms_and_give_plain_values(full: Store) -> None:
    query = """SELECT ?c ?confidence ?former ?title ?nothing {
      ?c rdf:predicate osg:worksFor ; osg:confidence ?confidence ; osg:former ?former .
      ?d dcterms:title ?title OPTIONAL { ?c osg:quantity ?nothing } }"""
    rows = full.select(query)
    assert rows.columns == ("c", "confidence", "former", "title", "nothing")
    ((claim, *rest),) = rows.plain()
    assert str(claim).startswith(iris.BASE + "claim/")
    assert rest == [1.0, True, "Spring notes", None]
    assert rows.rows[0][3] == Term("Spring notes", "literal", language="en")


def test_ask_and_construct_answer_with_rows_too(full: Store) -> None:
    assert list(full.select("ASK { osr:Umbra osg:develops osr:Nut }")) == [(True,)]
    assert list(full.select("ASK { osr:Nut osg:develops osr:Umbra }")) == [(False,)]
    construct = "CONSTRUCT { ?o osg:madeBy ?s } WHERE { ?s osg:develops ?o FILTER(?s = osr:Umbra) }"
    triple = (iris.entity("Nut"), iris.term("madeBy"), iris.entity("Umbra"))
    assert full.select(construct).columns == ("subject", "predicate", "object")
    assert list(full.select(construct)) == [triple]
    assert set(full.construct(construct)) == {tuple(map(URIRef, triple))}
    with pytest.raises(QueryError, match="CONSTRUCT"):
        full.construct(COUNT)


def test_the_rdflib_view_answers_as_the_store_does(full: Store) -> None:
    query = "SELECT ?s ?o { ?s osg:develops ?o } ORDER BY ?s"
    assert [tuple(map(str, row)) for row in full.graph.query(query)] == list(full.select(query))


def test_the_rdflib_view_is_for_reading(full: Store) -> None:
    triple = (URIRef("a:a"), RDFS.label, Literal("x", lang="en"))
    for write in (full.graph.add, full.graph.remove, full.named("catalog").add):
        with pytest.raises(StoreError, match="for reading"):
            write(triple)
    with pytest.raises(StoreError, match="for reading"):
        full.graph.update("DELETE WHERE { ?s ?p ?o }")


REACHING = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?a ?b ?c.service<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?a ?b 1SERVICE<http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { # '\n SERVICE ?where { ?s ?p ?o } # '\n }",
    "SELECT * { ?a ?b 'it\\'s' . SERVICE:x { ?s ?p ?o } }",
    "SELECT * { ex:a\\#b ?p ?o . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    r"SELECT * { \u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p """ " """ . SERVICE <http://127.0.0.1:9/> { ?s ?p "" } }',
    "ASK FROM <file:///etc/hostname> { ?s ?p ?o }",
    "SELECT * FROM NAMED<http://127.0.0.1:9/> { GRAPH ?g { ?s ?p ?o } }",
    "LOAD <file:///etc/hostname>",
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "PREFIX x: <a:> DELETE WHERE { ?s ?p ?o }",
    "WITH <a:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
]


@pytest.mark.parametrize("query", REACHING)
def test_a_query_neither_writes_nor_reaches_outside(full: Store, query: str) -> None:
    before = full.dump("nq")
    for ask in (full.select, full.construct, full.graph.query):
        with pytest.raises(QueryError, match=r"refused|names no graph"):
            ask(query)
    assert full.dump("nq") == before


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a osg:Claim }",
        'SELECT * { ?s rdfs:label "a SERVICE # here"@en }',
        "SELECT * { ?s osg:service <a:SERVICE> } # SERVICE",
        "PREFIX load: <a:> PREFIX add: <a:> SELECT * { ?s load:insert add:delete }",
        f"SELECT * FROM <{iris.document('letter')}> {{ ?s ?p ?o }}",
    ],
)
def test_words_that_only_look_alike_are_let_through(full: Store, query: str) -> None:
    assert full.select(query).columns


def test_a_malformed_query_is_told_where(store: Store) -> None:
    with pytest.raises(QueryError, match="line 2, column 11: a prefix") as caught:
        store.select("SELECT * {\n  ?s foo:x ?y }")
    said, line, mark = str(caught.value).splitlines()
    assert len(said) < 250
    assert line == "    ?s foo:x ?y }"
    assert mark.index("^") == len("  ") + 10
    for query in ("", "SELECT", "SELECT * { ?s ?p", "\n\n", "\x00"):
        with pytest.raises(QueryError, match="malformed"):
            store.select(query)


def test_a_prepared_query_is_not_run_past_the_checks(full: Store) -> None:
    from rdflib.plugins.sparql import prepareQuery

    with pytest.raises(QueryError, match="text"):
        full.graph.query(prepareQuery("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"))


# --- rows ---

ROWS = Rows(("name", "n"), ('"a \\"b\\", c\\nd"@en\t7', "<a:b>\t"))


def test_rows_as_csv_json_and_pandas() -> None:
    import json

    assert ROWS.to_csv() == 'name,n\n"a ""b"", c\nd",7\na:b,\n'
    assert ROWS.to_csv("\t").startswith("name\tn\n")
    first, second = json.loads(ROWS.to_json())["results"]["bindings"]
    assert first["name"] == {"type": "literal", "value": 'a "b", c\nd', "xml:lang": "en"}
    assert first["n"]["datatype"].endswith("#integer")
    assert second == {"name": {"type": "uri", "value": "a:b"}}
    frame = pytest.importorskip("pandas") and ROWS.to_pandas()
    assert list(frame.columns) == ["name", "n"]
    assert frame["n"][0] == 7


def test_without_pandas_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(InputError, match="pip install pandas"):
        ROWS.to_pandas()


@pytest.mark.parametrize(
    ("value", "datatype", "plain"),
    [
        ("x", "integer", "x"),
        ("1" * 5000, "integer", "1" * 5000),
        ("0.50", "decimal", 0.5),
        ("0", "boolean", False),
    ],
)
def test_a_literal_is_plain_as_far_as_its_datatype_holds(value: str, datatype: str, plain: object) -> None:
    assert Term(value, "literal", rdf.NAMESPACES["xsd"] + datatype).plain() == plain


@settings(deadline=None)
@given(st.text(), st.sampled_from(("", "en", "iri", "integer", "decimal", "double", "boolean", "date")))
@example("a\tb\r\n\\t\x08\x0c\x0b\u2028", "")
@example("-1.5E3", "double")
@example(".5", "decimal")
@example("+7", "integer")
@example("NaN", "double")
def test_rows_hold_what_the_database_holds(text: str, kind: str) -> None:
    term: ox.Literal | ox.NamedNode
    match kind:
        case "iri":
            term = ox.NamedNode("a:" + quote(text))
        case "" | "en":
            term = ox.Literal(text, language=kind or None)
        case _:
            term = ox.Literal(text, datatype=ox.NamedNode(rdf.NAMESPACES["xsd"] + kind))
    database = ox.Store()
    database.add(ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), term))
    ((_, _, term, _),) = database  # it keeps numbers in their canonical form
    for query in ("SELECT ?n ?o { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        found = answers.rows(database.query(query))
        ((*_, cell),) = found.rows
        assert cell is not None
        assert cell.value == term.value
        if isinstance(term, ox.Literal):
            assert (cell.datatype, cell.language) == (
                "" if term.language else term.datatype.value,
                term.language or "",
            )
        assert found.plain()[-1][-1] == cell.plain() or cell.plain() != cell.plain()  # NaN


# --- dumps ---


@pytest.mark.parametrize("form", FORMATS)
def test_a_dump_is_the_same_for_any_order(form: str) -> None:
    with Store() as one, Store() as two:
        for store, documents in ((one, (notes(), letter())), (two, (letter(), notes()))):
            store.load_named("catalog", graph_of(letter()))
            for annotated in documents:
                shuffled = Graph()
                for triple in sorted(graph_of(annotated), reverse=store is two):
                    shuffled.add(triple)
                store.replace(annotated.document.id, shuffled)
        assert one.dump(form) == two.dump(form) != b""


def test_an_unknown_form_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="ttl, nt, trig"):
        store.dump("docx")


def test_blank_nodes_of_an_ontology_get_the_same_names_each_time() -> None:
    turtle = "<a:x> <a:y> [ <a:z> 1, [ <a:w> 2 ] ] ."
    dumps = []
    for _ in range(2):
        with Store() as store:
            store.load_named("ontology", Graph().parse(data=turtle, format="turtle"))
            dumps.append(store.dump("nq"))
    assert dumps[0] == dumps[1]
    assert b"_:" in dumps[0]


def test_what_only_looks_like_a_blank_node_stays_as_it_is() -> None:
    looks = '<a:x> <a:y> "<a:z> _:b1" ; <a:z> [ <a:w> "_:b2" ] .'
    with Store() as plain, Store() as blank:
        for store in (plain, blank):
            store.load_named("catalog", Graph().parse(data='<a:x> <a:y> "<a:z> _:b1" .', format="turtle"))
        before = plain.dump("nq")
        assert before.count(b"_:b1") == 1
        blank.load_named("ontology", Graph().parse(data=looks, format="turtle"))
        after = blank.dump("nq")
        assert after.startswith(before)
        assert after.count(b"_:c14n0 ") == 2


# --- the folder ---

HOLD = (
    "import sys; from osgraph.store import Store; s = Store(sys.argv[1]); print('held', flush=True); input()"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store(tmp_path / "new" / "kg") as store:
        store.replace("letter", graph_of(letter()))
    return tmp_path / "new" / "kg"


def holder(folder: Path, script: str = HOLD) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(folder)]
    here = Path(__file__).parent
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(here.parent)])}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=paths)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_store_opens_again_with_what_it_held(folder: Path) -> None:
    with Store(folder) as store:
        assert triples(store) == set(graph_of(letter()))
        assert store.graph.qname(iris.term("Claim")) == "osg:Claim"


def test_another_process_is_kept_out_and_told_who_holds_it(folder: Path) -> None:
    process = holder(folder)
    with process:
        with pytest.raises(StoreLockedError, match=f"in use by process {process.pid}"):
            Store(folder)
        process.communicate("\n", timeout=20)
    with Store(folder) as store:
        assert store.documents() == ["letter"]


def test_a_dead_process_locks_nobody_out(folder: Path) -> None:
    process = holder(folder)
    with process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=20)
        assert (folder / "owner.pid").read_text() == str(process.pid)
    with Store(folder) as store:
        assert store.documents() == ["letter"]
        with pytest.raises(StoreLockedError, match="this very process"):
            Store(folder)


def test_a_closed_store_says_so_and_lets_others_in(folder: Path) -> None:
    store = Store(folder)
    graph = store.graph
    store.close()
    store.close()
    for use in (store.documents, lambda: store.select(COUNT), lambda: len(graph)):
        with pytest.raises(StoreError, match="closed"):
            use()
    Store(folder).close()


CHURN = """
import sys
from sample_annotated import graph_of, letter, notes
from osgraph.store import Store
store, graphs = Store(sys.argv[1]), [(one.document.id, graph_of(one)) for one in (notes(), letter())]
print("held", flush=True)
while True:
    for id_, graph in graphs:
        store.replace(id_, graph)
    store.forget(graphs[0][0])
"""


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.2])
def test_a_killed_writer_leaves_each_document_whole_or_gone(folder: Path, seconds: float) -> None:
    with holder(folder, CHURN) as process:
        time.sleep(seconds)
        process.kill()
    whole = {"letter": set(graph_of(letter())), "notes/spring": set(graph_of(notes()))}
    with Store(folder) as store:
        assert "letter" in store.documents()
        assert triples(store) == set().union(*(whole[id_] for id_ in store.documents()))
        assert len(store.dump("nq").splitlines()) == sum(len(whole[id_]) for id_ in store.documents())


def test_a_store_whose_making_was_cut_off_is_made(folder: Path) -> None:
    (folder / "osgraph-store").unlink()
    with Store(folder) as store:
        assert store.documents() == ["letter"]


def test_a_foreign_folder_or_a_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear store")
    with pytest.raises(StoreError, match="something else"):
        Store(tmp_path)
    with pytest.raises(StoreError, match="is a file"):
        Store(tmp_path / "letter.txt")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path / "letter.txt" / "kg")
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_another_format_is_told_apart(folder: Path) -> None:
    (folder / "osgraph-store").write_text("99\n")
    with pytest.raises(StoreError, match="format '99'"):
        Store(folder)


def test_a_damaged_store_is_told_apart(folder: Path) -> None:
    for manifest in (folder / "oxigraph").glob("MANIFEST*"):
        manifest.write_bytes(b"\0" * 40)
    with pytest.raises(StoreError, match="damaged"):
        Store(folder)
    shutil.rmtree(folder / "oxigraph")
    with pytest.raises(StoreError, match="damaged"):
        Store(folder)
