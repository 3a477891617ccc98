"""How well grounding tells true proposals of a language model from false ones.

Run by ``make bench-grounding``. Proposals are made from annotated documents: half say what the annotation
says, in the words of the text; half are spoilt, each in one of ten ways. What comes out of grounding is
compared with what went in, for one draw and for the mean of ten. Writes the tables of ``docs/benchmarks.md``.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cache
from statistics import fmean
from typing import TYPE_CHECKING, Final

import page
from corpus import shared
from quality import gold_sets

from osgraph import claims, iris, llm, ontology, sections, text
from osgraph.llm import Proposal
from osgraph.model import AnnotatedDocument, Modality, Polarity, SectionKind, Span
from osgraph.pipeline.processes import Means

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from osgraph.llm import Grounded
    from osgraph.model import IRI, Claim
    from osgraph.ontology import Ontology

PROPOSALS: Final = 500
_SEED: Final = 9  # of the first draw; each further one counts up
_DRAWS: Final = 10
_TEXTS: Final = {"open": ("seeds", "dev"), "blind": ("blind",), "passages": ("train",)}
"""Annotated texts: those that the rules were written in view of, those kept back, those models learn from."""
_FAR: Final = 300  # characters between a sentence and what it cannot speak of
_WORD: Final = re.compile(r"[A-Za-z]{5,}")


@dataclass(frozen=True, slots=True)
class Case:
    """A proposal about a document, and the way in which it was spoilt; "" for a true one."""

    document: str
    proposal: Proposal
    way: str


@dataclass(frozen=True, slots=True)
class Gold:
    """Annotated documents by id, what can be proposed of them, and the ontology."""

    documents: Mapping[str, AnnotatedDocument]
    vocabulary: Ontology


def proposal(claim: Claim, annotated: AnnotatedDocument, vocabulary: Ontology) -> Proposal:
    """Return an annotated claim as a faithful language model would put it, as it is asked to.

    Ends are named in the words of the quote; what the quote has a pronoun for, by its name.
    """
    entities = {entity.iri: entity for entity in annotated.entities}
    body = annotated.document.text

    def name(iri: IRI) -> str:
        if iri not in entities:
            return iris.local(iri)
        inside = next((m for m in entities[iri].mentions if claim.evidence.covers(m)), None)
        return " ".join(inside.of(body).split()) if inside else entities[iri].name

    def cls(iri: IRI) -> str:
        return iris.local(entities[iri].cls) if iri in entities else "Openness"

    return Proposal(
        name(claim.subject),
        cls(claim.subject),
        vocabulary.relations[claim.relation].name,
        name(claim.object),
        cls(claim.object),
        claim.evidence.of(body),
        claim.polarity,
        claim.modality,
        name(claim.speaker) if claim.speaker else "",
    )


@dataclass(frozen=True, slots=True)
class Faithful:
    """A true proposal with the annotated claim that it was made from."""

    proposal: Proposal
    claim: Claim
    annotated: AnnotatedDocument


class Spoiler:
    """Makes false proposals out of true ones; each method is one way, and gives None where it cannot."""

    def __init__(self, gold: Gold, chance: random.Random) -> None:
        self.gold, self.chance = gold, chance
        self.words = sorted(
            {w for a in gold.documents.values() for w in _WORD.findall(a.document.text.lower())}
        )

    def altered_quote(self, one: Faithful) -> Proposal | None:
        """Put another word into the quote."""
        found = list(_WORD.finditer(one.proposal.quote))
        if not found:
            return None
        word = self.chance.choice(found)
        other = self.chance.choice([w for w in self.words if w != word[0].lower()])
        return replace(
            one.proposal, quote=one.proposal.quote[: word.start()] + other + one.proposal.quote[word.end() :]
        )

    def foreign_quote(self, one: Faithful) -> Proposal | None:
        """Quote another document."""
        other = self.chance.choice([a for a in self._others(one.annotated) if a.claims])
        return replace(one.proposal, quote=self.chance.choice(other.claims).evidence.of(other.document.text))

    def other_sentence(self, one: Faithful) -> Proposal | None:
        """Quote a sentence of the document that does not name both ends."""
        entities = {entity.iri: entity for entity in one.annotated.entities}
        if one.claim.object not in entities:
            return None
        ends = entities[one.claim.subject], entities[one.claim.object]
        spans = {c.evidence for c in one.annotated.claims if not c.evidence.overlaps(one.claim.evidence)}
        body = one.annotated.document.text
        apart = sorted(
            s for s in spans if not all(any(m.of(body) in s.of(body) for m in e.mentions) for e in ends)
        )
        return (
            replace(one.proposal, quote=self.chance.choice(apart).of(one.annotated.document.text))
            if apart
            else None
        )

    def foreign_subject(self, one: Faithful) -> Proposal | None:
        """Name a subject of the same class that the document does not speak of."""
        names = self._foreign(one.annotated, {one.proposal.subject_class})
        return replace(one.proposal, subject=self.chance.choice(names)) if names else None

    def distant_object(self, one: Faithful) -> Proposal | None:
        """Name an object that the document speaks of elsewhere only."""
        allowed = self.gold.vocabulary.relations[one.claim.relation].range
        far = [
            e
            for e in one.annotated.entities
            if e.cls in allowed
            and e.iri not in {one.claim.subject, one.claim.object}
            and e.mentions
            and not any(
                m.end > one.claim.evidence.start - _FAR and m.start < one.claim.evidence.end + _FAR
                for m in e.mentions
            )
            and not any(m.of(one.annotated.document.text) in one.proposal.quote for m in e.mentions)
        ]
        if not far:
            return None
        other = self.chance.choice(far)
        words = self.chance.choice(other.mentions).of(one.annotated.document.text)
        return replace(one.proposal, object=" ".join(words.split()), object_class=iris.local(other.cls))

    def swapped_ends(self, one: Faithful) -> Proposal | None:
        """Turn subject and object round."""
        if (
            self.gold.vocabulary.relations[one.claim.relation].symmetric
            or one.proposal.object_class == "Openness"
        ):
            return None
        return replace(
            one.proposal,
            subject=one.proposal.object,
            subject_class=one.proposal.object_class,
            object=one.proposal.subject,
            object_class=one.proposal.subject_class,
        )

    def wrong_class(self, one: Faithful) -> Proposal | None:
        """Give the subject a class that the relation does not take."""
        relation = self.gold.vocabulary.relations[one.claim.relation]
        others = sorted(
            c.name for iri, c in self.gold.vocabulary.classes.items() if iri not in relation.domain
        )
        return replace(one.proposal, subject_class=self.chance.choice(others))

    def hedge_as_fact(self, one: Faithful) -> Proposal | None:
        """Tell as a fact what the text does not."""
        is_fact = one.proposal.modality is Modality.ASSERTED
        return None if is_fact else replace(one.proposal, modality=Modality.ASSERTED)

    def flipped_polarity(self, one: Faithful) -> Proposal | None:
        """Deny what the text affirms, or the reverse."""
        positive = one.proposal.polarity is Polarity.POSITIVE
        return replace(one.proposal, polarity=Polarity.NEGATIVE if positive else Polarity.POSITIVE)

    def foreign_speaker(self, one: Faithful) -> Proposal | None:
        """Let somebody say it whom the document does not name."""
        names = self._foreign(one.annotated, {"Person", "Company", "Lab"})
        return replace(one.proposal, speaker=self.chance.choice(names))

    def _foreign(self, annotated: AnnotatedDocument, classes: Collection[str]) -> list[str]:
        """Return the names of things of some classes that a document speaks of by none of their names."""
        here, body = {entity.iri for entity in annotated.entities}, _folded(annotated.document.text)
        return sorted(
            {
                e.name
                for other in self._others(annotated)
                for e in other.entities
                if iris.local(e.cls) in classes
                and e.iri not in here
                and not any(
                    _folded(name) in body
                    for name in (e.name, *e.aliases, *(m.of(other.document.text) for m in e.mentions))
                )
            }
        )

    def _others(self, annotated: AnnotatedDocument) -> list[AnnotatedDocument]:
        return [a for id_, a in sorted(self.gold.documents.items()) if id_ != annotated.document.id]


def _folded(words: str) -> str:
    """Return words as they are compared: "open source" and "open-source" are one name."""
    return " ".join(words.lower().replace("-", " ").split())


WAYS: Final = tuple(name for name in vars(Spoiler) if not name.startswith("_"))


def cases(gold: Gold, number: int = PROPOSALS, seed: int = _SEED) -> list[Case]:
    """Return proposals, half of them true, the others spoilt in equal numbers of each way."""
    chance = random.Random(seed)
    annotated = [(a, c) for _, a in sorted(gold.documents.items()) for c in shown(a, gold.vocabulary)]
    true = chance.sample(annotated, min(number // 2, len(annotated)))
    out = [Case(a.document.id, proposal(c, a, gold.vocabulary), "") for a, c in true]
    spoiler = Spoiler(gold, chance)
    for way in WAYS:
        made: list[Case] = []
        for a, c in chance.sample(annotated, len(annotated)):
            spoilt = getattr(spoiler, way)(Faithful(proposal(c, a, gold.vocabulary), c, a))
            if spoilt is not None and not annotated_too(spoilt, a, gold.vocabulary):
                made.append(Case(a.document.id, spoilt, way))
            if len(made) == number // 2 // len(WAYS):
                break
        out += made
    return out


def shown(annotated: AnnotatedDocument, vocabulary: Ontology) -> list[Claim]:
    """Return the claims of what a language model is shown: front matter and noise are not."""
    found = sections.find(annotated.document, vocabulary)
    hidden = [s.span for s in found if s.kind in {SectionKind.METADATA, SectionKind.NOISE}]
    return [c for c in annotated.claims if not any(span.overlaps(c.evidence) for span in hidden)]


def annotated_too(spoilt: Proposal, document: AnnotatedDocument, vocabulary: Ontology) -> bool:
    """Say whether a document is annotated with what a spoilt proposal says: then it is true."""
    names = {
        e.iri: {e.name.lower(), *(" ".join(m.of(document.document.text).split()).lower() for m in e.mentions)}
        for e in document.entities
    }

    def called(iri: IRI | None, name: str) -> bool:
        if iri is None or not name:
            return iri is None and not name
        return name.lower() in names.get(iri, {iris.local(iri).lower()})

    def said(claim: Claim) -> bool:
        ends = [(claim.subject, claim.object)]
        if vocabulary.relations[claim.relation].symmetric:
            ends.append((claim.object, claim.subject))
        return any(called(s, spoilt.subject) and called(o, spoilt.object) for s, o in ends)

    return any(
        vocabulary.relations[c.relation].name == spoilt.relation
        and (c.polarity, c.modality) == (spoilt.polarity, spoilt.modality)
        and spoilt.quote in c.evidence.of(document.document.text)
        and called(c.speaker, spoilt.speaker)
        and said(c)
        for c in document.claims
    ) and spoilt.subject_class in {
        iris.local(e.cls) for e in document.entities if spoilt.subject.lower() in names[e.iri]
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """How many proposals of one kind there were, and how many came out as claims.

    Of spoilt modalities, those count that came out as they were spoilt. ``as_held`` counts claims that are
    held as was proposed; the others are held more carefully.
    """

    proposed: int
    kept: int
    as_held: int


def measure(
    gold: Gold, ground: Callable[[Case], Grounded], number: int = PROPOSALS, seed: int = _SEED
) -> dict[str, Kept]:
    """Return what became of proposals, by the way in which they were spoilt; "" for the true ones."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases(gold, number, seed):
        found = ground(case).claims
        as_held = bool(found) and found[0].modality is case.proposal.modality
        counts[case.way]["proposed"] += 1
        counts[case.way]["kept"] += as_held if case.way == Spoiler.hedge_as_fact.__name__ else bool(found)
        counts[case.way]["as_held"] += as_held
    return {way: Kept(n["proposed"], n["kept"], n["as_held"]) for way, n in counts.items()}


