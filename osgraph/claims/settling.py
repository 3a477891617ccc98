"""Settling: what class each thing of a document has, and by which IRI it goes."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.model import Entity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osgraph.mentions import Mentions, Thing
    from osgraph.model import IRI, Span
    from osgraph.ontology import Catalog, Ontology

# Which class an unknown name gets where its roles leave several: what such names most often are.
_USUAL = (
    *("Company", "Model", "Software", "Policy", "Concept", "Lab", "Community", "Person", "Place"),
    *("License", "Dataset", "Hardware", "Benchmark"),
)
_FALLBACK = "Concept"


class Settler:
    """Chooses the class of a thing for a place in a relation, the same for a whole document where it can."""

    def __init__(self, ontology: Ontology, catalog: Catalog) -> None:
        self.ontology, self.catalog = ontology, catalog
        names = {c.name: iri for iri, c in ontology.classes.items()}
        self.usual = tuple(names[n] for n in _USUAL if n in names)
        self.fallback = names.get(_FALLBACK)
        top = names.get("Agent")
        self.agents = frozenset(c for c in ontology.classes if top in ontology.ancestors(c))
        self.votes: dict[str, Counter[IRI]] = defaultdict(Counter)

    def vote(self, thing: Thing, allowed: frozenset[IRI], *, firm: bool = True, weight: int = 1) -> None:
        """Let one place in a relation vote on the class of an unknown name.

        Args:
            thing: what stands there.
            allowed: the classes that may.
            firm: whether the place tells enough to choose an unlikely class, or one that nothing speaks for.
            weight: how many common places it counts for.
        """
        if thing.entries or not thing.is_name:
            return
        likely = thing.classes if firm else thing.classes[:2]
        fitting = [cls for cls in likely if cls in allowed]
        self.votes[thing.key].update(dict.fromkeys(fitting, 2 * weight))
        if fitting:
            return
        for cls in self.usual if firm else ():
            if cls in allowed:
                self.votes[thing.key][cls] += weight
                return

    def settle(self, thing: Thing, allowed: frozenset[IRI]) -> tuple[IRI, IRI | None] | None:
        """Return the class of a thing at a place and its catalog entry; None when it cannot stand there."""
        if thing.entries:
            for cls, entry in zip(thing.classes, thing.entries, strict=True):
                if cls in allowed:
                    return cls, entry
            return None
        if thing.is_name:
            votes = self.votes.get(thing.key)
            if votes:
                order = (*thing.classes, *self.usual)
                cls = min(votes, key=lambda c: (-votes[c], order.index(c) if c in order else len(order), c))
                return (cls, None) if cls in allowed else None
            return None
        for cls in thing.classes:
            if cls in allowed:
                return cls, None
        if self.fallback in allowed and not self._acts(thing):
            return self.fallback, None  # a kind of thing ("leads in frontier models") is a field
        return None

    def _acts(self, thing: Thing) -> bool:
        return any(cls in self.agents for cls in thing.classes[:1])

    def iri(self, thing: Thing, cls: IRI, entry: IRI | None) -> IRI:
        """Return the IRI of a thing: the catalog's, or one minted from its name."""
        if entry is not None:
            return entry
        minted = iris.entity(thing.name)
        known = self.catalog.entries.get(minted)
        if known is not None and known.cls != cls:
            return iris.entity(thing.name, self.ontology.classes[cls].name)
        return minted


def entities(
    used: Mapping[IRI, tuple[Thing, IRI]], mentions: Mentions, catalog: Catalog
) -> tuple[Entity, ...]:
    """Return the entities that claims use, with all mentions of their names (pronouns left out).

    Args:
        used: for each IRI in a claim, its thing and class.
        mentions: the document's mentions.
        catalog: for names and aliases of known entities.
    """
    spans: dict[str, list[Span]] = defaultdict(list)
    for mention in mentions.all:
        found = mentions.thing(mention)
        if found is not None and mention.form != "pronoun":
            spans[found[0].key].append(mention.span)
    out = []
    for iri, (thing, cls) in sorted(used.items()):
        known = catalog.entries.get(iri)
        name = known.name if known else thing.name
        out.append(
            Entity(iri, cls, name, tuple(sorted(set(spans[thing.key]))), known.aliases if known else ())
        )
    return tuple(out)
