"""One writer for public writes: many requests, one commit, each told after it.

SQLite has one writer at a time, and a waiting one sleeps; PostgreSQL lets one at a time append to
the trail. Whoever comes first writes for all who have queued up meanwhile, and commits it together:
that doubles the throughput and keeps the slowest reply short. Where one of them fails, all is taken
back and each is done anew by itself. Nobody is told "stored" before the commit has returned.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
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

    __slots__ = ("_error", "_result", "_turn", "is_done", "work")

    def __init__(self, work: Callable[[Session], Result]) -> None:
        self.work = work
        self.is_done = False
        self._turn = threading.Lock()
        self._turn.acquire()

    def tell(self, result: Result, error: BaseException | None) -> None:
        """Let whoever waits go on."""
        self._result, self._error = result, error
        self.is_done = True
        self._turn.release()

    def let_write(self) -> None:
        """Have whoever waits write for all."""
        self._turn.release()

    def wait(self) -> None:
        """Wait until it is done, or until it is this one's turn to write for all."""
        self._turn.acquire()

    def outcome(self) -> Result:
        """Return the result of what is done, or raise its error."""
        if self._error is not None:
            raise self._error
        return self._result


class GroupingWriter:
    """A place where several requests meet, of which one commits the writes of all.

    There is no thread for it: from one to another and back costs more than the writing.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._waiting: deque[_Waiting[Any]] = deque()
        self._changing = threading.Lock()
        self._is_writing = False

    def write(self, work: Callable[[Session], Result]) -> Result:
        """Queue `work`, wait until it is committed, and return its result or raise its error.

        `work` may be run by the thread of another request, and again after all that it did before
        was taken back.
        """
        waiting = _Waiting(work)
        with self._changing:
            self._waiting.append(waiting)
            is_first, self._is_writing = not self._is_writing, True
        if not is_first:
            waiting.wait()
        if not waiting.is_done:
            self._write_for_all()
        return waiting.outcome()

    def _write_for_all(self) -> None:
        """Commit what has queued up, this request's first, then let the next in the queue write."""
        with self._changing:
            most = min(len(self._waiting), MOST_IN_ONE_COMMIT)
            batch = [self._waiting.popleft() for _ in range(most)]
        try:
            self._store(batch)
        finally:
            with self._changing:
                later = self._waiting[0] if self._waiting else None
                self._is_writing = later is not None
            if later is not None:
                later.let_write()

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
            results.append(done(work, joining(self._sessions, connection, at_end=at_end)))
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
    """Do one write in a session of `joining`, which ends with it, and return its result."""
    try:
        result = work(session)
        if not session.in_transaction():
            # Nothing was asked of it, so it has nothing to give back.
            return result
        session.commit()
    except BaseException:
        session.close()
        raise
    session.close()
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
