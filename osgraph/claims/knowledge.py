"""What the step knows: an ontology and a catalog made ready for matching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osgraph import text
from osgraph.claims import cache
from osgraph.claims.candidates import step_of
from osgraph.claims.openness import OpennessWords
from osgraph.claims.patterns import index
from osgraph.claims.triggers import Triggers
from osgraph.mentions import Gazetteer, Vocabulary
from osgraph.propositions import Cues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.language import Language

    from osgraph.claims.patterns import Pattern
    from osgraph.claims.scoring import PairModel
    from osgraph.linear import Model
    from osgraph.model import IRI
    from osgraph.ontology import Catalog, Ontology
    from osgraph.propositions import Kind


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """What the step knows: the ontology made ready for matching, once for many documents.

    Attributes:
        ontology: classes, relations, cues.
        catalog: known things.
        gazetteer: their names, ready to be found.
        vocabulary: the head nouns of classes.
        cues: the cues of factuality.
        openness: the words that say open or closed.
        acts: the openness value that each act of opening a thing gives it, by the step that tells its phrase.
        patterns: by kind and lemma of the predicate.
        speakers: the classes of those who can say something.
        people: the classes of single persons.
        benchmarks: the classes of what a comparison is measured on.
        openness_classes: the class of openness values, where the ontology has one.
        pursuits: the relations by which an agent follows a strategy.
        makes: the classes of what agents make.
        lands: the catalog's countries and places.
        titles: nouns that stand for one agent.
        triggers: words that hint at relations.
        model: the learned pair model; None: phrases alone decide.
        names: the learned model of names; None: a recogniser's guess is kept.
        ends: the learned model of which end of a relation is its subject; None: nothing is known of it.
        coreference: whether pronouns and descriptions are resolved.
    """

    ontology: Ontology
    catalog: Catalog
    gazetteer: Gazetteer
    vocabulary: Vocabulary
    cues: Cues
    openness: OpennessWords
    acts: Mapping[str, IRI]
    patterns: Mapping[tuple[Kind, str], tuple[Pattern, ...]]
    speakers: frozenset[IRI]
    people: frozenset[IRI]
    benchmarks: frozenset[IRI]
    openness_classes: frozenset[IRI]
    pursuits: frozenset[IRI]
    makes: frozenset[IRI]
    lands: frozenset[IRI]
    titles: frozenset[str]
    triggers: Triggers
    model: PairModel | None
    names: Model | None
    ends: Model | None
    coreference: bool


def prepare(
    ontology: Ontology,
    catalog: Catalog,
    nlp: Language,
    *,
    model: PairModel | None = None,
    names: Model | None = None,
    ends: Model | None = None,
    coreference: bool = True,
) -> Knowledge:
    """Compile an ontology and a catalog for :func:`annotate`.

    Args:
        ontology: classes, relations with phrases, cues.
        catalog: known names.
        nlp: the pipeline that parses the documents, so that phrases are read alike.
        model: a pair model; relations that the ontology does not have are ignored.
        names: a model of names; classes that the ontology does not have are ignored.
        ends: a model of which end of a relation is its subject; it is asked of proposed claims alone.
        coreference: whether to resolve pronouns and descriptions such as "the company".
    """
    patterns = cache.patterns(ontology, nlp)
    classes = {c.name: iri for iri, c in ontology.classes.items()}
    below = {
        top: frozenset(c for c in ontology.classes if classes.get(top) in ontology.ancestors(c))
        for top in ("Agent", "Artifact", "Country", "Person", "Place")
    }
    return Knowledge(
        ontology,
        catalog,
        Gazetteer(catalog),
        Vocabulary.of(ontology, text.words(nlp)),
        Cues.of(ontology.cues),
        OpennessWords(ontology.openness),
        {step_of(act): iri for iri, value in sorted(ontology.openness.items()) for act in value.acts},
        index(patterns),
        speakers=below["Agent"],
        people=below["Person"],
        benchmarks=frozenset(classes[n] for n in ("Benchmark",) if n in classes),
        openness_classes=frozenset(classes[n] for n in ("Openness",) if n in classes),
        makes=below["Artifact"],
        lands=frozenset(
            e.iri for e in catalog.entries.values() if e.cls in below["Country"] | below["Place"]
        ),
        titles=frozenset(
            noun
            for cls in sorted(below["Agent"])
            for noun in ontology.classes[cls].head_nouns
            if not noun.endswith("s") and ontology.classes[cls].name != "Group"
        ),
        triggers=Triggers.of(ontology, patterns),
        model=model if model and set(model.relations) & set(ontology.relations) else None,
        names=names,
        ends=ends,
        coreference=coreference,
        pursuits=frozenset(r.iri for r in ontology.relations.values() if "pursuit" in r.roles),
    )
