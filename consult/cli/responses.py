"""`consult responses`: bring in answers from a spreadsheet, and take all of them out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from consult.cli.files import source

if TYPE_CHECKING:
    from consult.services.responses.importing import Plan


@click.group("responses")
def command() -> None:
    """Bring in answers that came by another way than our own form, or take all answers out."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, allow_dash=True))
@click.option("--survey", "slug", required=True, help="The consultation's short address.")
@click.option("--name", default="", help="The name of what comes on standard input.")
@click.option("--skip-faulty", is_flag=True, help="Add the rows without faults, and list others.")
@click.option("--dry-run", is_flag=True, help="Read and count, and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_(
    file: str, slug: str, name: str, *, skip_faulty: bool, dry_run: bool, as_json: bool
) -> None:
    """Read FILE, a row a respondent, into a survey; the same file twice adds nothing."""
    from consult.cli.database import open_session
    from consult.services import consultations, surveys
    from consult.services.responses import importing

    content, filename = source(file, name or ("answers.csv" if file == "-" else ""))
    with open_session() as session:
        survey = surveys.get(session, consultations.get(session, slug))
        reading = importing.read(content, filename)
        planned = importing.plan(session, survey, reading, filename=filename)
        added = len(planned.ready)
        if not dry_run:
            added = len(importing.add(session, survey, planned, skip=skip_faulty))
    if as_json:
        report = {
            "file": filename,
            "survey": slug,
            "tool": reading.tool,
            "rows": len(reading.rows),
            "added": added,
            **_planned(planned),
            "dry_run": dry_run,
        }
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for fault in planned.faults:
        click.echo(str(fault), err=True)
    verb = "would be added" if dry_run else "were added"
    click.echo(
        f"{added:,} responses {verb} to {slug}; {planned.repeated:,} were there already, "
        f"{planned.faulty_rows:,} have faults. {planned.told_blank}".rstrip()
    )


def _planned(planned: Plan) -> dict[str, Any]:
    """Return what a report says of a file's rows and columns."""
    return {
        "already_there": planned.repeated,
        "refused": planned.faulty_rows,
        "answer_nothing": planned.blank,
        "faults": [
            {"row": each.row, "column": each.column, "why": each.why} for each in planned.faults
        ],
        "columns": [
            {"column": each.number, "heading": each.label, "meaning": each.meaning}
            for each in planned.columns
        ],
    }


@command.command("export")
@click.option("--survey", "slug", required=True, help="The consultation's short address.")
@click.option("--version", default="", help="A version's number, or “all”; else the newest.")
@click.option("--format", "kind", type=click.Choice(("csv", "xlsx", "zip")), required=True)
@click.option("-o", "--output", required=True, help="The file to write; “-” for standard output.")
def export(slug: str, version: str, kind: str, output: str) -> None:
    """Write all answers: a CSV file, a workbook, or a zip of numbers with SPSS syntax."""
    from consult.cli.database import open_session
    from consult.cli.reports import hand_out
    from consult.processes import give_way
    from consult.services import consultations
    from consult.services.responses import exporting, scopes

    give_way()
    with open_session() as session:
        scope = scopes.chosen(session, consultations.get(session, slug), version)
        content = exporting.WRITERS[kind](session, scope)
    hand_out(content, output)
