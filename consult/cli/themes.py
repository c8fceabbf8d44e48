"""`consult themes`: analysis runs over the statement store."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session, sessionmaker

if TYPE_CHECKING:
    from consult.models.themes import AnalysisRun


@click.group(name="themes")
def command() -> None:
    """Analyse the statements of a consultation."""


@command.command()
@click.argument("consultation")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 1))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def run(consultation: str, seed: int, as_json: bool) -> None:
    """Code the statements of CONSULTATION (its short name in addresses) with its codebook.

    A consultation without a codebook is given the standard one for barriers.
    """
    from consult.cli.database import open_session
    from consult.services import run_reports

    with open_session() as session:
        finished, message = _finish_a_run(session, consultation, seed)
        if as_json:
            click.echo(json.dumps(run_reports.as_plain(session, finished), ensure_ascii=False))
        else:
            click.echo(message)


def _finish_a_run(session: Session, slug: str, seed: int) -> tuple[AnalysisRun, str]:
    from consult.jobs import run_job
    from consult.models.jobs import JobState
    from consult.services import analysis_runs, consultations, starting_codebooks, themes

    consultation = consultations.get(session, slug)
    if themes.find_codebook(session, consultation) is None:
        starting_codebooks.start_standard(session, consultation)
        click.echo("The standard codebook for barriers was started.", err=True)
    job = analysis_runs.start(session, consultation, seed=seed)
    click.echo("Analysing …", err=True)
    run_job(sessionmaker(session.get_bind(), expire_on_commit=False), job.id)
    session.refresh(job)
    # A worker may have been quicker to take it.
    while job.state in {JobState.QUEUED, JobState.RUNNING}:
        session.rollback()
        time.sleep(0.5)
        session.refresh(job)
    if job.state is JobState.FAILED:
        raise click.ClickException(job.message)
    return analysis_runs.get(session, job.subject_id), job.message
