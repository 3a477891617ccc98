"""Stores in time: snapshots of them, differences between them, timelines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import osgraph
from osgraph import diff, iris, ontology, query, rdf
from osgraph.cli import command
from osgraph.errors import InputError, NotFoundError, StoreError
from osgraph.model import AnnotatedDocument, Claim, Document, Entity, Modality, Polarity, Span
from osgraph.query import dates
from osgraph.store import Store, snapshot_names

if TYPE_CHECKING:
    from pathlib import Path

TERMS = ontology.load()
CLASSES = {"Ferrant": "Company", "Acme": "Company", "Norway": "Country"}


def put(store: Store, id_: str, *claims: str, date: str | None = None, cls: str = "Model") -> None:
    """Put a document of claims "subject relation object how" into a store."""
    values = {value.name for value in TERMS.openness.values()}
    names = sorted({name for claim in claims for name in claim.split()[:3:2]} - values)
    entities = tuple(Entity(iris.entity(n), iris.term(CLASSES.get(n, cls)), n, ()) for n in names)
    found, at = [], 0
    for claim in claims:
        subject, relation, object_, *how = claim.split()
        found.append(
            Claim(
                iris.entity(subject),
                iris.term(relation),
                iris.term(object_) if object_ in values else iris.entity(object_),
                Span(at, at + len(claim)),
                polarity=Polarity.NEGATIVE if "not" in how else Polarity.POSITIVE,
                modality=Modality(next((word for word in how if word in list(Modality)), "asserted")),
                time=next((word for word in how if word[0].isdigit()), None),
            )
        )
        at += len(claim) + 1
    document = Document(id_, "\n".join(claims), id_, "Gazette", date)
    annotated = AnnotatedDocument(document, entities, tuple(found))
    store.replace(id_, rdf.to_graph(annotated, TERMS, run=iris.hashed("run", "by hand")))


def between(before: Store, after: Store) -> list[tuple[str, str, str, str, str]]:
    found = diff.diff(diff.state(before), diff.state(after))
    return [(c.what.value, c.how.value, c.name, c.before, c.after) for c in found]


def test_what_came_went_and_changed() -> None:
    with Store() as before, Store() as after:
        put(before, "old", "Acme basedIn Norway", "Acme hasOpenness Open", "Ferrant uses Lumo hedged")
        put(after, "new", "Acme basedIn Norway", "Acme hasOpenness Closed", "Ferrant uses Lumo")
        put(after, "also", "Ferrant develops Tavo not", "Lumo competesWith Tavo hedged", cls="Software")
        assert between(before, after) == [
            ("document", "came", "also", "", "also"),
            ("document", "came", "new", "", "new"),
            ("document", "went", "old", "old", ""),
            ("quadrant", "changed", "Acme", "elsewhere, open", "elsewhere, closed"),
            ("entity", "came", "Tavo", "", "Software"),
            ("entity", "changed", "Lumo", "Model", "Software"),
            ("claim", "came", "Acme hasOpenness Closed", "", "asserted"),
            ("claim", "came", "Ferrant develops Tavo", "", "denied, asserted"),
            ("claim", "came", "Lumo competesWith Tavo", "", "hedged"),
            ("claim", "went", "Acme hasOpenness Open", "asserted", ""),
            ("claim", "changed", "Ferrant uses Lumo", "hedged", "asserted"),
        ]
        assert between(after, after) == []


def test_two_dates_of_one_store() -> None:
    with Store() as store:
        put(store, "a", "Acme uses Lumo hedged", date="2031-05-01")
        put(store, "b", "Acme uses Lumo", date="2031-06")
        put(store, "c", "Acme uses Tavo")
        kg = osgraph.KnowledgeGraph(store)
        changes = kg.diff(start="2031-05", end="2031")
        assert [(c.what.value, c.how.value, c.name, c.after) for c in changes] == [
            ("document", "came", "b", "b"),
            ("claim", "changed", "Acme uses Lumo", "asserted; hedged"),
        ]
        assert [record.document for record in changes[1].evidence] == ["a", "b"]
        assert kg.diff(start="2032", end="2033") == []


@pytest.mark.parametrize("given", ["", "31", "2031-13", "2031-02-30", "yesterday", "2031-5", "20310501"])
def test_what_is_no_date(given: str) -> None:
    with pytest.raises(InputError, match="no date"):
        dates.checked(given)


def test_a_timeline_is_in_the_order_of_dates() -> None:
    with Store() as store:
        put(store, "a", "Acme uses Lumo", date="2031-05-01")
        put(store, "b", "Ferrant supplies Acme 1999", "Acme uses Tavo", date="2030")
        put(store, "c", "Acme uses Marl", "Ferrant uses Lumo")
        found = query.timeline(store, "acme")
        assert [(query.date(record), record.object_name) for record in found] == [
            ("1999", "Acme"),
            ("2030", "Tavo"),
            ("2031-05-01", "Lumo"),
            (None, "Marl"),
        ]
        with pytest.raises(NotFoundError, match="did you mean Acme"):
            query.timeline(store, "Acmee")


def test_a_snapshot_stays_as_it_was(tmp_path: Path) -> None:
    with Store(tmp_path / "kg") as store:
        put(store, "a", "Acme uses Lumo")
        held = store.dump("nq")
        folder = osgraph.KnowledgeGraph(store).snapshot("june")
        put(store, "b", "Acme uses Tavo")
        with pytest.raises(InputError, match="there is a snapshot of that name"):
            store.snapshot("june")
    assert snapshot_names(tmp_path / "kg") == ["june"]
    with osgraph.open(folder) as kg:
        assert kg.store.dump("nq") == held
    assert [path.name for path in folder.parent.iterdir()] == ["june"]


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "a b", "x" * 101])
def test_bad_names_of_snapshots(name: str, tmp_path: Path) -> None:
    with Store(tmp_path / "kg") as store, pytest.raises(InputError, match="a snapshot's name"):
        store.snapshot(name)


def test_memory_has_no_snapshots() -> None:
    with Store() as store, pytest.raises(StoreError, match="in memory"):
        store.snapshot("june")


def run(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(command, [*arguments, "--store", str(folder)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_commands(tmp_path: Path) -> None:
    folder = tmp_path / "kg"
    with Store(folder) as store:
        put(store, "a", "Acme uses Lumo hedged", date="2031-05-01")
    assert "june" in run(folder, "snapshot", "june")
    with Store(folder) as store:
        put(store, "b", "Acme uses Lumo", date="2031-06-01")
    assert run(folder, "snapshot", "--list").splitlines()[1].split()[0] == "june"
    assert [one["name"] for one in json.loads(run(folder, "snapshot", "--list", "--json"))] == ["june"]
    shown = run(folder, "diff", "june")
    assert "changed  Acme uses Lumo  hedged  asserted; hedged" in shown
    assert shown.endswith("1 document came, 1 claim changed\n")
    assert run(folder, "diff", "--from", "2031-05", "--to", "2031-06") == shown
    assert run(folder, "diff", "june", "june") == "Nothing differs.\n"
    [change] = json.loads(run(folder, "diff", "june", str(folder), "--what", "claim", "--json"))
    assert (change["how"], change["before"], len(change["evidence"])) == ("changed", "hedged", 2)
    lines = run(folder, "timeline", "Acme").splitlines()
    assert [lines[0][:10], lines[3][:10]] == ["2031-05-01", "2031-06-01"]
    assert json.loads(run(folder, "timeline", "Acme", "--json"))[0]["date"] == "2031-05-01"


def test_errors_of_the_commands(tmp_path: Path) -> None:
    folder = tmp_path / "kg"
    Store(folder).close()
    runner = CliRunner()
    for words, message in [
        (["diff"], "give a snapshot or a store"),
        (["snapshot"], "either a name or --list"),
        (["diff", "july"], "neither a snapshot nor the folder of a store"),
    ]:
        result = runner.invoke(command, [*words, "--store", str(folder)])
        assert message in result.output + str(result.exception), words
