"""Analysis runs: started from a page or a command, executed by a worker, stored all at once."""

from __future__ import annotations

import platform
from importlib.metadata import version

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.jobs import Job, JobState
from consult.models.statements import Statement, StatementState
from consult.models.themes import AnalysisRun, RunState
from consult.services import analysis_inputs, analysis_results, analysis_steps, audit, themes
from consult.services import jobs as job_rows
from consult.services.analysis_steps import LOST, LeaseLost
from consult.services.pulse import Pulse
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

JOB_KIND = "analysis-run"
LIBRARIES = ("numpy", "scipy", "scikit-learn", "scikit-network", "nltk", "wordllama")
STOPPED = "It was stopped. Nothing was changed; start it again when you like."


def start(
    session: Session, consultation: Consultation, *, seed: int = 0, is_recoding: bool = False
) -> Job:
    """Store a run that is to be made, and the job that makes it.

    Parameters
    ----------
    is_recoding
        Whether it only codes anew what nobody has decided, and looks for no further themes.

    Raises
    ------
    Conflict
        While another run of the consultation waits.
    InvalidInput
        When there is nothing to code.
    """
    codebook = themes.get_codebook(session, consultation)
    with transaction(session):
        themes.lock(session, consultation)
        _fail_dead_runs(session, consultation)
        if waiting(session, consultation) is not None:
            raise Conflict("An analysis is under way already. Its themes will appear on this page.")
        to_code = _count_live(session, consultation)
        if not to_code:
            raise InvalidInput(
                "There is nothing to analyse yet: import notes, fill a capture sheet or open a "
                "survey first."
            )
        run = AnalysisRun(
            consultation=consultation,
            codebook_version=codebook.version,
            seed=seed,
            is_recoding=is_recoding,
            started_by_id=audit.actor_of(session).user_id,
        )
        session.add(run)
        audit.record(session, "analysis.started", run, consultation=consultation, seed=seed)
        job = job_rows.create(session, kind=JOB_KIND, subject_id=run.id, consultation=consultation)
        job.total = to_code
    return job


def _count_live(session: Session, consultation: Consultation) -> int:
    kinds = themes.kinds_of(themes.find_codebook(session, consultation))
    wanted = select(func.count()).where(
        Statement.consultation_id == consultation.id,
        Statement.kind.in_(kinds),
        Statement.state == StatementState.LIVE,
    )
    return session.scalar(wanted) or 0


def waiting(session: Session, consultation: Consultation) -> Job | None:
    """Return the job of the run that is under way, if any."""
    return session.scalar(
        select(Job).where(
            Job.consultation_id == consultation.id,
            Job.kind == JOB_KIND,
            Job.state.in_([JobState.QUEUED, JobState.RUNNING]),
        )
    )


def stop(session: Session, consultation: Consultation) -> None:
    """Stop the run that waits or is under way; nothing of it is kept.

    Raises
    ------
    Conflict
        When it was over before.
    """
    too_late = Conflict("The analysis was over before it could be stopped.")
    with transaction(session):
        job = waiting(session, consultation)
        if job is None or not job_rows.stop(session, job, message=STOPPED):
            raise too_late
        # A worker that was storing its result at this moment came first.
        run = get(session, job.subject_id)
        if run.state is not RunState.WAITING:
            raise too_late
        run.state = RunState.FAILED
        audit.record(session, "analysis.stopped", run, consultation=consultation)


def _fail_dead_runs(session: Session, consultation: Consultation) -> None:
    """Mark runs whose job was given up as failed, so that a new one may start."""
    dead = session.scalars(
        select(AnalysisRun)
        .join(Job, (Job.subject_id == AnalysisRun.id) & (Job.kind == JOB_KIND))
        .where(
            AnalysisRun.consultation_id == consultation.id,
            AnalysisRun.state == RunState.WAITING,
            Job.state == JobState.FAILED,
        )
    )
    for run in dead:
        run.state = RunState.FAILED


def latest(
    session: Session, consultation: Consultation, *, is_discovery: bool = False
) -> AnalysisRun | None:
    """Return the newest finished run, if any; of those that looked for further themes, where so."""
    kinds = [False] if is_discovery else [False, True]
    return session.scalar(
        select(AnalysisRun)
        .where(
            AnalysisRun.consultation_id == consultation.id,
            AnalysisRun.state == RunState.FINISHED,
            AnalysisRun.is_recoding.in_(kinds),
        )
        .order_by(AnalysisRun.id.desc())
        .limit(1)
    )


def get(session: Session, run_id: int) -> AnalysisRun:
    """Return one run as it is stored now, or raise NotFound."""
    run = session.get(AnalysisRun, run_id, populate_existing=True)
    if run is None:
        raise NotFound("There is no such analysis run.")
    return run


def newest_job(session: Session, consultation: Consultation) -> Job | None:
    """Return the job of the newest run, whatever became of it."""
    return job_rows.latest(session, consultation, kind=JOB_KIND)


def execute(session: Session, job: Job) -> str:
    """Make the run that the job is about, and return a sentence on what came of it.

    Nothing is stored before the end, and then all of it at once: a worker that is killed leaves
    no trace, and the next one comes to the same result.
    """
    run = session.get(AnalysisRun, job.subject_id)
    if run is None:
        raise NotFound("The analysis run of this job is not there.")
    if run.state is RunState.FINISHED:
        return analysis_results.sentence(run)
    pulse = Pulse(job)
    inputs = analysis_inputs.read(session, run)
    # The reading is over; its transaction must not stand open while the machine thinks.
    session.rollback()
    try:
        with pulse.beating(session):
            findings = analysis_steps.analyse(inputs, pulse, is_recoding=run.is_recoding)
        with transaction(session):
            if not pulse.beat(session, "Storing what was found"):
                raise LeaseLost(LOST)
            analysis_results.store(session, run, inputs, findings, versions=_versions())
    except LeaseLost:
        raise
    except Exception:
        session.rollback()
        _mark_failed(session, run)
        raise
    return analysis_results.sentence(run)


def _mark_failed(session: Session, run: AnalysisRun) -> None:
    with transaction(session):
        run.state = RunState.FAILED
        audit.record(session, "analysis.failed", run, consultation=run.consultation)


def _versions() -> dict[str, str]:
    libraries = {name: version(name) for name in LIBRARIES}
    return {
        "python": platform.python_version(),
        "consult": version("consult-engagement"),
        **libraries,
    }
