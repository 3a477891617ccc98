"""Pairs: two mentions of one sentence, described by features for the learned model.

The features are words that people can read ("path nsubj release dobj"), so that a weight can be shown
as a reason. They follow the line of feature-based relation extraction (GuoDong et al. 2005, ACL).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.claims.state import End

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spacy.tokens import Doc, Token

    from osgraph.claims.candidates import Candidate
    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.state import State

_MOST = 24  # mentions of a sentence that are paired; longer lists are no prose
_LONGEST = 7  # edges of a path that is still described by its labels
_WINDOW = 12  # tokens between two mentions that are still listed as words


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mentions of one sentence, in the order subject, object.

    Attributes:
        passage: index of the passage.
        subject: what stands first in the relation.
        object: what stands second.
        candidates: what phrases of the ontology say of the two.
        top: the token that joins them in the parse.
    """

    passage: int
    subject: End
    object: End
    candidates: tuple[Candidate, ...]
    top: int

    def object_is_value(self, knowledge: Knowledge) -> bool:
        """Say whether the object is an openness value, of which the model knows nothing."""
        return knowledge.openness.value_of(self.object.mention.name) is not None or any(
            knowledge.ontology.relations[c.relation].range <= knowledge.openness_classes
            for c in self.candidates
        )


def find(index: int, state: State, candidates: Sequence[Candidate]) -> Iterator[Pair]:
    """Yield the ordered pairs of mentions in each sentence of a passage that name different things.

    Args:
        index: position of the passage.
        state: the document's mentions.
        candidates: what the phrases of the ontology matched in this passage.
    """
    doc = state.passages[index].doc
    by_ends: dict[tuple[str, str, int], list[Candidate]] = {}
    tokens: dict[tuple[str, str, int], tuple[End, End]] = {}
    for candidate in candidates:
        s, o = state.end(index, candidate.subject), state.end(index, candidate.object)
        if s and o and s.thing.key != o.thing.key:
            key = (s.thing.key, o.thing.key, doc[candidate.proposition.predicate].sent.start)
            by_ends.setdefault(key, []).append(candidate)
            tokens.setdefault(key, (s, o))
    seen: set[tuple[str, str, int]] = set()
    for sentence in doc.sents:
        ends = _ends(index, state, sentence.start, sentence.end)
        for s in ends:
            for o in ends:
                key = (s.thing.key, o.thing.key, sentence.start)
                if s.thing.key != o.thing.key and key not in by_ends and not _nested(s, o):
                    top = _join(doc[s.mention.head], doc[o.mention.head])
                    if top is not None:
                        seen.add(key)
                        yield Pair(index, s, o, (), top.i)
    for key, found in sorted(by_ends.items()):
        s, o = tokens[key]
        yield Pair(index, s, o, tuple(found), found[0].proposition.predicate)


def _ends(index: int, state: State, start: int, end: int) -> list[End]:
    """Return the mentions of a sentence that stand for something, each thing at its first place."""
    found: dict[tuple[str, int], End] = {}
    for mention in state.mentions.within(index, start, end):
        resolved = state.mentions.thing(mention)
        if resolved is not None:
            found.setdefault((resolved[0].key, mention.head), End(mention, *resolved))
        if len(found) >= _MOST:
            break
    return list(found.values())


def _nested(s: End, o: End) -> bool:
    a, b = s.mention, o.mention
    return a.start == b.start and a.end == b.end


def _join(a: Token, b: Token) -> Token | None:
    """Return the lowest token that stands over both in the parse."""
    above = [a, *a.ancestors]
    places = {t.i: n for n, t in enumerate(above)}
    for token in (b, *b.ancestors):
        if token.i in places:
            return token
    return None


def features(pair: Pair, doc: Doc, triggers: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Describe a pair.

    Args:
        pair: two mentions of a sentence.
        doc: the parsed passage.
        triggers: lemma to the names of the relations whose phrases hold it.
    """
    s, o = doc[pair.subject.mention.head], doc[pair.object.mention.head]
    top = doc[pair.top]
    types = f"{_type(pair.subject)}>{_type(pair.object)}"
    out = ["bias", f"types {types}", f"subject {_type(pair.subject)}", f"object {_type(pair.object)}"]
    order = "s-o" if s.i < o.i else "o-s"
    out += [f"order {order}", f"forms {pair.subject.mention.form}>{pair.object.mention.form} {order}"]
    for candidate in pair.candidates:
        name = iris.local(candidate.relation)
        out += [f"says {name}", f"says {name} {candidate.proposition.kind}", f"says {name} {types}"]
        out += [f"says {name} by {step}" for step in candidate.steps]
        out.append(f"phrase {name} {candidate.phrase}")
    out += _paths(s, o, top)
    out += _words(s, o, top, doc, triggers)
    gap = abs(s.i - o.i)
    out.append(f"gap {min(gap, 3) if gap < 4 else 6 if gap < 8 else 12 if gap < 16 else 99}")
    return out


def _type(end: End) -> str:
    if end.thing.classes:
        return iris.local(end.thing.classes[0])
    return "name" if end.thing.is_name else "thing"


def _paths(s: Token, o: Token, top: Token) -> list[str]:
    up, down = _climb(s, top), _climb(o, top)
    if len(up) + len(down) > _LONGEST:
        return ["path long"]
    labels = f"{'^'.join(_label(t) for t in up)} {top.pos_} {'_'.join(_label(t) for t in reversed(down))}"
    lemma = top.lemma_.lower()
    return [
        f"path {labels}",
        f"path {labels} {lemma}",
        f"top {lemma}",
        f"ends {s.dep_} {lemma} {o.dep_}",
        f"subject {s.dep_} of {s.head.lemma_.lower()}",
        f"object {o.dep_} of {o.head.lemma_.lower()}",
        f"labels {s.dep_} {o.dep_}",
    ]


def _climb(token: Token, top: Token) -> list[Token]:
    out = []
    while token.i not in {top.i, token.head.i}:
        out.append(token)
        token = token.head
    return out


def _label(token: Token) -> str:
    return f"{token.dep_}:{token.lower_}" if token.dep_ in {"prep", "agent", "mark"} else str(token.dep_)


def _words(s: Token, o: Token, top: Token, doc: Doc, triggers: Mapping[str, tuple[str, ...]]) -> list[str]:
    first, last = min(s.i, o.i), max(s.i, o.i)
    order = "s-o" if s.i < o.i else "o-s"
    between = [t for t in doc[first + 1 : last] if t.is_alpha]
    out: list[str] = []
    if last - first <= _WINDOW:
        out += [f"between {t.lemma_.lower()} {order}" for t in between if t.pos_ not in {"DET", "PRON"}]
    on_path = {t.i: t for end in (s, o) for t in (*_climb(end, top), top)}
    for token in {**{t.i: t for t in between[:_WINDOW]}, **on_path}.values():
        for name in triggers.get(token.lemma_.lower(), ()):
            where = "path" if token.i in on_path else "between"
            out += [f"trigger {name} {where}", f"trigger {name} {where} {order} {s.dep_} {o.dep_}"]
    verb = next((t for t in (top, *top.ancestors) if t.pos_ in {"VERB", "AUX"}), None)
    if verb is not None:
        out.append(f"verb {verb.lemma_.lower()}")
    return list(dict.fromkeys(out))
