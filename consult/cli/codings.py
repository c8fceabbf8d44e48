"""`consult codings`: what was decided, as files of other programs, and back from them."""

from __future__ import annotations

import json

import click

from consult.cli.files import source


@click.group(name="codings")
def command() -> None:
    """Exchange coded statements with other programs."""


@command.command()
@click.argument("consultation")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["long", "matrix", "qdpx", "themefinder"]),
    required=True,
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, allow_dash=True), required=True)
def export(consultation: str, kind: str, output: str) -> None:
    """Write the accepted codings of CONSULTATION to a file."""
    from consult.cli.database import open_session
    from consult.services import coding_files, consultations

    with open_session() as session:
        content = coding_files.export(session, consultations.get(session, consultation), kind)
    with click.open_file(output, "wb") as stream:
        stream.write(content)


@command.command(name="import")
@click.argument("consultation")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--name", default="", help="The name of what comes on standard input.")
@click.option("--as", "email", default="", help="Who codes: an officer’s email address.")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken in.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def take_in(
    consultation: str, file: str, name: str, email: str, *, dry_run: bool, as_json: bool
) -> None:
    """Take the codings of FILE into CONSULTATION: a .qdpx, a .csv or ThemeFinder's .zip."""
    from consult.cli.database import open_session
    from consult.services import accounts, coding_imports, consultations

    if not dry_run and not email:
        raise click.UsageError("Say with --as whose codings they become, or give --dry-run.")
    content, filename = source(file, name)
    act = coding_imports.preview if dry_run else coding_imports.take_in
    with open_session() as session:
        if email:
            accounts.work_as(session, email)
        target = consultations.get(session, consultation)
        brought = act(session, target, content=content, filename=filename)
    figures = {
        "file": filename,
        "statements": brought.statements,
        "by_id": brought.by_id,
        "by_text": brought.by_text,
        "unknown": len(brought.unknown),
        "blind": brought.blind,
        "other_themes": brought.other_themes,
        "added": len(brought.added),
        "changed": len(brought.changed),
        "already_there": brought.standing,
        "dry_run": dry_run,
    }
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    for label, value in figures.items():
        click.echo(f"{label.replace('_', ' '):<16}{value}")
