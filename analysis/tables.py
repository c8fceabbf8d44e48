"""Plain tables in: .csv, .tsv, .xlsx and .jsonl files with a header, to rows of statements.

A file is read as a stream. The rows of a large one are kept in temporary files, so that memory
does not grow with them.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import overload

from analysis.columns import Column
from analysis.records import Record, Records, records
from analysis.sources import Source, TableError, open_source

__all__ = ["Row", "Table", "TableError", "read_table"]

# A file of more bytes than this is large.
LARGE = 16 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of a file: its id, its text, its row as a spreadsheet counts, other columns."""

    id: str
    text: str
    number: int
    others: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file in order, and the names of its other columns."""

    name: str
    rows: Sequence[Row]
    columns: tuple[str, ...]

    @property
    def ids(self) -> Sequence[str]:
        """Return their ids in order."""
        return self.rows.ids if isinstance(self.rows, StoredRows) else [row.id for row in self.rows]

    @property
    def texts(self) -> Sequence[str]:
        """Return the statements in order."""
        if isinstance(self.rows, StoredRows):
            return self.rows.texts
        return [row.text for row in self.rows]


class StoredRows(Sequence[Row]):
    """Rows that are kept in temporary files and made when they are asked for."""

    def __init__(self, rows: Iterable[Row], columns: Sequence[str]) -> None:
        self.texts = Column()
        self.ids = Column()
        self._numbers = array("q")
        self._columns = tuple(columns)
        self._others = Column()
        for row in rows:
            self.ids.append(row.id)
            self.texts.append(row.text)
            self._numbers.append(row.number)
            if columns:
                self._others.append(json.dumps([row.others[name] for name in columns]))

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        others = self._others[index] if self._columns else ""
        return self._row(self.ids[index], self.texts[index], self._numbers[index], others)

    def __iter__(self) -> Iterator[Row]:
        others = self._others if self._columns else repeat("", len(self))
        cells = zip(self.ids, self.texts, self._numbers, others, strict=True)
        return (self._row(*each) for each in cells)

    def _row(self, id: str, text: str, number: int, others: str) -> Row:
        cells = json.loads(others) if self._columns else ()
        return Row(id, text, number, dict(zip(self._columns, cells, strict=True)))


def read_table(path: str, *, text: str = "text", id: str = "id") -> Table:
    """Read a table of statements; “-” reads standard input.

    Parameters
    ----------
    path : str
    text, id : str
        The columns of the statements and of their ids; capitals do not matter.

    Raises
    ------
    TableError
        When the file is not there, cannot be read, or has no such text column.
    """
    with open_source(path) as source:
        return _table(source, records(source), text, id)


def _table(source: Source, found: Records, text: str, id: str) -> Table:
    text_column = _column(found.columns, text)
    if text_column is None:
        names = ", ".join(f"“{column}”" for column in found.columns[:12])
        raise TableError(
            f"{source.name}: there is no column “{text}”. Its columns are {names}; "
            "name the one that holds the statements with --text."
        )
    id_column = _column(found.columns, id)
    if id_column is None and id != "id":
        raise TableError(
            f"{source.name}: there is no column “{id}” for the ids. Leave --id out to number rows."
        )
    others = tuple(c for c in found.columns if c not in (text_column, id_column))
    made = (_row(record, at, text_column, id_column) for at, record in enumerate(found.rows, 1))
    rows: Sequence[Row] = StoredRows(made, others) if source.size > LARGE else tuple(made)
    if not rows:
        raise TableError(
            f"{source.name}: there is a header but no row below it. Add the statements."
        )
    return Table(source.name, rows, others)


def _row(record: Record, at: int, text: str, id_column: str | None) -> Row:
    number, cells = record
    identity = cells.get(id_column, "").strip() if id_column else ""
    others = {name: cell for name, cell in cells.items() if name not in (text, id_column)}
    return Row(identity or str(at), cells[text], number, others)


def _column(columns: Sequence[str], wanted: str) -> str | None:
    alike = [column for column in columns if column.strip().casefold() == wanted.strip().casefold()]
    return alike[0] if alike else None
