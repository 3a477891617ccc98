"""Documents annotated in this process or in several, in the order given."""

from __future__ import annotations

import hashlib
import multiprocessing
import signal
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import metadata
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

from osgraph import __version__, claims, iris, linear, llm, ontology, sections, text
from osgraph.errors import InputError
from osgraph.model import AnnotatedDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from spacy.language import Language

    from osgraph import learning
    from osgraph.model import IRI, Document
    from osgraph.ontology import Catalog, Ontology

MODELS: Final = ("pairs.npz", "names.npz", "ends.npz")
"""The models of pairs, of names and of the order of ends, shipped beside the ontology."""

_BATCH: Final = 4  # documents sent to a process at once
_AHEAD: Final = 3  # batches a process has waiting, so that none is idle and no long stream is held in memory


@dataclass(frozen=True, slots=True)
class Means:
    """What the steps work with, by name, so that it can be sent to another process.

    Attributes:
        pipeline: name of an installed spaCy pipeline.
        ontology: a Turtle file; the shipped one when None.
        catalog: a Turtle file; the shipped one when None.
        coreference: whether pronouns and descriptions such as "the company" are resolved.
        model: a model learnt from examples for this ontology, which then finds the claims; None for what
            is built in.
    """

    pipeline: str = text.DEFAULT_PIPELINE
    ontology: Path | None = None
    catalog: Path | None = None
    coreference: bool = True
    model: Path | None = None

    def load(self) -> Tools:
        """Load the language pipeline and prepare the ontology and the catalog for it.

        Raises:
            ModelError: the model cannot be used, or is one for another ontology.
            OntologyError: the ontology or the catalog cannot be used.
            PipelineError: the language pipeline cannot be used.
        """
        return _load(self, *self._digests())

    def run(self, *settings: object) -> IRI:
        """Return the IRI of a run with these means: all that decides what it finds, the time left out.

        Settings of the caller count as well. It is told from versions and files, so that nothing need be
        loaded to see that nothing is to do.
        """
        own = self.pipeline.partition("_")[0]
        others = [name for language, name in sorted(text.installed().items()) if language != own]
        pipelines = [part for name in (self.pipeline, *others) for part in (name, _version(name))]
        versions = (__version__, metadata.version("spacy"), *pipelines)
        switches = () if self.coreference else ("no coreference",)
        return iris.hashed("run", *versions, *self._digests(), *settings, *switches)

    def _digests(self) -> list[str]:
        shipped = [ontology.locate(name) for name in ("osgraph.ttl", "catalog.ttl", *MODELS)]
        return [_digest(path) for path in (self.ontology, self.catalog, self.model, *shipped)]


@dataclass(frozen=True, slots=True, eq=False)
class Tools:
    """What the steps work with, loaded."""

    nlp: Language
    ontology: Ontology
    catalog: Catalog
    knowledge: claims.Knowledge
    learnt: learning.Model | None = None

    def reads(self, document: Document) -> bool:
        """Say whether a document is in the language of the pipeline, or in none that could be told."""
        return document.language in {"", self.nlp.lang}

    def helper(self, document: Document) -> str:
        """Return the name of the installed pipeline of another language that a document is in, or ""."""
        if self.reads(document) or self.learnt is not None:
            return ""
        return text.installed().get(document.language, "")


@dataclass(frozen=True, slots=True)
class Task:
    """A document to read, with what a language model said of it, if one was asked."""

    document: Document
    told: llm.Told | None = None


