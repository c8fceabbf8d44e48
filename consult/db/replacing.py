"""A new place for restored data, which takes the old one's place only when it is whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from consult.db.engine import make_engine, make_sessions, sqlite_library
from consult.db.schema import migrate, plain_engine, rebuild
from consult.services.refusals import Conflict

IN_USE = "The database is in use. Stop Consult and its worker, then restore."
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def replace(url: str, fill: Callable[[Session], None]) -> None:
    """Fill a new, empty, migrated database, and put it in the place of the one at `url`.

    Where `fill` fails, the old database is as it was.

    Raises
    ------
    Conflict
        While another process has the database open.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _replace_file(Path(str(parsed.database)), fill)
    else:
        _replace_in_one_transaction(url, fill)


def _replace_in_one_transaction(url: str, fill: Callable[[Session], None]) -> None:
    """Make all tables anew where nobody sees them before the commit."""
    engine = plain_engine(url)
    try:
        with engine.begin() as connection:
            if connection.scalar(_OTHERS):
                raise Conflict(IN_USE)
            rebuild(connection)
            # The session's own commits do not reach beyond this transaction.
            with Session(connection, expire_on_commit=False) as session:
                fill(session)
    finally:
        engine.dispose()


def _replace_file(target: Path, fill: Callable[[Session], None]) -> None:
    with _held_alone(target):
        pass  # better refused now than after the work
    unfinished = target.with_name(f"{target.name}.restoring")
    url = f"sqlite:///{unfinished}"
    _remove(unfinished)
    try:
        migrate(url)
        engine = make_engine(url)
        try:
            with make_sessions(engine)() as session:
                fill(session)
        finally:
            # Closing the last connection brings everything into the one file.
            engine.dispose()
        with _held_alone(target):
            unfinished.replace(target)
            _make_durable(target.parent)
    finally:
        _remove(unfinished)


@contextmanager
def _held_alone(target: Path) -> Iterator[None]:
    """Keep every other process away from a database file; refuse where one has it open."""
    if not target.exists():
        yield
        return
    library: Any = sqlite_library()
    with closing(library.connect(str(target), timeout=0, isolation_level=None)) as connection:
        try:
            # SQLite leaves the write-ahead mode only for a connection that is alone, and the
            # log is then part of the file.
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except library.OperationalError:
            raise Conflict(IN_USE) from None
        yield


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
