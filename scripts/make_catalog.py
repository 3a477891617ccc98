"""Writes the catalog of known entities from the tables beside this script."""

from __future__ import annotations

import argparse
import csv
import os
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pycountry
from catalog_turtle import WIKIDATA, to_turtle
from models_dev import Listed, majority, merge, open_share, read_listings

from osgraph import iris
from osgraph.errors import InputError
from osgraph.model import IRI
from osgraph.ontology.catalog import CatalogEntry, fold, index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parents[1]
TABLES: Final = ROOT / "scripts" / "catalog"
TARGET: Final = ROOT / "ontology" / "catalog.ttl"

COMMON: Final = IRI(f"{iris.BASE}source/common")
ISO: Final = IRI(f"{iris.BASE}source/iso-3166")
MODELS_DEV: Final = IRI(f"{iris.BASE}source/models.dev")
OWN_HOSTS: Final = {
    "alibaba": "Alibaba", "alibaba-cn": "Alibaba", "anthropic": "Anthropic", "arcee": "Arcee AI",
    "bailing": "inclusionAI", "cohere": "Cohere", "deepseek": "DeepSeek", "google": "Google",
    "inception": "Inception Labs", "llama": "Meta", "longcat": "Meituan", "meta": "Meta",
    "minimax": "MiniMax", "mistral": "Mistral AI", "moonshotai": "Moonshot AI", "nova": "Amazon",
    "nvidia": "NVIDIA", "openai": "OpenAI", "perplexity": "Perplexity", "poolside": "Poolside",
    "sakana": "Sakana AI", "sarvam": "Sarvam AI", "stepfun": "StepFun", "tencent-tokenhub": "Tencent",
    "thinkingmachines": "Thinking Machines Lab", "upstage": "Upstage", "xai": "xAI", "xiaomi": "Xiaomi",
    "zai": "Zhipu AI", "zhipuai": "Zhipu AI",
}  # fmt: skip

_NUMBERED: Final = r"[ -]?[VKMX]?\d+(?:\.\d+)?(?![\w.])"

# -- tables ------------------------------------------------------------------------------------------------


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table; a cell with several values parts them by ``|``."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(cell: str) -> list[str]:
    """Return the values of a cell."""
    return [value for value in cell.split("|") if value]


def named(cls: str, name: str, aliases: Iterable[str] = (), qualifier: str = "") -> CatalogEntry:
    """Return an entry with its names; a leading ``~`` marks a name that needs context."""
    plain = [alias.removeprefix("~") for alias in (name, *aliases)]
    return CatalogEntry(
        iri=iris.entity(plain[0], qualifier),
        cls=iris.term(cls),
        name=plain[0],
        aliases=tuple(sorted(set(plain[1:]) - {plain[0]})),
        ambiguous=tuple(sorted({alias[1:] for alias in (name, *aliases) if alias.startswith("~")})),
        source=COMMON,
    )


# -- agents, places, things --------------------------------------------------------------------------------


def countries() -> Iterator[CatalogEntry]:
    """Yield the countries of ISO 3166-1 and their capitals, then the blocs."""
    for row in rows("countries"):
        iso = pycountry.countries.get(alpha_2=row["code"])
        if iso is None:
            raise InputError(f"countries.csv: {row['code']!r} is no code of ISO 3166-1")
        official = {iso.name, getattr(iso, "official_name", iso.name).removeprefix("the ")}
        capitals = split(row["capital"])
        country = named(
            "Country",
            row["name"],
            [*split(row["aliases"]), *capitals, *(form for form in official if ", " not in form)],
        )
        yield replace(country, nationality=tuple(sorted(split(row["nationality"]))), source=ISO)
        if capitals and capitals[0] != row["name"]:
            capital = named("Place", capitals[0], capitals[1:])
            yield replace(capital, country=country.iri)
    for row in rows("blocs"):
        bloc = named("Country", row["name"], split(row["aliases"]))
        yield replace(bloc, nationality=tuple(sorted(split(row["nationality"]))))


def organisations(homes: Mapping[str, IRI]) -> Iterator[CatalogEntry]:
    """Yield companies, labs, communities and public bodies."""
    for row in rows("organisations"):
        entry = named(row["class"], row["name"], split(row["aliases"]))
        yield replace(entry, country=found(row["country"], homes, f"organisations.csv: {row['name']}"))


def places(homes: Mapping[str, IRI]) -> Iterator[CatalogEntry]:
    """Yield places other than capitals."""
    for row in rows("places"):
        entry = named("Place", row["name"], split(row["aliases"]))
        yield replace(entry, country=found(row["country"], homes, f"places.csv: {row['name']}"))


