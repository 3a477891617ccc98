"""The commands that read a store and answer."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from osgraph.cli import evidence, models, options, tables

if TYPE_CHECKING:
    from osgraph.llm import Server
    from osgraph.query import Cell

_DOES_NOT_CONFORM: Final = 3
_NO_ANSWER: Final = 3
_OUTPUT: Final = click.Path(dir_okay=False, path_type=Path)
_OUTPUT_OR_FOLDER: Final = click.Path(path_type=Path)


@click.command(
    short_help="Answer a question in SPARQL, or a saved one.",
    epilog=options.examples(
        "osgraph query --list",
        "osgraph query who-shifted",
        "osgraph query 'SELECT ?who WHERE { ?who osg:develops ?what }' --format csv",
        "osgraph query -f question.rq --with catalog",
    ),
)
@click.argument("question", required=False, metavar="[SPARQL | NAME]")
@click.option("-f", "--file", type=options.FILE, metavar="FILE", help="Read the SPARQL text from a file.")
@click.option("--list", "list_", is_flag=True, help="List the saved questions.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json"]),
    default="table",
    show_default=True,
    help="Form of the answer.",
)
@click.option(
    "--with",
    "include",
    default="",
    metavar="GRAPHS",
    help="Add the graphs catalog, derived, ontology, or those of loaded files, by name.",
)
@options.store
@options.as_json
def query(
    question: str | None,
    file: Path | None,
    list_: bool,
    form: str,
    include: str,
    store: str | Path,
    as_json: bool,
) -> None:
    """Answer a question in SPARQL, or a saved one by its name, over the union of the documents.

    The usual prefixes (osg, osr, rdf, rdfs, skos, prov, oa, dcterms) are bound.
    """
    from osgraph import graph

    if (question is not None) + (file is not None) + list_ != 1:
        raise click.UsageError("give one of: a question, --file, --list")
    if list_:
        _list_questions(as_json=as_json)
        return
    text = question if file is None else _text(file)
    with graph.open(store) as kg:
        rows = kg.query(text or "", include=[name.strip() for name in include.split(",") if name.strip()])
    if as_json or form == "json":
        click.echo(rows.to_json(), nl=False)
    elif form == "table":
        tables.show(rows.columns, rows.plain())
    else:
        click.echo(rows.to_csv("," if form == "csv" else "\t"), nl=False)


@click.command(
    short_help="Write the graph as RDF, a network, a table or notes.",
    epilog=options.examples(
        "osgraph export graph.ttl",
        "osgraph export all.trig",
        "osgraph export claims.parquet",
        "osgraph export claims.trig --format nanopub",
        "osgraph export vault --format obsidian",
    ),
)
@click.argument("file", metavar="FILE|FOLDER", type=_OUTPUT_OR_FOLDER)
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    help="ttl, nt, trig, nq, jsonld, rdf, nanopub, graphml, gexf, cypher, jsonl, csv, parquet; or a folder: "
    "neo4j, obsidian.",
)
@options.store
def export(file: Path, form: str | None, store: str | Path) -> None:
    """Write the graph to a file, in the form of its suffix or of --format; as neo4j or obsidian to a folder.

    trig and nq hold every graph, so that `osgraph load` can restore the store. A folder that was exported
    before gives way; what others put there stays.
    """
    from osgraph import graph

    with graph.open(store) as kg:
        kg.export(file, form)
    click.echo(f"Wrote {file}")


@click.command(
    short_help="Write the graph page, one HTML file.",
    epilog=options.examples(
        "osgraph view",
        "osgraph view out/graph.html --store out/kg",
        'osgraph view brief.html --title "Who opens, who closes" --no-text',
    ),
)
@click.argument("file", type=_OUTPUT, default="graph.html")
@click.option("--title", default="", metavar="TEXT", help="What the page is called.")
@click.option("--no-text", is_flag=True, help="Leave the texts of the documents out; quotes stay.")
@options.store
def view(file: Path, title: str, no_text: bool, store: str | Path) -> None:
    """Write the page that shows the graph (graph.html); it opens in any browser, offline.

    It has three views of the same claims: the graph, the matrix of who is open and closed, and a table. Each
    line shows its quotes; what is filtered and chosen is kept in the address.
    """
    from osgraph import graph

    with graph.open(store) as kg:
        kg.view(file, title=title, texts=not no_text)
    click.echo(f"Wrote {file}; open it in a browser")


@click.command(
    short_help="Show where claims come from, word by word.",
    epilog=options.examples(
        "osgraph explain Meta",
        "osgraph explain Meta shiftsTo Closed",
        "osgraph explain Meta --ids",
        "osgraph explain --rejected",
        "osgraph explain Meta --rejected",
    ),
)
@click.argument("terms", nargs=-1, metavar="[ENTITY | SUBJECT RELATION OBJECT]")
@click.option("--rejected", is_flag=True, help="Show what was refused, and why.")
@click.option("--ids", is_flag=True, help="Show the ids that `osgraph reject` and `accept` take.")
@options.store
@options.as_json
def explain(terms: tuple[str, ...], rejected: bool, ids: bool, store: str | Path, as_json: bool) -> None:
    """Show where an entity's claims, or one edge, come from: who says it, how, in which words.

    Entities and relations go by name or IRI. A claim that was rejected in review says so, and why.
    """
    from osgraph import graph

    if len(terms) not in {1, 3} and not (rejected and not terms):
        raise click.UsageError("give an entity, or a subject, a relation and an object")
    with graph.open(store) as kg:
        if rejected:
            evidence.show_rejected(kg.rejections(*terms), as_json=as_json)
            return
        records = kg.explain(*terms)
    if as_json:
        from osgraph.query import to_json

        tables.show_json([to_json(record) for record in records])
    else:
        evidence.show(records, ids=ids)


@click.command(
    short_help="Count what the store holds.", epilog=options.examples("osgraph stats", "osgraph stats --json")
)
@options.store
@options.as_json
def stats(store: str | Path, as_json: bool) -> None:
    """Count what the store holds."""
    from osgraph import graph

    with graph.open(store) as kg:
        found, sources = kg.stats(), kg.sources()
    counts = dataclasses.asdict(found)
    if as_json:
        tables.show_json(counts | {"sources": [dataclasses.asdict(source) for source in sources]})
        return
    tables.show(("what", "number"), [(name, n) for name, n in counts.items() if isinstance(n, int)])
    for name, by_kind in counts.items():
        if by_kind and isinstance(by_kind, dict):
            click.echo()
            tables.show((name, "number"), by_kind.items())
    if sources:
        click.echo()
        tables.show(
            ("loaded", "file", "statements"),
            [(source.name, source.file, source.triples) for source in sources],
        )


@click.command(
    short_help="Show who is open and who is closed, by country.",
    epilog=options.examples("osgraph matrix", "osgraph matrix --json"),
)
@options.store
@options.as_json
def matrix(store: str | Path, as_json: bool) -> None:
    """Show who is open and who is closed: in the United States, in China, elsewhere."""
    from osgraph import graph

    with graph.open(store) as kg:
        found = kg.matrix()
    if as_json:
        tables.show_json(found.to_json())
    else:
        cells = [[_names(found.cells[row, column]) for column in found.columns] for row in found.rows]
        tables.draw(("", *found.columns), [(row, *line) for row, line in zip(found.rows, cells, strict=True)])
        click.echo("Names with ? are said to be so, but no author states it as fact.")


@click.command(
    short_help="Check the graph against the shapes (SHACL).",
    epilog=options.examples("osgraph validate", "osgraph validate --json"),
)
@options.store
@options.as_json
def validate(store: str | Path, as_json: bool) -> int:
    """Check documents, decisions and what was derived against the shapes of the ontology.

    What does not conform is told in words, with the claim at fault and its quote; the status is 3 then.
    """
    from osgraph import graph

    with graph.open(store) as kg:
        found = kg.validate()
    if as_json:
        tables.show_json({"conforms": not found, "results": [dataclasses.asdict(item) for item in found]})
    elif found:
        evidence.show_violations(found)
    else:
        click.echo("The graph conforms to the shapes of the ontology.")
    return _DOES_NOT_CONFORM if found else 0


@click.command(
    short_help="Answer a question in words.",
    epilog=options.examples(
        "osgraph ask 'Which companies moved from open to closed?'",
        "osgraph ask 'Who supports open-source AI?' --document open-source-race",
        "osgraph ask 'What does China rely on?' --json",
        "osgraph ask 'Who rents chips abroad?' --llm qwen3 --llm-url http://localhost:11434/v1",
    ),
)
@click.argument("question")
@click.option("--document", metavar="ID", help="Ask one document alone.")
@models.server
@options.store
@options.as_json
def ask(
    question: str,
    document: str | None,
    llm: str | None,
    llm_url: str | None,
    store: str | Path,
    as_json: bool,
) -> int:
    """Answer a question in words, with the query that it became and the quotes behind the answer.

    It is read by the ontology's phrases and the names in the store. What cannot be read is not guessed at:
    the status is 3 then, and saved questions that come near are listed.

    With --llm a language model writes the query. It is sent the question and the ontology, never the data;
    its query may only read, is limited, shown, and mended once if it fails.
    """
    from osgraph import answering, graph

    if llm or llm_url:
        if document:
            raise click.UsageError("a language model asks the whole store; leave --document out")
        _ask_model(question, models.given_server(llm, llm_url), store, as_json=as_json)
        return 0
    with graph.open(store) as kg:
        found = answering.ask(kg.store, question, document=document)
    if as_json:
        tables.show_json(answering.to_json(found))
    elif found.rows is None:
        click.echo(f"I can't answer that: {tables.clean(found.reading)}.")
        click.echo("Saved questions that come near:")
        for near in found.nearest:
            click.echo(f"  osgraph query {near.name}  # {near.description}")
    else:
        if found.lacking:
            click.echo(tables.clean(found.lacking))
        else:
            tables.show(found.rows.columns, found.rows.plain())
        click.echo(f"\nThe query that was run:\n\n{found.query}\n")
        evidence.show(found.claims)
    return 0 if found.understood else _NO_ANSWER


def _ask_model(question: str, server: Server, store: str | Path, *, as_json: bool) -> None:
    """Let a language model write the query for a question; show both, the query and the answer."""
    from osgraph import graph, llm, ontology

    client = llm.Client(server)
    try:
        with graph.open(store) as kg:
            found = llm.ask(question, ontology.load(), client, kg.query)
    finally:
        client.close()
    if as_json:
        rows = json.loads(found.result.to_json())
        tables.show_json({"query": found.query, "failed": found.failed or None, "rows": rows})
        return
    tables.show(found.result.columns, found.result.plain())
    for told, text in (("The first query failed", found.failed), ("The query that was run", found.query)):
        if text:
            lines = "\n".join(map(tables.clean, text.splitlines()))
            click.echo(f"\n{told}:\n\n{lines}")


COMMANDS: Final = (query, ask, export, view, explain, stats, matrix, validate)


def _text(file: Path) -> str:
    from osgraph.errors import InputError

    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read as UTF-8 text: {error}") from error


def _list_questions(*, as_json: bool) -> None:
    from osgraph import query as questions

    saved = questions.saved().values()
    if as_json:
        tables.show_json([dataclasses.asdict(question) for question in saved])
    else:
        tables.show(("name", "answers"), [(question.name, question.description) for question in saved])


def _names(cell: Cell) -> str:
    """Return how many things a cell of the matrix holds, and their names."""
    names = [*cell.asserted, *(f"{name}?" for name in cell.unasserted)]
    return f"{len(names)}: {', '.join(names)}" if names else ""
