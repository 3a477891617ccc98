"""What the step knows: an ontology and a catalog made ready for matching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osgraph.claims import cache
from osgraph.claims.openness import OpennessWords
from osgraph.claims.patterns import index
from osgraph.mentions import Gazetteer, Vocabulary
from osgraph.propositions import Cues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.language import Language

    from osgraph.claims.patterns import Pattern
    from osgraph.model import IRI
    from osgraph.ontology import Catalog, Ontology
    from osgraph.propositions import Kind


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """What the step knows: the ontology made ready for matching, once for many documents."""

    ontology: Ontology
    catalog: Catalog
    gazetteer: Gazetteer
    vocabulary: Vocabulary
    cues: Cues
    openness: OpennessWords
    patterns: Mapping[tuple[Kind, str], tuple[Pattern, ...]]
    speakers: frozenset[IRI]
    benchmarks: frozenset[IRI]
    openness_classes: frozenset[IRI]
    pursuits: frozenset[IRI]


def prepare(ontology: Ontology, catalog: Catalog, nlp: Language) -> Knowledge:
    """Compile an ontology and a catalog for :func:`annotate`.

    Args:
        ontology: classes, relations with phrases, cues.
        catalog: known names.
        nlp: the pipeline that parses the documents, so that phrases are read alike.
    """
    patterns = cache.patterns(ontology, nlp)
    names = {c.name: iri for iri, c in ontology.classes.items()}
    agents = [names[n] for n in ("Agent",) if n in names]
    below = frozenset(c for c in ontology.classes if set(agents) & set(ontology.ancestors(c)))
    return Knowledge(
        ontology,
        catalog,
        Gazetteer(catalog),
        Vocabulary.of(ontology),
        Cues.of(ontology.cues),
        OpennessWords(ontology.openness),
        index(patterns),
        speakers=below,
        benchmarks=frozenset(names[n] for n in ("Benchmark",) if n in names),
        openness_classes=frozenset(names[n] for n in ("Openness",) if n in names),
        pursuits=frozenset(r.iri for r in ontology.relations.values() if "pursuit" in r.roles),
    )
