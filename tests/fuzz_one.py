"""Fuzz one target, guided by the code that it reaches: ``fuzz_one.py TARGET [options of libFuzzer]``.

What it finds lies in the working directory.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["osgraph"]):
    import fuzzing


def main() -> None:
    """Fuzz until time is up or something is found."""
    target = fuzzing.targets()[sys.argv[1]]
    place = Path(tempfile.mkdtemp())
    for n, seed in enumerate(target.seeds):
        (place / str(n)).write_bytes(seed)
    atheris.Setup([sys.argv[0], *sys.argv[2:], str(place)], lambda data: fuzzing.attempt(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
