"""The pace of the extraction: beside the bare language pipeline, then step by step."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from osgraph import claims, documents, evaluation, iris, mentions, pipeline, rdf, sections, text
from osgraph.model import Document
from osgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.language import Language

    from osgraph.pipeline.processes import Tools

STEPS: Final = (
    "documents and sections", "parse", "mentions", "propositions and claims", "rdf", "store"
)  # fmt: skip
_TURN: Final = 24  # documents that one side reads before the other side's turn


@dataclass(frozen=True, slots=True)
class Pair:
    """The same text read by both sides: seconds on the clock, then seconds of the processor.

    Attributes:
        bare: wall time of the bare language pipeline.
        extract: wall time of the extraction, from files to JSON Lines.
        bare_cpu: processor time of the former.
        extract_cpu: processor time of the latter.
    """

    bare: float
    extract: float
    bare_cpu: float
    extract_cpu: float

    @property
    def ratio(self) -> float:
        """Speed of the extraction as a share of the bare pipeline's."""
        return self.bare / self.extract

    @property
    def cpu_ratio(self) -> float:
        """The same by processor time, which other work on the machine disturbs less."""
        return self.bare_cpu / self.extract_cpu


def pair(files: Sequence[Path], bare: Language) -> Pair:
    """Read files with the bare pipeline and with the extraction, by turns of some documents.

    Short turns let a load that comes and goes on the machine weigh on both sides alike.

    Args:
        files: documents.
        bare: the language pipeline with all components, as its makers ship it.
    """
    spent = [0.0, 0.0, 0.0, 0.0]
    for number, turn in enumerate(_turns(files)):
        contents = [path.read_text(encoding="utf-8") for path in turn]
        sides = [(0, lambda t=contents: _parse(t, bare)), (1, lambda t=turn: _extract(t))]
        for side, read in sides if number % 2 else reversed(sides):
            wall, cpu = time.perf_counter(), time.process_time()
            read()
            spent[side] += time.perf_counter() - wall
            spent[side + 2] += time.process_time() - cpu
    return Pair(*spent)


def of_each(files: Sequence[Path], tools: Tools) -> dict[str, float]:
    """Return the seconds that each step takes for files, with the language models loaded.

    Mentions are found twice, for the step of the claims finds them itself: once by themselves, to know their
    time, which is then taken off that of the claims.
    """
    spent = dict.fromkeys(STEPS, 0.0)
    known, run = tools.knowledge, iris.hashed("run", "benchmark")
    with Store(None) as store:
        for turn in _turns(files):
            times = [time.perf_counter()]
            divided = [
                replace(document, sections=sections.find(document, tools.ontology))
                for document in _documents(turn)
            ]
            times.append(time.perf_counter())
            parsed = list(text.parse(tools.nlp, divided, names=tools.knowledge.gazetteer.names))
            times.append(time.perf_counter())
            for _, passages in parsed:
                mentions.find(passages, known.gazetteer, known.vocabulary)
            times.append(time.perf_counter())
            annotated = [claims.annotate(document, passages, known) for document, passages in parsed]
            times.append(time.perf_counter())
            graphs = [(one.document.id, rdf.to_graph(one, tools.ontology, run=run)) for one in annotated]
            times.append(time.perf_counter())
            for id_, graph in graphs:
                store.replace(id_, graph)
            times.append(time.perf_counter())
            for step, start, end in zip(STEPS, times, times[1:], strict=False):
                spent[step] += end - start
    spent["propositions and claims"] -= spent["mentions"]
    return spent


def _turns(files: Iterable[Path]) -> Iterator[list[Path]]:
    stream = iter(files)
    while turn := list(islice(stream, _TURN)):
        yield turn


def _documents(files: Sequence[Path]) -> list[Document]:
    return [item for item in documents.read(files) if isinstance(item, Document)]


def _parse(contents: Sequence[str], bare: Language) -> None:
    for _ in bare.pipe(contents):
        continue


def _extract(files: Sequence[Path]) -> None:
    """Do what ``osgraph extract --format jsonl`` does, its output thrown away."""
    with Path(os.devnull).open("w", encoding="utf-8") as out:
        for annotated in pipeline.extract(_documents(files)):
            out.write(json.dumps(evaluation.to_json(annotated), ensure_ascii=False) + "\n")
