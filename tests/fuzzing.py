"""What is fuzzed: each parser and boundary, with inputs to begin with and what may be said of a bad one."""

from __future__ import annotations

import io
import json
import os
import tempfile
import traceback
import zipfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import hostile_files
import numpy as np
import sample_lessons
from sample_annotated import graph_of, hostile, letter, notes

import osgraph
from osgraph import (
    answering,
    evaluation,
    frontmatter,
    languages,
    learning,
    markup,
    ontology,
    pipeline,
    query,
    readers,
    sections,
    view,
    web,
)
from osgraph.errors import OsgraphError
from osgraph.learning import schema
from osgraph.llm import answering as answers
from osgraph.model import Document
from osgraph.readers import dates, exchange
from osgraph.store import Store
from osgraph.store.protocol import Dataset, update

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARIES: Final = ("/site-packages/", "/lib/python")
TEXT: Final = "# Plan\n\n- Meta: released *Llama* (70B).\n\n> «Baidu» may use [Llama](x).\n\n| a | b |\n|--|--|\n| c | d |\n"


@dataclass(frozen=True)
class Target:
    """A parser: what it does with bytes, and inputs to begin with.

    ``isolated`` says that people meet it in a process of its own, where what a library raises is told as
    such; only what osgraph's own code raises is a fault then.
    """

    run: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    isolated: bool = False


def attempt(target: Target, data: bytes) -> None:
    """Let a target read bytes; whatever it raises but a clear refusal is a fault."""
    try:
        target.run(data)
    except OsgraphError as error:
        assert str(error).strip(), "a refusal without a word"  # noqa: PT017
    except MemoryError:
        raise
    except Exception as error:
        innermost = traceback.extract_tb(error.__traceback__)[-1].filename
        if not (target.isolated and any(part in innermost for part in LIBRARIES)):
            raise


# ---------------------------------------------------------------- what is run


def _text(data: bytes) -> str:
    return (
        data.decode("utf-8", "surrogateescape").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )


def _file(data: bytes, suffix: str, use: Callable[[Path], object]) -> None:
    folder = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
    with tempfile.NamedTemporaryFile(suffix=suffix, dir=folder) as file:
        file.write(data)
        file.flush()
        use(Path(file.name))


