"""Engines that keep their promises: what was acknowledged is on the disk."""

from __future__ import annotations

import platform
import sqlite3
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from consult.services.prepared import raise_as_ours

# SQLite lost acknowledged writes of several processes from 3.7.0 until these versions.
_FIXED_IN = ((3, 44, 6), (3, 50, 7), (3, 51, 3))

# As many as any server of ours has.
THREADS = 32
# 32 MB, which a start after a power cut reads in a moment.
PAGES_BEFORE_WRITING_BACK = 8_000

log = structlog.get_logger()


def sqlite_library() -> ModuleType:
    """Return the newest SQLite driver at hand: the bundled one where there is a wheel."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    module: ModuleType = dbapi2
    return module


def loses_writes(version: tuple[int, ...]) -> bool:
    """Return whether this SQLite can lose acknowledged writes of several processes.

    Parameters
    ----------
    version
        Three numbers, such as ``(3, 40, 1)``.
    """
    if version >= (3, 51, 3):
        return False
    return not any(version[:2] == fixed[:2] and version >= fixed for fixed in _FIXED_IN)


def make_engine(url: str) -> Engine:
    """Return an engine for an SQLite file or a PostgreSQL database."""
    if make_url(url).get_backend_name() != "sqlite":
        # One for each thread that serves: one above the size is opened anew each time.
        server = create_engine(url, pool_pre_ping=True, hide_parameters=True, pool_size=THREADS)
        event.listen(server, "handle_error", _leave_out_the_row)
        return server
    library = sqlite_library()
    if loses_writes(library.sqlite_version_info):
        log.warning(
            "sqlite.known_fault",
            version=library.sqlite_version,
            python=sys.version.split()[0],
            machine=platform.machine(),
            advice="run one process only, or use PostgreSQL",
        )
    database = make_url(url).database
    if database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    # An error's text goes into the log; what somebody answered must not go with it.
    engine = create_engine(
        url,
        module=library,
        connect_args={"timeout": 30},
        hide_parameters=True,
        # One for each thread that serves: one above the size is opened anew each time.
        **({"pool_size": THREADS} if database else {}),
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _end_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    # The driver must not begin transactions itself: `_begin_sqlite` does, in the right mode.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL loses acknowledged rows in a power cut
        "busy_timeout=30000",
        # At SQLite's own 1,000 pages one sending in a hundred waits while they are written back,
        # and all that came meanwhile with it.
        f"wal_autocheckpoint={PAGES_BEFORE_WRITING_BACK}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer fails when another wrote in between; a writer says so at once.
    writes = connection.get_execution_options().get("writes", False)
    words = "BEGIN IMMEDIATE" if writes else "BEGIN"
    driver: Any = connection.connection.driver_connection
    try:
        # Past SQLAlchemy, to which one word is as much work as a query.
        driver.execute(words)
    except connection.dialect.loaded_dbapi.Error as error:
        raise_as_ours(error, words, connection.dialect)


def _leave_out_the_row(context: ExceptionContext) -> None:
    # PostgreSQL adds the row that it refuses to what it says, and with it what somebody answered.
    refused, told = context.original_exception, context.sqlalchemy_exception
    said = getattr(getattr(refused, "diag", None), "message_primary", None)
    if said and told is not None:
        refused.args = (said,)
        told.args = (f"({type(refused).__name__}) {said}",)


def _end_sqlite(connection: Any, record: object) -> None:
    # A commit that is refused leaves SQLite in its transaction, with the lock that goes with it.
    if connection is not None and connection.in_transaction:
        connection.rollback()


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Return a maker of sessions whose objects stay readable after a commit."""
    return sessionmaker(engine, expire_on_commit=False, autoflush=True)
