"""The database: one engine, one session a request, and the door for public writes."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

from flask import Flask, current_app, g
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker

from consult.db.engine import make_engine, make_sessions
from consult.db.grouping import GroupingWriter, done, joining

__all__ = ["Database", "GroupingWriter", "db", "make_engine", "make_sessions"]

Result = TypeVar("Result")


class Database:
    """What a view sees of the database: `db.session`, and `db.write_public`."""

    def init_app(self, app: Flask, url: str) -> None:
        """Connect the app, and close each request's session with the request."""
        engine = make_engine(url)
        sessions = make_sessions(engine)
        app.extensions["database"] = (engine, sessions, GroupingWriter(sessions))

        @app.teardown_appcontext
        def close(error: BaseException | None) -> None:
            session = g.pop("session", None)
            if session is not None:
                session.close()

    @property
    def session(self) -> Session:
        """Return this request's session, opened on first use."""
        if "session" not in g:
            g.session = _extension()[1]()
            if "prepare_session" in g:
                g.prepare_session(g.session)
        session: Session = g.session
        return session

    def on_open(self, prepare: Callable[[Session], None]) -> None:
        """Prepare this request's session, when something asks for it: many pages never do."""
        if "session" in g:
            prepare(g.session)
        g.prepare_session = prepare

    def connect(self) -> Connection:
        """Open a connection for a few reads that need no session; it must be closed."""
        return _extension()[0].connect()

    def write_public(self, work: Callable[[Session], Result], *, adds: bool = False) -> Result:
        """Run one resident's write and return when it is durable.

        On SQLite the writes of several requests share one commit (`GroupingWriter`); on
        PostgreSQL those that only add, and wait for nobody's rows, do so. What `work` raises is
        raised here; it may be run again, after all that it did before was taken back.
        """
        engine, sessions, writer = _extension()
        # What the request has read gives its connection back first. As many requests as there
        # are connections would otherwise each hold one and wait for a second, for ever.
        if "session" in g:
            g.session.commit()
        if adds or engine.dialect.name == "sqlite":
            # The writer's own thread speaks the language of whoever waits for it.
            context = copy_context()
            return writer.write(lambda session: context.copy().run(work, session))
        with engine.begin() as connection:
            return done(work, joining(sessions, connection, "rollback_only"))


def _extension() -> tuple[Engine, sessionmaker[Session], GroupingWriter]:
    extension: tuple[Engine, sessionmaker[Session], GroupingWriter]
    extension = current_app.extensions["database"]
    return extension


db = Database()
