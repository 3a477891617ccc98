"""The Turtle of the catalog: what stands at its head, and how an entry is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from osgraph import iris, languages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osgraph.ontology.catalog import CatalogEntry

WIKIDATA: Final = "http://www.wikidata.org/entity/"
PREFIXES: Final = {
    "osg": iris.ONTOLOGY, "osr": iris.RESOURCE, "src": f"{iris.BASE}source/", "wd": WIKIDATA
}  # fmt: skip

HEADER: Final = """\
# The catalog of known entities: background knowledge with its sources, no claim of any document.
# Made by scripts/make_catalog.py from the tables in scripts/catalog; edit those, then run it again.
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix osg: <https://w3id.org/osgraph/ontology#> .
@prefix osr: <https://w3id.org/osgraph/resource/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix src: <https://w3id.org/osgraph/source/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

osg:nationality a owl:AnnotationProperty ;
    rdfs:label "nationality word"@en ;
    rdfs:comment "A word that says of an agent or thing that it is of this country."@en .
osg:ambiguousForm a owl:AnnotationProperty ;
    rdfs:label "ambiguous form"@en ;
    rdfs:comment "A name of the entity that is also a common word or another thing's name: it needs context, such as the maker nearby or a version number."@en .
osg:catalogCountry a owl:AnnotationProperty ;
    rdfs:label "country (catalog)"@en ;
    rdfs:comment "The home of an agent, the country of a place, policy or event, as the catalog knows it."@en .
osg:catalogMaker a owl:AnnotationProperty ;
    rdfs:label "maker (catalog)"@en ;
    rdfs:comment "Who makes an artifact, as the catalog knows it."@en .
osg:catalogOpenness a owl:AnnotationProperty ;
    rdfs:label "openness (catalog)"@en ;
    rdfs:comment "How open an artifact is, as the catalog's source holds it; of a family, what holds for most of its models."@en .
osg:catalogFamily a owl:AnnotationProperty ;
    rdfs:label "family (catalog)"@en ;
    rdfs:comment "The model family that a model belongs to, as the catalog knows it."@en .

src:common a prov:Entity ;
    dcterms:title "Common knowledge, written down in scripts/catalog"@en .
src:iso-3166 a prov:Entity ;
    dcterms:title "ISO 3166-1 names as packaged by pycountry; everyday names, nationality words and capitals are common knowledge"@en .
src:models.dev a prov:Entity ;
    dcterms:title "models.dev, the open database of AI models; openness by majority of its entries"@en ;
    dcterms:source <https://models.dev> ;
    dcterms:issued "2026-08-18"^^xsd:date ;
    dcterms:license <https://spdx.org/licenses/MIT> .
"""  # noqa: E501  (one statement a line, as in the rest of the file)


def to_turtle(entries: Iterable[CatalogEntry]) -> str:
    """Return the catalog as Turtle, one entry a paragraph, in the order given."""
    return "\n".join([HEADER, *map(_paragraph, entries)])


def _paragraph(entry: CatalogEntry) -> str:
    facts = [f"a {_short(entry.cls)}"]
    facts += [f"rdfs:label {_quoted(entry.name)}"]
    facts += [f"{term} {' , '.join(map(_quoted, texts))}" for term, texts in (
        ("skos:altLabel", entry.aliases),
        ("osg:nationality", entry.nationality),
        ("osg:ambiguousForm", entry.ambiguous),
    ) if texts]  # fmt: skip
    facts += [f"{term} {_short(iri)}" for term, iri in (
        ("osg:catalogCountry", entry.country),
        ("osg:catalogMaker", entry.maker),
        ("osg:catalogOpenness", entry.openness),
        ("osg:catalogFamily", entry.family),
        ("skos:exactMatch", entry.match),
        ("prov:wasDerivedFrom", entry.source),
    ) if iri]  # fmt: skip
    return f"{_short(entry.iri)} " + " ;\n    ".join(facts) + " .\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@{languages.of_name(text) or languages.ENGLISH}'


def _short(iri: str) -> str:
    for prefix, base in PREFIXES.items():
        rest = iri.removeprefix(base)
        if rest != iri and re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?", rest):
            return f"{prefix}:{rest}"
    return f"<{iri}>"
