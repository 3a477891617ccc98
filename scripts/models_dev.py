"""Model names of the models.dev tables, made regular."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from osgraph.ontology.catalog import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# A host puts its own name, its customer's or a repository before a model's name, and offers after it.
_BEFORE: Final = re.compile(
    r"^(?:[\w.-]+/|AU |Coding |Pro/|Open (?=Mistral)|Cerebras-|Groq-"
    r"|(?:Stealth|Mistral|OpenAI|Anthropic|Google|Tencent|Amazon|Perplexity|Meituan|IBM|Qwen|Kwaipilot|Poolside"
    r"|Upstage|Cohere|Nous|Arcee|Inception|Writer|inclusionAI|AllenAI|Deep Cogito|Nex AGI|Baidu): "
    r"|(?:OpenAI|Anthropic|Google|NVIDIA|Moonshot|MoonshotAI|Tencent|Xiaomi|Perplexity|Cohere|Canopy Labs"
    r"|Amazon|Arcee) )"
)
_AFTER: Final = re.compile(
    r"(?:\s*\([^()]*\)|[ -](?:Latest|Free|TEE|FP8|BF16|Thinking \(Crof\))|(?<=\d) (?:Chat Latest|Chat)"
    r"|(?<=Flash) Preview|(?<=Pro) Preview| XHigh|(?<=Instruct) Turbo)$"
)
_NO_NAME: Final = re.compile(
    r"20\d\d-\d\d|20\d{6}|-\d\d-20\d\d|\d\d-\d\d$|[:@$,/|]|%|Custom|Contributor|Uncensored|Unleashed|Starcannon"
    r"|Stealth|Distilled|Crof|Complexity|Role Play|Latest|Versatile"
    r"|-[a-z]{2,}$|\d\d-20\d\d$| Eco$|\d[kK]$|v1 0\.6b|(?:K3|B) Fast$|^Hermes (?:High|Low|Medium)$"
)
_SLUGS: Final = re.compile(
    r"^(?:gpt-oss-\d+b|gpt-image-[\d.]+(?:-mini)?|text-embedding-[\w-]+|o\d(?:-[a-z]+)*)$"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """One row of a table: a model's regular name, its family key, its host, its open-weights mark."""

    name: str
    key: str
    host: str
    open_weights: bool | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One model over all its rows: its usual spelling, the other spellings, key and marks by host."""

    name: str
    aliases: tuple[str, ...]
    key: str
    marks: tuple[tuple[str, bool], ...]


def regular(name: str) -> str | None:
    """Return a model's name without what hosts add to it; None where no name is left.

    Example:
        >>> regular("AU Anthropic Claude Opus 4.6"), regular("Qwen: Qwen3.5 Plus 2026-04-20")
        ('Claude Opus 4.6', None)
    """
    for cut in (_BEFORE, _AFTER):
        while (shorter := cut.sub("", name)) != name:
            name = shorter
    name = re.sub(r"(?<=\d)b (?=[A-Z])", "B ", name).replace(" It", " IT")
    if _SLUGS.match(name):
        return name
    return None if _NO_NAME.search(name) or not re.match(r"[A-Z]|gpt-", name) else name


def read_listings(models: Path, families: Path) -> list[Listing]:
    """Return every row of both tables that names a model; family examples bear no mark."""
    marked = [
        Listing(name, row["family"], row["host_id"], row["open_weights"] == "1")
        for row in _rows(models)
        if (name := regular(row["model"]))
    ]
    examples = [
        Listing(name, row["family"], "", None)
        for row in _rows(families)
        for example in row["example_models"].split("; ")
        if (name := regular(example))
    ]
    return marked + examples


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def merge(listings: Iterable[Listing]) -> list[Listed]:
    """Return one value for each model, by name: spellings that fold to one are one model."""
    groups: defaultdict[str, list[Listing]] = defaultdict(list)
    for listing in listings:
        groups[fold(listing.name)].append(listing)
    out = []
    for group in groups.values():
        spellings = Counter(listing.name for listing in group)
        name = min(spellings, key=lambda s: (not _SLUGS.match(s), s == s.lower(), -spellings[s], s))
        keys = Counter(listing.key for listing in group if listing.key)
        out.append(
            Listed(
                name=name,
                aliases=tuple(sorted(set(spellings) - {name})),
                key=min(keys, key=lambda key: (-keys[key], key)) if keys else "",
                marks=tuple(sorted((g.host, g.open_weights) for g in group if g.open_weights is not None)),
            )
        )
    return sorted(out, key=lambda listed: listed.name)


def open_share(families: Path) -> dict[str, tuple[int, float]]:
    """Return, for each family key, the number of its entries and the share marked open-weights."""
    return {row["family"]: (int(row["entries"]), float(row["share_open_weights"])) for row in _rows(families)}


def majority(keys: Iterable[str], shares: Mapping[str, tuple[int, float]]) -> str:
    """Return "OpenWeights" if most entries of these family keys are marked so, else "Closed".

    Raises:
        KeyError: the tables know no such key.
    """
    entries = [shares[key] for key in keys]
    marked = sum(count * share for count, share in entries)
    return "OpenWeights" if marked > sum(count for count, _ in entries) / 2 else "Closed"
