"""`consult strategy`: read a strategy on the command line."""

from __future__ import annotations

import json

import click

from consult.cli.notes import refuse, source
from consult.readers.isolation import read_in_child
from consult.readers.refusals import UnreadableFile
from consult.readers.strategy import StrategyOutcome, StrategyReading


@click.group("strategy")
def command() -> None:
    """Read strategies: aims, outcomes, actions and what is already being delivered."""


@command.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--name", default="", help="The name of what comes on standard input.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def read(file: str, name: str, *, as_json: bool) -> None:
    """Read FILE ("-" for standard input) and print its outline; nothing is stored."""
    content, filename = source(file, name)
    try:
        found = read_in_child("strategy", content, filename)
    except UnreadableFile as refusal:
        refuse(refusal)
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
    click.echo(f"\n{len(reading.aims)} aims, {outcomes} outcomes, {len(reading.skipped)} skipped")


def _show_outcome(outcome: StrategyOutcome) -> None:
    click.echo(f"  {outcome.reference} {outcome.title}")
    for action in outcome.actions:
        click.echo(f"    Action {action.number}: {action.text}")
    for item in outcome.delivered:
        click.echo(f"    Delivered: {item.text}")
