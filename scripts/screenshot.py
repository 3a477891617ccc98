"""A picture of a page as Chromium draws it, taken with the network off."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def screenshot(
    page: Path, picture: Path, *, dark: bool = False, size: tuple[int, int] = (1440, 900), find: str = ""
) -> None:
    """Write a PNG of the page.

    Args:
        page: an HTML file.
        picture: where the PNG goes.
        dark: ask for the dark colours.
        size: width and height of the window, in CSS pixels; the picture has twice as many.
        find: a name to search for and open, if any.

    Raises:
        FileNotFoundError: there is no Chromium on the path.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        raise FileNotFoundError("chromium: not found; install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            offline=True,
        )
        tab = context.new_page()
        tab.goto(page.resolve().as_uri())
        tab.wait_for_function("window.osgraph !== undefined")
        if find:
            tab.fill("#search", find)
            tab.press("#search", "Enter")
        tab.wait_for_timeout(300)  # the canvas draws on the frame after
        tab.screenshot(path=picture)
        browser.close()


def main() -> int:
    """Read the command line and take the picture."""
    parser = argparse.ArgumentParser(description="Take a picture of a page, with the network off.")
    parser.add_argument("page", type=Path, help="the HTML file")
    parser.add_argument("picture", type=Path, help="the PNG file to write")
    parser.add_argument("--dark", action="store_true", help="use the dark colours")
    parser.add_argument("--width", type=int, default=1440, help="width of the window (default: %(default)s)")
    parser.add_argument("--height", type=int, default=900, help="height of the window (default: %(default)s)")
    parser.add_argument("--find", default="", metavar="NAME", help="search for this name and open it")
    asked = parser.parse_args()
    screenshot(asked.page, asked.picture, dark=asked.dark, size=(asked.width, asked.height), find=asked.find)
    return 0


if __name__ == "__main__":
    sys.exit(main())
