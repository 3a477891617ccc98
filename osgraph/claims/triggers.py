"""Triggers: words that hint at relations wherever they stand, those of phrases among them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.propositions import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from osgraph.claims.patterns import Pattern
    from osgraph.ontology import Ontology

_MOST = 4  # relations whose phrases may hold a word; past that it says nothing
_EMPTY = frozenset(
    """
    about an and as at be by compound do for from get give go have in into it its make not object of off on
    out over put set subject take the to under up with 's
    """.split()
)

Run = tuple[str, ...]
"""Words in a row, as lemmas."""


@dataclass(frozen=True, slots=True)
class Triggers:
    """What words hint at, each with the sorted names of the relations.

    Attributes:
        runs: by their first word, the words in a row that hint at something; most are a single word.
    """

    runs: Mapping[str, tuple[tuple[Run, tuple[str, ...]], ...]]

    @classmethod
    def of(cls, ontology: Ontology, patterns: Iterable[Pattern]) -> Triggers:
        """Gather the triggers of relations and the content words of their phrases."""
        said: dict[str, set[str]] = defaultdict(set)
        for pattern in patterns:
            for word in _words(pattern):
                said[word].add(iris.local(pattern.relation))
        found: dict[Run, set[str]] = defaultdict(set)
        found |= {(word,): names for word, names in said.items() if len(names) <= _MOST}
        for relation in ontology.relations.values():
            for trigger in relation.triggers:
                found[tuple(trigger.replace("-", " - ").split())].add(relation.name)
        runs: dict[str, list[tuple[Run, tuple[str, ...]]]] = defaultdict(list)
        for run, names in sorted(found.items()):
            runs[run[0]].append((run, tuple(sorted(names))))
        return cls({first: tuple(those) for first, those in runs.items()})

    def hints(self, lemmas: Sequence[str]) -> list[tuple[str, ...]]:
        """Return for each token of a passage the names of the relations that it hints at.

        Every word of a run carries what the run hints at, for any of them may join two mentions.
        """
        out: list[tuple[str, ...]] = [()] * len(lemmas)
        for i, lemma in enumerate(lemmas):
            for run, names in self.runs.get(lemma, ()):
                if len(run) == 1 or tuple(lemmas[i : i + len(run)]) == run:
                    for token in range(i, i + len(run)):
                        out[token] = tuple(dict.fromkeys((*out[token], *names)))
        return out


def _words(pattern: Pattern) -> Iterator[str]:
    """Yield the content words of a pattern; those of a label say something before a colon alone."""
    if pattern.kind is Kind.LABEL:
        return
    words = set(pattern.lemma.split())
    if not pattern.derived:
        words |= {*pattern.subject.split(), *pattern.object.split(), *pattern.needs}
    yield from sorted(words - _EMPTY)
