"""The pages of the web app, made from what the store says; every text is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from osgraph import iris, query, report
from osgraph.errors import NotFoundError
from osgraph.model import IRI, Modality, Polarity, Span
from osgraph.query import Filter
from osgraph.serve import describing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from osgraph.model import ClaimRecord
    from osgraph.store.protocol import Reader

_AT_ONCE: Final = 50
_MENU: Final = (
    ("/claims", "Claims"),
    ("/graph", "Graph"),
    ("/matrix", "Matrix"),
    ("/documents", "Documents"),
    ("/report", "Report"),
    ("/questions", "Questions"),
    ("/query", "SPARQL"),
    ("/extract", "Extract"),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a document's text, and the claims that it is evidence of, by their places in a list."""

    text: str
    claims: tuple[int, ...]
    first: bool


def home(reader: Reader) -> str:
    """Return the first page: what there is, and ways into it."""
    most = reader.select(
        # Ends are counted by themselves, and what a claim is not asked for: a third of the time.
        """SELECT ?e ?n { { SELECT ?e (COUNT(*) AS ?n) { ?c rdf:subject|rdf:object ?e } GROUP BY ?e }
          FILTER(STRSTARTS(STR(?e), STR(osr:))) } ORDER BY DESC(?n) ?e LIMIT 24"""
    ).plain()
    names = {str(iri): query.label(reader, IRI(str(iri))) for iri, _ in most if iri}
    return _render(
        "home.html",
        counts=describing.size(reader),
        most=[(iri, names[str(iri)], n) for iri, n in most if iri],
        documents=describing.documents(reader, 0, 12)[1],
    )


def search(reader: Reader, words: str = "") -> str:
    """Return what a search for entities finds."""
    return _render("search.html", words=words, found=query.search(reader, words, limit=50) if words else [])


def entity(reader: Reader, iri: str, offset: int = 0) -> str:
    """Return the page of an entity: its names, and the claims that it is an end of."""
    found = describing.entity(reader, iri)
    page = query.page(reader, Filter(entity=iri), offset=offset, limit=_AT_ONCE)
    return _render(
        "entity.html",
        found=found,
        groups=_grouped(page.claims, iri),
        page=page,
        paging=_paging(page, {}),
    )


def document(reader: Reader, iri: str, offset: int = 0) -> str:
    """Return the page of a document: its text with the claims marked, and the claims beside it."""
    del offset
    rows = reader.select(f"SELECT ?id {{ {query.node(iri)} dcterms:identifier ?id }} LIMIT 1").plain()
    if not rows:
        raise NotFoundError(f"no document is called <{iri}>")
    found = describing.document(reader, str(rows[0][0]))
    claims = query.claims(reader, document=found["id"])
    return _render("document.html", found=found, claims=claims, stretches=stretches(found["text"], claims))


def claim(reader: Reader, iri: str, offset: int = 0) -> str:
    """Return the page of a claim: its words, who says it, how it was found."""
    del offset
    found = query.named(reader, [iri])
    if not found:
        raise NotFoundError(f"no claim is called <{iri}>")
    same = query.page(
        reader, Filter(subject=found[0].subject, relation=found[0].relation, object=found[0].object), limit=20
    )
    return _render("claim.html", found=found[0], others=[c for c in same.claims if c.id != iri])


def claims(reader: Reader, offset: int = 0, **wanted: str) -> str:
    """Return claims that fit a form, a page of them."""
    problem, page = "", query.Page((), 0, 0)
    try:
        values: dict[str, Any] = dict(wanted)
        for name, kind in (("polarity", Polarity), ("modality", Modality)):
            if name in values:
                values[name] = kind(values[name])
        page = query.page(reader, Filter(**values), offset=offset, limit=_AT_ONCE)
    except (NotFoundError, ValueError) as error:
        problem = str(error)
    return _render(
        "claims.html",
        page=page,
        problem=problem,
        wanted=wanted,
        relations=describing.relations(reader),
        modalities=[value.value for value in Modality],
        polarities=[value.value for value in Polarity],
        paging=_paging(page, wanted),
    )


def documents(reader: Reader, offset: int = 0) -> str:
    """Return the list of documents."""
    total, listed = describing.documents(reader, offset, _AT_ONCE)
    return _render(
        "documents.html", documents=listed, paging=_paging(query.Page((), total, offset), {}), total=total
    )


def matrix(reader: Reader) -> str:
    """Return who is open and who is closed, and where."""
    return _render("matrix.html", matrix=query.matrix(reader))


def written(reader: Reader) -> str:
    """Return the report; it is a page by itself."""
    return report.to_html(report.gather(reader))


