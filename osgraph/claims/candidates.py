"""Candidates: pairs of mentions under a relation, before classes and names are settled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from osgraph import propositions
from osgraph.claims.patterns import ANYTHING
from osgraph.propositions import COMPOUND, OBJECT, SMALL_CLAUSE, STATE, SUBJECT, Argument, Kind, Proposition

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from spacy.tokens import Doc, Token

    from osgraph.claims.patterns import Pattern
    from osgraph.mentions import Mention
    from osgraph.model import IRI

    _List = list[tuple[Token, str]]
    _Lists = Callable[[int], _List]  # for a token, the members of the list that it starts


@dataclass(frozen=True, slots=True)
class Candidate:
    """A relation between two tokens of one passage.

    Attributes:
        passage: index of the passage.
        relation: the relation's IRI.
        subject: token that heads the subject.
        object: token that heads the object.
        proposition: what says it.
        phrase: the phrase of the ontology that matched.
        steps: what led from phrase to tokens.
        confidence: how far constructions of this kind can be trusted, 0 to 1.
        subject_class: name of the class that the phrase asks of the subject, else "".
        object_class: the same for the object.
    """

    passage: int
    relation: IRI
    subject: int
    object: int
    proposition: Proposition
    phrase: str
    steps: tuple[str, ...]
    confidence: float
    subject_class: str = ""
    object_class: str = ""


def step_of(phrase: str) -> str:
    """Return the step of a claim that tells the phrase which found it."""
    return f'phrase "{phrase}"'


_OWN = frozenset({"det", "amod", "nummod", "poss"})  # with one of its own, a noun takes no other's modifier
_TITLE = 4  # words from the nationality to the name, at most
_TRADED = frozenset({"from", "between"})  # what is bought "from X" stands beside it as an object
# How often a construction is right, by and large: measured on the project's own passages (benchmarks).
TRUST = {Kind.VERB: 0.7, Kind.ADJECTIVE: 0.7, Kind.NOUN: 0.6, Kind.LINK: 0.5, Kind.LABEL: 0.8}


def match(
    index: int, doc: Doc, patterns: Mapping[tuple[Kind, str], tuple[Pattern, ...]]
) -> Iterator[Candidate]:
    """Yield the candidates of one passage: each proposition against the patterns of its predicate.

    Args:
        index: position of the passage in the document.
        doc: the parsed passage.
        patterns: by kind and lemma.
    """
    lists = cache(lambda token: propositions.members(doc[token]))
    for proposition in propositions.find(doc):
        for pattern in patterns.get((proposition.kind, proposition.lemma), ()):
            if not _fits(doc, proposition, pattern):
                continue
            for s in _fillers(proposition, pattern.subject, pattern):
                for o in _fillers(proposition, pattern.object, pattern):
                    if s.token != o.token:
                        yield from _members(index, lists, proposition, pattern, s, o)


def _fillers(proposition: Proposition, role: str, pattern: Pattern) -> Sequence[Argument]:
    """Return what fills a role; where a phrase leaves the object open, a parser may hang the role on it."""
    found = proposition.fillers(role)
    if ANYTHING in pattern.needs:
        return [*found, *(a for a in proposition.arguments if a.role.endswith(f" {role}"))]
    return found


def _fits(doc: Doc, proposition: Proposition, pattern: Pattern) -> bool:
    """Say whether a proposition has the further words of a pattern and no object that it does not know."""
    predicate = doc[proposition.predicate]
    if pattern.needs and not _has_all(predicate, pattern):
        return False
    if proposition.steps == ("copula",) and SUBJECT not in {pattern.subject, pattern.object}:
        return False  # "it is no race between A and B": what the noun holds was read without the copula
    if proposition.kind is not Kind.VERB or OBJECT in {pattern.subject, pattern.object}:
        return True
    if STATE in {pattern.subject, pattern.object} and proposition.steps == (SMALL_CLAUSE,):
        return True  # the object is what has the state
    if (
        " " in pattern.subject + pattern.object
        or pattern.needs
        or {pattern.subject, pattern.object} & _TRADED
    ):
        return True
    return not any(c.dep_ == "dobj" and not _is_amount(c) for c in predicate.children)


def _has_all(predicate: Token, pattern: Pattern) -> bool:
    """Say whether the further words of a pattern stand below its predicate; "something" is any object."""
    words = set(pattern.needs) - {ANYTHING}
    if ANYTHING in pattern.needs and not any(c.dep_ == "dobj" for c in predicate.children):
        return False
    return not words or words <= {t.lemma_.lower() for t in predicate.subtree}


def _is_amount(noun: Token) -> bool:
    return noun.ent_type_ in {"MONEY", "QUANTITY", "CARDINAL", "PERCENT"} or noun.tag_ in {"CD", "$"}


def _members(
    index: int, lists: _Lists, proposition: Proposition, pattern: Pattern, s: Argument, o: Argument
) -> Iterator[Candidate]:
    """Yield one candidate for each pair of list members."""
    objects = _shared(lists(o.token), proposition, is_modifier=False)
    for subject, from_subject in _shared(lists(s.token), proposition, is_modifier=s.token < o.token):
        for object_, from_object in objects:
            if subject.i == object_.i:
                continue
            steps = dict.fromkeys((*proposition.steps, s.step, o.step, from_subject, from_object))
            yield Candidate(
                index,
                pattern.relation,
                subject.i,
                object_.i,
                proposition,
                pattern.phrase,
                tuple(step for step in steps if step),
                TRUST[proposition.kind] - (0.1 if pattern.derived else 0.0),
                pattern.subject_class,
                pattern.object_class,
            )


def _shared(found: _List, proposition: Proposition, *, is_modifier: bool) -> _List:
    """Return the members of a list that a proposition speaks of.

    A modifier ("Chinese" of "Chinese startups and Google") passes to later members only if they are
    common nouns without a modifier of that kind.
    """
    token = found[0][0]
    if len(found) > 1 and found[1][1] == "such as" and token.n_lefts == 0 and token.pos_ == "NOUN":
        found = found[1:]  # "companies like A": nothing is said of companies at large
    if proposition.kind is not Kind.LINK or is_modifier:
        return found
    keep = [found[0]]
    for member, step in found[1:]:
        apart = member.pos_ == "PROPN" or any(c.text[:1].isupper() or c.dep_ in _OWN for c in member.lefts)
        if step == "such as" or not apart:
            keep.append((member, step))
    return keep


def titled(
    index: int, doc: Doc, names: Iterable[Mention], home: IRI, titles: Collection[str]
) -> Iterator[Candidate]:
    """Yield the homes that stand before titles: "Ruritanian startup X", however it was parsed.

    Parsers take the title for a verb or cut before the name; the order of the words is plain enough.

    Args:
        index: position of the passage.
        doc: the parsed passage.
        names: the passage's names.
        home: the relation between an agent and where it is.
        titles: nouns that stand for one agent ("startup", "ministry").
    """
    for name in names:
        at = name.start - 1
        if at < 1 or doc[at].lower_ not in titles:
            continue
        while at > name.start - _TITLE and at > 0 and doc[at].is_lower and doc[at].is_alpha:
            at -= 1
        if doc[at].text[:1].isupper():
            head = doc[name.head]
            pair = (Argument(OBJECT, head.i), Argument(SUBJECT, at))
            said = Proposition(head.i, COMPOUND, Kind.LINK, pair, (COMPOUND,))
            yield Candidate(
                index, home, head.i, at, said, "{o} {s}", ("title before a name",), TRUST[Kind.LINK]
            )
