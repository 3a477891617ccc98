"""Who is open and who is closed, by where they are at home."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from osgraph import iris, reason
from osgraph import ontology as ontologies
from osgraph.model import IRI, ClaimRecord, Polarity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from osgraph.ontology import Ontology
    from osgraph.store import Store

UNITED_STATES: Final = "United States"
CHINA: Final = "China"
ELSEWHERE: Final = "elsewhere"
UNPLACED: Final = "unplaced"
OPEN: Final = "open"
CLOSED: Final = "closed"
MIXED: Final = "mixed"

PLACES: Final = (UNITED_STATES, CHINA, ELSEWHERE, UNPLACED)
"""The rows of the matrix."""

KINDS: Final = (OPEN, CLOSED, MIXED)
"""The columns of the matrix."""
_HOMES: Final = {iris.entity(UNITED_STATES): UNITED_STATES, iris.entity(CHINA): CHINA}
_COUNTRY: Final = "Country"
_PLACED: Final = f"""SELECT ?home ?kind ?stated (MIN(STR(?label)) AS ?name) {{
  GRAPH <{iris.BASE}derived> {{
    ?placement a osg:Placement ; osg:about ?thing ; osg:kind ?kind ; osg:stated ?stated
    OPTIONAL {{ ?thing osg:home ?home }}
  }}
  ?thing rdfs:label ?label
}} GROUP BY ?thing ?home ?kind ?stated"""


@dataclass(frozen=True, slots=True)
class Cell:
    """The agents and artifacts of one place that are open, closed or both; names sorted.

    Attributes:
        asserted: those that an author states to be so.
        unasserted: those that are only held to be so: hedged, predicted, by a speaker, from a viewpoint.
    """

    asserted: tuple[str, ...] = ()
    unasserted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells by place and kind.

    Attributes:
        rows: "United States", "China", "elsewhere", and "unplaced" for those whose home no claim gives.
        columns: "open", "closed", and "mixed" for those that are said to be both.
        cells: every pair of a row and a column has one.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]

    def to_json(self) -> dict[str, dict[str, dict[str, list[str]]]]:
        """Return the names by row, column, and how sure they are, as plain values for a JSON file."""
        return {
            row: {
                column: {
                    "asserted": list(self.cells[row, column].asserted),
                    "unasserted": list(self.cells[row, column].unasserted),
                }
                for column in self.columns
            }
            for row in self.rows
        }


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one agent or artifact stands in the matrix, and the claims of its openness that put it there.

    Attributes:
        iri: what it is.
        name: what it is called.
        row: the place, as in :class:`Matrix`.
        column: the kind of openness, as in :class:`Matrix`.
        stated: whether an author states its openness as fact.
        because: the claims that place it; facts alone, where there are any.
    """

    iri: IRI
    name: str
    row: str
    column: str
    stated: bool
    because: tuple[ClaimRecord, ...]


def matrix(store: Store) -> Matrix:
    """Return who is open and who is closed, and where, as the rules derive it from all claims.

    What was derived from another state of the store is derived anew first. :func:`placements` tells the same
    of any claims, with the claims that say so.

    Raises:
        OntologyError: a rule cannot be read.
        StoreError: what is derived cannot be written.
    """
    reason.reason(store)
    cells: dict[tuple[str, str], tuple[set[str], set[str]]] = {
        (place, kind): (set(), set()) for place in PLACES for kind in KINDS
    }
    for home, kind, stated, name in store.select(_PLACED).plain():
        row = _HOMES.get(IRI(str(home)), ELSEWHERE) if home else UNPLACED
        cells[row, iris.local(str(kind)).lower()][0 if stated else 1].add(str(name))
    return Matrix(
        PLACES,
        KINDS,
        {at: Cell(tuple(sorted(sure)), tuple(sorted(rest))) for at, (sure, rest) in cells.items()},
    )


