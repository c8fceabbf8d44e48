"""The pulse of a job: says how far it is and keeps its lease, while the work itself is busy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from consult.models.jobs import Job
from consult.services import jobs as job_rows

SECONDS = 1.0


class Pulse:
    """Tells from a thread of its own how far a job is, which also renews the job's lease."""

    def __init__(self, job: Job) -> None:
        # Kept apart from the record, which a rollback reads anew: by then it may be another's.
        self._job_id = job.id
        self._worker = job.worker
        self._total = job.total
        self._done = 0
        self._message = "Reading the statements"
        self._lost = False

    def say(self, message: str, *, total: int) -> None:
        """Say what is being done now, and to how many statements."""
        self._message, self._total, self._done = message, total, 0

    def advance(self, share: float) -> None:
        """Say how much of what is being done now is done, in 0..1."""
        self._done = round(share * self._total)

    def is_lost(self) -> bool:
        """Return whether the job was stopped, or another worker has it."""
        return self._lost

    def beat(self, session: Session, message: str = "") -> bool:
        """Store how far the job is; False where it is no longer ours."""
        held = job_rows.report_progress(
            session,
            self._job_id,
            worker=self._worker,
            progress=self._done,
            total=self._total,
            message=message or self._message,
        )
        self._lost = self._lost or not held
        return held

    @contextmanager
    def beating(self, session: Session) -> Iterator[None]:
        """Keep the job's row up to date while the block works, in a session of its own."""
        over = threading.Event()
        thread = threading.Thread(target=self._run, args=(session, over), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _run(self, session: Session, over: threading.Event) -> None:
        with Session(session.get_bind(), expire_on_commit=False) as own:
            while self.beat(own) and not over.wait(SECONDS):
                pass
