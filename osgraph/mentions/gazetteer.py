"""The gazetteer: names that the catalog knows, found in parsed text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from osgraph.model import IRI
    from osgraph.ontology import Catalog

_LOCATING = frozenset({"in", "at", "near", "outside", "around"})
_JOINTS = " \n\t-‑–"  # what one spelling of a name has and another has not
_JOINED = re.compile(rf"[\s{re.escape(_JOINTS)}]+")
_HIDDEN = frozenset({"Company", "Lab", "Community", "Model", "Software", "Hardware", "Dataset", "Benchmark"})
_LONGEST = 8  # tokens of the longest name that is sought


def folded(form: str) -> str:
    """Return a form without spaces and hyphens, in lower case: "GPT 5" and "gpt-5" are one."""
    return _JOINED.sub("", form).casefold()


class Gazetteer:
    """The forms of a catalog, ready to be found.

    Attributes:
        catalog: the catalog itself.
        names: every form as it is written, with whether :mod:`osgraph.standins` hides it from the parser.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._exact = dict(catalog.forms)
        self._loose: dict[str, tuple[IRI, ...]] = {}
        for form in sorted(catalog.forms):
            if re.search(r"\d|[ -]|[a-z][A-Z]", form):  # "HuggingFace", "Deepseek"
                key = folded(form)
                if len(key) >= 4:
                    self._loose.setdefault(key, catalog.forms[form])
        risky = {form for entry in catalog.entries.values() for form in entry.ambiguous}
        self._risky = frozenset(risky)
        self.names = {form: self._is_hidden(form, found) for form, found in catalog.forms.items()}
        self._nationalities = dict(catalog.nationalities)
        self._by_nationality = {word: (country,) for word, country in catalog.nationalities.items()}
        self._starts = frozenset(form[:2] for form in (*self._exact, *self._nationalities))
        self._loose_starts = frozenset(key[:2] for key in self._loose)

    def _is_hidden(self, form: str, entries: tuple[IRI, ...]) -> bool:
        """Say whether a form is best kept from the parser: one of an agent or artifact, no ordinary word."""
        classes = {self.catalog.entries[entry].cls.rsplit("#", 1)[-1] for entry in entries}
        return form not in self._risky and bool(classes & _HIDDEN) and any(map(str.isupper, form))

    def country_of(self, word: str) -> IRI | None:
        """Return the country that a nationality word stands for."""
        return self._nationalities.get(word)

    def is_risky(self, form: str) -> bool:
        """Say whether a form is also an ordinary word and needs context."""
        return form in self._risky

    def find(self, doc: Doc) -> Iterator[tuple[int, int, tuple[IRI, ...]]]:
        """Yield (start, end, entries) of the known names of a text: the longest from the left, no overlap."""
        words = doc.text
        begins = [token.idx for token in doc]
        ends = [token.idx + len(token) for token in doc]
        at = 0
        while at < len(begins):
            found = self._longest(words, begins, ends, at) if self._may_start(words, begins[at]) else None
            if found is None:
                at += 1
            else:
                yield at, found[0], self._acting_first(doc, at, *found)
                at = found[0]

    def _may_start(self, words: str, begin: int) -> bool:
        start = words[begin : begin + 2]
        loose = start.casefold() in self._loose_starts or not start[1:].strip(_JOINTS)
        return loose or start in self._starts

    def _longest(
        self, words: str, begins: list[int], ends: list[int], start: int
    ) -> tuple[int, tuple[IRI, ...]] | None:
        begin = begins[start]
        for end in range(min(len(begins), start + _LONGEST), start, -1):
            text = words[begin : ends[end - 1]]
            if text.endswith(("'s", "’s")):
                continue
            entries = self._exact.get(text) or self._by_nationality.get(text) or self._by_folded(text)
            if entries:
                return end, entries
        return None

    def _by_folded(self, text: str) -> tuple[IRI, ...] | None:
        if len(text) < 4 or not (text[0].isupper() or any(map(str.isdigit, text))):
            return None
        entries = self._loose.get(folded(text))
        if entries is None or not _same_initial(text, self.catalog.entries[entries[0]].name):
            return None
        return entries

    def _acting_first(self, doc: Doc, start: int, end: int, entries: tuple[IRI, ...]) -> tuple[IRI, ...]:
        """Order readings: a capital is the state that acts from it, unless it is where something is."""
        located = doc[start:end].root.dep_ == "pobj" and doc[start:end].root.head.lower_ in _LOCATING
        places = [e for e in entries if self.catalog.entries[e].cls.endswith("Place")]
        if not places:
            return entries
        others = [e for e in entries if e not in places]
        return (*places, *others) if located else (*others, *places)


def _same_initial(text: str, name: str) -> bool:
    return text[0].isupper() or name[0].islower() or bool(re.search(r"\d", text))
