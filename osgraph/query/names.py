"""The names that people call entities and relations by, each leading to the IRIs it may mean."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import get_close_matches
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.errors import InputError, NotFoundError
from osgraph.model import IRI

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osgraph.store import Store

_ENTITIES = """SELECT DISTINCT ?e ?name {
  { SELECT DISTINCT ?e { ?d dcterms:references ?e } } ?e rdfs:label|skos:altLabel ?name
}"""
_VALUES = """SELECT ?o {
  { SELECT DISTINCT ?o { { ?c rdf:object ?o } UNION { ?o a osg:Openness } } }
  FILTER NOT EXISTS { ?d dcterms:references ?o }
}"""
_LABEL = (
    "SELECT ?name {{ GRAPH ?d {{ ?d a osg:Document . <{iri}> rdfs:label ?name }} }} ORDER BY ?name LIMIT 1"
)
_RELATIONS = f"""SELECT DISTINCT ?r {{
  {{ ?c a osg:Claim ; rdf:predicate ?r }}
  UNION {{ GRAPH <{iris.BASE}ontology> {{ ?r a owl:ObjectProperty }} }}
}}"""


def entities(store: Store, name: str) -> frozenset[IRI]:
    """Return what a name or IRI may mean: entities of documents, and openness values that claims have.

    Raises:
        NotFoundError: nothing in the store is called so; the message gives the nearest names.
    """
    pairs = [(str(iri), str(called)) for iri, called in store.select(_ENTITIES)]
    pairs += _by_local_name(str(iri) for (iri,) in store.select(_VALUES))
    return _find(name, pairs, "entity or openness value")


def entity(store: Store, name: str) -> IRI:
    """Return the entity that a name or IRI means.

    Raises:
        NotFoundError: no document knows one of that name; the message gives the nearest names.
        InputError: the name means several; the message tells them apart.
    """
    pairs = [(str(iri), str(called)) for iri, called in store.select(_ENTITIES)]
    full = iris.RESOURCE + name.removeprefix("osr:") if name.startswith("osr:") else name
    found = sorted(_find(full, pairs, "entity"))
    if len(found) > 1:
        raise InputError(
            f"{name!r} may be {' or '.join('osr:' + iris.local(iri) for iri in found)}; say which"
        )
    return found[0]


def label(store: Store, iri: IRI) -> str:
    """Return what documents call a thing, also one that another stands for; else the end of its IRI."""
    rows = store.select(_LABEL.format(iri=iri)).plain()
    return str(rows[0][0]) if rows else iris.local(iri).replace("_", " ")


def relations(store: Store, name: str) -> frozenset[IRI]:
    """Return the relations that a name or IRI may mean: those of claims, and those of the store's ontology.

    Raises:
        NotFoundError: there is none of that name; the message gives the nearest ones.
    """
    return _find(name, _by_local_name(str(iri) for (iri,) in store.select(_RELATIONS)), "relation")


def folded(name: str) -> str:
    """Return a name as it is compared: "Open-Source" as "open source".

    Example:
        >>> folded("Open-Source  AI") == folded("open_source ai")
        True
    """
    return " ".join(re.split(r"[\s_-]+", name.casefold().strip()))


def _by_local_name(found: Iterable[str]) -> list[tuple[str, str]]:
    """Pair IRIs with their local name, and with its words ("worksFor", "works For")."""
    pairs = []
    for iri in found:
        name = iris.local(iri)
        pairs += [(iri, name), (iri, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))]
    return pairs


def _find(name: str, pairs: list[tuple[str, str]], kind: str) -> frozenset[IRI]:
    by_name: dict[str, set[IRI]] = defaultdict(set)
    for iri, called in pairs:
        by_name[folded(called)].add(IRI(iri))
    found = by_name.get(folded(name)) or {IRI(iri) for iri, _ in pairs if iri == name}
    if found:
        return frozenset(found)
    shown = {folded(called): called for _, called in sorted(pairs, reverse=True)}
    near = [shown[key] for key in get_close_matches(folded(name), shown, n=3)]
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise NotFoundError(f"no {kind} is called {name!r}{hint}")
