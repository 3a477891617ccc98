"""Patterns: the phrases of an ontology, read by the same parser as the text, as proposition templates."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from osgraph import propositions, standins
from osgraph.claims.morphology import nominalisations
from osgraph.ontology import LABEL, label_key
from osgraph.propositions import ASIDE, COMPOUND, GENITIVE, MUTUAL, OBJECT, SUBJECT, Kind, Proposition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

    from osgraph.model import IRI
    from osgraph.ontology import Ontology

# What stands for {s} and {o} while a phrase is parsed; the first pair that parses as a whole is taken.
_FILLERS = (
    ("Google", "Microsoft"),
    ("They", "it"),
    ("The company", "the model"),
    ("Companies", "the product"),
    ("Google", "Llama"),
    ("Jane", "Google"),
    ("Google", "a model"),
)
_BARE = re.compile(r"(\{[so]\})('s|| (?:across|at|behind|by|for|from|in|of|on|under|with)) (\{[so]\})")
_JOINED = re.compile(r"(\{[so]\})(-\w+) (\{[so]\})")
_ASIDE = re.compile(r"(\{[so]\}) \((\{[so]\})\)")
_CLASS = re.compile(r"\{([so]):(\w+)\}")
ANYTHING = "something"  # in a phrase: any object may stand here ("{s} sells something to {o}")
_OF_ROLES = frozenset({"of", "at", "for", "to"})
_MOST_NEEDS = 2  # more words that no role carries: the phrase was not understood
_STATES = (("Google", "closed"), ("They", "proprietary"))  # openness values are adjectives too
_EMPTY = frozenset({"be", "a", "an", "the", "'s", "’s", "to", "of", "have", "its", "it", "."})
_RANK = {Kind.VERB: 0, Kind.ADJECTIVE: 1, Kind.NOUN: 2, Kind.LINK: 3, Kind.LABEL: 4}


@dataclass(frozen=True, slots=True, order=True)
class Pattern:
    """A proposition template that expresses a relation.

    Attributes:
        relation: what it expresses.
        phrase: the words it was made of.
        kind: kind of the predicate.
        lemma: lemma of the predicate.
        subject: role whose filler is the relation's subject.
        object: role whose filler is the relation's object.
        needs: lemmas that must stand below the predicate as well; "something" for an object of any kind.
        derived: whether it is the noun made of a verb ("the release of {o} by {s}").
        subject_class: name of the class that the phrase asks of the subject ("{s:Company}"), else "".
        object_class: the same for the object.
    """

    relation: IRI
    phrase: str
    kind: Kind
    lemma: str
    subject: str
    object: str
    needs: tuple[str, ...] = ()
    derived: bool = False
    subject_class: str = ""
    object_class: str = ""


def compile_phrases(
    ontology: Ontology, nlp: Language
) -> tuple[tuple[Pattern, ...], tuple[tuple[IRI, str], ...]]:
    """Compile the phrases of every relation.

    Args:
        ontology: its relations carry the phrases.
        nlp: the pipeline that will parse the text too, so that both are read alike.

    Returns:
        The patterns, sorted, and the phrases that could not be read as (relation, phrase).
    """
    wanted = [(r.iri, phrase) for _, r in sorted(ontology.relations.items()) for phrase in r.phrases]
    openness = {iri for iri, c in ontology.classes.items() if c.name == "Openness"}
    valued = {r.iri for r in ontology.relations.values() if r.range & openness}
    mutual = {r.iri for r in ontology.relations.values() if r.symmetric}
    found = _compiled(wanted, _FILLERS, nlp)
    states = _compiled([w for w in wanted if w[0] in valued], _STATES, nlp)
    patterns = {*found.values(), *states.values()}
    patterns |= {noun for p in found.values() for noun in (*_nouns(p), *_possessives(p))}
    patterns |= {_mutual(p) for p in patterns if p.relation in mutual and _joins(p)}
    return tuple(sorted(patterns)), tuple(w for w in wanted if w not in found and w not in states)


def _compiled(
    wanted: Sequence[tuple[IRI, str]], fillers: Sequence[tuple[str, str]], nlp: Language
) -> dict[tuple[IRI, str], Pattern]:
    """Return the best reading of each phrase over the fillers; what none reads as a whole is missing."""
    best: dict[tuple[IRI, str], tuple[int, int, int, Pattern]] = {}
    for relation, phrase in wanted:
        link = _link(relation, _untyped(phrase))
        if link is not None:
            best[relation, phrase] = (0, 0, 0, link)
    for s, o in fillers:
        left = [w for w in wanted if w not in best or best[w][0] or best[w][1]]
        texts = [_sentence(_untyped(phrase), s, o) for _, phrase in left]
        docs = standins.parse(nlp, texts, batch_size=256, disable=["ner"])
        for (relation, phrase), doc in zip(left, docs, strict=True):
            reading = _read(relation, _untyped(phrase), doc, s, o)
            if reading is not None:
                best[relation, phrase] = min(reading, best.get((relation, phrase), reading))
    return {w: _typed(reading[-1], w[1]) for w, reading in best.items() if reading[0] <= _MOST_NEEDS}


def index(patterns: Iterable[Pattern]) -> dict[tuple[Kind, str], tuple[Pattern, ...]]:
    """Return patterns by kind and lemma of their predicate."""
    out: dict[tuple[Kind, str], list[Pattern]] = {}
    for pattern in patterns:
        out.setdefault((pattern.kind, pattern.lemma), []).append(pattern)
    return {k: tuple(v) for k, v in out.items()}


def _untyped(phrase: str) -> str:
    return _CLASS.sub(r"{\1}", phrase)


def _typed(pattern: Pattern, phrase: str) -> Pattern:
    classes = dict(_CLASS.findall(phrase))
    return replace(
        pattern, phrase=phrase, subject_class=classes.get("s", ""), object_class=classes.get("o", "")
    )


def _joins(pattern: Pattern) -> bool:
    return pattern.kind is Kind.VERB and pattern.subject == SUBJECT and pattern.object in {"with", "against"}


def _mutual(pattern: Pattern) -> Pattern:
    """Return "A and B compete" for "{s} competes with {o}"."""
    return replace(pattern, object=MUTUAL, derived=True)


def _link(relation: IRI, phrase: str) -> Pattern | None:
    """Return the pattern of a phrase without a predicate of its own.

    Such are "{s}'s {o}", "{o} by {s}", "{o} {s}", "{o}-based {s}", an aside, "{s} ({o})", and a label,
    "{s} licence: {o}", whose first end is what the lines are about, and whose second is the value.
    """
    if match := LABEL.fullmatch(phrase):
        topic, label, _ = match.groups()
        kind, role, modifier = Kind.LABEL, label_key(label), "{s}" if topic == "{o}" else "{o}"
    elif match := _ASIDE.fullmatch(phrase):
        kind, role, modifier = Kind.LINK, ASIDE, match[2]
    elif match := _JOINED.fullmatch(phrase):
        kind, role, modifier = Kind.LINK, match[2], match[1]
    elif match := _BARE.fullmatch(phrase):
        first, between, last = match.groups()
        kind, role = Kind.LINK, between.strip() or COMPOUND
        modifier = first if role in {GENITIVE, COMPOUND} else last
    else:
        return None
    subject, object_ = (SUBJECT, OBJECT) if modifier == "{s}" else (OBJECT, SUBJECT)
    return Pattern(relation, phrase, kind, role, subject, object_)


def _sentence(phrase: str, s: str, o: str) -> str:
    text = phrase.replace("{s}", s).replace("{o}", o)
    return text[0].upper() + text[1:] + "."


def _read(relation: IRI, phrase: str, doc: Doc, s: str, o: str) -> tuple[int, int, int, Pattern] | None:
    """Return the best pattern of a parsed phrase, behind what ranks it: unread words, kind, roles."""
    order = (
        (("{s}", s), ("{o}", o)) if phrase.index("{s}") < phrase.index("{o}") else (("{o}", o), ("{s}", s))
    )
    places: dict[str, int] = {}
    at = 0
    for mark, filler in order:
        last = filler.split()[-1].lower()
        at = next((t.i for t in doc if t.i >= at and t.lower_ == last), -1)
        if at < 0:
            return None
        places[mark] = at
        at += 1
    candidates: list[tuple[int, int, int, Pattern]] = []
    for proposition in propositions.find(doc):
        if proposition.predicate in places.values() and proposition.kind is not Kind.LINK:
            continue
        for a in proposition.arguments:
            for b in proposition.arguments:
                if a.token == places["{s}"] and b.token == places["{o}"]:
                    pattern = Pattern(
                        relation, phrase, proposition.kind, proposition.lemma, _open(a.role), _open(b.role)
                    )
                    needs = _needs(doc, proposition, pattern, places)
                    roles = len(a.role.split()) + len(b.role.split())
                    candidates.append(
                        (len(needs), _RANK[proposition.kind], -roles, replace(pattern, needs=needs))
                    )
    return min(candidates, default=None)


def _open(role: str) -> str:
    """Return a role without the word that stands for any object: "to" for "something to"."""
    return role.removeprefix(f"{ANYTHING} ")


def _needs(
    doc: Doc, proposition: Proposition, pattern: Pattern, places: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the words of a phrase that neither the predicate nor a role carries."""
    said = set(places.values()) | ({proposition.predicate} if proposition.kind is not Kind.LINK else set())
    lemma = pattern.lemma.replace("-", " ")  # "open-source" is three tokens
    words = {*lemma.split(), *pattern.subject.split(), *pattern.object.split()}
    out = []
    for token in doc:
        carried = token.lower_ in words or token.lemma_.lower() in words or token.dep_ in {"det", "agent"}
        if (
            token.i in said
            or carried
            or token.lemma_.lower() in _EMPTY
            or token.is_punct
            or token.pos_ == "ADP"
        ):
            continue
        out.append(token.lemma_.lower())
    return tuple(sorted(out))


