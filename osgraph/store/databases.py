"""What a store asks of its database: Oxigraph's own class has it, and so has one behind an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

    import pyoxigraph as ox

    Subject = ox.NamedNode | ox.BlankNode | ox.Triple
    Name = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Database(Protocol):
    """A set of quads with SPARQL; the methods mean what those of :class:`pyoxigraph.Store` mean."""

    def query(
        self, query: str, *, prefixes: dict[str, str] | None = None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Answer a query."""

    def update(self, update: str, *, prefixes: dict[str, str] | None = None) -> None:
        """Run an update as one transaction."""

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Subject | ox.Literal | None,  # noqa: A002
        graph_name: Name | None = None,
    ) -> Iterator[ox.Quad]:
        """Yield the quads that fit; None fits anything."""

    def __iter__(self) -> Iterator[ox.Quad]: ...

    def named_graphs(self) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """Yield the names of the named graphs."""

    def contains_named_graph(self, graph_name: Name) -> bool:
        """Say whether a graph of a name has anything in it."""

    def dump(self, output: IO[bytes], format: ox.RdfFormat, *, from_graph: Name) -> bytes | None:  # noqa: A002
        """Write what a graph holds; the answer is None."""

    def add(self, quad: ox.Quad) -> None:
        """Add a quad."""

    def bulk_extend(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads, not as one transaction."""

    def bulk_load(self, input: IO[bytes], format: ox.RdfFormat, *, lenient: bool = False) -> None:  # noqa: A002
        """Add what a stream of RDF holds, not as one transaction."""

    def clear_graph(self, graph_name: Name) -> None:
        """Take all quads out of a graph."""

    def remove_graph(self, graph_name: Name) -> None:
        """Take a graph away."""

    def flush(self) -> None:
        """Write what is left to write."""
