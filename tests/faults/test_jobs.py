"""The sweep goes on after a database that did not answer."""

from __future__ import annotations

from structlog.testing import capture_logs

from consult.db.engine import make_engine, make_sessions
from consult.db.schema import migrate
from consult.jobs import Queue
from consult.services import jobs


def test_a_sweep_that_fails_is_made_up_for_by_the_next(tmp_path):
    url = f"sqlite:///{tmp_path / 'late.db'}"
    engine = make_engine(url)
    queue = Queue(tmp_path / "queue.db")
    queue.sessions = make_sessions(engine)

    with capture_logs() as logs:
        queue.sweep()  # there is no table yet
    migrate(url)
    with queue.sessions() as session:
        job = jobs.create(session, kind="analysis-run", subject_id=1)
    queue.sweep()

    assert [each["event"] for each in logs] == ["jobs.not_swept"]
    assert [task.args for task in queue.huey.pending()] == [(job.id,)]
    engine.dispose()
