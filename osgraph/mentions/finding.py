"""Finding mentions: names, noun phrases and pronouns of a parsed passage, with what they may be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from osgraph.mentions import nouns
from osgraph.mentions.model import Form, Mention
from osgraph.standins import shaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spacy.tokens import Doc, Token

    from osgraph.mentions.gazetteer import Gazetteer
    from osgraph.mentions.vocabulary import Vocabulary
    from osgraph.model import IRI
    from osgraph.text import Passage

_PRONOUNS = frozenset(
    "it its itself they them their themselves he him his she her this these we us our ours".split()
)
_PREDICATIVE = frozenset({"acomp", "oprd", "attr", "ccomp", "xcomp"})
_SUFFIX = re.compile(
    r"(?:\d+(?:\.\d+)*[BbMTk]?|Max|Pro|Mini|Flash|Turbo|Nano|Lite|Plus|Ultra|Instruct|Chat|Coder|Preview|Air|Base|"
    r"Distill|Vision|Thinking|Opus|Sonnet|Haiku|Maverick|Scout|Behemoth|Large|Small|Medium|Spark|V\d+|R\d+|K\d+)$"
)
_HYPHENS = frozenset({"-", "‑"})
_VERSION = re.compile(r"\d(?:\.\d+)?")  # longer numbers are days and years
_HEADLINE = 30  # tokens of the longest headline
_TRAILING = frozenset({"'s", "’s", "'", "’", '"', ",", ".", ")", "-", "led", "based"})
_CALENDAR = re.compile(
    r"January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
)
_UNITS = frozenset("dollar euro yuan pound yen rupee won franc percent".split())
_AMOUNT = re.compile(r"[$€£¥]?\d[\d.,]*(?:[KMBTkmbt]|bn|mn|tn|x|%)?")  # "$2B" is how much, not what
_NO_NAMES = re.compile(
    r"(?:[A-Z]|[KMGTP]i?B|AI|A\.I\.|IT|API|CEO|CTO|[A-Z]?\d+|COVID-19|\d.*|Q[1-4]|G\d+|[A-Z]-\d+|[2-6]G)$"
)


def find(index: int, passage: Passage, gazetteer: Gazetteer, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield the mentions of one passage in the order of their heads.

    Args:
        index: position of the passage in its document.
        passage: the parsed section.
        gazetteer: names of the catalog.
        vocabulary: head nouns of the ontology.
    """
    doc = passage.doc
    taken: dict[int, Mention] = {}
    for mention in _names(index, passage, gazetteer, vocabulary):
        for i in range(mention.start, mention.end):
            taken[i] = mention
    found = set(taken.values())
    for token in doc:
        if token.i in taken:
            continue
        if (
            token.lower_ in _PRONOUNS
            and token.tag_ in {"PRP", "PRP$", "DT", "WDT", "WP"}
            and token.dep_ != "det"
        ):
            found.add(_mention(index, passage, token.i, token.i + 1, token.i, Form.PRONOUN))
        elif token.lower_ in vocabulary.states and token.dep_ in _PREDICATIVE:
            start = nouns.hyphened(token)
            end = token.i + 1
            while end < len(doc) and doc[end].lower_ in vocabulary.states:
                end += 1  # "open source"
            found.add(_mention(index, passage, start, end, token.i, Form.NOMINAL))
        elif _is_nominal(token):
            classes = vocabulary.of_noun(token)
            start, end = nouns.bounds(token, abstract=not vocabulary.is_concrete(classes))
            if nouns.is_empty(token, start, end):
                continue
            owner = _owner(token, taken) if vocabulary.classes.get("Government") in classes[:1] else None
            start = start if owner is None else owner
            proper = gazetteer.country_of(doc[start].text) is not None
            found.add(_mention(index, passage, start, end, token.i, Form.NOMINAL, classes, proper=proper))
    yield from sorted(found)


