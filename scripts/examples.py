"""Runs the examples of a page, from top to bottom, in one folder, and renews the output that it shows.

A page is one sitting. Its fenced blocks are run in the order in which a reader meets them:

* ``console``: each line that begins with ``$`` is run; what stands below it is replaced by what it prints.
* ``bash``: each line is run, its output is not shown.
* ``python``: run, with the names that earlier blocks of the page left.
* any block with ``title="NAME"``: written to the file NAME.

The folder holds ``seeds``, and a store of them, ``osgraph-kg``, where the page builds none of its own. A line
that serves goes on serving, at a port that is free, till a block asks nothing of it.
What needs more than this machine (:data:`ELSEWHERE`) is not run, and told.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from osgraph import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
_BLOCK: Final = re.compile(r"^```(\w+)(?: title=\"([\w./-]+)\")?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SERVES: Final = re.compile(r"^(?:\w+=\S* )*(osgraph|oxigraph) serve\b")
_PORTS: Final = {"osgraph": "8000", "oxigraph": "7878"}  # where they listen if nothing else is asked for
_SHELL: Final = re.compile(r"[#|<>&;*$`\\]|^\w+=")
FINE: Final = (0, 3)  # done; done, and there is something to tell

# What is not run with the page: a pattern of the line, and why, or where it is run instead.
ELSEWHERE: Final = {
    r"^(make|git clone|cd osgraph|source) ?": "a clone is made, built and tested as a whole by .ci/run",
    r"\b(pip|pipx|uv tool) install\b|^python3 -m venv": "tests/test_package.py installs (make test-long)",
    r"^docker\b": "needs a container engine; the steps of the file are tried by tests/test_package.py",
    r"https://example\.org|--host 0\.0\.0\.0": "needs the net, or a name in it",
    r"--llm\b": "needs a language model: make test-llm",
}


@dataclass
class Sitting:
    """What the blocks of one page share."""

    folder: Path
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "example"})
    environment: dict[str, str] = field(default_factory=dict)
    ports: dict[str, str] = field(default_factory=dict)
    servers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    printed: list[tuple[str, str]] = field(default_factory=list)


def renewed(text: str, folder: Path, store: Path | None = None) -> tuple[str, Sitting]:
    """Run a page.

    Args:
        text: the page, in Markdown.
        folder: an empty folder to run it in.
        store: a store of the seeds, copied there for a page that builds none.

    Returns:
        The page with the output of its commands as it is now, and what was left out or printed.

    Raises:
        RuntimeError: a command failed.
    """
    (folder / "seeds").symlink_to(ROOT / "seeds")
    if store is not None and not re.search(r"^(\$ )?osgraph build (?!.*--store)", text, re.M):
        shutil.copytree(store, folder / "osgraph-kg")
    sitting = Sitting(folder)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    sitting.environment = {**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1"}
    try:
        with contextlib.chdir(folder):
            return _BLOCK.sub(lambda block: _block(block, sitting), text), sitting
    finally:
        _end(sitting)


def _end(sitting: Sitting) -> None:
    while sitting.servers:
        server = sitting.servers.pop()
        server.terminate()
        server.wait(timeout=20)


def _block(block: re.Match[str], sitting: Sitting) -> str:
    language, title, text = block.groups()
    if title:
        target = sitting.folder / title
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    if language in {"bash", "console", "python"} and "//127.0.0.1:" not in text:
        _end(sitting)
    if language == "python":
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(text, "example", "exec"), sitting.names)
        sitting.printed.append((text, out.getvalue()))
    elif language == "bash" and not title:
        for command in _commands(text):
            _output(command, sitting)
    elif language == "console":
        shown = [
            f"$ {command}\n{_output(command, sitting)}"
            if _elsewhere(command) is None
            else _as_it_is(command, text, sitting)
            for command in _commands("".join(_typed(text)))
        ]
        return block[0].replace(text, "".join(shown))
    return block[0]


def _typed(text: str) -> Iterator[str]:
    """Yield what a console block lets the reader type, without the prompts."""
    goes_on = False
    for line in text.splitlines(keepends=True):
        if goes_on or line.startswith("$ "):
            yield line if goes_on else line[2:]
            goes_on = line.endswith("\\\n")


def _commands(text: str) -> list[str]:
    """Return the commands of a block; one ends at the end of its line, unless a backslash stands there."""
    lines = re.split(r"(?<!\\)\n", text.rstrip("\n"))
    return [line for line in lines if line and not line.startswith("#")]


def _as_it_is(command: str, text: str, sitting: Sitting) -> str:
    sitting.left_out.append(command)
    after = text.partition(f"$ {command}\n")[2]
    return f"$ {command}\n" + re.split(r"^\$ ", after, maxsplit=1, flags=re.MULTILINE)[0]


def _elsewhere(command: str) -> str | None:
    return next((why for pattern, why in ELSEWHERE.items() if re.search(pattern, command)), None)


def _output(command: str, sitting: Sitting) -> str:
    if _elsewhere(command) is not None:
        sitting.left_out.append(command)
        return ""
    if serves := _SERVES.match(command):
        _serve(command, serves[1], sitting)
        return ""
    for port, free in sitting.ports.items():
        command = command.replace(f":{port}", f":{free}")
    if assigned := re.fullmatch(r"export (\w+)=(.*)", command):
        sitting.environment[assigned[1]] = _shell(f"echo {assigned[2]}", sitting).strip()
        return ""
    simple = command.startswith("osgraph ") and not _SHELL.search(_unquoted(command))
    out = _here(shlex.split(command)[1:], sitting) if simple else _shell(command, sitting)
    for port, free in sitting.ports.items():
        out = out.replace(f":{free}", f":{port}")
    return out if out.endswith("\n") or not out else out + "\n"


def _unquoted(command: str) -> str:
    return re.sub(r"'[^']*'", "''", command)


def _here(words: list[str], sitting: Sitting) -> str:
    """Run a command in this process, so that the language pipeline is loaded once for all pages."""
    out, err = io.StringIO(), io.StringIO()
    before = dict(os.environ)
    os.environ.update(sitting.environment)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            cli.main(words)
    except SystemExit as left:
        if left.code not in FINE:
            raise RuntimeError(f"osgraph {shlex.join(words)}: status {left.code}\n{err.getvalue()}") from None
    finally:
        os.environ.clear()
        os.environ.update(before)
    return out.getvalue()


def _shell(command: str, sitting: Sitting) -> str:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=sitting.folder,
        env=sitting.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode not in FINE:
        raise RuntimeError(f"{command}: status {done.returncode}\n{done.stderr}")
    return done.stdout


def _serve(command: str, program: str, sitting: Sitting) -> None:
    """Start a server in place of the one that its line began before, and wait till it answers."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = str(one.getsockname()[1])
    listen = f"--port {port}" if program == "osgraph" else f"--bind 127.0.0.1:{port}"
    line = re.sub(r"\s*(&|#.*)?$", "", command)
    _end(sitting)  # a store has one owner
    sitting.servers.append(
        subprocess.Popen(
            ["bash", "-c", f"{_exec(line)} {listen}"],
            cwd=sitting.folder,
            env=sitting.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    )
    sitting.ports = {_PORTS[program]: port}
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", int(port)), timeout=1):
            return
        if sitting.servers[0].poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"{command}: does not answer")


def _exec(line: str) -> str:
    """Return the line so that the server takes the place of the shell, and can be ended as it."""
    program = re.search(r"\b(osgraph|oxigraph) serve\b", line)
    return line if program is None else f"{line[: program.start()]}exec {line[program.start() :]}"
