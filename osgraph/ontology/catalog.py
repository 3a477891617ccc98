"""The catalog of known entities, read from Turtle into plain frozen values."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from osgraph import iris
from osgraph.errors import OntologyError
from osgraph.model import IRI
from osgraph.ontology import statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_OWL: Final = "http://www.w3.org/2002/07/owl#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_PROV: Final = "http://www.w3.org/ns/prov#"

_TYPE: Final = _RDF + "type"
_LABEL: Final = _RDFS + "label"
_ALIAS: Final = _SKOS + "altLabel"
_MATCH: Final = _SKOS + "exactMatch"
_SOURCE: Final = _PROV + "wasDerivedFrom"
_NATIONALITY: Final = iris.term("nationality")
_AMBIGUOUS: Final = iris.term("ambiguousForm")
_COUNTRY: Final = iris.term("catalogCountry")
_MAKER: Final = iris.term("catalogMaker")
_OPENNESS: Final = iris.term("catalogOpenness")
_FAMILY: Final = iris.term("catalogFamily")

_MANY: Final = frozenset({_ALIAS, _NATIONALITY, _AMBIGUOUS})
_ONE: Final = frozenset({_TYPE, _LABEL})
_AT_MOST_ONE: Final = frozenset({_COUNTRY, _MAKER, _OPENNESS, _FAMILY, _SOURCE, _MATCH})
_TERMS: Final = _MANY | _ONE | _AT_MOST_ONE
_HEADER: Final = frozenset({_OWL + "AnnotationProperty", _OWL + "Ontology", _PROV + "Entity"})
_COUNTRY_CLASS: Final = iris.term("Country")
_MODEL_CLASS: Final = iris.term("Model")

_DASHES: Final = re.compile(r"[\s_\u2010-\u2015\u2212-]+")
_BEFORE_NUMBER: Final = re.compile(r"(?<=[a-z]{2}) (?=\d)")
_NO_COMMON_WORD: Final = re.compile(r"\d|\s|[a-z][A-Z]")
_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'"})


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One known entity: background knowledge, never a claim of a document.

    Attributes:
        iri: the entity.
        cls: IRI of its class.
        name: canonical name.
        aliases: its other names as they are written, sorted.
        nationality: words that say "of this country" ("Chinese"); of countries and blocs only.
        country: the home of an agent, the country of a place or policy.
        maker: the agent that makes an artifact.
        openness: IRI of the openness value, as far as the catalog's source knows it.
        family: the model family that a model belongs to.
        ambiguous: those of its names that are also common words or names of other things; they need
            context (the maker nearby, a version number) before they may be taken for the entity.
        source: IRI of where the entry was taken from.
        match: IRI of the same thing elsewhere (Wikidata).
    """

    iri: IRI
    cls: IRI
    name: str
    aliases: tuple[str, ...] = ()
    nationality: tuple[str, ...] = ()
    country: IRI | None = None
    maker: IRI | None = None
    openness: IRI | None = None
    family: IRI | None = None
    ambiguous: tuple[str, ...] = ()
    source: IRI | None = None
    match: IRI | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """All names, the canonical one first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All known entities, with the ways to find them.

    Attributes:
        entries: every entry by its IRI.
        forms: every name as written, with the entities that bear it, sorted.
        nationalities: every nationality word that means one country only, with that country.
    """

    entries: Mapping[IRI, CatalogEntry]
    forms: Mapping[str, tuple[IRI, ...]]
    nationalities: Mapping[str, IRI]
    _folded: Mapping[str, tuple[IRI, ...]] = field(repr=False)

    def lookup(self, form: str) -> tuple[CatalogEntry, ...]:
        """Return the entries that bear a name, sorted by IRI; none if it is unknown.

        The name as written goes first. Failing that, spaces and dashes count as one ("GPT 4o",
        "GPT-4o"), and case is ignored where the name is no common word in lower case: where the
        catalog's form holds a digit, a second word or a capital after a small letter.

        Example:
            >>> catalog = load_catalog()
            >>> [entry.name for entry in catalog.lookup("deepseek r1")]
            ['DeepSeek-R1']
            >>> catalog.lookup("apple"), catalog.lookup("us")
            ((), ())
        """
        found = self.forms.get(form) or self._folded.get(fold(form), ())
        return tuple(self.entries[iri] for iri in found)


def fold(form: str) -> str:
    """Return a name without what spelling varies in: case, dashes, the space before a number.

    Example:
        >>> fold("Qwen 3.7-Max") == fold("Qwen3.7 Max")
        True
    """
    plain = unicodedata.normalize("NFKC", form).translate(_APOSTROPHES).casefold()
    return _BEFORE_NUMBER.sub("", _DASHES.sub(" ", plain).strip())


