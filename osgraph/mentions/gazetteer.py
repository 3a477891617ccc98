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
_LONGEST = 8  # tokens of the longest name that is sought


def folded(form: str) -> str:
    """Return a form without spaces and hyphens, in lower case: "GPT 5" and "gpt-5" are one."""
    return re.sub(r"[\s\-‑–]+", "", form).casefold()


class Gazetteer:
    """The forms of a catalog, ready to be found."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._exact = dict(catalog.forms)
        self._loose: dict[str, tuple[IRI, ...]] = {}
        for form in sorted(catalog.forms):
            if re.search(r"\d", form) or " " in form or "-" in form:
                key = folded(form)
                if len(key) >= 4:
                    self._loose.setdefault(key, catalog.forms[form])
        risky = {form for entry in catalog.entries.values() for form in entry.ambiguous}
        self._risky = frozenset(risky)
        self._nationalities = dict(catalog.nationalities)

    def country_of(self, word: str) -> IRI | None:
        """Return the country that a nationality word stands for."""
        return self._nationalities.get(word)

    def is_risky(self, form: str) -> bool:
        """Say whether a form is also an ordinary word and needs context."""
        return form in self._risky

    def find(self, doc: Doc) -> Iterator[tuple[int, int, tuple[IRI, ...]]]:
        """Yield (start, end, entries) of the known names of a text: the longest from the left, no overlap."""
        at = 0
        while at < len(doc):
            found = self._longest(doc, at)
            if found is None:
                at += 1
            else:
                yield at, found[0], found[1]
                at = found[0]

    def _longest(self, doc: Doc, start: int) -> tuple[int, tuple[IRI, ...]] | None:
        first = doc[start]
        if not (first.text[0].isupper() or first.text[0].isdigit() or first.is_lower):
            return None
        for end in range(min(len(doc), start + _LONGEST), start, -1):
            text = doc[start:end].text
            entries = self._exact.get(text)
            if entries is None and text in self._nationalities:
                entries = (self._nationalities[text],)
            if entries is None and (first.text[0].isupper() or re.search(r"\d", text)):
                entries = self._loose.get(folded(text)) if end > start + 1 or len(text) > 3 else None
                if entries is not None and not _same_initial(text, self.catalog.entries[entries[0]].name):
                    entries = None
            if entries and doc[end - 1].text not in {"'s", "’s"}:
                return end, self._acting_first(doc, start, end, entries)
        return None

    def _acting_first(self, doc: Doc, start: int, end: int, entries: tuple[IRI, ...]) -> tuple[IRI, ...]:
        """Order readings: a capital is the state that acts from it, unless it is where something is."""
        located = doc[start:end].root.dep_ == "pobj" and doc[start:end].root.head.lower_ in _LOCATING
        places = [e for e in entries if self.catalog.entries[e].cls.endswith("Place")]
        if not places or located:
            return entries
        return (*(e for e in entries if e not in places), *places)


def _same_initial(text: str, name: str) -> bool:
    return text[0].isupper() or name[0].islower() or bool(re.search(r"\d", text))
