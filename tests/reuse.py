"""What thousands of tests would otherwise make anew: address builders, templates and databases."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool
from werkzeug.routing import Rule

# Emptying a table leaves its dead rows to be read; past this a new database is quicker.
MOST_ROWS = 5_000


class Remembered(BytecodeCache):
    """Templates compiled once for all apps of this process."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get(f"{bucket.key}{bucket.checksum}"):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[f"{bucket.key}{bucket.checksum}"] = bucket.bytecode_to_string()


_templates = Remembered()


def share_templates(app: Flask) -> None:
    """Let an app use the templates that another has compiled."""
    app.jinja_env.bytecode_cache = _templates


def share_address_builders() -> None:
    """Compile the builder of each address once, not once an app: nine tenths of making an app."""
    compile_builder: Callable[..., Any] = Rule._compile_builder
    builders: dict[Any, Any] = {}

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in builders:
            builders[key] = compile_builder(rule, append_unknown)
        return builders[key]

    Rule._compile_builder = remembered  # type: ignore[method-assign]


def autocommit(url: str) -> Engine:
    """Return an engine for acts upon whole databases, which no transaction may hold."""
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)


def address_of(url: str, name: str) -> str:
    """Return the address of another database of the same server."""
    base, question, query = url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}{question}{query}"


class Databases:
    """Databases of one PostgreSQL server, emptied after use rather than made anew."""

    def __init__(self, server: str) -> None:
        self.server = server
        self._free: list[str] = []

    def take(self) -> str:
        """Return the name of a migrated, empty database."""
        if self._free:
            return self._free.pop()
        name = f"test_{uuid.uuid4().hex}"
        with autocommit(self.server).connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template"))
        return name

    def give_back(self, name: str) -> None:
        """Empty a database for the next test, or drop it where a test changed more than rows."""
        if self._emptied(name):
            self._free.append(name)
            return
        with autocommit(self.server).connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))

    def _emptied(self, name: str) -> bool:
        template = shape(address_of(self.server, "template"))
        with autocommit(self.server).connect() as connection:
            connection.execute(text(ALONE), {"name": name})
        with autocommit(address_of(self.server, name)).connect() as connection:
            if shape_now(connection) != template:
                return False
            return empty(connection) < MOST_ROWS


ALONE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
# What a test may have changed besides rows: tables, columns, indexes, constraints, the version.
SHAPE = """
SELECT (SELECT count(*) FROM pg_class), (SELECT sum(oid::bigint * relnatts) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i', 'S', 'v')),
    (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_trigger),
    (SELECT string_agg(version_num, ',') FROM alembic_version)
"""
TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname <> 'alembic_version' ORDER BY 1
"""
SEQUENCES = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


def shape_now(connection: Connection) -> tuple[Any, ...] | None:
    """Return what tells one schema from another."""
    if connection.scalar(text("SELECT to_regclass('public.alembic_version')")) is None:
        return None
    return tuple(connection.execute(text(SHAPE)).one())


@cache
def shape(url: str) -> tuple[Any, ...] | None:
    """Return the shape of the template, which no test changes."""
    with autocommit(url).connect() as connection:
        return shape_now(connection)


def empty(connection: Connection) -> int:
    """Delete every row, past keys and triggers, and begin each count at one; return how many."""
    names = list(connection.scalars(text(TABLES)))
    each = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)  # noqa: S608
    filled = list(connection.scalars(text(" UNION ALL ".join(each))))
    connection.execute(text("SET session_replication_role = replica"))
    deleted = 0
    for name in filled:
        deleted += connection.execute(text(f'DELETE FROM "{name}"')).rowcount  # noqa: S608
    connection.execute(text(SEQUENCES))
    return deleted
