"""Pictures of the web app of a served store, light and dark, as Chromium draws it."""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import chromium
from playwright.sync_api import sync_playwright
from screenshot import WIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

# File name, address, what the picture waits for.
PICTURES: Final = (
    ("app-entity", "/resource/Meta", "blockquote"),
    ("app-document", "/document/open-doors-closed-walls", "a.mark"),
    ("app-graph", "/graph?entity=Meta#open=Meta&focus=Meta", "#panel h2"),
    ("app-query", "/query", ".yasqe_queryButton"),
)
_TRIES: Final = 300


@contextmanager
def served(store: Path) -> Iterator[str]:
    """Serve a store while the block runs, and give the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "osgraph", "serve", "--store", str(store), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/openapi.json")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(address: str) -> None:
    for _ in range(_TRIES):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{address} does not answer")


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description="Take pictures of the app over a store.")
    parser.add_argument("store", type=Path, help="the folder of the store")
    parser.add_argument("target", type=Path, help="the folder of the pictures")
    asked = parser.parse_args()
    with served(asked.store) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=list(chromium.FLAGS))
        for mode, ending in (("light", ""), ("dark", "-dark")):
            context = browser.new_context(
                viewport={"width": WIDE[0], "height": WIDE[1]},
                color_scheme="dark" if mode == "dark" else "light",
                reduced_motion="reduce",
            )
            page = context.new_page()
            for name, path, sign in PICTURES:
                page.goto(address + path)
                page.wait_for_selector(sign)
                _settle(page)
                page.screenshot(path=asked.target / f"{name}{ending}.png")
            context.close()
        browser.close()
    return 0


def _settle(page: Page) -> None:
    """Run the query of the editor, and let a canvas draw."""
    run = page.locator(".yasqe_queryButton")
    if run.count():
        run.first.click()
        page.wait_for_selector(".yasr_results td")
    page.wait_for_timeout(400)


if __name__ == "__main__":
    sys.exit(main())
