"""Holding: how the words hold what a language model proposes, and the more careful of the two readings.

The grammar of the built-in extractor reads the clause of a known predicate. Of a proposal nobody knows which
word says it: beside that reading, every cue counts that stands on the way from one end to the other, or over
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from osgraph.mentions import Form
from osgraph.model import Modality, Polarity
from osgraph.propositions import Factuality, Kind, Proposition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from osgraph.claims.state import End, State
    from osgraph.mentions import Mention
    from osgraph.propositions import Cues

_CARE: Final = (
    Modality.ASSERTED,
    Modality.PREDICTED,
    Modality.NORMATIVE,
    Modality.HEDGED,
    Modality.HYPOTHETICAL,
)
_VERBAL: Final = frozenset({"VERB", "AUX"})
_OWN: Final = frozenset({"relcl", "parataxis"})  # clauses that say what they say whatever stands over them
_CONTRASTS: Final = frozenset({"rather than", "instead of"})
_CAUSES: Final = frozenset({"because of", "due to", "owing to", "thanks to", "through", "via"})
_KINDS: Final = {  # kinds of cues by what a word is to the one that it stands with
    "aux": ("aux",),
    "auxpass": ("aux",),
    "advmod": ("adverb",),
    "npadvmod": ("adverb",),
    "amod": ("adjective",),
    "acomp": ("adjective",),
    "mark": ("conjunction",),
    "prep": ("conjunction",),
    "det": ("determiner",),
    "neg": ("adverb",),
    "cc": ("conjunction",),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How the text holds a pair: where, by which word, and in what way.

    Attributes:
        passage: index of the passage.
        joint: token that joins the two ends there.
        held: what the grammar of the clause says.
        modality: what the most careful of all cues around says.
        denies: whether any cue around denies something.
        prevents: whether what governs an end below the joint does ("lacks", "blocked from"), or sets it
            apart.
    """

    passage: int
    joint: int
    held: Factuality
    modality: Modality
    denies: bool
    prevents: bool = False

    def acts(self, mention: Mention, state: State) -> bool:
        """Say whether a mention is the subject of the word that joins the two ends."""
        token = state.passages[self.passage].doc[mention.head]
        own = mention.passage == self.passage and token.head.i == self.joint
        return bool(own and token.dep_ == "nsubj" and mention.form is not Form.PRONOUN)


def careful(one: Modality, other: Modality) -> Modality:
    """Return the modality that claims less.

    Example:
        >>> careful(Modality.ASSERTED, Modality.HEDGED).value
        'hedged'
    """
    return max(one, other, key=_CARE.index)


def read(subject: End, object_: End, state: State, cues: Cues, *, in_phrase: bool) -> Reading:
    """Return how the text holds what a proposal says of two ends.

    Args:
        subject: where the subject stands.
        object_: where the object does.
        state: the document's grammar.
        cues: the words that tell how a claim is held.
        in_phrase: whether a noun phrase alone can say it ("Ruritanian firms may ..." are of Ruritania).
    """
    s, o = subject.mention, object_.mention
    doc = state.passages[s.passage].doc
    joint = _joint(doc[s.head], doc[o.head]) if s.passage == o.passage else None
    ends: tuple[int, ...]
    if joint is None:  # what a later sentence completes, it says
        last = max((s, o), key=lambda m: (m.passage, m.head))
        doc = state.passages[last.passage].doc
        joint = doc[last.head].sent.root
        passage, ends, kind = last.passage, (last.head,), Kind.VERB
    else:
        passage, ends = s.passage, (s.head, o.head)
        kind = Kind.VERB if joint.pos_ in _VERBAL else Kind.NOUN
    steps = () if kind is Kind.VERB else ("noun",)
    said = Proposition(joint.i, joint.lemma_.lower(), kind, (), steps)
    held = state.readers[passage].of(said, ends)
    if in_phrase and kind is Kind.NOUN and joint.i in ends:
        return Reading(passage, joint.i, held, held.modality, held.polarity is Polarity.NEGATIVE)
    between = {value for end in ends for value in _climbed(doc[end], joint, cues)} | {*_beside(joint, cues)}
    path = [
        t for end in ends for t in (doc[end], *doc[end].ancestors) if t.i == joint.i or joint.is_ancestor(t)
    ]
    lacking = [t for t in path if t.i != joint.i and cues.value("verb", t.lemma_.lower()) == "negative"]
    barred = [t for t in path if t.i != joint.i and "negative" in _governed(t, cues)]
    prevents = any(_set_apart(token) for token in path) or bool(lacking or barred)
    if prevents:
        between.add("negative")
    over = set(_climbed(joint, None, cues))
    modalities = [Modality(value) for value in between | over if value in list(Modality)]
    strongest = max([held.modality, *modalities], key=_CARE.index)
    prevents = prevents and held.polarity is Polarity.POSITIVE
    return Reading(passage, joint.i, held, strongest, "negative" in between, prevents)


