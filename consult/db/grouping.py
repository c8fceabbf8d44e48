"""One writer for public writes on SQLite: many requests, one commit, each told after it.

SQLite has one writer at a time, and a waiting one sleeps. A single thread that takes what has
queued up, gives each write its own savepoint and commits them together, doubles the throughput
and keeps the slowest reply short. Nobody is told "stored" before the commit has returned.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy.orm import Session, sessionmaker

Result = TypeVar("Result")
_Work = tuple[Callable[[Session], Any], "Future[Any]"]

MOST_IN_ONE_COMMIT = 64


class GroupingWriter:
    """A thread that commits the writes of several requests together."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._waiting: queue.SimpleQueue[_Work] = queue.SimpleQueue()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def write(self, work: Callable[[Session], Result]) -> Result:
        """Queue `work`, wait until it is committed, and return its result or raise its error."""
        self._ensure_thread()
        future: Future[Result] = Future()
        self._waiting.put((work, future))
        return future.result()

    def _ensure_thread(self) -> None:
        with self._start:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while len(batch) < MOST_IN_ONE_COMMIT and not self._waiting.empty():
                batch.append(self._waiting.get())
            self._commit(batch)

    def _commit(self, batch: list[_Work]) -> None:
        outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            with self._sessions() as session:
                session.connection(execution_options={"writes": True})
                # The services' own `transaction` joins this one instead of committing.
                session.info["transaction"] = True
                for work, future in batch:
                    outcomes.append((future, *_attempt(session, work)))
                session.commit()
        except BaseException as error:
            for _, future in batch:
                future.set_exception(error)
            return
        for future, result, refusal in outcomes:
            if refusal is None:
                future.set_result(result)
            else:
                future.set_exception(refusal)


def _attempt(session: Session, work: Callable[[Session], Any]) -> tuple[Any, BaseException | None]:
    """Return the work's result, or the error after taking back what it had done."""
    try:
        with session.begin_nested():
            return work(session), None
    except Exception as error:
        return None, error
    finally:
        session.info.pop("actor", None)
