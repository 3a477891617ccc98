"""What a server is started with."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

LOCAL: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost.

    Attributes:
        seconds: time that an answer may take; its process is killed then.
        rows: rows of an answer.
        answer: bytes of an answer.
        memory: bytes that a question may take beyond what its process has at the start.
        body: bytes of a request.
        writing: bytes of a request that brings the token of a writable server.
        waiting: requests that may wait for a process; more are sent away (503).
        upload: seconds that a client may take to send a request.
    """

    seconds: float = 10.0
    rows: int = 100_000
    answer: int = 64 * 2**20
    memory: int = 2**30
    body: int = 4 * 2**20
    writing: int = 64 * 2**20
    waiting: int = 512
    upload: float = 20.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server serves, to whom, and how much of it.

    Attributes:
        store: folder of the store; the server is its only user while it runs.
        hosts: names that a request may give as its host; a page of another site that lets its own name lead
            here (DNS rebinding) is refused.
        writable: whether requests that bring the token may change the store.
        token: what they bring, as ``Authorization: Bearer``; never logged.
        workers: processes that answer questions.
        limits: what one request may cost.
    """

    store: Path
    hosts: tuple[str, ...] = LOCAL
    writable: bool = False
    token: str = field(default="", repr=False)
    workers: int = field(default_factory=lambda: max(4, 2 * (os.cpu_count() or 1)))
    limits: Limits = field(default_factory=Limits)
