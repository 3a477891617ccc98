"""Linking: which mentions of a document name the same thing by their words."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from osgraph.mentions import naming
from osgraph.mentions.model import Form, Mention, Thing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spacy.tokens import Doc, Token

    from osgraph.linear import Model
    from osgraph.mentions.gazetteer import Gazetteer
    from osgraph.mentions.vocabulary import Vocabulary
    from osgraph.model import IRI
    from osgraph.text import Passage

_COLLECTIVE = frozenset({"family", "series", "line", "lineup", "line-up", "range", "suite", "collection"})
_MADE = ("Model", "Software", "Hardware", "Benchmark", "Dataset")
_PROGRAMS = frozenset(
    {"assistant", "chatbot", "llm", "model", "system"}
)  # what a model and its service are called
_WHOLE = frozenset(
    {"'s", "’s", "federal", "central", "national", "current"}
)  # with them it is still the state's
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]{1,7})\)")


def key(name: str) -> str:
    """Return what two spellings of one name share: case, hyphens and plural are folded."""
    words = re.findall(r"[\w.+&%$]+", name.casefold().replace("’s", "").replace("'s", ""))
    if len(words) > 2:
        words = [w for w in words[:-1] if w != "ai"] + words[-1:]  # "open AI models" are open models
    return " ".join(w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in words)


def link(
    mentions: Sequence[Mention],
    passages: Sequence[Passage],
    gazetteer: Gazetteer,
    vocabulary: Vocabulary,
    model: Model | None = None,
) -> dict[Mention, tuple[Thing, str]]:
    """Return the thing of every name and noun phrase; pronouns are left to coreference.

    Known names take the catalog's canonical name; a surname or a shortened name joins the fuller name
    that the document gives; an acronym in brackets joins the name before it.
    """
    names = [m for m in mentions if m.form is Form.NAME]
    shorts = _short_forms(names, passages)
    things: dict[str, Thing] = {}
    out: dict[Mention, tuple[Thing, str]] = {}
    for mention in mentions:
        if mention.form is Form.PRONOUN:
            continue
        full = shorts.get(key(mention.name)) if mention.form is Form.NAME and not mention.entries else None
        source = full or mention
        thing = _thing(source, passages, gazetteer, vocabulary)
        known = things.get(thing.key)
        if known is None:
            known = things[thing.key] = thing
        elif thing.classes and not known.classes:
            known = things[thing.key] = Thing(
                known.key, known.name, thing.classes, known.entries, known.is_name
            )
        out[mention] = (known, "short form" if full else "")
    if model is not None:
        _reclassify(things, out, passages, vocabulary, model)
    linked = {m: (things[t.key], step) for m, (t, step) in out.items()}
    linked.update(_appositions(mentions, linked, passages))
    linked.update(_families(mentions, linked, passages, vocabulary))
    linked.update(_governments(mentions, linked, passages, gazetteer))
    return linked


def _reclassify(
    things: dict[str, Thing],
    linked: Mapping[Mention, tuple[Thing, str]],
    passages: Sequence[Passage],
    vocabulary: Vocabulary,
    model: Model,
) -> None:
    """Let the model say what unknown names stand for, from all their mentions."""
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention, (thing, _) in linked.items():
        if mention.form is Form.NAME and not thing.entries:
            named[thing.key].append(mention)
    for known, mentions in named.items():
        told = naming.classes(mentions, passages, vocabulary, model)
        classes = tuple(dict.fromkeys((*told, *things[known].classes)))
        things[known] = replace(things[known], classes=classes)


def _families(
    mentions: Sequence[Mention],
    linked: Mapping[Mention, tuple[Thing, str]],
    passages: Sequence[Passage],
    vocabulary: Vocabulary,
) -> dict[Mention, tuple[Thing, str]]:
    """Return the phrases that end in the class of the name they hold: "the Llama models" are Llama.

    Words that describe may stand between: "the Llama large language model". A name in front of such a noun
    is the maker's where it is an agent's ("Acme models"), not where a maker owns the whole of it.
    """
    names = {(m.passage, m.end): m for m in mentions if m.form is Form.NAME}
    out: dict[Mention, tuple[Thing, str]] = {}
    for mention in mentions:
        doc = passages[mention.passage].doc
        name = names.get((mention.passage, mention.head))
        if (
            name is None
            and doc[mention.head].lemma_.lower() in _COLLECTIVE
            and vocabulary.of_noun(doc[mention.head - 1])
        ):
            name = names.get((mention.passage, mention.head - 1))  # "the Llama model family"
        if name is None and doc[mention.head].tag_ == "NN":
            name = names.get((mention.passage, _described_from(doc, mention.head)))
        if mention.form is not Form.NOMINAL or name is None or name.start < mention.start:
            continue
        thing = linked[name][0]
        head = doc[mention.head]
        noun = head.lemma_.lower()
        same = bool(set(mention.classes[:1]) & set(thing.classes)) or noun in _COLLECTIVE
        same = same or (bool(mention.classes) and noun in _PROGRAMS)
        if same and any(c.endswith(_MADE) for c in thing.classes):
            out[mention] = (thing, "")
    return out


def _described_from(doc: Doc, head: int) -> int:
    """Return where the words in lower case start that describe a noun: "large language" of a model."""
    start = head
    while start and doc[start - 1].is_lower and doc[start - 1].dep_ in {"amod", "compound", "nmod"}:
        start -= 1
    return start


def _governments(
    mentions: Sequence[Mention],
    linked: Mapping[Mention, tuple[Thing, str]],
    passages: Sequence[Passage],
    gazetteer: Gazetteer,
) -> dict[Mention, tuple[Thing, str]]:
    """Return the phrases that name a state by its government: "the Ruritanian federal government"."""
    names: dict[tuple[int, int], Mention] = {}
    for mention in mentions:
        if mention.form is Form.NAME:
            names[mention.passage, mention.end] = mention
    states = {e.iri for e in gazetteer.catalog.entries.values() if e.cls.endswith("Country")}
    out: dict[Mention, tuple[Thing, str]] = {}
    for mention in mentions:
        doc = passages[mention.passage].doc
        head = doc[mention.head]
        if mention.form is not Form.NOMINAL or head.lemma_.lower() != "government":
            continue
        at = mention.head
        while at and doc[at - 1].lower_ in _WHOLE:
            at -= 1
        name = names.get((mention.passage, at))
        if name is not None and states & set(name.entries[:1]):
            out[mention] = (linked[name][0], f'"{mention.name}" is {linked[name][0].name}')
    return out


def _appositions(
    mentions: Sequence[Mention], linked: Mapping[Mention, tuple[Thing, str]], passages: Sequence[Passage]
) -> dict[Mention, tuple[Thing, str]]:
    """Return the noun phrases that a name stands beside: in "X, an AI model", "the model X", "X is a model".

    All three speak of X, so that what is said of the model is said of X.
    """
    names = {(m.passage, i): m for m in mentions if m.form is Form.NAME for i in range(m.start, m.end)}
    nominals = {(m.passage, m.head): m for m in mentions if m.form is Form.NOMINAL}
    out: dict[Mention, tuple[Thing, str]] = {}
    for mention in mentions:
        if mention.form is not Form.NOMINAL:
            continue
        head = passages[mention.passage].doc[mention.head]
        beside = [c for c in head.children if c.dep_ == "appos"] + (
            [head.head] if head.dep_ == "appos" else []
        )
        beside += _defined(head)
        named = [n for token in beside if (n := names.get((mention.passage, token.i)))]
        if not named:
            named = [n for t in _described(head) if (n := nominals.get((mention.passage, t.i)))]
        if len(named) == 1 and head.tag_ == "NN":
            thing = linked[named[0]][0]
            out[mention] = (thing, f"apposition: {mention.name} is {thing.name}")
    return out


def _described(noun: Token) -> list[Token]:
    """Return the noun that one with an article describes: "data synthesis, a technique that ..., helps".

    Some such descriptions are read as a second subject of the verb.
    """
    if noun.left_edge.tag_ != "DT" or not noun.left_edge.i or noun.left_edge.nbor(-1).text != ",":
        return []
    if noun.dep_ == "appos":
        return [noun.head]
    return [c for c in noun.head.lefts if c.dep_ == noun.dep_ == "nsubj" and c.i < noun.i]


def _defined(noun: Token) -> list[Token]:
    """Return the subject of "X is a model": what a noun with "a" or "the" behind a plain "is" defines."""
    verb = noun.head
    if noun.dep_ != "attr" or verb.lemma_ != "be" or not any(c.tag_ == "DT" for c in noun.children):
        return []
    if any(c.dep_ in {"neg", "aux"} for c in verb.children) or verb.tag_ not in {"VBZ", "VBD"}:
        return []
    return [c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i]


def _thing(
    mention: Mention, passages: Sequence[Passage], gazetteer: Gazetteer, vocabulary: Vocabulary
) -> Thing:
    if mention.entries:
        entries = mention.entries
        known = [gazetteer.catalog.entries[e] for e in entries]
        return Thing(key(known[0].name), known[0].name, tuple(e.cls for e in known), entries, is_name=True)
    classes = mention.classes
    if mention.form is Form.NAME:
        hints = _hints(mention, passages[mention.passage], vocabulary)
        classes = tuple(dict.fromkeys((*hints, *classes)))
    return Thing(key(mention.name), mention.name, classes, (), is_name=mention.form is Form.NAME)


def _hints(mention: Mention, passage: Passage, vocabulary: Vocabulary) -> tuple[IRI, ...]:
    """Return classes that stand beside a name: "startup X", "X, a lab", "the X framework"."""
    head = passage.doc[mention.head]
    beside = [c for c in head.children if c.dep_ in {"compound", "appos"} and c.pos_ == "NOUN"]
    if (
        head.dep_ in {"appos", "compound"}
        and head.head.pos_ == "NOUN"
        and not mention.start <= head.head.i < mention.end
    ):
        beside.append(head.head) if head.dep_ == "appos" else None
    before = passage.doc[mention.start - 1] if mention.start else None
    if before is not None and before.text[:1].isupper() and vocabulary.names_person(before):
        return (vocabulary.classes["Person"],)  # "President Doe"
    return tuple(cls for noun in beside for cls in vocabulary.of_noun(noun))


def _short_forms(names: Sequence[Mention], passages: Sequence[Passage]) -> dict[str, Mention]:
    """Return for each shortened name the mention of the fuller one; what is ambiguous is left alone."""
    found: dict[str, set[Mention]] = {}
    first: dict[str, Mention] = {}
    for mention in names:
        first.setdefault(key(mention.name), mention)
    for mention in first.values():
        words = key(mention.name).split()
        ends = {words[-1]} if mention.name.split()[-1].islower() else {words[0], words[-1]}
        for short in ends if len(words) > 1 else ():  # nobody calls "the Doe administration" Doe
            if short in first and not first[short].entries:
                found.setdefault(short, set()).add(mention)
        acronym = _ACRONYM.search(passages[mention.passage].doc[mention.end : mention.end + 3].text)
        if acronym and acronym.group(1)[0] == mention.name[:1]:
            found.setdefault(key(acronym.group(1)), set()).add(mention)
    return {short: next(iter(full)) for short, full in found.items() if len(full) == 1}
