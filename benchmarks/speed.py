"""How long the program takes to start, and to turn text into a store; the best of some runs, in seconds."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


def seconds(*arguments: str, runs: int = 3) -> float:
    """Return the least wall time of a Python process with these arguments."""
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        took.append(time.perf_counter() - start)
    return min(took)


def main() -> None:
    """Print the table."""
    words = sum(len(file.read_text(encoding="utf-8").split()) for file in sorted(SEEDS.glob("*.md")))
    with tempfile.TemporaryDirectory() as folder:
        many = Path(folder) / "many"
        many.mkdir()
        for number in range(20):
            for file in SEEDS.glob("*.md"):
                (many / f"{number}-{file.name}").write_bytes(file.read_bytes())
        build = ("-m", "osgraph", "build", "--store", f"{folder}/kg")
        rows = [
            ("import osgraph", seconds("-c", "import osgraph")),
            ("osgraph --help", seconds("-m", "osgraph", "--help")),
            ("osgraph build seeds", few := seconds(*build, str(SEEDS))),
            ("osgraph build, the seeds 20 times", lot := seconds(*build, str(many), runs=1)),
            ("osgraph stats", seconds("-m", "osgraph", "stats", "--store", f"{folder}/kg")),
        ]
    for what, took in rows:
        print(f"{what:36} {took:7.2f} s")
    print(f"{'words a second, start left out':36} {19 * words / (lot - few):7.0f}")
    print(f"{'memory at most':36} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:7.0f} MB")


if __name__ == "__main__":
    main()
