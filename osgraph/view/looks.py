"""How classes and relations look: colours that the colour-blind tell apart, each class with a shape too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Look:
    """A colour slot, to which the page's style sheet gives a colour for light and dark, and a shape."""

    colour: str
    shape: str


# Shapes tell families of classes apart, so that no distinction hangs on colour alone; the slots are the
# colours of Okabe and Ito, "Color Universal Design" (2008).
CLASSES: Final = {
    "Country": Look("blue", "dot"),
    "Government": Look("sky", "dot"),
    "Company": Look("orange", "dot"),
    "Lab": Look("green", "dot"),
    "Community": Look("yellow", "dot"),
    "Person": Look("pink", "dot"),
    "Group": Look("grey", "dot"),
    "Agent": Look("ink", "dot"),
    "Model": Look("vermilion", "diamond"),
    "Software": Look("green", "square"),
    "Hardware": Look("blue", "square"),
    "Dataset": Look("yellow", "square"),
    "Benchmark": Look("pink", "square"),
    "Artifact": Look("grey", "square"),
    "License": Look("green", "triangle"),
    "Policy": Look("blue", "triangle"),
    "Strategy": Look("orange", "triangle"),
    "Event": Look("pink", "triangleDown"),
    "Place": Look("sky", "triangleDown"),
    "Concept": Look("grey", "hexagon"),
    "Openness": Look("ink", "star"),
}
"""Looks by class, in the order of the legend."""

OTHER: Final = Look("pink", "hexagon")
"""The look of a class that somebody added to the ontology."""

FAMILIES: Final = {
    "Making": ("develops", "licensedUnder", "derivedFrom", "partOf"),
    "Open or closed": ("hasOpenness", "shiftsTo", "shiftsFrom", "pursues"),
    "Home and post": ("basedIn", "worksFor"),
    "Dealing": ("partnersWith", "investsIn", "acquires", "supplies", "uses", "dependsOn"),
    "Contest": ("competesWith", "outperforms", "leadsIn", "lagsIn"),
    "Stance and rule": ("supports", "opposes", "restricts", "permits"),
    "Effect": ("strengthens", "weakens", "leadsTo", "analogousTo"),
    "Other": (),
}
"""Relations by family; a line's colour tells the family, and relations of no family are "Other"."""


def family(relation: str) -> int:
    """Return the place of a relation's family in :data:`FAMILIES`.

    Example:
        >>> list(FAMILIES)[family("investsIn")], list(FAMILIES)[family("orbits")]
        ('Dealing', 'Other')
    """
    names = list(FAMILIES.values())
    return next((at for at, members in enumerate(names) if relation in members), len(names) - 1)


@cache
def country_code(name: str) -> str:
    """Return the two letters that stand for a state or the European Union, "" where there are none.

    Example:
        >>> country_code("China"), country_code("European Union"), country_code("Valdoria")
        ('CN', 'EU', '')
    """
    import pycountry

    if name == "European Union":
        return "EU"
    found = pycountry.countries.get(name=name) or pycountry.countries.get(common_name=name)
    return str(found.alpha_2) if found else ""
