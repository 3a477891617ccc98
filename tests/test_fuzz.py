"""Any bytes are read or refused with a clear reason, by each parser and at each boundary."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import fuzzing
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("OSGRAPH_FUZZ", "30"))
SECONDS = int(os.environ.get("OSGRAPH_FUZZ_SECONDS", "48"))
"""Seconds for each target in a long run: some 30 minutes for all of them."""

SLOW = {"extract", "model", "model text", "ontology", "catalog", "question", "load.nq", "read.docx"}
"""Targets of which one input takes a hundredth of a second and more: they get fewer."""

TOKENS = (
    b"\0",
    b"\xff\xfe",
    b"{" * 40,
    b"[" * 40,
    b'"',
    b"<",
    b"]]>",
    b"\\",
    b"\r\n",
    b"\xed\xa0\x80",
    b"-1",
    b"9" * 30,
)
EDITS = st.lists(
    st.tuples(
        st.integers(0, 4), st.floats(0, 1, exclude_max=True), st.integers(0, 60), st.sampled_from(TOKENS)
    ),
    min_size=1,
    max_size=8,
)


def edited(seed: bytes, edits: list[tuple[int, float, int, bytes]]) -> bytes:
    """Return a seed that was flipped, cut, filled, doubled and shuffled at some places."""
    data = bytearray(seed)
    for kind, where, size, token in edits:
        at = int(where * len(data))
        piece = bytes(data[at : at + size])
        if kind == 0 and data:
            data[at] ^= 1 << size % 8
        elif kind == 1:
            del data[at : at + size]
        elif kind == 2:
            data[at:at] = token
        elif kind == 3:
            data[at:at] = piece
        else:
            data[at : at + size] = piece[::-1]
    return bytes(data)


@pytest.mark.parametrize("name", fuzzing.targets())
def test_any_bytes_are_read_or_refused(name: str) -> None:
    target = fuzzing.targets()[name]
    for seed in target.seeds:
        fuzzing.attempt(target, seed)

    @settings(
        max_examples=max(4, EXAMPLES // 4) if name in SLOW and EXAMPLES < 100 else EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(target.seeds), EDITS, st.binary(max_size=60), st.integers(0, 9))
    def check(seed: bytes, edits: list[tuple[int, float, int, bytes]], some: bytes, kind: int) -> None:
        fuzzing.attempt(target, some if kind == 0 else edited(seed, edits))

    check()


@pytest.mark.long
@pytest.mark.parametrize("name", fuzzing.targets())
def test_fuzzing_by_coverage_finds_nothing(name: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("NO ATHERIS FOR THIS PYTHON OR PROCESSOR: nothing was fuzzed by coverage")
    here = Path(__file__).parent
    command = [sys.executable, str(here / "fuzz_one.py"), name, f"-max_total_time={SECONDS}", "-timeout=30"]
    command += ["-rss_limit_mb=3000", "-max_len=20000", "-print_final_stats=1", "-verbosity=0"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False
    )
    found = {path.name: path.read_bytes()[:2000] for path in tmp_path.glob("*-*")}
    assert done.returncode == 0, f"{found}\n{done.stderr[-4000:]}"
