"""Pairs: two mentions of one sentence, described by features for the learned model.

The features are words that people can read ("path nsubj release dobj"), so that a weight can be shown
as a reason. They follow the line of feature-based relation extraction (GuoDong et al. 2005, ACL).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.claims.state import End
from osgraph.mentions import through

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc

    from osgraph.claims.candidates import Candidate
    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.state import State
    from osgraph.claims.triggers import Triggers
    from osgraph.text import Passage

_MOST = 24  # mentions of a sentence that are paired; longer lists are no prose
_LONGEST = 7  # edges of a path that is still described by its labels
_WINDOW = 12  # tokens between two mentions that are still listed as words
_LABELLED = frozenset({"prep", "agent", "mark"})  # labels that are named with their word


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


@dataclass(frozen=True, slots=True)
class Table:
    """A parsed passage as plain lists, one place a token: what the features read, many times over.

    Attributes:
        lemmas: lemmas in lower case.
        lowers: words in lower case.
        tags: coarse parts of speech.
        labels: labels of the edges to the heads.
        chains: each token with all that stand over it in the parse, from the bottom up.
        words: indices of the tokens that are words, in order.
        hints: for each token, the names of the relations that it hints at.
    """

    lemmas: list[str]
    lowers: list[str]
    tags: list[str]
    labels: list[str]
    chains: list[list[int]]
    words: list[int]
    hints: list[tuple[str, ...]]

    @classmethod
    def of(cls, doc: Doc, triggers: Triggers) -> Table:
        """Read a parsed passage, and what its words hint at."""
        heads = [t.head.i for t in doc]
        lemmas = [t.lemma_.lower() for t in doc]
        return cls(
            lemmas,
            [t.lower_ for t in doc],
            [t.pos_ for t in doc],
            [t.dep_ for t in doc],
            [_above(i, heads) for i in range(len(heads))],
            [t.i for t in doc if t.is_alpha],
            triggers.hints(lemmas),
        )

    def head(self, token: int) -> int:
        """Return the token that governs another; a root governs itself."""
        return self.chains[token][:2][-1]

    def between(self, a: int, b: int) -> list[int]:
        """Return the words strictly between two tokens, in order."""
        return self.words[bisect_right(self.words, min(a, b)) : bisect_left(self.words, max(a, b))]

    def label(self, token: int) -> str:
        """Return the label of a token's edge, with the word where the label alone says little."""
        label = self.labels[token]
        return f"{label}:{self.lowers[token]}" if label in _LABELLED else label


def _above(token: int, heads: Sequence[int]) -> list[int]:
    out = [token]
    while heads[token] != token:
        token = heads[token]
        out.append(token)
    return out


def find(index: int, state: State, candidates: Sequence[Candidate], table: Table) -> Iterator[Pair]:
    """Yield the ordered pairs of mentions in each sentence of a passage that name different things.

    Args:
        index: position of the passage.
        state: the document's mentions.
        candidates: what the phrases of the ontology matched in this passage.
        table: the passage as lists.
    """
    passage = state.passages[index]
    doc = passage.doc
    bars = [token.i for token in doc if token.text == "|"]
    by_ends: dict[tuple[str, str, int], list[Candidate]] = {}
    tokens: dict[tuple[str, str, int], tuple[End, End]] = {}
    for candidate in candidates:
        s, o = state.end(index, candidate.subject), state.end(index, candidate.object)
        if s and o and s.thing.key != o.thing.key and not _apart(s, o, passage, bars):
            key = (s.thing.key, o.thing.key, doc[candidate.proposition.predicate].sent.start)
            by_ends.setdefault(key, []).append(candidate)
            tokens.setdefault(key, (s, o))
    for sentence in doc.sents:
        ends = _ends(index, state, sentence.start, sentence.end)
        above = [table.chains[end.mention.head] for end in ends]
        for s, over_s in zip(ends, above, strict=True):
            places = set(over_s)
            for o, over_o in zip(ends, above, strict=True):
                key = (s.thing.key, o.thing.key, sentence.start)
                if s.thing.key != o.thing.key and key not in by_ends and not _apart(s, o, passage, bars):
                    top = next((token for token in over_o if token in places), None)
                    if top is not None:
                        yield Pair(index, s, o, (), top)
    for key, found in sorted(by_ends.items()):
        s, o = tokens[key]
        yield Pair(index, s, o, tuple(found), found[0].proposition.predicate)


