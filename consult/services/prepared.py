"""Statements that are put into words once for a database, and then only run.

Of what one small statement costs, SQLAlchemy's finding and fitting of its words is nine tenths.
Where thousands of residents send the same form, the words are kept, and the driver is asked
itself. Values pass the types of their columns, and errors are those of SQLAlchemy. The caller has
begun a transaction, but for a single read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Executable, ScalarSelect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

_Process = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Words:
    """A statement in the words of one database.

    Attributes
    ----------
    places
        The names of the values in the order in which they stand; a name may stand twice.
    processors
        What makes of a value what the driver takes, by its name.
    fixed
        The values that the statement brings itself.
    """

    text: str
    is_positional: bool
    places: tuple[str, ...]
    processors: Mapping[str, _Process]
    fixed: Mapping[str, Any]

    def values(self, row: Mapping[str, Any], ready: Mapping[str, Any]) -> Any:
        """Return a row's values as the driver takes them; those that are ready stay as they are."""
        processors = self.processors
        sent = [
            ready[name]
            if name in ready
            else process(row[name])
            if (process := processors[name])
            else row[name]
            for name in self.places
        ]
        return tuple(sent) if self.is_positional else dict(zip(self.places, sent, strict=True))

    def processed(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return some values as the driver takes them."""
        found = ((name, value, self.processors[name]) for name, value in row.items())
        return {name: process(value) if process else value for name, value, process in found}


class _Cursor:
    """A cursor of the driver, whose errors become those of SQLAlchemy, without what was sent."""

    __slots__ = ("_connection", "_cursor", "_text")

    def __init__(self, connection: Connection, text: str) -> None:
        self._connection = connection
        self._text = text

    def __enter__(self) -> DBAPICursor:
        self._cursor = self._connection.connection.cursor()
        return self._cursor

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._cursor.close()
        dialect = self._connection.dialect
        driver: Any = dialect.loaded_dbapi
        if not isinstance(error, driver.Error):
            return
        # PostgreSQL adds the row that it refuses, and with it what somebody answered.
        said = getattr(getattr(error, "diag", None), "message_primary", None)
        if said:
            error.args = (said,)
        raise DBAPIError.instance(
            self._text, None, error, driver.Error, hide_parameters=True, dialect=dialect
        ) from None


class Prepared:
    """A statement that is worded once for each kind of database."""

    def __init__(self, make: Callable[[str], Executable]) -> None:
        """Take what makes the statement for a kind of database, by its name."""
        self._make = make
        self._words: dict[str, _Words] = {}

    def run(self, connection: Connection, row: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it with one row of values, and return the rows that it finds."""
        words = self._for(connection.dialect)
        with _Cursor(connection, words.text) as cursor:
            cursor.execute(words.text, words.values(row, self._ready(words, row)))
            return list(cursor.fetchall()) if cursor.description else []

    def run_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it with each of several rows of the same names, of which there may be none."""
        if not rows:
            return
        words = self._for(connection.dialect)
        ready = self._ready(words, rows[0])
        with _Cursor(connection, words.text) as cursor:
            if len(rows) == 1:
                # To PostgreSQL a list of rows takes three more messages than one row does.
                cursor.execute(words.text, words.values(rows[0], ready))
            else:
                cursor.executemany(words.text, [words.values(row, ready) for row in rows])

    def _ready(self, words: _Words, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what is the same for each row: what the first one does not say."""
        return words.fixed

    def _for(self, dialect: Dialect) -> _Words:
        words = self._words.get(dialect.name)
        if words is None:
            words = self._words[dialect.name] = _worded(self._make(dialect.name), dialect)
        return words


def _worded(statement: Executable, dialect: Dialect) -> _Words:
    compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    places = tuple(compiled.positiontup if compiled.positional else binds)
    processors = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bind in binds.items()
    }
    words = _Words(str(compiled), bool(compiled.positional), places, processors, {})
    own = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
    return replace(words, fixed=words.processed(own))


class Insertion(Prepared):
    """An insert of whole rows into a table; what a row leaves out is as the model says.

    Parameters
    ----------
    unless
        The name of a column: where its value is there already, nothing is inserted. The id of
        the new row is returned then, and no row where there was one.
    reading
        What stands in a column by a query; its own values are given with each row.
    """

    def __init__(
        self,
        table: Table,
        *,
        unless: str = "",
        reading: Mapping[str, ScalarSelect[Any]] = MappingProxyType({}),
    ) -> None:
        named = [
            each
            for each in table.columns
            if each is not table.autoincrement_column and each.name not in reading
        ]

        def make(database: str) -> Executable:
            statement: Any = (sqlite if database == "sqlite" else postgresql).insert(table)
            # Named here, no column's default is looked for when it is run.
            statement = statement.inline().values(
                {**dict.fromkeys(each.name for each in named), **reading}
            )
            if not unless:
                return cast(Executable, statement)
            once = statement.on_conflict_do_nothing(index_elements=[unless])
            return cast(Executable, once.returning(table.c.id))

        super().__init__(make)
        self._defaults = {each.name: each.default for each in named}
        self._plans: dict[tuple[str, ...], _Plan] = {}

    def _ready(self, words: _Words, row: Mapping[str, Any]) -> Mapping[str, Any]:
        names = (words.text, *row)
        plan = self._plans.get(names)
        if plan is None:
            plan = self._plans[names] = self._planned(words, row)
        drawn = {name: make(None) for name, make in plan.made.items()}
        return {**plan.fixed, **words.processed(drawn)}

    def _planned(self, words: _Words, row: Mapping[str, Any]) -> _Plan:
        left_out: dict[str, Any] = {
            name: default for name, default in self._defaults.items() if name not in row
        }
        made = {
            name: default.arg
            for name, default in left_out.items()
            if default is not None and default.is_callable
        }
        fixed = {
            name: None if default is None else default.arg
            for name, default in left_out.items()
            if name not in made
        }
        return _Plan(words.processed(fixed), made)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What rows of the same names leave out: as the driver takes it, and what makes it anew."""

    fixed: Mapping[str, Any]
    made: Mapping[str, Callable[[Any], Any]]
