"""`consult strategy`: read a strategy on the command line."""

from __future__ import annotations

import json

import click

from consult.cli.files import read_file, source
from consult.readers.strategy import StrategyOutcome, StrategyReading
from consult.writers.figures import counted


@click.group("strategy")
def command() -> None:
    """Read strategies: aims, outcomes, actions and what is already being delivered."""


@command.command("read")
@click.argument("file", type=click.Path(exists=True, allow_dash=True))
@click.option("--name", default="", help="The name of what comes on standard input.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def read(file: str, name: str, *, as_json: bool) -> None:
    """Read FILE ("-" for standard input) and print its outline; nothing is stored."""
    found, _ = read_file("strategy", file, name)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _show(StrategyReading.from_dict(found))


def _show(reading: StrategyReading) -> None:
    for aim in reading.aims:
        click.echo(f"Aim {aim.number}: {aim.title}")
        for outcome in aim.outcomes:
            _show_outcome(outcome)
    for item in reading.shared_delivered:
        click.echo(f"Delivered for {', '.join(item.references)}: {item.text}")
    for question in reading.questions:
        click.echo(f"To confirm: {question.ask} Assumed: {question.assumed}")
    outcomes = sum(len(aim.outcomes) for aim in reading.aims)
    counts = (len(reading.aims), outcomes, len(reading.skipped))
    click.echo("\nAims: {}, outcomes: {}, skipped: {}".format(*counts))


def _show_outcome(outcome: StrategyOutcome) -> None:
    click.echo(f"  {outcome.reference} {outcome.title}")
    for action in outcome.actions:
        click.echo(f"    Action {action.number}: {action.text}")
    for item in outcome.delivered:
        click.echo(f"    Delivered: {item.text}")


@command.command("import")
@click.argument("file", type=click.Path(exists=True, allow_dash=True))
@click.option("--title", default="", help="The strategy's title; else the file's name.")
@click.option("--name", default="", help="The name of what comes on standard input.")
@click.option("--dry-run", is_flag=True, help="Read and count, and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_(file: str, title: str, name: str, *, dry_run: bool, as_json: bool) -> None:
    """Read FILE into the database as a new version of its strategy."""
    from consult.cli.database import open_session
    from consult.services import imports
    from consult.services.strategy import store

    content, filename = source(file, name)
    reading = imports.read_strategy(content, filename)
    title = title or filename.rpartition(".")[0]
    version = None
    if not dry_run:
        with open_session() as session:
            version = store(session, title=title, reading=reading).version
    outcomes = sum(len(aim["outcomes"]) for aim in reading["aims"])
    report = {"title": title, "version": version, "aims": len(reading["aims"])}
    report |= {"outcomes": outcomes, "dry_run": dry_run}
    stored = "not stored" if dry_run else f"stored as version {version}"
    click.echo(
        json.dumps(report, ensure_ascii=False)
        if as_json
        else f"“{title}”: {counted(len(reading['aims']), 'aim')}, "
        f"{counted(outcomes, 'outcome')}, {stored}."
    )