def _owner(noun: Token, names: Mapping[int, Mention]) -> int | None:
    """Return where the name starts that a public body is called by: "Ruritania's city government"."""
    for child in noun.children:
        if child.dep_ == "poss" and child.i in names and names[child.i].end <= noun.i:
            return names[child.i].start
    return None


def _is_nominal(token: Token) -> bool:
    if (
        token.dep_ in {"compound", "nmod", "amod", "npadvmod", "quantmod", "nummod", "det"}
        and token.head.i != token.i
    ):
        return False
    if token.pos_ in {"NOUN", "PROPN"}:
        if token.lemma_.lower() in _UNITS and any(c.dep_ == "nummod" for c in token.children):
            return False
        return any(c.isalpha() for c in token.text) and not (
            _AMOUNT.fullmatch(token.text) or _CALENDAR.fullmatch(token.text)
        )
    return token.tag_ == "VBG" and token.dep_ in {"pobj", "dobj", "nsubj", "pcomp", "csubj", "xcomp"}


def _names(index: int, passage: Passage, gazetteer: Gazetteer, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield the names of a passage, none overlapping: catalog, shapes, recogniser, runs of proper nouns."""
    doc = passage.doc
    free = [True] * len(doc)

    def take(
        start: int, end: int, classes: tuple[IRI, ...], entries: tuple[IRI, ...] = ()
    ) -> Iterator[Mention]:
        while start < end and (doc[start].dep_ == "det" or doc[start].text in {'"', "'", "(", "the", "The"}):
            start += 1
        if "(" in {t.text for t in doc[start:end]}:
            end = next(t.i for t in doc[start:end] if t.text == "(")
        while end > start and doc[end - 1].text in _TRAILING:
            end -= 1
        if start < end and all(free[start:end]):
            free[start:end] = [False] * (end - start)
            head = doc[start:end].root.i
            yield _mention(index, passage, start, end, head, Form.NAME, classes, entries)

    known = [_stretched(doc, gazetteer, *found) for found in gazetteer.find(doc)]
    model: tuple[IRI, ...] = (vocabulary.classes["Model"],) if "Model" in vocabulary.classes else ()
    longer: list[tuple[int, int, tuple[IRI, ...]]] = [
        (start, end, () if doc[end - 1].text.isdigit() else model)  # "Lorazine 10" may be anything
        for start, end in shaped(doc)
    ]
    longer += _joined(doc, vocabulary)
    for start, end in _proper_runs(doc, vocabulary):
        last = doc[end - 1]
        classes = vocabulary.of_name(last) or vocabulary.of_label(last.ent_type_)
        longer.append((start, end, classes))
    for start, end, classes in longer:
        inner = [k for k in known if start <= k[0] and k[1] <= end and k[1] - k[0] < end - start]
        if (
            inner
            and not any(k[0] == start and k[1] == end for k in known)
            and _is_one_name(doc, start, end, inner)
            and (classes or not _is_ordinary(doc, inner[0][1], end, vocabulary))
        ):
            yield from take(start, end, classes)
    for start, end, classes, entries in known:
        text = doc[start:end].text
        if gazetteer.is_risky(text) and not _in_context(doc, start, end):
            continue
        yield from take(start, end, classes, entries)
    for start, end, classes in sorted(longer, key=lambda n: (n[0] - n[1], n[0])):
        yield from take(start, end, classes)


def _is_ordinary(doc: Doc, start: int, end: int, vocabulary: Vocabulary) -> bool:
    """Say whether the words after a known name are words of the dictionary: "American Leadership"."""
    return start < end and all(vocabulary.is_word(token.lower_) for token in doc[start:end])


def _is_one_name(
    doc: Doc, start: int, end: int, inner: list[tuple[int, int, tuple[IRI, ...], tuple[IRI, ...]]]
) -> bool:
    """Say whether a longer name may swallow known ones: they're joined, not listed or possessing."""
    words = {t.text for t in doc[start:end]}
    if words & {"'s", "’s", ",", "and", "&", ";", ":"} or len(inner) > 1:
        return False
    first = inner[0]
    return end - start <= 6 and (first[0] == start or doc[start].text[:1].isupper())


def _stretched(
    doc: Doc, gazetteer: Gazetteer, start: int, end: int, entries: tuple[IRI, ...]
) -> tuple[int, int, tuple[IRI, ...], tuple[IRI, ...]]:
    """Stretch the name of a model family over versions, sizes and suffixes: "Llama" to "Llama 4 Maverick".

    The longer name is not the catalog's any more; the family tells its class alone.
    """
    known = [gazetteer.catalog.entries[e] for e in entries]
    classes = tuple(dict.fromkeys(e.cls for e in known))
    models = tuple(dict.fromkeys(e.cls for e in known if e.family or e.maker))
    longer = _suffix_end(doc, end) if models else end
    return (start, end, classes, entries) if longer == end else (start, longer, models, ())


def _suffix_end(doc: Doc, end: int) -> int:
    """Return where the versions and suffixes end that follow a model's name."""
    at = end
    while at < len(doc) and at - end < 8:
        token = doc[at]
        if token.text in {"-", "‑"} and at + 1 < len(doc) and doc[at - 1].idx + len(doc[at - 1]) == token.idx:
            if not doc[at + 1].text[:1].isalnum() or doc[at + 1].is_lower:
                break
            at += 1
        elif not _SUFFIX.match(token.text) or (token.is_digit and not doc[at - 1].text[-1:].isalnum()):
            break
        at += 1
        end = at
    return end


def _in_context(doc: Doc, start: int, end: int) -> bool:
    """Say whether a risky form stands as a name: a version follows, or a capital in running text."""
    following = doc[end : end + 1].text
    if re.match(r"\d", following) or re.search(r"\d", doc[start:end].text):
        return True
    return doc[start].pos_ == "PROPN" and not doc[start].is_sent_start


def _proper_runs(doc: Doc, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Yield runs of capitalised proper nouns that may be names.

    What a person is ("Secretary", "Czar") is no part of the name, a lone noun of a class ("the Act") is
    none, and in a headline whose words all have capitals, words of the dictionary are none.
    """
    titled = _title_end(doc)
    for start, end in _capital_runs(doc, vocabulary):
        at = start
        for i in range(start, end - 1):
            if vocabulary.names_person(doc[i]):
                at = i + 1
        if end <= titled and not vocabulary.of_name(doc[end - 1]):
            while at < end and vocabulary.is_word(doc[at].lower_):
                at += 1
        if at < end and not (end - at == 1 and vocabulary.of_noun(doc[at])):
            yield at, end


def _joined(doc: Doc, vocabulary: Vocabulary) -> Iterator[tuple[int, int, tuple[IRI, ...]]]:
    """Yield names that something joins: "Orla Reyes-Moss", "Holm & Sons", "Institute of Tides", "Tern 2"."""
    for start, end in _capital_runs(doc, vocabulary):
        stop = _joined_end(doc, end, vocabulary)
        if stop > end:
            named = end - 1 if doc[end].lower_ == "of" or doc[stop - 1].pos_ == "NUM" else stop - 1
            yield start, stop, vocabulary.of_name(doc[named])


def _joined_end(doc: Doc, end: int, vocabulary: Vocabulary) -> int:
    """Return where a name ends that goes on after a run of proper nouns."""
    at = end
    while at + 1 < len(doc) and not doc[at].is_sent_start and _joins(doc[at], vocabulary):
        at += 2
        while at < len(doc) and _is_proper(doc[at], vocabulary) and not doc[at].is_sent_start:
            at += 1
    if at < len(doc) and _VERSION.fullmatch(doc[at].text):
        return (
            at + 1 if "." in doc[at].text or (doc[at].dep_ == "nummod" and doc[at].head.i == at - 1) else at
        )
    return at


def _joins(link: Token, vocabulary: Vocabulary) -> bool:
    """Say whether a token makes one name of those before and after it."""
    before, after = link.nbor(-1), link.nbor()
    if link.text in _HYPHENS:
        return after.pos_ == "PROPN" and not before.whitespace_ and not link.whitespace_
    if link.text == "&":
        return _is_proper(after, vocabulary)
    return link.lower_ == "of" and _is_proper(after, vocabulary) and _is_body(before, vocabulary)


def _is_body(noun: Token, vocabulary: Vocabulary) -> bool:
    """Say whether a noun is one of those that name public bodies with an "of": "Institute", "Ministry"."""
    classes = {vocabulary.classes.get(name) for name in ("Government", "Lab", "Community")}
    return bool(classes & set(vocabulary.of_name(noun))) and not noun.lower_.endswith("s")


def _title_end(doc: Doc) -> int:
    """Return where a headline with capitals throughout ends: with the text, or at a colon; else 0."""
    colons = [t.i for t in doc[:_HEADLINE] if t.text == ":"]
    ends = [*colons, len(doc)] if doc[-1].text != "." and len(doc) < _HEADLINE else colons
    for end in reversed(ends):
        words = [t for t in doc[:end] if t.is_alpha and len(t) > 3]
        if len(words) > 3 and sum(t.text[0].isupper() for t in words) > 0.8 * len(words):
            return end
    return 0


def _capital_runs(doc: Doc, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Yield runs of capitalised proper nouns inside one noun phrase, titles in lower case left out."""
    at = 0
    while at < len(doc):
        end = at
        while (
            end < len(doc) and _is_proper(doc[end], vocabulary) and (end == at or not doc[end].is_sent_start)
        ):
            end += 1
        if at < end < len(doc) and _ends_name(doc[end], vocabulary):
            end += 1
        if end > at:
            yield at, end
            at = end
        else:
            at += 1


def _ends_name(token: Token, vocabulary: Vocabulary) -> bool:
    """Say whether "AI" is the end of a maker's name ("Ferrant AI"), not the field ("Ruritania AI policy")."""
    before = token.nbor(-1)
    if token.text != "AI" or (token.dep_ in {"compound", "nmod"} and token.head.pos_ == "NOUN"):
        return False
    return bool(before.whitespace_) and not vocabulary.is_word(before.lower_) and len(before) > 2


def _is_proper(token: Token, vocabulary: Vocabulary) -> bool:
    return (
        (token.pos_ == "PROPN" or _is_unheard_of(token, vocabulary))
        and token.text[:1].isupper()
        and not _NO_NAMES.match(token.text)
        and not _CALENDAR.fullmatch(token.text)
        and any(c.isalpha() for c in token.text)
    )


def _is_unheard_of(token: Token, vocabulary: Vocabulary) -> bool:
    """Say whether the tagger may have missed a name: a noun with a capital that no dictionary has."""
    return (
        bool(vocabulary.words)
        and (token.tag_ in {"NN", "JJ"} or any(map(str.isupper, token.text[2:])))
        and token.dep_ != "amod"
        and (token.text.istitle() or any(map(str.isupper, token.text[2:])))
        and token.text.isalpha()
        and not token.lower_.endswith("ing")
        and not vocabulary.is_word(token.lower_)
        and not vocabulary.of_noun(token)
        and not any(other.text == token.lower_ for other in token.doc)
    )


def _mention(
    index: int,
    passage: Passage,
    start: int,
    end: int,
    head: int,
    form: Form,
    classes: tuple[IRI, ...] = (),
    entries: tuple[IRI, ...] = (),
    *,
    proper: bool = False,
) -> Mention:
    text = " ".join(passage.doc[start:end].text.split())
    name = text if form is Form.NAME else nouns.canonical(passage.doc, start, end, proper=proper)
    return Mention(index, head, start, end, passage.span(start, end), form, name, classes, entries)
