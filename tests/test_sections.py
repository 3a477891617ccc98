"""Sections: what each part of a page is, and which viewpoint it stands under."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osgraph import ontology, sections
from osgraph.model import IRI, Document, Section, SectionKind
from osgraph.ontology import Cue, Ontology, Relation

CUES = tuple(
    Cue(text, kind, value)
    for value, kind, texts in [
        ("perspective", "suffix", ["view", "impact", "angle"]),
        ("perspective", "prefix", ["who benefits"]),
        ("perspective", "heading", ["sceptics"]),
        ("boilerplate", "heading", ["related articles"]),
        ("boilerplate", "prefix", ["skip to"]),
        ("boilerplate", "phrase", ["sign in to", "subscribe to", "not presented as fact at all"]),
        ("hedged", "aux", ["may"]),
    ]
    for text in texts
)
ONTOLOGY = Ontology({}, {}, {}, CUES, "")


def found(text: str) -> tuple[Section, ...]:
    return sections.find(Document("d", text), ONTOLOGY)


def outline(text: str) -> list[tuple[str, str]]:
    return [(section.kind.value, section.span.of(text)) for section in found(text)]


def viewpoints(text: str) -> dict[str, str | None]:
    read = (SectionKind.PARAGRAPH, SectionKind.ITEM)
    return {section.span.of(text): section.perspective for section in found(text) if section.kind in read}


def reason(text: str, words: str) -> str:
    return next(section.reason for section in found(text) if words in section.span.of(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "# Title #\n\nOne sentence.\n",
            [("heading", "Title"), ("paragraph", "One sentence.")],
            id="markdown heading",
        ),
        pytest.param(
            "A short line\nIt ends a sentence.\nSo does this.",
            [
                ("heading", "A short line"),
                ("paragraph", "It ends a sentence."),
                ("paragraph", "So does this."),
            ],
            id="bare heading, one paragraph a line",
        ),
        pytest.param("A last short line", [("paragraph", "A last short line")], id="nothing below it"),
        pytest.param(
            "Overview\n========\nText.\n", [("heading", "Overview"), ("paragraph", "Text.")], id="underlined"
        ),
        pytest.param(
            "- one\n* two\n• three\n4. four\n- [x] five",
            [("item", word) for word in ("one", "two", "three", "four", "five")],
            id="items",
        ),
        pytest.param(
            "| Model | Maker |\n| --- | --- |\n| Aria | Nordlicht |\n",
            [("item", "Model | Maker"), ("item", "Aria | Nordlicht")],
            id="table rows",
        ),
        pytest.param(
            "Before.\n```python\nx = 1\n\n# not a heading\n```\nAfter.",
            [
                ("paragraph", "Before."),
                ("noise", "```python\nx = 1\n\n# not a heading\n```"),
                ("paragraph", "After."),
            ],
            id="fenced code",
        ),
        pytest.param(
            "```\nNever closed.", [("paragraph", "Never closed.")], id="an open fence hides nothing"
        ),
        pytest.param(
            "---\ndate: 2024\n---\nText.",
            [("metadata", "---\ndate: 2024\n---"), ("paragraph", "Text.")],
            id="front matter",
        ),
        pytest.param(
            "A headline\n\nAuthor: Ida Holm\n\nText.\n\nAuthor: no longer metadata.",
            [
                ("heading", "A headline"),
                ("metadata", "Author: Ida Holm"),
                ("paragraph", "Text."),
                ("paragraph", "Author: no longer metadata."),
            ],
            id="details above the first paragraph",
        ),
        pytest.param(
            "![chart](chart.png)\n***\nText.",
            [("noise", "![chart](chart.png)"), ("paragraph", "Text.")],
            id="image, rule",
        ),
        pytest.param(
            "One.\r\n\r\nTwo.\rThree.", [("paragraph", w) for w in ("One.", "Two.", "Three.")], id="line ends"
        ),
    ],
)
def test_layout(text: str, expected: list[tuple[str, str]]) -> None:
    assert outline(text) == expected


def test_hand_wrapped_paragraph_is_one() -> None:
    wrapped = (
        "The laboratory published its weights last week, which surprised those of its\n"
        "rivals that had expected a closed release. They now have to explain to their\n"
        "customers why they charge."
    )
    item = "- An item whose words go on below,\n  after an indent, up to here."
    assert outline(f"{wrapped}\n\n{item}") == [("paragraph", wrapped), ("item", item[2:])]


def test_break_at_the_end_of_a_sentence_holds_unless_the_line_was_full() -> None:
    text = (
        "Nordlicht trained the model on a cluster in Bergen that runs on water power,\n"
        "and the weights are free.\n"
        "Everyone may download them, says the company, and build whatever they like\n"
        "with them."
    )
    assert [words for _, words in outline(text)] == [
        "\n".join(text.split("\n")[:2]),
        "\n".join(text.split("\n")[2:]),
    ]


def test_perspective_of_bare_headings() -> None:
    text = (
        "Brief\nA plain line.\nRival View\nRivals shrug.\nThey sell more.\nSceptics\nSceptics doubt it.\n"
        "Background\nA plain end.\n"
    )
    assert viewpoints(text) == {
        "A plain line.": None,
        "Rivals shrug.": "Rival View",
        "They sell more.": "Rival View",
        "Sceptics doubt it.": "Sceptics",
        "A plain end.": None,
    }
    assert reason(text, "Rival View") == "label of a viewpoint"


def test_perspective_of_marked_headings_ends_at_their_level() -> None:
    text = "# News\n## Rival View: the answer\nOne.\n### Detail\nTwo.\n## Next\nThree."
    assert viewpoints(text) == {"One.": "Rival View", "Two.": "Rival View", "Three.": None}


def test_perspective_of_list_labels_ends_with_the_list() -> None:
    text = (
        "- Money Angle\n- Prices fall.\n- Something Else\n- A long whole sentence stands below it.\n"
        "A paragraph."
    )
    assert viewpoints(text) == {
        "Prices fall.": "Money Angle",
        "A long whole sentence stands below it.": "Something Else",
        "A paragraph.": None,
    }


def test_perspective_that_opens_a_paragraph() -> None:
    text = "**Household Impact:** Prices may fall.\nIn his view: nothing.\nWho benefits: makers do."
    assert viewpoints(text) == {
        "Prices may fall.": "Household Impact",
        "In his view: nothing.": None,
        "makers do.": "Who benefits",
    }


def test_line_that_explains_a_label_is_noise() -> None:
    text = (
        "Rival View\nHow rivals see it.\nThey shrug.\nBuyer View\nWhat buyers may think.\nThey cheer.\n"
        "Labour View\nThe likely words of unions.\nThey fear it.\nOwner View\nHow owners gain is no secret."
    )
    assert list(viewpoints(text)) == [
        "They shrug.",
        "They cheer.",
        "They fear it.",
        "How owners gain is no secret.",
    ]
    assert reason(text, "unions") == "explains a viewpoint"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sign in to comment", "boilerplate: sign in to"),
        ("Related Articles", "boilerplate: related articles"),
        ("Skip to the content", "boilerplate: skip to"),
        (
            "You can subscribe to our letter for a modest fee, and leave again at any time.",
            "boilerplate: subscribe to",
        ),
        ("Three lenses. They are not presented as fact at all.", "boilerplate: not presented as fact at all"),
        ("The firm asks researchers to subscribe to its model under terms that rivals call harsh.", ""),
        ("Aria is out. Bergen cheers. Oslo sulks. Sign in to read on.", ""),
        ("A related article says so.", ""),
    ],
)
def test_boilerplate(text: str, expected: str) -> None:
    assert reason(text, text) == expected


def test_heading_of_a_section() -> None:
    text = "# One\n## Two\nText.\n# Three\nMore."
    assert [(section.span.of(text), section.heading) for section in found(text)] == [
        ("One", ""),
        ("Two", "One"),
        ("Text.", "Two"),
        ("Three", ""),
        ("More.", "Three"),
    ]


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        (
            "The plan will:\n\n- Fund labs\n- cut fees.",
            {"Fund labs": "The plan will", "cut fees.": "The plan will"},
        ),
        ("It met. **Its rivals include:**\n* Acme", {"Acme": "**Its rivals include"}),
        (
            "Firms that back it:\n1. Acme\n2. Bolt",
            {"Acme": "Firms that back it:", "Bolt": "Firms that back it:"},
        ),
        ("Deals of the week:\n- Acme buys Bolt for a song.", {}),  # a sentence of its own
        ("The card says:\n- Licence: MIT", {}),
        ("# The plan will:\n- Fund labs", {}),
        ("The plan will:\n\nFund labs\n- cut fees", {}),  # a line between ends it
    ],
)
def test_lead_that_an_item_completes(text: str, leads: dict[str, str]) -> None:
    sections = [section for section in found(text) if section.lead]
    assert {s.span.of(text): s.lead.of(text) for s in sections if s.lead} == leads


def test_front_matter_gives_a_title_and_labelled_fields() -> None:
    text = "---\ntitle: 'Lumo-2'\ndate: 2024\nlicense: mit\ndatasets:\n- A1\n- B2\ntags: x\n---\n\nText."
    names = {"license": "{s} license: {o}", "dataset": "{s} dataset: {o}"}
    relations = {
        IRI(name): Relation(IRI(name), name, name, "", frozenset(), frozenset(), phrases=(phrase,))
        for name, phrase in names.items()
    }
    known = sections.find(Document("d", text), Ontology({}, relations, {}, (), ""))
    assert [(s.kind.value, s.span.of(text)) for s in known] == [
        ("metadata", "---\ntitle: '"),
        ("heading", "Lumo-2"),
        ("metadata", "'\ndate: 2024"),
        ("item", "license: mit"),
        ("item", "datasets:\n- A1\n- B2"),
        ("metadata", "tags: x\n---"),
        ("paragraph", "Text."),
    ]


def test_fields_below_each_other_are_no_headings() -> None:
    text = "Maker: Acme\nLicence: MIT\nHome: Oslo"
    assert [kind for kind, _ in outline(text)] == ["paragraph"] * 3


def test_shipped_cues_know_common_labels_and_furniture() -> None:
    text = (
        "Adversary View\nRivals shrug.\nWho Loses\nMakers lose.\nImpact of the New Rules\nA fact.\n"
        "Sign in to comment\n"
    )
    shipped = sections.find(Document("d", text), ontology.load())
    assert [(section.kind.value, section.perspective) for section in shipped] == [
        ("noise", None),
        ("paragraph", "Adversary View"),
        ("noise", None),
        ("paragraph", "Who Loses"),
        ("heading", None),
        ("paragraph", None),
        ("noise", None),
    ]


@pytest.mark.parametrize(
    ("text", "noise"),
    [
        (
            "# One\n\nA.\n\n## 12 comments\n\nB.\n\n### reader1\n\nC.\n\n## Two\n\nD.",
            ["12 comments", "B.", "reader1", "C."],
        ),
        ("# One\n\nA.\n\n## Comments\n\nB.", ["Comments", "B."]),
        (
            "One\n\nA.\n\n3 replies\n\nreader1\n\nB.\n\nreader2\n\nC.",
            ["3 replies", "reader1", "B.", "reader2", "C."],
        ),
        ("# Comments\n\nA.", []),  # what a text is about
        ("# One\n\nComments\n\nA.\n\n## Comments on the draft\n\nB.", []),
    ],
)
def test_what_readers_say_below_a_text_is_noise(text: str, noise: list[str]) -> None:
    sections = [section for section in found(text) if section.kind is SectionKind.NOISE]
    assert [section.span.of(text).lstrip("# ") for section in sections] == noise
    assert {section.reason for section in sections} <= {"comments"}


LINES = st.sampled_from(
    [
        "# ",
        "- ",
        "1. ",
        "> ",
        "```",
        "---",
        "title: x",
        "| a | b |",
        "View",
        "Money Angle",
        "a",
        "B.",
        "\n",
        "\r\n",
        " ",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(LINES, max_size=40).map("".join)))
def test_sections_are_disjoint_and_leave_out_only_marks(text: str) -> None:
    at = 0
    for section in (*found(text), None):
        start = section.span.start if section else len(text)
        assert start >= at
        left_out = text[at:start]
        assert all(
            len(word.rstrip(".)")) <= 3 for word in left_out.split() if any(c.isalnum() for c in word)
        ), left_out
        if section:
            assert section.span.start < section.span.end <= len(text)
            assert section.span.of(text) == section.span.of(text).strip()
            at = section.span.end
