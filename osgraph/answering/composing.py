"""A question as SPARQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from rdflib import Literal, URIRef

from osgraph import iris
from osgraph.answering.columns import choose
from osgraph.model import IRI
from osgraph.rdf import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osgraph.answering.asking import Asked, End
    from osgraph.answering.lexicon import Lexicon

_NAMED = (
    "OPTIONAL {{ GRAPH ?d {{ ?{x} rdfs:label ?{x}Here }} }} OPTIONAL {{ ?{x} rdfs:label ?{x}Any }}\n"
    '  BIND(STR(COALESCE(?{x}Here, ?{x}Any, REPLACE(STR(?{x}), "^.*[#/]", ""))) AS ?{out})'
)
_LOCAL = 'BIND(REPLACE(STR(?{x}), "^.*[#/]", "") AS ?{out})'
_LOWER = 'BIND(LCASE(REPLACE(STR(?{x}), "^.*[#/]", "")) AS ?{out})'
_VIEW = 'OPTIONAL { ?c osg:perspective ?lens } BIND(COALESCE(STR(?lens), "none") AS ?perspective)'
_SPEAKER = (
    "?c prov:wasAttributedTo ?who . OPTIONAL { ?who rdfs:label ?whoLabel }\n"
    '  BIND(IF(STRENDS(STR(?who), "#author"), "author", STR(?whoLabel)) AS ?attribution)'
)
_MAKER = """OPTIONAL {{ ?make{x} rdf:object ?{x} ; rdf:predicate {develops} ; rdf:subject ?maker{x} ;
    osg:polarity osg:Positive ; osg:evidence/oa:hasSource ?d . ?maker{x} rdfs:label ?maker{x}Label }}
  BIND(STR(?maker{x}Label) AS ?{out})"""


_ASSERTED = """  ?{c} rdf:subject ?s ; rdf:predicate {p} ; rdf:object ?{o} ; osg:polarity osg:Positive ;
    osg:modality osg:Asserted ; osg:evidence/oa:hasSource ?d ."""
_COUNTED = "(SUM(IF(?m = {m}, 1, 0)) AS ?{out})"
_BINDING: Final[Mapping[str, str]] = {
    "subject": _NAMED.format(x="s", out="subject"),
    "object": _NAMED.format(x="o", out="object"),
    "relation": _LOCAL.format(x="p", out="relation"),
    "modality": _LOWER.format(x="m", out="modality"),
    "polarity": _LOWER.format(x="polarityTerm", out="polarity"),
    "perspective": _VIEW,
    "attribution": _SPEAKER,
    "former": "OPTIONAL { ?c osg:former ?past } BIND(STR(?past) AS ?former)",
    "quantity": "OPTIONAL { ?c osg:quantity ?amount } BIND(STR(?amount) AS ?quantity)",
    "benchmark": "OPTIONAL { ?c osg:benchmark ?test . ?test rdfs:label ?testLabel }\n"
    "  BIND(STR(?testLabel) AS ?benchmark)",
}


class Composed(NamedTuple):
    """A query, the columns that may be left out where they say nothing, and what they say then."""

    text: str
    optional: dict[str, str]


def compose(asked: Asked, lexicon: Lexicon, document: str | None, *, viewed: bool) -> Composed:
    """Return the query of a question.

    Args:
        asked: the question.
        lexicon: the words of the ontology.
        document: ask one document alone.
        viewed: whether claims stand under viewpoints, which the answer then tells.
    """
    if asked.counted:
        return Composed(_counting(asked, document), {})
    if asked.change is not None:
        return Composed(_changing(asked, lexicon, document), {})
    columns, optional = choose(asked, lexicon, viewed=viewed)
    parts = [*_patterns(asked, lexicon, document), *(_column(name, lexicon) for name in columns)]
    body = "\n  ".join(parts)
    order = " ".join(f"?{column}" for column in columns)
    return Composed(f"SELECT DISTINCT {order}\nWHERE {{\n  {body}\n}}\nORDER BY {order}", optional)


def _patterns(asked: Asked, lexicon: Lexicon, document: str | None) -> list[str]:
    """Return the patterns that the claims fit."""
    parts = [
        "?c a osg:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;",
        "  osg:polarity ?polarityTerm ; osg:modality ?m ; osg:evidence/oa:hasSource ?d .",
        *_source(document),
    ]
    if "polarity" not in asked.columns:
        parts.append("FILTER(?polarityTerm = osg:Positive)")
    if asked.relations:
        parts.append(f"VALUES ?p {{ {_listed(asked.relations)} }}")
    home = lexicon.terms.relation_with_role("home")
    based = _term(home.iri) if home else ""
    parts += _end("s", asked.subject, resident=based if asked.residents else "")
    parts += _end("o", asked.object)
    if asked.home is not None:
        places = _listed(iri for thing in asked.home.named for iri in thing)
        parts.append(
            f"VALUES ?place {{ {places} }} ?at rdf:subject ?s ; rdf:predicate {based} ; rdf:object ?place ; "
            "osg:polarity osg:Positive ; osg:evidence/oa:hasSource ?d ."
        )
        parts.append("FILTER(?m != osg:Hypothetical)")
    if asked.modalities:
        parts.append(f"VALUES ?m {{ {' '.join(_term(v.HELD[m]) for m in asked.modalities)} }}")
    if asked.speakers:
        parts.append(f"VALUES ?by {{ {_listed(asked.speakers)} }} ?c prov:wasAttributedTo ?by .")
    if asked.others:
        parts.append('?c prov:wasAttributedTo ?other . FILTER(!STRENDS(STR(?other), "#author"))')
    if asked.former:
        parts.append("?c osg:former true .")
    if asked.perspective:
        parts.append(f"?c osg:perspective ?view . FILTER(STR(?view) = {Literal(asked.perspective).n3()})")
    elif asked.perspective == "":
        parts.append("FILTER NOT EXISTS { ?c osg:perspective ?view }")
    elif asked.within:
        parts.append("?c osg:perspective ?view .")
    return parts


def _end(name: str, end: End, resident: str = "") -> list[str]:
    parts = []
    things = [iri for thing in end.named for iri in thing]
    if things and resident:
        parts.append(
            f"VALUES ?{name}Named {{ {_listed(things)} }}\n  FILTER(?{name} = ?{name}Named || EXISTS {{\n"
            f"    ?lives rdf:subject ?{name} ; rdf:predicate {resident} ; rdf:object ?{name}Named ;\n"
            "      osg:polarity osg:Positive ; osg:evidence/oa:hasSource ?d })"
        )
    elif things:
        parts.append(f"VALUES ?{name} {{ {_listed(things)} }}")
    if end.classes:
        parts.append(
            f"VALUES ?{name}Class {{ {_listed(end.classes)} }} GRAPH ?d {{ ?{name} a ?{name}Class }}"
        )
    if end.values:
        parts.append(f"VALUES ?{name} {{ {_listed(end.values)} }}")
    return parts


def _column(name: str, lexicon: Lexicon) -> str:
    """Return the pattern that binds a column."""
    if name.endswith("Maker"):
        maker = lexicon.terms.relation_with_role("maker")
        return _MAKER.format(x=name[0], out=name, develops=_term(maker.iri) if maker else "?nothing")
    return _BINDING[name]


def _counting(asked: Asked, document: str | None) -> str:
    """Return the query for the number of claims by modality, of each viewpoint if that is asked."""
    group = "?perspective" if asked.within else ""
    lines = [
        " ".join(
            ["SELECT", group, *(_COUNTED.format(m=_term(v.HELD[m]), out=m.value) for m in asked.modalities)]
        ),
        "WHERE {",
        f"  ?c a osg:Claim ; {'osg:perspective ?lens ;' if asked.within else ''} osg:modality ?m ;",
        "    osg:evidence/oa:hasSource ?d .",
        *_source(document),
        "  BIND(STR(?lens) AS ?perspective)" if asked.within else "",
        "}",
        f"GROUP BY {group} ORDER BY {group}" if group else "",
    ]
    return "\n".join(filter(None, lines))


def _changing(asked: Asked, lexicon: Lexicon, document: str | None) -> str:
    """Return the query for what left one kind of openness and is now of the other."""
    roles = {name: lexicon.terms.relation_with_role(name) for name in ("shiftFrom", "shiftTo", "openness")}
    term = {name: _term(role.iri) for name, role in roles.items() if role}
    first, second = asked.change or (IRI(""), IRI(""))
    after = _listed(lexicon.narrower(second))
    lines = [
        "SELECT DISTINCT ?subject ?from ?object",
        "WHERE {",
        f"  VALUES ?o {{ {_listed(lexicon.narrower(first))} }}",
        _ASSERTED.format(c="c", p=term["shiftFrom"], o="o"),
        *(f"  {part}" for part in (*_source(document), *_end("s", asked.subject))),
        f"  VALUES ?now {{ {after} }} VALUES ?is {{ {term['openness']} {term['shiftTo']} }}",
        _ASSERTED.format(c="c1", p="?is", o="now") + " FILTER NOT EXISTS { ?c1 osg:former true }",
        _ASSERTED.format(c="c2", p=term["shiftTo"], o="to"),
        "" if "targets" in asked.columns else f"  VALUES ?to {{ {after} }}",
        "  " + _NAMED.format(x="s", out="subject"),
        "  " + _LOCAL.format(x="o", out="from"),
        "  " + _NAMED.format(x="to", out="object"),
        "}",
        "ORDER BY ?subject ?from ?object",
    ]
    return "\n".join(filter(None, lines))


def _source(document: str | None) -> list[str]:
    return [f"VALUES ?d {{ {URIRef(iris.document(document)).n3()} }}"] if document is not None else []


def _listed(found: Iterable[str]) -> str:
    return " ".join(_term(iri) for iri in sorted(found))


def _term(iri: str) -> str:
    """Return an IRI as SPARQL writes it, short where that is plain."""
    for prefix, namespace in (("osg:", iris.ONTOLOGY), ("osr:", iris.RESOURCE)):
        local = iri.removeprefix(namespace)
        if local != iri and re.fullmatch(r"[A-Za-z]\w*", local, re.ASCII):
            return prefix + local
    return URIRef(iri).n3()
