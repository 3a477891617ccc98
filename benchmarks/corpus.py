"""The text that the benchmarks read: the project's own documents, turned round until there is enough."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
_BUNDLE: Final = 12  # passages that make a document as long as an article


def shared() -> Path:
    """Return the folder of shared data, which may be missing: ``OSGRAPH_SHARED``, else ``../shared``."""
    return Path(os.environ.get("OSGRAPH_SHARED", ROOT.parent / "shared"))


def passages() -> list[Path]:
    """Return the files of annotated passages, those that a language model learns from."""
    return sorted((shared() / "data" / "train").glob("*.jsonl"))


def texts(size: int) -> Iterator[str]:
    """Yield different texts of some hundred words, articles and bundles of short passages by turns.

    In each further round the paragraphs of a text move up by one and the first becomes the last.

    Args:
        size: number of bytes, as UTF-8, after which no further text is begun.
    """
    sources, done, turn = list(_sources()), 0, 0
    while done < size:
        for paragraphs in sources:
            at = turn % len(paragraphs)
            text = "\n\n".join((*paragraphs[at:], *paragraphs[:at])) + "\n"
            yield text
            done += len(text.encode())
            if done >= size:
                return
        turn += 1


def words(text: str) -> int:
    """Count the words of a text: what white space divides."""
    return len(text.split())


def _sources() -> Iterator[Sequence[str]]:
    """Yield each seed document, then bundles of passages, as lists of paragraphs."""
    for path in sorted((ROOT / "seeds").glob("*.md")):
        yield [part for part in path.read_text(encoding="utf-8").split("\n\n") if part.strip()]
    lines = [line for path in passages() for line in path.read_text(encoding="utf-8").splitlines()]
    short = [json.loads(line)["text"].strip() for line in lines]
    for at in range(0, len(short), _BUNDLE):
        yield short[at : at + _BUNDLE]
