"""A row of the database as one line of JSON, the same on every kind of database, and back."""

from __future__ import annotations

import base64
import datetime as dt
import enum
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, TypeDecorator, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

import consult.models  # noqa: F401 - defines every table
from consult.models.base import Base

# Parents stand before their children, so that each row finds what it refers to.
TABLES: tuple[Table, ...] = tuple(Base.metadata.sorted_tables)
ROWS_AT_ONCE = 500


def lines(session: Session, table: Table) -> Iterator[bytes]:
    """Yield the table's rows in the order of their keys, each as a line."""
    wanted = select(table).order_by(*table.primary_key.columns)
    found = session.connection().execute(wanted.execution_options(yield_per=ROWS_AT_ONCE))
    for row in found.mappings():
        plain = {column.name: _plain(row[column]) for column in table.columns}
        written = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield written.encode() + b"\n"


def row_of(table: Table, line: bytes) -> dict[str, Any]:
    """Return the values of a row from its line.

    Raises
    ------
    ValueError, KeyError, TypeError
        Where the line is not a row of this table.
    """
    plain = json.loads(line)
    return {column.name: _value(column, plain[column.name]) for column in table.columns}


def parents_first(table: Table, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the rows so that each comes after those of the same table that it refers to."""
    own = [each.parent.name for each in table.foreign_keys if each.column.table is table]
    if not own:
        yield from rows
        return
    waiting, placed = list(rows), {None}
    while waiting:
        ready = [row for row in waiting if all(row[name] in placed for name in own)]
        if not ready:
            raise ValueError(f"rows of {table.name} refer to each other in a circle")
        yield from ready
        placed |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row["id"] not in placed]


class Tally:
    """Counts lines and digests them."""

    def __init__(self) -> None:
        self.rows = 0
        self._digest = hashlib.sha256()

    def add(self, line: bytes) -> None:
        """Count one more line."""
        self.rows += 1
        self._digest.update(line)

    @property
    def sha256(self) -> str:
        """Return the digest of all lines so far."""
        return self._digest.hexdigest()


def tally(found: Iterable[bytes]) -> Tally:
    """Return how many lines there are, and their digest."""
    result = Tally()
    for line in found:
        result.add(line)
    return result


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date | dt.time):  # a moment is a date as well
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


_READERS = {
    dt.datetime: dt.datetime.fromisoformat,
    dt.date: dt.date.fromisoformat,
    dt.time: dt.time.fromisoformat,
    UUID: UUID,
    bytes: base64.b64decode,
}


def _value(column: Column[Any], plain: Any) -> Any:
    if plain is None:
        return None
    stored: TypeEngine[Any] = column.type
    if isinstance(stored, TypeDecorator):
        stored = stored.impl_instance
    kind = stored.python_type
    if issubclass(kind, enum.Enum):
        return kind(plain)
    read: Any = _READERS.get(kind)
    return read(plain) if read else plain