def things(homes: Mapping[str, IRI], agents: Mapping[str, IRI]) -> Iterator[CatalogEntry]:
    """Yield software, hardware, data sets, benchmarks, licences, policies and events."""
    for row in rows("things"):
        where = f"things.csv: {row['name']}"
        name = row["name"].removeprefix("~")
        yield replace(
            named(row["class"], row["name"], split(row["aliases"]), row["class"] if name in agents else ""),
            country=found(row["country"], homes, where),
            maker=found(row["maker"], agents, where),
            openness=iris.term(row["openness"]) if row["openness"] else None,
        )


def found(name: str, known: Mapping[str, IRI], where: str) -> IRI | None:
    """Return what a cell refers to; None for an empty cell.

    Raises:
        InputError: nothing of that name is known.
    """
    if not name:
        return None
    if name not in known:
        raise InputError(f"{where}: {name!r} has no row of its own; add one or correct the name")
    return known[name]


# -- models ------------------------------------------------------------------------------------------------


def families(agents: Mapping[str, IRI], shares: Mapping[str, tuple[int, float]]) -> list[CatalogEntry]:
    """Return the model families; openness as written in the table, else by majority of models.dev."""
    table = rows("families")
    own = {
        (name := row["name"].removeprefix("~")): iris.entity(name, "Model" if name in agents else "")
        for row in table
    }
    out = []
    for row in table:
        where = f"families.csv: {row['name']}"
        keys = split(row["models_dev"])
        value = row["openness"] or (majority(keys, shares) if keys else "")
        entry = named("Model", row["name"], split(row["aliases"]))
        out.append(
            replace(
                entry,
                iri=own[entry.name],
                maker=found(row["maker"], agents, where),
                openness=iris.term(value) if value else None,
                family=found(row["family"], own, where),
                source=COMMON if row["openness"] or not keys else MODELS_DEV,
            )
        )
    return out


def models(groups: list[CatalogEntry], listed: Iterable[Listed]) -> list[CatalogEntry]:
    """Return the members of the families: those of the table, those of models.dev, then their versions."""
    own = {group.name: group for group in groups}
    taken = {fold(form) for group in groups for form in group.forms}
    out = []
    for row in rows("models"):
        if row["family"] not in own:
            raise InputError(f"models.csv: {row['name']}: no family {row['family']!r} in families.csv")
        out.append(member(row["name"], split(row["aliases"]), own[row["family"]], row["openness"]))
        taken |= set(map(fold, out[-1].forms))
    keyed: dict[str, CatalogEntry] = {}
    for row in sorted(rows("families"), key=lambda row: row["family"] != ""):  # the narrower family wins
        keyed |= dict.fromkeys(split(row["models_dev"]), own[row["name"].removeprefix("~")])
    for model in listed:
        group = family_of(model, groups, keyed)
        if group is not None and fold(model.name) not in taken:
            entry = member(model.name, model.aliases, group, openness_of(model, group))
            out.append(replace(entry, source=MODELS_DEV))
            taken.add(fold(model.name))
    return out + [version for version in versions(groups, out) if fold(version.name) not in taken]


def member(name: str, aliases: Iterable[str], group: CatalogEntry, openness: str) -> CatalogEntry:
    """Return the entry of one model of a family; its dashed spelling becomes an alias."""
    dashed = name.replace(" ", "-") if len(name) < 30 and not name.startswith("~") else name
    return replace(
        named("Model", name, [*aliases, dashed]),
        maker=group.maker,
        openness=iris.term(openness) if openness else None,
        family=group.iri,
    )


def family_of(
    model: Listed, groups: list[CatalogEntry], keyed: Mapping[str, CatalogEntry]
) -> CatalogEntry | None:
    """Return the family of a model: the one its name begins with, unless its key knows better.

    The key knows better where the name shows its family too: "Llama 3.1 Nemotron" is a Nemotron. Not so
    for a distilled model, which bears its maker's name first.
    """
    key = keyed.get(model.key)
    if model.key in {"o", "o-mini", "o-pro"}:
        return key
    name = fold(model.name)
    begins = [(len(form), group) for group in groups for form in map(fold, group.forms) if starts(name, form)]
    if not begins:
        return None
    first = max(begins, key=lambda pair: pair[0])[1]
    if key is None or first.family == key.iri or "distill" in name:
        return first
    return key if any(words(form) <= words(name) for form in key.forms) else first


