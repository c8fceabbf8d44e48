"""What reading a notes file gives: statements, what was skipped, questions, and the file's layout.

`to_dict` gives the JSON of `consult notes read --json`; `from_dict` takes it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self, TypeVar

from consult.readers.layout import Place


@dataclass(frozen=True, slots=True)
class Statement:
    """One point in the words of the file.

    `outcome` is the reference as written without a trailing dot; `outcome_title` has one line for
    each line of the title; `heading` is the path of headings above the point; `about` is what its
    row tells besides: its date, the number of the answer, the ward.
    """

    outcome: str | None
    outcome_title: str | None
    kind: str
    text: str
    partners: tuple[str, ...]
    heading: str | None
    place: Place
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Text that did not become a statement, and why."""

    text: str
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that a question takes."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person should confirm; `assumed` is the value of the answer taken so far."""

    id: str
    about: str
    ask: str
    assumed: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal data in a statement: in which, what it is, and where it stands in the text."""

    statement: int
    what: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LaidParagraph:
    """A paragraph outside the tables, as read: its role, and the statements that it became."""

    text: str
    role: str
    place: Place
    statements: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidColumn:
    """A column of a table: its number, its heading, and what it was taken to mean.

    `id` is the key under which an answer changes that meaning.
    """

    id: str
    number: int
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class LaidCell:
    """A cell as read, with its role and the statements that it became."""

    text: str
    role: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    statements: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidTable:
    """A table as read; a merged cell stands once, where it begins."""

    name: str
    label: str
    columns: tuple[LaidColumn, ...]
    rows: tuple[tuple[LaidCell, ...], ...]


LaidBlock = LaidParagraph | LaidTable
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class NotesReading:
    """Everything that one notes file says, each piece of text in exactly one place."""

    file: str
    statements: tuple[Statement, ...]
    skipped: tuple[Skipped, ...]
    questions: tuple[Question, ...]
    layout: tuple[LaidBlock, ...]
    personal: tuple[Personal, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the reading as plain lists and dictionaries, ready for JSON."""
        return {
            "file": self.file,
            "statements": [_told(statement) for statement in self.statements],
            "skipped": [_plain(skipped) for skipped in self.skipped],
            "questions": [_plain(question) for question in self.questions],
            "layout": [
                {"block": "table" if isinstance(block, LaidTable) else "paragraph", **_plain(block)}
                for block in self.layout
            ],
            "personal": [_plain(found) for found in self.personal],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the reading that `to_dict` described."""
        return cls(
            file=data["file"],
            statements=tuple(
                _made(Statement, {"about": {}, **entry}) for entry in data["statements"]
            ),
            skipped=tuple(_made(Skipped, entry) for entry in data["skipped"]),
            questions=tuple(_question(entry) for entry in data["questions"]),
            layout=tuple(_block(entry) for entry in data["layout"]),
            personal=tuple(_made(Personal, entry) for entry in data["personal"]),
        )


def _told(statement: Statement) -> dict[str, Any]:
    """Return a statement as a dictionary; what its row tells besides, only where it does."""
    told = _plain(statement)
    return told if statement.about else {k: v for k, v in told.items() if k != "about"}


def _plain(record: Any) -> dict[str, Any]:
    """Return a record as a dictionary; a copy of every value, as `asdict` makes, costs seconds."""
    return {name: _value(getattr(record, name)) for name in record.__dataclass_fields__}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    return _plain(value) if hasattr(value, "__dataclass_fields__") else value


def _made(record: type[Record], entry: Mapping[str, Any]) -> Record:
    values = {field.name: entry[field.name] for field in fields(record)}  # type: ignore[arg-type]
    return record(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def _question(entry: Mapping[str, Any]) -> Question:
    return _made(Question, {**entry, "options": [_made(Option, o) for o in entry["options"]]})


def _block(entry: Mapping[str, Any]) -> LaidBlock:
    if entry["block"] == "paragraph":
        return _made(LaidParagraph, entry)
    columns = [_made(LaidColumn, column) for column in entry["columns"]]
    rows = [tuple(_made(LaidCell, cell) for cell in row) for row in entry["rows"]]
    return _made(LaidTable, {**entry, "columns": columns, "rows": rows})
