"""The rows of a .csv, .tsv, .xlsx or .jsonl file, one after another."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from analysis.sources import MOST_BYTES, Source, TableError

MOST_CHARACTERS = 10_000_000
_MOST_COLUMNS = 2_000
Numbered = tuple[int, list[str]]
Record = tuple[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Records:
    """The columns of a file, and its rows below the header, which can be read once."""

    columns: tuple[str, ...]
    rows: Iterator[Record]


def records(source: Source) -> Records:
    """Return the rows of a file by the names of their columns.

    Raises
    ------
    TableError
        At once or while the rows are read, when the file is not what its ending says, or a row
        does not fit the header.
    """
    if source.ending == ".xlsx":
        return _named(_sheet_rows(source), source.name)
    with source.text(newline="\n") as lines:
        first = lines.readline()
    if source.ending == ".jsonl" or (source.ending == "" and first.lstrip().startswith("{")):
        return _json_records(source)
    if source.ending == ".tsv" or (source.ending == "" and "\t" in first):
        return _named(_tsv_rows(source), source.name)
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return _named(_csv_rows(source, delimiter), source.name)


def _tsv_rows(source: Source) -> Iterator[Numbered]:
    with source.text(newline="\n") as lines:
        for number, line in enumerate(lines, start=1):
            yield number, [_unquoted(cell) for cell in line.rstrip("\r\n").split("\t")]


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"')
    return cell


def _csv_rows(source: Source, delimiter: str) -> Iterator[Numbered]:
    csv.field_size_limit(MOST_CHARACTERS)
    number = 0
    with source.text(newline="") as lines:
        try:
            rows = csv.reader(lines, delimiter=delimiter, strict=True)
            for number, cells in enumerate(rows, start=1):
                yield number, cells
        except csv.Error as error:
            raise TableError(f"{source.name}, row {number + 1}: {_fault(str(error))}") from error


def _fault(error: str) -> str:
    if "field limit" in error:
        return (
            f"a cell has more than {MOST_CHARACTERS:,} characters. Shorten it, or close the "
            "quotation mark that is open."
        )
    if "unexpected end" in error:
        return "a quotation mark is opened here and never closed. Close it, or take it out."
    if "expected after" in error:
        return (
            "more text follows a closing quotation mark. Write a mark inside a quoted text twice."
        )
    return f"this is not CSV that can be read ({error}). Save the file as CSV again."


def _sheet_rows(source: Source) -> Iterator[Numbered]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(source.file) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MOST_BYTES:
            raise TableError(
                f"{source.name}: unpacked, the file is over {MOST_BYTES // 1_000_000} MB."
            )
        source.file.seek(0)
        sheet = CalamineWorkbook.from_filelike(source.file).get_sheet_by_index(0)
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, [_cell(cell) for cell in cells]
    except (zipfile.BadZipFile, CalamineError) as error:
        raise TableError(
            f"{source.name}: this is not an .xlsx workbook that can be opened. "
            "Save it as .xlsx again."
        ) from error


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _named(rows: Iterator[Numbered], name: str) -> Records:
    filled = ((number, cells) for number, cells in rows if any(cell.strip() for cell in cells))
    number, header = next(filled, (1, []))
    columns = [cell.strip() for cell in header]
    while columns and not columns[-1]:
        columns.pop()
    _refuse_columns(columns, name, number)
    return Records(tuple(columns), _fitted(filled, columns, name))


def _refuse_columns(columns: Sequence[str], name: str, number: int) -> None:
    if len(columns) > _MOST_COLUMNS:
        raise TableError(
            f"{name}: there are {len(columns)} columns. Keep those with the statements."
        )
    for at, column in enumerate(columns):
        if column and column in columns[:at]:
            raise TableError(
                f"{name}, row {number}: two columns are called “{column}”. Rename one."
            )


def _fitted(rows: Iterator[Numbered], columns: Sequence[str], name: str) -> Iterator[Record]:
    width = len(columns)
    for number, cells in rows:
        if any(cell.strip() for cell in cells[width:]):
            raise TableError(
                f"{name}, row {number}: there are {len(cells)} cells, but the header has "
                f"{width}. Put quotes round a text that has a comma in it."
            )
        padded = chain(cells[:width], [""] * (width - len(cells)))
        row = dict(zip(columns, padded, strict=True))
        refuse_huge(row, name, number)
        yield number, row


def refuse_huge(row: Mapping[str, str], name: str, number: int) -> None:
    """Refuse a row with a cell that no person wrote.

    Raises
    ------
    TableError
        When a cell has more than `MOST_CHARACTERS`.
    """
    for column, cell in row.items():
        if len(cell) > MOST_CHARACTERS:
            raise TableError(
                f"{name}, row {number}, column “{column}”: the cell has more than "
                f"{MOST_CHARACTERS:,} characters. Shorten it."
            )


def _json_records(source: Source) -> Records:
    """Return the objects of a file; their keys are the columns, so it is read twice."""
    columns: dict[str, None] = {}
    for _, item in _json_items(source):
        columns.update(dict.fromkeys(item))

    def rows() -> Iterator[Record]:
        for number, item in _json_items(source):
            row = {column: _json_cell(item.get(column)) for column in columns}
            refuse_huge(row, source.name, number)
            yield number, row

    _refuse_columns(list(columns), source.name, 1)
    return Records(tuple(columns), rows())


def _json_items(source: Source) -> Iterator[tuple[int, dict[str, Any]]]:
    with source.text(newline="\n") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, _json_item(line, source.name, number)


def _json_item(line: str, name: str, number: int) -> dict[str, Any]:
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
    return item


def _json_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(map(str, value))
    return str(value)
