"""Plain tables in: .csv, .tsv, .xlsx and .jsonl files with a header, to rows of statements."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST_BYTES = 500_000_000
_MOST_COLUMNS = 2_000
_ENDINGS = (".csv", ".tsv", ".xlsx", ".jsonl")
Record = tuple[int, Mapping[str, str]]


class TableError(ValueError):
    """A file that cannot be used; the text says what is wrong, where, and what to do."""


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
    rows: tuple[Row, ...]
    columns: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """Return the statements in order."""
        return [row.text for row in self.rows]


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
    name = "standard input" if path == "-" else Path(path).name
    columns, records = _read(path, name)
    text_column = _column(columns, text)
    if text_column is None:
        found = ", ".join(f"“{column}”" for column in columns[:12])
        raise TableError(
            f"{name}: there is no column “{text}”. Its columns are {found}; "
            "name the one that holds the statements with --text."
        )
    id_column = _column(columns, id)
    if id_column is None and id != "id":
        raise TableError(
            f"{name}: there is no column “{id}” for the ids. Leave --id out to number rows."
        )
    rows = tuple(_row(record, at, text_column, id_column) for at, record in enumerate(records, 1))
    if not rows:
        raise TableError(f"{name}: there is a header but no row below it. Add the statements.")
    others = tuple(c for c in columns if c not in (text_column, id_column))
    return Table(name, rows, others)


def _row(record: Record, at: int, text: str, id_column: str | None) -> Row:
    number, cells = record
    identity = cells.get(id_column, "").strip() if id_column else ""
    others = {name: cell for name, cell in cells.items() if name not in (text, id_column)}
    return Row(identity or str(at), cells[text], number, others)


def _column(columns: Sequence[str], wanted: str) -> str | None:
    alike = [column for column in columns if column.strip().casefold() == wanted.strip().casefold()]
    return alike[0] if alike else None


def _read(path: str, name: str) -> tuple[list[str], list[Record]]:
    ending = Path(path).suffix.lower()
    if path != "-" and ending not in _ENDINGS:
        raise TableError(
            f"{name}: files ending in {', '.join(_ENDINGS)} can be read. Save it as one."
        )
    data = _bytes(path, name)
    if not data.strip():
        raise TableError(f"{name}: the file is empty. It needs a header and a row a statement.")
    if ending == ".xlsx":
        return _named(_sheet_rows(data, name), name)
    content = _decoded(data, name)
    if ending == ".jsonl" or (path == "-" and content.lstrip().startswith("{")):
        return _json_rows(content, name)
    return _named(_text_rows(content, ending, name), name)


def _bytes(path: str, name: str) -> bytes:
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise TableError(
            f"{name}: the file cannot be opened ({error.strerror}). Check its name."
        ) from error
    if len(data) > MOST_BYTES:
        raise TableError(f"{name}: the file is over {MOST_BYTES // 1_000_000} MB. Split it.")
    return data


def _decoded(data: bytes, name: str) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise TableError(
            f"{name}: this is a spreadsheet or a zip, not text. End its name in .xlsx."
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        content = data.decode("cp1252", errors="replace")
    if "\0" in content:
        line = content[: content.index("\0")].count("\n") + 1
        raise TableError(
            f"{name}, line {line}: there is a NUL character. Save the file as text again."
        )
    return content


def _text_rows(content: str, ending: str, name: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MOST_BYTES)
    first = content.split("\n", 1)[0]
    if ending == ".tsv" or (ending == "" and "\t" in first):
        for number, line in enumerate(content.replace("\r\n", "\n").split("\n"), start=1):
            yield number, [_unquoted(cell) for cell in line.split("\t")]
        return
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(content), delimiter=delimiter), 1):
            yield number, cells
    except csv.Error as error:
        raise TableError(f"{name}: this is not a CSV file that can be read: {error}.") from error


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"')
    return cell


def _sheet_rows(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MOST_BYTES:
            raise TableError(f"{name}: unpacked, the file is over {MOST_BYTES // 1_000_000} MB.")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, [_cell(cell) for cell in cells]
    except (zipfile.BadZipFile, CalamineError) as error:
        raise TableError(
            f"{name}: this is not an .xlsx workbook that can be opened. Save it as .xlsx again."
        ) from error


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _named(rows: Iterator[tuple[int, list[str]]], name: str) -> tuple[list[str], list[Record]]:
    filled = ((number, cells) for number, cells in rows if any(cell.strip() for cell in cells))
    number, header = next(filled, (1, []))
    columns = [cell.strip() for cell in header]
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) > _MOST_COLUMNS:
        raise TableError(
            f"{name}: there are {len(columns)} columns. Keep those with the statements."
        )
    _refuse_doubled(columns, name, number)
    records: list[Record] = []
    for number, cells in filled:
        if any(cell.strip() for cell in cells[len(columns) :]):
            raise TableError(
                f"{name}, row {number}: there are {len(cells)} cells, but the header has "
                f"{len(columns)}. Put quotes round a text that has a comma in it."
            )
        cells = (cells + [""] * len(columns))[: len(columns)]
        records.append((number, dict(zip(columns, cells, strict=True))))
    return columns, records


def _refuse_doubled(columns: Sequence[str], name: str, number: int) -> None:
    for at, column in enumerate(columns):
        if column and column in columns[:at]:
            raise TableError(
                f"{name}, row {number}: two columns are called “{column}”. Rename one."
            )


def _json_rows(content: str, name: str) -> tuple[list[str], list[Record]]:
    columns: dict[str, None] = {}
    found: list[Record] = []
    for number, line in enumerate(content.replace("\r\n", "\n").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise TableError(
                f"{name}, line {number}: this is not a line of JSON. Mend or remove it."
            ) from error
        if not isinstance(item, dict):
            raise TableError(
                f'{name}, line {number}: this is not an object in braces, like {{"text": …}}.'
            )
        found.append((number, {key: _json_cell(value) for key, value in item.items()}))
        columns.update(dict.fromkeys(item))
    names = list(columns)
    records: list[Record] = [(at, {c: cells.get(c, "") for c in names}) for at, cells in found]
    return names, records


def _json_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(map(str, value))
    return str(value)
