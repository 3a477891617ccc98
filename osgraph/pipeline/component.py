"""The spaCy component ``osgraph``: claims and entities of any parsed text, in anyone's own pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from spacy.language import Language
from spacy.tokens import Doc

from osgraph import claims, ontology, sections
from osgraph.model import Document, SectionKind
from osgraph.text import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osgraph.model import Section

NAME: Final = "osgraph"
_UNREAD: Final = frozenset({SectionKind.NOISE, SectionKind.METADATA})


@Language.factory(
    NAME,
    assigns=["doc._.claims", "doc._.entities"],
    requires=["token.dep", "token.pos", "token.lemma"],
    default_config={"ontology": None, "catalog": None},
)
def make(nlp: Language, name: str, ontology: str | None, catalog: str | None) -> Component:
    """Make the component; spaCy calls this for ``nlp.add_pipe("osgraph")``.

    Args:
        nlp: the pipeline that the component joins.
        name: the component's name there.
        ontology: path of a Turtle file; the shipped one when None.
        catalog: path of a Turtle file of known entities; the shipped one when None.
    """
    for attribute in ("claims", "entities"):
        if not Doc.has_extension(attribute):
            Doc.set_extension(attribute, default=())
    return Component(nlp, name, ontology, catalog)


class Component:
    """Sets ``doc._.claims`` and ``doc._.entities``; their offsets count characters of ``doc.text``.

    It reads the parse that the pipeline has made. Text with marks (Markdown, HTML) is better given to
    :func:`osgraph.extract`, which parses it without them.
    """

    def __init__(self, nlp: Language, name: str, ontology_path: str | None, catalog_path: str | None) -> None:
        self._nlp = nlp
        self._name = name
        self._ontology = ontology.load(_path(ontology_path))
        self._catalog = ontology.load_catalog(_path(catalog_path))
        self._knowledge: claims.Knowledge | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a parsed text."""
        if self._knowledge is None:  # only now is the pipeline complete that has to parse the phrases
            with self._nlp.select_pipes(disable=[self._name]):
                self._knowledge = claims.prepare(self._ontology, self._catalog, self._nlp)
        document = Document("doc", doc.text)
        passages = tuple(_passages(doc, sections.find(document, self._ontology)))
        annotated = claims.annotate(document, passages, self._knowledge)
        doc._.claims = annotated.claims
        doc._.entities = annotated.entities
        return doc


def _path(value: str | None) -> Path | None:
    return None if value is None else Path(value)


def _passages(doc: Doc, found: tuple[Section, ...]) -> Iterator[Passage]:
    for section in found:
        if section.kind in _UNREAD:
            continue
        kept = [
            token.i
            for token in doc
            if section.span.start <= token.idx < section.span.end and not token.is_space
        ]
        if kept:
            starts = tuple(doc[i].idx for i in kept)
            ends = tuple(doc[i].idx + len(doc[i]) for i in kept)
            yield Passage(section, _cut(doc, kept), starts, ends)


def _cut(doc: Doc, kept: list[int]) -> Doc:
    """Return some tokens of a parse as one of their own; an arc that leads out of it ends at a root."""
    tokens = [doc[i] for i in kept]
    place = {i: at for at, i in enumerate(kept)}
    columns: dict[str, Any] = {
        "words": [token.text for token in tokens],
        "spaces": [bool(token.whitespace_) or token.i + 1 not in place for token in tokens],
        "tags": [token.tag_ for token in tokens],
        "pos": [token.pos_ for token in tokens],
        "morphs": [str(token.morph) for token in tokens],
        "lemmas": [token.lemma_ for token in tokens],
        "heads": [place.get(token.head.i, at) for at, token in enumerate(tokens)],
        "deps": [token.dep_ if token.head.i in place else "ROOT" for token in tokens],
        "ents": [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in tokens],
    }
    return Doc(doc.vocab, **columns)
