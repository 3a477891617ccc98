"""Tools for language-model agents (Model Context Protocol): few, with quotes, so that an agent can cite."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings

from osgraph import __version__
from osgraph.errors import OsgraphError
from osgraph.model import Modality
from osgraph.serve.service import Answer, Service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from starlette.applications import Starlette

    from osgraph.serve.settings import Settings

    Job = Callable[..., Awaitable[Answer]]

_INSTRUCTIONS: Final = (
    "A knowledge graph of claims that documents make about open and closed AI. A claim is not a fact: 'held' "
    "tells how sure the text is, 'says' who says so. Cite the quote and the document. What no claim says, "
    "the graph does not know."
)
_HELD: Final[Mapping[str, str]] = {
    Modality.ASSERTED: "told as fact",
    Modality.HEDGED: "held to be possible only (may, could, reportedly)",
    Modality.PREDICTED: "said of the future (will, plans to)",
    Modality.NORMATIVE: "said of what ought to be (should, must)",
    Modality.HYPOTHETICAL: "supposed only (if, would)",
}
_SPARQL: Final = """Run a read-only SPARQL 1.1 query and return its rows (at most 200 are shown).

Prefixes osg, osr, rdf, rdfs, skos, prov, oa, dcterms are bound. A claim:
?c a osg:Claim ; rdf:subject ?s ; rdf:predicate osg:develops ; rdf:object ?o ; osg:polarity osg:Positive ;
osg:modality osg:Asserted ; prov:wasAttributedTo ?speaker ; osg:evidence ?e .
?e oa:hasSource/dcterms:identifier ?document ; oa:hasSelector/oa:exact ?quote . ?s rdfs:label ?name .
`?s osg:develops ?o` matches only what an author states as present fact. The resource osgraph://ontology lists
classes and relations."""
_SHOWN: Final = 200


def server(service: Callable[[], Service]) -> MCPServer[Any]:
    """Return the server of tools and resources.

    Args:
        service: returns what answers; it is asked at each call, for it starts later than the server is made.
    """
    made: MCPServer[Any] = MCPServer(
        "osgraph", instructions=_INSTRUCTIONS, version=__version__, log_level="CRITICAL"
    )

    async def job(name: str, **arguments: Any) -> Answer:
        try:
            work = service().extracted(arguments) if name == "extract" else service().answer(name, arguments)
            return await work
        except OsgraphError as error:
            raise ToolError(str(error)) from error

    _looking(made, job)
    _asking(made, job)
    _resources(made, job)
    return made


def _looking(made: MCPServer[Any], job: Job) -> None:
    """Add the tools that find entities and claims."""

    @made.tool()
    async def search_entities(words: str, limit: int = 10) -> list[dict[str, Any]]:
        """Find entities (companies, countries, models, policies ...) by words of their names."""
        found = _plain(await job("entities", search=words[:200], limit=min(max(limit, 1), 50)))
        return list(found["entities"])

    @made.tool()
    async def get_claims(
        entity: str | None = None,
        relation: str | None = None,
        document: str | None = None,
        modality: str | None = None,
        words: str | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> dict[str, Any]:
        """Return claims with their quotes, who says them and how sure the text is.

        Give any of: entity (a name, at either end), relation (such as develops, hasOpenness, supports),
        document (an id), modality (asserted, hedged, predicted, normative, hypothetical), words (that the
        quote holds).
        """
        wanted = {
            "entity": entity,
            "relation": relation,
            "document": document,
            "modality": modality,
            "text": words,
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        found = _plain(await job("claims", wanted=given, offset=offset, limit=min(max(limit, 1), 100)))
        return {"total": found["total"], "claims": [_claim(claim) for claim in found["claims"]]}

    @made.tool()
    async def explain_edge(subject: str, relation: str, object: str) -> list[dict[str, Any]]:  # noqa: A002
        """Show where one edge comes from: each claim that makes or denies it, its words, how it was found."""
        wanted = {"subject": subject, "relation": relation, "object": object}
        found = _plain(await job("claims", wanted=wanted, limit=50))
        return [{**_claim(claim), "steps": claim["steps"]} for claim in found["claims"]]

    @made.tool()
    async def matrix() -> dict[str, Any]:
        """Show who is open and who is closed: in the United States, in China, elsewhere."""
        return dict(_plain(await job("matrix")))


def _asking(made: MCPServer[Any], job: Job) -> None:
    """Add the tools that answer questions, and the one that reads a text."""

    @made.tool(description=_SPARQL)
    async def sparql(query: str) -> dict[str, Any]:
        forms = ["application/sparql-results+json", "application/n-triples"]
        answer = await job("sparql", query=query, accepted=forms)
        if answer.media != "application/sparql-results+json":
            return {"triples": answer.body.decode("utf-8", "replace").splitlines()[:_SHOWN]}
        found = json.loads(answer.body)
        if "boolean" in found:
            return {"answer": found["boolean"]}
        rows = [{name: cell["value"] for name, cell in row.items()} for row in found["results"]["bindings"]]
        return {"columns": found["head"]["vars"], "total": len(rows), "rows": rows[:_SHOWN]}

    @made.tool()
    async def ask(question: str, document: str | None = None) -> dict[str, Any]:
        """Answer a plain question ("Which companies moved from open to closed?") with rows, query and quotes.

        It says so when it cannot; use sparql or get_claims then.
        """
        found = _plain(await job("ask", question=question[:500], document=document))
        return {**found, "claims": [_claim(claim) for claim in found["claims"]]}

    @made.tool()
    async def extract(text: str) -> dict[str, Any]:
        """Find the claims of a text; nothing is kept."""
        found = _plain(await job("extract", text=text))
        return {"claims": [_claim(claim) for claim in found["claims"]]}


def _resources(made: MCPServer[Any], job: Job) -> None:
    """Add the ontology and the documents."""

    @made.resource("osgraph://ontology", mime_type="application/json")
    async def ontology() -> str:
        """The classes and relations that claims are made of, and how claims are written in RDF."""
        return json.dumps(_plain(await job("schema")))

    @made.resource("osgraph://documents", mime_type="application/json")
    async def documents() -> str:
        """The documents, by id, with title, publisher and number of claims."""
        return json.dumps(_plain(await job("documents", limit=500)), ensure_ascii=False)

    @made.resource("osgraph://document/{id}", mime_type="text/plain")
    async def document(id: str) -> str:  # noqa: A002
        """The text of a document."""
        return str(_plain(await job("document", id=id))["text"])


def _plain(answer: Answer) -> Any:
    return json.loads(answer.body)


def http_app(made: MCPServer[Any]) -> Starlette:
    """Return the application that speaks streamable HTTP at ``/mcp``; hosts are checked before it."""
    return made.streamable_http_app(
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )


async def stdio(settings: Settings) -> None:
    """Serve tools over standard input and output, until the input ends."""
    async with _started(settings) as service:
        await server(lambda: service).run_stdio_async()


@asynccontextmanager
async def _started(settings: Settings) -> AsyncIterator[Service]:
    service = Service(settings)
    await service.start()
    try:
        yield service
    finally:
        await service.stop()


def _claim(claim: Mapping[str, Any]) -> dict[str, Any]:
    """Return a claim as an agent cites it: the edge, the words, who says so, how sure the text is."""
    denied = "denied; " if claim["polarity"] == "negative" else ""
    past = "; no longer so" if claim["former"] else ""
    told = {
        "claim": f"{claim['subject']['name']} {claim['relation']['name']} {claim['object']['name']}",
        "held": denied + _HELD[claim["modality"]] + past,
        "quote": claim["quote"],
        "says": "the author" if claim["speaker"]["iri"] is None else claim["speaker"]["name"],
        "document": claim["document"],
        "title": claim["title"],
        "source": claim["source"],
        "published": claim["published"],
        "perspective": claim["perspective"],
        "quantity": claim["quantity"],
        "confidence": claim["confidence"],
        "id": claim["id"],
    }
    return {name: value for name, value in told.items() if value not in {None, ""}}
