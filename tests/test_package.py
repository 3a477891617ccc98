"""The package as it is given away: what is in it, what it offers, and that it installs where nothing is."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

import osgraph

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).parent / "uv"


# ---------------------------------------------------------------- what is in it


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout without fetching anything."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    return path


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    def files(folder: Path, place: str) -> Iterator[str]:
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{place}/{path.relative_to(folder).as_posix()}"

    expected = {
        *files(ROOT / "osgraph", "osgraph"),
        *files(ROOT / "ontology", "osgraph/_data/ontology"),
        *files(ROOT / "seeds", "osgraph/_data/seeds"),
    }
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == expected
    assert {"osgraph/py.typed", "osgraph/_data/ontology/pairs.npz"} <= names


def test_the_wheel_works_by_itself(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    script = (
        "import osgraph; print(osgraph.__file__)\n"
        "kg = osgraph.build('letter.txt'); print(len(kg.claims(subject='Baidu'))); kg.view('g.html')\n"
        "print(len(kg.query('who-develops-what')), len(kg.validate()))"
    )
    (tmp_path / "letter.txt").write_text("Baidu released Ernie.\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout.splitlines() == [str(place / "osgraph" / "__init__.py"), "1", "1 0"]


# ---------------------------------------------------------------- what it offers


def test_it_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "osgraph", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"osgraph {osgraph.__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_are_given_completion(shell: str) -> None:
    def asked(**environment: str) -> str:
        command = [
            sys.executable,
            "-c",
            "import sys; sys.argv[0] = 'osgraph'; import osgraph.cli as c; c.main()",
        ]
        done = subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert "osgraph" in asked(_OSGRAPH_COMPLETE=f"{shell}_source")
    typed = {"COMP_WORDS": "osgraph ti", "COMP_CWORD": "ti" if shell == "fish" else "1"}
    completed = asked(_OSGRAPH_COMPLETE=f"{shell}_complete", **typed)
    assert "timeline" in completed
    assert "build" not in completed


def test_the_citation_names_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == osgraph.__version__
    assert cited["license"] == "MIT"


def test_the_map_of_the_code_shows_every_module() -> None:
    shown = set(re.findall(r"`(?:osgraph/)?([\w.]+)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8")))
    modules = {path.name for path in (ROOT / "osgraph").iterdir() if not path.name.startswith("_")}
    assert modules - {"py.typed"} <= shown


# ---------------------------------------------------------------- the image


def _pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text("utf-8")
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text, re.M))


def test_the_image_holds_the_versions_that_are_tested() -> None:
    image, tested = _pins("requirements-image.lock"), _pins("requirements.lock")
    assert image.items() <= tested.items(), "run: make lock"
    assert not {"pytest", "mypy", "playwright", "mkdocs", "ruff"} & image.keys()


def test_the_image_is_made_of_files_that_are_sent_to_it_and_runs_without_rights() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"}
    copied = {
        name.rstrip("/")
        for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.M)
        for name in line.split()
    }
    assert copied == sent
    assert all((ROOT / name).exists() for name in copied)
    assert re.findall(r"^USER (.*)$", text, re.M) == ["10001:10001"]
    assert all(":" in base and "latest" not in base for base in re.findall(r"^FROM (\S+)", text, re.M))


def test_the_services_run_on_a_root_that_is_read_only() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert set(services) == {"build", "serve"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert services["serve"]["ports"] == ["127.0.0.1:8000:8000"]  # to others only through a proxy


def test_the_workflow_runs_what_everybody_runs() -> None:
    flow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
    assert "bash .ci/run" in [step.get("run") for step in flow["jobs"]["run"]["steps"]]
    assert flow["permissions"] == {"contents": "read"}


# ---------------------------------------------------------------- installed where nothing is


def _pythons() -> dict[str, str]:
    """Return the Pythons at hand by version: those on the path, and those that pyenv keeps."""
    found = {}
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in ("3.11", "3.12", "3.13"):
        here = [
            shutil.which(f"python{version}"),
            *map(str, sorted(kept.glob(f"{version}.*/bin/python{version}"))),
        ]
        for python in filter(None, here):
            asked = subprocess.run([python, "--version"], capture_output=True, text=True, check=False)
            if asked.returncode == 0 and f" {version}." in asked.stdout:
                found[version] = python
    return found


def _installed(python: str, folder: Path, *what: str | Path) -> Path:
    """Make an empty environment, install into it, and return where its programs lie."""
    subprocess.run([UV, "venv", "--quiet", "--python", python, folder], check=True)
    install = [UV, "pip", "install", "--quiet", "--python", folder / "bin" / "python", *what]
    subprocess.run(install, check=True)
    return folder / "bin"


def _try(programs: Path, folder: Path) -> None:
    """Do with an installed osgraph what the first minutes of the tutorial do."""
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(folder)}

    def run(*words: str) -> str:
        done = subprocess.run(
            ["osgraph", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False,
            executable=programs / "osgraph",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    (folder / "note.md").write_text("Chinese startup Linghai released Tern, an open-weight model.\n")
    assert "claims in osgraph-kg" in run("build", "note.md")
    assert "Tern" in run("matrix")
    run("view", "graph.html")
    run("export", "graph.ttl")
    assert (folder / "graph.html").stat().st_size > 100_000


@pytest.mark.long
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_the_wheel_installs_into_an_empty_environment(version: str, wheel: Path, tmp_path: Path) -> None:
    python = _pythons().get(version)
    if python is None:
        pytest.skip(f"no Python {version} here")
    _try(_installed(python, tmp_path / "venv", wheel), tmp_path)


@pytest.mark.long
def test_the_source_archive_installs_as_well(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", tmp_path, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    [archive] = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as names:
        assert any(name.endswith("/ontology/osgraph.ttl") for name in names.getnames())
    _try(_installed(sys.executable, tmp_path / "venv", archive), tmp_path)


@pytest.mark.long
def test_the_steps_of_the_image_give_a_server(tmp_path: Path) -> None:
    """What the Dockerfile does, without a container engine."""
    programs = _installed(
        sys.executable,
        tmp_path / "venv",
        "--no-deps",
        "--require-hashes",
        "-r",
        ROOT / "requirements-image.lock",
    )
    python = programs / "python"
    install = [UV, "pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation", ROOT]
    subprocess.run(install, check=True)
    _try(programs, tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    store = tmp_path / "osgraph-kg"
    command = [programs / "osgraph", "serve", "--store", store, "--port", port, "--workers", "1"]
    with subprocess.Popen(command) as server:
        try:
            assert _answers(f"http://127.0.0.1:{port}/openapi.json", server)
        finally:
            server.terminate()


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Ask till there is an answer, or the server has ended."""
    while server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status == 200
        time.sleep(0.2)
    return False
