"""The quality of learning by example on Text2KGBench: an extractor learnt for each ontology, then scored.

Run by ``make bench-text2kg [DATA=folder] [OUT=folder] [CURVE=10,30,100]``. For each ontology of the folder it
learns from train (and validation, where there is one), from so many of their rows and from all, reads the
test sentences, and scores them with ``score_triples.py``: the official figures, and the pooled F1 that leaves
no prediction out (mic-F1). The last lines are one a data set: name, macro F1, mic-F1, ontology conformance.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import page
from corpus import shared
from threadpoolctl import threadpool_limits

from osgraph import learning
from osgraph.learning import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import ModuleType

PUBLISHED: Final = Path(__file__).with_name("published.json")
"""What others reached on the same ontologies, by data set."""

_SINGLE: Final = 0.8  # share of sentences with one triple past which a set is taken to leave triples out
_FIGURES: Final = {
    "precision": "P", "recall": "R", "f1": "F1", "onto_conf": "OC", "rel_halluc": "RH", "sub_halluc": "SH",
    "obj_halluc": "OH", "micro_precision": "mic-P", "micro_recall": "mic-R", "micro_f1": "mic-F1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one ontology: those of the scorer, and what learning and reading cost one core.

    Time is that of the processor, which other work on the machine does not lengthen.
    """

    dataset: str
    name: str
    scores: dict[str, Any]
    learning: float
    rate: float

    @classmethod
    def of(cls, name: str, row: dict[str, Any]) -> Result:
        """Take over what :meth:`to_json` gave."""
        scores = {key: row[key] for key in _FIGURES}
        dataset = name.rpartition("/")[0] or "all"
        return cls(dataset, name, scores, row["learning_seconds"], row["sentences_per_second"])

    def to_json(self) -> dict[str, Any]:
        """Return the figures, without names of files."""
        return {**self.scores, "learning_seconds": self.learning, "sentences_per_second": self.rate}


def incomplete(paths: Iterable[Path]) -> bool:
    """Say whether examples look as if each sentence kept one of its triples: most have one alone."""
    counts = [len(row["triples"]) for path in paths for row in rows(path)]
    return sum(count == 1 for count in counts) > _SINGLE * len(counts)


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def run(folder: Path, data: Path, out: Path, scorer: ModuleType, limit: int | None = None) -> Result:
    """Learn, read and score one ontology."""
    ontology = folder / "ontology.json"
    taught = [
        folder / f"{split}.jsonl" for split in ("train", "validation") if (folder / f"{split}.jsonl").exists()
    ]
    missing = incomplete(taught)
    name = folder.relative_to(data).as_posix()
    target = out / f"{name}.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    if limit:
        taught = [_some(taught, limit, target.with_suffix(".taught"))]
    start = time.process_time()
    model = learning.learn(taught, ontology, incomplete=missing).model
    seconds = time.process_time() - start
    files.save(model, target.with_suffix(".npz"))
    model = files.load(target.with_suffix(".npz"), ontology)
    test = rows(folder / "test.jsonl")
    start = time.process_time()
    found = list(learning.triples(model, [row["sentence"] for row in test]))
    rate = len(test) / (time.process_time() - start)
    with target.open("w", encoding="utf-8") as handle:
        for row, names in zip(test, found, strict=True):
            triples = [[end.replace("_", " ") for end in triple] for triple in names]
            handle.write(json.dumps({"id": row["id"], "triples": triples}, ensure_ascii=False) + "\n")
    scores, _ = scorer.score_ontology(name, folder / "test.jsonl", target, ontology)
    result = Result(name.rpartition("/")[0] or "all", name, scores, seconds, rate)
    page.save(target.with_suffix(".json"), result.to_json())
    return result


def kept_result(folder: Path, data: Path, out: Path) -> Result:
    """Return what an earlier run measured of an ontology."""
    name = folder.relative_to(data).as_posix()
    return Result.of(name, json.loads((out / f"{name}.json").read_text(encoding="utf-8")))


def _some(paths: Sequence[Path], limit: int, target: Path) -> Path:
    """Write examples taken at even distances, the same at each run."""
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    step = max(1.0, len(lines) / limit)
    chosen = [lines[int(n * step)] for n in range(min(limit, len(lines)))]
    target.write_text("\n".join(chosen) + "\n", encoding="utf-8")
    return target


