"""What thousands of tests would otherwise make anew: address builders, templates and databases."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, ClassVar, cast

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import NullPool
from werkzeug.routing import Map, Rule, RuleFactory

import consult.db.engine

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


@contextmanager
def shared_addresses() -> Iterator[None]:
    """Give each app made within the addresses that the first one read: most of making an app."""
    separate = Flask.url_map_class
    addresses = Addresses.shared = Addresses.shared or Addresses()
    addresses.is_open = True
    Flask.url_map_class = cast("type[Map]", staticmethod(lambda **options: addresses))
    try:
        yield
    finally:
        Flask.url_map_class = separate
        addresses.is_open = False


class Addresses(Map):
    """The addresses of an app, in which one that is known need not be read again."""

    shared: ClassVar[Addresses | None] = None
    is_open = False

    def __init__(self) -> None:
        super().__init__()
        self._known: set[tuple[str, str, frozenset[str]]] = set()

    def add(self, rulefactory: RuleFactory) -> None:
        rule = cast("Rule", rulefactory)
        key = (rule.rule, rule.endpoint, frozenset(rule.methods or ()))
        if key in self._known:
            return
        super().add(rule)
        self._known.add(key)
        if not self.is_open and Addresses.shared is self:
            # A test has added one of its own: the apps of other tests begin without it.
            Addresses.shared = None


class Sharing:
    """Whether engines and databases are kept from test to test, as they are unless one forbids."""

    is_on = True


@contextmanager
def separate_databases() -> Iterator[None]:
    """Let each engine within have connections of its own, and each test a database of its own."""
    Sharing.is_on = False
    try:
        yield
    finally:
        Sharing.is_on = True


def share_compiled_statements() -> None:
    """Let each engine use the statements that an earlier one of its kind has compiled.

    A server's engine is kept with its connections: one that is warm has read the catalogue.
    """
    own = consult.db.engine.create_engine
    first: dict[str, Engine] = {}
    kept: dict[tuple[int, str], Engine] = {}

    def sharing(url: str, **options: Any) -> Engine:
        # A process that was forked off must not speak through its parent's connections.
        key = (os.getpid(), url)
        if key in kept and Sharing.is_on:
            return kept[key]
        engine: Engine = own(url, **options)
        if engine.name == "postgresql" and Sharing.is_on:
            kept[key] = engine
            engine.dispose = lambda close=True: None  # type: ignore[method-assign]
        earlier = first.get(engine.name)
        if earlier is None:
            # Only once it is connected does a dialect know its server.
            event.listen(engine, "connect", lambda *_: first.setdefault(engine.name, engine))
        else:
            engine.dialect = earlier.dialect
            engine._compiled_cache = earlier._compiled_cache
        return engine

    consult.db.engine.create_engine = sharing


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
        # One to each database, which stays: it has read the catalogue.
        self._brooms: dict[str, Connection] = {}

    def take(self) -> str:
        """Return the name of a migrated, empty database."""
        if self._free and Sharing.is_on:
            return self._free.pop()
        name = f"test_{uuid.uuid4().hex}"
        with autocommit(self.server).connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template"))
        return name

    def give_back(self, name: str) -> None:
        """Empty a database for the next test, or drop it where a test changed more than rows."""
        if Sharing.is_on and self._emptied(name):
            self._free.append(name)
            return
        if name in self._brooms:
            self._brooms.pop(name).invalidate()
        with autocommit(self.server).connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))

    def _emptied(self, name: str) -> bool:
        if name not in self._brooms:
            self._brooms[name] = autocommit(address_of(self.server, name)).connect()
        broom = self._brooms[name]
        broom.execute(text(ALONE))
        if shape_now(broom) != shape(address_of(self.server, "template")):
            return False
        return empty(broom) < MOST_ROWS


# What holds a lock goes; a connection that waits for its next test stays.
ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
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
