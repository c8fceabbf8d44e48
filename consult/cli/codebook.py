"""`consult codebook`: codebooks from files and as files."""

from __future__ import annotations

import json

import click

from consult.cli.files import read_file, source

FORMATS = ("qdc", "csv", "toml", "docx", "pdf")


@click.group(name="codebook")
def command() -> None:
    """Exchange codebooks with other programs and consultations."""


@command.command()
@click.argument("file", type=click.Path(exists=True, allow_dash=True))
@click.option("--name", default="", help="The name of what comes on standard input.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def read(file: str, name: str, *, as_json: bool) -> None:
    """Read FILE ("-" for standard input) and print its themes; nothing is stored."""
    found, filename = read_file("codebook", file, name)
    if as_json:
        click.echo(json.dumps({"file": filename, **found}, ensure_ascii=False, indent=1))
        return
    for theme in found["themes"]:
        indent = "  " if theme["parent"] else ""
        click.echo(f"{indent}{theme['key']:<28} {theme['name']}")


@command.command()
@click.argument("consultation")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--name", default="", help="The name of what comes on standard input.")
@click.option("--from", "earlier", help="The consultation whose codebook to copy.")
@click.option("--empty", is_flag=True, help="Start without themes.")
def start(consultation: str, file: str | None, name: str, earlier: str | None, empty: bool) -> None:
    """Give CONSULTATION its codebook: the standard one for barriers without an option."""
    from consult.cli.database import open_session
    from consult.services import codebooks, consultations, starting_codebooks, themes

    if sum((file is not None, earlier is not None, empty)) > 1:
        raise click.UsageError("Give at most one of --file, --from and --empty.")
    with open_session() as session:
        target = consultations.get(session, consultation)
        if file is not None:
            content, filename = source(file, name)
            book = codebooks.start_from_file(session, target, content=content, filename=filename)
        elif earlier is not None:
            book = codebooks.start_from_earlier(
                session, target, consultations.get(session, earlier)
            )
        elif empty:
            book = codebooks.start_empty(session, target)
        else:
            book = starting_codebooks.start_standard(session, target)
        count = len(themes.list_themes(session, book))
    click.echo(f"The codebook of {consultation} has {count} {'theme' if count == 1 else 'themes'}.")


@command.command()
@click.argument("consultation")
@click.option("--format", "ending", type=click.Choice(FORMATS), required=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, allow_dash=True), required=True)
def export(consultation: str, ending: str, output: str) -> None:
    """Write the codebook of CONSULTATION to a file."""
    from consult.cli.database import open_session
    from consult.models.base import utc_now
    from consult.services import codebooks, consultations

    with open_session() as session:
        content = codebooks.export(
            session, consultations.get(session, consultation), ending, made_on=utc_now().date()
        )
    with click.open_file(output, "wb") as stream:
        stream.write(content)
