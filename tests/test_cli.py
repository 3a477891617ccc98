"""The command line as people and programs meet it: outputs, messages, exit statuses."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from osgraph import cli
from osgraph.cli import tables
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LETTERS = {
    "north": "# A letter\n\nChinese startup DeepSeek released DeepSeek-R1.\n\nOpenAI may release Sora.\n",
    "south": "Alibaba develops Qwen3. Sam Altman said that Qwen3 is open-source.\n",
}


@dataclass(frozen=True)
class Result:
    """What a command left: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run a command in this process."""

    def run_(*arguments: object) -> Result:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Result(left.value.code, out, err)

    return run_


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two letters."""
    folder = tmp_path_factory.mktemp("letters")
    for name, text in LETTERS.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def kg(letters: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the letters; tests only read it."""
    store = tmp_path_factory.mktemp("stores") / "kg"
    with pytest.raises(SystemExit) as left:
        cli.main(["build", str(letters), "--store", str(store)])
    assert left.value.code == 0
    return store


# ---------------------------------------------------------------- build


def test_build_sums_up(run: Callable[..., Result], letters: Path, tmp_path: Path) -> None:
    done = run("build", letters, "--store", tmp_path / "kg")
    assert (done.status, done.err) == (0, "")
    assert re.match(r"2 documents, \d+ entities, \d+ claims in ", done.out)
    assert "1 hedged" in done.out


def test_build_sums_up_for_programs(run: Callable[..., Result], letters: Path, tmp_path: Path) -> None:
    done = run("build", letters, "--store", tmp_path / "kg", "--json")
    summary = done.json()
    assert (summary["documents"], summary["skipped"]) == (2, [])
    assert summary["claims"]["hedged"] == 1


def test_build_reads_standard_input(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Baidu develops Ernie."))
    assert run("build", "-", "--store", tmp_path / "kg").status == 0
    assert "Baidu" in run("explain", "Baidu", "--store", tmp_path / "kg").out


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("program.txt", b"\x7fELF\x00", "binary"),
    ],
)
def test_a_bad_document_is_named_and_the_rest_is_built(
    run: Callable[..., Result], letters: Path, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("build", letters, tmp_path / name, "--store", tmp_path / "kg")
    assert done.status == 3
    [line] = done.err.splitlines()
    assert line.startswith("osgraph: skipped ")
    assert name in line
    assert reason in line
    assert "2 documents" in done.out


def test_missing_paths_are_wrong_usage_unless_something_was_built(
    run: Callable[..., Result], letters: Path, tmp_path: Path
) -> None:
    (tmp_path / "bare").mkdir()
    for path in (tmp_path / "nowhere", tmp_path / "bare"):
        alone = run("build", path, "--store", tmp_path / "kg")
        assert alone.status == 2
        assert len(alone.err.splitlines()) == 1
    for path in (tmp_path / "nowhere", "{" * 3000):
        beside = run("build", path, letters, "--store", tmp_path / f"kg-{len(str(path))}")
        assert beside.status == 3
        assert "2 documents" in beside.out


@pytest.mark.parametrize("words", [["load"], ["stats", "--store"], ["export", "a.ttl", "--store"]])
def test_a_name_that_no_file_can_have_is_wrong_input(run: Callable[..., Result], words: list[str]) -> None:
    done = run(*words, "{" * 3000)
    assert done.status == 2
    assert "File name too long" in done.err
    assert len(done.err) < 400


def test_a_folder_that_is_no_store_is_refused(run: Callable[..., Result], letters: Path) -> None:
    done = run("build", letters, "--store", letters)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("osgraph: ")


def test_a_broken_ontology_is_named(run: Callable[..., Result], letters: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix : <", encoding="utf-8")
    done = run("build", letters, "--store", tmp_path / "kg", "--ontology", broken)
    assert done.status == 2
    assert "broken.ttl" in done.err
    assert "Traceback" not in done.err


def test_a_store_in_use_says_so(run: Callable[..., Result], kg: Path) -> None:
    with Store(kg):
        done = run("stats", "--store", kg)
    assert done.status == 2
    assert re.match(r"osgraph: .*: the store is in use by .*\n\Z", done.err)


# ---------------------------------------------------------------- extract


def test_extract_shows_claims_and_keeps_nothing(
    run: Callable[..., Result], letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("extract", letters)
    assert done.status == 0
    head, *rows = done.out.splitlines()
    assert head.split() == [
        "document",
        "subject",
        "relation",
        "object",
        "held",
        "as",
        "said",
        "by",
        "viewpoint",
    ]
    assert any("DeepSeek-R1" in row and "asserted" in row for row in rows)
    assert any("Sora" in row and "hedged" in row for row in rows)
    assert list(tmp_path.iterdir()) == []


def test_extract_writes_the_form_of_annotated_data(
    run: Callable[..., Result], letters: Path, tmp_path: Path
) -> None:
    done = run("extract", letters, tmp_path / "nowhere.txt", "--format", "jsonl")
    assert done.status == 3
    objects = [json.loads(line) for line in done.out.splitlines()]
    assert [o["id"] for o in objects] == ["north", "south"]
    assert objects[0]["text"] == LETTERS["north"]
    names = {e["id"]: e["name"] for e in objects[0]["entities"]}
    triples = {(names[c["subject"]], c["relation"], names.get(c["object"])) for c in objects[0]["claims"]}
    assert ("DeepSeek", "develops", "DeepSeek-R1") in triples


# ---------------------------------------------------------------- query


QUESTION = "SELECT ?who { ?who osg:develops osr:DeepSeek-R1 }"


def test_query_answers_in_every_form(run: Callable[..., Result], kg: Path, tmp_path: Path) -> None:
    deepseek = "https://w3id.org/osgraph/resource/DeepSeek"
    assert run("query", QUESTION, "--store", kg).out == f"who\n{deepseek}\n"
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        out = run("query", QUESTION, "--store", kg, "--format", form).out
        assert list(csv.reader(io.StringIO(out), delimiter=delimiter)) == [["who"], [deepseek]]
    for options in (["--json"], ["--format", "json"]):
        [binding] = run("query", QUESTION, "--store", kg, *options).json()["results"]["bindings"]
        assert binding == {"who": {"type": "uri", "value": deepseek}}
    (tmp_path / "question.rq").write_text(QUESTION, encoding="utf-8")
    assert deepseek in run("query", "-f", tmp_path / "question.rq", "--store", kg).out


def test_query_knows_saved_questions(run: Callable[..., Result], kg: Path) -> None:
    listed = {question["name"] for question in run("query", "--list", "--json").json()}
    assert len(listed) >= 15
    assert "who-develops-what" in run("query", "--list").out
    for name in sorted(listed):
        assert run("query", name, "--store", kg).status == 0
    assert "DeepSeek-R1" in run("query", "who-develops-what", "--store", kg).out


def test_query_reaches_the_catalog_on_demand(run: Callable[..., Result], kg: Path) -> None:
    question = "SELECT ?x { ?x rdfs:label 'Albania'@en }"
    assert "Albania" not in run("query", question, "--store", kg).out
    assert "Albania" in run("query", question, "--store", kg, "--with", "catalog").out


@pytest.mark.parametrize(
    "question",
    [
        "SELECT ?who WHERE {",
        "no-such-question",
        "DROP ALL",
        "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }",
    ],
)
def test_a_wrong_query_is_explained(run: Callable[..., Result], kg: Path, question: str) -> None:
    done = run("query", question, "--store", kg)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("osgraph: ")
    assert "Traceback" not in done.err


def test_query_needs_one_question(run: Callable[..., Result], kg: Path) -> None:
    for arguments in ([], ["--list", "who-shifted"]):
        done = run("query", *arguments, "--store", kg)
        assert done.status == 2
        assert "give one of" in done.err


# ---------------------------------------------------------------- explain, stats, matrix


def test_explain_shows_where_an_edge_comes_from(run: Callable[..., Result], kg: Path) -> None:
    done = run("explain", "DeepSeek", "develops", "DeepSeek-R1", "--store", kg)
    assert done.status == 0
    assert done.out.startswith("DeepSeek develops DeepSeek-R1\n  asserted; said by the author\n")
    start = LETTERS["north"].index("Chinese")
    assert f"north (A letter), characters {start} to " in done.out
    assert "«released»" in done.out


def test_explain_tells_speakers(run: Callable[..., Result], kg: Path) -> None:
    assert "said by Sam Altman" in run("explain", "Qwen3", "hasOpenness", "OpenSource", "--store", kg).out


def test_explain_for_programs(run: Callable[..., Result], kg: Path) -> None:
    claims = run("explain", "DeepSeek", "--store", kg, "--json").json()
    assert {claim["document"] for claim in claims} == {"north"}
    for claim in claims:
        start, end = claim["evidence"]
        assert LETTERS["north"][start:end] == claim["quote"]


def test_explain_knows_no_strangers(run: Callable[..., Result], kg: Path) -> None:
    done = run("explain", "Deepsek", "--store", kg)
    assert done.status == 2
    assert "DeepSeek" in done.err  # what may have been meant
    assert run("explain", "Qwen3", "develops", "Alibaba", "--store", kg).status == 2
    assert run("explain", "Qwen3", "develops", "--store", kg).status == 2
    assert run("explain", "--store", kg).status == 2


def test_explain_shows_what_was_refused(run: Callable[..., Result], kg: Path) -> None:
    everything = run("explain", "--rejected", "--store", kg, "--json").json()
    assert run("explain", "--rejected", "--store", kg).out.count(": refused\n") == len(everything)
    assert run("explain", "nobody at all", "--rejected", "--store", kg, "--json").json() == []


def test_decisions_are_made_listed_and_taken_back(
    run: Callable[..., Result], letters: Path, tmp_path: Path
) -> None:
    at = ("--store", tmp_path / "kg")
    run("build", letters, *at)
    before = run("explain", "Qwen3", *at, "--json").json()
    (claim,) = run("explain", "Alibaba", "develops", "Qwen3", *at, "--json").json()
    assert (
        f"    claim {claim['id'][-20:]}\n" in run("explain", "Alibaba", "develops", "Qwen3", "--ids", *at).out
    )
    done = run("reject", claim["id"][-20:][:8], "--reason", "a test", *at)
    assert done.out == "1. rejected: Alibaba develops Qwen3\n"
    assert "    rejected in review: a test\n" in run("explain", "Qwen3", *at).out
    assert run("same", "DeepSeek", "OpenAI", *at).out == "2. OpenAI is DeepSeek\n"
    assert run("different", "DeepSeek", "Alibaba", "--reason", "rivals", *at).status == 0
    assert re.search("^DeepSeek +Company +3 ", run("entities", *at).out, re.MULTILINE)
    assert not [e for e in run("entities", "--json", *at).json() if e["name"] == "OpenAI"]
    listed = run("decisions", *at).out.splitlines()
    assert [line.split("  ")[0] for line in listed] == ["number", "1", "2", "3"]
    assert "DeepSeek is not Alibaba" in listed[3]
    assert [d["verdict"] for d in run("decisions", *at, "--json").json()] == ["rejected", "same", "different"]
    assert run("accept", claim["id"], *at).status == 0
    assert run("build", letters, *at, "--no-coreference").status == 0
    assert run("undo", *at).out == "Taken back: accepted: Alibaba develops Qwen3\n"
    assert run("undo", 1, *at).out == "Taken back: rejected: Alibaba develops Qwen3\n"
    assert [run("undo", *at).status for _ in range(3)] == [0, 0, 2]
    run("build", letters, *at)
    assert run("explain", "Qwen3", *at, "--json").json() == before


def test_suggestions_are_listed(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Norvane Labs released Lark 3. Norvane Labs opposes Ostwell.")
    (tmp_path / "b.md").write_text("NorvaneLabs released Lark 4. NorvaneLabs opposes Ostwell.")
    at = ("--store", tmp_path / "kg")
    run("build", tmp_path / "a.md", tmp_path / "b.md", *at)
    (pair,) = run("entities", "--suggest", *at, "--json").json()
    assert {pair["kept_name"], pair["merged_name"]} == {"Norvane Labs", "NorvaneLabs"}
    assert "both are called" in run("entities", "--suggest", *at).out


def test_stats_count(run: Callable[..., Result], kg: Path) -> None:
    counts = run("stats", "--store", kg, "--json").json()
    assert counts["documents"] == 2
    assert counts["modalities"]["hedged"] == 1
    assert re.search(r"^documents +2$", run("stats", "--store", kg).out, re.MULTILINE)


def test_matrix_names_who_is_open(run: Callable[..., Result], kg: Path) -> None:
    cells = run("matrix", "--store", kg, "--json").json()
    assert "Qwen3" in cells["China"]["open"]["unasserted"] + cells["unplaced"]["open"]["unasserted"]
    assert "Qwen3?" in run("matrix", "--store", kg).out


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    "suffix", ["ttl", "nt", "trig", "nq", "jsonld", "rdf", "graphml", "gexf", "jsonl", "csv"]
)
def test_export_goes_by_the_suffix(run: Callable[..., Result], kg: Path, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"graph.{suffix}"
    assert run("export", file, "--store", kg).status == 0
    assert "DeepSeek" in file.read_text(encoding="utf-8")


def test_export_refuses_unknown_forms(run: Callable[..., Result], kg: Path, tmp_path: Path) -> None:
    done = run("export", tmp_path / "graph.docx", "--store", kg)
    assert done.status == 2
    assert "ttl" in done.err
    assert run("export", tmp_path / "no" / "graph.ttl", "--store", kg).status == 2


def test_build_then_view_just_works(
    run: Callable[..., Result], letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("build", letters).status == 0
    done = run("view")
    assert done.out == "Wrote graph.html; open it in a browser\n"
    whole = (tmp_path / "graph.html").read_text(encoding="utf-8")
    assert "DeepSeek-R1" in whole
    assert run("view", "short.html", "--no-text", "--title", "A & B").status == 0
    short = (tmp_path / "short.html").read_text(encoding="utf-8")
    assert "<title>A &amp; B</title>" in short
    holds = [re.search(r'id="data">(.*?)</script>', page, re.DOTALL) for page in (whole, short)]
    assert ['"text":' in held[1] for held in holds if held] == [True, False]


def test_forget_takes_documents_away(run: Callable[..., Result], letters: Path, tmp_path: Path) -> None:
    store = tmp_path / "kg"
    run("build", letters, "--store", store)
    assert run("forget", "north", "--store", store).out == "Forgot north.\n"
    assert run("stats", "--store", store, "--json").json()["documents"] == 1
    assert run("forget", "north", "--store", store).status == 2


def test_validate_tells_by_its_status(run: Callable[..., Result], kg: Path, tmp_path: Path) -> None:
    assert run("validate", "--store", kg).status == 0
    assert run("validate", "--store", kg, "--json").json() == {"conforms": True, "results": []}
    store = tmp_path / "kg"
    run("build", "--store", store, _letter(tmp_path))
    with Store(store) as held:
        graph = held.construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(?p != osg:modality) }")
        held.replace("letter", graph)
    broken = run("validate", "--store", store)
    assert broken.status == 3
    assert "modality" in broken.out
    report = run("validate", "--store", store, "--json").json()
    assert not report["conforms"]
    assert report["results"]


def _letter(folder: Path) -> Path:
    file = folder / "letter.txt"
    file.write_text(LETTERS["south"], encoding="utf-8")
    return file


def test_load_claims_keeps_what_extract_wrote(
    run: Callable[..., Result], letters: Path, tmp_path: Path
) -> None:
    written, store = tmp_path / "claims.jsonl", tmp_path / "kg"
    written.write_text(run("extract", letters, "--format", "jsonl").out, encoding="utf-8")
    assert run("load-claims", written, "--store", store).out == f"2 documents in {store}\n"
    assert [c["subject"]["name"] for c in run("explain", "Sora", "--json", "--store", store).json()] == [
        "OpenAI"
    ]


def test_load_claims_names_faults_by_line(run: Callable[..., Result], tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.jsonl"
    faulty.write_text("{}\n", encoding="utf-8")
    refused = run("load-claims", faulty, "--store", tmp_path / "kg")
    assert (refused.status, "faulty.jsonl:1" in refused.err) == (2, True)


def test_evaluate_scores_itself_as_perfect(run: Callable[..., Result], letters: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(run("extract", letters, "--format", "jsonl").out, encoding="utf-8")
    scores = run("evaluate", gold, "--json").json()
    assert scores["triples"]["f1"] == scores["entities"]["f1"] == 1.0
    assert run("evaluate", gold, "--predictions", gold, "--json").json() == scores
    shown = run("evaluate", gold, "--details").out
    assert re.search(r"^triples +1 +1 +1 ", shown, re.MULTILINE)
    assert "Missed:" in shown


def test_evaluate_names_the_faults_of_a_file(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    done = run("evaluate", tmp_path / "gold.jsonl")
    assert done.status == 2
    assert "gold.jsonl:1" in done.err


# ---------------------------------------------------------------- the frame


def test_wrong_usage_has_status_2(run: Callable[..., Result], tmp_path: Path) -> None:
    for arguments in (
        ["bilud"],
        ["build"],
        ["build", "x", "--workers", "0"],
        ["stats", "--store", tmp_path / "kg"],
    ):
        done = run(*arguments)
        assert (done.status, done.out) == (2, "")
        assert done.err


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(tables, "show", fail)
    with pytest.raises(ZeroDivisionError):
        cli.main(["query", "--list"])


def test_an_interrupt_ends_cleanly(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "show", interrupt)
    done = run("query", "--list")
    assert (done.status, done.err.strip()) == (130, "osgraph: interrupted")


def test_a_reader_that_has_enough_is_no_error(kg: Path) -> None:
    command = f"{sys.executable} -m osgraph query 'SELECT ?s ?p ?o {{ ?s ?p ?o }}' --store {kg} --format csv"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{command} | head -1"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "s,p,o\n", "")


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "osgraph", "--version"], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"osgraph \d+\.\d+\.\d+\n", done.stdout)


def test_nothing_a_document_holds_steers_a_terminal(run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Baidu \x1b[2J\x07develops [bold]Ernie[/bold]\u202e.\n", encoding="utf-8")
    store = tmp_path / "kg"
    run("build", file, "--store", store)
    for command in (["extract", file], ["explain", "Baidu", "--store", store], ["stats", "--store", store]):
        assert not set("\x1b\x07\u202e") & set(run(*command).out)


def test_tables_on_a_terminal_hold_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    tables.show(("name", "share"), [("[red]Meta[/red]", 0.5), ("x\x1b[2J", None)])
    out = capsys.readouterr().out
    assert "[red]Meta[/red]" in out
    assert "\x1b[2J" not in out


def test_imports_are_lazy() -> None:
    heavy = "spacy rdflib pyoxigraph networkx pyvis numpy rich pandas jinja2"
    script = f"import sys, osgraph.cli; print(*set('{heavy}'.split()) & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
