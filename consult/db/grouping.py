"""One writer for public writes on SQLite: many requests, one commit, each told after it.

SQLite has one writer at a time, and a waiting one sleeps. A single thread that takes what has
queued up, gives each write its own savepoint and commits them together, doubles the throughput
and keeps the slowest reply short. Nobody is told "stored" before the commit has returned.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.session import JoinTransactionMode

Result = TypeVar("Result")
_Work = tuple[Callable[[Session], Any], "Future[Any]"]
_Outcome = tuple[Any, BaseException | None]

MOST_IN_ONE_COMMIT = 64


class TakenBack(Exception):
    """SQLite rolled the whole transaction back by itself, as it may when the disk is full."""


class GroupingWriter:
    """A thread that commits the writes of several requests together."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._waiting: queue.SimpleQueue[_Work] = queue.SimpleQueue()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def write(self, work: Callable[[Session], Result]) -> Result:
        """Queue `work`, wait until it is committed, and return its result or raise its error.

        `work` may be run a second time, after all that it did the first time was taken back.
        """
        self._ensure_thread()
        future: Future[Result] = Future()
        self._waiting.put((work, future))
        return future.result()

    def _ensure_thread(self) -> None:
        # A process that was forked has the queue but not the thread.
        with self._start:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while len(batch) < MOST_IN_ONE_COMMIT and not self._waiting.empty():
                batch.append(self._waiting.get())
            self._store(batch)

    def _store(self, batch: list[_Work]) -> None:
        """Commit the batch and tell each of its works what came of it."""
        try:
            outcomes = self._commit([work for work, _ in batch])
        except TakenBack as lost:
            if len(batch) > 1:
                # One of them was too much; what can be stored alone is.
                for each in batch:
                    self._store([each])
                return
            outcomes = [(None, OperationalError("SAVEPOINT", {}, lost))]
        except BaseException as error:
            outcomes = [(None, error)] * len(batch)
        for (_, future), (result, refusal) in zip(batch, outcomes, strict=True):
            if refusal is None:
                future.set_result(result)
            else:
                future.set_exception(refusal)

    def _commit(self, works: list[Callable[[Session], Any]]) -> list[_Outcome]:
        engine: Engine = self._sessions.kw["bind"]
        with engine.connect().execution_options(writes=True) as connection:
            whole = connection.begin()
            outcomes = []
            for work in works:
                outcomes.append(self._attempt(connection, work))
                _ensure_transaction(connection)
            whole.commit()
        return outcomes

    def _attempt(self, connection: Connection, work: Callable[[Session], Any]) -> _Outcome:
        """Return the work's result, or the error after taking back what it had done.

        Each work has a session and a savepoint of its own: of what another did, or of who it was
        by, it knows nothing.
        """
        session = joining(self._sessions, connection, "create_savepoint")
        # Past SQLAlchemy, which puts the words for each savepoint together anew.
        driver: Any = connection.connection.driver_connection
        driver.execute("SAVEPOINT work")
        with session:
            try:
                result = done(work, session)
            except BaseException as error:
                _take_back(session, driver)
                return None, error
        driver.execute("RELEASE work")
        return result, None


def joining(
    sessions: sessionmaker[Session], connection: Connection, mode: JoinTransactionMode
) -> Session:
    """Return a session for one write in a transaction that is begun already.

    The services' own `transaction` joins it instead of committing, and what needs no session
    writes on its connection.
    """
    info = {"transaction": True, "connection": connection}
    return sessions(bind=connection, join_transaction_mode=mode, info=info)


def done(work: Callable[[Session], Result], session: Session) -> Result:
    """Do one write in a session of `joining`, and return its result."""
    result = work(session)
    if session.in_transaction():
        session.commit()
    return result


def _take_back(session: Session, driver: Any) -> None:
    """Undo what one work did; where SQLite has undone all by itself, there is nothing to do."""
    with contextlib.suppress(SQLAlchemyError):
        session.rollback()
    if driver.in_transaction:
        driver.execute("ROLLBACK TO work")
        driver.execute("RELEASE work")


def _ensure_transaction(connection: Connection) -> None:
    """Refuse to go on where the transaction is gone: a later commit would do nothing, silently.

    A full disk makes SQLite take back the whole transaction, not only the statement or the
    savepoint. The works before it would then be told "stored" and be lost.
    """
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        raise TakenBack("SQLite took the whole transaction back")
