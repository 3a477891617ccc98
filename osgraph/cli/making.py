"""The commands that read documents or change a store."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from osgraph.cli import clusters, evidence, layout, models, options, tables, teaching
from osgraph.model import SURE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from osgraph.documents import Columns
    from osgraph.evaluation import Scores
    from osgraph.pipeline import Summary

_PATHS = click.argument(
    "paths", nargs=-1, required=True, metavar="PATHS...", type=click.Path(allow_dash=True)
)


@click.command(
    short_help="Keep the claims of documents in a store.",
    epilog=options.examples(
        "osgraph build seeds",
        "osgraph build seeds notes.md --store work/kg --workers 4",
        "cat letter.txt | osgraph build -",
        "osgraph build https://example.org/report.pdf",
        "osgraph build news.csv --text-column article --date-column day",
        "osgraph build s3://bucket/letters --cluster tcp://scheduler:8786 --shards s3://bucket/shards",
        "osgraph build seeds --llm qwen3 --llm-url http://localhost:11434/v1 --max-tokens 200000",
    ),
)
@_PATHS
@click.option(
    "--min-confidence",
    "least",
    type=click.FloatRange(0, 1),
    default=SURE,
    show_default=True,
    help="Keep claims that are at least so sure; the others are listed as refused.",
)
@click.option(
    "--model",
    type=options.FILE,
    metavar="FILE",
    help="A model of osgraph learn for the ontology, which then finds the claims.",
)
@models.extraction
@click.option("--prune", is_flag=True, help="Take out documents of the store that PATHS no longer give.")
@clusters.options
@options.store
@options.inputs
@options.reading
@options.as_json
def build(paths: tuple[str, ...], store: str | Path, as_json: bool, **means: Any) -> int:
    """Read documents and keep their claims in a store.

    PATHS are files of any kind that docs/inputs.md lists (text, web pages, PDF, Word, mail, feeds, tables,
    transcripts, archives ...), folders of them, web addresses, or - for standard input.
    Only what is new or changed is read. What cannot be read is skipped, and the status is 3. A document that
    repeats another almost word for word is kept as its copy and makes no claims of its own.

    With --llm, a language model proposes claims, too. Nothing is sent anywhere without it. What it proposes
    is kept only if the text bears it out; `osgraph explain --rejected` lists the rest, with reasons.

    With --cluster, many machines build into --shards, and no store is touched: `osgraph load` merges them.
    """
    from osgraph import building

    language_model, confirm = models.settings(means)
    means["columns"] = named_columns(means)
    if (cluster := clusters.given(means)) is not None:
        with progress_bar() as progress:
            return clusters.build(paths, *cluster, progress, language_model, means, as_json=as_json)
    with (
        progress_bar() as progress,
        building.build(
            paths, store, progress=progress, language_model=language_model, confirm=confirm, **means
        ) as kg,
    ):
        summary = kg.summary
    assert summary is not None
    if as_json:
        tables.show_json(summary.to_json())
    else:
        show_summary(summary, store)
    found = tables.status(summary.documents + summary.unchanged, summary.skipped)
    return found or (tables.FOUND_SOMETHING if summary.unread else 0)


@click.command(
    short_help="Show the claims of documents.",
    epilog=options.examples(
        "osgraph extract article.txt",
        "osgraph extract seeds --format jsonl > claims.jsonl",
        "echo 'Meta released Llama.' | osgraph extract -",
        "osgraph extract page.html --show-sections",
    ),
)
@_PATHS
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    show_default=True,
    help="A table of claims, or one JSON object a document with text, entities and claims.",
)
@click.option("--model", type=options.FILE, metavar="FILE", help="A model of osgraph learn; shows triples.")
@click.option(
    "--show-sections", is_flag=True, help="Show what each stretch was judged to be, in place of claims."
)
@options.inputs
@options.reading
def extract(paths: tuple[str, ...], form: str, model: Path | None, show_sections: bool, **means: Any) -> int:
    """Show the claims of documents without keeping them."""
    if model:
        return teaching.show(paths, model, form=form, ontology=means["ontology"], pipeline=means["pipeline"])
    from osgraph import documents, evaluation, pipeline, query
    from osgraph.model import Document, Skipped

    columns, private = named_columns(means), means.pop("private")
    inputs = list(documents.read(paths, columns=columns, private=private))
    if show_sections:
        return layout.show(inputs, form=form, ontology=means["ontology"])
    readable = [item for item in inputs if isinstance(item, Document)]
    found = pipeline.extract(readable, **_given(means))
    with progress_bar() as progress:
        rows = []
        for done, annotated in enumerate(found, 1):
            if form == "jsonl":
                click.echo(json.dumps(evaluation.to_json(annotated), ensure_ascii=False))
            rows += [evidence.row(record) for record in query.records(annotated)]
            if progress:
                progress(done, len(readable))
    if form == "table":
        tables.show(evidence.COLUMNS, rows)
    return tables.status(len(readable), [item for item in inputs if isinstance(item, Skipped)])


@click.command(
    "load-claims",
    short_help="Keep claims that were annotated elsewhere.",
    epilog=options.examples(
        "osgraph load-claims gold.jsonl", "osgraph load-claims a.jsonl b.jsonl --store work/kg"
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=options.FILE)
@click.option(
    "--ontology",
    type=options.FILE,
    metavar="FILE",
    help="An ontology in Turtle, in place of the shipped one.",
)
@options.store
def load_claims(files: tuple[Path, ...], ontology: Path | None, store: str | Path) -> None:
    """Put annotated documents (JSON Lines, as `osgraph extract --format jsonl` writes them) into a store.

    A document that the store has is replaced. A file with a fault changes nothing.
    """
    from osgraph import graph

    with graph.open(store, new=True) as kg:
        found = kg.load_claims(*files, ontology=ontology)
    click.echo(f"{_counted(len(found), 'document')} in {store}")


@click.command(
    short_help="Put files of RDF into a store, or restore an export.",
    epilog=options.examples(
        "osgraph load registry.ttl",
        "osgraph load registry.ttl --name firms",
        "osgraph query 'SELECT * { ?firm osg:basedIn ?city }' --with firms",
        "osgraph export all.trig && osgraph load all.trig --store copy",
        "osgraph load s3://bucket/shards --store http://localhost:7878/query",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", callback=clusters.files)
@click.option("--name", metavar="NAME", help="What the file is called in the store, if not by its own name.")
@click.option(
    "--format", "form", metavar="FORMAT", help="ttl, nt, rdf, jsonld, n3, trig or nq, if not by the suffix."
)
@options.store
def load(files: tuple[str | Path, ...], name: str | None, form: str | None, store: str | Path) -> int:
    """Put files of RDF into a store, each as a graph of its own, beside the documents.

    A question reaches it by GRAPH, or by --with NAME. Loaded again, a file takes the place of what it was.
    A TriG or N-Quads file that `osgraph export` wrote is restored: each graph goes back to its place. A file
    with a fault changes nothing.

    The folder or address of shards that `osgraph build --cluster` made is merged into the store, as if it had
    been built here.
    """
    from osgraph import graph

    status = 0
    with graph.open(store, new=True) as kg:
        for shards in [str(place) for place in files if clusters.is_shards(place)]:
            with progress_bar() as progress:
                status = max(status, clusters.load(shards, kg.store, store, progress))
        for loaded in kg.load(
            *(file for file in files if not clusters.is_shards(file)), name=name, format=form
        ):
            if loaded.graphs:
                told = f"restored {_counted(len(loaded.graphs), 'graph')}"
            else:
                told = f"{_counted(loaded.quads, 'statement')} as {tables.clean(loaded.name)}"
            click.echo(f"{tables.clean(str(loaded.path))}: {told}")
    return status


@click.command(
    short_help="Take documents out of a store.",
    epilog=options.examples("osgraph forget drafts/old-brief", "osgraph forget a b --store work/kg"),
)
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@options.store
def forget(documents: tuple[str, ...], store: str | Path) -> None:
    """Take documents out of a store, by their ids, with all that only they said.

    What `osgraph load` put there goes by its name.
    """
    from osgraph import graph

    with graph.open(store) as kg:
        for document in documents:
            kg.forget(document)
            click.echo(f"Forgot {tables.clean(document)}.")


@click.command(
    short_help="Score extraction against annotated documents.",
    epilog=options.examples(
        "osgraph evaluate gold.jsonl", "osgraph evaluate gold.jsonl --predictions claims.jsonl --details"
    ),
)
@click.argument("gold", type=options.FILE)
@click.option(
    "--predictions", type=options.FILE, metavar="FILE", help="Score these claims, and extract none."
)
@click.option("--details", is_flag=True, help="List what was missed and what was wrong.")
@options.reading
@options.as_json
def evaluate(gold: Path, predictions: Path | None, details: bool, as_json: bool, **means: Any) -> None:
    """Score extraction against documents that were annotated by hand (JSON Lines)."""
    from osgraph import evaluation, ontology

    vocabulary = ontology.load(means["ontology"])
    expected = evaluation.read(gold, vocabulary)
    if predictions:
        found = evaluation.read(predictions, vocabulary)
    else:
        from osgraph import pipeline

        documents = [annotated.document for annotated in expected.values()]
        found = {a.document.id: a for a in pipeline.extract(documents, **_given(means))}
    scores = evaluation.score(expected, found, vocabulary)
    if as_json:
        tables.show_json(scores.to_json())
    else:
        _show_scores(scores, details=details)


@click.command(
    short_help="Build what appears in folders and feeds, as it appears.",
    epilog=options.examples(
        "osgraph watch inbox",
        "osgraph watch inbox https://example.org/feed.xml --every 300",
        "osgraph watch inbox --json | jq .quote",
    ),
)
@_PATHS
@click.option(
    "--every",
    type=click.FloatRange(min=0.5),
    default=900,
    show_default=True,
    metavar="SECONDS",
    help="How often web addresses are asked for news.",
)
@click.option("--once", is_flag=True, help="Stop after the first look.")
@options.store
@options.inputs
@options.reading
@click.option("--json", "as_json", is_flag=True, help="Write each claim as a line of JSON.")
def watch(paths: tuple[str, ...], as_json: bool, **means: Any) -> int:
    """Keep the claims of documents in a store as they come, and print each new one as a line.

    PATHS are files, folders and web addresses, of feeds above all. What is in them is built first, then what
    appears or changes, until Ctrl-C. What cannot be read is named on standard error and tried again when it
    changes; what disappears stays in the store.
    """
    from osgraph.cli import watching

    every, once, store = means.pop("every"), means.pop("once"), means.pop("store")
    means["columns"] = named_columns(means)
    return watching.run(paths, store, every=every, once=once, as_json=as_json, means=_given(means))


READING = (build, watch, extract, load_claims, load)
CHANGING = (forget, evaluate)


def named_columns(means: dict[str, Any]) -> Columns:
    """Take the options that name columns out of those given."""
    from dataclasses import fields

    from osgraph.documents import Columns

    return Columns(**{part.name: means.pop(f"{part.name}_column") for part in fields(Columns)})


def _given(means: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given; the others keep their defaults."""
    return {name: value for name, value in means.items() if value is not None}


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None] | None]:
    """Draw a progress bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def show_summary(summary: Summary, store: str | Path) -> None:
    """Print what a build did."""
    claims = sum(summary.claims.values())
    if summary.unchanged and not summary.documents:
        click.echo(f"Nothing new: {_counted(summary.unchanged, 'document')} unchanged in {store}")
        return
    click.echo(
        f"{_counted(summary.documents, 'document')}, {_counted(summary.entities, 'entity', 'entities')}, "
        f"{_counted(claims, 'claim')} in {store}"
    )
    if claims:
        click.echo("  " + ", ".join(f"{n} {modality.value}" for modality, n in summary.claims.items() if n))
    models.show(summary)
    refused = sum(summary.rejections.values())
    if refused:
        click.echo(f"  {_counted(refused, 'candidate')} refused; why: osgraph explain --rejected")
    if summary.unchanged:
        click.echo(f"  {_counted(summary.unchanged, 'document')} unchanged")
    for copy, original in summary.copies.items():
        click.echo(f"  {tables.clean(copy)} repeats {tables.clean(original)}: kept as its copy")
    for gone in summary.pruned:
        click.echo(f"  {tables.clean(gone)} taken out: no longer given")
    for id_, language in summary.unread.items():
        click.echo(f"  {tables.clean(id_)} is in {language}: kept with its known names, no claims sought")
    for id_, helper in summary.partly.items():
        click.echo(
            f"  {tables.clean(id_)}: names and tables read with {tables.clean(helper)}, its sentences are not"
        )
    if summary.skipped:
        click.echo(f"  {_counted(len(summary.skipped), 'input')} skipped")


def _counted(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"


def _show_scores(scores: Scores, *, details: bool) -> None:
    agreements = {"entities": scores.entities, "pairs": scores.pairs, "triples": scores.triples}
    tables.show(
        ("what", "precision", "recall", "F1", "right", "predicted", "gold"),
        [
            (name, a.precision, a.recall, a.f1, a.matched, a.predicted, a.gold)
            for name, a in agreements.items()
        ],
    )
    click.echo()
    shares = {**scores.factuality, "hedged taken as fact": scores.hedged_taken_as_fact}
    tables.show(("of matched claims", "share"), shares.items())
    if details:
        for head, lines in (("Missed:", scores.missed), ("Wrong:", scores.spurious)):
            click.echo(f"\n{head}")
            for line in lines:
                click.echo(f"  {tables.clean(line)}")
