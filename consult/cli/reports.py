"""`consult report`: write a report of a consultation to a file."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

import click

from consult.services.refusals import ServiceError

FORMATS = ("html", "docx", "pdf", "xlsx", "csv", "pptx", "json")
# What a report may be, and as which files; a summary as slides is what the report page calls so.
WRITTEN = {
    "barrier-summary": FORMATS,
    "council-paper": ("html", "docx", "pdf", "xlsx", "csv", "json"),
    "evidence": ("xlsx",),
}
KINDS = tuple(WRITTEN)


class NotOffered(ServiceError):
    """A kind of report, or a format, that cannot be written."""


class CannotSave(ServiceError):
    """The report cannot be put where it should go."""


@click.command("report")
@click.argument("consultation")
@click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True)
@click.option("--format", "format_name", type=click.Choice(FORMATS), required=True)
@click.option("-o", "--output", required=True, help="The file to write; “-” for standard output.")
def command(consultation: str, kind: str, format_name: str, output: str) -> None:
    """Write a report of CONSULTATION, named by the last part of its address."""
    _refuse_unwritten(kind, format_name)
    content = _WRITERS[kind](consultation, format_name)
    hand_out(content, output)


def _barrier_summary(slug: str, format_name: str) -> bytes:
    from consult.cli.database import open_session
    from consult.config import Config
    from consult.models.base import utc_now
    from consult.services import consultations
    from consult.services.reports import exporting

    if format_name == "pptx":
        return _output(slug, "slides", format_name)
    with open_session() as session:
        return exporting.render(
            session,
            consultations.get(session, slug),
            format_name,
            made_on=utc_now().date(),
            organisation=Config.from_environment().organisation,
        )


def _council_paper(slug: str, format_name: str) -> bytes:
    """Return the council paper begun last, or a draft filled from the record."""
    from consult.cli.database import open_session
    from consult.config import Config
    from consult.models.base import utc_now
    from consult.models.papers import PaperKind
    from consult.services import consultations, papers
    from consult.services.papers import exporting

    kind = PaperKind.COUNCIL_PAPER
    with open_session() as session:
        consultation = consultations.get(session, slug)
        stored = papers.newest(session, consultation, kind)
        desk = (
            papers.draft(session, consultation, kind)
            if stored is None
            else papers.desk(session, consultation, stored)
        )
        return exporting.render(
            desk,
            format_name,
            made_on=utc_now().date(),
            organisation=Config.from_environment().organisation,
        )


def _evidence(slug: str, format_name: str) -> bytes:
    return _output(slug, "evidence", format_name)


def _output(slug: str, name: str, format_name: str) -> bytes:
    """Return one of the other outputs that are had from the report's page."""
    from consult.cli.database import open_session
    from consult.config import Config
    from consult.models.base import utc_now
    from consult.services import consultations, outputs

    with open_session() as session:
        making = outputs.Making(
            session,
            consultations.get(session, slug),
            made_on=utc_now().date(),
            organisation=Config.from_environment().organisation,
        )
        return outputs.make(making, name, format_name)


_WRITERS = {
    "barrier-summary": _barrier_summary,
    "council-paper": _council_paper,
    "evidence": _evidence,
}


def _refuse_unwritten(kind: str, format_name: str) -> None:
    if format_name not in WRITTEN[kind]:
        raise NotOffered(
            f"A report of the kind {kind} cannot be written as {format_name}; use "
            f"{', '.join(WRITTEN[kind])}."
        )


def hand_out(content: bytes, output: str) -> None:
    """Write a file to its place, or to standard output for “-”.

    Raises
    ------
    CannotSave
        When it cannot be put there.
    """
    if output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    _save(content, Path(output))
    click.echo(f"{output} is written: {len(content):,} bytes.", err=True)


def _save(content: bytes, path: Path) -> None:
    """Put the file in its place whole, or not at all."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as failure:
        raise CannotSave(_why(path, failure)) from failure
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as failure:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise CannotSave(_why(path, failure)) from failure


def _why(path: Path, failure: OSError) -> str:
    reason = failure.strerror or "it failed"
    return f"{path} cannot be written ({reason}). Choose a folder that exists, and has room."
