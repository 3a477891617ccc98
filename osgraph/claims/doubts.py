"""Doubts: candidates that what is known besides speaks against, so that they are no claims.

The pair model sees one sentence and no more. Here the catalog, the rest of the document and the words around
a name have their say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from osgraph.mentions import Form
from osgraph.propositions import COMPOUND, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spacy.tokens import Token

    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.state import End, Found, State

_Order: TypeAlias = tuple[int, str, str, str]  # passage, relation, subject, object
_LIKENING: Final = frozenset({"another", "next", "new", "second"})  # "the next Acme" is not Acme
_HYPHENS: Final = frozenset({"-", "‑"})
_ARTICLES: Final = frozenset({"the", "a", "an", "its", "their", "our"})


def settled(found: Sequence[Found], state: State, knowledge: Knowledge) -> Iterator[Found]:
    """Yield the candidates of a document that nothing speaks against.

    Args:
        found: the candidates.
        state: the document's mentions.
        knowledge: the catalog, and what the relations mean.
    """
    makers = _makers(found)
    chances = _chances(found)
    for one in found:
        ends = one.subject, one.object
        if knowledge.openness.value_of(one.subject.mention.name) is not None:
            continue  # what is open or closed acts on nobody
        inferred = not one.candidate.phrase
        loose = inferred or "participle" in one.candidate.steps  # "a version of X, made by Y" makes no X
        if loose and "maker" in one.relation.roles and _has_another_maker(one, makers, knowledge):
            continue
        if inferred and any(_is_joined(end, state) for end in ends):
            continue  # "Acme-built chips": what is said is said of the chips
        if "likeness" not in one.relation.roles and any(_is_likened(end, state, knowledge) for end in ends):
            continue
        if one.candidate.proposition.kind is Kind.LINK and _is_epithet(one, knowledge):
            continue
        if inferred and _is_turned_round(one, chances):
            continue
        yield one


def _makers(found: Sequence[Found]) -> Mapping[str, set[str]]:
    """Return for each thing those whom a phrase of the document calls its makers."""
    out: dict[str, set[str]] = {}
    for one in found:
        if "maker" in one.relation.roles and one.candidate.phrase and one.object.thing.is_name:
            out.setdefault(one.object.thing.key, set()).add(one.subject.thing.key)
    return out


def _chances(found: Sequence[Found]) -> Mapping[_Order, float]:
    """Return how sure the best candidate is for each relation of a passage between two things."""
    out: dict[_Order, float] = {}
    for one in found:
        key = _order(one)
        out[key] = max(out.get(key, 0.0), one.candidate.confidence)
    return out


def _order(one: Found, *, back: bool = False) -> _Order:
    ends = one.subject.thing.key, one.object.thing.key
    return one.candidate.passage, one.relation.iri, *(reversed(ends) if back else ends)


def _is_turned_round(one: Found, chances: Mapping[_Order, float]) -> bool:
    """Say whether the same is likelier the other way round: of two models, one outperforms the other."""
    if one.relation.symmetric or one.subject.thing.key == one.object.thing.key:
        return False
    return chances.get(_order(one, back=True), 0.0) > one.candidate.confidence


def _has_another_maker(one: Found, makers: Mapping[str, set[str]], knowledge: Knowledge) -> bool:
    """Say whether a thing is known to be another's: by the catalog, or by plain words of the document."""
    entries = knowledge.catalog.entries
    told = {entries[e].maker for e in one.object.thing.entries} - {None}
    if told:
        return not told & set(one.subject.thing.entries)
    return one.subject.thing.key not in makers.get(one.object.thing.key, {one.subject.thing.key})


def _is_likened(end: End, state: State, knowledge: Knowledge) -> bool:
    """Say whether a known name stands for what is like its bearer: "the next Acme", "Ruritania's Acme"."""
    mention = end.mention
    if mention.form is not Form.NAME or not end.thing.entries or not mention.start:
        return False
    doc = state.passages[mention.passage].doc
    before = doc[mention.start - 1]
    if before.lower_ == "another":
        return True
    if before.lower_ in _LIKENING and mention.start > 1:
        return doc[mention.start - 2].lower_ in _ARTICLES and _acts(end, knowledge)
    owner = next((c for c in doc[mention.head].children if c.dep_ == "poss" and c.i < mention.start), None)
    return (
        owner is not None
        and before.dep_ == "case"
        and _is_foreign(owner, end, mention.passage, state, knowledge)
    )


def _is_joined(end: End, state: State) -> bool:
    """Say whether a hyphen joins a name to the word behind it: "Acme-built"."""
    doc = state.passages[end.mention.passage].doc
    link = doc[end.mention.end : end.mention.end + 1]
    return link.text in _HYPHENS and not link[0].whitespace_ and not doc[link.start - 1].whitespace_


def _acts(end: End, knowledge: Knowledge) -> bool:
    return bool(knowledge.speakers & set(end.thing.classes[:1]))


def _is_foreign(owner: Token, end: End, passage: int, state: State, knowledge: Knowledge) -> bool:
    """Say whether the catalog knows that a named agent is at home elsewhere than in the land that owns it."""
    land = state.end(passage, owner.i)
    entries = knowledge.catalog.entries
    homes = {entries[e].country for e in end.thing.entries} - {None}
    lands = set(land.thing.entries) & knowledge.lands if land is not None else set()
    return bool(homes and lands) and not homes & lands and _acts(end, knowledge)


def _is_epithet(one: Found, knowledge: Knowledge) -> bool:
    """Say whether a mere noun phrase puts an agent where it is not at home.

    So for a known agent in a land that is not its own ("the Chinese Acme"), and for a capital word before a
    noun that is no place that anybody knows ("Big Tech giants").
    """
    if "home" not in one.relation.roles:
        return False
    bare = one.candidate.proposition.lemma == COMPOUND and one.object.mention.form is Form.NAME
    if bare and not one.object.thing.entries:
        return True
    entries = knowledge.catalog.entries
    homes = {entries[e].country for e in one.subject.thing.entries} - {None}
    lands = set(one.object.thing.entries) & knowledge.lands
    return bool(homes and lands) and not homes & (lands | {entries[land].country for land in lands})