def _ends(index: int, state: State, start: int, end: int) -> list[End]:
    """Return the mentions of a sentence that stand for something, each thing at its first place."""
    found: dict[tuple[str, int], End] = {}
    for mention in state.mentions.within(index, start, end):
        resolved = state.mentions.thing(mention)
        head = state.passages[index].doc[mention.head]
        if resolved is not None and through(head).i == head.i:
            found.setdefault((resolved[0].key, mention.head), End(mention, *resolved))
        if len(found) >= _MOST:
            break
    return list(found.values())


def _apart(s: End, o: End, passage: Passage, bars: Sequence[int]) -> bool:
    """Say whether two mentions are no pair: the same words, in two cells of a table, or both in a lead-in.

    A lead-in stands above as a passage of its own.
    """
    first, last = sorted((s.mention.head, o.mention.head))
    same = s.mention.start == o.mention.start and s.mention.end == o.mention.end
    return same or last < passage.lead or any(first < bar < last for bar in bars)


def features(pair: Pair, table: Table) -> list[str]:
    """Describe a pair.

    Args:
        pair: two mentions of a sentence.
        table: the passage as lists.
    """
    s, o = pair.subject.mention.head, pair.object.mention.head
    subject, object_ = _type(pair.subject), _type(pair.object)
    order = "s-o" if s < o else "o-s"
    out = ["bias", f"types {subject}>{object_}", f"subject {subject}", f"object {object_}"]
    out += [f"order {order}", f"forms {pair.subject.mention.form}>{pair.object.mention.form} {order}"]
    for candidate in pair.candidates:
        name = iris.local(candidate.relation)
        kind = candidate.proposition.kind
        out += [f"says {name}", f"says {name} {kind}", f"says {name} {subject}>{object_}"]
        out += [f"says {name} by {step}" for step in candidate.steps]
        out.append(f"phrase {name} {candidate.phrase}")
    up, down = _climb(s, pair.top, table), _climb(o, pair.top, table)
    out += _paths(s, o, pair.top, up, down, table)
    out += _words(s, o, pair.top, {*up, *down, pair.top}, table)
    gap = abs(s - o)
    out.append(f"gap {min(gap, 3) if gap < 4 else 6 if gap < 8 else 12 if gap < 16 else 99}")
    return out


def _type(end: End) -> str:
    if end.thing.classes:
        return iris.local(end.thing.classes[0])
    return "name" if end.thing.is_name else "thing"


def _climb(token: int, top: int, table: Table) -> list[int]:
    """Return the tokens from one up to, without, the top; to the root if the top is not over it."""
    chain = table.chains[token]
    return chain[: chain.index(top)] if top in chain else chain[:-1]


def _paths(s: int, o: int, top: int, up: list[int], down: list[int], table: Table) -> list[str]:
    if len(up) + len(down) > _LONGEST:
        return ["path long"]
    climbed = "^".join(map(table.label, up))
    labels = f"{climbed} {table.tags[top]} {'_'.join(map(table.label, reversed(down)))}"
    lemma, s_label, o_label = table.lemmas[top], table.labels[s], table.labels[o]
    return [
        f"path {labels}",
        f"path {labels} {lemma}",
        f"top {lemma}",
        f"ends {s_label} {lemma} {o_label}",
        f"subject {s_label} of {table.lemmas[table.head(s)]}",
        f"object {o_label} of {table.lemmas[table.head(o)]}",
        f"labels {s_label} {o_label}",
    ]


def _words(s: int, o: int, top: int, path: set[int], table: Table) -> list[str]:
    order = "s-o" if s < o else "o-s"
    between = table.between(s, o)
    out: list[str] = []
    if abs(s - o) <= _WINDOW:
        out += [f"between {table.lemmas[t]} {order}" for t in between if table.tags[t] not in {"DET", "PRON"}]
    ends = f"{order} {table.labels[s]} {table.labels[o]}"
    for token in dict.fromkeys((*between[:_WINDOW], *sorted(path))):
        if names := table.hints[token]:
            where = "top" if token == top else "path" if token in path else "between"
            for name in names:
                out += [f"trigger {name} {where}", f"trigger {name} {where} {ends}"]
    verb = next((t for t in table.chains[top] if table.tags[t] in {"VERB", "AUX"}), None)
    if verb is not None:
        out.append(f"verb {table.lemmas[verb]}")
    return list(dict.fromkeys(out))