def load_scorer(path: Path) -> ModuleType:
    """Load the scorer, which is a script."""
    spec = importlib.util.spec_from_file_location("score_triples", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mean(results: Sequence[Result], key: str) -> float:
    """Return the mean of a figure over ontologies."""
    return sum(float(r.scores[key]) for r in results) / len(results)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=shared() / "data" / "text2kgbench")
    parser.add_argument(
        "--out", type=Path, default=Path("out") / "text2kg", help="folder of models and predictions"
    )
    parser.add_argument("--scorer", type=Path, default=shared() / "tools" / "score_triples.py")
    parser.add_argument(
        "--curve", default="10,30,100", help="numbers of examples to learn from as well; empty for none"
    )
    parser.add_argument("--only", default="", help="read ontologies whose name holds this")
    parser.add_argument(
        "--collect",
        action="store_true",
        help="write the tables of what earlier runs with --only left in --out",
    )
    args = parser.parse_args(argv)
    folders = sorted(
        path.parent for path in args.data.rglob("ontology.json") if args.only in str(path.parent)
    )
    if not folders:
        print(f"{args.data}: no ontology.json below it", file=sys.stderr)
        return 2
    scorer = load_scorer(args.scorer)
    limits: list[int | None] = [*(int(n) for n in args.curve.split(",") if n), None]
    results: dict[int | None, list[Result]] = {}
    with threadpool_limits(1):  # the speed is that of one core
        for limit in limits:
            results[limit] = []
            for folder in folders:
                out = args.out / (str(limit) if limit else "all")
                result = (
                    kept_result(folder, args.data, out)
                    if args.collect
                    else run(folder, args.data, out, scorer, limit)
                )
                results[limit].append(result)
                print(shown(f"{result.name}{f'@{limit}' if limit else ''}", [result]), flush=True)
    if not args.only:
        kept = summary(results)
        page.save(args.out / "text2kg.json", kept)
        if args.data.resolve() == (shared() / "data" / "text2kgbench").resolve():
            page.save(page.RESULTS / "text2kg.json", kept)
            page.put("text2kg", tables(kept))
    for limit, own in results.items():
        for dataset in sorted({r.dataset for r in own}):
            rows_ = [r for r in own if r.dataset == dataset]
            label = dataset if limit is None else f"{dataset}@{limit}"
            figures = " ".join(f"{mean(rows_, key):.3f}" for key in ("f1", "micro_f1"))
            print(f"{label} {figures} {mean(rows_, 'onto_conf'):.2f}")
    return 0


def summary(results: Mapping[int | None, Sequence[Result]]) -> dict[str, Any]:
    """Return the figures of each data set, for each number of examples: the means, and each ontology's."""
    out: dict[str, Any] = {}
    for limit, every in results.items():
        for dataset in sorted({r.dataset for r in every}):
            own = [r for r in every if r.dataset == dataset]
            out.setdefault(dataset, {})[str(limit or "all")] = {
                **{figure: mean(own, key) for key, figure in _FIGURES.items()},
                "ontologies": {r.name.rpartition("/")[2]: r.to_json() for r in own},
            }
    return out


def tables(kept: Mapping[str, Any]) -> str:
    """Return the figures as Markdown: the means beside those published, then each ontology."""
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    labels = list(_FIGURES.values())
    means: list[list[page.Cell]] = []
    single: list[list[page.Cell]] = []
    for dataset, by_size in sorted(kept.items()):
        means += [
            [dataset, row["system"], *(row.get(label) for label in labels)] for row in published[dataset]
        ]
        for size, row in by_size.items():
            system = "osgraph, all examples" if size == "all" else f"osgraph, {size} examples"
            means.append([dataset, system, *(row[label] for label in labels)])
        for name, row in by_size["all"]["ontologies"].items():
            cost = [f"{row['learning_seconds']:.0f}", f"{row['sentences_per_second']:.0f}"]
            single.append([dataset, name, *(row[key] for key in _FIGURES), *cost])
    more = ("learnt in (s)", "sentences/s")
    return "\n\n".join(
        (
            page.table(("data set", "system", *labels), means),
            "Each ontology, learnt from all examples; reading includes parsing, on one core:",
            page.table(("data set", "ontology", *labels, *more), single),
        )
    )


def shown(name: str, results: Sequence[Result]) -> str:
    """Return one line of figures."""
    cells = " ".join(f"{label} {mean(results, key):.3f}" for key, label in _FIGURES.items())
    cost = ", ".join(f"learnt in {r.learning:.0f} s, {r.rate:.0f} sentences/s" for r in results)
    return f"{name:32} {cells}  {cost}"


if __name__ == "__main__":
    raise SystemExit(main())
