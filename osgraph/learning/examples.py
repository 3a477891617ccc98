"""Example sentences with their triples, read from files with every fault counted."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from osgraph.errors import InputError
from osgraph.learning.names import fold, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from osgraph.learning.scenes import Triple
    from osgraph.learning.schema import Schema

MAX_LINE: Final = 1_000_000
MAX_TEXT: Final = 4_000
MAX_EXAMPLES: Final = 10_000  # some 3 GB with forty relations
FEW: Final = 5
_LISTED: Final = 20
_SENTENCE: Final = re.compile(r"""\S(?:[^.!?\n]|[.!?](?!\s+["“(]?[A-Z]|\s*$))*[.!?]?""")
_SHORT: Final = 4  # words; what has fewer is a heading or a rest


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with the triples that it states, and where it was read ("file:line")."""

    sentence: str
    triples: tuple[Triple, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be used, and where."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Examples:
    """What was read: the usable examples, and the faults met."""

    items: tuple[Example, ...]
    faults: tuple[Fault, ...] = ()

    def few(self, schema: Schema) -> list[tuple[str, int]]:
        """Return the relations with fewer than five examples, with their count."""
        counts = Counter(schema.find(t[1]) for item in self.items for t in item.triples)
        return [(r.name, counts[n]) for n, r in enumerate(schema.relations) if counts[n] < FEW]


def read(paths: Iterable[str | Path], schema: Schema) -> Examples:
    """Read examples from files, or folders of ``.jsonl``: ``{"sentence", "triples"}``, or full annotations.

    A full annotation (``text``, ``entities``, ``claims``) becomes one example for each evidence, and one
    without triples for each sentence that is none.

    Raises:
        InputError: a file cannot be read, or no file holds a usable example.
    """
    items: list[Example] = []
    faults: list[Fault] = []
    for file in (file for path in paths for file in _files(Path(path))):
        for where, line in _lines(file):
            if len(items) >= MAX_EXAMPLES:
                faults.append(Fault(where, f"more than {MAX_EXAMPLES} examples; the rest is left out"))
                break
            items += parsed(where, line, schema, faults)
    if not items:
        listed = "".join(f"\n  {f.where}: {f.reason}" for f in faults[:_LISTED])
        raise InputError(f"{', '.join(map(str, paths))}: no usable example{listed}")
    return Examples(tuple(items), tuple(faults))


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.jsonl")) if path.is_dir() else [path]


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8", errors="replace") as handle:
            number = 0
            while line := handle.readline(MAX_LINE + 1):
                number += 1
                if line.strip():
                    yield f"{path}:{number}", line
                while len(line) > MAX_LINE and not line.endswith("\n"):
                    line = handle.readline(MAX_LINE + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def parsed(where: str, line: str, schema: Schema, faults: list[Fault]) -> list[Example]:
    """Read one line; what it has that cannot be used joins the faults."""
    if len(line) > MAX_LINE:
        faults.append(Fault(where, f"a line of more than {MAX_LINE:,} characters"))
        return []
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        faults.append(Fault(where, f"not JSON: {error}"))
        return []
    if isinstance(row, dict) and row.get("checked") is False:
        faults.append(Fault(where, 'not checked yet: correct its triples and set "checked" to true'))
        return []
    if isinstance(row, dict) and "claims" in row and "text" in row:
        rows = _of_annotation(row)
    elif (
        isinstance(row, dict)
        and isinstance(row.get("sentence"), str)
        and isinstance(row.get("triples"), list)
    ):
        rows = [(row["sentence"], row["triples"])]
    else:
        faults.append(Fault(where, 'neither "sentence" with "triples" nor "text" with "claims"'))
        return []
    out = []
    for sentence, triples in rows:
        if not sentence.strip() or len(sentence) > MAX_TEXT:
            faults.append(
                Fault(
                    where,
                    "the sentence is empty"
                    if not sentence.strip()
                    else f"longer than {MAX_TEXT:,} characters",
                )
            )
            continue
        kept = tuple(t for t in triples if _usable(where, t, schema, faults))
        out.append(Example(sentence, tuple((t[0], t[1], t[2]) for t in kept), where))
    return out


def _usable(where: str, triple: Any, schema: Schema, faults: list[Fault]) -> bool:
    if not (
        isinstance(triple, list | tuple)
        and len(triple) == 3
        and all(isinstance(x, str) and x.strip() for x in triple)
    ):
        faults.append(
            Fault(where, f"a triple must be three texts, not {json.dumps(triple, ensure_ascii=False)[:120]}")
        )
        return False
    if schema.find(triple[1]) is None:
        faults.append(Fault(where, f"the ontology has no relation {triple[1][:80]!r}"))
        return False
    if not fold(plain(triple[0])) or not fold(plain(triple[2])):
        faults.append(Fault(where, "a subject or object without a letter or figure"))
        return False
    return True


def _of_annotation(row: dict[str, Any]) -> list[tuple[str, Sequence[Any]]]:
    """Return the sentences of a full annotation with their claims as triples.

    Only affirmed claims teach: a denied one is no triple. What is no evidence of any states none, and
    teaches that.
    """
    text = str(row["text"])
    listed = row.get("entities")
    entities = listed if isinstance(listed, list) else []
    known = {str(e.get("id")): e for e in entities if isinstance(e, dict)}
    by_span: dict[tuple[int, int], list[Any]] = {}
    for claim in row["claims"] if isinstance(row["claims"], list) else ():
        if isinstance(claim, dict) and claim.get("polarity", "positive") == "positive":
            span = claim.get("evidence")
            if _is_span(span):
                ends = [_written(claim.get(end), known, text, span) for end in ("subject", "object")]
                by_span.setdefault((span[0], span[1]), []).append([ends[0], claim.get("relation"), ends[1]])
    rows = [((start, end), triples) for (start, end), triples in by_span.items()]
    rows += [(span, []) for span in _elsewhere(text, sorted(by_span))]
    return [(text[start:end], triples) for (start, end), triples in sorted(rows, key=lambda r: r[0])]


def _written(id_: Any, known: dict[str, dict[str, Any]], text: str, span: Sequence[int]) -> Any:
    """Return the name of an entity; its longest mention within a span of text that does not hold the name."""
    entity = known.get(str(id_))
    if entity is None:
        return id_
    name = str(entity.get("name", ""))
    mentions = entity.get("mentions")
    if fold(name) in fold(text[span[0] : span[1]]) or not isinstance(mentions, list):
        return name
    inside = [text[m[0] : m[1]] for m in mentions if _is_span(m) and span[0] <= m[0] <= m[1] <= span[1]]
    return max(filter(str.strip, inside), key=len, default=name)


def _is_span(value: Any) -> TypeGuard[list[int]]:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(i, int) for i in value)


def _elsewhere(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the sentences that stand outside all spans, as far as full stops and lines tell."""
    start = 0
    for left, right in (*spans, (len(text), len(text))):
        for match in _SENTENCE.finditer(text, start, max(start, left)):
            if len(match.group().split()) >= _SHORT:
                yield match.span()
        start = max(start, right)
