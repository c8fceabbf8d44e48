"""Tables of notes: which row is what, and what each cell says under its row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from consult.readers import cells, outcomes, partners, vocabulary
from consult.readers.columns import Column, read_columns
from consult.readers.headers import filled, find_header
from consult.readers.layout import Cell, Paragraph, Table
from consult.readers.readings import LaidColumn
from consult.readers.scribe import Context, Heading, Outcome, Scribe

_TITLE_WORDS = 15
_CARRY_OPTIONS = {"yes": "Yes, as in the row above", "no": "No, they have none"}
_CARRIED = ("outcome", "outcome_title", "kind", "heading")


class TableReader:
    """Reads one table under the context in which it stands."""

    def __init__(self, table: Table, context: Context, scribe: Scribe) -> None:
        self.table = table
        self.scribe = scribe
        self.context = context
        self.kind_of_rows = ""
        self.carried: dict[int, tuple[Cell, object]] = {}
        self.row_is_new = True
        self.title_open: Outcome | None = None
        self.cell_contexts: dict[tuple[int, int], Context] = {}
        self.columns: list[Column] = []
        self.laid_columns: tuple[LaidColumn, ...] = ()

    def read(self) -> None:
        """Write down everything in the table."""
        first, end = find_header(self.table)
        self.scribe.end_header(self.table, end)
        for row in self.table.rows[:first]:
            self._title(filled(row))
        body = self.table.rows[end:]
        self._head(self.table.rows[first:end], body)
        self.laid_columns = tuple(
            LaidColumn(f"{self.table.name}.column{c.number}", c.number, c.label, c.meaning)
            for c in self.columns
        )
        for index, row in enumerate(body):
            self._row(row, body, index)

    def _head(self, header: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]]) -> None:
        self.columns = read_columns(self.table, header, body, self.scribe)

    def _title(self, found: Sequence[Cell]) -> None:
        """Take a row above the header: an outcome, a heading, or an instruction."""
        for cell in found:
            for paragraph in cell.paragraphs:
                named = outcomes.in_heading(paragraph.text)
                if named:
                    self._set_outcome([paragraph], named)
                elif vocabulary.is_instruction(paragraph.text):
                    self.scribe.skip(paragraph, "an instruction, not a statement")
                elif vocabulary.is_about_the_event(paragraph.text):
                    self.scribe.skip(paragraph, "about the event, not a statement")
                elif self.title_open and len(found) == 1:
                    self.title_open.lines.append(paragraph.text)
                    self.scribe.entrust([paragraph], self.title_open)
                else:
                    self._add_heading(paragraph)

    def _add_heading(self, paragraph: Paragraph) -> None:
        meaning = vocabulary.meaning(paragraph.text)
        heading = Heading(paragraph.text)
        self.scribe.entrust([paragraph], heading)
        self.context = self.context.under(heading)
        if meaning and meaning.is_exact and not self.context.kind:
            self.context = replace(self.context, kind=meaning.kind)

    def _row(self, row: Sequence[Cell], body: Sequence[Sequence[Cell]], index: int) -> None:
        found = filled(row)
        self._remember(row, self.context)
        if not found:
            return
        if len(found) == 1 and self._is_spanning(found[0]) and self._spanning_row(found[0]):
            return
        if self._is_new_header(found):
            below = takewhile(lambda r: not self._is_new_header(filled(r)), body[index + 1 :])
            self._head([row], list(below))
            self.kind_of_rows = ""
            self.title_open = None
            return
        self.title_open = None
        self._data(row)

    def _is_spanning(self, cell: Cell) -> bool:
        """Whether a lone cell speaks for its whole row."""
        if self.table.width == 1:
            return bool(outcomes.in_heading(cell.text)) or self._names_kind(cell.text)
        if cell.colspan >= self.table.width:
            return True
        is_listed = self.columns[cell.column - 1].meaning in _CARRIED
        return cell.column == 1 and not is_listed and (
            bool(outcomes.in_heading(cell.text)) or self._names_kind(cell.text)
        )  # fmt: skip

    @staticmethod
    def _names_kind(text: str) -> bool:
        meaning = vocabulary.meaning(text)
        return bool(meaning and meaning.share == 1 and len(text.split()) <= _TITLE_WORDS)

    def _spanning_row(self, cell: Cell) -> bool:
        """Take a row that is one cell; return whether it was more than a note."""
        first = cell.paragraphs[0]
        if named := outcomes.in_heading(first.text):
            self._set_outcome(cell.paragraphs, named)
            self._remember([cell], self.context)
            return True
        if self._names_kind(cell.text):
            meaning = vocabulary.meaning(cell.text)
            self.kind_of_rows = meaning.kind if meaning else ""
            self._set_row_heading(cell)
            return True
        if vocabulary.is_instruction(cell.text):
            for paragraph in cell.paragraphs:
                self.scribe.skip(paragraph, "an instruction, not a statement")
            return True
        if self.table.width == 1 or len(cell.text.split()) > _TITLE_WORDS or cell.paragraphs[1:]:
            return False
        if self.title_open:
            self.title_open.lines.append(cell.text)
            self.scribe.entrust(cell.paragraphs, self.title_open)
        else:
            self._set_row_heading(cell)
        return True

    def _set_outcome(self, paragraphs: Sequence[Paragraph], named: outcomes.Parsed) -> None:
        lines = [named[1], *(paragraph.text for paragraph in paragraphs[1:])]
        self.title_open = Outcome(named[0], lines)
        self.scribe.entrust(paragraphs, self.title_open)
        self.context = replace(self.context, outcome=self.title_open)
        self.kind_of_rows = ""
        self.context = self._without_row_heading()

    def _set_row_heading(self, cell: Cell) -> None:
        heading = Heading(cell.text, role="heading", level=-1)
        self.scribe.entrust(cell.paragraphs, heading)
        self.context = self._without_row_heading().under(heading)

    def _without_row_heading(self) -> Context:
        kept = tuple(heading for heading in self.context.headings if heading.level >= 0)
        return replace(self.context, headings=kept)

    def _is_new_header(self, found: Sequence[Cell]) -> bool:
        """Whether a row further down heads the columns anew, as in a grid of four fields."""
        return len(found) > 1 and all(self._names_kind(cell.text) for cell in found)

    def _data(self, row: Sequence[Cell]) -> None:
        """Take a row of notes, with what its other columns say of them."""
        context = self.context
        given: tuple[str, ...] = ()
        if self.kind_of_rows:
            context = replace(context, kind=self.kind_of_rows)
        found = {cell.column: cell for cell in filled(row)}
        # A reference comes before its title, wherever the two columns stand.
        for column in sorted(self.columns, key=lambda column: column.meaning != "outcome"):
            if column.meaning in _CARRIED:
                context = self._told(column, found.get(column.number), row[0].row, context)
            elif column.meaning == "partner" and column.number in found:
                given = (*given, *self._partners(found[column.number], row))
        self._remember(list(found.values()), context)
        for cell in found.values():
            self._cell(cell, context, given)

    def _remember(self, row: Sequence[Cell], context: Context) -> None:
        """Keep what stands above the cells of a row, for the tables that lie in them."""
        for cell in row:
            self.cell_contexts[cell.row, cell.column] = context

    def _partners(self, cell: Cell, row: Sequence[Cell]) -> tuple[str, ...]:
        """Return the partners of a row; their cell is a part of the row's notes."""
        owner = Heading(cell.text, role="partner", why_unused="a partner with no note beside it")
        self.scribe.entrust(cell.paragraphs, owner)
        owner.is_used = any(self._holds_notes(other) for other in filled(row))
        named = [p.text for p in cell.paragraphs if not vocabulary.says_nothing(p.text)]
        return tuple(name for text in named for name in partners.in_column(text))

    def _holds_notes(self, cell: Cell) -> bool:
        meaning = self.columns[cell.column - 1].meaning
        return meaning not in {*_CARRIED, "partner", "skip"} and not vocabulary.says_nothing(
            cell.text
        )

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
        if isinstance(owner, Heading):
            context = context.under(owner)
            return replace(context, kind=owner.kind) if column.meaning == "kind" else context
        return context

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
            meaning = vocabulary.meaning(cell.text)
            owner = Heading(cell.text, role="heading", kind=meaning.kind if meaning else "comment")
        self.scribe.entrust(cell.paragraphs, owner)
        return owner

    def _joined(self, source: Cell, column: Column, owner: Outcome, context: Context) -> Outcome:
        """Return the outcome with the title that another column gives to its reference."""
        if column.meaning != "outcome_title" or not context.outcome:
            return owner
        whole = context.outcome
        whole.lines += [line for line in owner.lines if line not in whole.lines]
        self.scribe.entrust(source.paragraphs, whole)
        return whole

    def _cell(self, cell: Cell, context: Context, given: tuple[str, ...]) -> None:
        column = self.columns[cell.column - 1]
        if column.meaning in {*_CARRIED, "partner"}:
            return
        if column.meaning == "skip":
            name = f"“{column.label}”" if column.labels else str(column.number)
            for paragraph in cell.paragraphs:
                self.scribe.skip(paragraph, f"column {name} holds no statements")
            return
        if column.outcome:
            context = replace(context, outcome=column.outcome)
        if not self.kind_of_rows and column.kind:
            context = replace(context, kind=column.kind)
        # "Work" over the column no longer holds where a row below says "Barriers".
        labels = column.labels if not self.kind_of_rows else column.labels_of_no_kind
        context = context.under(*labels)
        self.cell_contexts[cell.row, cell.column] = context
        is_list = column.meaning == "text"
        cells.state_cell(cell.paragraphs, context, self.scribe, self.table, given, is_list=is_list)
