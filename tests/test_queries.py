"""The saved questions, each over a small graph written by hand, in two SPARQL engines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest
import rdflib

from osgraph import iris

if TYPE_CHECKING:
    from collections.abc import Iterable

QUERIES = Path(__file__).parents[1] / "ontology" / "queries"
CLASSES = {
    "Acme": "Company",
    "Ada": "Person",
    "Bolt": "Model",
    "China": "Country",
    "MIT License": "License",
    "Norway": "Country",
    "Nut": "Model",
    "Quiz": "Benchmark",
    "Umbra": "Company",
    "United States": "Country",
    "export rule": "Policy",
    "open strategy": "Strategy",
    "robotics": "Concept",
    "soft power": "Concept",
}
OPENNESS = ("Closed", "Open", "OpenSource", "OpenWeights", "Proprietary")
DOCUMENTS = {"north": ("North Notes", "North Press", "2031-01-02"), "south": ("", "", "")}

# document | subject | relation | object | what is special about the claim | quote
CLAIMS = """
north | Acme | develops | Bolt | | Acme makes Bolt.
north | Acme | basedIn | United States | | Acme of America.
north | Bolt | hasOpenness | Closed | | Bolt is closed.
north | Acme | shiftsFrom | OpenSource | | Acme left open source for a closed shop.
north | Acme | shiftsTo | Closed | | Acme left open source for a closed shop.
north | Umbra | shiftsTo | robotics | Predicted | Umbra will turn to robotics.
north | Acme | hasOpenness | OpenSource | former | Acme was open once.
north | Acme | hasOpenness | Proprietary | | Acme is proprietary.
north | Umbra | develops | Nut | | Umbra builds Nut.
north | Umbra | basedIn | China | | Umbra of China.
north | Nut | hasOpenness | OpenWeights | speaker=Ada | Nut is open-weight, Ada said.
north | Nut | outperforms | Bolt | Hedged speaker=Ada benchmark=Quiz quantity=3% | Nut may beat it, Ada said.
north | Nut | licensedUnder | MIT License | | Nut is under MIT.
north | export rule | restricts | Umbra | | The rule hits Umbra.
north | export rule | weakens | Umbra | Rival_View | The rule hurts Umbra.
north | Umbra | dependsOn | Acme | Negative | Umbra does not need Acme.
north | Ada | worksFor | Umbra | former | Ada, once of Umbra.
north | open strategy | strengthens | Umbra | Hedged Rival_View | It could help Umbra.
north | open strategy | leadsTo | soft power | Predicted | It will bring soft power.
north | China | hasOpenness | OpenSource | | China is open source.
north | China | pursues | open strategy | Normative speaker=Ada | China should be bold, Ada said.
north | Bolt | leadsIn | robotics | | Bolt leads in robotics.
north | China | competesWith | United States | | China races America.
north | Acme | investsIn | Umbra | quantity=$2B time=2031 | Acme put $2B into Umbra in 2031.
north | United States | supports | open strategy | Hypothetical | If America backed it ...
north | Umbra | uses | Bolt | Negative | Umbra is barred from Bolt.
north | Nut | analogousTo | Bolt | | Nut is the new Bolt.
south | Norway | hasOpenness | Open | | Norway is open.
south | Bolt | hasOpenness | OpenSource | | Bolt is open source.
south | Umbra | dependsOn | Acme | | Umbra needs Acme.
south | Acme | develops | Bolt | | Bolt is from Acme.
"""

TEXT = " ".join(row.rsplit("|", 1)[1].strip() for row in CLAIMS.strip().splitlines())
EXPECTED = (Path(__file__).parent / "query_rows.txt").read_text(encoding="utf-8")


def node(name: str) -> str:
    return f"<{iris.term(name) if name in OPENNESS else iris.entity(name)}>"


def turtle(document: str) -> str:
    """Return the graph of one document: its claims, passages and entities, with the plain triples."""
    here = iris.document(document)
    lines = [f"@prefix {line} ." for line in prefixes()]
    lines.append(f'<{here}> dcterms:identifier "{document}" . <{here}#author> a prov:Agent .')
    for term, value in zip(("title", "publisher", "issued"), DOCUMENTS[document], strict=True):
        lines += [f'<{here}> dcterms:{term} "{value}"@en .'] * bool(value)
    named: set[str] = set()
    for number, row in enumerate(CLAIMS.strip().splitlines()):
        source, subject, relation, object_, special, quote = (part.strip() for part in row.split("|"))
        if source != document:
            continue
        flags = [word for word in special.split() if "=" not in word]
        fields = dict(word.split("=") for word in special.split() if "=" in word)
        named |= {subject, object_, *(fields[key] for key in ("speaker", "benchmark") if key in fields)}
        lines.append(claim(here, number, (subject, relation, object_), flags, fields, quote))
        if not {*flags} - {"Asserted", "Positive"} and "speaker" not in fields:
            lines.append(f"{node(subject)} osg:{relation} {node(object_)} .")
    lines += [f'{node(n)} a osg:{CLASSES[n]} ; rdfs:label "{n}"@en .' for n in sorted(named - {*OPENNESS})]
    return "\n".join(lines)


def claim(
    here: str,
    number: int,
    triple: tuple[str, str, str],
    flags: list[str],
    fields: dict[str, str],
    quote: str,
) -> str:
    subject, relation, object_ = triple
    polarity = "Negative" if "Negative" in flags else "Positive"
    modality = next(
        (f for f in flags if f in {"Hedged", "Predicted", "Normative", "Hypothetical"}), "Asserted"
    )
    speaker = node(fields["speaker"]) if "speaker" in fields else f"<{here}#author>"
    passage = iris.hashed("passage", here, quote)
    start = TEXT.index(quote)
    parts = [
        f"<{iris.hashed('claim', here, number)}> a osg:Claim ; rdf:subject {node(subject)} ;",
        f"rdf:predicate osg:{relation} ; rdf:object {node(object_)} ; osg:evidence <{passage}> ;",
        f"osg:polarity osg:{polarity} ; osg:modality osg:{modality} ; prov:wasAttributedTo {speaker}",
        "; osg:former true" if "former" in flags else "",
        '; osg:perspective "Rival View"@en' if "Rival_View" in flags else "",
        *(f'; osg:{key} "{fields[key]}"@en' for key in ("quantity", "time") if key in fields),
        f"; osg:benchmark {node(fields['benchmark'])}" if "benchmark" in fields else "",
        f". <{passage}> oa:hasSource <{here}> ; oa:hasSelector <{passage}#position> , <{passage}#quote> .",
        f"<{passage}#position> oa:start {start} ; oa:end {start + len(quote)} .",
        f"<{passage}#quote> oa:exact {json.dumps(quote)}@en .",
    ]
    return " ".join(parts)


def prefixes() -> list[str]:
    lines = (line for path in QUERIES.glob("*.rq") for line in path.read_text("utf-8").splitlines())
    return sorted({line.removeprefix("PREFIX ") for line in lines if line.startswith("PREFIX ")})


@pytest.fixture(scope="module")
def oxigraph() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for document in DOCUMENTS:
        graph = pyoxigraph.NamedNode(iris.document(document))
        store.load(turtle(document).encode(), format=pyoxigraph.RdfFormat.TURTLE, to_graph=graph)
    return store


@pytest.fixture(scope="module")
def in_memory() -> rdflib.Graph:
    graph = rdflib.Graph()
    for document in DOCUMENTS:
        graph.parse(data=turtle(document), format="turtle")
    return graph


def saved(name: str) -> str:
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


def expected() -> dict[str, list[str]]:
    """Return the rows of each question: a block of lines under the question's name."""
    blocks = (block.strip().splitlines() for block in EXPECTED.split("\n\n"))
    return {name: rows for name, *rows in blocks}


