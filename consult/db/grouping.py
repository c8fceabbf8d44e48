"""One writer for public writes: many requests, one commit, each told after it.

SQLite has one writer at a time, and a waiting one sleeps; PostgreSQL lets one at a time append to
the trail. A single thread that takes what has queued up and commits it together doubles the
throughput and keeps the slowest reply short. Where one of them fails, all is taken back and each is
done anew by itself. Nobody is told "stored" before the commit has returned.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.session import JoinTransactionMode

Result = TypeVar("Result")
# What the works of one commit leave to be done once for all of them, with what each left.
AtEnd = dict[Callable[[Connection, Sequence[Any]], None], list[Any]]

MOST_IN_ONE_COMMIT = 64


class _NotDone(Exception):
    """A work failed before the commit, and nothing is left of any; its cause says why."""


class _Waiting(Generic[Result]):
    """A write that somebody waits for; a future of the library takes twenty times as long."""

    __slots__ = ("_error", "_result", "_untold", "work")

    def __init__(self, work: Callable[[Session], Result]) -> None:
        self.work = work
        self._untold = threading.Lock()
        self._untold.acquire()

    def tell(self, result: Result, error: BaseException | None) -> None:
        """Let whoever waits go on."""
        self._result, self._error = result, error
        self._untold.release()

    def outcome(self) -> Result:
        """Wait until it is done, and return its result or raise its error."""
        self._untold.acquire()
        if self._error is not None:
            raise self._error
        return self._result


class GroupingWriter:
    """A thread that commits the writes of several requests together."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._waiting: queue.SimpleQueue[_Waiting[Any]] = queue.SimpleQueue()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def write(self, work: Callable[[Session], Result]) -> Result:
        """Queue `work`, wait until it is committed, and return its result or raise its error.

        `work` may be run again, after all that it did before was taken back.
        """
        self._ensure_thread()
        waiting = _Waiting(work)
        self._waiting.put(waiting)
        return waiting.outcome()

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

    def _store(self, batch: list[_Waiting[Any]]) -> None:
        """Commit the batch and tell each of its works what came of it."""
        try:
            results = self._commit([each.work for each in batch])
        except _NotDone as refusal:
            if len(batch) == 1:
                batch[0].tell(None, refusal.__cause__)
                return
            for each in batch:
                self._store([each])
        except BaseException as error:
            # Of a commit that failed nobody knows what it left: it is not tried again.
            for each in batch:
                each.tell(None, error)
        else:
            for each, result in zip(batch, results, strict=True):
                each.tell(result, None)

    def _commit(self, works: list[Callable[[Session], Any]]) -> list[Any]:
        engine: Engine = self._sessions.kw["bind"]
        with engine.connect().execution_options(writes=True) as connection:
            whole = connection.begin()
            try:
                results = self._results(connection, works)
            except BaseException as error:
                with contextlib.suppress(SQLAlchemyError):
                    whole.rollback()
                raise _NotDone from error
            whole.commit()
        return results

    def _results(self, connection: Connection, works: list[Callable[[Session], Any]]) -> list[Any]:
        """Do the works, then once what all of them left, and return what each came to."""
        at_end: AtEnd = {}
        results = []
        for work in works:
            with joining(self._sessions, connection, at_end=at_end) as session:
                results.append(done(work, session))
            _ensure_transaction(connection)
        for function, left in at_end.items():
            function(connection, left)
        return results


def joining(
    sessions: sessionmaker[Session],
    connection: Connection,
    mode: JoinTransactionMode = "create_savepoint",
    *,
    at_end: AtEnd | None = None,
) -> Session:
    """Return a session for one write in a transaction that is begun already.

    It is the write's own: of what another did, or of who it was by, it knows nothing. The
    services' own `transaction` joins it instead of committing, and what needs no session writes
    on its connection.
    """
    info = {"transaction": True, "connection": connection, "at_end": at_end}
    return sessions(bind=connection, join_transaction_mode=mode, info=info)


def done(work: Callable[[Session], Result], session: Session) -> Result:
    """Do one write in a session of `joining`, and return its result."""
    result = work(session)
    if session.in_transaction():
        session.commit()
    return result


def _ensure_transaction(connection: Connection) -> None:
    """Refuse to go on where the transaction is gone: a later commit would do nothing, silently.

    A full disk makes SQLite take back the whole transaction, not only the statement. The works
    before it would then be told "stored" and be lost.
    """
    driver: Any = connection.connection.driver_connection
    if not getattr(driver, "in_transaction", True):
        lost = RuntimeError("SQLite took the whole transaction back")
        raise OperationalError("COMMIT", {}, lost)
