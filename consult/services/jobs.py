"""Background work as rows with leases: whoever dies holding a job loses only time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.jobs import Job, JobState
from consult.services import audit
from consult.services.refusals import NotFound
from consult.services.transaction import transaction

LEASE = timedelta(seconds=45)
MOST_ATTEMPTS = 3


class Later(Exception):
    """The work is to go on at another time, and its worker is free until then.

    Attributes
    ----------
    message
        What the person who started it reads until then.
    """

    def __init__(self, until: datetime, message: str) -> None:
        super().__init__(message)
        self.until = until
        self.message = message


def create(
    session: Session,
    *,
    kind: str,
    subject_id: int,
    consultation: Consultation | None = None,
    parameters: dict[str, Any] | None = None,
) -> Job:
    """Store a job to be done; the caller hands its id to the queue."""
    with transaction(session):
        job = Job(
            kind=kind,
            subject_id=subject_id,
            consultation_id=consultation.id if consultation else None,
            parameters=parameters or {},
            created_by_id=audit.actor_of(session).user_id,
        )
        session.add(job)
    return job


def is_rested(job: Job, rest: timedelta) -> bool:
    """Return whether a job is over, and has been for that long."""
    return job.finished_at is not None and job.finished_at <= utc_now() - rest


def again(session: Session, job_id: int, *, rest: timedelta) -> bool:
    """Let a job that is over wait once more; False where it is not over, or did not rest yet.

    For work that follows something as it changes, which one row can stand for.
    """
    with transaction(session):
        waits = session.execute(
            update(Job)
            .where(
                Job.id == job_id,
                Job.state.in_([JobState.DONE, JobState.FAILED]),
                Job.finished_at <= utc_now() - rest,
            )
            .values(
                state=JobState.QUEUED,
                attempts=0,
                progress=0,
                total=0,
                worker="",
                message="",
                finished_at=None,
            )
            .returning(Job.id)
        ).scalar()
    return waits is not None


def get(session: Session, job_id: int) -> Job:
    """Return one job, or raise NotFound."""
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound("There is no such job.")
    return job


def latest(session: Session, consultation: Consultation, *, kind: str) -> Job | None:
    """Return the consultation's newest job of a kind, if any."""
    return session.scalar(
        select(Job)
        .where(Job.consultation_id == consultation.id, Job.kind == kind)
        .order_by(Job.id.desc())
        .limit(1)
    )


def lease(session: Session, job_id: int, *, worker: str) -> Job | None:
    """Take a queued job, or return None where another worker has it or it is over."""
    with transaction(session):
        taken = session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == JobState.QUEUED, _is_due(utc_now()))
            .values(
                state=JobState.RUNNING,
                due_at=None,
                worker=worker,
                lease_until=utc_now() + LEASE,
                attempts=Job.attempts + 1,
                message="",
            )
            .returning(Job.id)
        ).scalar()
    if taken is None:
        return None
    session.expire_all()
    return session.get(Job, job_id)


def report_progress(
    session: Session, job_id: int, *, worker: str, progress: int, total: int, message: str
) -> bool:
    """Say how far the job is and renew the worker's lease; False where it was lost."""
    with transaction(session):
        held = session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == JobState.RUNNING, Job.worker == worker)
            .values(
                progress=min(progress, total),
                total=total,
                message=message,
                lease_until=utc_now() + LEASE,
            )
            .returning(Job.id)
        ).scalar()
    return held is not None


def finish(session: Session, job: Job, *, worker: str, message: str = "") -> None:
    """Mark a job as done, where the worker still holds it."""
    _end(session, job, worker, JobState.DONE, message)


def fail(session: Session, job: Job, *, worker: str, message: str) -> None:
    """Mark a job as failed, with a sentence for the person who started it.

    Nothing happens where another worker holds it by now.
    """
    _end(session, job, worker, JobState.FAILED, message)


def postpone(session: Session, job: Job, later: Later, *, worker: str) -> None:
    """Let a job wait until it is due, where the worker still holds it; its attempts begin anew."""
    with transaction(session):
        session.execute(
            update(Job)
            .where(Job.id == job.id, Job.worker == worker, Job.state == JobState.RUNNING)
            .values(
                state=JobState.QUEUED,
                due_at=later.until,
                message=later.message,
                lease_until=None,
                worker="",
                attempts=0,
            )
        )
    session.refresh(job)


def _is_due(moment: datetime) -> ColumnElement[bool]:
    return or_(Job.due_at.is_(None), Job.due_at <= moment)


def stop(session: Session, job: Job, *, message: str) -> bool:
    """End a job that waits or runs, whoever holds it; False where it was over already.

    Its worker notices at its next report of progress.
    """
    with transaction(session):
        stopped = session.execute(
            update(Job)
            .where(Job.id == job.id, Job.state.in_([JobState.QUEUED, JobState.RUNNING]))
            .values(state=JobState.FAILED, message=message, lease_until=None, finished_at=utc_now())
            .returning(Job.id)
        ).scalar()
    return stopped is not None


def _end(session: Session, job: Job, worker: str, state: JobState, message: str) -> None:
    with transaction(session):
        session.execute(
            update(Job)
            .where(Job.id == job.id, Job.worker == worker, Job.state == JobState.RUNNING)
            .values(
                state=state,
                message=message,
                lease_until=None,
                finished_at=utc_now(),
                progress=Job.total if state is JobState.DONE else Job.progress,
            )
        )
    session.refresh(job)


def sweep(session: Session, *, now: datetime | None = None) -> list[int]:
    """Give back jobs whose worker died, and return the ids of all that wait and are due.

    A job that killed its worker `MOST_ATTEMPTS` times is failed instead of tried again.
    """
    moment = now or utc_now()
    with transaction(session):
        expired = (Job.state == JobState.RUNNING, Job.lease_until < moment)
        session.execute(
            update(Job)
            .where(*expired, Job.attempts >= MOST_ATTEMPTS)
            .values(
                state=JobState.FAILED,
                lease_until=None,
                finished_at=moment,
                message="This stopped three times before it was done. Nothing was changed.",
            )
        )
        session.execute(
            update(Job).where(*expired).values(state=JobState.QUEUED, lease_until=None, worker="")
        )
        waiting = session.scalars(
            select(Job.id).where(Job.state == JobState.QUEUED, _is_due(moment)).order_by(Job.id)
        )
        return list(waiting)