def asked(reader: Reader, question: str = "", document: str | None = None) -> str:
    """Return the answer to a question in words, with the query that was run and the quotes."""
    from osgraph import answering

    found = answering.ask(reader, question, document=document) if question else None
    return _render("ask.html", question=question, document=document or "", found=found)


def sparql(reader: Reader) -> str:
    """Return the page with the editor for SPARQL."""
    del reader
    return _render("query.html")


def questions(reader: Reader) -> str:
    """Return the list of saved questions."""
    del reader
    return _render("questions.html", questions=list(query.saved().values()))


def question(reader: Reader, name: str) -> str:
    """Return the answer to a saved question."""
    saved = query.saved().get(name)
    if saved is None:
        raise NotFoundError(f"no saved question is called {name!r}")
    return _render("question.html", saved=saved, rows=reader.select(saved.text))


def extract(reader: Reader, *, writable: bool = False) -> str:
    """Return the page that takes a text and shows its claims."""
    del reader
    return _render("extract.html", writable=writable)


def error(status: int, message: str) -> str:
    """Return the page that says what went wrong."""
    return _render("error.html", status=status, message=message)


def stretches(text: str, claims: Sequence[ClaimRecord]) -> list[Stretch]:
    """Cut a text where the evidence of claims starts or ends.

    Example:
        >>> [stretch.text for stretch in stretches("One. Two.", [])]
        ['One. Two.']
    """
    spans = [Span(claim.start, claim.end) for claim in claims]
    cuts = sorted({0, len(text), *(at for span in spans for at in (span.start, span.end))})
    out: list[Stretch] = []
    seen: set[int] = set()
    for start, end in pairwise(cuts):
        here = tuple(n for n, span in enumerate(spans) if span.covers(Span(start, end)))
        out.append(Stretch(text[start:end], here, bool(set(here) - seen)))
        seen |= set(here)
    return out


PAGES: Final[Mapping[str, Callable[..., str]]] = {
    "home": home,
    "search": search,
    "resource": entity,
    "document": document,
    "claim": claim,
    "claims": claims,
    "documents": documents,
    "matrix": matrix,
    "report": written,
    "ask": asked,
    "query": sparql,
    "questions": questions,
    "question": question,
    "extract": extract,
}
"""The pages by name."""


def _grouped(claims: Iterable[ClaimRecord], iri: str) -> list[tuple[str, list[ClaimRecord]]]:
    """Return claims by relation and direction, as headings and lists."""

    def heading(record: ClaimRecord) -> str:
        name = iris.spoken(record.relation_name)
        return f"{name} …" if record.subject == iri else f"… {name}"

    ordered = sorted(
        claims, key=lambda r: (r.subject != iri, heading(r), r.object_name, r.subject_name, r.id)
    )
    return [(name, list(group)) for name, group in groupby(ordered, key=heading)]


def _paging(page: query.Page, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses of the page before and the page after."""
    out = {}
    if page.offset > 0:
        out["before"] = "?" + urlencode({**wanted, "offset": max(0, page.offset - _AT_ONCE)})
    if page.offset + _AT_ONCE < page.total:
        out["after"] = "?" + urlencode({**wanted, "offset": page.offset + _AT_ONCE})
    return out


def address(iri: str) -> str:
    """Return where on this server a thing of the store is found; "" for what is elsewhere.

    Example:
        >>> address("https://w3id.org/osgraph/resource/Qwen3.7"), address("https://example.org/")
        ('/resource/Qwen3.7', '')
    """
    local = iri.removeprefix(iris.BASE)
    if local == iri or not local.startswith(("resource/", "document/", "claim/")):
        return ""
    return "/" + quote(local, safe="/~.-_")


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number of things in words.

    Example:
        >>> counted(1, "row"), counted(12345, "row"), counted(0, "entity", "entities")
        ('1 row', '12,345 rows', '0 entities')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _quoted(claim: ClaimRecord) -> Markup:
    """Return the quote of a claim with the words that make it marked."""
    at, out = 0, Markup()
    for span in sorted(claim.marks):
        if span.start >= at:
            out += (
                escape(claim.quote[at : span.start])
                + Markup("<b>")
                + escape(span.of(claim.quote))
                + Markup("</b>")
            )
            at = span.end
    return out + escape(claim.quote[at:])


@lru_cache(maxsize=1)
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("osgraph.serve", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    templates.filters.update(
        address=address,
        spoken=iris.spoken,
        quoted=_quoted,
        local=iris.local,
        counted=counted,
        document=lambda id_: address(iris.document(id_)),
    )
    templates.globals["menu"] = _MENU
    return templates


def _render(name: str, **values: object) -> str:
    return _templates().get_template(name).render(**values)