def placements(records: Iterable[ClaimRecord], ontology: Ontology | None = None) -> list[Placement]:
    """Return where claims place agents and artifacts in the matrix, by row, column and name.

    An agent is placed by claims of its home, an artifact by the home of its maker, a country by itself;
    where claims differ, facts count before others, then the more frequent place. Whoever has a fact about
    its openness goes by facts alone. Denials and what is past count for nothing.

    Args:
        records: the claims, sorted; the first one about a thing gives its name.
        ontology: tells which relations give home, maker and openness; the shipped one when None.
    """
    ontology = ontology or ontologies.load()
    held: dict[str, list[ClaimRecord]] = defaultdict(list)
    relations = {role: ontology.relation_with_role(role) for role in ("home", "maker", "openness")}
    roles = {relation.iri: role for role, relation in relations.items() if relation}
    for record in records:
        if record.relation in roles and _counts(record):
            held[roles[record.relation]].append(record)
    countries = {
        iri
        for found in held.values()
        for record in found
        for iri, cls in ((record.subject, record.subject_class), (record.object, record.object_class))
        if cls == _COUNTRY
    }
    homes = _homes(held["home"], held["maker"], countries)
    about: dict[IRI, list[ClaimRecord]] = defaultdict(list)
    for record in held["openness"]:
        about[record.subject].append(record)
    placed = []
    for subject, found in about.items():
        facts = [record for record in found if record.is_fact]
        because = [record for record in facts or found if _kind(record.object, ontology)]
        kinds = {_kind(record.object, ontology) for record in because}
        if not kinds:
            continue
        kind = MIXED if len(kinds) > 1 else str(kinds.pop())
        home = _place(subject) if subject in countries else homes.get(subject)
        placed.append(
            Placement(subject, found[0].subject_name, home or UNPLACED, kind, bool(facts), tuple(because))
        )
    return sorted(placed, key=lambda p: (PLACES.index(p.row), KINDS.index(p.column), p.name, p.iri))


def grounds(records: Iterable[ClaimRecord], ontology: Ontology) -> list[tuple[ClaimRecord, str]]:
    """Return the claims that speak for a column of the matrix, with the column; all, not facts alone."""
    relation = ontology.relation_with_role("openness")
    return [
        (record, kind)
        for record in records
        if relation and record.relation == relation.iri and _counts(record)
        if (kind := _kind(record.object, ontology))
    ]


def _counts(record: ClaimRecord) -> bool:
    return record.polarity is Polarity.POSITIVE and not record.former


def _kind(value: IRI, ontology: Ontology) -> str | None:
    """Return the column of an openness value: that of the broadest value it is a case of."""
    seen = {value}
    while value in ontology.openness:
        broader = ontology.openness[value].broader
        if broader is None or broader in seen:
            break
        seen.add(value := broader)
    return {iris.term("Open"): OPEN, iris.term("Closed"): CLOSED}.get(value)


def _homes(
    home: Iterable[ClaimRecord], maker: Iterable[ClaimRecord], countries: Collection[IRI]
) -> dict[IRI, str]:
    """Return the place of agents, then of what they make; a place that is no country tells none."""
    agents = _places((r.subject, _place(r.object), r) for r in home if r.object in countries)
    made = _places(
        (r.object, place, r)
        for r in maker
        if (place := _place(r.subject) if r.subject in countries else agents.get(r.subject))
    )
    return made | agents


def _place(country: IRI) -> str:
    return _HOMES.get(country, ELSEWHERE)


def _places(found: Iterable[tuple[IRI, str, ClaimRecord]]) -> dict[IRI, str]:
    votes: dict[IRI, Counter[tuple[bool, str]]] = defaultdict(Counter)
    for iri, place, record in found:
        votes[iri][record.is_fact, place] += 1
    return {
        iri: min(votes[iri], key=lambda vote: (not vote[0], -votes[iri][vote], vote[1]))[1] for iri in votes
    }
