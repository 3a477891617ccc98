"""Proposing: whole documents put before a language model, a few at a time, the answers in order."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from osgraph import sections
from osgraph.errors import InputError, LanguageModelError
from osgraph.llm import answering, caching, prompting, spending
from osgraph.llm.serving import Client, Server
from osgraph.llm.spending import Budget, Price, Usage
from osgraph.model import Document, Skipped, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from osgraph.llm.answering import Answer
    from osgraph.llm.prompting import Message, Part
    from osgraph.llm.proposals import Proposal
    from osgraph.ontology import Ontology

EXTRACTORS: Final = ("builtin", "llm", "both")
"""Who says what a document claims: the built-in extractor, the language model, or the two together."""

_AHEAD: Final = 2  # documents asked about at once for each request that runs at once
_AGAIN: Final = (
    "That was no JSON object of the form asked for. Answer again, with that object and nothing else."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a language model takes part in a build.

    Attributes:
        server: which model, and where.
        extractor: out of :data:`EXTRACTORS`; with "llm" the claims of the built-in extractor are left out.
        concurrency: requests that run at once.
        price: of the model's tokens; None where it is not known.
        most_tokens: limit of both sides together; None for none.
        most_cost: limit in the money of the price; None for none.
        cache: folder of earlier answers; the usual one when None.
    """

    server: Server
    extractor: str = "both"
    concurrency: int = 4
    price: Price | None = None
    most_tokens: int | None = None
    most_cost: float | None = None
    cache: Path | None = None

    def check(self) -> None:
        """Say what does not fit together.

        Raises:
            InputError: a setting makes no sense.
        """
        if self.extractor not in EXTRACTORS:
            raise InputError(f"{self.extractor!r} is no extractor; give one of {', '.join(EXTRACTORS)}")
        if self.most_cost is not None and self.price is None:
            raise InputError("a limit of money needs the price of the model's tokens")
        if self.concurrency < 1:
            raise InputError(f"{self.concurrency} requests at once cannot do anything; give 1 or more")

    def by(self, ontology: Ontology) -> str:
        """Return who proposes, for people: model, prompt version and temperature."""
        version = prompting.version(ontology)
        return (
            f"language model {self.server.model}, prompt {version}, temperature {self.server.temperature:g}"
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What a language model said of one document.

    Attributes:
        proposals: each with the stretch of the document that it was shown.
        faults: what could not be read, by the stretch shown.
        by: who proposes, for people.
        alone: whether the claims of the built-in extractor are left out.
    """

    proposals: tuple[tuple[Proposal, Span], ...]
    faults: tuple[tuple[str, Span], ...]
    by: str
    alone: bool


class Proposer:
    """Puts documents before a language model and counts what that takes."""

    def __init__(self, settings: Settings, ontology: Ontology) -> None:
        """Take the settings; nothing is sent yet.

        Raises:
            InputError: a setting makes no sense, or a package is missing.
        """
        settings.check()
        self.settings, self._ontology = settings, ontology
        self._client = Client(settings.server)
        self._budget = Budget(settings.price, most_tokens=settings.most_tokens, most_cost=settings.most_cost)
        self._schema = prompting.schema(ontology)
        self._by = settings.by(ontology)
        self._cache = settings.cache or caching.folder()

    @property
    def spent(self) -> Usage:
        """What was taken so far."""
        return self._budget.spent

    def estimate(self, documents: Iterable[Document]) -> Usage:
        """Return about what documents will take, apart from answers that are kept."""
        task = prompting.instructions(self._ontology)
        asked = [part for document in documents for part in prompting.parts(self._divided(document))]
        kept = [caching.get(self._cache, self._name(part)) is not None for part in asked]
        fresh = [(task, part.text) for part, known in zip(asked, kept, strict=True) if not known]
        return replace(spending.estimate(fresh), cached=sum(kept))

    def propose(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Told | Skipped]]:
        """Yield each document, in the order given, with what was said of it, or why nothing could be.

        Afterwards the connections are closed.
        """
        stream = iter(documents)
        with ThreadPoolExecutor(self.settings.concurrency) as threads:
            waiting: deque[tuple[Document, list[tuple[Part, Future[Answer]]]]] = deque()
            try:
                while True:
                    for document in islice(stream, self.settings.concurrency * _AHEAD - len(waiting)):
                        asked = prompting.parts(self._divided(document))
                        waiting.append(
                            (document, [(part, threads.submit(self._answer, part)) for part in asked])
                        )
                    if not waiting:
                        return
                    document, answers = waiting.popleft()
                    yield document, self._told(document, answers)
            finally:
                threads.shutdown(wait=True, cancel_futures=True)
                self._client.close()

    def _told(self, document: Document, answers: Sequence[tuple[Part, Future[Answer]]]) -> Told | Skipped:
        """Return what was said of all parts of a document, or why one could not be asked about."""
        proposals: list[tuple[Proposal, Span]] = []
        faults: list[tuple[str, Span]] = []
        for part, future in answers:
            try:
                answer = future.result()
            except LanguageModelError as error:
                for _, other in answers:
                    other.cancel()
                return Skipped(document.id, f"language model: {error}")
            proposals += [(proposal, part.span) for proposal in answer.proposals]
            faults += [(fault, part.span) for fault in answer.faults]
        return Told(tuple(proposals), tuple(faults), self._by, self.settings.extractor == "llm")

    def _answer(self, part: Part) -> Answer:
        """Return what is said of a part, from the cache if it is there; a useless answer is asked for twice.

        Raises:
            LanguageModelError: there is no answer of use.
        """
        called = self._name(part)
        kept = caching.get(self._cache, called)
        if kept is not None:
            self._budget.settle(Usage(), Usage(cached=1))
            return kept
        messages = prompting.messages(part, self._ontology)
        text, complete = self._ask(messages)
        try:
            answer = answering.read(text)
        except LanguageModelError:
            text, complete = self._ask([*messages, {"role": "user", "content": _AGAIN}])
            answer = answering.read(text)
        answer = answer if complete else replace(answer, whole=False)
        caching.put(self._cache, called, answer)
        return answer

    def _ask(self, messages: list[Message]) -> tuple[str, bool]:
        most = Usage(1, 0, sum(spending.tokens(m["content"]) for m in messages), self.settings.server.longest)
        self._budget.reserve(most)
        taken = Usage()
        try:
            reply = self._client.ask(messages, self._schema)
            taken = reply.usage
        finally:
            self._budget.settle(most, taken)
        return reply.text, reply.complete

    def _name(self, part: Part) -> str:
        server = self.settings.server
        asked = prompting.messages(part, self._ontology)
        return caching.name(server.model, server.url, server.temperature, asked, self._schema)

    def _divided(self, document: Document) -> Document:
        return replace(document, sections=sections.find(document, self._ontology))
