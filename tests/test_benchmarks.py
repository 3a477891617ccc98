"""The benchmarks, on a handful of texts: they run, and what they count is right."""

from __future__ import annotations

import importlib
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import spacy

from osgraph import iris, ontology
from osgraph.model import AnnotatedDocument, Claim, Document, Entity, Span

if TYPE_CHECKING:
    from types import ModuleType

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
TEXT = "Acme ships Bolt. Umbra ships Nut."


@pytest.fixture(autouse=True)
def path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


@pytest.fixture
def few(shared: Path) -> dict[str, AnnotatedDocument]:
    """Eight annotated passages."""
    files = sorted((shared / "data" / "train").glob("a-*.jsonl"))
    return dict(islice(module("quality").read(files[:1]).items(), 8))


def annotated() -> AnnotatedDocument:
    names = {"Acme": "Company", "Bolt": "Model", "Umbra": "Company", "Nut": "Model"}
    things = {
        name: Entity(
            iris.entity(name), iris.term(kind), name, (Span(TEXT.index(name), TEXT.index(name) + len(name)),)
        )
        for name, kind in names.items()
    }
    acme, bolt, umbra, nut = things.values()
    ships = iris.term("develops")
    steps = ('phrase "{s} ships {o}"', '"it" is Acme')
    claims = (
        Claim(acme.iri, ships, bolt.iri, Span(0, 16), confidence=0.95, steps=steps),
        Claim(umbra.iri, ships, nut.iri, Span(17, 33), confidence=0.31, steps=steps[:1]),
    )
    return AnnotatedDocument(Document("memo", TEXT), tuple(things.values()), claims)


# ---------------------------------------------------------------- the text that is read


def test_texts_reach_the_size_that_was_asked_for_and_differ() -> None:
    texts = list(module("corpus").texts(60_000))
    size = sum(len(text.encode()) for text in texts)
    assert 60_000 <= size < 60_000 + len(texts[-1].encode())
    assert len(set(texts)) == len(texts)
    assert texts == list(module("corpus").texts(60_000))


def test_texts_are_made_of_the_seeds_alone_where_there_are_no_passages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OSGRAPH_SHARED", str(tmp_path))
    texts = list(module("corpus").texts(100_000))
    seeds = [path.read_text(encoding="utf-8") for path in (BENCHMARKS.parent / "seeds").glob("*.md")]
    assert {tuple(sorted(text.split())) for text in texts} == {tuple(sorted(text.split())) for text in seeds}


# ---------------------------------------------------------------- verdicts


def judged() -> Any:
    verdicts = module("verdicts")
    right, wrong = annotated().claims
    return [verdicts.Verdict(right, right=True), verdicts.Verdict(wrong, right=False)]


def test_a_claim_is_wrong_when_its_triple_is_spurious() -> None:
    from osgraph import evaluation, ontology

    predicted = {"memo": annotated()}
    gold = {"memo": AnnotatedDocument(Document("memo", TEXT), annotated().entities, annotated().claims[:1])}
    scores = evaluation.score(gold, predicted, ontology.load())
    assert module("verdicts").verdicts(predicted, scores) == judged()


def test_reliability_sorts_claims_by_their_confidence() -> None:
    filled = {each.low: each for each in module("verdicts").reliability(judged()) if each.claims}
    assert {low: (each.claims, each.share) for low, each in filled.items()} == {0.3: (1, 0.0), 0.9: (1, 1.0)}
    assert filled[0.3].confidence == pytest.approx(0.31)


def test_full_confidence_belongs_to_the_last_range() -> None:
    verdicts = module("verdicts")
    acme = annotated().claims[0]
    sure = Claim(acme.subject, acme.relation, acme.object, acme.evidence, confidence=1.0)
    assert verdicts.reliability([verdicts.Verdict(sure, right=True)])[-1].claims == 1


def test_tallies_count_phrases_by_relation_and_further_steps_over_all() -> None:
    rows = [(row.relation, row.step, row.right, row.found) for row in module("verdicts").tallies(judged())]
    assert rows == [("develops", "{s} ships {o}", 1, 2), ("", '"it" is ...', 1, 1)]


# ---------------------------------------------------------------- the page


