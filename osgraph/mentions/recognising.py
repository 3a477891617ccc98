"""Names in any language: those of the catalog, those shaped like models, and those a recogniser finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgraph.mentions.model import Form, Mention
from osgraph.standins import shaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.mentions.gazetteer import Gazetteer
    from osgraph.mentions.vocabulary import Vocabulary
    from osgraph.model import IRI
    from osgraph.text import Passage


def find(index: int, passage: Passage, gazetteer: Gazetteer, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield the names of one passage in order, none overlapping, those of the catalog first.

    A name of the catalog that is also a word needs the recogniser to take it for a name. What the recogniser
    finds must be of a class of the ontology, and begin with a capital in a script that has them.

    Args:
        index: position of the passage in its document.
        passage: the section as a pipeline of its language reads it.
        gazetteer: names of the catalog; words for the people of a country are English, and left out.
        vocabulary: knows which class a label of the recogniser points to, and that of models.
    """
    doc = passage.doc
    free = [True] * len(doc)
    recognised = [(e.start, e.end, vocabulary.of_label(e.label_)) for e in doc.ents]
    taken = {(start, end) for start, end, _ in recognised}
    model = tuple(cls for name, cls in vocabulary.classes.items() if name == "Model")
    found: list[tuple[int, int, tuple[IRI, ...], tuple[IRI, ...]]] = []
    for start, end, entries in gazetteer.find(doc):
        words = doc[start:end].text
        risky = gazetteer.is_risky(words) and (start, end) not in taken
        if not risky and not gazetteer.country_of(words):
            classes = tuple(gazetteer.catalog.entries[entry].cls for entry in entries)
            found.append((start, end, classes, entries))
    found += [(start, end, model, ()) for start, end in shaped(doc)]
    found += [
        (*name, ())
        for name in recognised
        if name[2] and doc[name[0]].text[:1].upper() == doc[name[0]].text[:1]
    ]
    kept = []
    for start, end, classes, entries in found:
        if all(free[start:end]):
            free[start:end] = [False] * (end - start)
            words = " ".join(doc[start:end].text.split())
            span = passage.span(start, end)
            kept.append(Mention(index, start, start, end, span, Form.NAME, words, classes, entries))
    yield from sorted(kept)
