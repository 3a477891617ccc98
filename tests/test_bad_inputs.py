"""Wrong and hostile words, files and stores for every command: each is refused in words, none is a traceback."""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING, Any

import click
import fuzzing
import pytest
from forking import Commands, commands
from test_fuzz import TOKENS, edited

from osgraph import cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = [
    *(
        "",
        " ",
        "-",
        "--",
        ".",
        "/",
        "~",
        "a",
        "Acme",
        "osr:Acme",
        "kg",
        "*",
        "?",
        "$HOME",
        "`id`",
        "%s%n",
        "CON",
        "NUL",
    ),
    *(
        "-1",
        "0",
        "1",
        "3",
        "1e999",
        "nan",
        "inf",
        "0x10",
        "٣",
        "2025",
        "2025-02-30",
        "2025-13-45",
        "99999999999999999999",
    ),
    *(
        "../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://[",
        "http://127.0.0.1:9/",
        "https://",
        "ftp://x",
    ),
    *(
        "http://user:secret@127.0.0.1/",
        "javascript:alert(1)",
        "urn:x:y",
        "<urn:x:y>",
        "_:b",
        "osg:",
        ":::",
        "a:b:c",
    ),
    *(
        "<script>alert(1)</script>",
        "'; DROP ALL; --",
        "\\u0000",
        "\u202egnp.exe",
        "\ufeff",
        "\udcff",
        "😀",
        "é",
        "e\u0301",
    ),
    *(
        "x" * 5000,
        "{" * 500,
        "(" * 3000,
        "[" * 3000,
        "\n",
        "\r\n",
        "\t",
        "\x1b[31m",
        "\x7f",
        "a\nb",
        "Who?",
        "Who develops what",
    ),
    *(
        "SELECT * {",
        "SELECT * { ?s ?p ?o }",
        "ASK {}",
        "SERVICE",
        "DROP ALL",
        "LOAD <file:///etc/passwd>",
        "SELECT (1/0 AS ?x) {}",
    ),
    *(
        "INSERT DATA { <a> <b> <c> }",
        "SELECT * FROM <file:///etc/passwd> {}",
        "CONSTRUCT { ?s ?p ?o } {}",
        "DESCRIBE <x>",
    ),
    *(
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "ttl",
        "trig",
        "nanopub",
        "neo4j",
        "obsidian",
        "parquet",
        "jsonl",
        "rdf",
        "catalog",
        "derived",
    ),
    *(
        "SELECT ?x { ?x a " + "/".join(["osg:a"] * 200) + " ?y }",
        "SELECT * { " + "{" * 3000 + "}" * 3000 + "}",
        "table",
        "decisions",
    ),
]
FORBIDDEN = {"--llm", "--llm-url", "--llm-cache", "--yes", "--verbose", "--curve", "--every"}
"""Options that send something to a server, or only change how long it takes."""

FEW_WORKERS = ["0", "-1", "x", "1"]


class Places:
    """Files and stores, good and bad, by what they are good for."""

    def __init__(self, folder: Path, run: Commands) -> None:
        self.folder = folder
        self.files: list[Path] = [folder / "missing.txt", folder, folder / "empty.txt"]
        (folder / "empty.txt").touch()
        (folder / "good.txt").write_text("Acme released Bolt. Meta may use Bolt.\n", "utf-8")
        dice = random.Random(1)
        for name, target in fuzzing.targets().items():
            suffix = name[name.index(".") :] if "." in name else ENDINGS.get(name, ".txt")
            for n, seed in enumerate(target.seeds):
                self._add(f"{name}-{n}{suffix}", seed)
                for m in range(4):
                    edits = [
                        (dice.randrange(5), dice.random(), dice.randrange(60), dice.choice(TOKENS))
                        for _ in range(3)
                    ]
                    self._add(
                        f"{name}-{n}-{m}{dice.choice([suffix, suffix, '.txt', '.ttl', '.json'])}",
                        edited(seed, edits),
                    )
        (folder / "good.jsonl").write_bytes(fuzzing.annotation())
        done = run.run("load-claims", folder / "good.jsonl", "--store", folder / "kg")
        assert done.status == 0, done.out
        shutil.copytree(folder / "kg", folder / "damaged")
        data = max((folder / "damaged" / "oxigraph").glob("*.sst"), key=lambda path: path.stat().st_size)
        data.write_bytes(bytes(data.stat().st_size))
        (folder / "foreign").mkdir()
        (folder / "foreign" / "a.txt").write_text("x", "utf-8")
        (folder / "hollow").mkdir()
        (folder / "hollow" / "osgraph-store").write_text("1\n", "utf-8")
        (folder / "older").mkdir()
        (folder / "older" / "osgraph-store").write_text("0\n", "utf-8")
        self.bad_stores = [
            *map(str, (folder / "damaged", folder / "foreign", folder / "hollow", folder / "older"))
        ]
        self.bad_stores += [
            str(folder / "none"),
            str(folder / "good.txt"),
            "http://127.0.0.1:9/x",
            "/proc/1",
            "",
        ]

    def _add(self, name: str, content: bytes) -> None:
        path = self.folder / f"in-{name}"
        path.write_bytes(content)
        self.files.append(path)

    def store(self, dice: random.Random, *, bad: bool) -> str:
        return dice.choice(self.bad_stores) if bad else str(self.folder / "kg")

    def tidy(self) -> None:
        """Take away what commands left, but for what the next ones begin with."""
        for path in self.folder.iterdir():
            is_ours = path.name.startswith(("in-", "empty", "good", "foreign", "hollow", "damaged", "older"))
            if not is_ours and path.name != "kg":
                shutil.rmtree(path) if path.is_dir() else path.unlink()