def _possessives(pattern: Pattern) -> Iterator[Pattern]:
    """Yield "{o}'s rival {s}" and "{o} executive {s}" for "{s} is a rival of {o}", "... executive at {o}"."""
    if pattern.kind is not Kind.NOUN or pattern.derived:
        return
    if pattern.subject == SUBJECT and pattern.object in _OF_ROLES:
        yield replace(pattern, object=GENITIVE)
        yield replace(pattern, object=COMPOUND)
    elif pattern.object == SUBJECT and pattern.subject in _OF_ROLES:
        yield replace(pattern, subject=GENITIVE)
        yield replace(pattern, subject=COMPOUND)


def _nouns(pattern: Pattern) -> Iterator[Pattern]:
    """Yield the noun forms of a verb pattern: "{s}'s release of {o}", "{s}'s retreat from {o}"."""
    if pattern.kind is not Kind.VERB or pattern.subject != SUBJECT or pattern.needs or " " in pattern.lemma:
        return
    if pattern.object == OBJECT:
        pairs = [(GENITIVE, "of"), ("by", "of"), (COMPOUND, "of"), (GENITIVE, COMPOUND), ("by", COMPOUND)]
    elif " " not in pattern.object:
        pairs = [(s, pattern.object) for s in (GENITIVE, "by", "of", COMPOUND)]
    else:
        return
    for noun in nominalisations(pattern.lemma):
        for subject, object_ in pairs:
            yield replace(pattern, kind=Kind.NOUN, lemma=noun, subject=subject, object=object_, derived=True)
