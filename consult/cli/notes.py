"""`consult notes`: read a notes file on the command line."""

from __future__ import annotations

import json
import shutil
import textwrap

import click

from consult.cli.files import read_file, source
from consult.readers.readings import NotesReading, Statement

_TEXT_COLUMN = 23


@click.group("notes")
def command() -> None:
    """Read the notes of workshops, from Word, text and spreadsheets."""


@command.command("read")
@click.argument("file", type=click.Path(exists=True, allow_dash=True))
@click.option("--name", default="", help="The name of what comes on standard input.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def read(file: str, name: str, *, as_json: bool) -> None:
    """Read FILE ("-" for standard input) and print its statements; nothing is stored."""
    found, _ = read_file("notes", file, name)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _show(NotesReading.from_dict(found))


def _show(reading: NotesReading) -> None:
    width = max(60, shutil.get_terminal_size().columns)
    for statement in reading.statements:
        _show_statement(statement, width)
    if reading.skipped:
        click.echo("\nSkipped")
    for skipped in reading.skipped:
        click.echo(_wrapped("", f"{skipped.text} ({skipped.why})", width))
    if reading.questions:
        click.echo("\nTo confirm")
    for question in reading.questions:
        labels = {option.value: option.label for option in question.options}
        assumed = labels.get(question.assumed, question.assumed)
        click.echo(_wrapped("", f"{question.about}: {question.ask} Assumed: {assumed}", width))
    click.echo(
        f"\nStatements: {len(reading.statements)}, skipped: {len(reading.skipped)}, "
        f"to confirm: {len(reading.questions)}"
    )


def _show_statement(statement: Statement, width: int) -> None:
    label = f"{statement.outcome or '–':<9} {statement.kind:<12}"
    partners = f" [{', '.join(statement.partners)}]" if statement.partners else ""
    click.echo(_wrapped(label, statement.text + partners, width))


def _wrapped(label: str, text: str, width: int) -> str:
    indent = " " * (_TEXT_COLUMN if label else 2)
    return textwrap.fill(
        text, width, initial_indent=label.ljust(len(indent)), subsequent_indent=indent
    )


@command.command("import")
@click.argument("file", type=click.Path(exists=True, allow_dash=True))
@click.option("--consultation", "slug", required=True, help="The consultation's short address.")
@click.option("--name", default="", help="The name of what comes on standard input.")
@click.option("--dry-run", is_flag=True, help="Read and count, and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_(file: str, slug: str, name: str, *, dry_run: bool, as_json: bool) -> None:
    """Read FILE into a consultation; the same file twice adds nothing."""
    from consult.cli.database import open_session
    from consult.services import consultations, imports

    content, filename = source(file, name)
    with open_session() as session:
        consultation = consultations.get(session, slug)
        reading = imports.read_notes(content, filename)
        earlier = imports.earlier(session, consultation, content)
        added = 0 if earlier else len(reading.statements)
        if not dry_run:
            added = imports.add(
                session, consultation, content=content, filename=filename, reading=reading
            ).statements
    report = {
        "file": filename,
        "consultation": slug,
        "added": added,
        "skipped": len(reading.skipped),
        "questions": len(reading.questions),
        "already_added": earlier is not None,
        "dry_run": dry_run,
    }
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else _sentence(report))


def _sentence(report: dict[str, object]) -> str:
    if report["already_added"]:
        return f"{report['file']} was added before, so nothing was added now."
    verb = "would be added" if report["dry_run"] else "were added"
    return f"{report['added']} statements {verb} to {report['consultation']}."
