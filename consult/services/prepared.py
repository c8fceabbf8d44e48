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
from typing import Any, NoReturn, cast

from sqlalchemy import Connection, Dialect, Enum, Executable, ScalarSelect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

_Process = Callable[[Any], Any] | None
# A place among the values of a statement: where they stand in a row its number, else its name.
_Place = int | str


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

    def processed(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return some values as the driver takes them."""
        found = ((name, value, self.processors[name]) for name, value in row.items())
        return {name: process(value) if process else value for name, value, process in found}


class _Plan:
    """How the values of rows of the same names come to their places.

    Attributes
    ----------
    text
        The words of the statement.
    """

    def __init__(
        self, words: _Words, fixed: Mapping[str, Any], made: Mapping[str, Callable[[Any], Any]]
    ) -> None:
        """Take what is the same in all rows, as the driver takes it, and what makes the rest."""
        named: list[tuple[_Place, str]] = [
            (place if words.is_positional else name, name)
            for place, name in enumerate(words.places)
        ]
        self.text = words.text
        self._is_positional = words.is_positional
        self._same: Any = (
            [fixed.get(name) for name in words.places] if words.is_positional else dict(fixed)
        )
        self._made: list[tuple[_Place, Callable[[Any], Any], _Process]] = [
            (place, made[name], words.processors[name]) for place, name in named if name in made
        ]
        self._given: list[tuple[_Place, str, _Process]] = [
            (place, name, words.processors[name])
            for place, name in named
            if name not in fixed and name not in made
        ]

    def values(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Return the values of each row as the driver takes them."""
        same = self._same.copy()
        for place, make, process in self._made:
            value = make(None)
            same[place] = process(value) if process else value
        return [self._row(same, row) for row in rows]

    def _row(self, same: Any, row: Mapping[str, Any]) -> Any:
        sent = same.copy()
        for place, name, process in self._given:
            value = row[name]
            sent[place] = process(value) if process else value
        return tuple(sent) if self._is_positional else sent


def raise_as_ours(error: BaseException, words: str, dialect: Dialect) -> NoReturn:
    """Raise an error of the driver as SQLAlchemy does, without what was sent."""
    # PostgreSQL adds the row that it refuses, and with it what somebody answered.
    said = getattr(getattr(error, "diag", None), "message_primary", None)
    if said:
        error.args = (said,)
    driver: Any = dialect.loaded_dbapi
    raise DBAPIError.instance(
        words, None, error, driver.Error, hide_parameters=True, dialect=dialect
    ) from None


def _asked(connection: Connection, how: str, words: str, sent: Any) -> list[tuple[Any, ...]]:
    """Ask the driver in one of its two ways, and return the rows that it finds."""
    driver: Any = connection.connection
    cursor = driver.cursor()
    try:
        getattr(cursor, how)(words, sent)
        return list(cursor.fetchall()) if cursor.description else []
    except connection.dialect.loaded_dbapi.Error as error:
        raise_as_ours(error, words, connection.dialect)
    finally:
        cursor.close()


class Prepared:
    """A statement that is worded once for each kind of database."""

    def __init__(self, make: Callable[[str], Executable]) -> None:
        """Take what makes the statement for a kind of database, by its name."""
        self._make = make
        self._plans: dict[tuple[str, ...], _Plan] = {}

    def run(self, connection: Connection, row: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it with one row of values, and return the rows that it finds."""
        plan = self._plan(connection.dialect, row)
        return _asked(connection, "execute", plan.text, plan.values((row,))[0])

    def run_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it with each of several rows of the same names, of which there may be none."""
        if len(rows) < 2:
            # To PostgreSQL a list of rows takes three more messages than one row does.
            for row in rows:
                self.run(connection, row)
            return
        plan = self._plan(connection.dialect, rows[0])
        _asked(connection, "executemany", plan.text, plan.values(rows))

    def _plan(self, dialect: Dialect, row: Mapping[str, Any]) -> _Plan:
        names = (dialect.name, *row)
        plan = self._plans.get(names)
        if plan is None:
            words = _worded(self._make(dialect.name), dialect)
            plan = self._plans[names] = self._planned(words, row)
        return plan

    def _planned(self, words: _Words, row: Mapping[str, Any]) -> _Plan:
        return _Plan(words, words.fixed, {})


def _worded(statement: Executable, dialect: Dialect) -> _Words:
    compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    places = tuple(compiled.positiontup if compiled.positional else binds)
    processors = {name: _processor(bind.type, dialect) for name, bind in binds.items()}
    words = _Words(str(compiled), bool(compiled.positional), places, processors, {})
    own = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
    return replace(words, fixed=words.processed(own))


def _processor(kind: Any, dialect: Dialect) -> _Process:
    """Return what makes of a value of a type what the driver takes."""
    process: _Process = kind.dialect_impl(dialect).bind_processor(dialect)
    if process is None or not isinstance(kind, Enum) or kind.enum_class is None:
        return process
    # There are a few only, so each is made ready beforehand.
    ready: dict[Any, Any] = {each: process(each) for each in kind.enum_class}
    return {**ready, None: None}.__getitem__


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

    def _planned(self, words: _Words, row: Mapping[str, Any]) -> _Plan:
        left_out: dict[str, Any] = {
            name: default for name, default in self._defaults.items() if name not in row
        }
        made = {
            name: default.arg
            for name, default in left_out.items()
            if default is not None and default.is_callable and not _is_empty(default.arg)
        }
        fixed = {name: _same(default) for name, default in left_out.items() if name not in made}
        return _Plan(words, words.processed(fixed), made)


def _is_empty(make: Callable[[Any], Any]) -> bool:
    """Return whether what makes a value makes an empty list or mapping, each time the same."""
    return getattr(make, "__wrapped__", None) in (list, dict)


def _same(default: Any) -> Any:
    """Return the value that a default is for each row."""
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg
