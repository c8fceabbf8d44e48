"""The database session of a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.orm import Session

from consult.config import Config
from consult.db import db
from consult.db.engine import make_engine, make_sessions


@contextmanager
def open_session() -> Iterator[Session]:
    """Yield a session on the configured database, and close it afterwards."""
    engine = make_engine(Config.from_environment().database_url)
    try:
        with make_sessions(engine)() as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def closing_database(app: Flask) -> Iterator[None]:
    """Close the app's connections when a command is done with it."""
    try:
        yield
    finally:
        db.session.close()
        app.extensions["database"][0].dispose()
