"""The project as a whole: its documentation, its package, its layers."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import examples
import ontology_page
import public_interface
import pytest
import write_reference

import osgraph
from osgraph import cli, ontology
from osgraph.model import Document, Modality

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


# ---------------------------------------------------------------- documentation


def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name, command in cli.command.commands.items():
        _, _, section = page.partition(f"\n## osgraph {name}\n")
        section = section.partition("\n## ")[0]
        for parameter in command.params:
            assert all(option in section for option in parameter.opts if option.startswith("-"))
        assert f"osgraph {name} " in " ".join(section.partition("Examples:")[2].split())
    assert page == write_reference.cli_page(), "docs/cli.md is out of date; run: make reference"


def test_the_readme_shows_what_the_commands_print(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count("\n$ osgraph ") >= 6
    assert examples.renewed(text, tmp_path)[0] == text, "README.md is out of date; run: make reference"


def test_every_term_of_the_ontology_is_documented() -> None:
    page = (ROOT / "docs" / "terms.md").read_text(encoding="utf-8")
    assert page == ontology_page.page(), "docs/terms.md is out of date; run: make reference"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_a_relation_needs_no_python(tmp_path: Path) -> None:
    """A copy of the ontology with one more relation finds its claims, as the README says."""
    [added] = re.findall(r"^```turtle.*?\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    relation = added[added.index("osg:hosts") :]
    copy = tmp_path / "copy.ttl"
    copy.write_text(ontology.locate("osgraph.ttl").read_text("utf-8") + relation, encoding="utf-8")
    letter = Document("letter", "Nvidia hosts the AI Action Summit. China may host the AI Action Summit.")
    [annotated] = osgraph.extract([letter], ontology=copy)
    found = {
        (claim.subject.rpartition("/")[2], claim.modality)
        for claim in annotated.claims
        if claim.relation.endswith("#hosts")
    }
    assert found == {("NVIDIA", Modality.ASSERTED), ("China", Modality.HEDGED)}
    [plain] = osgraph.extract([letter])
    assert not any(claim.relation.endswith("#hosts") for claim in plain.claims)


# ---------------------------------------------------------------- package


def test_the_version_is_one() -> None:
    assert version("osgraph") == osgraph.__version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in changes or f"## [{osgraph.__version__}]" in changes


def test_every_public_name_is_there_and_explained() -> None:
    for name in osgraph.__all__:
        value = getattr(osgraph, name)
        assert name == "__version__" or value.__doc__, name
    assert set(osgraph.__all__) <= set(dir(osgraph))
    with pytest.raises(AttributeError, match="no attribute 'bild'"):
        osgraph.bild  # noqa: B018


def test_the_public_interface_changes_only_on_purpose() -> None:
    frozen = public_interface.TARGET.read_text("utf-8")
    told = "if this is meant: python scripts/public_interface.py, and a line in CHANGELOG.md"
    assert public_interface.interface() == frozen, told


def test_the_lock_pins_every_package_by_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", lock, flags=re.MULTILINE))
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", entry), entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]
    assert "://" not in lock
    assert "--index" not in lock


def test_imports_keep_to_their_layers() -> None:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_make_explains_its_targets() -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "test-long", "lint", "audit", "sbom", "bench", "docs", "clean"):
        assert re.search(rf"^{target} ", shown, re.MULTILINE)
