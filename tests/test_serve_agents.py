"""The tools for agents, asked by the client of the official SDK over both ways."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from mcp import Client, StdioServerParameters
from serving import fill, served

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("way", ["stdio", "http"])
def test_an_agent_finds_what_it_can_cite(tmp_path: Path, way: str) -> None:
    store = fill(tmp_path / "kg")
    if way == "stdio":
        arguments = ["-m", "osgraph", "mcp", "--store", str(store)]
        quoted = asyncio.run(_walk(StdioServerParameters(command=sys.executable, args=arguments)))
    else:
        with served(store) as client:
            quoted = asyncio.run(_walk(f"{client.base_url}/mcp"))
    assert "so they say" in quoted


async def _walk(server: Any) -> str:
    """Ask each tool, and return the quotes of a claim that was found."""
    async with Client(server) as agent:
        tools = (await agent.list_tools()).tools
        assert {tool.name for tool in tools} == {
            "search_entities", "get_claims", "explain_edge", "sparql", "ask", "matrix", "extract"
        }  # fmt: skip
        assert all(len(tool.description or "") > 40 for tool in tools)

        found = await _call(agent, "get_claims", entity="Umbra", relation="develops")
        assert all({"claim", "held", "quote", "says", "document"} <= set(claim) for claim in found["claims"])
        supposed = await _call(agent, "get_claims", modality="hypothetical")
        assert all(claim["held"].startswith("supposed") for claim in supposed["claims"])

        rows = await _call(agent, "sparql", query="SELECT ?x { ?a osg:develops ?b . ?a rdfs:label ?x }")
        assert {"x": "Umbra"} in rows["rows"]
        refused = await agent.call_tool("sparql", {"query": "DROP ALL"})
        assert refused.is_error
        assert "refused" in refused.content[0].text

        answer = await _call(agent, "ask", question="What does Umbra build?", document="letter")
        assert answer["rows"] == [["Nut"]]
        texts = await agent.read_resource("osgraph://documents")
        assert json.loads(texts.contents[0].text)["total"] == 3
        text = await agent.read_resource("osgraph://document/letter")
        assert "Umbra built Nut" in text.contents[0].text
        return " ".join(claim["quote"] for claim in found["claims"])


async def _call(agent: Client, tool: str, **arguments: str) -> dict[str, Any]:
    result = await agent.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return dict(json.loads(result.content[0].text))
