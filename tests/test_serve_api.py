"""The REST interface does what its description says, and the app is walked through in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import TOKEN, fill, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from playwright.sync_api import Browser, Page

EXAMPLES = os.environ.get("OSGRAPH_API_EXAMPLES", "3")  # of each operation; 250 make over 2,000 cases
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served(fill(tmp_path_factory.mktemp("api") / "kg"), "--writable") as client:
        yield client


def test_the_interface_is_as_described(client: httpx.Client) -> None:
    """Made-up requests, right and wrong ones, never meet a bug, and each reply fits the description."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{client.base_url}/openapi.json",
        f"--max-examples={EXAMPLES}",
        "--seed=1",
        "--exclude-path=/api/extract",  # it reads with a language pipeline, which takes its time
        f"--checks={CHECKS}",
        "--suppress-health-check=all",
        "--phases=coverage,fuzzing",
        "--no-color",
    ]
    ran = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=os.environ.get("TMPDIR", "/tmp")
    )
    assert ran.returncode == 0, ran.stdout[-4000:]


def test_pages_are_cut_and_filtered(client: httpx.Client) -> None:
    whole = client.get("/api/claims", params={"limit": 100}).json()
    parts = [
        client.get("/api/claims", params={"limit": 2, "offset": n}).json()
        for n in range(0, whole["total"], 2)
    ]
    ids = [claim["id"] for part in parts for claim in part["claims"]]
    assert sorted(ids) == sorted(claim["id"] for claim in whole["claims"])
    assert len(set(ids)) == whole["total"]
    supposed = client.get("/api/claims", params={"modality": "hypothetical"}).json()
    assert {claim["modality"] for claim in supposed["claims"]} == {"hypothetical"}
    assert client.get("/api/claims", params={"entity": "Nobody"}).status_code == 404
    assert client.get("/api/claims", params={"limit": 0}).status_code == 400
    assert "maximum" in client.get("/api/claims", params={"limit": 501}).json()["error"]


@pytest.fixture(scope="module")
def page(client: httpx.Client, browser: Browser) -> Iterator[Page]:
    page = browser.new_page(base_url=str(client.base_url))
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_default_timeout(60_000)
    yield page
    page.close()
    expected = "status of 401"  # a wrong token is tried
    assert not [problem for problem in problems if expected not in problem], problems


def test_a_walk_from_search_to_the_words(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("umbra")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Umbra", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Umbra"
    page.locator("a.relation", has_text="develops").first.click()
    assert "Umbra develops" in page.get_by_role("heading", level=1).inner_text()
    page.locator("dl a").click()
    assert page.locator("a.mark").count() > 0
    page.locator("a.mark").first.click()
    assert page.locator("article.claim:target").count() == 1


def test_a_question_is_asked_and_a_query_run(page: Page) -> None:
    page.goto("/")
    page.get_by_role("textbox", name="Ask a question").fill("Who develops what?")
    page.get_by_role("button", name="Ask").click()
    assert "Nut" in page.locator("table").inner_text()
    page.goto("/query")
    page.locator(".yasqe_queryButton").first.click()
    page.locator(".yasr_results", has_text="Umbra").first.wait_for()
    page.goto("/questions")
    page.get_by_role("link", name="Which documents are in the graph").click()
    assert "notes/spring" in page.locator("table").inner_text()


def test_the_graph_page_is_served(page: Page) -> None:
    page.goto("/graph?entity=Umbra")
    page.locator("canvas").first.wait_for()
    assert "Umbra" in page.title()


def test_a_text_is_read_shown_and_kept(page: Page, client: httpx.Client) -> None:
    page.goto("/extract")
    page.locator("#text").fill("Meta released Llama. Llama is <open-source>.")
    page.get_by_role("button", name="Show its claims").click()
    page.locator("#found article", has_text="Meta develops Llama").wait_for(timeout=60_000)
    page.locator("#token").fill("wrong")
    page.get_by_role("button", name="Keep it").click()
    page.locator("#state", has_text="token").wait_for()
    page.locator("#token").fill(TOKEN)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Show it").click()
    assert "Meta released Llama" in page.locator(".text").inner_text()
    assert client.get("/api/claims", params={"entity": "Llama"}).json()["total"] > 0
