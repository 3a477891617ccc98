"""A store of a million claims: loading, questions, exports, beside raw pyoxigraph and plain rdflib.

Each step runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final, cast

import machine
import page
import pyoxigraph
import rdflib
import synthetic

from osgraph import graph, ontology, reason
from osgraph.rdf import NAMESPACES
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CLAIMS: Final = 1_000_000
BEARABLE: Final = 20_000
"""Claims of the smaller store, for exports and for rdflib: some 2 kB a triple, a minute a million."""

SAVED: Final = (
    "contradictions", "corroborated", "drift", "quadrants", "beside-the-catalog", "wikidata", "disputed",
    "who-shifted", "open-and-closed-at-once", "documents",
)  # fmt: skip
"""Ten saved questions that people put to a large store."""

SELECTS: Final[Mapping[str, str]] = {
    "edges": "SELECT ?a ?b { ?a osg:develops ?b } LIMIT 20000",
    "named edges": "SELECT ?s ?o { ?a osg:acquires ?b . ?a rdfs:label ?s . ?b rdfs:label ?o } LIMIT 10000",
    "numbers": "SELECT ?c ?n { ?c osg:confidence ?n } LIMIT 20000",
    "quotes": "SELECT ?q { ?passage oa:exact ?q } LIMIT 10000",
    "offsets": "SELECT ?at ?start ?end { ?at oa:start ?start ; oa:end ?end } LIMIT 10000",
    "dates": "SELECT ?d ?t { ?d a osg:Document ; dcterms:issued ?t } LIMIT 10000",
    "claims": """SELECT ?c ?s ?o ?m { ?c a osg:Claim ; rdf:subject ?s ; rdf:predicate osg:uses ;
        rdf:object ?o ; osg:modality ?m } LIMIT 5000""",
    "evidence": """SELECT ?s ?id ?q { ?c rdf:predicate osg:shiftsTo ; rdf:subject/rdfs:label ?s ;
        osg:evidence ?e . ?e oa:hasSource/dcterms:identifier ?id ; oa:hasSelector/oa:exact ?q } LIMIT 3000""",
    "one thing": "SELECT ?p ?o { osr:Company_1 ?p ?o }",
    "a count": "SELECT (COUNT(*) AS ?n) { ?c osg:modality osg:Hypothetical }",
}
"""Ten queries of different shape, asked by osgraph and by pyoxigraph in turn, both giving plain values."""

_TIMES: Final = 5
_VALUED: Final = (pyoxigraph.NamedNode, pyoxigraph.Literal, pyoxigraph.BlankNode)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write what a whole run gave."""
    parser = argparse.ArgumentParser(description="Measure a store of many claims.")
    parser.add_argument("--claims", type=int, default=CLAIMS, metavar="N", help="claims of the store")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where files go and stay; some 10 GB")
    parser.add_argument("--step", choices=STEPS, help="only this step, on what is in the folder; print JSON")
    options = parser.parse_args(arguments)
    if options.step:
        print(json.dumps(STEPS[options.step](options.folder)))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        results = measure(folder, options.claims)
    print(report(results))
    if options.claims >= CLAIMS:
        page.save(page.RESULTS / "store.json", results)
        page.put("store", report(results))
    return 0


def measure(folder: Path, claims: int) -> dict[str, Any]:
    """Return the results of all steps.

    Args:
        folder: where files go; a store and data that are there already are used.
        claims: how many the store has.
    """
    many, few = folder / "many", folder / "few"
    for place, count in ((many, claims), (few, min(claims, BEARABLE))):
        if not place.is_dir():
            place.mkdir(parents=True)
            synthetic.write(place, count, workers=2)
    found = {step: _apart(step, many) for step in ("load", "reason", "ask")}
    found |= {f"{step} few": _apart(step, few) for step in (*_LOADERS.values(), "export")}
    return {"machine": machine.described(), "claims": claims, **found}


