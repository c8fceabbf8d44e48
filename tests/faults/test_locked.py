"""A database that another process holds: writes wait, then say so, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import event, make_url
from sqlalchemy.exc import TimeoutError as NoConnection

from tests.faults.serving import answering, resident_of, stored

HOLDER = """
import sys
from consult.db.engine import sqlite_library

connection = sqlite_library().connect(sys.argv[1], timeout=30, isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.rollback()
"""

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def locked(database_url: str) -> Iterator[subprocess.Popen[str]]:
    """Hold the database's only place for a writer in another process while the block runs."""
    path = str(make_url(database_url).database)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        yield holder
    finally:
        holder.communicate("let go\n")


def test_writes_wait_for_a_short_lock_and_are_stored(session, survey, app, database_url):
    keys = {uuid4(): f"Waiting {number}" for number in range(12)}
    with answering(app) as port, ThreadPoolExecutor(len(keys)) as pool:
        resident = resident_of(survey, port)
        resident.open()
        with locked(database_url):
            sent = [pool.submit(resident.send, key, text) for key, text in keys.items()]
            threading.Event().wait(1)
            assert not any(each.done() for each in sent)
        replies = [each.result() for each in sent]

    assert {each.status for each in replies} == {303}
    assert {key: text for key, (_, text) in stored(session).items()} == keys


def test_after_the_limit_the_page_says_not_saved_and_a_later_try_is_stored(
    session, survey, app, database_url
):
    engine = app.extensions["database"][0]
    event.listen(engine, "connect", lambda each, _: each.execute("PRAGMA busy_timeout=300"))
    key, text = uuid4(), "Nobody & nothing <is> lost"
    with answering(app) as port:
        resident = resident_of(survey, port)
        resident.open()

        with locked(database_url):
            refused = resident.send(key, text)
            resident.open()  # reading goes on
            assert stored(session) == {}
        received = resident.send(key, text)
        again = resident.send(key, text)

    assert refused.status == 503
    assert int(refused.headers["retry-after"]) > 0
    assert "keep this page open" in refused.body
    assert "Nobody &amp; nothing &lt;is&gt; lost" in refused.body
    assert (received.status, again.status) == (303, 303)
    assert stored(session) == {key: (received.reference, text)}


def test_no_free_connection_is_said_like_a_lock(app):
    @app.get("/crowded")
    def crowded():
        raise NoConnection("QueuePool limit")

    reply = app.test_client().get("/crowded")

    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "60"
