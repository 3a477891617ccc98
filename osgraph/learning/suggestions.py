"""Which sentences would teach most: those of which a model is least sure (active learning).

The doubt of a sentence is what its triples are expected to have wrong or to lack, set against what is
expected of them in all: uncertainty sampling (Lewis and Gale 1994), with the chances of the model. Of
sentences that are unsure of the same relation later ones count less, so that a list does not ask the same
thing twenty times.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from osgraph import text
from osgraph.learning import sentences
from osgraph.learning.names import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from osgraph.learning.model import Found, Model
    from osgraph.learning.scenes import Triple
    from osgraph.model import Document, Span

LEAST: Final = 0.02  # chance under which a triple is not worth a question


@dataclass(frozen=True, slots=True)
class Guess:
    """A triple that a model thinks of: its chance, and whether the model would give it."""

    triple: Triple
    chance: float
    given: bool

    @property
    def doubt(self) -> float:
        """The chance that the decision about it is wrong."""
        return 1.0 - self.chance if self.given else self.chance


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence to be corrected, with what the model thinks of it, the surest triple first."""

    sentence: str
    doubt: float
    guesses: tuple[Guess, ...]
    document: str
    span: Span

    def to_json(self) -> dict[str, Any]:
        """Return it as an example that is still to be checked, in the form that learning reads."""
        return {
            "sentence": self.sentence,
            "triples": [list(guess.triple) for guess in self.guesses if guess.given],
            "checked": False,
            "doubt": round(self.doubt, 3),
            "guesses": [
                {"triple": list(g.triple), "chance": round(g.chance, 3), "given": g.given}
                for g in self.guesses
            ],
            "document": self.document,
            "at": [self.span.start, self.span.end],
        }


def suggest(
    model: Model,
    documents: Iterable[Document],
    *,
    count: int = 20,
    taught: Collection[str] = (),
    pipeline: str = text.DEFAULT_PIPELINE,
) -> list[Suggestion]:
    """Return the sentences of documents whose correction would teach a model most, the first the most.

    Args:
        model: the model that is to learn more.
        documents: unlabelled documents, whose sections were found.
        count: how many sentences, at most.
        taught: sentences that it has learnt from already; they are left out.
        pipeline: the spaCy pipeline that parses.
    """
    seen = {fold(sentence) for sentence in taught}
    found: list[Suggestion] = []
    for document, passages in text.parse(text.load(pipeline, entities=True), documents):
        for passage in passages:
            parts = [
                (sent.start, sentences.from_doc(sent.as_doc())) for sent in passage.doc.sents if len(sent) > 1
            ]
            read = model.read((sentence for _, sentence in parts), threshold=LEAST)
            for (first, sentence), (_, triples) in zip(parts, read, strict=True):
                words = " ".join(sentence.text.split())
                if triples and fold(words) not in seen:
                    seen.add(fold(words))
                    guesses = _guesses(model, triples)
                    span = passage.span(first, first + len(sentence.words))
                    found.append(Suggestion(words, doubt(guesses), guesses, document.id, span))
    return spread(found, count)


def doubt(guesses: Iterable[Guess]) -> float:
    """Return how unsure guesses are: the share of what is expected to be wrong or missing, from 0 to 1.

    One is added to all that is expected, so that a single faint guess weighs little.

    Example:
        >>> sure, unsure = Guess(("a", "r", "b"), 0.9, True), Guess(("a", "r", "c"), 0.5, True)
        >>> round(doubt([sure]), 2), round(doubt([unsure]), 2), round(doubt([sure, unsure]), 2)
        (0.05, 0.25, 0.2)
    """
    wrong = right = 0.0
    for guess in guesses:
        wrong += guess.doubt
        right += guess.chance if guess.given else 0.0
    return wrong / (1.0 + wrong + right)


def spread(found: Sequence[Suggestion], count: int) -> list[Suggestion]:
    """Choose the most doubtful sentences; each further one about the same relation counts less."""
    by_relation: defaultdict[str, list[Suggestion]] = defaultdict(list)
    for one in sorted(found, key=lambda s: (-s.doubt, s.document, s.span)):
        by_relation[max(one.guesses, key=lambda g: (g.doubt, g.triple)).triple[1]].append(one)
    queue = [(-own[0].doubt, relation, 0) for relation, own in by_relation.items()]
    heapq.heapify(queue)
    chosen: list[Suggestion] = []
    while queue and len(chosen) < count:
        _, relation, number = heapq.heappop(queue)
        own = by_relation[relation]
        chosen.append(own[number])
        if number + 1 < len(own):
            heapq.heappush(queue, (-own[number + 1].doubt / (number + 2), relation, number + 1))
    return chosen


def _guesses(model: Model, found: Sequence[Found]) -> tuple[Guess, ...]:
    return tuple(
        Guess(
            (f.subject, model.schema.relations[f.relation].name, f.object),
            f.chance,
            f.chance >= model.threshold,
        )
        for f in found
    )
