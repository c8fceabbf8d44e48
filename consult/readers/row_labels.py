"""What the columns beside the notes say of a row: its outcome, kind, topic, partner, date, ward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from consult.readers import cells, outcomes, partners, vocabulary
from consult.readers.columns import TELLING, Column
from consult.readers.headers import filled
from consult.readers.labels import LETTERS
from consult.readers.layout import Cell, Table
from consult.readers.scribe import Context, Heading, Outcome, Scribe

CARRIED = ("outcome", "outcome_title", "kind", "heading")
"""What a blank cell may take from the cell above it."""

ABOUT_ROWS = frozenset({*CARRIED, *TELLING, "partner"})
"""The meanings of columns that hold no notes themselves."""

_CARRY_OPTIONS = {"yes": "Yes, as in the row above", "no": "No, they have none"}


class RowLabels:
    """Reads what stands beside the notes of each row of a table, from the top."""

    def __init__(self, table: Table, scribe: Scribe) -> None:
        self.table = table
        self.scribe = scribe
        self.carried: dict[int, tuple[Cell, Heading | Outcome]] = {}

    def of_row(
        self, row: Sequence[Cell], columns: Sequence[Column], context: Context
    ) -> tuple[Context, tuple[str, ...]]:
        """Return the context of a row's notes, and the partners that it names."""
        given: tuple[str, ...] = ()
        found = {cell.column: cell for cell in filled(row)}
        has_notes = any(_holds_notes(cell, columns) for cell in found.values())
        # A reference comes before its title, wherever the two columns stand.
        for column in sorted(columns, key=lambda column: column.meaning != "outcome"):
            cell = found.get(column.number)
            if column.meaning in CARRIED:
                context = self._told(column, cell, row[0].row, context)
            elif cell and column.meaning == "partner":
                given = (*given, *self._partners(cell, has_notes=has_notes))
            elif cell and column.meaning in TELLING:
                context = self._informed(column.meaning, cell, context, has_notes=has_notes)
        return context, given

    def _partners(self, cell: Cell, *, has_notes: bool) -> tuple[str, ...]:
        """Return the partners of a row; their cell is a part of the row's notes."""
        owner = Heading(cell.text, role="partner", why_unused="a partner with no note beside it")
        self.scribe.entrust(cell.paragraphs, owner)
        owner.is_used = has_notes
        names: list[str] = []
        for paragraph in cell.paragraphs:
            if vocabulary.says_nothing(paragraph.text):
                self.scribe.skip(paragraph, "it names no partner")
            else:
                names += partners.in_column(paragraph.text)
        return tuple(names)

    def _informed(self, meaning: str, cell: Cell, context: Context, *, has_notes: bool) -> Context:
        """Return the context with what a cell tells of its row: a date, a number, a ward."""
        owner = Heading(cell.text, role="partner", why_unused=f"a {meaning} with no note beside it")
        self.scribe.entrust(cell.paragraphs, owner)
        owner.is_used = has_notes
        told = f"{context.about[meaning]}; {cell.text}" if meaning in context.about else cell.text
        return replace(context, about={**context.about, meaning: told})

    def _told(self, column: Column, cell: Cell | None, row: int, context: Context) -> Context:
        """Add what a column says of its row; a blank cell goes on with the one above."""
        if cell:
            self.carried[column.number] = (cell, self._owner(column, cell))
        if column.number not in self.carried:
            return context
        source, owner = self.carried[column.number]
        if not cell and row >= source.row + source.rowspan and not self._goes_down(column):
            return context
        if isinstance(owner, Outcome):
            return replace(context, outcome=self._joined(source, column, owner, context))
        context = context.under(owner)
        return replace(context, kind=owner.kind) if column.meaning == "kind" else context

    def _goes_down(self, column: Column) -> bool:
        answer = self.scribe.ask(
            f"{self.table.name}.column{column.number}.blank",
            f"{self.table.label}, column {column.number}",
            f"Do blank cells under “{column.label or column.number}” repeat the cell above?",
            "yes", _CARRY_OPTIONS,
        )  # fmt: skip
        return answer == "yes"

    def _owner(self, column: Column, cell: Cell) -> Heading | Outcome:
        """Return the outcome, kind or topic that a cell names for its rows."""
        owner: Heading | Outcome
        if column.meaning in {"outcome", "outcome_title"}:
            first = cell.paragraphs[0].text
            is_title = column.meaning == "outcome_title"
            reference, title = (None, first) if is_title else outcomes.in_cell(first)
            lines = [title, *(p.text for p in cell.paragraphs[1:])]
            owner = self.scribe.outcome(reference, lines)
        else:
            owner = Heading(cell.text, role="heading", kind=self._kind_named(column, cell))
        self.scribe.entrust(cell.paragraphs, owner)
        return owner

    def _kind_named(self, column: Column, cell: Cell) -> str:
        if column.meaning == "kind" and cell.text.strip(".") in LETTERS:
            letter = cell.text.strip(".")
            return cells.ask_kind(self.scribe, f"kind.{letter}", letter, LETTERS[letter])
        meaning = vocabulary.meaning(cell.text)
        return meaning.kind if meaning else "comment"

    def _joined(self, source: Cell, column: Column, owner: Outcome, context: Context) -> Outcome:
        """Return the outcome with the title that another column gives to its reference."""
        if column.meaning != "outcome_title" or not context.outcome:
            return owner
        whole = context.outcome
        whole.lines += [line for line in owner.lines if line not in whole.lines]
        self.scribe.entrust(source.paragraphs, whole)
        return whole


def _holds_notes(cell: Cell, columns: Sequence[Column]) -> bool:
    meaning = columns[cell.column - 1].meaning
    return meaning not in {*ABOUT_ROWS, "skip"} and not vocabulary.says_nothing(cell.text)
