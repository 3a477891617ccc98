"""Pictures of a page as Chromium draws it, taken with the network off: one, or all that the README shows."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import chromium
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDE: Final = (1280, 800)
NARROW: Final = (375, 812)

# What the README shows: file name, address fragment, size of the window.
PICTURES: Final = (
    ("graph", "", WIDE),
    ("evidence", "#open=Meta", WIDE),
    ("matrix", "#tab=matrix", WIDE),
    ("claims", "#tab=claims", WIDE),
    ("graph-narrow", "", NARROW),
    ("matrix-narrow", "#tab=matrix", NARROW),
    ("claims-narrow", "#tab=claims", NARROW),
)


def screenshot(
    browser: Browser,
    page: Path,
    picture: Path,
    *,
    fragment: str = "",
    dark: bool = False,
    size: tuple[int, int] = WIDE,
) -> None:
    """Write a PNG of the page.

    Args:
        browser: a running Chromium.
        page: an HTML file.
        picture: where the PNG goes.
        fragment: what stands behind the address: the tab, the filters, what is chosen.
        dark: ask for the dark colours.
        size: width and height of the window, in CSS pixels; the picture has half as many again.
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=1.5,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        offline=True,
    )
    tab = context.new_page()
    tab.goto(page.resolve().as_uri() + fragment)
    tab.wait_for_function("() => window.osgraph !== undefined")
    tab.wait_for_timeout(300)  # the canvas draws on the frame after
    tab.screenshot(path=picture)
    context.close()


def main() -> int:
    """Read the command line and take the picture, or all pictures."""
    parser = argparse.ArgumentParser(description="Take pictures of a page, with the network off.")
    parser.add_argument("page", type=Path, help="the HTML file")
    parser.add_argument("target", type=Path, help="the PNG file to write; with --all the folder")
    parser.add_argument("--all", action="store_true", help="every tab, light and dark, wide and narrow")
    parser.add_argument("--dark", action="store_true", help="use the dark colours")
    parser.add_argument("--width", type=int, default=WIDE[0], help="width of the window")
    parser.add_argument("--height", type=int, default=WIDE[1], help="height of the window")
    parser.add_argument("--fragment", default="", metavar="#STATE", help="what stands behind the address")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=list(chromium.FLAGS))
        if asked.all:
            for name, fragment, size in PICTURES:
                for mode in ("light", "dark"):
                    target = asked.target / f"{name}{'-dark' if mode == 'dark' else ''}.png"
                    screenshot(browser, asked.page, target, fragment=fragment, dark=mode == "dark", size=size)
        else:
            size = (asked.width, asked.height)
            screenshot(browser, asked.page, asked.target, fragment=asked.fragment, dark=asked.dark, size=size)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
