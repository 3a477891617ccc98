"""Authors: whom the "we" of a document means, where it says so ("we at Ferrant Labs")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from osgraph.mentions.model import Form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spacy.tokens import Doc, Token

    from osgraph.mentions.gazetteer import Gazetteer
    from osgraph.mentions.model import Mention, Thing
    from osgraph.mentions.vocabulary import Vocabulary
    from osgraph.text import Passage

WORDS: Final = frozenset({"we", "us", "our", "ours", "ourselves"})

_SIGNATURE = 12  # tokens of the longest last line that only names who wrote
_TEAM = 4  # tokens from "our" to the name: "our team at X"
_MAKING: Final = frozenset(
    "announce build develop introduce launch open open-source present publish release train unveil".split()
)
_OPENING = 4  # passages that may name who writes
_SHORT = 4  # letters of an abbreviation that may be a method
_AGENTS = ("Company", "Lab", "Community", "Government", "Group")


def find(
    mentions: Sequence[Mention],
    things: Mapping[Mention, tuple[Thing, str]],
    passages: Sequence[Passage],
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
) -> Thing | None:
    """Return who writes: named beside "we" or "our", by a last line without a verb, or at the top.

    A text whose "we" makes things ("today we release ...") is its maker's: whom the catalog knows as the
    maker of the first of them, else the first company, lab or community that its first lines name.

    Args:
        mentions: all mentions in the order of the text.
        things: what names stand for.
        passages: the parsed sections.
        vocabulary: for the classes of those who can write.
        gazetteer: for the makers of what "we" make.
    """
    agents = {vocabulary.classes.get(name) for name in _AGENTS}
    names = [
        (m, thing)
        for m in mentions
        if m.form is Form.NAME
        and (thing := things[m][0])
        and (set(thing.classes) & agents or not thing.classes)
    ]
    for mention, thing in names:
        doc = passages[mention.passage].doc
        if _is_beside(doc, mention) and not is_quoted(doc[mention.start]):
            return thing
    last = len(passages) - 1
    if last < 0 or not any(t.lower_ in WORDS for p in passages for t in p.doc):
        return None
    doc = passages[last].doc
    is_line = len(doc) <= _SIGNATURE and not any(t.pos_ in {"VERB", "AUX"} or t.text == ":" for t in doc)
    first = next((m for m in mentions if m.passage == last and m.form is Form.NAME), None)
    signed = next((thing for mention, thing in names if mention is first), None) if is_line and last else None
    if signed is not None or not any(map(_makes, passages)):
        return signed
    known = next(filter(None, (_known_maker(p, names, gazetteer) for p in passages)), None)
    if known is not None:
        return known
    makers = {vocabulary.classes.get(name) for name in ("Company", "Lab", "Community")}
    opening = (
        t for m, t in names if m.passage < _OPENING and set(t.classes[:1]) & makers and _is_known(t, names)
    )
    return next(opening, None)


def _is_known(thing: Thing, names: Sequence[tuple[Mention, Thing]]) -> bool:
    """Say whether a name is the catalog's or stands in several places: a capital makes no maker.

    Neither does an unknown abbreviation: in such texts it is a method ("RL") more often than a maker.
    """
    if thing.entries:
        return True
    is_short = len(thing.name) <= _SHORT and thing.name.isupper()
    return not is_short and sum(other.key == thing.key for _, other in names) > 1


def _makes(passage: Passage) -> bool:
    """Say whether "we" make something in a passage, outside of quotation marks."""
    return any(_made(passage.doc))


def _made(doc: Doc) -> Iterator[Token]:
    """Yield the verbs that say that "we" make something, outside of quotation marks."""
    for token in doc:
        made = token.lower_ == "we" and token.dep_ == "nsubj" and token.head.lemma_ in _MAKING
        if made and not is_quoted(token):
            yield token.head


def _known_maker(
    passage: Passage, names: Sequence[tuple[Mention, Thing]], gazetteer: Gazetteer
) -> Thing | None:
    """Return the maker, if the text names it, of what "we" make in a passage."""
    entries = gazetteer.catalog.entries
    named = {entry: thing for _, thing in reversed(names) for entry in thing.entries[:1]}
    ends = [(verb.i, verb.sent.end) for verb in _made(passage.doc)]
    for start, _, found in gazetteer.find(passage.doc) if ends else ():
        maker = entries[found[0]].maker
        if maker in named and any(first < start < last for first, last in ends):
            return named[maker]
    return None


def is_quoted(token: Token) -> bool:
    """Say whether a token stands in quotation marks that were opened in its section."""
    return sum(t.text in {'"', "``", "''"} for t in token.doc[: token.i]) % 2 == 1


def _is_beside(doc: Doc, name: Mention) -> bool:
    """Say whether "we at X", "we, X," "our team at X" or "at X, we" stands there."""
    start = name.start - (name.start > 0 and doc[name.start - 1].lower_ == "the")
    before = [t.lower_ for t in doc[max(0, start - _TEAM - 1) : start]]
    after = [t.lower_ for t in doc[name.end : name.end + 2]]
    if before[-1:] == ["at"]:
        near = before[:-1]
        return near[-1:] in (["we"], ["us"]) or "our" in near or after == [",", "we"]
    return before[-2:] == ["we", ","] and after[:1] == [","]
