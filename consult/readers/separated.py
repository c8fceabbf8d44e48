"""Comma-, semicolon-, tab- and bar-separated files to the neutral layout."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence

from consult.readers import encodings
from consult.readers.layout import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Layout,
    Table,
    split_lines,
)
from consult.readers.refusals import UnreadableFile

_DELIMITERS = ",;\t|"
_SAMPLE = 200
_STEADY = 0.8


def read(content: bytes, filename: str, answers: Mapping[str, str]) -> Layout:
    """Return the layout of a file of separated values: one table."""
    found = encodings.decode(content, filename, answers)
    tabbed = filename.lower().endswith((".tsv", ".tab"))
    records = split_records(found.text, filename, tabbed=tabbed)
    return Layout("separated values", (as_table(records),), doubts=found.doubts)


def as_table(records: Sequence[Sequence[str]]) -> Table:
    """Return records as a table whose rows are numbered as a spreadsheet program shows them."""
    rows = tuple(
        tuple(
            Cell(r, c, split_lines(value, {"row": r, "column": c}))
            for c, value in enumerate(record, 1)
        )
        for r, record in enumerate(records, 1)
    )
    return Table(1, rows, max(map(len, records), default=0))


def split_records(text: str, filename: str, *, tabbed: bool = False) -> list[list[str]]:
    """Return the records of the text, by the separator that parts them most steadily.

    Raises
    ------
    UnreadableFile
        When there are more rows or columns than notes can have.
    """
    csv.field_size_limit(2**25)
    if text.count("\n") > MAX_ROWS * 10:
        raise _too_many_rows(filename)
    delimiter = "\t" if tabbed and "\t" in text else _delimiter(text)
    records = _parse(text, delimiter)
    if delimiter == "\t":
        # Tab-separated exports often do not quote: a stray quotation mark swallows whole rows.
        unquoted = _parse(text, delimiter, quoted=False)
        if len(records) < len(unquoted) and len(set(_widths(unquoted))) == 1:
            records = unquoted
    while records and not any(value.strip() for value in records[-1]):
        records.pop()
    if len(records) > MAX_ROWS:
        raise _too_many_rows(filename)
    width = max(map(len, records), default=0)
    if width > MAX_COLUMNS:
        raise UnreadableFile(
            f"“{filename}” has {width:,} columns; take out those that are not notes, "
            f"so that at most {MAX_COLUMNS} are left."
        )
    check_grid(len(records), width, filename)
    return records


def check_grid(rows: int, columns: int, filename: str) -> None:
    """Refuse a grid that is too large to lay out, before it is laid out."""
    if rows * columns > MAX_CELLS * 4:
        raise UnreadableFile(
            f"“{filename}” has {rows:,} rows of {columns:,} columns; "
            "take out the columns that are not notes, or split it into several files."
        )


def _too_many_rows(filename: str) -> UnreadableFile:
    return UnreadableFile(
        f"“{filename}” has more than {MAX_ROWS:,} rows; split it into several files."
    )


def _parse(text: str, delimiter: str, *, quoted: bool = True) -> list[list[str]]:
    source = io.StringIO(text, newline="")
    if quoted:
        return list(csv.reader(source, delimiter=delimiter))
    return list(csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_NONE))


def _delimiter(text: str) -> str:
    """Return the separator with the steadiest number of columns; a lone column has none."""
    lines = text.split("\n")
    sample = "\n".join(lines[:_SAMPLE])
    best, best_score = "\x1f", 0.0
    for delimiter in _DELIMITERS:
        widths = _widths(_parse(sample, delimiter))
        if not _is_steady(widths):
            continue
        width, times = Counter(widths).most_common(1)[0]
        score = times / len(widths) + min(width, 20) / 100
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def _widths(records: Sequence[Sequence[str]]) -> list[int]:
    return [len(record) for record in records if any(value.strip() for value in record)]


def _is_steady(widths: Sequence[int]) -> bool:
    return bool(widths) and Counter(widths).most_common(1)[0][1] >= _STEADY * len(widths)
