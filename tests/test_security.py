"""The threat model: each defence that it names is tested, and the code has no door that it forbids."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import osgraph
from osgraph import learning, linear

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "osgraph").rglob("*.py"))
BANNED_CALLS = {"eval", "exec", "compile", "__import__", "breakpoint"}
BANNED_MODULES = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "joblib",
    "cloudpickle",
    "yaml",
    "telnetlib",
    "ftplib",
}
UNSAFE_XML = {"xml.etree.ElementTree", "xml.dom.minidom", "xml.sax", "xml.dom.pulldom", "xmlrpc"}


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def faults(text: str) -> list[str]:
    """Say what in a module could run what somebody else wrote."""
    tree = ast.parse(text)
    found = []
    for call in _calls(tree):
        name = ast.unparse(call.func)
        options = {each.arg: ast.unparse(each.value) for each in call.keywords}
        if name in BANNED_CALLS or name in {"os.system", "os.popen", "subprocess.getoutput"}:
            found.append(f"line {call.lineno}: {name}")
        if options.get("shell", "False") != "False" or options.get("allow_pickle", "False") != "False":
            found.append(f"line {call.lineno}: {name} with {options}")
        if name.endswith(("extractall", ".extract")) and "archive" in name:
            found.append(f"line {call.lineno}: {name} writes what an archive names")
        if name in {"np.load", "numpy.load"} and options.get("allow_pickle") != "False":
            found.append(f"line {call.lineno}: {name} without allow_pickle=False")
        if name.endswith("XMLParser") and options.get("resolve_entities") != "False":
            found.append(f"line {call.lineno}: {name} with entities")
    imported = _imported(tree)
    roots = {name.split(".")[0] for name in imported}
    return found + sorted(roots & BANNED_MODULES) + sorted(imported & UNSAFE_XML)


def test_the_code_runs_nothing_that_it_is_given() -> None:
    assert len(SOURCES) > 100
    found = {str(path.relative_to(ROOT)): faults(path.read_text("utf-8")) for path in SOURCES}
    assert {path: told for path, told in found.items() if told} == {}


@pytest.mark.parametrize(
    "code",
    [
        "eval(text)",
        "import pickle",
        "from yaml import load",
        "subprocess.run(text, shell=True)",
        "np.load(path, allow_pickle=True)",
        "np.load(path)",
        "os.system(text)",
        "archive.extractall(folder)",
        "etree.XMLParser(recover=True)",
        "from xml.etree import ElementTree",
        "import xml.sax",
    ],
)
def test_the_look_at_the_code_finds_what_it_forbids(code: str) -> None:
    assert faults(code)


class _Code:
    """A value that writes a file when somebody unpickles it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.path,)


def test_a_model_that_carries_code_is_refused(tmp_path: Path) -> None:
    model = tmp_path / "model.npz"
    np.savez(model, text=np.array([_Code(tmp_path / "taken")], dtype=object))
    with pytest.raises(osgraph.errors.ModelError):
        learning.load(model)
    with pytest.raises(osgraph.errors.OntologyError):
        linear.load(model)
    assert not (tmp_path / "taken").exists()
    np.load(model, allow_pickle=True)["text"]
    assert (tmp_path / "taken").exists()  # it would have been taken


def test_bandit_has_nothing_to_say() -> None:
    command = [sys.executable, "-m", "bandit", "--quiet", "--recursive", "--configfile", "pyproject.toml"]
    done = subprocess.run([*command, "osgraph"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


# ---------------------------------------------------------------- promises

PROMISES = [ROOT / "docs" / name for name in ("reliability.md", "security.md")]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@pytest.mark.parametrize("page", PROMISES, ids=lambda page: page.name)
def test_each_promise_names_tests_that_exist(page: Path) -> None:
    rows = [
        line for line in page.read_text("utf-8").splitlines() if re.match(r"\| (?!-|fault |threat )", line)
    ]
    assert len(rows) > 10
    for row in rows:
        named = NAMED.findall(row.rsplit("|", 2)[1])
        assert named, row
        for file, test in named:
            assert re.search(rf"^def {test}\(", (ROOT / file).read_text("utf-8"), re.M), test


# ---------------------------------------------------------------- packages


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The script behind `make audit`."""
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        ([], 0, "NO PACKAGE WAS AUDITED"),
        ([{"name": "a", "skip_reason": "not found"}], 0, "NO PACKAGE WAS AUDITED"),
        ([{"name": "a", "version": "1", "vulns": []}], 0, "1 packages audited, 0 vulnerabilities"),
        ([{"name": "a", "version": "1", "vulns": [{"id": "CVE-7"}]}], 1, "vulnerable: a 1: CVE-7"),
        (
            [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}],
            0,
            "1 PACKAGES WERE NOT AUDITED",
        ),
        (None, 0, "NO PACKAGE WAS AUDITED: pip-audit failed"),
    ],
)
def test_what_could_not_be_audited_is_told_loudly(
    packages: list[dict[str, object]] | None,
    status: int,
    words: str,
    audit: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = "" if packages is None else json.dumps({"dependencies": packages})

    def answered(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, report, "")

    monkeypatch.setattr(audit.subprocess, "run", answered)
    assert audit.main() == status
    assert words in capsys.readouterr().out


def test_the_bill_of_materials_lists_the_lock_file(tmp_path: Path) -> None:
    target = tmp_path / "sbom.json"
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", "requirements.lock"]
    command += ["--pyproject", "pyproject.toml", "--output-reproducible", "--output-file", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    bill = json.loads(target.read_text("utf-8"))
    listed = {f"{part['name']}=={part['version']}" for part in bill["components"]}
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert bill["bomFormat"] == "CycloneDX"
    assert listed == {
        f"{name}=={version}" for name, version in re.findall(r"^([\w.-]+)(?:\[.*?\])?==(\S+)", lock, re.M)
    }
    assert all(part["externalReferences"][0]["hashes"] for part in bill["components"])
