"""Annotating one document: candidates become claims under the ontology, or rejections with a reason."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from osgraph import iris
from osgraph.claims import (
    candidates,
    consequences,
    courses,
    doubts,
    labels,
    pairs,
    qualifiers,
    tables,
    turns,
    weighing,
)
from osgraph.claims.settling import Settler, entities
from osgraph.claims.state import Found, State
from osgraph.mentions import Form
from osgraph.mentions import find as find_mentions
from osgraph.model import AnnotatedDocument, Claim, Modality, Polarity, Rejection
from osgraph.propositions import Kind, Proposition, Reader, organisations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Token

    from osgraph.claims.candidates import Candidate
    from osgraph.claims.knowledge import Knowledge
    from osgraph.claims.state import End
    from osgraph.model import IRI, Document
    from osgraph.propositions import Factuality
    from osgraph.text import Passage


_FIRM_LINKS = frozenset({"-based", "-headquartered"})  # "Lyon-based": what stands before is a place
_LABEL_WEIGHT = 4  # "Products: X" tells more of the class of X than a sentence does
_TITLES = frozenset({"PROPN", "NOUN", "ADJ", "ADP", "CCONJ"})  # "Secretary of State and"
_LIKELY = 0.5  # confidence that a claim off the topic needs


def begin(passages: Sequence[Passage], knowledge: Knowledge) -> State:
    """Find what a parsed document names, and make its grammar ready: what its claims are made with.

    Args:
        passages: the parsed sections of one document.
        knowledge: ontology, catalog and compiled phrases, from :func:`osgraph.claims.prepare`.
    """
    mentions = find_mentions(
        passages,
        knowledge.gazetteer,
        knowledge.vocabulary,
        names=knowledge.names,
        coreference=knowledge.coreference,
    )
    readers = [Reader(p.doc, knowledge.cues) for p in passages]
    said_by = turns.find(passages, mentions, knowledge.people)
    return State(passages, mentions, readers, Settler(knowledge.ontology, knowledge.catalog), said_by)


def annotate(document: Document, passages: Sequence[Passage], knowledge: Knowledge) -> AnnotatedDocument:
    """Find the claims of a parsed document.

    Args:
        document: the document with its sections.
        passages: its parsed sections.
        knowledge: ontology, catalog and compiled phrases, from :func:`osgraph.claims.prepare`.
    """
    state = begin(passages, knowledge)
    told = [f for f in _found(state, knowledge) if _on_topic(f, state, knowledge)]
    found = list(doubts.settled(told, state, knowledge))
    return concluded(document, found, state, knowledge)


def concluded(
    document: Document, found: list[Found], state: State, knowledge: Knowledge
) -> AnnotatedDocument:
    """Settle the classes of what was found in a document, and make claims of what fits them.

    Args:
        document: the document with its sections.
        found: candidates with their ends.
        state: what is known of the document; what its claims use is noted there.
        knowledge: ontology and catalog.
    """
    for one in found:
        proposition = one.candidate.proposition
        firm = proposition.kind is not Kind.LINK or proposition.lemma in _FIRM_LINKS
        weight = _LABEL_WEIGHT if proposition.kind is Kind.LABEL else 1
        asked = (
            _asked(one.relation.domain, one.candidate.subject_class, knowledge),
            _asked(one.relation.range, one.candidate.object_class, knowledge),
        )
        state.settler.vote(one.subject.thing, asked[0], firm=firm, weight=weight)
        state.settler.vote(one.object.thing, asked[1], firm=firm, weight=weight)
    # What a clause says of a pair has its say before what a mere noun phrase takes for granted.
    found.sort(key=lambda f: (f.candidate.proposition.kind is Kind.LINK, -f.candidate.confidence))
    claims = [claim for one in found if (claim := _claim(one, state, knowledge)) is not None]
    claims += consequences.find(claims, state, knowledge)
    claims = consequences.without_denials(claims, knowledge)
    kept = sorted(_distinct(claims, knowledge), key=_order)
    named = {iri for c in kept for iri in (c.subject, c.object, c.speaker, c.benchmark) if iri is not None}
    used = {iri: pair for iri, pair in state.used.items() if iri in named}
    refused = sorted(
        set(state.rejections), key=lambda r: (r.evidence, r.relation, r.subject, r.object, r.reason)
    )
    return AnnotatedDocument(
        document, entities(used, state.mentions, knowledge.catalog), tuple(kept), tuple(refused)
    )


def _found(state: State, knowledge: Knowledge) -> Iterator[Found]:
    """Yield what the phrases say, as far as the model agrees, and what the model finds beside them."""
    relations = knowledge.ontology.relations
    for index, passage in enumerate(state.passages):
        matched = list(candidates.match(index, passage.doc, knowledge.patterns))
        home = knowledge.ontology.relation_with_role("home")
        if home is not None:
            names = [m for m in state.mentions.within(index, 0, len(passage.doc)) if m.form is Form.NAME]
            matched += candidates.titled(index, passage.doc, names, home.iri, knowledge.titles)
        table = pairs.Table.of(passage.doc, knowledge.triggers)
        paired = list(pairs.find(index, state, matched, table))
        for pair, candidate in weighing.weigh(paired, passage.doc, table, knowledge):
            yield Found(candidate, relations[candidate.relation], pair.subject, pair.object)
    yield from labels.find(state, knowledge)
    yield from tables.find(state, knowledge)
    yield from courses.find(state, knowledge)


def _on_topic(pair: Found, state: State, knowledge: Knowledge) -> bool:
    """Say whether a pair can be about what the ontology is about.

    Where a document names nothing that the catalog knows but places, and nothing that agents make, a
    claim between two things of no known class ("soup depends on good fruit") is none of its business, and
    no claim is that only the model sees. The class of a name that no catalog has is but a guess: a claim that
    hangs on it must be likelier than not.
    """
    ends = pair.subject.thing, pair.object.thing
    told = any(thing.classes and (thing.entries or not thing.is_name) for thing in ends)
    known = told or (any(thing.classes for thing in ends) and pair.candidate.confidence >= _LIKELY)
    if not knowledge.makes or (known and pair.candidate.phrase):
        return True
    if state.topical is None:
        things = [found[0] for m in state.mentions.all if (found := state.mentions.thing(m))]
        state.topical = any(
            set(t.classes[:1]) & knowledge.makes for t in things if t.entries or not t.is_name
        ) or any(e not in knowledge.lands for t in things for e in t.entries)
    return state.topical


def _claim(pair: Found, state: State, knowledge: Knowledge) -> Claim | None:
    """Return the claim of a pair, or None after noting why its classes do not fit the relation."""
    candidate, relation = pair.candidate, pair.relation
    subject = _settled(pair.subject, _asked(relation.domain, candidate.subject_class, knowledge), state)
    value = _openness(pair, state, knowledge)
    object_ = (value, value) if value else _settled(pair.object, _range(pair, knowledge), state)
    if subject is None or object_ is None:
        if candidate.proposition.kind is not Kind.LINK:
            state.rejections.append(_rejection(pair, state, is_subject=subject is None))
        return None
    passage = state.passages[candidate.passage]
    proposition = candidate.proposition
    predicate = passage.doc[proposition.predicate]
    factuality = _held(candidate, state.readers[candidate.passage], passage.doc)
    said = {end.mention for end in (pair.subject, pair.object) if not _is_left_out(end, state)}
    words = {passage.span(predicate.i), *(mention.span for mention in said)}
    claim = Claim(
        state.use(pair.subject.thing, subject),
        candidate.relation,
        value or state.use(pair.object.thing, object_),
        evidence=state.evidence(candidate.passage, predicate.i),
        polarity=factuality.polarity,
        modality=factuality.modality,
        speaker=speaker_of(candidate.passage, factuality, state, knowledge),
        perspective=passage.section.perspective,
        former=factuality.former,
        time=qualifiers.time(predicate),
        quantity=qualifiers.quantity(predicate, candidate.object),
        confidence=candidate.confidence,
        words=tuple(sorted(words)),
        steps=_steps(pair, factuality, passage),
    )
    if "comparison" in relation.roles:
        return replace(claim, benchmark=_benchmark(candidate, state, knowledge))
    return claim


def _settled(end: End, allowed: frozenset[IRI], state: State) -> tuple[IRI, IRI | None] | None:
    """Return the class of an end and its catalog entry; None where it, or what describes it, is of no such.

    Of "the startup Acme", what is said of the startup is said of the company, whatever else bears the name.
    """
    described = end.mention.form is Form.NOMINAL and end.step.startswith("apposition")
    if described and end.mention.classes and not allowed & set(end.mention.classes):
        return None
    return state.settler.settle(end.thing, allowed)


def _held(candidate: Candidate, reader: Reader, doc: Doc) -> Factuality:
    """Return how the text holds a candidate.

    Where only the model joins two mentions, no grammar tells which clause does: what is not plain fact in
    the clause of either is not plain fact of both.
    """
    ends = candidate.subject, candidate.object
    held = reader.of(candidate.proposition, ends)
    if candidate.phrase or _is_one_phrase(candidate, doc) or held.modality is not Modality.ASSERTED:
        return held  # what one noun phrase says ("US-based firms") it takes for granted
    for end in ends:
        verb = next((t for t in doc[end].ancestors if t.pos_ in {"VERB", "AUX"}), None)
        if verb is not None and verb.i != candidate.proposition.predicate:
            other = reader.of(Proposition(verb.i, verb.lemma_.lower(), Kind.VERB, ()), ends)
            if candidate.proposition.predicate in other.cues:
                continue  # "bars X from selling Y": the joining word itself denies what stands below it
            if other.modality is not Modality.ASSERTED or other.polarity is not held.polarity:
                return replace(other, speaker=held.speaker)
    return held


def _is_one_phrase(candidate: Candidate, doc: Doc) -> bool:
    """Say whether both ends stand in one noun phrase, with no verb between them."""
    s, o = doc[candidate.subject], doc[candidate.object]
    if s.is_ancestor(o) or o.is_ancestor(s):
        return True
    top = doc[candidate.proposition.predicate]
    between = (t for end in (s, o) for t in takewhile(top.is_ancestor, (end, *end.ancestors)))
    return top.pos_ in {"NOUN", "PROPN"} and all(t.pos_ not in {"VERB", "AUX"} for t in between)


def _is_left_out(end: End, state: State) -> bool:
    """Say whether an end of a claim has no words of its own at its place."""
    return state.passages[end.mention.passage].is_added(end.mention.head)


def _range(pair: Found, knowledge: Knowledge) -> frozenset[IRI]:
    """Return the classes that an object may have; a home that is both a city and its state is the city."""
    allowed = _asked(pair.relation.range, pair.candidate.object_class, knowledge)
    cities = {c for c in pair.object.thing.classes if c in allowed and iris.local(c) == "Place"}
    return frozenset(cities) if cities and "home" in pair.relation.roles else allowed


def _asked(allowed: frozenset[IRI], name: str, knowledge: Knowledge) -> frozenset[IRI]:
    """Return the classes that a relation takes, narrowed to the one that a phrase asks for by name."""
    if not name:
        return allowed
    ontology = knowledge.ontology
    return frozenset(c for c in allowed if name in {iris.local(a) for a in ontology.ancestors(c)})


def _openness(pair: Found, state: State, knowledge: Knowledge) -> IRI | None:
    """Return the openness value that an object stands for, where the relation takes one."""
    if not pair.relation.range & knowledge.openness_classes:
        return None
    if "openness" in pair.relation.roles and _is_graded(pair, state):
        return None
    value = knowledge.openness.value_of(pair.object.mention.name)
    if value is None and "openness" in pair.relation.roles:  # "behind proprietary walls"
        doc = state.passages[pair.candidate.passage].doc
        head = pair.object.mention.head
        found = knowledge.openness.find(doc, doc[head].left_edge.i, head)
        value = found[0] if found else None
    return value


def _is_graded(pair: Found, state: State) -> bool:
    """Say whether an openness word only compares: "less open than before" does not say that it is open."""
    head = state.passages[pair.object.mention.passage].doc[pair.object.mention.head]
    return any(c.dep_ == "advmod" and c.lower_ in {"less", "more"} for c in head.children)


def _steps(pair: Found, factuality: Factuality, passage: Passage) -> tuple[str, ...]:
    cues = [f'cue "{passage.doc[i].text}"' for i in factuality.cues]
    candidate = pair.candidate
    phrase = candidates.step_of(candidate.phrase) if candidate.phrase else ""
    steps = [phrase, *candidate.steps, pair.subject.step, pair.object.step, *cues]
    return tuple(step for step in steps if step)


def speaker_of(index: int, factuality: Factuality, state: State, knowledge: Knowledge) -> IRI | None:
    """Return the IRI of who says it; None where it is the author or nobody that the document names."""
    if factuality.speaker is None:
        return state.voice(index, knowledge.speakers)
    token = state.passages[index].doc[factuality.speaker]
    found = _person_behind(token, index, state, knowledge) or state.end(index, token.i)
    if found is not None and (found.thing.is_name or not _is_single(found, token, knowledge)):
        return state.speaker(found.thing, knowledge.speakers)
    for end in map(partial(state.end, index), organisations(token)):
        if end is not None and end.thing.is_name and not knowledge.lands & set(end.thing.entries):
            return state.speaker(end.thing, knowledge.speakers)
    return None if token.pos_ != "PRON" else state.voice(index, knowledge.speakers)


def _person_behind(title: Token, index: int, state: State, knowledge: Knowledge) -> End | None:
    """Return the person whose posts stand before the name: "said Secretary of State and Envoy Jo Lee"."""
    named: End | None = None
    is_post = knowledge.vocabulary.names_person(title)
    for token in title.doc[title.i + 1 :] if title.pos_ == "PROPN" else ():
        acting = token.pos_ == "VERB" and token.text[:1].isupper()  # "Acting Envoy"
        if token.is_sent_start or not (acting or token.pos_ in _TITLES):
            break
        is_post = is_post or knowledge.vocabulary.names_person(token)
        end = state.end(index, token.i) if is_post else None
        if end is not None and end.thing.is_name and knowledge.people & set(end.thing.classes[:1]):
            named = end
    return named


def _is_single(end: End, token: Token, knowledge: Knowledge) -> bool:
    """Say whether an unnamed speaker is one person, who is no entity: "an analyst", "the chief executive"."""
    if token.tag_ != "NN":
        return False
    return len(end.thing.name.split()) == 1 or bool(knowledge.people & set(end.thing.classes))


def _benchmark(candidate: Candidate, state: State, knowledge: Knowledge) -> IRI | None:
    """Return the test on which a comparison was made: what stands with "in" or "on" and is one."""
    for role in ("on", "in", "at", "across"):
        for argument in candidate.proposition.fillers(role):
            found = state.end(candidate.passage, argument.token)
            settled = state.settler.settle(found.thing, knowledge.benchmarks) if found else None
            if found and settled:
                return state.use(found.thing, settled)
    return None


def _rejection(pair: Found, state: State, *, is_subject: bool) -> Rejection:
    bad, place = (pair.subject, "subject") if is_subject else (pair.object, "object")
    allowed = pair.relation.domain if is_subject else pair.relation.range
    is_a = ", ".join(iris.local(c) for c in bad.thing.classes[:2]) or "of no known class"
    takes = ", ".join(sorted(iris.local(c) for c in allowed)[:6])
    return Rejection(
        pair.subject.thing.name,
        pair.relation.iri,
        pair.object.thing.name,
        state.evidence(pair.candidate.passage, pair.candidate.proposition.predicate),
        f"{place} is {is_a}; {pair.relation.name} takes {takes}",
    )


def _distinct(claims: Sequence[Claim], knowledge: Knowledge) -> list[Claim]:
    """Drop repetitions: one claim for each triple and sentence, one for each home of an agent."""
    best: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        relation = knowledge.ontology.relations[claim.relation]
        key: tuple[object, ...] = (claim.subject, claim.relation, claim.object, claim.evidence)
        if relation.symmetric and claim.object < claim.subject:
            key = (claim.object, claim.relation, claim.subject, claim.evidence)
        is_fact = claim.polarity is Polarity.POSITIVE and claim.modality is Modality.ASSERTED
        if "home" in relation.roles and is_fact:
            key = key[:3]
            if key in best and best[key].evidence > claim.evidence:
                best[key] = claim
        known = best.setdefault(key, claim)
        if claim.confidence > known.confidence:
            best[key] = replace(known, confidence=claim.confidence)
    return list(best.values())


def _order(claim: Claim) -> tuple[object, ...]:
    return (claim.evidence, claim.subject, claim.relation, claim.object, claim.polarity, claim.modality)
