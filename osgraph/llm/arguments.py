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

    from osgraph.claims import Knowledge
    from osgraph.claims.state import State
    from osgraph.llm.quoting import Quote
    from osgraph.model import IRI

_SUBJECT: Final = 800  # characters back to which a sentence can go on about a subject that is not named in it
_SILENT: Final = 200  # the same for an object that is left out: the sentence before
_OBJECT: Final = 330  # the same for an object, some two sentences
_POINTING: Final = frozenset({"the", "this", "that", "these", "those", "both", "such"})
_DETERMINERS: Final = frozenset("a an the its their his her our this that these those some any".split())


def find(name: str, cls: IRI, quote: Quote, state: State, knowledge: Knowledge) -> End | None:
    """Return what a name means in the sentences of a quote; None where they do not speak of it.

    They speak of it by the name itself, by another name of the same thing, or by a pronoun or description
    ("the company") that stands for it.

    Args:
        name: the words of a proposal.
        cls: the class that it proposes, for a thing that nothing else is known of.
        quote: where to look.
        state: the document's mentions.
        knowledge: the catalog.
    """
    bare = _bare(name)
    if not bare:
        return None
    for look in (_worded, _meant, _gapped, _within):
        end = look(bare, cls, quote, state, knowledge)
        if end is not None:
            return end
    return None


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


def _meant(name: str, cls: IRI, quote: Quote, state: State, knowledge: Knowledge) -> End | None:  # noqa: ARG001
    """Find another name, a pronoun or a description of the same thing."""
    for mention in _mentions(quote, state):
        found = state.mentions.thing(mention)
        if found is not None and _is_called(name, mention, found[0], knowledge):
            return End(mention, *found)
    return None


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
    name: str, other: End, quote: Quote, state: State, knowledge: Knowledge, *, is_subject: bool
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
    """
    bare = _bare(name)
    word = _stand_in(quote, other, state)
    if not word.name and not _leaves_out(other.mention, quote, state, is_subject=is_subject):
        return None
    reach = _SUBJECT if is_subject else _OBJECT if word.name else _SILENT
    ours = is_subject and any(m.name.lower() in authors.WORDS for m in _mentions(quote, state))
    for mention in reversed(state.mentions.all):
        gap = quote.span.start - mention.span.end
        near = 0 <= gap <= reach or ours or (is_subject and gap >= 0 and _heads(mention, quote, state))
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


def _leaves_out(other: Mention, quote: Quote, state: State, *, is_subject: bool) -> bool:
    """Say whether sentences leave a subject or an object out: where no other takes its place."""
    if is_subject:
        token = state.passages[other.passage].doc[other.head]
        return token.dep_ != "nsubj" or token.head.dep_ != "ROOT"
    words = (t for r in quote.sentences for t in state.passages[r.passage].doc[r.start : r.end])
    return other.form is not Form.PRONOUN and not any(t.dep_ == "dobj" for t in words)


def _heads(mention: Mention, quote: Quote, state: State) -> bool:
    """Say whether a mention stands in the first line of a document, or in the heading over a quote."""
    if state.passages[mention.passage].section.kind is not SectionKind.HEADING:
        return False
    over = state.passages[quote.sentences[0].passage].section.heading
    return mention.passage == 0 or mention.name.casefold() in over.casefold()


def _stand_in(quote: Quote, other: End, state: State) -> Mention:
    """Return the word that goes on about what was named before; the verb, without a name, if there is none.

    It is a pronoun or a description ("the company"), and does not stand for the other end.
    """
    for mention in _mentions(quote, state):
        head = state.passages[mention.passage].doc[mention.head]
        found = state.mentions.thing(mention)
        bare = mention.form is Form.NOMINAL and mention.end - mention.start == 1
        pointing = bare and any(c.lower_ in _POINTING for c in head.children)
        same = found is not None and found[0].key == other.thing.key and mention.form is not Form.PRONOUN
        free = mention != other.mention and not same
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
