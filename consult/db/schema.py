"""Bringing a database to the newest schema, and telling whether it is there."""

from __future__ import annotations

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, make_url

from consult import paths
from consult.db.engine import sqlite_library


def migrate(url: str, revision: str = "head") -> str | None:
    """Bring the database to `revision` and return where it then stands.

    A plain engine is used: with foreign keys on, SQLite's table-copying migrations would
    delete the children of the table that they copy.
    """
    engine = plain_engine(url)
    with engine.begin() as connection:
        settings = _settings(connection)
        if revision == "base":
            command.downgrade(settings, revision)
        else:
            command.upgrade(settings, revision)
    current = current_revision(engine)
    engine.dispose()
    return current


def rebuild(connection: Connection) -> None:
    """Drop every table and make the newest schema's, inside the caller's transaction."""
    settings = _settings(connection)
    command.downgrade(settings, "base")
    command.upgrade(settings, "head")


def _settings(connection: Connection) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(paths.MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings


def plain_engine(url: str) -> Engine:
    """Return an engine without our settings, for migrations only."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url)
    from pathlib import Path

    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    return create_engine(url, module=sqlite_library())


def current_revision(engine: Engine) -> str | None:
    """Return the schema's revision, or None for an empty database."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """Return the newest revision that this code knows."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(paths.MIGRATIONS))
    return ScriptDirectory.from_config(settings).get_current_head()