def shown(rows: Iterable[Iterable[object]]) -> list[str]:
    return [" | ".join(plain(cell) for cell in row) for row in rows]


def plain(cell: object) -> str:
    """Return a cell of either engine as text: "-" where nothing is bound."""
    value = getattr(
        cell, "value", cell
    )  # pyoxigraph's and rdflib's literals have one; so does no IRI of a row
    return "-" if value is None else {"True": "true", "False": "false"}.get(str(value), str(value))


def test_every_question_has_its_rows_here() -> None:
    assert sorted(expected()) == sorted(path.stem for path in QUERIES.glob("*.rq"))
    assert all(rows for rows in expected().values()), "a question without rows is not tested"


@pytest.mark.parametrize("name", sorted(expected()))
def test_a_question_gives_exactly_its_rows_in_order(name: str, oxigraph: pyoxigraph.Store) -> None:
    found = oxigraph.query(saved(name), use_default_graph_as_union=True)
    assert shown(found) == expected()[name]


@pytest.mark.parametrize("name", sorted(expected()))
def test_another_engine_gives_the_same_rows(name: str, in_memory: rdflib.Graph) -> None:
    assert shown(in_memory.query(saved(name))) == expected()[name]


@pytest.mark.parametrize("path", sorted(QUERIES.glob("*.rq")), ids=lambda path: path.stem)
def test_a_question_opens_with_its_description_and_sorts_its_rows(path: Path) -> None:
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# ")
    assert len(first) < 120
    assert "ORDER BY" in rest[-1]
    assert not any(line.startswith("# ") for line in rest), "one description, on the first line"
