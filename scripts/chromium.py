"""The browser that draws pages for tests, pictures and benchmarks."""

from __future__ import annotations

import shutil
from typing import Final

# It runs as root in containers (no sandbox there), draws by the processor, and asks nothing of the net.
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def path() -> str:
    """Return the path of Chromium.

    Raises:
        FileNotFoundError: there is none on the path.
    """
    found = shutil.which("chromium")
    if found is None:
        raise FileNotFoundError("chromium: not found; install it (Debian: apt-get install chromium)")
    return found