def report(results: Mapping[str, Any]) -> str:
    """Return the tables of the results, from the form they have in the JSON file."""
    about, load, ask, export = (results[key] for key in ("machine", "load", "ask", "export few"))
    versions = ", ".join(
        f"{key} {value}" for key, value in about.items() if key not in {"processor", "cores"}
    )
    few = {name: results[f"{step} few"] for name, step in _LOADERS.items()}
    head = (
        f"{about['processor']}, {about['cores']} cores; {versions}. {results['claims']:,} claims: "
        f"{load['quads']:,} quads in graphs of documents, and their union."
    )
    parts = [
        head,
        page.table(
            ("step", "seconds", "processor seconds", "a second", "most memory, MB"),
            [
                (name, one["seconds"], one["cpu"], round(one["count"] / one["seconds"]), one["memory"])
                for name, one in (
                    ("`osgraph load`, quads", load),
                    ("`osgraph reason`, claims", results["reason"]),
                    ("`osgraph export all.nq` of the smaller store, quads", export["nq"]),
                    ("`osgraph export graph.ttl` of it, triples", export["ttl"]),
                )
            ],
        ),
        page.table(
            ("question", "rows", "seconds, warm"),
            [(name, one["rows"], one["seconds"]) for name, one in ask["questions"].items()],
        ),
        page.table(
            ("query", "rows", "osgraph, ms", "pyoxigraph, ms", "ratio"),
            [
                (name, one["rows"], _milliseconds(one["osgraph"]), _milliseconds(one["raw"]), one["ratio"])
                for name, one in ask["selects"].items()
            ],
        ),
        page.table(
            ("loading the same file", "quads", "seconds", "most memory, MB", "edges with names, ms"),
            [
                (name, one["quads"], one["seconds"], one["memory"], _milliseconds(one["query"]))
                for name, one in few.items()
            ],
        ),
    ]
    return "\n\n".join(parts)


def _milliseconds(seconds: float) -> int:
    return round(1000 * seconds)


# -- steps ---------------------------------------------------------------------------------------------------

_LOADERS: Final = {"osgraph": "load", "raw pyoxigraph": "load pyoxigraph", "rdflib in memory": "load rdflib"}


def load(folder: Path) -> dict[str, Any]:
    """Load the files of a folder into a store on disk."""
    with graph.open(folder / "kg", new=True) as kg:
        spent = _timed(partial(kg.load, *sorted(folder.glob("shard-*.nq"))))
        kg.store.load_named("ontology", ontology.locate("osgraph.ttl"))
        kg.store.load_named("catalog", ontology.locate("catalog.ttl"))
        quads = sum(file.quads for file in spent.pop("value"))
        asked = _median(partial(_rows, kg, SELECTS["named edges"]))
    return {**spent, "quads": quads, "count": quads, "query": asked}


def load_pyoxigraph(folder: Path) -> dict[str, Any]:
    """Load the same with nothing but pyoxigraph, into its named graphs, on disk."""
    database = pyoxigraph.Store(folder / "raw")

    def work() -> None:
        for path in sorted(folder.glob("shard-*.nq")):
            database.bulk_load(path=path)

    spent = _timed(work)
    asked = _median(partial(_raw_rows, database, SELECTS["named edges"], union=True), 1)
    return {**spent, "quads": len(database), "query": asked}


def load_rdflib(folder: Path) -> dict[str, Any]:
    """Load the same into rdflib's own memory."""
    dataset = rdflib.Dataset(default_union=True)

    def work() -> None:
        for path in sorted(folder.glob("shard-*.nq")):
            dataset.parse(path, format="nquads")

    spent = _timed(work)
    asked = _median(lambda: list(dataset.query(SELECTS["named edges"], initNs=NAMESPACES)), 1)
    return {**spent, "quads": sum(1 for _ in dataset.quads()), "query": asked}


