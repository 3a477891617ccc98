"""All that decides how a build reads and what it keeps, as one value that every kind of build takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from osgraph import text
from osgraph.documents import Columns
from osgraph.model import SURE
from osgraph.pipeline.processes import Means

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from osgraph import llm


class Given(TypedDict, total=False):
    """The settings that a caller names; :class:`Settings` says what they mean."""

    ontology: Path | None
    catalog: Path | None
    pipeline: str | None
    coreference: bool
    model: Path | None
    workers: int
    prune: bool
    least: float
    columns: Columns | None
    private: bool
    only: Collection[str] | None
    language_model: llm.Settings | None


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a build.

    Attributes:
        ontology: a Turtle file; the shipped one when None.
        catalog: a Turtle file of known entities; the shipped one when None.
        pipeline: name of an installed spaCy pipeline; the one that comes with osgraph when None.
        coreference: whether pronouns and descriptions such as "the company" are resolved.
        model: a model that :func:`osgraph.learn` made for the ontology, which then finds the claims.
        workers: number of processes; the result is the same for any.
        prune: take out documents of the store that are not among those given.
        least: confidence that a claim must have to be kept; what is less sure is listed as refused.
        columns: which columns of tables hold the parts of a document; the usual names when None.
        private: whether web addresses of private nets may be asked.
        only: absolute paths of the files to read, out of those given; all when None.
        language_model: what proposes claims beside the built-in extractor, and where it is asked; None for
            none. Nothing is sent anywhere without it.
    """

    ontology: Path | None = None
    catalog: Path | None = None
    pipeline: str | None = None
    coreference: bool = True
    model: Path | None = None
    workers: int = 1
    prune: bool = False
    least: float = SURE
    columns: Columns | None = field(default_factory=Columns)
    private: bool = False
    only: Collection[str] | None = None
    language_model: llm.Settings | None = None

    @property
    def means(self) -> Means:
        """What the documents are read with."""
        name = self.pipeline or text.DEFAULT_PIPELINE
        return Means(name, self.ontology, self.catalog, self.coreference, self.model)
