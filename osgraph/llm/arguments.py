"""Arguments: which thing of a text a proposed name means, and where the quoted sentences speak of it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from osgraph.claims.state import End
from osgraph.llm import quoting
from osgraph.llm.quoting import Run
from osgraph.mentions import Form, Mention, Thing, authors
from osgraph.mentions.linking import key
from osgraph.model import SectionKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from osgraph.claims import Knowledge
    from osgraph.claims.state import State
    from osgraph.llm.quoting import Quote
    from osgraph.model import IRI
    from osgraph.ontology import Relation

_SUBJECT: Final = 800  # characters back to which a sentence can go on about a subject that is not named in it
_SILENT: Final = 200  # the same for an object that is left out: the sentence before
_OBJECT: Final = 330  # the same for an object, some two sentences
_ELSEWHERE: Final = {True: "dobj", False: "nsubj"}  # where no word stands for a subject, or for an object
_COMPLEMENTS: Final = frozenset({"dobj", "ccomp", "xcomp", "prep"})
_POSTS: Final = {"Department": "Secretary", "Ministry": "Minister"}
_POINTING: Final = frozenset({"the", "this", "that", "these", "those", "both", "such"})
_DETERMINERS: Final = frozenset("a an the its their his her our this that these those some any".split())


def find(
    name: str, cls: IRI, quote: Quote, state: State, knowledge: Knowledge, *, is_subject: bool
) -> End | None:
    """Return what a name means in the sentences of a quote; None where they do not speak of it.

    They speak of it by the name itself, by another name of the same thing, or by a pronoun or description
    ("the company") that stands for it.

    Args:
        name: the words of a proposal.
        cls: the class that it proposes, for a thing that nothing else is known of.
        quote: where to look.
        state: the document's mentions.
        knowledge: the catalog.
        is_subject: whether it is the subject of the proposal.
    """
    bare = _bare(name)
    if not bare:
        return None
    end = _worded(bare, cls, quote, state, knowledge)
    end = end or _meant(bare, quote, state, knowledge, is_subject=is_subject)
    end = end or _gapped(bare, cls, quote, state, knowledge)
    return end or _within(bare, cls, quote, state, knowledge)


def headed(name: str, quote: Quote, state: State, knowledge: Knowledge) -> End | None:
    """Return a known body by the post at its head: the State Department in "Secretary of State"."""
    aliases = {w for e in knowledge.catalog.lookup(name) for w in (e.name, *e.aliases)}
    posts = {a.replace(body, post) for a in aliases for body, post in _POSTS.items() if body in a}
    for sentence in quote.sentences:
        passage = state.passages[sentence.passage]
        for post in sorted(posts):
            for run in quoting.runs(passage, sentence.passage, sentence.start, sentence.end, post):
                head = passage.doc[run.start : run.end].root.i
                return _fresh(name, knowledge.catalog.lookup(name)[0].cls, run, head, state, knowledge)
    return None


def joined(subject: End, object_: End, state: State) -> tuple[End, End]:
    """Return two ends in one passage, where one stands in the lead-in of the list item that has the other.

    The item is parsed behind its lead-in ("The plan will:"), so that one grammar joins the two.
    """
    first, last = sorted((subject, object_), key=lambda end: end.mention.passage)
    index, span = last.mention.passage, first.mention.span
    passage = state.passages[index]
    if first.mention.passage == index:
        return subject, object_
    lead = [t for t in passage.doc[: passage.lead] if span.covers(passage.span(t.i))]
    if not lead:
        return subject, object_
    start, end = lead[0].i, lead[-1].i + 1
    head = passage.doc[start:end].root.i
    mention = Mention(index, head, start, end, span, first.mention.form, first.mention.name)
    moved = End(mention, first.thing, first.step)
    return (moved, object_) if first is subject else (subject, moved)


def by_itself(name: str, end: End, cls: IRI | None) -> End:
    """Return an end as what its words name, where they stand for a thing of another class.

    "M, a leading model" tells of M that it leads among models, not that it leads itself.
    """
    if end.mention.form is not Form.NOMINAL or cls is None or cls in end.thing.classes:
        return end
    bare = _bare(name)
    return End(end.mention, Thing(key(bare), bare, (cls,)), "")


def named(name: str, state: State, knowledge: Knowledge) -> Thing | None:
    """Return the thing of a document that bears a name, wherever it stands; None if there is none."""
    bare = _bare(name)
    for mention in state.mentions.all if bare else ():
        found = state.mentions.thing(mention)
        if found is not None and _is_called(bare, mention, found[0], knowledge):
            return found[0]
    return None


def wording(
    name: str, words: Sequence[str], triggers: Sequence[str], quote: Quote, state: State
) -> End | None:
    """Return where the sentences of a quote say one of some words, else a lemma, as an end of that name."""
    for sentence in quote.sentences:
        passage = state.passages[sentence.passage]
        where = sentence.passage, sentence.start, sentence.end
        said = (
            run for w in sorted(words, key=lambda w: (-len(w), w)) for run in quoting.runs(passage, *where, w)
        )
        tokens = passage.doc[sentence.start : sentence.end]
        hinted = (Run(sentence.passage, t.i, t.i + 1) for t in tokens if t.lemma_.lower() in triggers)
        run = next(chain(said, hinted), None)
        if run is not None:
            head = passage.doc[run.start : run.end].root.i
            span = passage.span(run.start, run.end)
            mention = Mention(
                run.passage,
                head,
                run.start,
                run.end,
                span,
                Form.NOMINAL,
                passage.doc[run.start : run.end].text,
            )
            return End(mention, Thing(f"value {name}", name, ()), "")
    return None


def _bare(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[0].lower() in _DETERMINERS:
        words = words[1:]
    return " ".join(words)


def _worded(name: str, cls: IRI, quote: Quote, state: State, knowledge: Knowledge) -> End | None:
    """Find the words themselves."""
    for sentence in quote.sentences:
        passage = state.passages[sentence.passage]
        for run in quoting.runs(passage, sentence.passage, sentence.start, sentence.end, name):
            head = passage.doc[run.start : run.end].root.i
            mention = state.mentions.at(run.passage, head)
            if mention is None:
                return _fresh(name, cls, run, head, state, knowledge)
            found = state.mentions.thing(mention)
            whole = (mention.start, mention.end) == (run.start, run.end)
            if mention.form is Form.NAME and not whole and not _is_called(name, mention, None, knowledge):
                return _fresh(name, cls, run, head, state, knowledge)
            if found is not None:
                return End(mention, *found)
    return None


def _fresh(name: str, cls: IRI, run: Run, head: int, state: State, knowledge: Knowledge) -> End:
    """Return words that no mention covers as a mention of their own."""
    passage = state.passages[run.passage]
    entries = knowledge.catalog.lookup(name)
    is_name = passage.doc[head].pos_ == "PROPN"
    if entries:
        known = entries[0].name
        thing = Thing(
            key(known), known, tuple(e.cls for e in entries), tuple(e.iri for e in entries), is_name=True
        )
    else:
        thing = Thing(key(name), name, (cls,), (), is_name=is_name)
    form = Form.NAME if is_name else Form.NOMINAL
    span = passage.span(run.start, run.end)
    return End(Mention(run.passage, head, run.start, run.end, span, form, thing.name), thing, "")


def _meant(name: str, quote: Quote, state: State, knowledge: Knowledge, *, is_subject: bool) -> End | None:
    """Find another name, a pronoun or a description of the same thing.

    Of several the first counts, those last that stand where the other end is looked for ("it helps them").
    """
    found = [
        End(mention, *thing)
        for mention in _mentions(quote, state)
        if (thing := state.mentions.thing(mention)) is not None
        and _is_called(name, mention, thing[0], knowledge)
    ]

    def elsewhere(end: End) -> bool:
        mention = end.mention
        dep: str = state.passages[mention.passage].doc[mention.head].dep_
        return mention.form is Form.PRONOUN and dep == _ELSEWHERE[is_subject]

    return min(found, key=elsewhere, default=None)


def _gapped(name: str, cls: IRI, quote: Quote, state: State, knowledge: Knowledge) -> End | None:
    """Find a name that a longer noun phrase holds in its order: "open models" in "open, Chinese models"."""
    wanted = key(name).split()
    for mention in _mentions(quote, state) if len(wanted) > 1 else ():
        doc = state.passages[mention.passage].doc
        words = iter(key(token.text) for token in doc[doc[mention.head].left_edge.i : mention.head + 1])
        if key(doc[mention.head].text) == wanted[-1] and all(word in words for word in wanted):
            run = Run(mention.passage, mention.start, mention.end)
            return _fresh(name, cls, run, mention.head, state, knowledge)
    return None


def _within(name: str, cls: IRI, quote: Quote, state: State, knowledge: Knowledge) -> End | None:
    """Find a known thing inside a longer name: the United States in "US Commerce Department"."""
    aliases = {w for e in knowledge.catalog.lookup(name) for w in (e.name, *e.aliases) if len(w) > 1}
    for sentence in quote.sentences:
        passage = state.passages[sentence.passage]
        for alias in sorted(aliases):
            for run in quoting.runs(passage, sentence.passage, sentence.start, sentence.end, alias):
                if passage.doc[run.start].text[0].isupper():  # "us" is no country
                    return _fresh(name, cls, run, passage.doc[run.start : run.end].root.i, state, knowledge)
    return None


def carried(
    name: str,
    other: End,
    quote: Quote,
    state: State,
    knowledge: Knowledge,
    *,
    is_subject: bool,
    relation: Relation,
) -> End | None:
    """Return what a name means that the sentences of a quote do not bear, but what stands before them does.

    A sentence goes on about what the ones before it or the headings name: by a word such as "it", "these" or
    "the company", or, where a subject or object is left out, by none at all. Which thing it means, the
    language model is believed, as far as that is near; a subject reaches farther. What "we" stands for may be
    named anywhere.

    Args:
        name: the words of a proposal.
        other: the other end, which the sentences do speak of.
        quote: the sentences.
        state: the document's mentions.
        knowledge: the catalog.
        is_subject: whether it is the subject of the proposal.
        relation: the relation of the proposal.
    """
    bare = _bare(name)
    barred = None if relation.symmetric else _ELSEWHERE[is_subject]
    word = _stand_in(quote, other, state, barred)
    if not word.name and not _leaves_out(
        other.mention, quote, state, knowledge, is_subject=is_subject, relation=relation
    ):
        return None
    reach = _SUBJECT if is_subject else _OBJECT if word.name else _SILENT
    ours = is_subject and any(m.name.lower() in authors.WORDS for m in _mentions(quote, state))
    for mention in reversed(state.mentions.all):
        gap = quote.span.start - mention.span.end
        near = 0 <= gap <= reach or ours or (is_subject and gap >= 0 and _heads(mention, quote, state))
        near = near or (_is_heading(quote, state) and -_SILENT <= gap < 0)  # it sums up what stands below
        found = state.mentions.thing(mention)
        if near and found is not None and _is_called(bare, mention, found[0], knowledge, part=True):
            thing = found[0] if key(bare) in {found[0].key, key(mention.name)} or found[0].entries else None
            thing = thing or Thing(key(bare), bare, found[0].classes, (), found[0].is_name)
            return End(word, thing, f"goes on about {thing.name}")
    if word.name and _stands_before(bare, quote, reach, state):
        return End(word, Thing(key(bare), bare, ()), f"goes on about {bare}")
    return None


def _stands_before(name: str, quote: Quote, reach: int, state: State) -> bool:
    """Say whether the words of a name stand before a quote, no farther than it reaches."""
    for index in range(quote.sentences[0].passage, -1, -1):
        passage = state.passages[index]
        if len(passage.doc) and quote.span.start - passage.span(len(passage.doc) - 1).end > reach:
            return False
        for run in quoting.runs(passage, index, 0, len(passage.doc), name):
            if 0 <= quote.span.start - passage.span(run.start, run.end).end <= reach:
                return True
    return False


def _leaves_out(
    other: Mention,
    quote: Quote,
    state: State,
    knowledge: Knowledge,
    *,
    is_subject: bool,
    relation: Relation,
) -> bool:
    """Say whether sentences leave a subject or an object out: where no other takes its place.

    A verb for the relation without an object leaves its own out, whatever other verbs have ("has the chips
    and wants to help"), and a participle that the parser takes for an adjective leaves out who acts ("is now
    limited in what it can buy").
    """
    if is_subject:
        token = state.passages[other.passage].doc[other.head]
        passive = any(c.dep_ == "acomp" and c.lower_.endswith("ed") for c in token.head.children)
        acts = token.dep_ == "nsubj" and token.head.dep_ == "ROOT"
        held = "openness" not in relation.roles and _other_acts(token, other, state)
        return passive or not (acts or held)  # a maker is as open as what it makes
    if other.form is Form.PRONOUN:
        return False
    has_object = False
    for run in quote.sentences:
        hints = _hints(run.passage, state, knowledge)
        for token in state.passages[run.passage].doc[run.start : run.end]:
            has_object = has_object or token.dep_ == "dobj"
            is_said = token.pos_ == "VERB" and relation.name in hints[token.i]
            if is_said and not any(c.dep_ in _COMPLEMENTS for c in token.children):
                return True
    return not has_object


def _other_acts(token: Token, mention: Mention, state: State) -> bool:
    """Say whether the verb over a mention names its subject, and another one than the mention."""
    verb = next((t for t in token.ancestors if t.pos_ in {"VERB", "AUX"}), token)
    subjects = (state.mentions.at(mention.passage, c.i) for c in verb.children if c.dep_ == "nsubj")
    return any(m is not None and m.form is Form.NAME and m != mention for m in subjects)


def _hints(index: int, state: State, knowledge: Knowledge) -> list[tuple[str, ...]]:
    return knowledge.triggers.hints([t.lemma_.lower() for t in state.passages[index].doc])


def _is_heading(quote: Quote, state: State) -> bool:
    return all(state.passages[r.passage].section.kind is SectionKind.HEADING for r in quote.sentences)


def _heads(mention: Mention, quote: Quote, state: State) -> bool:
    """Say whether a mention stands in the first line of a document, or in the heading over a quote."""
    if state.passages[mention.passage].section.kind is not SectionKind.HEADING:
        return False
    over = state.passages[quote.sentences[0].passage].section.heading
    return mention.passage == 0 or mention.name.casefold() in over.casefold()


def _stand_in(quote: Quote, other: End, state: State, barred: str | None) -> Mention:
    """Return the word that goes on about what was named before; the verb, without a name, if there is none.

    It is a pronoun or a description ("the company"), does not stand for the other end, and is not of the
    part of speech of a sentence that is barred: who acts is not what is acted on.
    """
    for mention in _mentions(quote, state):
        head = state.passages[mention.passage].doc[mention.head]
        found = state.mentions.thing(mention)
        bare = mention.form is Form.NOMINAL and mention.end - mention.start == 1
        pointing = bare and any(c.lower_ in _POINTING for c in head.children)
        same = found is not None and found[0].key == other.thing.key and mention.form is not Form.PRONOUN
        free = mention != other.mention and not same and head.dep_ != barred
        if free and (pointing or mention.form is Form.PRONOUN):
            return mention
    run = quote.sentences[-1]
    passage = state.passages[run.passage]
    root = passage.doc[run.start].sent.root.i
    return Mention(run.passage, root, root, root + 1, passage.span(root), Form.PRONOUN, "")


def _mentions(quote: Quote, state: State) -> Iterator[Mention]:
    for run in quote.sentences:
        yield from state.mentions.within(run.passage, run.start, run.end)


def _is_called(
    name: str, mention: Mention, thing: Thing | None, knowledge: Knowledge, *, part: bool = False
) -> bool:
    """Say whether a name is one of those of a mention or its thing, as linking folds them; or part of one."""
    folded = key(name)
    if folded == key(mention.name) or (part and f" {folded} " in f" {key(mention.name)} "):
        return True
    if _initials(name) == mention.name or _initials(mention.name) == name:
        return True
    if thing is None:
        return False
    if folded in {thing.key, key(thing.name)}:
        return True
    return bool({e.iri for e in knowledge.catalog.lookup(name)} & set(thing.entries))


def _initials(name: str) -> str | None:
    """Return what a name of several words is called for short: "Artificial intelligence" is "AI"."""
    words = name.replace("-", " ").split()
    return "".join(w[0] for w in words).upper() if len(words) > 1 else None
