"""The quality of extraction: claims found in annotated texts, scored by two independent scorers.

Run by ``make bench-quality``. Writes ``benchmarks/results/quality.json``, ``phrases.tsv`` beside it, and the
tables of ``docs/benchmarks.md``. The blind documents are read with ``--blind`` alone, and only their sums are
kept; otherwise their last result stays.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import given
import page
from corpus import passages, shared
from verdicts import reliability, tallies, verdicts

from osgraph import evaluation, ontology, pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from verdicts import Tally, Verdict

    from osgraph.evaluation import Scores
    from osgraph.model import AnnotatedDocument

    Gold = Mapping[str, AnnotatedDocument]
    Extract = Callable[[Gold], Gold]

BLIND: Final = frozenset({"034", "038", "046", "052"})
TITLES: Final = {
    "seeds": "seeds", "dev": "dev (open)", "both": "seeds and dev", "blind": "dev (blind)", "train": "train"
}  # fmt: skip
_AGREE: Final = 0.0005  # two scorers that differ by less agree to three digits
_SUMS: Final = ("entities", "pairs", "triples")
_GIVEN: Final = """\
The same where entities and their mentions are given as they were annotated. Annotators mark only what a claim
is about, so this flatters precision; it costs recall where a claim needs more than they mark."""


@dataclass(frozen=True, slots=True)
class Run:
    """One set of texts with what was found in it."""

    scores: Scores
    verdicts: Sequence[Verdict]

    def to_json(self, *, whole: bool) -> dict[str, Any]:
        """Return the numbers, without any name of the texts; the sums alone unless ``whole``."""
        values = self.scores.to_json()
        for names in ("missed", "spurious"):
            del values[names]
        if not whole:
            return {key: values[key] for key in (*_SUMS, "factuality", "hedged_taken_as_fact")}
        values["reliability"] = [asdict(each) | {"share": each.share} for each in reliability(self.verdicts)]
        return values


def read(paths: Iterable[Path]) -> dict[str, AnnotatedDocument]:
    """Read annotated documents of several files."""
    return {id_: annotated for path in paths for id_, annotated in evaluation.read(path).items()}


def found(gold: Gold) -> Gold:
    """Extract the claims of annotated documents from their texts alone."""
    documents = [annotated.document for annotated in gold.values()]
    return {annotated.document.id: annotated for annotated in pipeline.extract(documents)}


def judge(gold: Gold, predicted: Gold, scorer: Path) -> Run:
    """Score predicted documents, by the package and by the scorer that came with the data.

    Raises:
        ValueError: the two scorers disagree in the third digit.
    """
    scores = evaluation.score(gold, predicted, ontology.load())
    one, other = _flat(scores.to_json()), _flat(_scored_elsewhere(gold, predicted, scorer))
    apart = [key for key in one if abs(one[key] - other.get(key, -1.0)) >= _AGREE]
    if apart or len(one) != len(other):
        raise ValueError(f"{scorer.name} disagrees about {', '.join(apart) or 'what to count'}")
    return Run(scores, verdicts(predicted, scores))


def gold_sets(folder: Path, *, blind: bool) -> dict[str, Gold]:
    """Read the annotated texts by set; the blind ones only when asked for."""
    dev = read([folder / "gold" / "dev.jsonl"])
    sets: dict[str, Gold] = {
        "seeds": read([folder / "gold" / "seeds.jsonl"]),
        "dev": {id_: annotated for id_, annotated in dev.items() if id_ not in BLIND},
        "train": read(passages()),
    }
    if blind:
        sets["blind"] = {id_: annotated for id_, annotated in dev.items() if id_ in BLIND}
    return sets


def runs(sets: Mapping[str, Gold], extract: Extract, scorer: Path) -> dict[str, Run]:
    """Extract and judge every set, then seeds and dev as one."""
    predicted = {name: extract(gold) for name, gold in sets.items()}
    out = {name: judge(gold, predicted[name], scorer) for name, gold in sets.items()}
    both = judge({**sets["seeds"], **sets["dev"]}, {**predicted["seeds"], **predicted["dev"]}, scorer)
    return {**out, "both": both}


def report(results: Mapping[str, Any]) -> str:
    """Return the tables of all results, from the form they have in the JSON file."""
    sets = {name: results["found"][name] for name in TITLES if name in results["found"]}
    full = {
        name: values for name, values in sets.items() if "relations" in values and name in {"both", "train"}
    }
    parts = [
        page.table(
            ("set", *(f"{what} {of}" for what in _SUMS for of in "P R F1".split())),
            [(TITLES[n], *(x for what in _SUMS for x in _prf(v[what]))) for n, v in sets.items()],
        ),
        _GIVEN,
        page.table(
            ("set", *(f"{what} {of}" for what in _SUMS[1:] for of in "P R F1".split())),
            [
                (TITLES[n], *(x for what in _SUMS[1:] for x in _prf(results["given"][n][what])))
                for n in TITLES
                if n in results["given"]
            ],
        ),
        "Factuality of the matched claims:",
        page.table(
            ("set", *sets["both"]["factuality"], "hedged taken as fact"),
            [(TITLES[n], *v["factuality"].values(), v["hedged_taken_as_fact"]) for n, v in sets.items()],
        ),
        "Triples of each relation:",
        page.table(
            ("relation", *(f"{TITLES[name]} {of}" for name in full for of in ("gold", "P", "R", "F1"))),
            [(relation, *_relation(relation, full.values())) for relation in _relations(full.values())],
        ),
        "Reliability: how many of the claims of each confidence are right.",
        page.table(
            ("confidence", *(f"{TITLES[name]} {of}" for name in full for of in ("claims", "right"))),
            _bins([values["reliability"] for values in full.values()]),
        ),
    ]
    return "\n\n".join(parts)


def phrases(rows: Iterable[Tally]) -> str:
    """Return the precision of phrases, then of constructions, as tab-separated lines."""
    lines = ["relation\tphrase\tright\tfound"]
    lines += [f"{row.relation or '*'}\t{row.step}\t{row.right}\t{row.found}" for row in rows]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write everything; 2 where the annotated data is missing."""
    parser = argparse.ArgumentParser(description="Measure the quality of extraction.")
    parser.add_argument(
        "--blind", action="store_true", help="read the blind documents too (once, at the end)"
    )
    options = parser.parse_args(arguments)
    folder, scorer = shared() / "data", shared() / "tools" / "score_claims.py"
    if not folder.is_dir():
        print(f"quality: no annotated data at {folder}; set OSGRAPH_SHARED", file=sys.stderr)
        return 2
    sets = gold_sets(folder, blind=options.blind)
    measured = runs(sets, found, scorer)
    target = page.RESULTS / "quality.json"
    before = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {"found": {}}
    kept = {"blind": before["found"]["blind"]} if "blind" in before["found"] else {}
    now = {name: run.to_json(whole=name != "blind") for name, run in measured.items()}
    told = runs({name: gold for name, gold in sets.items() if name != "blind"}, given.extract, scorer)
    results = {
        "ontology": ontology.load().digest,
        "found": kept | now,
        "given": {name: run.to_json(whole=True) for name, run in told.items()},
    }
    page.save(target, results)
    (page.RESULTS / "phrases.tsv").write_text(phrases(tallies(measured["train"].verdicts)), encoding="utf-8")
    page.put("quality", report(results))
    print(report(results))
    return 0