ENDINGS = {
    "annotations": ".jsonl",
    "examples": ".jsonl",
    "schema": ".json",
    "model": ".npz",
    "ontology": ".ttl",
    "catalog": ".ttl",
    "sparql": ".rq",
    "answers": ".json",
}


def value(kind: Any, places: Places, dice: random.Random, name: str) -> str:
    """Return a value for an option or an argument: of its kind mostly, of another one at times."""
    if name == "--workers":
        return dice.choice(FEW_WORKERS)
    if name in {"-o", "--output", "--page", "FILE|FOLDER"}:
        return str(
            places.folder
            / dice.choice(["out.html", "out.md", "out.ttl", "out", "no/such/out.nq", "kg", "out.npz"])
        )
    if isinstance(kind, click.Choice) and dice.random() < 0.7:
        return str(dice.choice(list(kind.choices)))
    if isinstance(kind, click.Path) and dice.random() < 0.9:
        return str(dice.choice(places.files))
    return dice.choice(WORDS)


def asked(places: Places, dice: random.Random) -> list[str]:
    """Return the words of a command line."""
    name = dice.choice(sorted(cli.command.commands))
    said = [name]
    serves = name in {"serve", "mcp"}
    for parameter in cli.command.commands[name].params:
        option = parameter.opts[-1]
        if parameter.name == "store":
            said += ["--store", places.store(dice, bad=serves or dice.random() < 0.4)]
        elif isinstance(parameter, click.Argument):
            many = dice.choice([1, 1, 1, 2, 3, 0]) if parameter.nargs == -1 else int(dice.random() < 0.95)
            paths = "paths" in str(parameter.name) or isinstance(parameter.type, click.Path)
            metavar = str(parameter.metavar or "")
            said += [
                str(dice.choice(places.files)) if paths and "FOLDER" not in metavar and dice.random() < 0.8
                else value(parameter.type, places, dice, metavar)
                for _ in range(many)
            ]  # fmt: skip
        elif option not in FORBIDDEN and dice.random() < (0.8 if parameter.required else 0.15):
            is_flag = isinstance(parameter, click.Option) and (
                parameter.is_flag or parameter.flag_value is False
            )
            said += [option] if is_flag else [option, value(parameter.type, places, dice, option)]
    if name == "watch":
        said.append("--once")
    if dice.random() < 0.03:
        said.insert(dice.randrange(len(said) + 1), dice.choice(WORDS))
    return [word.replace("\0", "") for word in said if name != "watch" or word != "--help"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    with commands(tmp_path_factory.mktemp("told")) as found:
        yield found


def tried(number: int, seed: int, run: Commands, folder: Path) -> dict[int, int]:
    """Run so many generated commands; return how often they ended with each status."""
    places = Places(folder, run)
    dice = random.Random(seed)
    ends: dict[int, int] = {}
    faults: list[str] = []
    for _ in range(number):
        words = asked(places, dice)
        done = run.run(*words, CPU=100)
        told = done.status in {0, 2, 3} and "Traceback (most recent call last)" not in done.out
        if not told or (done.status == 2 and not done.out.strip()):
            faults.append(f"{[word[:300] for word in words]}\n{done.status}\n{done.out[-1500:]}")
        ends[done.status] = ends.get(done.status, 0) + 1
        places.tidy()
    assert not faults, f"{len(faults)} faults\n" + "\n----\n".join(faults[:8])
    return ends


def test_a_hundred_bad_inputs(run: Commands, tmp_path: Path) -> None:
    ends = tried(100, 4, run, tmp_path)
    assert ends[2] > 30
    assert ends[0] > 5


@pytest.mark.long
@pytest.mark.parametrize("part", range(20))
def test_ten_thousand_bad_inputs(part: int, run: Commands, tmp_path: Path) -> None:
    print(tried(int(os.environ.get("OSGRAPH_BAD_INPUTS", "10000")) // 20, 100 + part, run, tmp_path))
