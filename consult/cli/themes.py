"""`consult themes`: analysis runs over the statement store."""

from __future__ import annotations

import json
import time

import click


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
    from consult.config import Config
    from consult.db.engine import make_engine, make_sessions
    from consult.jobs import run_job
    from consult.models.jobs import JobState
    from consult.services import analysis_runs, consultations, run_reports, themes

    engine = make_engine(Config.from_environment().database_url)
    sessions = make_sessions(engine)
    with sessions() as session:
        found = consultations.get(session, consultation)
        if themes.find_codebook(session, found) is None:
            themes.start_standard(session, found)
            click.echo("The standard codebook for barriers was started.", err=True)
        job = analysis_runs.start(session, found, seed=seed)
        click.echo("Analysing …", err=True)
        run_job(sessions, job.id)
        session.refresh(job)
        # A worker may have been quicker to take it.
        while job.state in {JobState.QUEUED, JobState.RUNNING}:
            session.rollback()
            time.sleep(0.5)
            session.refresh(job)
        if job.state is JobState.FAILED:
            raise click.ClickException(job.message)
        finished = analysis_runs.get(session, job.subject_id)
        if as_json:
            click.echo(json.dumps(run_reports.as_plain(session, finished), ensure_ascii=False))
        else:
            click.echo(job.message)
    engine.dispose()
