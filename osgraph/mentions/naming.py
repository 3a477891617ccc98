"""Naming: what kind of thing a name stands for that no catalog knows, by its words and its company.

The features of all mentions of the name in a document are joined; a linear model, trained by
``scripts/train_names.py`` on the passages of ``ontology/examples``, ranks the classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from osgraph import iris

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Token

    from osgraph.linear import Model
    from osgraph.mentions.model import Mention
    from osgraph.mentions.vocabulary import Vocabulary
    from osgraph.model import IRI
    from osgraph.text import Passage

_LIKELY: Final = 0.12  # share from which on a class is kept
_MOST: Final = 3
_INSIDE: Final = frozenset({"compound", "poss", "nmod"})
_BESIDE: Final = frozenset({"appos", "compound", "amod", "nmod"})


def classes(
    mentions: Sequence[Mention], passages: Sequence[Passage], vocabulary: Vocabulary, model: Model
) -> tuple[IRI, ...]:
    """Return the classes that a name may have, the likeliest first.

    Args:
        mentions: all mentions of the name.
        passages: the parsed sections.
        vocabulary: head nouns of the ontology.
        model: ranks classes by name; those that the ontology lacks are left out.
    """
    shares = model.shares(features(mentions, passages, vocabulary))
    ranked = sorted(zip(shares.tolist(), model.labels, strict=True), key=lambda pair: (-pair[0], pair[1]))
    likely = [name for share, name in ranked[:_MOST] if share >= _LIKELY or name == ranked[0][1]]
    return tuple(vocabulary.classes[name] for name in likely if name in vocabulary.classes)


def features(
    mentions: Sequence[Mention], passages: Sequence[Passage], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Return what tells the class of a name, sorted, each feature once."""
    found = {"bias"}
    for mention in mentions:
        doc = passages[mention.passage].doc
        found.update(_of_words(doc, mention, vocabulary))
        found.update(_of_company(doc, mention, vocabulary))
    return tuple(sorted(found))


def _of_words(doc: Doc, mention: Mention, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield features of a name's own words and shape."""
    words = [t.lower_ for t in doc[mention.start : mention.end] if t.text not in {"-", "‑"}]
    yield f"words {min(len(words), 4)}"
    yield f"first {words[0]}"
    yield f"last {words[-1]}"
    yield f"ending {words[-1][-3:]}"
    yield f"ending {words[-1][-2:]}"
    yield from (f"word {word}" for word in words)
    yield from (f"noun {iris.local(cls)}" for cls in vocabulary.of_name(doc[mention.end - 1])[:1])
    name = mention.name
    shapes = {
        "digit": any(map(str.isdigit, name)),
        "hyphen": "-" in name,
        "upper": name.isupper(),
        "camel": len(words) == 1 and not name.isupper() and any(map(str.isupper, name[1:])),
        "lower": name[:1].islower(),
        "ordinary": all(map(vocabulary.is_word, words)),
    }
    yield from (f"shape {shape}" for shape, holds in shapes.items() if holds)


def _of_company(doc: Doc, mention: Mention, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield features of what stands around a name, in the parse and in the line."""
    head = doc[mention.head]
    above = head.head
    yield f"role {head.dep_}"
    if head.dep_ == "pobj":
        yield f"below {above.lemma_.lower()} {above.head.lemma_.lower()}"
    elif head.dep_ not in _INSIDE:
        yield f"below {head.dep_} {above.lemma_.lower()}"
    elif not mention.start <= above.i < mention.end:
        yield f"within {head.dep_} {above.lemma_.lower()}"
        yield from (f"within {iris.local(cls)}" for cls in vocabulary.of_noun(above)[:1])
    for child in head.children:
        if not mention.start <= child.i < mention.end:
            yield from _of_child(child, vocabulary)
    if head.dep_ == "appos":
        yield from (f"beside {iris.local(cls)}" for cls in vocabulary.of_noun(above)[:1])
    if head.dep_ == "nsubj" and above.lemma_ == "be":
        for noun in above.children:
            if noun.dep_ == "attr":
                yield f"is {noun.lemma_.lower()}"
                yield from (f"is {iris.local(cls)}" for cls in vocabulary.of_noun(noun)[:1])
    before = [t.lower_ for t in doc[max(0, mention.start - 2) : mention.start]]
    yield f"after {before[-1] if before else '^'}"
    yield f"after {' '.join(before)}"
    yield f"before {doc[mention.end].lower_ if mention.end < len(doc) else '$'}"


def _of_child(child: Token, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield features of what hangs below a name: "startup X", "X, a lab in Y"."""
    if child.dep_ in _BESIDE:
        yield f"with {child.dep_} {child.lemma_.lower()}"
        yield from (f"beside {iris.local(cls)}" for cls in vocabulary.of_noun(child)[:1])
    elif child.dep_ in {"relcl", "det"}:
        yield f"with {child.dep_} {child.lemma_.lower()}"