def index(entries: Iterable[CatalogEntry], *, where: str = "catalog") -> Catalog:
    """Return the catalog of some entries.

    Args:
        entries: in any order, one for each IRI.
        where: what an error names as the place of its problems.

    Raises:
        OntologyError: entries contradict each other or themselves; every problem is listed.

    Example:
        >>> meta = CatalogEntry(iris.entity("Meta"), iris.term("Company"), "Meta", ("Meta Platforms",))
        >>> index([meta]).lookup("meta platforms") == (meta,)
        True
    """
    known = {entry.iri: entry for entry in sorted(entries, key=lambda entry: entry.iri)}
    forms: defaultdict[str, list[IRI]] = defaultdict(list)
    folded: defaultdict[str, list[IRI]] = defaultdict(list)
    words: defaultdict[str, list[IRI]] = defaultdict(list)
    for iri, entry in known.items():
        for form in dict.fromkeys(entry.forms):
            forms[form].append(iri)
        for key in dict.fromkeys(fold(form) for form in entry.forms if _ignores_case(form)):
            folded[key].append(iri)
        for word in entry.nationality:
            words[word].append(iri)
    problems = [problem for entry in known.values() for problem in _faults(entry, known)]
    problems += _clashes(forms, known)
    _refuse(problems, where)
    return Catalog(
        entries=MappingProxyType(known),
        forms=MappingProxyType({form: tuple(bearers) for form, bearers in forms.items()}),
        nationalities=MappingProxyType({word: of[0] for word, of in sorted(words.items()) if len(of) == 1}),
        _folded=MappingProxyType({key: tuple(bearers) for key, bearers in folded.items()}),
    )


def load_catalog(path: Path | None = None) -> Catalog:
    """Read a catalog and check all of it.

    Args:
        path: a Turtle file; None for the shipped one.

    Raises:
        OntologyError: the file cannot be read, is not Turtle, or breaks a rule; every problem is listed.

    Example:
        >>> catalog = load_catalog()
        >>> qwen, = catalog.lookup("Qwen")
        >>> catalog.entries[qwen.maker].name, iris.local(qwen.openness)
        ('Alibaba', 'OpenWeights')
        >>> catalog.entries[catalog.nationalities["Chinese"]].name
        'China'
    """
    from osgraph import ontology

    file = path or ontology.locate("catalog.ttl")
    return index(_read(file), where=str(file))


def _read(file: Path) -> list[CatalogEntry]:
    entries, problems = [], []
    for subject, about in groupby(statements.read(file), key=itemgetter(0)):
        values: defaultdict[str, list[str]] = defaultdict(list)
        for _, predicate, value in about:
            values[predicate].append(value)
        if _HEADER.intersection(values[_TYPE]):
            continue
        problems += _misused(subject, values)
        if not problems:
            entries.append(_entry(IRI(subject), values))
    _refuse(problems, str(file))
    return entries


def _misused(subject: str, values: Mapping[str, list[str]]) -> list[str]:
    name = iris.local(subject)
    unknown = [p for p in values if p.startswith(iris.ONTOLOGY) and p not in _TERMS]
    problems = [f"{name}: osg:{iris.local(p)} is no term of the catalog" for p in unknown]
    problems += [
        f"{name}: one {iris.local(p)} is needed, {len(values.get(p, ()))} given"
        for p in sorted(_ONE)
        if len(values.get(p, ())) != 1
    ]
    return problems + [
        f"{name}: at most one {iris.local(p)} is allowed, {len(values[p])} given"
        for p in sorted(_AT_MOST_ONE)
        if len(values.get(p, ())) > 1
    ]


def _entry(iri: IRI, values: Mapping[str, list[str]]) -> CatalogEntry:
    def one(predicate: str) -> IRI | None:
        return IRI(values[predicate][0]) if predicate in values else None

    return CatalogEntry(
        iri=iri,
        cls=IRI(values[_TYPE][0]),
        name=values[_LABEL][0],
        aliases=tuple(values.get(_ALIAS, ())),
        nationality=tuple(values.get(_NATIONALITY, ())),
        country=one(_COUNTRY),
        maker=one(_MAKER),
        openness=one(_OPENNESS),
        family=one(_FAMILY),
        ambiguous=tuple(values.get(_AMBIGUOUS, ())),
        source=one(_SOURCE),
        match=one(_MATCH),
    )


def _ignores_case(form: str) -> bool:
    return bool(_NO_COMMON_WORD.search(form))


def _faults(entry: CatalogEntry, known: Mapping[IRI, CatalogEntry]) -> list[str]:
    """List what is wrong with one entry, given all of them."""
    name = iris.local(entry.iri)
    problems = [
        f"{name}: the ambiguous form {form!r} is none of its names"
        for form in entry.ambiguous
        if form not in entry.forms
    ]
    problems += [f"{name}: an empty name" for form in entry.forms if not form.strip()]
    if entry.nationality and entry.cls != _COUNTRY_CLASS:
        problems.append(f"{name}: nationality {entry.nationality[0]!r} on what is no Country")
    links = (
        ("country", entry.country, _COUNTRY_CLASS),
        ("maker", entry.maker, None),
        ("family", entry.family, _MODEL_CLASS),
    )
    for what, iri, cls in links:
        target = known.get(iri) if iri else None
        if iri and target is None:
            problems.append(f"{name}: its {what} {iris.local(iri)} has no entry of its own")
        elif target and cls and target.cls != cls:
            problems.append(f"{name}: its {what} {target.name!r} is no {iris.local(cls)}")
    for what, iri in (("class", entry.cls), ("openness", entry.openness)):
        if iri and not urlsplit(iri).scheme:
            problems.append(f"{name}: its {what} {iri!r} is no absolute IRI")
    return problems


def _refuse(problems: list[str], where: str) -> None:
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise OntologyError("\n  ".join([f"{where}: {count} in the catalog", *problems]))


def _clashes(forms: Mapping[str, list[IRI]], known: Mapping[IRI, CatalogEntry]) -> list[str]:
    """List the names that two entries of one class share, for nothing could tell them apart."""
    problems = []
    for form, bearers in sorted(forms.items()):
        classes = [known[iri].cls for iri in bearers]
        if len(set(classes)) < len(classes):
            problems.append(f"{form!r} names several of one class: {', '.join(map(iris.local, bearers))}")
    return problems
