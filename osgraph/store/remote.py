"""A database behind an address: any endpoint of SPARQL 1.1 for queries and updates.

The endpoint's default graph must be one of its own, not the union of its named graphs, for a store keeps the
union of its documents there (:class:`osgraph.store.Store`).
"""

from __future__ import annotations

import os
from time import monotonic
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pyoxigraph as ox

from osgraph import __version__, iris, web
from osgraph.errors import QueryError, StoreError
from osgraph.store import updates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

    import httpx

    from osgraph.store.answers import Found
    from osgraph.store.databases import Name, Subject

TOKEN: Final = "OSGRAPH_TOKEN"  # noqa: S105 (the name of a variable)
"""The environment variable with the token that is sent to an endpoint that asks for one."""

DERIVING: Final = iris.term("Deriving")
"""The feature, in a service description, of an endpoint that runs the rules by itself after each write."""

_UPDATES: Final = ("", "update", "statements")  # where endpoints take updates, from where they take queries
_SECONDS: Final = 600.0  # that an answer may take in all
_WAIT: Final = 10.0  # seconds for a connection
_LARGEST: Final = 2**30  # bytes of an answer
_PIECE: Final = 2**20  # characters of data that are sent at once
_SAID: Final = 300  # characters of what an endpoint says is wrong
_RESULTS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_TURTLE: Final = "text/turtle"
_PROBE: Final = iris.BASE + "probe"
_ANY: Final = ("subject", "predicate", "object", "graph")


