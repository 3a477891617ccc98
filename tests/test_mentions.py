"""Mentions: which words name something, how far a name reaches, and what it names in its document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import parses
import pytest

from osgraph import iris, linear, mentions, ontology, text
from osgraph.errors import OntologyError
from osgraph.mentions import Form, Gazetteer, Vocabulary, through
from osgraph.mentions.linking import key
from osgraph.model import Document, Section, SectionKind, Span
from osgraph.ontology import CatalogEntry, catalog
from osgraph.text import Passage

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from osgraph.mentions import Mention, Mentions, Thing

CASES = list(parses.cases(Path(__file__).with_name("mention_cases.txt")))


def entry(name: str, cls: str, *aliases: str, **more: object) -> CatalogEntry:
    """Return a catalog entry by name."""
    return CatalogEntry(iris.entity(name), iris.term(cls), name, aliases, **more)  # type: ignore[arg-type]


META = entry("Meta", "Company", "Meta Platforms")
NORWAY = entry("Norway", "Country", "Oslo", nationality=("Norwegian",))
OSLO = CatalogEntry(iris.entity("Oslo", "Place"), iris.term("Place"), "Oslo")
LLAMA = entry("Llama", "Model", maker=META.iri)
GPT = entry("GPT-5", "Model", "GPT-5 Thinking")
COMMAND = entry("Command", "Model", ambiguous=("Command",))
GAZETTEER = Gazetteer(catalog.index([META, NORWAY, OSLO, LLAMA, GPT, COMMAND]))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """The head nouns of the shipped ontology."""
    return Vocabulary.of(ontology.load())


def passage(doc: Doc, at: int = 0) -> Passage:
    """Return a parse as the only text of a section that starts at an offset."""
    starts = tuple(at + t.idx for t in doc)
    ends = tuple(at + t.idx + len(t) for t in doc)
    return Passage(Section(Span(at, at + len(doc.text)), SectionKind.PARAGRAPH), doc, starts, ends)


def named(found: Mentions, doc: Doc, words: str) -> tuple[Mention, Thing | None]:
    """Return the last mention with some words, and what it names."""
    mention = [m for m in found.all if doc[m.start : m.end].text == words][-1]
    linked = found.thing(mention)
    return mention, linked[0] if linked else None


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        pytest.param(doc, expectation, id=f"{name}-{expectation}")
        for name, doc, expectations in CASES
        for expectation in expectations
    ],
)
def test_a_mention_names_its_thing(doc: Doc, expected: str, vocabulary: Vocabulary) -> None:
    found = mentions.find([passage(doc)], GAZETTEER, vocabulary)
    shown = [(doc[m.start : m.end].text, t[0].name if (t := found.thing(m)) else "-") for m in found.all]
    words, colon, name = expected.partition(": ")
    if expected.startswith("no "):
        assert expected.removeprefix("no ") not in dict(shown)
    elif colon:
        assert (words, name) in shown
        assert dict(shown)[words] == name
    else:
        words, _, cls = expected.partition(" is ")
        _, thing = named(found, doc, words)
        assert thing is not None
        assert iris.local(thing.classes[0]) == cls


# -- known names ---------------------------------------------------------------------------------------------


def known(rows: str) -> list[tuple[str, list[str]]]:
    """Return the known names of a hand-built parse with the entries they may stand for, best first."""
    doc = parses.build(rows)
    return [(doc[s:e].text, [iris.local(i) for i in of]) for s, e, of in GAZETTEER.find(doc)]


def test_a_known_name_is_found_as_written() -> None:
    assert known("Meta/NNP/PROPN/nsubj/1 grew/VBD/VERB/ROOT/1/grow") == [("Meta", ["Meta"])]


def test_the_longest_known_name_wins() -> None:
    rows = "Meta/NNP/PROPN/compound/1 Platforms/NNPS/PROPN/nsubj/2 grew/VBD/VERB/ROOT/2/grow"
    assert known(rows) == [("Meta Platforms", ["Meta"])]


def test_a_common_word_in_lower_case_is_no_name() -> None:
    assert known("meta/JJ/ADJ/amod/1 llama/NN/NOUN/ROOT/1 GREW/VBD/VERB/acl/1/grow") == []


@pytest.mark.parametrize("words", ["GPT-5", "GPT 5", "gpt-5", "GPT-5 thinking"])
def test_spaces_hyphens_and_case_do_not_hide_a_name(words: str) -> None:
    tokens = words.split()
    rows = " ".join(f"{w}/NNP/PROPN/{'ROOT' if i == 0 else 'nummod'}/0" for i, w in enumerate(tokens))
    assert known(rows) == [(words, [iris.local(GPT.iri)])]


def test_a_nationality_word_is_its_country() -> None:
    rows = "Norwegian/JJ/ADJ/amod/1 phones/NNS/NOUN/ROOT/1/phone"
    assert known(rows) == [("Norwegian", [iris.local(NORWAY.iri)])]
    assert GAZETTEER.country_of("Norwegian") == NORWAY.iri
    assert GAZETTEER.country_of("Swedish") is None


def test_a_capital_that_acts_is_its_state() -> None:
    [(_, readings)] = known("Oslo/NNP/PROPN/nsubj/1 objects/VBZ/VERB/ROOT/1/object")
    assert readings == [iris.local(NORWAY.iri), iris.local(OSLO.iri)]


def test_a_capital_where_something_is_is_a_place() -> None:
    [(_, readings)] = known(
        "They/PRP/PRON/nsubj/1/they met/VBD/VERB/ROOT/1/meet in/IN/ADP/prep/1 Oslo/NNP/PROPN/pobj/2"
    )
    assert set(readings) == {iris.local(NORWAY.iri), iris.local(OSLO.iri)}
    assert len(readings) == 2


@pytest.mark.parametrize(
    ("rows", "linked"),
    [
        ("Command/NNP/PROPN/nsubj/1 failed/VBD/VERB/ROOT/1/fail", False),  # any word may start a sentence
        ("They/PRP/PRON/nsubj/1 use/VBP/VERB/ROOT/1 Command/NNP/PROPN/dobj/1", True),
        ("They/PRP/PRON/nsubj/1 use/VBP/VERB/ROOT/1 Command/NN/NOUN/dobj/1", False),
    ],
)
def test_a_risky_name_needs_context(rows: str, linked: bool, vocabulary: Vocabulary) -> None:
    doc = parses.build(rows)
    found = mentions.find([passage(doc)], GAZETTEER, vocabulary)
    assert GAZETTEER.is_risky("Command")
    assert any(COMMAND.iri in m.entries for m in found.all) is linked


# -- names by their shape, in plain sentences that any parser reads alike ------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Lumo-2",
        "Lumo2.5",
        "gpt-oss-120b",
        "Qwen2.5-Max",
        "GLM-4.6",
        "DeepSeek-R1-Distill-Qwen-32B",
        "Kimi-K2",
        "o3-mini",
        "Llama 4 Maverick",
        "Phi-4",
    ],
)
@pytest.mark.parametrize(
    "sentence", ["The company uses {} in its office.", "Last year, {} was very popular."]
)
def test_a_model_name_is_one_mention(name: str, sentence: str, vocabulary: Vocabulary) -> None:
    found = parsed(sentence.format(name), vocabulary)
    start = sentence.index("{")
    spans = {m.span: m for m in found.all}
    assert Span(start, start + len(name)) in spans
    assert spans[Span(start, start + len(name))].form is Form.NAME


@pytest.mark.parametrize("word", ["AI", "5G", "COVID-19", "Q3", "2025", "API"])
def test_other_shapes_are_no_models(word: str, vocabulary: Vocabulary) -> None:
    found = parsed(f"The company talked about {word} in its report.", vocabulary)
    names = [m for m in found.all if m.form is Form.NAME and iris.term("Model") in m.classes]
    assert names == []


def parsed(words: str, vocabulary: Vocabulary) -> Mentions:
    """Return the mentions of a text as the default pipeline reads it."""
    section = Section(Span(0, len(words)), SectionKind.PARAGRAPH)
    [(_, passages)] = text.parse(text.load(), [Document("d", words, sections=(section,))])
    return mentions.find(passages, GAZETTEER, vocabulary)


# -- the whole document --------------------------------------------------------------------------------------


def test_a_name_links_across_passages(vocabulary: Vocabulary) -> None:
    first = parses.build(
        "Peter/NNP/PROPN/compound/1 Novak/NNP/PROPN/nsubj/2 spoke/VBD/VERB/ROOT/2/speak", "0-2 PERSON"
    )
    second = parses.build("Novak/NNP/PROPN/nsubj/1 left/VBD/VERB/ROOT/1/leave", "0-1 PERSON")
    found = mentions.find([passage(first), passage(second, 100)], GAZETTEER, vocabulary)
    things = {m.span: t[0].name for m in found.all if (t := found.thing(m))}
    assert things == {Span(0, 11): "Peter Novak", Span(100, 105): "Peter Novak"}


def test_a_pronoun_reaches_into_the_passage_before(vocabulary: Vocabulary) -> None:
    first = parses.build("Google/NNP/PROPN/nsubj/1 grew/VBD/VERB/ROOT/1/grow", "0-1 ORG")
    second = parses.build("It/PRP/PRON/nsubj/1/it left/VBD/VERB/ROOT/1/leave")
    found = mentions.find([passage(first), passage(second, 50)], GAZETTEER, vocabulary)
    mention = found.at(1, 0)
    assert mention is not None
    linked = found.thing(mention)
    assert linked is not None
    assert (linked[0].name, linked[1]) == ("Google", '"It" is Google')


def test_a_name_answers_to_all_its_tokens(vocabulary: Vocabulary) -> None:
    doc = parses.build(
        "Peter/NNP/PROPN/compound/1 Novak/NNP/PROPN/nsubj/2 spoke/VBD/VERB/ROOT/2/speak", "0-2 PERSON"
    )
    found = mentions.find([passage(doc)], GAZETTEER, vocabulary)
    assert found.at(0, 0) == found.at(0, 1) is not None
    assert found.at(0, 2) is None


def test_mentions_come_in_the_order_of_the_text(vocabulary: Vocabulary) -> None:
    for _, doc, _ in CASES:
        found = mentions.find([passage(doc)], GAZETTEER, vocabulary)
        assert [m.head for m in found.all] == sorted(m.head for m in found.all)
        assert all(m.span.of(doc.text) == doc[m.start : m.end].text for m in found.all)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("open model", "open models"),
        ("Open Models", "open models"),
        ("Acme’s labs", "Acme labs"),
        ("open AI models", "open models"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_different_names_have_different_keys() -> None:
    assert len({key(name) for name in ("AI", "AI models", "models", "GPT-5", "GPT-4", "glass", "glas")}) == 7


def test_a_noun_of_measure_lets_its_complement_speak() -> None:
    doc = parses.build(
        "The/DT/DET/det/1 rise/NN/NOUN/nsubj/5 of/IN/ADP/prep/1 cheap/JJ/ADJ/amod/4"
        " phones/NNS/NOUN/pobj/2/phone helped/VBD/VERB/ROOT/5/help sales/NNS/NOUN/dobj/5/sale"
    )
    assert through(doc[1]).text == "phones"
    assert through(doc[6]).text == "sales"


# -- switches and models -------------------------------------------------------------------------------------


def test_coreference_can_be_switched_off(vocabulary: Vocabulary) -> None:
    doc = parses.build(
        "Google/NNP/PROPN/nsubj/1 grew/VBD/VERB/ROOT/1/grow ././PUNCT/punct/1"
        " It/PRP/PRON/nsubj/4/it left/VBD/VERB/ROOT/4/leave",
        "0-1 ORG",
    )
    on = mentions.find([passage(doc)], GAZETTEER, vocabulary)
    off = mentions.find([passage(doc)], GAZETTEER, vocabulary, coreference=False)
    assert named(on, doc, "It")[1] is not None
    assert named(off, doc, "It")[1] is None
    assert named(off, doc, "Google")[1] == named(on, doc, "Google")[1]


def test_a_model_ranks_the_classes_of_an_unknown_name(vocabulary: Vocabulary) -> None:
    doc = parses.build(
        "Startup/NN/NOUN/compound/1/startup Ferrant/NNP/PROPN/nsubj/2 grew/VBD/VERB/ROOT/2/grow"
        " ././PUNCT/punct/2 Meta/NNP/PROPN/nsubj/5 left/VBD/VERB/ROOT/5/leave"
    )
    model = linear.Model(
        {"bias": 0, "with compound startup": 1},
        ("Lab", "Person"),
        np.array([[0.0, 1.0], [2.0, 0.0]], dtype=np.float32),
    )
    found = mentions.find([passage(doc)], GAZETTEER, vocabulary, names=model)
    classes = {t[0].name: [iris.local(c) for c in t[0].classes] for m in found.all if (t := found.thing(m))}
    assert classes["Ferrant"][:2] == ["Lab", "Person"]
    assert classes["Meta"] == ["Company"]  # what the catalog knows is not guessed


def test_a_model_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    model = linear.Model({"bias": 0}, ("Lab",), np.zeros((1, 1), dtype=np.float32))
    linear.save(model, tmp_path / "names.npz")
    assert linear.load(tmp_path / "names.npz").labels == ("Lab",)
    (tmp_path / "other.npz").write_bytes(b"no archive")
    with pytest.raises(OntologyError, match=r"other\.npz"):
        linear.load(tmp_path / "other.npz")
