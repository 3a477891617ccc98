"""Fragments: lines that leave their subject out."""

import pytest

from osgraph import claims, fragments, lexicon, ontology, sections, text
from osgraph.lexicon import Lexicon
from osgraph.model import Document

NAMES = frozenset({"OpenAI", "Anthropic", "Apple"})


@pytest.fixture(scope="module")
def words() -> Lexicon:
    return lexicon.load(text.load())


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        # verbs in the third person
        ("Competes with Ferrant on price", "It competes with Ferrant on price"),
        ("Trains on eight H100s; rivals rent", "It trains on eight H100s; rivals rent"),
        ("Uses Lumo for search", "It uses Lumo for search"),
        # past forms: active, passive, intransitive
        ("Raised $2B in May", "It raised $2B in May"),
        ("Built with PyTorch and JAX", "It was built with PyTorch and JAX"),
        ("Led by Jana Novak", "It was led by Jana Novak"),
        ("Shifted from closed to open weights", "It shifted from closed to open weights"),
        ("Founded 2023 in Oslo. Valued at $3B.", "It was founded 2023 in Oslo. It was valued at $3B."),
        ("Available under MIT", "It is available under MIT"),
        # labels: a name is the subject, another word is not
        ("OpenAI: released gpt-oss", "OpenAI released gpt-oss"),
        ("Anthropic: will never open it", "Anthropic will never open it"),
        ("Ferrant Labs — uses Lumo", "Ferrant Labs uses Lumo"),
        ("Coding: outperforms Lumo on tests", "Coding: it outperforms Lumo on tests"),
    ],
)
def test_a_fragment_gets_its_subject(line: str, completed: str, words: Lexicon) -> None:
    assert fragments.complete(line, list(range(len(line))), words, NAMES, line=True)[0] == completed


@pytest.mark.parametrize(
    "line",
    [
        "Models in this family are open",
        "Models trained on H100s are good",
        "Advanced chips are banned",
        "Increased competition is good",
        "Exports of chips fell",
        "Founded in 2023, the company is open.",
        "Based in Oslo, Ferrant makes models",
        "Asked about it, he said no.",
        "Licence: MIT",
        "Lumo-2: Ferrant released two versions",
        "Revenue mostly from ads",
        "Train it on your own data",
    ],
)
def test_a_whole_sentence_stays(line: str, words: Lexicon) -> None:
    assert fragments.complete(line, list(range(len(line))), words, NAMES, line=True)[0] == line


def test_added_words_stand_where_the_next_one_does(words: Lexicon) -> None:
    line = "OpenAI: raised $2B. Led by Altman"
    completed, offsets = fragments.complete(line, list(range(len(line))), words, NAMES, line=True)
    assert completed == "OpenAI raised $2B. It was led by Altman"
    assert len(offsets) == len(completed)
    assert offsets == sorted(offsets)
    assert [offsets[completed.index(word)] for word in ("raised", "It", "was", "led")] == [8, 20, 20, 20]


def test_without_a_dictionary_nothing_is_added() -> None:
    empty = Lexicon(frozenset(), frozenset(), {})
    assert fragments.complete("Uses Lumo", list(range(9)), empty, NAMES, line=True)[0] == "Uses Lumo"


def test_what_is_left_out_is_what_the_heading_names() -> None:
    known, nlp = ontology.load(), text.load()
    knowledge = claims.prepare(known, ontology.load_catalog(), nlp)
    page = "# Mistral\n\n## Business\n\n- Competes with OpenAI\n- Moved from open to closed weights\n"
    document = Document("d", page)
    divided = Document("d", page, sections=sections.find(document, known))
    [(_, passages)] = text.parse(nlp, [divided], names=knowledge.gazetteer.names)
    found = claims.annotate(divided, passages, knowledge)
    local = {
        tuple(x.rsplit("#")[-1].rsplit("/")[-1] for x in (c.subject, c.relation, c.object))
        for c in found.claims
    }
    assert ("Mistral_AI", "competesWith", "OpenAI") in local
    assert ("Mistral_AI", "shiftsFrom", "Open") in local
    assert ("Mistral_AI", "shiftsTo", "Closed") in local or ("Mistral_AI", "shiftsTo", "OpenWeights") in local
    [competing] = [c for c in found.claims if c.relation.endswith("competesWith")]
    assert competing.evidence.of(page) == "Competes with OpenAI"
    assert any("left out" in step for step in competing.steps)
    assert all(word.end - word.start > 1 for word in competing.words)