def grounder(gold: Gold) -> Callable[[Case], Grounded]:
    """Return what checks a case against the parse of its document."""
    tools = Means().load()
    divided = [
        replace(a.document, sections=sections.find(a.document, tools.ontology))
        for a in gold.documents.values()
    ]
    parse = text.parse(tools.nlp, divided, names=tools.knowledge.gazetteer.names)
    parsed = {
        document.id: (claims.annotate(document, passages, tools.knowledge), passages)
        for document, passages in parse
    }

    @cache
    def ground(case: Case) -> Grounded:
        found, passages = parsed[case.document]
        whole = Span(0, len(found.document.text))
        return llm.ground([(case.proposal, whole)], found, passages, tools.knowledge)

    return ground


def report(measured: Mapping[str, Kept]) -> str:
    """Return the table of what became of proposals."""
    spoilt = [kept for way, kept in measured.items() if way]
    all_spoilt = Kept(
        sum(k.proposed for k in spoilt), sum(k.kept for k in spoilt), sum(k.as_held for k in spoilt)
    )
    rows = [("true", measured[""]), ("spoilt, all", all_spoilt)]
    rows += [(way.replace("_", " "), kept) for way, kept in measured.items() if way]
    return page.table(
        ("proposals", "number", "kept", "share kept", "held as proposed"),
        [(name, k.proposed, k.kept, k.kept / k.proposed, k.as_held) for name, k in rows],
    )


