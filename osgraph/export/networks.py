"""The network of the claims as GraphML and GEXF."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

from osgraph import query

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from osgraph.store import Store

_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CLOCK: Final = re.compile(rb' lastmodifieddate="[^"]*"')


def graphml(kg: Store) -> bytes:
    """Return the network as GraphML."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(_plain_network(kg), out)
    return out.getvalue() + b"\n"


def gexf(kg: Store) -> bytes:
    """Return the network as GEXF, which Gephi reads."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_gexf(_plain_network(kg), out)
    return _CLOCK.sub(b"", out.getvalue(), count=1) + b"\n"


def _plain_network(kg: Store) -> nx.MultiDiGraph:
    """Return the network with text, numbers and truth values alone, edges numbered, each with its quotes."""
    import networkx as nx

    from osgraph import network

    full, plain = network.to_networkx(query.claims(kg)), nx.MultiDiGraph()
    for node, data in full.nodes(data=True):
        plain.add_node(node, label=legal_in_xml(data["name"]), **_legal_data(data))
    for number, (start, end, data) in enumerate(full.edges(data=True)):
        quotes = " | ".join(dict.fromkeys(record.quote for record in data["records"]))
        plain.add_edge(
            start,
            end,
            key=str(number),
            label=data["relation_name"],
            quotes=legal_in_xml(quotes),
            **_legal_data(data),
        )
    return plain


def _legal_data(data: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    kept = {key: value for key, value in data.items() if isinstance(value, str | int | float | bool)}
    return {key: legal_in_xml(value) if isinstance(value, str) else value for key, value in kept.items()}


def legal_in_xml(text: str) -> str:
    """Return a text with every character that XML 1.0 cannot hold replaced by U+FFFD."""
    return _NO_XML.sub("\ufffd", text)