def _reads(suffix: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        ids = set()
        for item in readers.read(data, readers.Source("x", f"x{suffix}")):
            if isinstance(item, Document):
                assert item.id not in ids
                ids.add(item.id)
                for part in (*item.noise, *item.places):
                    assert 0 <= part.span.start <= part.span.end <= len(item.text)
            else:
                assert item.reason
            assert exchange.load(exchange.dump(item)) == item

    return run


@cache
def _vocabulary() -> ontology.Ontology:
    return ontology.load()


def _sections(data: bytes) -> None:
    document = Document("x", _text(data))
    at = 0
    for section in sections.find(document, _vocabulary()):
        assert at <= section.span.start < section.span.end <= len(document.text)
        at = section.span.end


def _plain(data: bytes) -> None:
    text = _text(data)
    plain, places = markup.plain(text)
    assert len(places) in {len(plain), len(plain) + 1}
    assert all(0 <= place <= len(text) for place in places)
    frontmatter.find(text)
    languages.of(text)
    for read in (dates.read, dates.in_text, dates.in_address):
        read(text)


def _extract(data: bytes) -> None:
    document = Document("x", _text(data)[:2000])
    [annotated] = pipeline.extract([document])
    for claim in annotated.claims:
        assert claim.evidence.of(document.text).strip()
    graph_of(replace(annotated, rejections=()))
    records = query.records(annotated)
    written = view.to_json(view.content(records, "x", texts={"x": document.text}))
    assert "</" not in written
    json.loads(written)


def _address(data: bytes) -> None:
    text = _text(data)
    if web.is_address(text):
        web.parsed(text)


def _annotations(data: bytes) -> None:
    _file(data, ".jsonl", lambda path: evaluation.read(path, _vocabulary()))


def _examples(data: bytes) -> None:
    known = schema.Schema((schema.Relation("owner", "owner"), schema.Relation("builtBy", "built by")))
    _file(data, ".jsonl", lambda path: learning.read([path], known))


@cache
def _store() -> Store:
    store = Store()
    for annotated in (notes(), letter(), hostile("<b>x</b>", "Trap")):
        store.replace(annotated.document.id, graph_of(annotated))
    store.load_named("ontology", ontology.locate("osgraph.ttl"))
    return store


def _sparql(data: bytes) -> None:
    store = _store()
    before = store.state()
    text = _text(data)
    if "{" in text.replace("{", "", 12):  # a join of many patterns may take for ever, which a server bounds
        return
    try:
        store.select(text)
    finally:
        assert store.state() == before


def _update(data: bytes) -> None:
    with Store() as store:
        store.replace("letter", graph_of(letter()))
        update(store, _text(data), base="urn:x:", using=Dataset())


def _rdf(suffix: str) -> Callable[[bytes], None]:
    def use(path: Path) -> None:
        with Store() as store:
            store.load_file(store.check_file(path, name="x"))
            store.dump("nq")

    return lambda data: _file(data, suffix, use)


def _answers(data: bytes) -> None:
    found = answers.read(_text(data))
    for proposal in found.proposals:
        assert proposal.subject
        assert proposal.quote


def _exchange(data: bytes) -> None:
    item = exchange.load(exchange.dump(Document("x", _text(data), title=_text(data))))
    assert isinstance(item, Document)
    assert item.text == _text(data)


def _negotiation(data: bytes) -> None:
    from osgraph.serve import negotiation

    offered = ["text/csv", "text/html", "application/json"]
    assert set(negotiation.accepted(_text(data), offered)) <= set(offered)


# ---------------------------------------------------------------- inputs to begin with


def _rows(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _sample(name: str) -> tuple[bytes, ...]:
    own = [make() for file, make in hostile_files.FILES.items() if file.endswith(name) and file in SMALL]
    return tuple(data for data in own if len(data) < 20_000)


SMALL: Final = frozenset(
    "empty.zip cut.zip garbled.zip climbing.zip climbing.tar linked.tar table-loop.pdf form-loop.pdf page-loop.pdf "
    "hollow.docx laughs.docx laughs.rss secret.rss torn.jsonl note.pdf".split()
)
WORD: Final = hostile_files.docx(hostile_files.word("<w:p><w:r><w:t>Meta released Llama.</w:t></w:r></w:p>"))
BOOK: Final = hostile_files.epub(
    b"<html xmlns='http://www.w3.org/1999/xhtml'><body><p>Meta released Llama.</p></body></html>"
)
ODT: Final = hostile_files.opendocument(
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
    "<text:p>Meta released Llama.</text:p></office:text></office:body></office:document-content>"
)
FEED: Final = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><title>A race</title>'
    b"<description>Meta released Llama.</description><pubDate>Mon, 03 Mar 2025 09:00:00 GMT</pubDate></item>"
    b"</channel></rss>"
)
MAIL: Final = (
    b"From: a@example.org\nDate: Mon, 3 Mar 2025 09:00:00 +0100\nSubject: =?utf-8?q?A_race?=\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nMeta released Llama.\n--b\n'
    b'Content-Type: text/csv\nContent-Disposition: attachment; filename="a.csv"\n\na,b\nc,d\n--b--\n'
)
SHEET: Final = b"id,title,text,date\n1,A race,Meta released Llama.,2025-03-02\n2,,,\n"
HEAD: Final = (
    "@prefix osg: <https://w3id.org/osgraph/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
)
BOATS: Final = (
    HEAD
    + 'osg:Boat a owl:Class ; rdfs:label "boat"@en . osg:sails a owl:ObjectProperty ; rdfs:label "sails"@en ;\n'
    ' rdfs:domain osg:Boat ; rdfs:range osg:Boat ; osg:phrase "{s} sails {o}"@en .\n'
)
CATALOG: Final = (
    HEAD
    + '<https://w3id.org/osgraph/resource/Acme> a osg:Company ; rdfs:label "Acme"@en ; skos:altLabel "ACME"@en .\n'
)
PAGE: Final = b"<!doctype html><html><head><title>A</title></head><body><nav>x</nav><article><h1>A</h1><p>Meta released Llama.</p><table><tr><td>a</td></tr></table></article></body></html>"
CLAIM: Final = {
    "id": "x",
    "text": "Acme released Bolt.",
    "entities": [
        {"id": "a", "name": "Acme", "type": "Company", "mentions": [[0, 4]]},
        {"id": "b", "name": "Bolt", "type": "Model", "mentions": [[14, 18]]},
    ],
    "claims": [
        {
            "subject": "a",
            "relation": "develops",
            "object": "b",
            "evidence": [0, 19],
            "polarity": "positive",
            "modality": "asserted",
            "attribution": "author",
            "confidence": 0.9,
        }
    ],
}
PROPOSED: Final = {
    "claims": [
        {
            "subject": "Acme",
            "relation": "develops",
            "object": "Bolt",
            "quote": "Acme released Bolt.",
            "polarity": "positive",
            "modality": "asserted",
            "speaker": None,
        }
    ]
}


def annotation() -> bytes:
    """Return a file with an annotated document."""
    return _rows(CLAIM)


QUERIES: Final = (
    b"SELECT ?a (COUNT(*) AS ?n) { ?a osg:develops ?b FILTER(STRLEN(STR(?b)) > 3) } GROUP BY ?a",
    b"ASK { GRAPH ?g { ?s ?p 'x\\'y'@en } } # SERVICE",
    b"CONSTRUCT { ?s ?p ?o } FROM <urn:x:a> WHERE { ?s ?p ?o }",
    b"DESCRIBE <urn:x:a>",
)
NT: Final = (
    b'<urn:x:a> <urn:x:b> "c"@en .\n<urn:x:a> <urn:x:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
)


@cache
def _decided() -> bytes:
    """An export with documents and decisions."""
    with Store() as store:
        store.replace("letter", graph_of(letter()))
        kg = osgraph.KnowledgeGraph(store)
        names = [entity.iri for entity in kg.entities()]
        kg.different(names[0], names[1], "a test")
        kg.reject(kg.claims()[0].id, "a test")
        return store.dump("nq")


@cache
def _model() -> bytes:
    """A model that was learnt."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "o.json").write_text(json.dumps(sample_lessons.ONTOLOGY), "utf-8")
        (place / "e.jsonl").write_bytes(_rows(*sample_lessons.rows()[:12]))
        learning.save(learning.learn([place / "e.jsonl"], place / "o.json").model, place / "m.npz")
        return (place / "m.npz").read_bytes()


@cache
def _arrays() -> dict[str, np.ndarray[Any, Any]]:
    with np.load(io.BytesIO(_model()), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def _model_text(data: bytes) -> None:
    """Read a model of which the part in words is another one: a packed file hides it behind a sum."""
    packed = io.BytesIO()
    np.savez(packed, **(_arrays() | {"text": np.frombuffer(data, dtype=np.uint8)}))
    _file(packed.getvalue(), ".npz", learning.load)


def _broken_models() -> tuple[bytes, ...]:
    """Models that were found to be no models by an exception of zlib, of zipfile, of numpy."""
    model = _model()
    at = model.index(b"PK\x01\x02")
    locked = model[: at + 8] + b"\x01" + model[at + 9 :]
    packed = model[: at + 10] + b"\x63" + model[at + 11 :]
    large = io.BytesIO()
    with zipfile.ZipFile(large, "w") as archive:
        head = b"{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999,), }"
        archive.writestr("text.npy", b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head)
    return model, model[:400] + bytes(300) + model[700:], locked, packed, large.getvalue()


@cache
def targets() -> dict[str, Target]:
    """Return all that is fuzzed, by name."""
    formats = {
        ".txt": (TEXT.encode(), b"---\ntitle: A\n---\nMeta released Llama.", "Meta – Llama".encode("utf-16")),
        ".html": (PAGE,),
        ".pdf": (hostile_files.pdf_page(b"BT /F 9 Tf 9 9 Td (Meta released Llama.) Tj ET"), *_sample(".pdf")),
        ".docx": (WORD, *_sample(".docx")),
        ".epub": (BOOK,),
        ".odt": (ODT,),
        ".rtf": (rb"{\rtf1\ansi{\info{\title A}}\b Meta\b0  released \'4clama.\par}",),
        ".eml": (MAIL, b"From x\n" + MAIL),
        ".srt": (b"1\n00:00:01,000 --> 00:00:02,500\nMona Rey: Meta released Llama.\n",),
        ".vtt": (b"WEBVTT\n\n00:01.000 --> 00:02.500\n<v Mona Rey>Meta released Llama.\n",),
        ".rss": (FEED, *_sample(".rss")),
        ".opml": (b"<opml version='1.0'><body><outline xmlUrl='http://example.org/a'/></body></opml>",),
        ".csv": (SHEET, SHEET.replace(b",", b"\t")),
        ".json": (json.dumps([{"text": "Meta released Llama.", "id": "a", "date": "2025"}]).encode(),),
        ".jsonl": (_rows({"text": "Meta released Llama.", "title": "A"}), *_sample(".jsonl")),
        ".zip": (hostile_files.zipped({"a.txt": b"Meta released Llama.", "b.csv": SHEET}), *_sample(".zip")),
        ".tar": (hostile_files.tarred([hostile_files.member("a.txt")]), *_sample(".tar")),
    }
    found = {f"read{suffix}": Target(_reads(suffix), seeds, True) for suffix, seeds in formats.items()}
    rdf = {
        ".ttl": (NT, BOATS.encode()),
        ".nq": (NT, b"<urn:x:a> <urn:x:b> _:c <urn:x:g> .\n", _decided()),
        ".rdf": (
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="urn:x:a"><x xmlns="urn:x:">c</x></rdf:Description></rdf:RDF>',
        ),
        ".jsonld": (b'{"@id": "urn:x:a", "urn:x:b": [{"@value": "c", "@language": "en"}]}',),
        ".trig": (b"<urn:x:g> { <urn:x:a> <urn:x:b> <urn:x:c> }",),
    }
    found |= {f"load{suffix}": Target(_rdf(suffix), seeds) for suffix, seeds in rdf.items()}
    turtle = (BOATS.encode(), CATALOG.encode())
    return found | {
        "sections": Target(_sections, (TEXT.encode(),)),
        "text": Target(_plain, (TEXT.encode(), b"---\ntitle: 'A'\ndate: 3 March 2025\n---\n")),
        "extract": Target(_extract, (b"Meta released Llama. Baidu may use it, he said.", TEXT.encode())),
        "address": Target(_address, (b"http://example.org:80/a?b#c", b"https://[::1]/")),
        "annotations": Target(_annotations, (_rows(CLAIM),)),
        "examples": Target(
            _examples, (_rows({"sentence": "Ada owns it.", "triples": [["Ada", "owner", "it"]]}),)
        ),
        "schema": Target(
            lambda data: _file(data, ".json", schema.read), (json.dumps(sample_lessons.ONTOLOGY).encode(),)
        ),
        "model": Target(lambda data: _file(data, ".npz", learning.load), _broken_models()),
        "model text": Target(_model_text, (_arrays()["text"].tobytes(),)),
        "ontology": Target(lambda data: _file(data, ".ttl", ontology.load), turtle),
        "catalog": Target(lambda data: _file(data, ".ttl", ontology.load_catalog), turtle),
        "sparql": Target(_sparql, QUERIES),
        "update": Target(_update, (b"INSERT DATA { <urn:x:a> <urn:x:b> 1 }", b"DELETE WHERE { ?s ?p ?o }")),
        "question": Target(
            lambda data: answering.ask(_store(), _text(data)),
            (b"Who develops Llama?", b"What does China need?"),
        ),
        "answers": Target(_answers, (json.dumps(PROPOSED).encode(), json.dumps(PROPOSED["claims"]).encode())),
        "exchange": Target(_exchange, (TEXT.encode(),)),
        "negotiation": Target(_negotiation, (b"text/csv;q=0.5, text/*;q=0.1",)),
    }