def is_barred(end: End, top: int, state: State, cues: Cues) -> bool:
    """Say whether an end hangs, below a word, on one that denies it: "independent of M", "blocked from M"."""
    token = state.passages[end.mention.passage].doc[end.mention.head]
    while token.i not in {top, token.head.i}:
        if "negative" in _governed(token, cues):
            return True
        token = token.head
    return False


def is_cause(end: End, state: State) -> bool:
    """Say whether the words before an end make it the cause of something: "grew thanks to M", "due to M"."""
    token = state.passages[end.mention.passage].doc[end.mention.head]
    start = token.left_edge.i
    before = token.doc[max(0, start - 2) : start].text.lower()
    return before in _CAUSES or before.rpartition(" ")[2] in _CAUSES


def _joint(subject: Token, object_: Token) -> Token | None:
    """Return the lowest word over two others; where that is one of them, the verb between, if there is."""
    up = [subject, *subject.ancestors]
    down = [object_, *object_.ancestors]
    over = {token.i for token in up}
    top = next((token for token in down if token.i in over), None)
    if top is None or top.i not in {subject.i, object_.i}:
        return top
    between = [t for t in (*up, *down) if top.is_ancestor(t) and t.i not in {subject.i, object_.i}]
    verbs = [t for t in between if t.pos_ in _VERBAL and (t.is_ancestor(subject) or t.is_ancestor(object_))]
    return verbs[-1] if verbs else top


def _climbed(start: Token, top: Token | None, cues: Cues) -> Iterator[str]:
    """Yield what the cues show at a word, and at those over it up to another one or its clause's own end."""
    token = start
    while top is None or token.i != top.i:
        yield from _beside(token, cues)
        if token.dep_ == "prep":
            yield from filter(None, (cues.value("preposition", token.lower_),))
        if token.head.i == token.i or (top is None and token.dep_ in _OWN):
            return
        yield from _governed(token, cues)
        token = token.head


def _set_apart(token: Token) -> bool:
    """Say whether a word is what something else is preferred to: "A rather than B"."""
    start = token.left_edge.i
    return token.doc[max(0, start - 2) : start].text.lower() in _CONTRASTS


def _beside(token: Token, cues: Cues) -> Iterator[str]:
    modifying = [c for m in token.children if m.dep_ == "amod" for c in m.children]  # "a possibly fatal flaw"
    for child in (*token.children, *modifying):
        for kind in _KINDS.get(child.dep_, ()):
            yield from filter(None, (cues.value(kind, child.lower_),))


def _governed(token: Token, cues: Cues) -> Iterator[str]:
    """Yield what the word shows that governs another."""
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
    link = "to" if infinitive else token.lower_ if token.dep_ == "prep" else "that"
    if token.dep_ not in {"nsubj", "nsubjpass", "conj", "compound", "amod"}:
        yield from filter(None, (cues.governing(token.head, link),))
