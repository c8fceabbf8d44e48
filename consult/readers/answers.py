"""A spreadsheet of answers, a row a respondent: its headings and its cells, word for word.

Unlike notes, cells are kept as they stand: what was typed must come back as it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from consult.readers import encodings, exports
from consult.readers.archive import Archive
from consult.readers.formats import MAX_BYTES
from consult.readers.refusals import UnreadableFile
from consult.readers.separated import split_records
from consult.readers.sheets import as_text, refuse_spread

SEPARATED = (".csv", ".tsv", ".tab", ".txt")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
MOST_ROWS = 5_000
# How a file of our own begins: its separator need not be guessed from what people wrote.
OUR_OWN = "Reference,Received,Route,"
_FOR_THE_TOOL = "ImportId"


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings over one column.

    Attributes
    ----------
    name
        The first: a code such as “Q1”, or the question.
    under
        The second, where there is one: the question under its code, or one of its options.
    """

    name: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One respondent's cells, and the row as a spreadsheet program counts it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswersReading:
    """A table of answers.

    Attributes
    ----------
    tool
        The survey tool that wrote it, by its particulars; "" for none that we know.
    """

    tool: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> AnswersReading:
        """Return the reading that `to_dict` made `plain` of."""
        return cls(
            plain["tool"],
            tuple(Heading(**each) for each in plain["headings"]),
            tuple(Row(each["number"], tuple(each["cells"])) for each in plain["rows"]),
        )


def read_answers(content: bytes, filename: str) -> AnswersReading:
    """Return the headings and rows of a spreadsheet of answers.

    Raises
    ------
    UnreadableFile
        When it is no spreadsheet, has no rows, or has more than can be added at once.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            f"“{filename}” is larger than {MAX_BYTES // 2**20} MB; split it into several files."
        )
    records = _records(content, filename)
    while records and not any(cell.strip() for cell in records[0][1]):
        records.pop(0)
    if not records:
        raise UnreadableFile(f"“{filename}” is empty; choose the file that holds the answers.")
    tool = exports.tool_of(records[0][1]) or _kobo(records[0][1])
    headings, first = _headings(tool, [cells for _, cells in records[:3]])
    rows = tuple(
        Row(number, tuple(cells)) for number, cells in records[first:] if any(map(str.strip, cells))
    )
    if not rows:
        raise UnreadableFile(
            f"“{filename}” has headings and no row of answers under them; "
            "export it again with the responses."
        )
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(
            f"“{filename}” has {len(rows):,} rows of answers; split it into files of at most "
            f"{MOST_ROWS:,}."
        )
    return AnswersReading(tool, headings, rows)


def _records(content: bytes, filename: str) -> list[tuple[int, list[str]]]:
    """Return the rows of the file with their numbers."""
    ending = PurePath(filename.lower()).suffix
    if ending in SEPARATED or filename == "-":
        text = encodings.decode(content, filename, {}).text
        if text.startswith(OUR_OWN):
            return list(enumerate(csv.reader(io.StringIO(text, newline="")), 1))
        tabbed = ending in {".tsv", ".tab"}
        return list(enumerate(split_records(text, filename, tabbed=tabbed), 1))
    if ending not in WORKBOOKS:
        raise UnreadableFile(
            f"“{filename}” is no spreadsheet; export the answers as .csv or .xlsx and choose that."
        )
    if content.startswith(b"PK"):
        refuse_spread(Archive(content, filename))
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names:
            found = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            rows = [[as_text(value) for value in record] for record in found]
            if sum(any(row) for row in rows) > 1:
                return list(enumerate(rows, 1))
    except (CalamineError, OSError, ValueError):
        raise UnreadableFile(
            f"“{filename}” is damaged or protected; open it in a spreadsheet program, "
            "save it again without a password and try the new copy."
        ) from None
    return []


def _kobo(labels: Sequence[str]) -> str:
    marks = {"_id", "_uuid", "_submission_time", "_index"}
    return "KoboToolbox" if len(marks & set(labels)) > 1 else ""


def _headings(tool: str, rows: Sequence[Sequence[str]]) -> tuple[tuple[Heading, ...], int]:
    """Return the headings, and how many rows they take."""
    first = [_line(cell) for cell in rows[0]]
    second = [_line(cell) for cell in rows[1]] if len(rows) > 1 else []
    taken = 1
    if tool == "Qualtrics" and second:
        taken = 2 + any(_FOR_THE_TOOL in cell for row in rows[2:3] for cell in row)
        return _pairs(first, second), taken
    if tool == "SmartSurvey" and _is_second_row(first, second):
        return _pairs(_filled_on(first), second), 2
    return tuple(Heading(name) for name in first), taken


def _is_second_row(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the second row has options under questions that reach over several columns."""
    under = [at for at, name in enumerate(first) if not name and at < len(second) and second[at]]
    particulars = sum(bool(name) and not second[at] for at, name in enumerate(first[: len(second)]))
    return bool(under) and particulars > 0


def _filled_on(names: Sequence[str]) -> list[str]:
    filled: list[str] = []
    for name in names:
        filled.append(name or (filled[-1] if filled else ""))
    return filled


def _pairs(first: Sequence[str], second: Sequence[str]) -> tuple[Heading, ...]:
    width = max(len(first), len(second))
    names = [*first, *[""] * (width - len(first))]
    under = [*second, *[""] * (width - len(second))]
    return tuple(Heading(name, below) for name, below in zip(names, under, strict=True))


def _line(cell: str) -> str:
    return " ".join(cell.split())