def starts(name: str, form: str) -> bool:
    """Say whether a folded name begins with a folded form, as whole words or up to a number."""
    return name.startswith(form) and not name[len(form) :][:1].isalpha()


def words(name: str) -> set[str]:
    """Return the words of a name, numbers left out."""
    return set(re.findall(r"[a-z]+", fold(name)))


def openness_of(model: Listed, group: CatalogEntry) -> str:
    """Return what the hosts mark a model as: the maker's word first, then a majority; "" if too few say so.

    Weights that Hugging Face has are published, whatever others mark. One host alone that contradicts the
    family is not believed: hosts make mistakes.
    """
    if ("huggingface", True) in model.marks:
        return "OpenWeights"
    makers = {host for host, name in OWN_HOSTS.items() if group.maker == iris.entity(name)}
    own = [mark for host, mark in model.marks if host in makers]
    marks = own or [mark for _, mark in model.marks]
    if not marks or 2 * sum(marks) == len(marks):
        return ""
    value = "OpenWeights" if 2 * sum(marks) > len(marks) else "Closed"
    agrees = group.openness is not None and (iris.local(group.openness) == "Closed") == (value == "Closed")
    return value if own or agrees or len(marks) > 1 else ""


def versions(groups: list[CatalogEntry], members: list[CatalogEntry]) -> Iterator[CatalogEntry]:
    """Yield the numbered versions that the members' names show ("Qwen3.7" of "Qwen3.7 Max").

    A version has the openness that all its members have.
    """
    of: dict[str, list[CatalogEntry]] = {}
    kept: dict[str, tuple[str, CatalogEntry]] = {}
    for group in groups:
        number = re.compile("|".join(re.escape(form) + _NUMBERED for form in sorted(group.forms)))
        for entry in members:
            if entry.family == group.iri and (match := number.match(entry.name)):
                of.setdefault(fold(match[0]), []).append(entry)
                kept.setdefault(fold(match[0]), (match[0], group))
    for key, (name, group) in sorted(kept.items()):
        values = {entry.openness for entry in of[key]}
        value = values.pop() if len(values) == 1 else None
        entry = member(name, (), group, iris.local(value) if value else "")
        yield replace(entry, source=MODELS_DEV)


# -- the file ----------------------------------------------------------------------------------------------


def build(shared: Path) -> list[CatalogEntry]:
    """Return every entry of the catalog, sorted by IRI.

    Raises:
        InputError: a table refers to what is not there.
        OntologyError: entries contradict each other.
    """
    tables = shared / "data" / "models-dev.csv", shared / "data" / "models-dev-families.csv"
    nations = list(countries())
    homes = {entry.name: entry.iri for entry in nations if entry.cls == iris.term("Country")}
    bodies = list(organisations(homes))
    makers = {entry.name: entry.iri for entry in bodies}
    agents = makers | {form: entry.iri for entry in bodies for form in entry.forms}
    groups = families(agents, open_share(tables[1]))
    members = models(groups, merge(read_listings(*tables)))
    entries = linked([*nations, *bodies, *places(homes), *things(homes, agents), *groups, *members])
    twice = [iri for iri, count in Counter(entry.iri for entry in entries).items() if count > 1]
    if twice:
        raise InputError(f"one IRI, several entries: {', '.join(map(iris.local, sorted(twice)))}")
    return list(index(entries).entries.values())


def linked(entries: Iterable[CatalogEntry]) -> list[CatalogEntry]:
    """Return the entries, those of the table with their item of Wikidata.

    The table holds only items that are known for certain and are the same thing: no item stands for a
    sense that the catalog does not mean (the White House as a house), or for one of several (Samsung).

    Raises:
        InputError: nothing of a name is known.
    """
    items = {iris.entity(row["name"]): IRI(WIKIDATA + row["item"]) for row in rows("wikidata")}
    out = [replace(entry, match=items.pop(entry.iri, None)) for entry in entries]
    if items:
        raise InputError(f"wikidata.csv: no entry is called {', '.join(map(iris.local, sorted(items)))}")
    return out


def main() -> None:
    """Write the catalog, or with ``--check`` say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 3 if the file is out of date"
    )
    args = parser.parse_args()
    text = to_turtle(build(Path(os.environ.get("OSGRAPH_SHARED", ROOT.parent / "shared"))))
    if args.check:
        sys.exit(0 if TARGET.read_text(encoding="utf-8") == text else 3)
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    print(f"{TARGET.relative_to(ROOT)}: {text.count(' rdfs:label ')} labels, {len(text)} characters")


if __name__ == "__main__":
    main()
