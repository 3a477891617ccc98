"""Files of RDF in a store: graphs of their own, and exports restored; the same in memory and on disk."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_annotated import graph_of, hostile, letter, notes

import osgraph
from osgraph import cli, loading, ontology
from osgraph.errors import InputError, NotFoundError
from osgraph.store import SOURCE_FORMATS, Store, database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REGISTRY = """
@prefix e: <https://registry.example/> .
e:umbra e:seat "Hollow Bay"@en ; e:board [ e:chair e:lind ] , [ e:chair e:moss ] .
"""
XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://registry.example/">'
    '<rdf:Description rdf:about="https://registry.example/umbra"><e:seat>{}</e:seat></rdf:Description></rdf:RDF>'
)
SEATS = "SELECT ?seat { ?firm <https://registry.example/seat> ?seat }"
TRIPLE = '<https://registry.example/umbra> <https://registry.example/seat> "Hollow Bay" .'
FORMS = {
    "ttl": TRIPLE,
    "nt": TRIPLE,
    "n3": TRIPLE,
    "nq": TRIPLE,
    "trig": f"<https://registry.example/2031> {{ {TRIPLE} }} <https://registry.example/2032> {{ {TRIPLE} }}",
    "rdf": XML.format("Hollow Bay"),
    "jsonld": '{"@id": "https://registry.example/umbra", "https://registry.example/seat": "Hollow Bay"}',
}


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "kg" if request.param == "disk" else None) as opened:
        for annotated in (notes(), letter()):
            opened.replace(annotated.document.id, graph_of(annotated))
        yield opened


def written(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


# --- sources ---


def test_every_form_has_its_example() -> None:
    assert FORMS.keys() == SOURCE_FORMATS.keys()


@pytest.mark.parametrize("form", FORMS)
def test_any_form_of_rdf_becomes_a_graph_beside_the_documents(
    form: str, store: Store, tmp_path: Path
) -> None:
    before = store.dump("nt")
    [loaded] = loading.load([written(tmp_path, f"city registry.{form}", FORMS[form])], store)
    assert (loaded.name, loaded.form, loaded.graphs) == ("city registry", form, frozenset())
    assert list(store.select(SEATS)) == []
    assert list(store.select(SEATS, include=["city registry"])) == [("Hollow Bay",)]
    graph = "https://w3id.org/osgraph/source/city_registry"
    assert list(store.select(SEATS.replace("{", f"{{ GRAPH <{graph}> {{") + " }")) == [("Hollow Bay",)]
    assert store.dump("nt") == before


def test_a_source_says_which_file_it_is_from(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "registry.ttl", REGISTRY)
    loading.load([path], store)
    [source] = store.sources()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (source.name, source.file, source.sha256, source.triples) == (
        "registry",
        "registry.ttl",
        digest,
        5,
    )
    asked = "SELECT ?file ?sum { GRAPH ?g { ?g a osg:Source ; dcterms:source ?file ; osg:digest ?sum } }"
    assert list(store.select(asked)) == [("registry.ttl", digest)]


def test_a_file_loaded_again_takes_the_place_of_what_it_was(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "registry.ttl", REGISTRY)
    loading.load([path], store)
    before = store.dump("nq")
    loading.load([path], store)
    assert store.dump("nq") == before
    path.write_text(REGISTRY.replace("Hollow Bay", "Stillwater"), encoding="utf-8")
    loading.load([path], store)
    assert list(store.select(SEATS, include=["registry"])) == [("Stillwater",)]
    assert len(store.sources()) == 1


def test_a_source_is_forgotten_without_a_trace(store: Store, tmp_path: Path) -> None:
    before = store.dump("nq")
    kg = osgraph.KnowledgeGraph(store)
    kg.load(written(tmp_path, "registry.ttl", REGISTRY))
    kg.forget("registry")
    assert (store.dump("nq"), kg.sources()) == (before, [])
    with pytest.raises(NotFoundError, match="no document or loaded file is called so"):
        kg.forget("registry")


def test_a_document_goes_before_a_source_of_its_name(store: Store, tmp_path: Path) -> None:
    kg = osgraph.KnowledgeGraph(store)
    kg.load(written(tmp_path, "letter.ttl", REGISTRY))
    kg.forget("letter")
    assert (kg.documents(), [source.name for source in kg.sources()]) == (["notes/spring"], ["letter"])
    kg.forget("letter")
    assert kg.sources() == []


def test_a_large_file_is_loaded_past_the_transactions(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "registry.ttl", REGISTRY)
    loading.load([path], store)
    before = store.dump("nq")
    monkeypatch.setattr(database, "_AT_ONCE", 1)
    loading.load([path], store)
    assert store.dump("nq") == before


def test_an_unknown_graph_names_those_there_are(store: Store, tmp_path: Path) -> None:
    loading.load([written(tmp_path, "registry.ttl", REGISTRY)], store)
    with pytest.raises(
        InputError, match=r"'registri'; beside .* catalog, decisions, derived, ontology, registry"
    ):
        store.select(SEATS, include=["registri"])


def test_a_name_of_ones_own(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "catalog.ttl", REGISTRY)
    with pytest.raises(InputError, match="'catalog' is a graph of every store; load it under another name"):
        loading.load([path], store)
    loading.load([path], store, name="../firms\n")
    assert [source.name for source in store.sources()] == ["../firms\n"]
    with pytest.raises(InputError, match="is for one file, and these are 2"):
        loading.load([path, path], store, name="firms")
    with pytest.raises(InputError, match=r"an earlier file has '.*source/registry' too"):
        loading.load([written(tmp_path, f"registry.{form}", FORMS[form]) for form in ("nt", "nq")], store)


# --- exports ---


@pytest.mark.parametrize("at_once", [database._AT_ONCE, 1])
@pytest.mark.parametrize("form", ["trig", "nq"])
def test_an_export_is_restored_quad_for_quad(
    form: str, at_once: int, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_AT_ONCE", at_once)
    store.load_named("ontology", ontology.locate("osgraph.ttl"))  # it has blank nodes
    loading.load([written(tmp_path, "registry.ttl", REGISTRY)], store)
    path = tmp_path / f"all.{form}"
    path.write_bytes(store.dump(form))
    with Store() as copy:
        [loaded] = loading.load([path], copy)
        assert len(loaded.graphs) == 4
        assert copy.dump("nq") == store.dump("nq")
        assert copy.dump("nt") == store.dump("nt")  # the union of the documents
        assert (copy.documents(), copy.sources()) == (store.documents(), store.sources())
        copy.forget("letter")
        store.forget("letter")
        assert copy.dump("nt") == store.dump("nt")


@pytest.mark.parametrize("at_once", [database._AT_ONCE, 1])
def test_what_is_restored_takes_the_place_of_what_is_there(
    at_once: int, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_AT_ONCE", at_once)
    path, before = tmp_path / "all.trig", store.dump("nq")
    path.write_bytes(store.dump("trig"))
    store.replace("notes/spring", graph_of(replace(notes(), claims=notes().claims[:2], rejections=())))
    loading.load([path], store)
    assert store.dump("nq") == before
    assert len(store.select("SELECT * { ?s ?p ?o }")) == len(set(graph_of(notes())) | set(graph_of(letter())))


@given(st.text(), st.text(min_size=1))
def test_any_words_survive_export_and_restoration(text: str, name: str) -> None:
    import tempfile
    from pathlib import Path

    with Store() as store, Store() as copy, tempfile.TemporaryDirectory() as folder:
        store.replace(name, graph_of(hostile(text, name)))
        path = Path(folder) / "all.trig"
        path.write_bytes(store.dump("trig"))
        loading.load([path], copy)
        assert copy.dump("nq") == store.dump("nq")


def test_a_file_with_graphs_of_a_store_and_others_is_refused(store: Store, tmp_path: Path) -> None:
    fact = "<https://registry.example/a> <https://registry.example/b> 1"
    foreign = f"\n<https://registry.example/2031> {{ {fact} }}"
    forged = f"\n<https://w3id.org/osgraph/document/memo> {{ {fact} }}"
    plain = f"\n{fact} ."
    blank = store.dump("trig").decode().replace("a nif:Context ,", "rdfs:seeAlso [] ; a nif:Context ,", 1)
    for text, told in (
        (store.dump("trig").decode() + foreign, "registry.example/2031> is no graph of a store"),
        (store.dump("trig").decode() + forged, "document/memo> is no graph of a store"),
        (store.dump("trig").decode() + plain, "the default graph is no graph of a store"),
        (blank, "document/letter> has blank nodes"),
    ):
        with pytest.raises(InputError, match=told):
            loading.load([written(tmp_path, "all.trig", text)], store)


# --- hostile files ---

BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE rdf:RDF [{}]>'
REFUSED = {
    "bomb.rdf": (
        DOCTYPE.format(f'<!ENTITY e0 "aaaa">{BOMB}') + XML.format("&e9;"),
        "name other entities or files",
    ),
    "wide.rdf": (DOCTYPE.format(f'<!ENTITY e "{"a" * 9999}">') + XML.format("&e;" * 9999), "grow to 95 MiB"),
    "file.rdf": (
        DOCTYPE.format('<!ENTITY e SYSTEM "file:///etc/hosts">') + XML.format("&e;"),
        "entities or files",
    ),
    "far.jsonld": ('{"@context": "https://registry.example/c", "a": 1}', "no address is asked"),
    "import.jsonld": ('{"@context": {"@import": "https://registry.example/c"}}', "no address is asked"),
    "deep.jsonld": ("[" * 100_000, "not valid JSON-LD"),
    "space.ttl": ("<https://registry.example/a b> a <https://registry.example/c> .", "Invalid IRI"),
    "half.ttl": (f"{TRIPLE}\n{TRIPLE}\n<https://registry.example/umbra> ", "not valid Turtle: .*line 3"),
    "star.ttl": ("<< <a> <b> <c> >> <d> <e> .", "a triple stands for a term"),
    "right.ttl": ('<a> <b> "c"@ar--rtl .', "has a direction"),
    "rules.n3": ("{ <a> <b> <c> } => { <a> <b> <d> } .", "only facts are read"),
    "itself.ttl": ("<https://w3id.org/osgraph/source/itself> a <b> .", "which osgraph makes"),
    "page.html": ("<html>", "its suffix does not tell the form of RDF; there are ttl, nt, rdf"),
    "surrogate.ttl": ('<a> <b> "\\uD800" .', "not valid Turtle"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_with_a_fault_changes_nothing(name: str, store: Store, tmp_path: Path) -> None:
    text, told = REFUSED[name]
    before = store.dump("nq")
    sound = written(tmp_path, "sound.ttl", REGISTRY)
    with pytest.raises(InputError, match=told) as caught:
        loading.load([sound, written(tmp_path, name, text)], store)
    assert name in str(caught.value)
    assert len(str(caught.value)) < 700
    assert store.dump("nq") == before


def test_entities_that_only_shorten_are_read(store: Store, tmp_path: Path) -> None:
    text = DOCTYPE.format('<!ENTITY bay "Hollow Bay">') + XML.format("&bay;")
    loading.load([written(tmp_path, "short.owl", text)], store)
    assert list(store.select(SEATS, include=["short"])) == [("Hollow Bay",)]


def test_a_file_of_no_end_is_refused(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osgraph.store.files._LARGEST", 1 << 20)
    monkeypatch.setattr("osgraph.store.files._LARGEST_WHOLE", 1 << 20)
    for name in ("long.ttl", "long.rdf"):
        with pytest.raises(InputError, match="2 MiB, and at most 1 are read in this form"):
            loading.load([written(tmp_path, name, " " * (2 << 20))], store)
    with pytest.raises(InputError, match="not a file"):
        loading.load([tmp_path], store, format="ttl")
    with pytest.raises(InputError, match="cannot be read"):
        loading.load([tmp_path / "none.ttl"], store)


def test_blank_nodes_that_cannot_be_told_apart_do_not_stop_an_export(store: Store, tmp_path: Path) -> None:
    clique = "".join(f"_:a{i} <b> _:a{j} .\n" for i in range(12) for j in range(12) if i != j)
    loading.load([written(tmp_path, "clique.ttl", clique)], store)
    assert store.dump("nq").count(b"<https://w3id.org/osgraph/source/clique> .\n") == 12 * 11 + 4


# --- the command line ---


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    return int(str(left.value.code))


def test_the_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "registry.txt", REGISTRY)
    assert run("load", "registry.txt", "--format", "ttl", "--name", "firms") == 0
    assert capsys.readouterr().out == "registry.txt: 5 statements as firms\n"
    assert run("query", SEATS, "--with", "firms", "--format", "csv") == 0
    assert capsys.readouterr().out == "seat\nHollow Bay\n"
    assert run("stats") == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["firms", "registry.txt", "5"]
    assert run("export", "all.trig") == 0
    assert run("load", "all.trig", "--store", "copy") == 0
    assert "all.trig: restored 1 graph\n" in capsys.readouterr().out
    assert run("forget", "firms", "--store", "copy") == 0
    assert run("load", "registry.txt") == 2
    assert "its suffix does not tell the form of RDF" in capsys.readouterr().err
