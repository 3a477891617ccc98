"""Every example of the README and of the documentation: it runs, and prints what the page shows."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
import examples
import pytest
import write_reference

import osgraph
from osgraph import cli

if TYPE_CHECKING:
    from pathlib import Path

PAGES = write_reference.pages()[1:]  # test_project.py runs the README, which changes most often
LONG = ("serve.md",)  # starts six servers; team-server.md and agents.md start theirs in every run


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the seed documents, for all pages that build none."""
    folder = tmp_path_factory.mktemp("examples") / "store"
    osgraph.build(examples.ROOT / "seeds", folder).close()
    return folder


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=page.name, marks=[pytest.mark.long] if page.name in LONG else [])
        for page in PAGES
    ],
)
def test_the_examples_run_and_print_what_the_page_shows(page: Path, store: Path, tmp_path: Path) -> None:
    text = page.read_text("utf-8")
    renewed, sitting = examples.renewed(text, tmp_path, store)
    assert renewed == text, f"{page.name} is out of date; run: make reference"
    for code, out in sitting.printed:
        assert bool(out.strip()) is ("print(" in code), code
        assert not {"None", "[]", "0"} & set(out.split()), code
    for command in sitting.left_out:
        assert command in LEFT_OUT, f"{page.name}: {command}: neither run nor listed"


def test_a_page_whose_example_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="status 2"):
        examples.renewed("```bash\nosgraph stats --stor kg\n```\n", tmp_path)


def test_an_output_that_changed_is_seen(tmp_path: Path) -> None:
    page = "```console\n$ echo one\ntwo\n$ echo three\nthree\n```\n"
    assert examples.renewed(page, tmp_path)[0] == page.replace("two", "one")


HELP = [
    pytest.param(name, line, id=f"{name}-{number}")
    for name, command in cli.command.commands.items()
    for number, line in enumerate((command.epilog or "").splitlines())
    if "osgraph " in line
]


@pytest.mark.parametrize(("name", "line"), HELP)
def test_the_examples_of_the_help_use_options_that_are_there(name: str, line: str) -> None:
    """What they name (notes.md, kg.example.org) is nowhere; so they are parsed, as click does, not run."""
    used = []
    for part in re.split(r"&&|\||;", line):
        words = shlex.split(part.partition("> ")[0], comments=True)
        while words and ("=" in words[0] and not words[0].startswith("-")):
            words = words[1:]  # variables of the environment
        if words and words[0] == "osgraph":
            command = cli.command.commands[words[1]]
            context = click.Context(command, info_name=words[1], **cli.command.context_settings)
            _, arguments, _ = command.make_parser(context).parse_args(words[2:])
            assert not [left for left in arguments if left.startswith("-") and left != "-"]
            used.append(words[1])
    assert used


def test_every_command_has_an_example_of_itself() -> None:
    shown = "\n".join(param.values[1] for param in HELP)
    assert [name for name in cli.command.commands if f"osgraph {name}" not in shown] == []


# What no test runs with its page (examples.ELSEWHERE says why). A new line has to be put here.
LEFT_OUT = {
    "make demo",
    "make test",
    "osgraph build https://example.org/2025/03/02/race                # the web",
    "osgraph watch inbox https://example.org/feed.xml                 # a feed, every 15 minutes",
    "pip install 'osgraph[llm]'",
    "osgraph build articles --llm qwen3 --llm-url http://localhost:11434/v1",
    "pip install 'osgraph[serve]'",
    "osgraph serve --host 0.0.0.0 --allow-host kg.example.org",
    "docker compose run --rm build",
    "docker compose up serve",
    "python3 -m venv .venv && source .venv/bin/activate",
    "pip install --upgrade pip",
    "pip install '.[serve,validate]'",
}
