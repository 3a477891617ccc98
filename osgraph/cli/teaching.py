"""The commands that learn an extractor from examples, or use one that was learnt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osgraph.cli import options, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osgraph.learning.lessons import Learnt
    from osgraph.learning.report import Report
    from osgraph.model import Document, Skipped

_LISTED = 20  # faults named one by one; the rest are counted


@click.command(
    short_help="Learn an extractor from examples.",
    epilog=options.examples(
        "osgraph learn examples.jsonl --ontology boats.json -o boats.npz",
        "osgraph learn examples/ --ontology boats.ttl -o boats.npz --report",
        "osgraph extract notes.txt --model boats.npz",
    ),
)
@click.argument(
    "examples", nargs=-1, required=True, metavar="EXAMPLES...", type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--ontology",
    type=options.FILE,
    required=True,
    metavar="FILE",
    help="Turtle, or JSON with concepts and relations.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="MODEL",
    help="Where the model goes.",
)
@click.option("--incomplete", is_flag=True, help="The examples leave out triples that their sentences state.")
@click.option("--report", "reporting", is_flag=True, help="Show how well each relation is found, and why.")
@click.option("--curve", is_flag=True, help="Show the quality with 10, 30, 100 and all examples as well.")
@click.option("--pipeline", metavar="NAME", help="An installed spaCy pipeline, in place of the usual one.")
@options.as_json
def learn(
    examples: tuple[Path, ...],
    ontology: Path,
    output: Path,
    incomplete: bool,
    reporting: bool,
    curve: bool,
    pipeline: str | None,
    as_json: bool,
) -> int:
    """Learn an extractor for any ontology from example sentences (JSON Lines, or folders of such files).

    A line is a sentence with its triples, {"sentence": ..., "triples": [[subject, relation, object], ...]},
    or a text with entities and claims. What cannot be used is named with its line, the rest is used, and
    the status is 3.
    """
    from osgraph import learning, text

    language = pipeline or text.DEFAULT_PIPELINE
    learnt = learning.learn(examples, ontology, incomplete=incomplete, pipeline=language)
    learning.save(learnt.model, output)
    _show_faults(learnt)
    report = learning.report(learnt, incomplete=incomplete)
    points = learning.curve(learnt, incomplete=incomplete) if curve else []
    if as_json:
        tables.show_json(report.to_json() | ({"curve": [list(point) for point in points]} if curve else {}))
    else:
        counts = f"{len(learnt.model.schema.relations)} relations from {len(learnt.examples.items)} examples"
        click.echo(f"Learnt {counts}: {output}")
        click.echo(
            f"F1 {report.f1:.3f} by sentence, {report.pooled_f1:.3f} pooled "
            f"(cross-validated on {len(learnt.unseen)} of them)"
        )
        if reporting:
            _show_report(report)
        if curve:
            tables.show(("examples", "F1 by sentence", "F1 pooled"), points)
    return tables.FOUND_SOMETHING if learnt.examples.faults else 0


@click.command(
    short_help="List the sentences whose correction teaches most.",
    epilog=options.examples(
        "osgraph suggest notes/ --model boats.npz -o unsure.jsonl --page unsure.html",
        "osgraph suggest notes/ --model boats.npz --taught examples.jsonl --count 50 > unsure.jsonl",
        "osgraph learn examples.jsonl corrected.jsonl --ontology boats.json -o boats.npz",
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATHS...")
@click.option(
    "--model", type=options.FILE, required=True, metavar="MODEL", help="A model that `osgraph learn` wrote."
)
@click.option(
    "--count", type=click.IntRange(min=1), default=20, show_default=True, help="How many sentences, at most."
)
@click.option(
    "--taught",
    type=options.FILE,
    multiple=True,
    metavar="EXAMPLES",
    help="Examples learnt from already, whose sentences are left out; may be given several times.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where the sentences go, as JSON Lines; standard output otherwise.",
)
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a page as well on which to correct them in a browser.",
)
@click.option("--pipeline", metavar="NAME", help="An installed spaCy pipeline, in place of the usual one.")
def suggest(
    paths: tuple[str, ...],
    model: Path,
    count: int,
    taught: tuple[Path, ...],
    output: Path | None,
    page: Path | None,
    pipeline: str | None,
) -> int:
    """List the sentences of documents (files, folders, or - for stdin) of which a model is least sure.

    Each line is an example with the triples that the model finds. Correct them and set "checked" to true,
    by hand or on the page (which saves corrected.jsonl), and learn again with these examples beside the
    others: unchecked lines are left out of learning.
    """
    from osgraph import learning, text
    from osgraph.export import placing

    known = learning.load(model)
    readable, skipped = _readable(paths)
    sentences = [item.sentence for item in learning.read(taught, known.schema).items] if taught else []
    found = learning.suggest(
        known, readable, count=count, taught=sentences, pipeline=pipeline or text.DEFAULT_PIPELINE
    )
    lines = "".join(json.dumps(one.to_json(), ensure_ascii=False) + "\n" for one in found)
    if output is None:
        click.echo(lines, nl=False)
    else:
        placing.replace_file(output, lines.encode("utf-8", "replace"))
    if page is not None:
        placing.replace_file(page, learning.page(found, known.schema).encode())
    places = ", ".join(str(path) for path in (output, page) if path)
    click.echo(f"{len(found)} sentences to correct{f': {places}' if places else ''}", err=True)
    return tables.status(len(readable), skipped)


def _readable(paths: Sequence[str]) -> tuple[list[Document], list[Skipped]]:
    """Read documents and find their sections; return those that were skipped beside them."""
    from dataclasses import replace

    from osgraph import documents, sections
    from osgraph import ontology as ontologies
    from osgraph.model import Document, Skipped

    layout = ontologies.load()
    inputs = list(documents.read(paths))
    readable = [
        replace(item, sections=sections.find(item, layout)) for item in inputs if isinstance(item, Document)
    ]
    return readable, [item for item in inputs if isinstance(item, Skipped)]


def show(paths: Sequence[str], model: Path, *, form: str, ontology: Path | None, pipeline: str | None) -> int:
    """Show what a learnt model finds in documents."""
    from osgraph import learning, text

    known = learning.load(model, ontology)
    readable, skipped = _readable(paths)
    relations = {learning.relation_iri(relation): relation.name for relation in known.schema.relations}
    rows = []
    for annotated in learning.extract(known, readable, pipeline=pipeline or text.DEFAULT_PIPELINE):
        names = {entity.iri: entity.name for entity in annotated.entities}
        claims = [
            (names[c.subject], relations[c.relation], names[c.object], c.confidence, c.evidence)
            for c in annotated.claims
        ]
        rows += [
            (*c[:4], tables.clean(c[4].of(annotated.document.text)), annotated.document.id) for c in claims
        ]
        if form == "jsonl":
            found = [
                {"subject": s, "relation": r, "object": o, "confidence": p, "evidence": [e.start, e.end]}
                for s, r, o, p, e in claims
            ]
            line = {"id": annotated.document.id, "text": annotated.document.text, "triples": found}
            click.echo(json.dumps(line, ensure_ascii=False))
    if form == "table":
        tables.show(("subject", "relation", "object", "confidence", "quote", "document"), rows)
    return tables.status(len(readable), skipped)


def _show_faults(learnt: Learnt) -> None:
    """Name on standard error what could not be used, and the relations with few examples."""
    faults = learnt.examples.faults
    for fault in faults[:_LISTED]:
        click.echo(f"osgraph: {tables.clean(fault.where)}: {tables.clean(fault.reason)}", err=True)
    if len(faults) > _LISTED:
        click.echo(f"osgraph: {len(faults) - _LISTED} more of {len(faults)} faults", err=True)
    few = learnt.examples.few(learnt.model.schema)
    if few:
        listed = ", ".join(f"{tables.clean(name)} ({count})" for name, count in few)
        click.echo(f"osgraph: relations with fewer than 5 examples: {listed}", err=True)


def _show_report(report: Report) -> None:
    tables.show(
        ("relation", "examples", "precision", "recall", "F1"),
        [(r.relation, r.examples, r.precision, r.recall, r.f1) for r in report.rows],
    )
    for row in report.rows:
        click.echo(f"\n{tables.clean(row.relation)}")
        for sign, weight in row.signs:
            click.echo(f"  {weight:+.2f}  {tables.clean(sign)}")
        for sentence, what in row.wrong:
            click.echo(f"  {tables.clean(what)}\n    in: {tables.clean(sentence)}")
        if row.advice:
            click.echo(f"  advice: {tables.clean(row.advice)}")
