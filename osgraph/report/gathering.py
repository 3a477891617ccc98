"""What a store says, gathered for the report."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from osgraph import diff, iris, query
from osgraph.model import IRI
from osgraph.query import AUTHOR, dates
from osgraph.reason import reason
from osgraph.report import content
from osgraph.report.leading import leaders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osgraph.model import AnnotatedDocument, ClaimRecord, Document
    from osgraph.store import Store

_MOST: Final = 20  # lines of a section, names of a cell
_FEW: Final = 5  # lines under one head
_DERIVED: Final = """
    SELECT ?node ?about ?value ?date ?claim {{
      GRAPH <https://w3id.org/osgraph/derived> {{
        ?node a osg:{kind} ; osg:{property} ?value ; osg:because ?claim .
        OPTIONAL {{ ?node osg:about ?about }} OPTIONAL {{ ?node osg:date ?date }}
      }}
    }} ORDER BY ?node ?date ?claim"""


def gather(
    store: Store, *, since: str | None = None, title: str = "Who is open, who is closed"
) -> content.Report:
    """Return what the claims of a store come to; what follows from them is derived anew if need be.

    Args:
        store: where they are kept.
        since: the date from which on documents count as new: a day, month or year.
        title: the report's name.

    Raises:
        InputError: ``since`` is no date.
        StoreError: the store cannot be read or written.
    """
    since = dates.checked(since) if since else ""
    reason(store)
    annotated = list(query.annotated(store))
    claims = [record for one in annotated for record in query.records(one)]
    documents = [one.document for one in annotated]
    issued = sorted(document.published for document in documents if document.published)
    by_id = {record.id: record for record in claims}
    leading, groups = _leading(claims)
    return content.Report(
        title=title,
        since=since,
        counts=_counts(annotated, claims),
        first=issued[0] if issued else "",
        last=issued[-1] if issued else "",
        rows=query.PLACES,
        columns=query.KINDS,
        cells=_cells(claims),
        news=_news(documents, claims, since) if since else None,
        corroborated=_corroborated(store, by_id),
        disputes=_disputes(store, by_id),
        shifts=_shifts(store, by_id),
        publishers=_publishers(documents, claims),
        lenses=_lenses(claims),
        leading=leading,
        groups=groups,
        sources=_sources(documents, claims),
    )


def _cells(claims: Sequence[ClaimRecord]) -> dict[tuple[str, str], tuple[content.Placed, ...]]:
    cells: dict[tuple[str, str], list[content.Placed]] = {
        (row, column): [] for row in query.PLACES for column in query.KINDS
    }
    for placed in query.placements(claims):
        told = sorted(filter(None, map(dates.date, placed.because)))
        cells[placed.row, placed.column].append(
            content.Placed(
                placed.name,
                placed.stated,
                content.sources(placed.because),
                told[0] if told else "",
                told[-1] if told else "",
                content.evidence(placed.because, 2),
            )
        )
    return {
        pair: tuple(sorted(names, key=lambda p: (not p.stated, -p.sources, p.name)))
        for pair, names in cells.items()
    }


def _counts(
    annotated: Sequence[AnnotatedDocument], claims: Sequence[ClaimRecord]
) -> tuple[tuple[int, str], ...]:
    publishers = {one.document.source.casefold() for one in annotated} - {""}
    entities = {entity.iri for one in annotated for entity in one.entities}
    found = (
        (len(annotated), "document", "documents"),
        (len(publishers), "publisher", "publishers"),
        (len(entities), "entity", "entities"),
        (len(claims), "claim", "claims"),
        (sum(record.is_fact for record in claims), "stated as fact", "stated as fact"),
    )
    return tuple((n, one if n == 1 else many) for n, one, many in found)


def _news(documents: Sequence[Document], claims: Sequence[ClaimRecord], since: str) -> content.News:
    fresh = {document.id for document in documents if dates.since(document.published, since)}
    before = diff.State((), {}, tuple(record for record in claims if record.document not in fresh))
    changes = diff.diff(before, diff.State((), {}, tuple(claims)))
    brought = {change: [r for r in change.evidence if r.document in fresh] for change in changes}
    moves = [change for change in changes if change.what is diff.What.QUADRANT]
    otherwise = [c for c in changes if c.what is diff.What.CLAIM and c.how is diff.How.CHANGED]
    first = [c for c in changes if c.what is diff.What.CLAIM and c.how is diff.How.CAME]
    return content.News(
        tuple(source for source in _sources(documents, claims) if source.document.id in fresh),
        tuple(content.Move(c.name, c.before, c.after, content.evidence(brought[c])) for c in moves),
        tuple(content.statements(record for c in first for record in brought[c])),
        tuple((c.before, content.statement(brought[c])) for c in otherwise),
    )


def _corroborated(store: Store, by_id: Mapping[IRI, ClaimRecord]) -> tuple[content.Statement, ...]:
    found = [_known(by_id, rows) for rows in _derived(store, "Corroboration", "sources").values()]
    said = [content.statement(claims) for claims in found if claims]
    return tuple(sorted(said, key=lambda s: (-s.sources, s.subject, s.relation, s.object)))


def _disputes(store: Store, by_id: Mapping[IRI, ClaimRecord]) -> tuple[content.Dispute, ...]:
    found = []
    for rows in _derived(store, "Contradiction", "reason").values():
        claims = _known(by_id, rows)
        if claims:
            about = _named(claims, rows[0]["about"])
            found.append(
                (len(claims), content.Dispute(about, rows[0]["value"], tuple(content.statements(claims))))
            )
    found.sort(
        key=lambda pair: (
            -sum(side.sources for side in pair[1].sides),
            -pair[0],
            pair[1].about,
            pair[1].reason,
        )
    )
    return tuple(dispute for _, dispute in found)


def _shifts(store: Store, by_id: Mapping[IRI, ClaimRecord]) -> tuple[content.Shift, ...]:
    found = []
    for rows in _derived(store, "Drift", "kind").values():
        claims = _known(by_id, rows)
        if claims:
            about = _named(claims, rows[0]["about"])
            becomes = iris.spoken(iris.local(rows[0]["value"]))
            first = min((row["date"] for row in rows if row["date"]), default="")
            found.append(content.Shift(about, becomes, first, content.evidence(claims)))
    return tuple(sorted(found, key=lambda shift: (shift.date or "~", shift.who, shift.becomes)))


def _publishers(
    documents: Sequence[Document], claims: Sequence[ClaimRecord]
) -> tuple[content.Publisher, ...]:
    printed = Counter(document.source for document in documents)
    made: dict[str, list[ClaimRecord]] = defaultdict(list)
    for record in claims:
        made[record.source].append(record)
    found = []
    for name, number in printed.items():
        quoted: dict[str, list[ClaimRecord]] = defaultdict(list)
        for record in made[name]:
            if record.speaker != AUTHOR:
                quoted[record.speaker].append(record)
        speakers = [
            content.Speaker(who, len(said), tuple(content.statements(said)[:_FEW]))
            for who, said in sorted(quoted.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        ]
        found.append(content.Publisher(name, number, len(made[name]), tuple(speakers)))
    return tuple(sorted(found, key=lambda p: (not p.name, -p.claims, p.name)))


def _lenses(claims: Sequence[ClaimRecord]) -> tuple[content.Lens, ...]:
    """Return for each viewpoint what only it says: nobody else does, nor the plain text around it."""
    seen: dict[tuple[str, ...], set[str | None]] = defaultdict(set)
    for record in claims:
        seen[_triple(record)].add(record.perspective)
    found = []
    for lens in sorted({record.perspective for record in claims if record.perspective}):
        own = [r for r in claims if r.perspective == lens]
        said = content.statements(r for r in own if seen[_triple(r)] == {lens})
        found.append(content.Lens(lens, len(own), tuple(said[:_MOST]), max(0, len(said) - _MOST)))
    return tuple(sorted(found, key=lambda one: (-one.claims, one.name)))


def _leading(
    claims: Sequence[ClaimRecord],
) -> tuple[tuple[content.Leading, ...], tuple[content.Group, ...]]:
    about: dict[IRI, list[ClaimRecord]] = defaultdict(list)
    names: dict[IRI, tuple[str, str]] = {}
    for record in claims:
        about[record.subject].append(record)
        about[record.object].append(record)
        names.setdefault(record.subject, (record.subject_name, record.subject_class))
        names.setdefault(record.object, (record.object_name, record.object_class))
    ranked = leaders(claims)
    leading = tuple(
        content.Leading(
            *names[one.iri],
            len(about[one.iri]),
            one.pagerank,
            one.betweenness,
            one.community,
            content.evidence(about[one.iri], 3),
        )
        for one in ranked[:_MOST]
    )
    members: dict[int, list[IRI]] = defaultdict(list)
    for one in ranked:
        members[one.community].append(one.iri)
    community = {one.iri: one.community for one in ranked}
    inside: dict[int, list[ClaimRecord]] = defaultdict(list)
    for record in claims:
        number = community.get(record.subject)
        if number is not None and community.get(record.object) == number:
            inside[number].append(record)
    groups = tuple(
        content.Group(
            n, len(members[n]), tuple(names[iri][0] for iri in members[n][:8]), content.evidence(inside[n], 3)
        )
        for n in sorted(members)[: _FEW * 2]
    )
    return leading, groups


def _sources(documents: Sequence[Document], claims: Sequence[ClaimRecord]) -> tuple[content.Source, ...]:
    made = Counter(record.document for record in claims)
    found = [content.Source(document, made[document.id]) for document in documents]
    # The youngest first; those without a date last, by id.
    dated = sorted((s for s in found if s.document.published), key=lambda s: s.document.id)
    dated.sort(key=lambda s: s.document.published or "", reverse=True)
    return (*dated, *(s for s in found if not s.document.published))


def _derived(store: Store, kind: str, property_: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each derived node of a kind: what about, a value, a date, a claim."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    rows = store.select(_DERIVED.format(kind=kind, property=property_))
    for row in rows.plain():
        node, about, value, date, claim = ("" if cell is None else str(cell) for cell in row)
        found[node].append({"about": about, "value": value, "date": date, "claim": claim})
    return found


def _known(by_id: Mapping[IRI, ClaimRecord], rows: Sequence[Mapping[str, str]]) -> list[ClaimRecord]:
    ids = {IRI(row["claim"]) for row in rows}
    found = [by_id[id_] for id_ in ids if id_ in by_id]
    return sorted(found, key=lambda record: (record.document, record.start, record.end, record.id))


def _named(claims: Sequence[ClaimRecord], iri: str) -> str:
    names = [r.subject_name for r in claims if r.subject == iri] + [
        r.object_name for r in claims if r.object == iri
    ]
    return names[0] if names else iris.local(iri)


def _triple(record: ClaimRecord) -> tuple[str, ...]:
    return record.subject, record.relation, record.object, record.polarity.value