class Remote:
    """What a store needs of a database, over HTTP; see :class:`osgraph.store.databases.Database`."""

    def __init__(self, address: str) -> None:
        """Check an address; nothing is sent yet.

        Raises:
            InputError: it is none, or holds a password.
        """
        import httpx

        self._address = web.parsed(address)
        self._updates: httpx.URL | None = None
        self._headers = {"user-agent": f"{web.AGENT}/{__version__}"}
        waits = httpx.Timeout(_SECONDS, connect=_WAIT)
        self._client = httpx.Client(timeout=waits, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def flush(self) -> None:
        """Do nothing: what was sent is written."""

    # --- reading ---

    def query(self, query: str, *, prefixes: dict[str, str] | None = None) -> Found:
        """Answer a query; it is read here first, so that a fault in it is told as for any other store.

        Raises:
            SyntaxError: it is malformed.
            QueryError: the endpoint refuses it.
            StoreError: the endpoint does not answer.
        """
        kind = ox.Store().query(query, prefixes=prefixes)
        bound = "".join(f"PREFIX {prefix}: <{name}> " for prefix, name in (prefixes or {}).items())
        form = {"content-type": "application/x-www-form-urlencoded"}
        body = urlencode({"query": bound + query}).encode()
        if isinstance(kind, ox.QueryTriples):
            return self._graph(self._ask(self._address, body, {**form, "accept": _TRIPLES}))
        answer = self._ask(self._address, body, {**form, "accept": _RESULTS})
        try:
            return ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
        except SyntaxError as error:
            raise self._garbled(error) from error

    def _graph(self, answer: bytes) -> ox.QueryTriples:
        held = ox.Store()
        try:
            held.load(answer, ox.RdfFormat.N_TRIPLES)
        except SyntaxError as error:
            raise self._garbled(error) from error
        found = held.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert isinstance(found, ox.QueryTriples)
        return found

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Subject | ox.Literal | None,  # noqa: A002
        graph_name: Name | None = None,
    ) -> Iterator[ox.Quad]:
        """Yield the quads that fit; None fits anything."""
        given = (subject, predicate, object)
        terms = [str(term) if term else f"?{name}" for term, name in zip(given, _ANY, strict=False)]
        triple = " ".join(terms)
        match graph_name:
            case None:
                where = f"{{ {triple} }} UNION {{ GRAPH ?graph {{ {triple} }} }}"
            case ox.DefaultGraph():
                where = triple
            case _:
                where = f"GRAPH {graph_name} {{ {triple} }}"
        found = self.query(f"SELECT * {{ {where} }}")
        assert isinstance(found, ox.QuerySolutions)
        open_ends = {variable.value for variable in found.variables}
        try:
            for row in found:
                bound = {name: row[name] for name in open_ends}
                s, p, o = (term or bound[name] for term, name in zip(given, _ANY, strict=False))
                yield ox.Quad(s, p, o, graph_name or bound.get("graph") or ox.DefaultGraph())  # type: ignore[arg-type]
        except (SyntaxError, KeyError, TypeError) as error:
            raise self._garbled(error) from error

    def __iter__(self) -> Iterator[ox.Quad]:
        return self.quads_for_pattern(None, None, None)

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """Yield the names of the named graphs."""
        found = self.query("SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }")
        assert isinstance(found, ox.QuerySolutions)
        yield from (row["graph"] for row in found)

    def contains_named_graph(self, graph_name: Name) -> bool:
        """Say whether a graph of a name has anything in it."""
        return bool(self.query(f"ASK {{ GRAPH {graph_name} {{ ?s ?p ?o }} }}"))

    def dump(self, output: IO[bytes], format: ox.RdfFormat, *, from_graph: Name) -> bytes | None:  # noqa: A002
        """Write what a graph holds; the answer is None."""
        quads = self.quads_for_pattern(None, None, None, from_graph)
        return ox.serialize((quad.triple for quad in quads), output, format)

    def derives(self) -> bool:
        """Say whether the endpoint runs the rules by itself, as its service description tells."""
        try:
            said = self._send("GET", self._address, b"", {"accept": _TURTLE})
            triples = [quad.triple for quad in ox.parse(said[1], ox.RdfFormat.TURTLE, base_iri=_PROBE)]
        except (SyntaxError, StoreError):  # one that describes itself in no such way is of another kind
            return False
        return any(triple.object == ox.NamedNode(DERIVING) for triple in triples)

    # --- writing ---

    def update(self, update: str, *, prefixes: dict[str, str] | None = None) -> None:
        """Run an update; SPARQL 1.1 Update (3) has endpoints run all of a request or nothing of it.

        Raises:
            StoreError: the endpoint refuses it, or does not answer.
        """
        if self._updates is None:
            self._updates = self._place_of_updates()
        bound = "".join(f"PREFIX {prefix}: <{name}> " for prefix, name in (prefixes or {}).items())
        self._change(self._updates, bound + update)

    def _place_of_updates(self) -> httpx.URL:
        """Return where the endpoint takes updates: where it takes queries, or beside it, or below it.

        Raises:
            StoreError: it takes none, or its default graph is the union of the others.
        """
        told = []
        statement = f"<{_PROBE}> a <{_PROBE}>"
        for way in _UPDATES:
            place = self._beside(way)
            status, said = self._send(
                "POST",
                place,
                f"INSERT DATA {{ GRAPH <{_PROBE}> {{ {statement} }} }}".encode(),
                {"content-type": "application/sparql-update"},
            )
            if status in {401, 403}:
                raise self._refused(place, status, said)
            if 200 <= status < 300:
                is_union = bool(self.query(f"ASK {{ {statement} }}"))
                self._change(place, f"DROP SILENT GRAPH <{_PROBE}>")
                if is_union:
                    raise StoreError(
                        f"{self._address}: its default graph is the union of all others; osgraph "
                        "keeps the documents apart from what stands beside them: switch that off"
                    )
                return place
            told.append(f"{place} answered {status}")
        raise StoreError(f"{self._address} takes no updates: {', '.join(told)}")

    def _beside(self, way: str) -> httpx.URL:
        path = self._address.path
        if way == "update":
            path = path.rstrip("/").rpartition("/")[0] + "/update"
        elif way:
            path = f"{path.rstrip('/')}/{way}"
        return self._address.copy_with(path=path)

    def _change(self, place: httpx.URL, update: str) -> None:
        self._ask(place, update.encode("utf-8", "replace"), {"content-type": "application/sparql-update"})

    def add(self, quad: ox.Quad) -> None:
        """Add a quad."""
        self.bulk_extend([quad])

    def bulk_extend(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads, a part of them at a time."""
        part: list[ox.Quad] = []
        size = 0
        for quad in quads:
            part.append(quad)
            size += len(str(quad))
            if size > _PIECE:
                self.update(f"INSERT DATA {{ {updates.as_quads(part)} }}")
                part, size = [], 0
        if part:
            self.update(f"INSERT DATA {{ {updates.as_quads(part)} }}")

    def bulk_load(self, input: IO[bytes], format: ox.RdfFormat, *, lenient: bool = False) -> None:  # noqa: A002
        """Add what a stream of RDF holds, a part of it at a time."""
        self.bulk_extend(ox.parse(input, format, lenient=lenient))

    def clear_graph(self, graph_name: Name) -> None:
        """Take all quads out of a graph."""
        self.update(f"DROP SILENT GRAPH {graph_name}")

    remove_graph = clear_graph

    # --- HTTP ---

    def _ask(self, place: httpx.URL, body: bytes, headers: dict[str, str]) -> bytes:
        status, said = self._send("POST", place, body, headers)
        if not 200 <= status < 300:
            raise self._refused(place, status, said)
        return said

    def _send(self, method: str, place: httpx.URL, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Send a request, once more with the token where the endpoint asks for one; return what it says."""
        import httpx

        try:
            status, said = self._once(method, place, body, headers)
            token = os.environ.get(TOKEN, "")
            if status == 401 and token and "authorization" not in self._headers:
                self._check_private(place)
                self._headers["authorization"] = f"Bearer {token}"
                status, said = self._once(method, place, body, headers)
        except httpx.HTTPError as error:
            raise StoreError(f"{place} cannot be reached: {error or type(error).__name__}") from error
        return status, said

    def _once(self, method: str, place: httpx.URL, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        end = monotonic() + _SECONDS
        out = bytearray()
        with self._client.stream(method, place, content=body, headers={**self._headers, **headers}) as reply:
            for piece in reply.iter_bytes(65_536):
                out += piece
                if len(out) > _LARGEST or monotonic() > end:
                    raise StoreError(f"{place}: the answer is too large or takes too long; ask for less")
            return reply.status_code, bytes(out)

    def _check_private(self, place: httpx.URL) -> None:
        """Raise an error where the token would go over the open net for all to read."""
        if place.scheme == "http" and any(map(web.is_global, web.numbers(place))):
            raise StoreError(f"{place}: the token in {TOKEN} is sent over the open net by https only")

    def _refused(self, place: httpx.URL, status: int, said: bytes) -> StoreError | QueryError:
        words = _printable(said[:4096].decode("utf-8", "replace"))
        if status in {401, 403}:
            return StoreError(f"{place} refuses it ({status}): {words}; a token goes into {TOKEN}")
        if status in {400, 422, 504}:
            return QueryError(f"{place} gives no answer ({status}): {words}")
        return StoreError(f"{place} answered {status}: {words}")

    def _garbled(self, error: Exception) -> StoreError:
        return StoreError(f"{self._address}: the answer is no result of SPARQL: {_printable(str(error))}")


def _printable(words: str) -> str:
    """Return what somebody else said, fit for a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:_SAID]