def annotate(
    tasks: Iterable[Task], means: Means, tools: Tools, workers: int = 1
) -> Iterator[AnnotatedDocument]:
    """Find sections, mentions, propositions and claims of documents.

    Args:
        tasks: what to read.
        means: what to read it with.
        tools: the same, loaded.
        workers: number of processes; 1 is this one.

    Yields:
        The annotated documents in the order given, the same for any number of workers.

    Raises:
        InputError: the number of workers is below 1.
    """
    if workers < 1:
        raise InputError(f"{workers} workers cannot do anything; give 1 or more")
    if workers == 1:
        yield from _annotated(tasks, means, tools)
        return
    stream = iter(tasks)
    waiting: deque[Future[list[AnnotatedDocument]]] = deque()
    # A forked process would share locks that threads of this one may hold: each starts afresh.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as processes:
        try:
            while batch := list(islice(stream, _BATCH)):
                with _interrupts_ignored():  # a process inherits that: one message for Ctrl-C is enough
                    waiting.append(processes.submit(_work, means, batch))
                if len(waiting) >= workers * _AHEAD:
                    yield from _result(waiting.popleft())
            while waiting:
                yield from _result(waiting.popleft())
        finally:
            processes.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # no other may set what a signal does
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _result(batch: Future[list[AnnotatedDocument]]) -> list[AnnotatedDocument]:
    try:
        return batch.result()
    except BrokenProcessPool as error:
        raise InputError(
            "a worker process ended before its work was done; if memory ran out, give fewer workers; "
            "a script that starts workers needs the guard: if __name__ == '__main__'"
        ) from error


@lru_cache(maxsize=2)
def _load(means: Means, *_digests: str) -> Tools:
    """Load the tools; kept for the next call, for as long as the files hold the same."""
    nlp = text.load(means.pipeline)
    vocabulary, catalog = ontology.load(means.ontology), ontology.load_catalog(means.catalog)
    pairs, names, ends = map(ontology.locate, MODELS)
    knowledge = claims.prepare(
        vocabulary,
        catalog,
        nlp,
        model=claims.load_model(pairs),
        names=linear.load(names),
        ends=linear.load(ends),
        coreference=means.coreference,
    )
    learnt = None
    if means.model is not None:
        from osgraph import learning

        learnt = learning.load(means.model, means.ontology or ontology.locate("osgraph.ttl"))
    return Tools(nlp, vocabulary, catalog, knowledge, learnt)


def _version(pipeline: str) -> str:
    try:
        return metadata.version(pipeline)
    except metadata.PackageNotFoundError:
        return ""  # whoever loads it says what is wrong with it


def _digest(path: Path | None) -> str:
    if path is None or not path.is_file():  # whoever reads it says what is wrong with it
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _work(means: Means, tasks: list[Task]) -> list[AnnotatedDocument]:
    return list(_annotated(tasks, means, means.load()))


def _annotated(tasks: Iterable[Task], means: Means, tools: Tools) -> Iterator[AnnotatedDocument]:
    waiting: deque[llm.Told | None] = deque()

    def divided() -> Iterator[Document]:
        for task in tasks:
            waiting.append(task.told)
            yield replace(task.document, sections=sections.find(task.document, tools.ontology))

    for is_read, some in groupby(divided(), key=tools.reads):
        if is_read and tools.learnt is not None:
            from osgraph import learning

            names = {value.name: value.iri for value in tools.ontology.classes.values()}
            for found in learning.extract(tools.learnt, some, classes=names, pipeline=means.pipeline):
                yield _joined(found, waiting.popleft(), tools)
        elif is_read:
            for document, passages in text.parse(tools.nlp, some, names=tools.knowledge.gazetteer.names):
                found, told = claims.annotate(document, passages, tools.knowledge), waiting.popleft()
                yield found if told is None else llm.combine(found, told, passages, tools.knowledge)
        else:
            for document in some:
                waiting.popleft()
                yield _foreign(document, tools)


def _joined(found: AnnotatedDocument, told: llm.Told | None, tools: Tools) -> AnnotatedDocument:
    """Add what a language model said of a document to what a learnt model found in it.

    A learnt model reads each sentence by itself; what proposals are held to is parsed once more.
    """
    if told is None:
        return found
    [(_, passages)] = text.parse(tools.nlp, [found.document], names=tools.knowledge.gazetteer.names)
    return llm.combine(found, told, passages, tools.knowledge, own="learnt model")


def _foreign(document: Document, tools: Tools) -> AnnotatedDocument:
    """Find what can be found in a document whose language is not that of the pipeline."""
    if tools.learnt is not None:
        return AnnotatedDocument(document)
    if helper := tools.helper(document):
        passages = text.words_of(document, text.load_any(helper))
        return claims.tabled(document, passages, tools.knowledge)
    return claims.names(document, text.words_of(document), tools.knowledge)