def _prf(values: Mapping[str, float]) -> tuple[float, float, float]:
    return values["precision"], values["recall"], values["f1"]


def _relations(sets: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted({relation for values in sets for relation in values["relations"]})


def _relation(relation: str, sets: Iterable[Mapping[str, Any]]) -> list[float | int | None]:
    cells: list[float | int | None] = []
    for values in sets:
        one = values["relations"].get(relation)
        cells += [one["gold"], *_prf(one)] if one else [0, None, None, None]
    return cells


def _bins(sets: Sequence[Sequence[Mapping[str, Any]]]) -> list[list[page.Cell]]:
    return [
        [
            f"{row[0]['low']:.1f} to {row[0]['high']:.1f}",
            *(x for one in row for x in (one["claims"], one["share"])),
        ]
        for row in zip(*sets, strict=True)
    ]


def _scored_elsewhere(gold: Gold, predicted: Gold, scorer: Path) -> dict[str, Any]:
    """Score with the standalone script, which knows nothing of this package."""
    spec = importlib.util.spec_from_file_location("score_claims", scorer)
    if spec is None or spec.loader is None:
        raise ValueError(f"{scorer}: no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sides = [
        {id_: module.Document(evaluation.to_json(annotated)) for id_, annotated in side.items()}
        for side in (gold, predicted)
    ]
    scored: dict[str, Any] = module.score(*sides)
    return scored


def _flat(values: Mapping[str, Any]) -> dict[str, float]:
    """Return the numbers of scores by their path, lists and unknown ones left out."""
    out: dict[str, float] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            out |= {f"{key}.{inner}": number for inner, number in _flat(value).items()}
        elif isinstance(value, int | float):
            out[key] = value
    return out


if __name__ == "__main__":
    sys.exit(main())
