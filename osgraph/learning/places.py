"""Lists of countries, regions, languages and peoples, from ISO standards and the shipped catalog."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import pycountry

from osgraph import ontology
from osgraph.learning.names import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_OTHER_NAMES: Final = {
    "us": "US", "u s": "US", "usa": "US", "u s a": "US", "united states": "US", "america": "US",
    "uk": "GB", "u k": "GB", "united kingdom": "GB", "britain": "GB", "great britain": "GB",
    "england": "GB-ENG", "scotland": "GB-SCT", "wales": "GB-WLS", "northern ireland": "GB-NIR",
    "russia": "RU", "south korea": "KR", "north korea": "KP", "vietnam": "VN", "iran": "IR",
    "syria": "SY", "bolivia": "BO", "venezuela": "VE", "tanzania": "TZ", "moldova": "MD", "taiwan": "TW",
    "czech republic": "CZ", "republic of ireland": "IE", "turkey": "TR", "laos": "LA", "brunei": "BN",
    "ivory coast": "CI", "macedonia": "MK", "burma": "MM", "congo": "CG", "soviet union": "SU",
}  # fmt: skip
_NATIONS: Final = {"SU": "Soviet Union", "GB-ENG": "England", "GB-SCT": "Scotland", "GB-WLS": "Wales",
                   "GB-NIR": "Northern Ireland"}  # fmt: skip
_NATION_PEOPLES: Final = {
    "english": "England",
    "scottish": "Scotland",
    "welsh": "Wales",
    "soviet": "Soviet Union",
}


@dataclass(frozen=True, slots=True)
class Lists:
    """Folded names with what they stand for."""

    countries: Mapping[str, str]
    peoples: Mapping[str, str]
    regions: frozenset[str]
    languages: frozenset[str]


@lru_cache(maxsize=1)
def lists() -> Lists:
    """Read the lists, once."""
    countries: dict[str, str] = {}
    names = dict(_NATIONS)
    for country in _entries(pycountry.countries):
        name = getattr(country, "common_name", country.name).split(",")[0]
        names[country.alpha_2] = name
        for form in (name, country.name, getattr(country, "official_name", country.name)):
            countries.setdefault(fold(form), name)
    for form, code in _OTHER_NAMES.items():
        countries[form] = names[code]
    peoples = dict(_NATION_PEOPLES)
    catalog = ontology.load_catalog()
    for word, iri in sorted(catalog.nationalities.items()):
        name = catalog.entries[iri].name
        folded = fold(word)
        if folded not in countries:
            peoples.setdefault(folded, countries.get(fold(name), name))
    regions = {fold(region.name.split("[")[0]) for region in _entries(pycountry.subdivisions)}
    languages = {fold(language.name.split("(")[0]) for language in _entries(pycountry.languages)
                 if hasattr(language, "alpha_2")}  # fmt: skip
    return Lists(countries, peoples, frozenset(regions - countries.keys()), frozenset(languages))


def _entries(database: Any) -> list[Any]:
    return sorted(database, key=lambda entry: str(entry.name))
