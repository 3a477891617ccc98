"""The server speaks the SPARQL 1.1 protocol, the Graph Store Protocol and linked data, to real clients."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import TOKEN, fill, served
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from osgraph import iris
from osgraph.serve import Settings
from osgraph.serve.service import Service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

SELECT = "SELECT ?who ?what { ?a osg:develops ?b . ?a rdfs:label ?who . ?b rdfs:label ?what } ORDER BY ?who"
ASK = "ASK { ?c a osg:Claim }"
CONSTRUCT = "CONSTRUCT { ?a osg:develops ?b } WHERE { ?a osg:develops ?b }"
NOTES, LETTER = iris.document("notes/spring"), iris.document("letter")
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}
UPDATE = {"content-type": "application/sparql-update"}
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served(fill(tmp_path_factory.mktemp("read") / "kg")) as client:
        yield client


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served(fill(tmp_path_factory.mktemp("write") / "kg"), "--writable") as client:
        yield client


# --- one answer for all who ask the same ---


def test_those_who_ask_the_same_at_once_get_one_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(Settings(fill(tmp_path / "kg")))
    begun: list[str] = []
    ended: list[str] = []

    async def run(job: str, arguments: dict[str, Any], copy: str) -> tuple[str, bytes]:
        begun.append(job)
        try:
            await asyncio.sleep(0.05)
        finally:
            ended.append(job)
        return "text/plain", f"{arguments} {copy}".encode()

    async def ask() -> None:
        many = [asyncio.ensure_future(service.answer("stats", {})) for _ in range(5)]
        other = asyncio.ensure_future(service.answer("matrix", {}))
        await asyncio.sleep(0)
        many[0].cancel()  # one leaves, and the others get their answer
        other.cancel()  # the only one leaves, and the work ends at once
        found = await asyncio.gather(*many, other, return_exceptions=True)
        assert isinstance(found[0], asyncio.CancelledError)
        assert len(set(found[1:5])) == 1
        assert isinstance(found[5], asyncio.CancelledError)
        assert (begun.count("stats"), begun.count("matrix")) == (1, 1)
        assert ended == ["matrix", "stats"]

    monkeypatch.setattr(service.pool, "run", run)
    try:
        asyncio.run(ask())
    finally:
        service.keeper.close()


# --- queries: SPARQL 1.1 Protocol, 2.1 ---


@pytest.mark.parametrize("how", ["get", "form", "direct"])
def test_a_query_comes_in_three_ways(client: httpx.Client, how: str) -> None:
    reply = {
        "get": lambda: client.get("/sparql", params={"query": SELECT}),
        "form": lambda: client.post("/sparql", data={"query": SELECT}),
        "direct": lambda: client.post("/sparql", content=SELECT, headers=DIRECT),
    }[how]()
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/sparql-results+json"
    rows = reply.json()["results"]["bindings"]
    assert {(row["who"]["value"], row["what"]["value"]) for row in rows} >= {("Umbra", "Nut")}


@pytest.mark.parametrize(
    ("query", "accept", "media", "start"),
    [
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        (SELECT, "application/xml", "application/sparql-results+xml", "<?xml"),
        (SELECT, "text/csv", "text/csv; charset=utf-8", "who,what"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?who\t?what"),
        (SELECT, "text/csv;q=0.2, application/json", "application/sparql-results+json", "{"),
        (ASK, "*/*", "application/sparql-results+json", '{"head":{},"boolean":true}'),
        (ASK, "text/turtle, application/sparql-results+xml;q=0.5", "application/sparql-results+xml", "<?xml"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8", "@prefix"),
        (CONSTRUCT, "application/n-triples", "application/n-triples", "<https://"),
        (CONSTRUCT, "application/ld+json", "application/ld+json", "["),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml", "<?xml"),
        ("DESCRIBE osr:Umbra", "text/turtle", "text/turtle; charset=utf-8", "@prefix"),
    ],
)
def test_the_form_of_the_answer_is_negotiated(
    client: httpx.Client, query: str, accept: str, media: str, start: str
) -> None:
    reply = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert (reply.status_code, reply.headers["content-type"]) == (200, media)
    assert reply.text.startswith(start)
    assert "accept" in reply.headers["vary"].lower()


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("PUT", "/sparql?query=" + "ASK%7B%7D", {}, "", 405),
        ("DELETE", "/sparql", {}, "", 405),
        ("GET", "/sparql?query=ASK%7B%7D&query=SELECT%20*%7B%7D", {}, "", 400),
        ("POST", "/sparql", FORM, "query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("POST", "/sparql", FORM, "query=ASK%7B%7D&update=CLEAR%20ALL", 400),
        ("POST", "/sparql", FORM, "", 400),
        ("POST", "/sparql", {"content-type": "text/plain"}, "ASK {}", 415),
        ("POST", "/sparql", {}, "query=ASK%7B%7D", 415),
        ("POST", "/sparql", {"content-type": "application/sparql-query; charset=utf-16"}, "ASK {}", 415),
        ("POST", "/sparql", DIRECT, b"ASK { ?s ?p '\xff' }", 400),
        ("GET", "/sparql?query=%FF", {}, "", 400),
        ("GET", "/sparql?query=ASK%20%7B", {}, "", 400),
        ("GET", "/sparql?query=", {}, "", 400),
        ("GET", "/sparql?update=CLEAR%20ALL", {}, "", 400),
        ("GET", "/sparql?query=ASK%7B%7D", {"accept": "image/png"}, "", 406),
        ("GET", "/sparql?query=ASK%7B%7D", {"accept": "text/turtle"}, "", 406),
    ],
)
def test_what_breaks_the_protocol_is_refused(
    client: httpx.Client, method: str, path: str, headers: dict[str, str], body: str, status: int
) -> None:
    reply = client.request(method, path, headers=headers, content=body)
    assert reply.status_code == status, reply.text
    if status == 405:
        assert "POST" in reply.headers["allow"]
    else:
        assert reply.json()["error"]


def test_the_request_names_the_graphs(client: httpx.Client) -> None:
    names = "SELECT ?t { ?d dcterms:identifier ?t }"

    def found(query: str, **graphs: object) -> set[str]:
        reply = client.get("/sparql", params={"query": query, **graphs})
        assert reply.status_code == 200, reply.text
        return {row["t"]["value"] for row in reply.json()["results"]["bindings"]}

    assert found(names) == {"notes/spring", "letter", "Trap"}
    assert found(names, **{"default-graph-uri": LETTER}) == {"letter"}
    assert found(names, **{"default-graph-uri": [LETTER, NOTES]}) == {"letter", "notes/spring"}
    inside = "SELECT ?t { GRAPH ?g { ?d dcterms:identifier ?t } }"
    assert found(inside, **{"named-graph-uri": NOTES}) == {"notes/spring"}
    both = "SELECT ?t { { ?d dcterms:identifier ?t } UNION { GRAPH ?g { ?d dcterms:identifier ?t } } }"
    assert found(both, **{"default-graph-uri": LETTER, "named-graph-uri": NOTES}) == {
        "letter",
        "notes/spring",
    }
    by_query = f"SELECT ?t FROM <{NOTES}> {{ ?d dcterms:identifier ?t }}"
    assert found(by_query, **{"default-graph-uri": LETTER}) == {"letter"}  # the protocol's go first (2.1.4)


def test_relative_addresses_are_relative_to_the_endpoint(client: httpx.Client) -> None:
    reply = client.get("/sparql", params={"query": "SELECT (<x> AS ?t) {}"})
    assert reply.json()["results"]["bindings"][0]["t"]["value"] == f"{client.base_url}/x"


def test_an_answer_that_is_known_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/sparql", params={"query": SELECT})
    again = client.get("/sparql", params={"query": SELECT}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/sparql", params={"query": SELECT}, headers={"accept": "text/csv"})
    assert other.headers["etag"] != first.headers["etag"]


def test_the_service_describes_itself(client: httpx.Client) -> None:
    reply = client.get("/sparql", headers={"accept": "text/turtle"})
    graph = Graph().parse(data=reply.text, format="turtle", publicID=str(client.base_url.join("/sparql")))
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert list(graph.objects(None, URIRef(sd + "supportedLanguage"))) == [URIRef(sd + "SPARQL11Query")]


def test_pages_of_other_sites_may_read_and_not_write(client: httpx.Client) -> None:
    elsewhere = {"origin": "https://elsewhere.example"}
    assert (
        client.get("/sparql?query=ASK%7B%7D", headers=elsewhere).headers["access-control-allow-origin"] == "*"
    )
    asked = {**elsewhere, "access-control-request-method": "POST",
             "access-control-request-headers": "authorization"}  # fmt: skip
    allowed = client.options("/sparql", headers=asked).headers
    assert "authorization" not in allowed["access-control-allow-headers"].lower()
    assert "PUT" not in allowed["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in allowed


# --- updates: SPARQL 1.1 Protocol, 2.2 ---


def told(client: httpx.Client, query: str) -> set[str]:
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return {row["t"]["value"] for row in rows}


@pytest.mark.parametrize("how", ["form", "direct"])
def test_an_update_comes_in_two_ways(writer: httpx.Client, how: str) -> None:
    text = f"INSERT DATA {{ GRAPH <urn:x:{how}> {{ <urn:x:a> <urn:x:b> '{how}' }} }}"
    if how == "form":
        reply = writer.post("/sparql", data={"update": text}, headers=BEARER)
    else:
        reply = writer.post("/sparql", content=text, headers=UPDATE | BEARER)
    assert reply.status_code == 204, reply.text
    assert told(writer, f"SELECT ?t {{ GRAPH <urn:x:{how}> {{ ?s ?p ?t }} }}") == {how}


@pytest.mark.parametrize(
    ("params", "body", "status"),
    [
        ({}, "INSERT DATA {", 400),
        ({"using-graph-uri": "urn:x:a"}, "WITH <urn:x:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", 400),
        ({"using-graph-uri": "urn:x:a"}, "INSERT { ?s ?p ?o } USING <urn:x:b> WHERE { ?s ?p ?o }", 400),
        ({"update": "CLEAR ALL"}, "CLEAR ALL", 400),
        ({}, b"INSERT DATA { <urn:x:a> <urn:x:b> '\xff' }", 400),
        ({}, "LOAD <http://example.org/x>", 403),
        ({}, "load silent <file:///etc/passwd> into graph <urn:x:a>", 403),
        ({}, "INSERT { ?s ?p ?o } WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", 403),
    ],
)
def test_a_faulty_update_changes_nothing(
    writer: httpx.Client, params: dict[str, str], body: str, status: int
) -> None:
    before = told(writer, "SELECT (COUNT(*) AS ?t) { GRAPH ?g { ?s ?p ?o } }")
    reply = writer.post("/sparql", params=params, content=body, headers=UPDATE | BEARER)
    assert reply.status_code == status, reply.text
    assert told(writer, "SELECT (COUNT(*) AS ?t) { GRAPH ?g { ?s ?p ?o } }") == before


def test_the_request_names_the_graphs_that_an_update_asks(writer: httpx.Client) -> None:
    text = (
        "DELETE WHERE { GRAPH <urn:x:out> { ?s ?p ?o } } ; "
        "INSERT { GRAPH <urn:x:out> { <urn:x:s> <urn:x:p> ?t } } "
        "WHERE { SELECT DISTINCT ?t WHERE { ?d dcterms:identifier ?t } }"
    )
    reply = writer.post("/sparql", params={"using-graph-uri": LETTER}, content=text, headers=UPDATE | BEARER)
    assert reply.status_code == 204, reply.text
    assert told(writer, "SELECT ?t { GRAPH <urn:x:out> { ?s ?p ?t } }") == {"letter"}
    named = text.replace("?d dcterms:identifier ?t", "GRAPH ?g { ?d dcterms:identifier ?t }")
    params = {"using-named-graph-uri": NOTES}
    assert writer.post("/sparql", params=params, content=named, headers=UPDATE | BEARER).status_code == 204
    assert told(writer, "SELECT ?t { GRAPH <urn:x:out> { ?s ?p ?t } }") == {"notes/spring"}


# --- the Graph Store Protocol ---


def test_a_graph_is_put_extended_read_and_dropped(writer: httpx.Client) -> None:
    at = {"graph": "urn:x:graph"}
    turtle = {"content-type": "text/turtle", **BEARER}
    assert writer.get("/graphs", params=at).status_code == 404
    assert (
        writer.put("/graphs", params=at, content="<urn:x:a> <urn:x:b> 1 .", headers=turtle).status_code == 201
    )
    assert (
        writer.put("/graphs", params=at, content="<urn:x:a> <urn:x:b> 2 .", headers=turtle).status_code == 204
    )
    assert (
        writer.post("/graphs", params=at, content="<urn:x:a> <urn:x:b> 3 .", headers=turtle).status_code
        == 204
    )
    reply = writer.get("/graphs", params=at, headers={"accept": "application/n-triples"})
    assert reply.text.count("\n") == 2
    assert writer.head("/graphs", params=at).status_code == 200
    assert writer.delete("/graphs", params=at, headers=BEARER).status_code == 204
    assert writer.delete("/graphs", params=at, headers=BEARER).status_code == 404


def test_the_graph_of_a_document_goes_into_the_union_and_out_of_it(writer: httpx.Client) -> None:
    text = writer.get("/graphs", params={"graph": LETTER}, headers={"accept": "text/turtle"}).text
    names = "SELECT ?t { ?d dcterms:identifier ?t }"
    assert writer.delete("/graphs", params={"graph": LETTER}, headers=BEARER).status_code == 204
    assert "letter" not in told(writer, names)
    headers = {"content-type": "text/turtle", **BEARER}
    assert writer.put("/graphs", params={"graph": LETTER}, content=text, headers=headers).status_code == 201
    assert "letter" in told(writer, names)
    assert writer.put("/graphs", params={"graph": NOTES}, content=text, headers=headers).status_code == 400
    assert writer.put("/graphs?default", content=text, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("params", "media", "body", "status"),
    [
        ({}, "text/turtle", "", 400),
        ({"graph": "no iri"}, "text/turtle", "", 400),
        ({"graph": "urn:x:a", "default": ""}, "text/turtle", "", 400),
        ({"graph": "urn:x:a"}, "text/plain", "", 415),
        ({"graph": "urn:x:a"}, "text/turtle", "<a", 400),
    ],
)
def test_a_faulty_graph_is_refused(
    writer: httpx.Client, params: dict[str, str], media: str, body: str, status: int
) -> None:
    reply = writer.put("/graphs", params=params, content=body, headers={"content-type": media, **BEARER})
    assert reply.status_code == status, reply.text


# --- linked data ---


@pytest.mark.parametrize("address", ["/resource/Umbra", "/document/letter", "/document/notes/spring"])
@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html", "text/html; charset=utf-8"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml;q=0.9, text/html;q=0.5", "application/rdf+xml"),
    ],
)
def test_one_address_is_a_page_and_data(client: httpx.Client, address: str, accept: str, media: str) -> None:
    reply = client.get(address, headers={"accept": accept})
    assert (reply.status_code, reply.headers["content-type"]) == (200, media)
    if media.startswith("text/turtle"):
        iri = URIRef(iris.BASE + address.removeprefix("/"))
        assert (iri, None, None) in Graph().parse(data=reply.text, format="turtle")


def test_an_entity_that_nobody_names_is_not_found(client: httpx.Client) -> None:
    assert client.get("/resource/Nobody", headers={"accept": "text/html"}).status_code == 404
    assert client.get("/resource/Nobody", headers={"accept": "text/turtle"}).status_code == 404


# --- clients ---


def test_sparqlwrapper_asks(client: httpx.Client) -> None:
    wrapper = SPARQLWrapper(f"{client.base_url}/sparql")
    wrapper.setQuery(SELECT)
    wrapper.setReturnFormat(JSON)
    wrapper.setMethod(POST)
    assert len(wrapper.queryAndConvert()["results"]["bindings"]) >= 2


def test_rdflib_asks(client: httpx.Client) -> None:
    graph = Graph(SPARQLStore(f"{client.base_url}/sparql"))
    assert (URIRef(iris.entity("Umbra")), URIRef(iris.term("develops")), URIRef(iris.entity("Nut"))) in graph


def test_curl_asks(client: httpx.Client) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("no curl here")
    command = [curl, "--silent", "--fail", "--data-urlencode", f"query={ASK}", f"{client.base_url}/sparql"]
    assert json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["boolean"] is True
