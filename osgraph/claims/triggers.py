"""Triggers: the words of phrases, as hints to relations wherever they stand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.propositions import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osgraph.claims.patterns import Pattern

_MOST = 4  # relations that a word may hint at; past that it says nothing
_EMPTY = frozenset(
    """
    about an and as at be by compound do for from get give go have in into it its make not object of off on
    out over put set subject take the to under up with 's
    """.split()
)


def of_patterns(patterns: Iterable[Pattern]) -> dict[str, tuple[str, ...]]:
    """Return for each content word of the phrases the names of the relations that it hints at, sorted."""
    found: dict[str, set[str]] = defaultdict(set)
    for pattern in patterns:
        if pattern.kind is Kind.LABEL:
            continue  # it says something before a colon alone
        words = set(pattern.lemma.split())
        if not pattern.derived:
            words |= {*pattern.subject.split(), *pattern.object.split(), *pattern.needs}
        for word in words - _EMPTY:
            found[word].add(iris.local(pattern.relation))
    return {word: tuple(sorted(names)) for word, names in sorted(found.items()) if len(names) <= _MOST}
