"""Options by which a language model takes part, and what people are told of what that costs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from osgraph.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable

    from osgraph.llm import Price, Server, Settings, Usage
    from osgraph.pipeline import Summary

_NAMES: Final = (
    "llm",
    "llm_url",
    "extractor",
    "price",
    "max_cost",
    "max_tokens",
    "yes",
    "concurrency",
    "timeout",
    "cache",
)


def server(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which language model is asked, and where it is."""
    for option in (
        click.option(
            "--llm-url",
            metavar="URL",
            help="Address of its OpenAI-compatible server, up to /v1. The key is read from OSGRAPH_LLM_KEY.",
        ),
        click.option(
            "--llm", metavar="MODEL", help="A language model that takes part; its name on the server."
        ),
    ):
        command = option(command)
    return command


def extraction(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options by which a language model takes part in a build."""
    for option in (
        click.option(
            "--llm-cache",
            "cache",
            type=click.Path(file_okay=False, path_type=Path),
            metavar="DIR",
            help="Folder of its earlier answers, in place of the usual one.",
        ),
        click.option(
            "--llm-timeout",
            "timeout",
            type=click.FloatRange(min=0, min_open=True),
            default=120.0,
            show_default=True,
            metavar="SECONDS",
            help="Time that one answer may take.",
        ),
        click.option(
            "--llm-concurrency",
            "concurrency",
            type=click.IntRange(min=1),
            default=4,
            show_default=True,
            help="Requests that run at once.",
        ),
        click.option("--yes", is_flag=True, help="Ask the language model without asking you first."),
        click.option(
            "--max-tokens",
            type=click.IntRange(min=1),
            metavar="N",
            help="Tokens that it may take; documents beyond that are skipped, and due next time.",
        ),
        click.option(
            "--max-cost",
            type=click.FloatRange(min=0),
            metavar="MONEY",
            help="What it may cost, by --llm-price; documents beyond that are skipped, and due next time.",
        ),
        click.option(
            "--llm-price",
            "price",
            metavar="IN/OUT",
            help="Price of a million tokens sent and answered, such as 0.15/0.60.",
        ),
        click.option(
            "--extractor",
            type=click.Choice(["builtin", "llm", "both"]),
            help="Whose claims are kept. [default: both with --llm, else builtin]",
        ),
    ):
        command = option(command)
    return server(command)


@click.command(
    "suggest-phrases",
    short_help="Let a language model suggest phrases for the ontology.",
    epilog=options.examples(
        "osgraph suggest-phrases new.ttl --llm qwen3 --llm-url http://localhost:11434/v1",
        "osgraph build seeds --ontology new.ttl",
    ),
)
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option(
    "--most", type=click.IntRange(min=1), default=50, show_default=True, help="Passages to ask about."
)
@options.store
@server
def suggest_phrases(file: Path, most: int, store: str | Path, llm: str | None, llm_url: str | None) -> None:
    """Write phrases to FILE that would find what a language model found and the ontology's phrases missed.

    The store must have been built with --llm. The passages of such claims are sent to the language model, and
    what it suggests is checked against their words. Read the file before you use it as an ontology.
    """
    from osgraph import graph, ontology, text
    from osgraph.errors import InputError
    from osgraph.llm import Client, phrases

    server = given_server(llm, llm_url)
    with graph.open(store) as kg:
        missed = sorted(
            {
                phrases.Missed(r.relation, r.subject_name, r.object_name, r.quote)
                for r in kg.claims()
                if any(step.startswith("language model ") for step in r.steps)
            }
        )
    vocabulary = ontology.load()
    missed = [each for each in missed if each.relation in vocabulary.relations]
    client = Client(server)
    try:
        found = phrases.suggest(missed[:most], vocabulary, text.load(), client)
    finally:
        client.close()
    try:
        file.write_text(phrases.to_turtle(found, vocabulary), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror or error}") from error
    left = f"; {len(missed) - most} passages not asked about" if len(missed) > most else ""
    click.echo(f"{len(found)} phrases from {min(len(missed), most)} passages in {file}{left}")


def given_server(llm: str | None, llm_url: str | None) -> Server:
    """Return the server that two options name.

    Raises:
        click.UsageError: one of them is missing.
    """
    from osgraph.llm import Server

    if not (llm and llm_url):
        raise click.UsageError("give the language model and its address: --llm MODEL --llm-url URL")
    return Server(llm, llm_url)


def settings(
    given_options: dict[str, Any],
) -> tuple[Settings | None, Callable[[Usage, float | None], bool] | None]:
    """Take the options of a language model out of all; return its settings and what confirms its cost.

    Raises:
        click.UsageError: the options do not fit together.
    """
    given = {name: given_options.pop(name) for name in _NAMES}
    if not given["llm"]:
        if given["llm_url"] or given["extractor"] in {"llm", "both"}:
            raise click.UsageError("give the language model's name: --llm MODEL")
        return None, None
    if not given["llm_url"]:
        raise click.UsageError("give the address of the language model's server: --llm-url URL")
    if given["extractor"] == "builtin":
        return None, None
    from osgraph.llm import Server, Settings

    found = Settings(
        Server(given["llm"], given["llm_url"], timeout=given["timeout"]),
        extractor=given["extractor"] or "both",
        concurrency=given["concurrency"],
        price=_price(given["price"]),
        most_tokens=given["max_tokens"],
        most_cost=given["max_cost"],
        cache=given["cache"],
    )
    limited = given["yes"] or given["max_cost"] is not None or given["max_tokens"] is not None
    return found, _told if limited else _asked


def show(summary: Summary) -> None:
    """Print what a language model took in a build, if one was asked."""
    usage = summary.usage
    if usage is None:
        return
    cost = "" if summary.cost is None else f", cost {summary.cost:.4g}"
    guessed = f" ({usage.guessed} of them estimated)" if usage.guessed else ""
    click.echo(
        f"  language model: {usage.requests} requests{guessed}, {usage.sent} tokens sent, "
        f"{usage.answered} answered{cost}; {usage.cached} answers from the cache"
    )


def _price(text: str | None) -> Price | None:
    if text is None:
        return None
    from osgraph.llm import Price

    try:
        sent, answered = map(float, text.split("/"))
    except ValueError:
        raise click.UsageError(f"--llm-price {text}: give two numbers, such as 0.15/0.60") from None
    if not (0 <= sent < float("inf") and 0 <= answered < float("inf")):
        raise click.UsageError(f"--llm-price {text}: a price is 0 or more")
    return Price(sent, answered)


def _line(expected: Usage, cost: float | None) -> str:
    money = "price unknown" if cost is None else f"cost about {cost:.4g}"
    return (
        f"The language model is to be asked {expected.requests} times: about {expected.sent} tokens sent, "
        f"{expected.answered} answered, {money}; {expected.cached} answers are there already."
    )


def _told(expected: Usage, cost: float | None) -> bool:
    click.echo(_line(expected, cost), err=True)
    return True


def _asked(expected: Usage, cost: float | None) -> bool:
    click.echo(_line(expected, cost), err=True)
    if not expected.requests:
        return True
    if not sys.stdin.isatty():
        click.echo("Give --yes, --max-tokens or --max-cost to go on without being asked.", err=True)
        return False
    return click.confirm("Go on?", err=True)