def report_draws(draws: Sequence[Mapping[str, Kept]]) -> str:
    """Return the table of the shares kept over several draws: mean, and the worst of them."""
    true = [draw[""].kept / draw[""].proposed for draw in draws]
    spoilt = [
        sum(k.kept for way, k in draw.items() if way) / sum(k.proposed for way, k in draw.items() if way)
        for draw in draws
    ]
    return page.table(
        (f"{len(draws)} draws", "mean share kept", "worst"),
        [("true", fmean(true), min(true)), ("spoilt, all", fmean(spoilt), max(spoilt))],
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write the table; 2 where the annotated data is missing."""
    parser = argparse.ArgumentParser(description="Measure grounding.")
    parser.add_argument(
        "--proposals", type=int, default=PROPOSALS, help="how many; more are not written down"
    )
    parser.add_argument("--draws", type=int, default=_DRAWS, help="how often they are drawn for the means")
    parser.add_argument(
        "--texts",
        choices=sorted(_TEXTS),
        default="open",
        help="of which; none but the open ones are written down",
    )
    options = parser.parse_args(arguments)
    folder = shared() / "data"
    if not folder.is_dir():
        print(f"grounding: no annotated data at {folder}; set OSGRAPH_SHARED", file=sys.stderr)
        return 2
    sets = gold_sets(folder, blind=options.texts == "blind")
    texts = {id_: annotated for name in _TEXTS[options.texts] for id_, annotated in sets[name].items()}
    gold = Gold(texts, ontology.load())
    ground = grounder(gold)
    told = report(measure(gold, ground, options.proposals))
    draws = report_draws(
        [measure(gold, ground, options.proposals, _SEED + draw) for draw in range(options.draws)]
    )
    if options.proposals == PROPOSALS and options.draws == _DRAWS and options.texts == "open":
        page.put("grounding", told)
        page.put("grounding-draws", draws)
    print(told, draws, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
