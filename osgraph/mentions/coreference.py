"""Coreference: what pronouns and bare descriptions ("the company", "this strategy") stand for.

A ranking by grammatical role, nearness and agreement, after Lappin and Leass (1994), kept small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osgraph.mentions import authors, nouns
from osgraph.mentions.model import Form, Mention, Thing
from osgraph.mentions.topics import Topics
from osgraph.model import SectionKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spacy.tokens import Token

    from osgraph.mentions.gazetteer import Gazetteer
    from osgraph.mentions.vocabulary import Vocabulary
    from osgraph.model import IRI
    from osgraph.text import Passage

_SINGULAR = frozenset({"it", "its", "itself"})
_PLURAL = frozenset({"they", "them", "their", "themselves"})
_PERSON = frozenset({"he", "him", "his", "she", "her"})
_ACTS = frozenset({"this"})
_POINTING = frozenset({"the", "this", "that", "these", "those", "both", "such"})
_SAYING = frozenset(
    """
    acknowledge agree argue assume believe claim estimate expect fear hope know note recognise recognize
    report rumour say think understand
    """.split()
)
_SENTENCES = 3  # how far back a pronoun reaches
_DESCRIPTION = 8  # how far back a description reaches
_SALIENCE = 0.3  # of a role, against a sentence of distance
_TOPIC = 2.5  # what a pronoun more likely means if the heading or title names it
_ROLE = {"nsubj": 3.0, "nsubjpass": 3.0, "csubj": 2.0, "poss": 1.0, "dobj": 1.0, "pobj": 0.5, "appos": 0.5}


@dataclass(frozen=True, slots=True)
class _Candidate:
    mention: Mention
    thing: Thing
    sentence: int
    weight: float
    plural: bool
    verbal: bool
    object_of_root: bool


def resolve(
    mentions: Sequence[Mention],
    things: Mapping[Mention, tuple[Thing, str]],
    passages: Sequence[Passage],
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
) -> dict[Mention, tuple[Thing, str]]:
    """Return the links with pronouns and bare descriptions resolved; what stays open is missing.

    Args:
        mentions: all mentions in the order of the text.
        things: what names and noun phrases stand for by their words.
        passages: the parsed sections.
        vocabulary: head nouns, for the class that a description names.
        gazetteer: nationality words, and where what the catalog knows is at home.
    """
    sentences = _sentence_numbers(passages)
    out: dict[Mention, tuple[Thing, str]] = {}
    seen: list[_Candidate] = []
    author = authors.find(mentions, things, passages, vocabulary, gazetteer)
    title = next((i for i, p in enumerate(passages) if p.section.kind is SectionKind.HEADING), None)
    topics = Topics(mentions, things, passages, vocabulary)
    for mention in mentions:
        token = passages[mention.passage].doc[mention.head]
        at = sentences[mention.passage][mention.head]
        if mention.form is Form.PRONOUN and passages[mention.passage].is_added(token.i):
            about = _labelled(mention, seen) or topics.of(mention.passage) or topics.opening
            if about is not None:
                out[mention] = (about, f"left out: {about.name}")
            continue
        if mention.form is Form.PRONOUN:
            is_author = token.lower_ in authors.WORDS
            writer = author if is_author and not authors.is_quoted(token) else None
            found = (
                writer
                if is_author
                else _of_pronoun(mention, token, at, seen, vocabulary, topics.of(mention.passage))
            )
            if found is not None:
                out[mention] = (found, f'"{token.text}" is {found.name}')
            continue
        thing, step = things[mention]
        if _is_description(mention, token):
            antecedent = _of_description(
                mention, token, at, seen, vocabulary, title, topics.of(mention.passage)
            )
            if antecedent is not None:
                out[mention] = (antecedent, f'"{token.text}" is {antecedent.name}')
                continue
            if _needs_antecedent(mention, vocabulary):
                continue
        compatriot = _of_compatriot(mention, token, at, seen, vocabulary, gazetteer)
        if compatriot is not None:
            out[mention] = (compatriot, f'"{mention.name}" is {compatriot.name}')
            continue
        out[mention] = (thing, step)
        if nouns.through(token).i == token.i:
            seen.append(_candidate(mention, thing, at, token))
    return out


def _candidate(mention: Mention, thing: Thing, at: int, token: Token) -> _Candidate:
    governor = token.head.head if token.dep_ == "pobj" else token.head
    is_object = token.dep_ in {"dobj", "pobj"} and governor.dep_ in {"ROOT", "xcomp", "pcomp"}
    verbal = token.tag_ == "VBG" or token.doc[mention.start].tag_ == "VBG"
    return _Candidate(mention, thing, at, _weight(token), _is_plural(mention, token), verbal, is_object)


def _sentence_numbers(passages: Sequence[Passage]) -> list[list[int]]:
    """Number the sentences through the document, for each token of each passage."""
    out: list[list[int]] = []
    number = 0
    for passage in passages:
        numbers = []
        for token in passage.doc:
            if token.is_sent_start and token.i:
                number += 1
            numbers.append(number)
        out.append(numbers)
        number += 1
    return out


def _weight(token: Token) -> float:
    weight = _ROLE.get(token.dep_, 0.0)
    if token.dep_ in {"nsubj", "nsubjpass"} and token.head.dep_ == "ROOT":
        weight += 1.0
    return weight


def _is_plural(mention: Mention, token: Token) -> bool:
    if mention.form is Form.NAME:
        return False
    return token.tag_ in {"NNS", "NNPS"} or (
        mention.form is Form.NOMINAL and any(c.dep_ == "conj" for c in token.children)
    )


def _is(thing: Thing, vocabulary: Vocabulary, *names: str) -> bool:
    return any(vocabulary.classes.get(name) in thing.classes for name in names)


def _labelled(mention: Mention, seen: Sequence[_Candidate]) -> Thing | None:
    """Return the name that labels the line in which a subject is left out: "Ferrant Labs: raised $2B"."""
    last = seen[-1].mention if seen else None
    is_label = (
        last is not None
        and last.passage == mention.passage
        and last.start == 0
        and last.end == mention.head - 1
    )
    return seen[-1].thing if is_label and seen[-1].thing.is_name else None


def _of_pronoun(
    mention: Mention,
    token: Token,
    at: int,
    seen: Sequence[_Candidate],
    vocabulary: Vocabulary,
    topic: Thing | None,
) -> Thing | None:
    word = token.lower_
    if word in _ACTS:
        return _of_act(at, seen, vocabulary) if token.dep_ in {"nsubj", "nsubjpass"} else None
    if word == "it" and _is_empty(token):
        return None
    doer = _clause_subject(token)
    said = [c for n in token.head.children if n.dep_ == "attr" for c in vocabulary.of_noun(n)]
    best: tuple[float, Thing] | None = None
    for order, candidate in enumerate(seen):
        distance = at - candidate.sentence
        if not 0 <= distance <= _SENTENCES:
            continue
        if distance == 0 and (
            candidate.mention.passage != mention.passage or _clashes(candidate.mention, mention, token)
        ):
            continue
        thing = candidate.thing
        if not _agrees(word, candidate, vocabulary):
            continue
        score = candidate.weight - 1.0 * distance + 0.01 * order
        score += 1.5 if thing.is_name and word not in _PLURAL else 0.0
        score += _TOPIC if topic is not None and thing.key == topic.key else 0.0
        score += 1.5 if candidate.plural and word in _PLURAL else 0.0
        if said and set(said) & set(thing.classes):
            score += 3.0
        if distance == 0 and doer is not None and candidate.mention.head == doer.i:
            score += 4.0
        if best is None or score > best[0]:
            best = (score, thing)
    if best is None and word in _SINGULAR:
        return topic
    return best[1] if best else None


def _is_empty(token: Token) -> bool:
    """Say whether an "it" means nothing: "it is said that", "it is easy to", "makes it hard to"."""
    verb = token.head
    clauses = [
        c
        for c in verb.children
        if c.dep_ in {"ccomp", "xcomp", "csubj", "csubjpass", "advcl"} and c.i > verb.i
    ]
    told = any(
        m.lower_ in {"that", "to", "whether", "if"}
        for c in clauses
        for m in c.children
        if m.dep_ in {"mark", "aux"}
    )
    if token.dep_ == "nsubjpass" or verb.lemma_ in {"seem", "appear"}:
        that = any(m.lower_ in {"that", "whether"} for c in clauses for m in c.children if m.dep_ == "mark")
        return that and verb.lemma_ in _SAYING | {"seem", "appear"}
    states = [c for c in verb.children if c.dep_ in {"acomp", "attr"} and c.pos_ in {"ADJ", "NOUN"}]
    inner = any(
        m.lower_ in {"that", "to"}
        for s in states
        for c in s.children
        for m in c.children
        if c.dep_ in {"xcomp", "ccomp"}
    )
    if token.dep_ == "nsubj" and verb.dep_ == "ccomp" and verb.pos_ == "ADJ":
        return True  # "makes it hard to"
    return token.dep_ == "nsubj" and verb.lemma_ == "be" and bool(states) and (told or inner)


def _clause_subject(token: Token) -> Token | None:
    """Return the subject of the clause that a possessive stands in; through "who", what it relates to."""
    if token.dep_ != "poss":
        return None
    for verb in token.ancestors:
        if verb.pos_ in {"VERB", "AUX"}:
            for child in verb.children:
                if child.dep_ in {"nsubj", "nsubjpass"}:
                    return verb.head if child.tag_ in {"WP", "WDT"} and verb.dep_ == "relcl" else child
            if verb.dep_ == "relcl":
                return verb.head
    return None


def _of_act(at: int, seen: Sequence[_Candidate], vocabulary: Vocabulary) -> Thing | None:
    """Find what "this" sums up: the strategy, the act or the last object of the sentence before."""
    before = [c for c in seen if c.sentence == at - 1 and not _is(c.thing, vocabulary, "Person", "Country")]
    strategies = [c for c in before if _is(c.thing, vocabulary, "Strategy")]
    acts = [c for c in before if c.mention.end - c.mention.start > 1 and c.verbal]
    objects = [c for c in before if c.object_of_root and not c.thing.is_name]
    for found in (strategies, acts, objects):
        if found:
            return found[-1].thing
    return None


def _clashes(candidate: Mention, mention: Mention, token: Token) -> bool:
    """Say whether a candidate cannot be meant: it holds the pronoun, or shares its verb's roles."""
    if candidate.start <= mention.head < candidate.end or candidate.head > mention.head:
        return True
    doc = token.doc
    head = doc[candidate.head]
    return token.dep_ != "poss" and head.head.i == token.head.i and token.dep_ != "nsubj"