def test_results_take_the_place_of_the_last_ones(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- speed -->\nold\n<!-- /speed -->\nafter\n", encoding="utf-8")
    for _ in range(2):
        module("page").put("speed", "new", page)
    assert page.read_text(encoding="utf-8") == "before\n<!-- speed -->\n\nnew\n\n<!-- /speed -->\nafter\n"


def test_a_page_without_the_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing here", encoding="utf-8")
    with pytest.raises(ValueError, match="no <!-- speed -->"):
        module("page").put("speed", "new", page)


@pytest.mark.parametrize("name", ["quality", "speed", "store"])
def test_the_page_of_the_project_has_the_marks(name: str) -> None:
    text = module("page").PAGE.read_text(encoding="utf-8")
    assert text.count(f"<!-- {name} -->") == text.count(f"<!-- /{name} -->") == 1


# ---------------------------------------------------------------- quality


def test_both_scorers_agree_on_found_claims(few: dict[str, AnnotatedDocument], shared: Path) -> None:
    quality = module("quality")
    run = quality.judge(few, quality.found(few), shared / "tools" / "score_claims.py")
    assert run.scores.triples.gold == sum(
        len({(c.subject, c.relation, c.object) for c in one.claims}) for one in few.values()
    )
    assert {"missed", "spurious"}.isdisjoint(run.to_json(whole=True))
    assert "documents" not in run.to_json(whole=False)


def test_claims_are_found_between_given_mentions(few: dict[str, AnnotatedDocument]) -> None:
    told = module("given").extract(few)
    assert list(told) == list(few)
    names = {entity.name for one in few.values() for entity in one.entities}
    assert any(one.claims for one in told.values())
    assert sum(entity.name in names for one in told.values() for entity in one.entities) > 5


def test_the_blind_documents_are_not_read_unless_asked_for(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quality = module("quality")
    monkeypatch.setattr(quality, "passages", list)  # these are many, and none of them is blind
    sets = quality.gold_sets(shared / "data", blind=False)
    assert not any(quality.BLIND & set(gold) for gold in sets.values())
    assert set(sets) == {"seeds", "dev", "train"}


def test_missing_data_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OSGRAPH_SHARED", str(tmp_path))
    assert module("quality").main([]) == 2
    assert "no annotated data" in capsys.readouterr().err


# ---------------------------------------------------------------- speed


def test_both_sides_and_every_step_are_timed(tmp_path: Path) -> None:
    from osgraph.pipeline.processes import Means

    file = tmp_path / "memo.txt"
    file.write_text("OpenAI released GPT-5. Mistral may release an open model.\n", encoding="utf-8")
    means = Means()
    steps, tools = module("steps"), means.load()
    both = steps.pair([file], spacy.load(means.pipeline))
    assert both.bare > 0
    assert both.ratio == both.bare / both.extract
    assert set(steps.of_each([file], tools)) == set(steps.STEPS)


def test_a_process_of_its_own_is_timed() -> None:
    assert 0 < module("machine").seconds(("-c", "pass"), times=1) < 60
    assert sys.version.split()[0] == module("machine").described()["python"]


# ---------------------------------------------------------------- store


def test_every_step_of_a_store_is_measured(tmp_path: Path) -> None:
    synthetic, store = module("synthetic"), module("store")
    synthetic.write(tmp_path, 300)
    loaded = store.load(tmp_path)
    assert loaded["quads"] > 3000
    assert store.derive(tmp_path)["count"] >= 290  # what a document says twice alike is one claim
    asked = store.ask(tmp_path)
    assert asked["questions"]["documents"]["rows"] == 3
    assert asked["questions"]["osgraph matrix"]["rows"] == asked["questions"]["quadrants"]["rows"] > 0
    assert asked["selects"].keys() == store.SELECTS.keys()
    exported = store.export(tmp_path)
    assert exported["nq"]["count"] > loaded["quads"] > exported["ttl"]["count"] > 1000


# ---------------------------------------------------------------- grounding


def test_grounding_tells_true_proposals_from_spoilt_ones(shared: Path) -> None:
    grounding = module("grounding")
    gold = grounding.Gold(module("quality").read([shared / "data" / "gold" / "seeds.jsonl"]), ontology.load())
    ground = grounding.grounder(gold)
    measured = grounding.measure(gold, ground, 100)
    assert grounding.measure(gold, ground, 20, seed=8) != grounding.measure(gold, ground, 20, seed=7)
    true = measured.pop("")
    assert set(measured) == set(grounding.WAYS)
    assert true.kept >= 0.9 * true.proposed
    assert sum(m.kept for m in measured.values()) <= 0.1 * sum(m.proposed for m in measured.values())
