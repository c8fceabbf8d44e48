"""The database session of a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from consult.config import Config
from consult.db import db
from consult.db.engine import make_engine, make_sessions
from consult.db.schema import current_revision, newest_revision, plain_engine


def require_newest_schema() -> None:
    """Refuse a database that was not brought to this release's schema, in words that say how."""
    engine = plain_engine(Config.from_environment().database_url)
    try:
        current, newest = current_revision(engine), newest_revision()
    except OperationalError as fault:
        raise click.ClickException(
            "The database does not answer. Does it run, and is CONSULT_DATABASE_URL right?"
        ) from fault
    finally:
        engine.dispose()
    if current is None:
        raise click.ClickException("The database is empty. Run “consult migrate” first.")
    if current != newest:
        raise click.ClickException(
            f"The database is at schema {current}, and this release works with {newest}. "
            "Run “consult migrate” first."
        )


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
