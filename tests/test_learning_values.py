"""The small parts of learning: names, values, forms, ontologies, example files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osgraph.errors import OntologyError
from osgraph.learning import aligning, contents, examples, forms, names, schema, sentences, spans, values
from osgraph.text import load

if TYPE_CHECKING:
    from pathlib import Path

    from osgraph.learning.sentences import Sentence


def parsed(text: str) -> Sentence:
    return sentences.from_doc(load()(text))


@pytest.mark.parametrize(
    ("text", "kind", "iso", "number"),
    [
        ("3 May 1998", "date", "1998-05-03", 1998),
        ("May 3rd, 1998", "date", "1998-05-03", 1998),
        ("the 14th of May 1999", "date", "1999-05-14", 1999),
        ("12/25/1999", "date", "1999-12-25", 1999),
        ("Sept 1981", "month", "1981-09", 1981),
        ("1981", "year", "1981", 1981),
        ("1,250.5", "number", "", 1250.5),
        ("twenty one", "number", "", 21),
        ("$5 million", "quantity", "", 5e6),
        ("12 metres", "quantity", "", 12),
        ("Chinese", "people", "", None),
        ("Peru", "country", "", None),
        ("Ohio", "region", "", None),
        ("Swahili", "language", "", None),
        ("Ovelle", "name", "", None),
        ("soup", "noun", "", None),
    ],
)
def test_values(text: str, kind: str, iso: str, number: float | None) -> None:
    value = values.read(text)
    assert (value.kind, value.iso, value.number) == (kind, iso, number)


@given(st.text(max_size=40))
def test_any_text_is_some_value_and_folding_ends(text: str) -> None:
    assert values.read(text).sort in ("date", "number", "text")
    assert names.fold(names.fold(text)) == names.fold(text)


@pytest.mark.parametrize("text", ["99/99/1999", "45 May 1998", "2001-13-41", "31.31.2001"])
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert values.read(text).kind not in ("date", "month")


@pytest.mark.parametrize(
    ("canonical", "text", "where"),
    [
        ("Old_Harbour_(novel)", "She read Old Harbour again.", "Old Harbour"),
        ('"1998-05-03"', "It opened on 3 May 1998.", "3 May 1998"),
        ("1250.0", "It is 1,250 metres long.", "1,250"),
        ("Peru", "The Peruvian painter left.", "Peruvian"),
        ("Almond", "Almonds are in it.", "Almonds"),
        ("São_Tomé_Works", "Sao Tome Works closed.", "Sao Tome Works"),
        ("Albany,_Oregon", "The mill in Albany closed.", "Albany"),
    ],
)
def test_names_are_found_in_text(canonical: str, text: str, where: str) -> None:
    sentence = parsed(text)
    found = aligning.align(canonical, sentence, spans.find(sentence))
    assert any(where in sentence.between(*place) for place in found)


def test_a_thing_that_is_not_there_is_not_found() -> None:
    sentence = parsed("The mill in Albany closed.")
    assert aligning.align("Quito", sentence, spans.find(sentence)) == []


@pytest.mark.parametrize(
    ("text", "words", "form", "wanted"),
    [
        ("It opened on 3 May 1998.", "3 May 1998", "long date", "03 May 1998"),
        ("It opened in 1998.", "1998", "long date", "01 January 1998"),
        ("It is in Albany, Ohio.", "Albany", "in region", "Albany, Ohio"),
        ("He met J R Tarn there.", "J R Tarn", "initials", "J. R. Tarn"),
        ("The Peruvian painter left.", "Peruvian", "country", "Peru"),
    ],
)
def test_ways_to_put_it(text: str, words: str, form: str, wanted: str) -> None:
    sentence = parsed(text)
    start = sentence.starts.index(text.index(words))
    end = sentence.ends.index(text.index(words) + len(words)) + 1
    assert dict(contents.contents(sentence, spans.Place(start, end)))[form] == wanted
    assert {name for name, _ in contents.contents(sentence, spans.Place(start, end))} <= set(contents.ORDER)


@given(st.text(alphabet="ab .,'\"()-1290ABÉß$%\n", max_size=60))
def test_any_sentence_has_places_inside_it(text: str) -> None:
    sentence = parsed(text)
    for place in spans.find(sentence):
        assert 0 <= place.start < place.end <= len(sentence.words)
        list(contents.contents(sentence, place))


def ontology(tmp_path: Path, **changes: object) -> Path:
    value = {"concepts": [], "relations": [{"label": "owner", "domain": "Boat", "range": "Person"}]} | changes
    path = tmp_path / "o.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_an_ontology_in_turtle(tmp_path: Path) -> None:
    from osgraph.ontology import locate

    known = schema.read(locate("osgraph.ttl"))
    number = known.find("develops")
    assert number is not None
    assert known.relations[number].domain
    assert known.digest == schema.read(locate("osgraph.ttl")).digest


def test_contradictions_of_an_ontology_are_listed(tmp_path: Path) -> None:
    twice = [{"label": "owner", "domain": "Boat"}, {"label": "owner", "domain": "Yard"}, {"domain": "Boat"}]
    with pytest.raises(OntologyError, match=r"(?s)'owner' stands there twice.*\"label\" is missing"):
        schema.read(ontology(tmp_path, relations=twice))


@pytest.mark.parametrize("relations", [[], "owner", None, [1]])
def test_an_ontology_without_relations_is_refused(tmp_path: Path, relations: object) -> None:
    with pytest.raises(OntologyError):
        schema.read(ontology(tmp_path, relations=relations))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["sentence", "triples", "text", "claims", "entities", "evidence", "subject", "id"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_line_is_read_or_refused(value: object) -> None:
    known = schema.Schema((schema.Relation("owner", "owner"),))
    faults: list[examples.Fault] = []
    for example in examples.parsed("f:1", json.dumps(value), known, faults):
        assert example.sentence.strip()


def written(rows: list[tuple[str, str, str]]) -> list[forms.Writing]:
    out = []
    for text, words, canonical in rows:
        sentence = parsed(text)
        out.append(forms.Writing(sentence, place_of(sentence, words), canonical, ("s:Book", "s:")))
    return out


def place_of(sentence: Sentence, words: str) -> spans.Place:
    at = sentence.text.index(words)
    return spans.Place(sentence.starts.index(at), sentence.ends.index(at + len(words)) + 1)


def test_an_article_is_kept_where_names_that_have_one_keep_it() -> None:
    bare = [(f"{name} is a novel.", name, name) for name in ("Tarn", "Oxbow Nights", "Elm", "Salt", "Ferry")]
    full = [
        (f"The {name} is a novel.", name, f"The {name}") for name in ("Long Tide", "Grey Gate", "Last Oar")
    ]
    learnt = forms.learn(written([*bare, *full]))
    for text, words, wanted in (
        ("The Quiet Mill is a novel.", "Quiet Mill", "The Quiet Mill"),
        ("Heron is a novel.", "Heron", "Heron"),
    ):
        sentence = parsed(text)
        assert learnt.write(sentence, place_of(sentence, words), ("s:Book", "s:")) == wanted


def test_a_name_keeps_both_of_its_brackets() -> None:
    sentence = parsed("(1044) Halcyon was found at Tarn Observatory.")
    texts = {sentence.between(*place) for place in spans.find(sentence)}
    assert "(1044) Halcyon" in texts
    assert not any(text.count("(") != text.count(")") for text in texts)


def test_sentences_of_an_annotation_without_claims_teach_that_there_is_none() -> None:
    text = (
        "Notes on boats\nGullwing belongs to Ida Tarn. It lies at the quay now. No one denies it, e.g. there."
    )
    row = {
        "text": text,
        "entities": [{"id": "e1", "name": "Gullwing"}, {"id": "e2", "name": "Ida Tarn"}],
        "claims": [
            {"subject": "e1", "relation": "owner", "object": "e2", "evidence": [15, 44]},
            {
                "subject": "e2",
                "relation": "owner",
                "object": "e1",
                "polarity": "negative",
                "evidence": [45, 70],
            },
        ],
    }
    known = schema.Schema((schema.Relation("owner", "owner"),))
    found = examples.parsed("f:1", json.dumps(row), known, [])
    assert [(one.sentence, one.triples) for one in found] == [
        ("Gullwing belongs to Ida Tarn.", (("Gullwing", "owner", "Ida Tarn"),)),
        ("It lies at the quay now.", ()),
        ("No one denies it, e.g. there.", ()),
    ]


def test_an_annotation_names_an_entity_as_its_sentence_does() -> None:
    row = {
        "text": "Gullwing sailed. The old cutter belongs to Ida Tarn.",
        "entities": [
            {"id": "e1", "name": "Gullwing", "mentions": [[0, 8], [17, 31], [21, 31]]},
            {"id": "e2", "name": "Ida Tarn", "mentions": [[43, 51], "none", [7, 900]]},
        ],
        "claims": [{"subject": "e1", "relation": "owner", "object": "e2", "evidence": [17, 52]}],
    }
    known = schema.Schema((schema.Relation("owner", "owner"),))
    (found,) = examples.parsed("f:1", json.dumps(row), known, [])
    assert found.triples == (("The old cutter", "owner", "Ida Tarn"),)


def test_a_folder_of_examples_is_read_in_the_order_of_its_files(tmp_path: Path) -> None:
    known = schema.Schema((schema.Relation("owner", "owner"),))
    for name in ("b", "a"):
        line = json.dumps({"sentence": f"Boat {name} lies there.", "triples": []})
        (tmp_path / f"{name}.jsonl").write_text(line, encoding="utf-8")
    assert [item.sentence for item in examples.read([tmp_path], known).items] == [
        "Boat a lies there.",
        "Boat b lies there.",
    ]