def derive(folder: Path) -> dict[str, Any]:
    """Derive what follows from all claims."""
    with Store(folder / "kg") as store:
        spent = _timed(partial(reason.reason, store, again=True))
        (count,) = store.select("SELECT (COUNT(*) AS ?n) { ?c osg:modality ?m }").plain()[0]
    return {**spent, "count": count}


def ask(folder: Path) -> dict[str, Any]:
    """Put the questions, each once to warm up; compare queries with raw pyoxigraph on the same files."""
    with graph.open(folder / "kg") as kg:
        raw = cast("pyoxigraph.Store", kg.store._database)  # two on the same files disturb each other
        questions = {}
        for name in ("osgraph matrix", *SAVED):
            rows = _asked(kg, name)
            questions[name] = {"rows": rows, "seconds": _median(partial(_asked, kg, name))}
        selects = {}
        for name, text in SELECTS.items():
            times: dict[str, list[float]] = {"osgraph": [], "raw": []}
            for _ in range(_TIMES + 1):
                ours, theirs = _timed(partial(_rows, kg, text)), _timed(partial(_raw_rows, raw, text))
                times["osgraph"].append(ours["seconds"])
                times["raw"].append(theirs["seconds"])
                assert len(ours["value"]) == len(theirs["value"]), name
            pair = {side: median(found[1:]) for side, found in times.items()}
            selects[name] = {"rows": len(ours["value"]), **pair, "ratio": pair["osgraph"] / pair["raw"]}
    return {"questions": questions, "selects": selects}


def export(folder: Path) -> dict[str, Any]:
    """Write the store as N-Quads and as Turtle."""
    found = {}
    for form in ("nq", "ttl"):
        path = folder / f"export.{form}"
        with graph.open(folder / "kg") as kg:
            found[form] = _timed(partial(kg.export, path))
        with path.open("rb") as file:
            lines = sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b""))
        found[form] |= {"value": None, "count": lines}
    return found


STEPS: Final[Mapping[str, Callable[[Path], dict[str, Any]]]] = {
    "load": load,
    "load pyoxigraph": load_pyoxigraph,
    "load rdflib": load_rdflib,
    "reason": derive,
    "ask": ask,
    "export": export,
}


def _apart(step: str, folder: Path) -> dict[str, Any]:
    """Run a step in a process of its own; return what it found."""
    print(f"{step}: {folder.name} ...", file=sys.stderr, flush=True)
    found = json.loads(machine.output((str(Path(__file__)), "--step", step, "--folder", str(folder))))
    assert isinstance(found, dict)
    return found


def _asked(kg: graph.KnowledgeGraph, name: str) -> int:
    """Put a question; return the number of its rows, of the matrix that of the names in it."""
    if name == "osgraph matrix":
        return sum(len(cell.asserted) + len(cell.unasserted) for cell in kg.matrix().cells.values())
    return len(kg.query(name).plain())


def _rows(kg: graph.KnowledgeGraph, text: str) -> list[Any]:
    return kg.query(text).plain()


def _raw_rows(database: pyoxigraph.Store, text: str, *, union: bool = False) -> list[Any]:
    """Return the rows of a query as the shortest Python gives them: texts, also for numbers."""
    found = database.query(text, prefixes=dict(NAMESPACES), use_default_graph_as_union=union)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [
        tuple([cell.value if isinstance(cell, _VALUED) else cell for cell in solution]) for solution in found
    ]


def _timed(work: Callable[[], Any]) -> dict[str, Any]:
    """Run something; return its value, its seconds by the clock and of the processors, the most memory."""
    wall, cpu = time.perf_counter(), time.process_time()
    value = work()
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return {
        "value": value,
        "seconds": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "memory": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit),
    }


def _median(work: Callable[[], Any], times: int = _TIMES) -> float:
    return float(median(_timed(work)["seconds"] for _ in range(times)))


if __name__ == "__main__":
    sys.exit(main())