def _agrees(word: str, candidate: _Candidate, vocabulary: Vocabulary) -> bool:
    thing = candidate.thing
    person = _is(thing, vocabulary, "Person")
    acts = _is(thing, vocabulary, "Country", "Government", "Company", "Lab", "Community", "Group")
    if word in _PERSON:
        return person and not candidate.plural
    if person or (_is(thing, vocabulary, "Place") and not acts):
        return False
    if word in _SINGULAR:
        return not candidate.plural
    if word in _PLURAL:
        return candidate.plural or acts
    return False


def _is_description(mention: Mention, token: Token) -> bool:
    if mention.form is not Form.NOMINAL or mention.end - mention.start > 1:
        return False
    if any(c.dep_ in {"relcl", "acl"} for c in token.children):
        return False  # "the lab that built X" tells what it means by itself
    return any(c.dep_ in {"det", "predet"} and c.lower_ in _POINTING for c in token.children)


def _needs_antecedent(mention: Mention, vocabulary: Vocabulary) -> bool:
    agents = ("Company", "Person", "Lab", "Model", "Country", "Group")
    return any(vocabulary.classes.get(n) in mention.classes[:1] for n in agents)


def _of_description(
    mention: Mention,
    token: Token,
    at: int,
    seen: Sequence[_Candidate],
    vocabulary: Vocabulary,
    title: int | None,
    topic: Thing | None,
) -> Thing | None:
    """Find what a description most likely means: a thing of its class, or ending in the same noun.

    The near, the subjects of sentences and the topic go before others; what the title names can be meant
    however far it is.
    """
    classes: tuple[IRI, ...] = mention.classes or vocabulary.of_noun(token)
    plural = token.tag_ == "NNS"
    best: tuple[float, Thing] | None = None
    for order, candidate in enumerate(seen):
        distance = at - candidate.sentence
        if distance > _DESCRIPTION and candidate.mention.passage != title:
            continue
        thing = candidate.thing
        if candidate.mention.span.covers(mention.span):
            continue
        if candidate.mention.end - candidate.mention.start == 1 and not thing.is_name:
            continue
        same_noun = thing.key.split()[-1:] == [token.lemma_.lower()] and candidate.plural == plural
        of_class = (
            bool(classes) and bool(set(classes) & set(thing.classes[:1])) and plural == candidate.plural
        )
        if not same_noun and not of_class:
            continue
        score = _SALIENCE * candidate.weight - min(distance, _DESCRIPTION) + 0.01 * order
        score += _TOPIC if topic is not None and thing.key == topic.key else 0.0
        if best is None or score > best[0]:
            best = (score, thing)
    return best[1] if best else None


def _of_compatriot(
    mention: Mention,
    token: Token,
    at: int,
    seen: Sequence[_Candidate],
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
) -> Thing | None:
    """Find the known agent that "the French lab" or "the Oslo-based startup" means: the last of that land."""
    makers = {vocabulary.classes.get(name) for name in ("Company", "Lab")}
    if not makers & set(mention.classes[:1]):
        return None
    first = token.doc[mention.start]
    article = any(c.dep_ == "det" and c.lower_ in {"the", "this"} for c in token.children)
    if mention.form is not Form.NOMINAL or token.tag_ != "NN" or not article or first.i == token.i:
        return None
    entries = gazetteer.catalog.entries
    land = gazetteer.country_of(first.text)
    if token.nbor(-1).lower_ == "based":
        land = next((entries[e].country for e in gazetteer.catalog.forms.get(first.text, ())), None)
    for candidate in reversed(seen) if land is not None else ():
        if at - candidate.sentence > _DESCRIPTION:
            return None
        thing = candidate.thing
        homes = {entries[e].country for e in thing.entries if entries[e].maker is None}
        if land in homes and makers & set(thing.classes[:1]):
            return thing
    return None
