"""The speed of extraction, its start-up times, its memory.

Run by ``make bench``. Writes ``benchmarks/results/speed.json`` and the tables of ``docs/benchmarks.md``; with
``--size`` or ``--pairs`` below the usual ones it only prints, for a small run is no result.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import machine
import page
import spacy
from corpus import texts, words
from steps import of_each, pair

from osgraph.pipeline.processes import Means

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SIZE: Final = 2.0  # megabytes of text
PAIRS: Final = 5
COUNTS: Final = (10, 100, 1000)  # documents over which memory is to stay flat
_LETTER: Final = 1000  # characters of each of those documents
_STARTS: Final = {
    "import osgraph": ("-c", "import osgraph"),
    "osgraph --help": ("-m", "osgraph", "--help"),
    "osgraph extract, one page": ("-m", "osgraph", "extract", "PAGE"),
    "osgraph query, a small store": ("-m", "osgraph", "query", "who-develops-what", "--store", "STORE"),
}


def measure(size: float, pairs: int, counts: Sequence[int]) -> dict[str, Any]:
    """Measure everything.

    Args:
        size: megabytes of text.
        pairs: number of times that both sides read it.
        counts: numbers of documents for which the memory is measured.
    """
    # First of all: the system counts a child to have taken what its parent held when it began.
    taken = {str(count): memory(count) for count in counts}
    with tempfile.TemporaryDirectory() as folder:
        contents = list(texts(round(size * 1e6)))
        files = [Path(folder, f"{number:05}.md") for number in range(len(contents))]
        for path, content in zip(files, contents, strict=True):
            path.write_text(content, encoding="utf-8")
        total = sum(map(words, contents))
        means = Means()
        tools, bare = means.load(), spacy.load(means.pipeline)
        pair(files[:24], bare)  # both sides warm
        read = [pair(files, bare) for _ in range(pairs)]
        steps = of_each(files, tools)
        starts = start_ups(Path(folder))
    return {
        "machine": machine.described(),
        "documents": len(contents),
        "words": total,
        "bare": total / median(one.bare for one in read),
        "extract": total / median(one.extract for one in read),
        "ratio": median(one.ratio for one in read),
        "cpu_ratio": median(one.cpu_ratio for one in read),
        "pairs": [asdict(one) for one in read],
        "steps": {step: total / seconds if seconds > 0 else None for step, seconds in steps.items()},
        "shares": {step: seconds / sum(steps.values()) for step, seconds in steps.items()},
        "starts": starts,
        "memory": taken,
    }


def start_ups(folder: Path, times: int = 5) -> dict[str, float]:
    """Return the median seconds that commands take from nothing, files in the system's cache."""
    page_file, store = folder / "page.txt", folder / "kg"
    page_file.write_text(next(texts(1)), encoding="utf-8")
    machine.output(("-m", "osgraph", "build", str(page_file), "--store", str(store)))
    places = {"PAGE": str(page_file), "STORE": str(store)}
    return {
        name: machine.seconds([places.get(word, word) for word in command], times)
        for name, command in _STARTS.items()
    }


def memory(count: int) -> float:
    """Return the most memory, in MB, that a process takes to extract from a stream of documents."""
    return float(machine.output((str(Path(__file__)), "--memory", str(count))))


def stream(count: int) -> float:
    """Extract from documents one after another, keep nothing; return the most memory this took, in MB."""
    import resource

    from osgraph import pipeline
    from osgraph.model import Document

    letters = (content[:_LETTER] for content in texts(sys.maxsize))
    documents = (Document(f"letter-{n}", content) for n, content in enumerate(islice(letters, count)))
    for _ in pipeline.extract(documents):
        continue
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024  # Linux counts in kilobytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def report(results: Mapping[str, Any]) -> str:
    """Return the tables of the results, from the form they have in the JSON file."""
    about = results["machine"]
    versions = ", ".join(
        f"{name} {value}" for name, value in about.items() if name not in {"processor", "cores"}
    )
    read = f"{results['documents']} documents, {results['words']} words, {len(results['pairs'])} pairs"
    parts = [
        f"{about['processor']}, {about['cores']} cores; {versions}. {read}.",
        page.table(
            ("words a second", "median"),
            [
                ("bare language pipeline", round(results["bare"])),
                ("`osgraph extract`", round(results["extract"])),
                ("ratio", results["ratio"]),
                ("ratio by processor time", results["cpu_ratio"]),
            ],
        ),
        page.table(
            ("step", "words a second", "share of the time"),
            [
                (step, None if speed is None else round(speed), results["shares"][step])
                for step, speed in results["steps"].items()
            ],
        ),
        page.table(("start-up", "seconds"), results["starts"].items()),
        page.table(
            ("documents in a stream", "most memory, MB"),
            [(count, round(size)) for count, size in results["memory"].items()],
        ),
    ]
    return "\n\n".join(parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write what a whole run gave."""
    parser = argparse.ArgumentParser(description="Measure the speed of extraction.")
    parser.add_argument("--size", type=float, default=SIZE, metavar="MB", help="megabytes of text")
    parser.add_argument("--pairs", type=int, default=PAIRS, metavar="N", help="times both sides read it")
    parser.add_argument("--memory", type=int, metavar="N", help="only extract from N documents; print the MB")
    options = parser.parse_args(arguments)
    if options.memory:
        print(stream(options.memory))
        return 0
    whole = options.size >= SIZE and options.pairs >= PAIRS
    results = measure(options.size, options.pairs, COUNTS if whole else COUNTS[:1])
    print(report(results))
    if whole:
        page.save(page.RESULTS / "speed.json", results)
        page.put("speed", report(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
