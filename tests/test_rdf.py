"""Annotated documents as RDF and back."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCTERMS, PROV, RDF, RDFS, BNode, Graph, Literal, URIRef
from sample_annotated import NOTES, ONTOLOGY, OPEN, RUN, claim, graph_of, hostile, letter, notes

from osgraph import iris, rdf
from osgraph.errors import InputError
from osgraph.model import IRI, AnnotatedDocument, Document, Entity, Span
from osgraph.store import Store

OA = rdf.NAMESPACES["oa"]


def osg(name: str) -> URIRef:
    return URIRef(iris.term(name))


def osr(name: str) -> URIRef:
    return URIRef(iris.entity(name))


def in_order(annotated: AnnotatedDocument) -> AnnotatedDocument:
    """Return the document in the order that a graph gives it back in."""
    return rdf.from_graph(graph_of(annotated))


@pytest.mark.parametrize("annotated", [notes(), letter()], ids=["notes", "letter"])
def test_a_document_comes_back_whole(annotated: AnnotatedDocument) -> None:
    back = in_order(annotated)
    assert back.document == annotated.document
    assert sorted(back.entities, key=lambda e: e.iri) == sorted(annotated.entities, key=lambda e: e.iri)
    assert set(back.claims) == set(annotated.claims)
    assert len(back.claims) == len(annotated.claims)
    assert back.rejections == annotated.rejections
    assert in_order(back) == back


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser uses it
@pytest.mark.parametrize("form", ["turtle", "nt", "xml", "json-ld"])
def test_a_document_survives_every_serialization_of_rdflib(form: str) -> None:
    written = graph_of(notes()).serialize(format=form)
    assert rdf.from_graph(Graph().parse(data=written, format=form)) == in_order(notes())


def test_the_order_of_the_parts_does_not_matter() -> None:
    forth = notes()
    back = replace(forth, entities=forth.entities[::-1], claims=forth.claims[::-1])
    assert graph_of(forth).serialize(format="turtle") == graph_of(back).serialize(format="turtle")
    assert in_order(forth) == in_order(back)


def test_no_blank_node_is_written() -> None:
    assert not [term for triple in graph_of(notes()) for term in triple if isinstance(term, BNode)]


def test_every_literal_is_tagged_or_typed() -> None:
    bare = [
        o for o in graph_of(notes()).objects() if isinstance(o, Literal) and not (o.language or o.datatype)
    ]
    assert not bare


def test_the_plain_triple_stands_only_for_what_the_author_states_as_fact() -> None:
    graph = graph_of(notes())
    relations = {URIRef(relation) for relation in ONTOLOGY.relations}
    plain = {(iris.local(s), iris.local(p), iris.local(o)) for s, p, o in graph if p in relations}
    assert plain == {
        ("Umbra", "basedIn", "China"),
        ("Umbra", "develops", "Nut"),
        ("Nut", "hasOpenness", "OpenWeights"),
        ("Acme", "basedIn", "United_States"),
        ("Acme", "develops", "Bolt"),
        ("Bolt", "hasOpenness", "Proprietary"),
        ("Nut", "outperforms", "Bolt"),
    }


@pytest.mark.parametrize(
    ("subject", "relation", "object_"),
    [
        ("Acme", "hasOpenness", osg("OpenWeights")),  # hedged, by a speaker
        ("wide-open plan", "weakens", osr("Acme")),  # under a perspective
        ("Acme", "acquires", osr("Umbra")),  # denied
        ("Ada Berg", "worksFor", osr("Acme")),  # former
    ],
)
def test_what_is_no_fact_is_a_claim_all_the_same(subject: str, relation: str, object_: URIRef) -> None:
    graph = graph_of(notes())
    assert (osr(subject), osg(relation), object_) not in graph
    found = [
        node for node in graph.subjects(RDF.subject, osr(subject)) if (node, RDF.object, object_) in graph
    ]
    assert len(found) == 1
    assert (found[0], RDF.type, osg("Claim")) in graph


def test_a_claim_shows_its_evidence() -> None:
    graph = graph_of(notes())
    (node,) = graph.subjects(RDF.predicate, osg("outperforms"))
    (passage,) = graph.objects(node, osg("evidence"))
    selectors = set(graph.objects(passage, URIRef(OA + "hasSelector")))
    assert selectors == {URIRef(f"{passage}#position"), URIRef(f"{passage}#quote")}
    quote = graph.value(URIRef(f"{passage}#quote"), URIRef(OA + "exact"))
    start, end = (graph.value(URIRef(f"{passage}#position"), URIRef(OA + at)) for at in ("start", "end"))
    assert (
        quote
        == Literal(NOTES[start.value : end.value], lang="en")
        == Literal(  # type: ignore[union-attr]
            "In 2031-04 Nut beat Bolt by 3% on Quiz.", lang="en"
        )
    )
    assert graph.value(passage, URIRef(OA + "hasSource")) == URIRef(iris.document("notes/spring"))
    assert graph.value(node, PROV.wasGeneratedBy) == URIRef(RUN)


def test_who_says_it_is_the_speaker_or_the_documents_author() -> None:
    graph = graph_of(notes())
    author = URIRef(iris.document("notes/spring") + "#author")
    speakers = set(graph.objects(None, PROV.wasAttributedTo))
    assert speakers == {author, osr("Ada Berg")}
    assert graph.value(URIRef(iris.document("notes/spring")), DCTERMS.creator) == author


def test_what_two_sentences_claim_is_two_claims_and_one_triple() -> None:
    graph = graph_of(notes())
    alike = [
        c for c in graph.subjects(RDF.predicate, osg("develops")) if (c, RDF.object, osr("Nut")) in graph
    ]
    assert len([c for c in alike if (c, RDF.type, osg("Claim")) in graph]) == 2


def test_of_two_claims_that_differ_in_confidence_alone_the_surer_one_stays() -> None:
    once = claim(NOTES, "Nut", "hasOpenness", OPEN, "Nut has open weights.", confidence=0.25)
    annotated = replace(notes(), claims=(replace(once, confidence=0.75), once), rejections=())
    assert [c.confidence for c in in_order(annotated).claims] == [0.75]


def test_every_end_of_a_claim_has_one_class() -> None:
    graph = graph_of(notes())
    ends = {*graph.objects(None, RDF.subject), *graph.objects(None, RDF.object)}
    assert {end: len(list(graph.objects(end, RDF.type))) for end in ends} == dict.fromkeys(ends, 1)
    assert (URIRef(OPEN), RDF.type, osg("Openness")) in graph


def test_an_entity_has_its_class_and_its_names() -> None:
    graph = graph_of(notes())
    america = osr("United States")
    assert (america, RDF.type, osg("Country")) in graph
    assert (america, RDFS.label, Literal("United States", lang="en")) in graph
    assert graph_of(notes()).query("ASK { osr:United_States skos:altLabel 'U.S.'@en }").askAnswer


@pytest.mark.parametrize(
    ("date", "datatype"),
    [
        ("2031-05-02", "date"),
        ("2031-05", "gYearMonth"),
        ("2031", "gYear"),
        ("2031-02-30", None),
        ("2031-13", None),
        ("٢٠٣١", None),
        ("last spring", None),
        ("", None),
    ],
)
def test_a_date_is_typed_where_the_calendar_has_it(
    date: str, datatype: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    annotated = replace(letter(), document=replace(letter().document, published=date))
    with caplog.at_level(logging.WARNING):
        graph = graph_of(annotated)
    issued = graph.value(URIRef(iris.document("letter")), DCTERMS.issued)
    assert isinstance(issued, Literal)
    assert (str(issued), issued.datatype and iris.local(issued.datatype)) == (date, datatype)
    assert rdf.from_graph(graph).document.published == date
    assert not caplog.records


def test_faults_are_reported_together() -> None:
    stray = replace(
        claim(NOTES, "Ghost", "hasOpenness", OPEN, "Nut"),
        relation=IRI("https://example.org/haunts"),
        evidence=Span(5, 10_000),
    )
    with pytest.raises(InputError) as caught:
        graph_of(replace(notes(), claims=(stray,)))
    message = str(caught.value)
    assert "'notes/spring'" in message
    assert "resource/Ghost> is no entity" in message
    assert "haunts> is no relation" in message
    assert "5 to 10000 is no stretch" in message


def test_one_iri_for_two_entities_is_refused() -> None:
    twice = (*notes().entities, replace(notes().entities[0], name="another"))
    with pytest.raises(InputError, match="is the IRI of 2 entities"):
        graph_of(replace(notes(), entities=twice))


@pytest.mark.parametrize("triples", [[], [*graph_of(notes()), *graph_of(letter())]], ids=["none", "two"])
def test_a_graph_of_no_or_two_documents_is_refused(triples: list[tuple[object, object, object]]) -> None:
    with pytest.raises(InputError, match="one document"):
        rdf.from_graph(triples)


def test_a_graph_that_lacks_a_part_is_refused() -> None:
    graph = graph_of(notes())
    graph.remove((None, osg("modality"), None))
    with pytest.raises(InputError, match="modality"):
        rdf.from_graph(graph)


def test_lone_surrogates_keep_the_offsets_right() -> None:
    document = Document("bad \udc80 id", "Nut \ud800 is open.")
    nut = Entity(iris.entity("Nut \ud800"), iris.term("Model"), "Nut \ud800", (Span(0, 5),))
    back = in_order(AnnotatedDocument(document, (nut,)))
    assert back.document.text == "Nut ? is open."
    assert back.entities[0].mentions == (Span(0, 5),)


@given(st.text(), st.text(min_size=1))
def test_any_words_pass_through_a_graph_and_turtle(text: str, name: str) -> None:
    annotated = hostile(text, name)
    graph = graph_of(annotated)
    assert rdf.from_graph(graph) == annotated
    again = Graph().parse(data=graph.serialize(format="nt"), format="nt")
    assert rdf.from_graph(again) == annotated


def test_lines_say_what_the_graph_says() -> None:
    found, note = notes(), 'asked "twice"\n\\once'
    lines = rdf.to_lines(found, ONTOLOGY, run=RUN, note=note)
    assert lines == sorted(set(lines))
    with Store() as by_lines, Store() as by_graph:
        by_lines.replace(found.document.id, lines)
        by_graph.replace(found.document.id, rdf.to_graph(found, ONTOLOGY, run=RUN, note=note))
        assert by_lines.dump("nq") == by_graph.dump("nq")
        assert b"asked" in by_lines.dump("nq")


@pytest.mark.parametrize("iri", ["a:b> <a:c> <a:d", "a:b c", "a:\ud800", "a:b\\u003e"])
def test_lines_let_no_broken_iri_through(iri: str) -> None:
    entity = replace(notes().entities[0], iri=IRI(iri))
    with pytest.raises(InputError, match="no IRI"):
        rdf.to_lines(replace(notes(), entities=(entity,), claims=()), ONTOLOGY, run=RUN)


def test_lines_let_no_broken_language_through() -> None:
    document = replace(notes().document, language="} ")
    with pytest.raises(InputError, match="no language"):
        rdf.to_lines(replace(notes(), document=document), ONTOLOGY, run=RUN)
