"""The deployed processes: the worker is there as long as the server, and its jobs are done."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from consult.models.base import utc_now
from consult.models.jobs import Job, JobState
from consult.models.themes import RunState
from consult.services import analysis_runs, starting_codebooks, verification
from tests.faults.serving import START_SECONDS, wait_until, workers_of

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes come from /proc"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def test_a_killed_worker_is_replaced_and_a_stopped_server_leaves_none(server):
    wait_until(lambda: len(workers_of(server)) == 1)
    [first] = workers_of(server)

    os.kill(first, signal.SIGKILL)

    wait_until(lambda: bool(workers_of(server) - {first}))
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(START_SECONDS) == 0
    wait_until(lambda: not workers_of(server))


@pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="this system says nothing of processors"
)
def test_the_server_keeps_to_one_processor_and_its_worker_to_none(server):
    def is_kept() -> bool:
        if len(os.sched_getaffinity(server.group)) == 1:
            return True
        # Other tests serve on every processor just now.
        server.kill()
        server.start()
        return False

    wait_until(is_kept)

    wait_until(lambda: len(workers_of(server)) == 1)
    [worker] = workers_of(server)
    wait_until(lambda: os.sched_getaffinity(worker) == os.sched_getaffinity(0))


def test_a_job_whose_worker_was_killed_is_done_by_the_next(session, make, survey, server):
    consultation = survey.consultation
    starting_codebooks.start_standard(session, consultation)
    table = make.table(make.workshop(consultation))
    for number in range(40):
        make.statement(f"There is no money for the hall, said {number}", table=table)
    [first] = workers_of(server)
    # It is at work and then it is gone: nobody but the lease knows.
    os.kill(first, signal.SIGSTOP)
    job = analysis_runs.start(session, consultation)
    session.execute(
        update(Job).values(
            state=JobState.RUNNING,
            worker=f"here:{first}",
            attempts=1,
            lease_until=utc_now() - timedelta(seconds=1),
        )
    )
    session.commit()

    os.kill(first, signal.SIGKILL)

    def is_over() -> bool:
        session.rollback()
        session.refresh(job)
        return job.state in {JobState.DONE, JobState.FAILED}

    wait_until(is_over, seconds=120)
    run = analysis_runs.get(session, job.subject_id)
    assert (job.state, job.attempts, run.state) == (JobState.DONE, 2, RunState.FINISHED)
    assert verification.faults(session) == []
