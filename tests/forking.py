"""Commands in processes of their own that start at once: forked from one that has the libraries loaded.

A process that is killed at a random moment is then killed at its work, not while it imports.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


LOADED = [
    *(
        f"osgraph.{name}"
        for name in "answering building diff evaluation export learning likeness loading".split()
    ),
    *(f"osgraph.{name}" for name in "llm reason report serve.agents serve.application view".split()),
    *("networkx", "rich.table", "uvicorn"),
]
"""What commands import when they begin; done once."""


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit status (minus the signal that killed it), its words, its time."""

    status: int
    out: str
    seconds: float


class Commands:
    """Runs commands of osgraph, each in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self._folder, self._count = process, folder, 0

    def run(self, *words: object, kill_after: float | None = None, **limits: int) -> Ended:
        """Run a command to its end, or to the moment when it is killed."""
        pid, started, out = self.start(*words, **limits)
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(pid, signal.SIGKILL)
        return self.wait(pid, started, out)

    def start(self, *words: object, **limits: int) -> tuple[int, float, Path]:
        """Start a command and return at once."""
        self._count += 1
        out = self._folder / f"{self._count}.txt"
        told = self._tell({"words": [str(word) for word in words], "out": str(out), "limits": limits})
        return told["pid"], time.monotonic(), out

    def wait(self, pid: int, started: float, out: Path) -> Ended:
        """Wait for a command's end."""
        status = self._tell({"wait": pid})["status"]
        return Ended(status, out.read_text("utf-8", "replace"), time.monotonic() - started)

    def _tell(self, message: dict[str, Any]) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def commands(folder: Path) -> Iterator[Commands]:
    """Run commands while the block runs; what they write is kept in a folder."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, __file__]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder
    ) as process:
        try:
            yield Commands(process, folder)
        finally:
            process.kill()


def main() -> None:
    """Fork a command for each line of standard input, or wait for one."""
    import importlib

    from osgraph import cli
    from osgraph.pipeline.processes import Means

    for name in LOADED:
        importlib.import_module(name)
    Means().load()
    for line in sys.stdin:
        message = json.loads(line)
        if "wait" in message:
            _, status = os.waitpid(message["wait"], 0)
            print(json.dumps({"status": os.waitstatus_to_exitcode(status)}), flush=True)
        elif pid := os.fork():
            print(json.dumps({"pid": pid}), flush=True)
        else:
            _become(cli.main, message["words"], message["out"], message["limits"])


def _become(run: Any, words: Sequence[str], out: str, limits: dict[str, int]) -> None:
    import resource
    import traceback

    file = os.open(out, os.O_WRONLY | os.O_CREAT)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(file, 1)
    os.dup2(file, 2)
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    status = 1
    try:
        run(words)
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    except BaseException:  # noqa: BLE001 (what a person would see as a traceback)
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
