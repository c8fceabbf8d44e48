"""The queue: what runs in the background, and nothing of how it runs.

Delivery by the queue is at most once, so the truth is the `job` row: a worker holds it by a
lease, and a sweep hands out again what a killed worker held. Messages carry ids only.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import structlog
from flask import Flask, current_app
from huey import SqliteHuey
from huey.api import Huey
from sqlalchemy.orm import Session, sessionmaker

from consult.models.jobs import Job
from consult.services import analysis_runs, split_proposals, table_statistics, walls
from consult.services import jobs as job_rows
from consult.services.double_coding import coding, measuring
from consult.services.mailing import Mailer
from consult.services.publishing import delivery
from consult.services.refusals import ServiceError
from consult.services.responses import campaigns, doors

log = structlog.get_logger()

SWEEP_SECONDS = 15
# A worker that was idle looks as often as this; people watch the wall as its themes form.
LONGEST_LOOK = 1.0
# What a kind of job does: it gets a session of its own and the job, and reports progress itself.
Work = Callable[[Session, Job], str]


def work_of(kind: str, mailer: Mailer | None = None) -> Work:
    """Return what is to be done for a kind of job; messages go out by the mailer."""
    works: dict[str, Work] = {
        split_proposals.JOB_KIND: split_proposals.execute,
        analysis_runs.JOB_KIND: analysis_runs.execute,
        coding.JOB_KIND: measuring.execute,
        campaigns.JOB_KIND: campaigns.execute,
        walls.JOB_KIND: walls.execute,
        delivery.JOB_KIND: partial(delivery.execute, mailer=mailer),
    }
    if kind not in works:
        raise LookupError(f"no work is known for a job of kind {kind}")
    return works[kind]


class Queue:
    """Where the web process leaves job ids and a worker process takes them."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.huey: Huey = SqliteHuey("consult", filename=str(path))
        self.sessions: sessionmaker[Session] | None = None
        self.mailer: Mailer | None = None
        self._task = self.huey.task(name="run_job")(self._run)

    def put(self, job_id: int) -> None:
        """Ask a worker to run a job."""
        self._task(job_id)

    def _run(self, job_id: int) -> None:
        if self.sessions is None:
            raise RuntimeError("the worker has no database")
        run_job(self.sessions, job_id, mailer=self.mailer)

    def work(self, sessions: sessionmaker[Session], mailer: Mailer | None = None) -> None:
        """Run jobs until the process is told to stop."""
        self.sessions, self.mailer = sessions, mailer
        stop = threading.Event()
        sweeper = threading.Thread(target=self._sweep_until, args=(stop,), daemon=True)
        sweeper.start()
        consumer = self.huey.create_consumer(
            workers=1,
            worker_type="thread",
            periodic=False,
            check_worker_health=True,
            max_delay=LONGEST_LOOK,
        )
        try:
            consumer.run()
        finally:
            stop.set()

    def _sweep_until(self, stop: threading.Event) -> None:
        while True:
            self.sweep()
            if stop.wait(SWEEP_SECONDS):
                return

    def sweep(self) -> None:
        """Take what waits, and what dead workers held, into the queue; follow the calendar.

        A database that does not answer now is asked again by the next sweep.
        """
        if self.sessions is None:
            return
        try:
            with self.sessions() as session:
                for job_id in job_rows.sweep(session):
                    self.put(job_id)
                doors.follow_dates(session)
        except Exception:
            log.exception("jobs.not_swept")


def init_app(app: Flask, path: Path) -> None:
    """Give the app its queue; its file is opened when the first job is put."""
    app.extensions["queue_path"] = path


def put(job_id: int) -> None:
    """Ask a worker to run a job that is committed."""
    extensions = current_app.extensions
    if "queue" not in extensions:
        extensions["queue"] = Queue(extensions["queue_path"])
    extensions["queue"].put(job_id)


def run_job(sessions: sessionmaker[Session], job_id: int, *, mailer: Mailer | None = None) -> None:
    """Lease a job, do its work, and store how it ended or when it goes on."""
    worker = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    with sessions() as session:
        job = job_rows.lease(session, job_id, worker=worker)
        if job is None:
            return
        try:
            message = work_of(job.kind, mailer)(session, job)
        except job_rows.Later as later:
            job_rows.postpone(session, job, later, worker=worker)
        except ServiceError as refusal:
            session.rollback()
            job_rows.fail(session, job, worker=worker, message=str(refusal))
        except Exception:
            session.rollback()
            log.exception("job.failed", job=job_id, kind=job.kind)
            job_rows.fail(
                session,
                job,
                worker=worker,
                message="Something went wrong on our side. Nothing was changed; try again.",
            )
        else:
            job_rows.finish(session, job, worker=worker, message=message)
            if job.kind == analysis_runs.JOB_KIND:
                table_statistics.refresh(session)
