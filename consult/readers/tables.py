"""Tables of notes: which row is what, and what each cell says under its row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from consult.readers import cells, outcomes, vocabulary
from consult.readers.beside import ask_which, outcomes_beside
from consult.readers.columns import Column, read_columns
from consult.readers.headers import filled, find_header
from consult.readers.layout import Cell, Paragraph, Table
from consult.readers.readings import LaidColumn
from consult.readers.row_labels import ABOUT_ROWS, CARRIED, RowLabels
from consult.readers.scribe import Context, Heading, Outcome, Scribe

_TITLE_WORDS = 15


class TableReader:
    """Reads one table under the context in which it stands."""

    def __init__(self, table: Table, context: Context, scribe: Scribe) -> None:
        self.table = table
        self.scribe = scribe
        self.context = context
        self.kind_of_rows = ""
        self.labels = RowLabels(table, scribe)
        self.row_is_new = True
        self.title_open: Outcome | None = None
        self.cell_contexts: dict[tuple[int, int], Context] = {}
        self.columns: list[Column] = []
        self.laid_columns: tuple[LaidColumn, ...] = ()

    def read(self) -> None:
        """Write down everything in the table."""
        first, end = find_header(self.table)
        if not end and self._may_have_header():
            end = int(self._first_row_heads())
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

    def _may_have_header(self) -> bool:
        """Whether a sheet’s first row may be headings, though nothing in their words says so."""
        rows = self.table.rows
        is_sheet = all("table" not in each.place for row in rows[:1] for each in row[0].paragraphs)
        short = all(len(cell.text.split()) <= _TITLE_WORDS for row in rows[:1] for cell in row)
        return is_sheet and short and len(rows) > 1 and len(filled(rows[0])) > 1

    def _first_row_heads(self) -> bool:
        answer = self.scribe.ask(
            f"{self.table.name}.header", self.table.label,
            "Nothing in the first row says what the columns are. Are its words headings?",
            "no", {"no": "No, it is a row like the others", "yes": "Yes, headings"},
        )  # fmt: skip
        return answer == "yes"

    def _head(self, header: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]]) -> None:
        self.columns = read_columns(self.table, header, body, self.scribe)
        # A table may lie in the very cell that heads it, as where two stand side by side.
        for cell in (cell for row in header for cell in row):
            column = self.columns[cell.column - 1]
            self.cell_contexts[cell.row, cell.column] = self._under(column, self.context)

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
                elif self.title_open and (len(found) == 1 or not self.title_open.title):
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
        if vocabulary.is_total([cell.text for cell in found]):
            for cell in found:
                self._skip(cell, "a row of totals, not a statement")
            return
        if self._is_outcome_and_title(found):
            paragraphs = [paragraph for cell in found for paragraph in cell.paragraphs]
            self._set_outcome(paragraphs, outcomes.in_cell(found[0].text))
            return
        if len(found) == 1 and self._is_spanning(found[0]):
            heads_rows = any(filled(below) for below in body[index + 1 :])
            if self._spanning_row(found[0], heads_rows=heads_rows):
                return
        if self._is_new_header(found):
            below = takewhile(lambda r: not self._is_new_header(filled(r)), body[index + 1 :])
            self._head([row], list(below))
            self.kind_of_rows = ""
            self.title_open = None
            return
        self.title_open = None
        self._data(row, body, index)

    def _is_outcome_and_title(self, found: Sequence[Cell]) -> bool:
        """Whether a row names an outcome over rows that begin with their kind."""
        if len(found) != 2 or found[0].column != 1 or self.columns[0].meaning != "kind":
            return False
        named = outcomes.in_heading(found[0].text)
        return bool(named and not named[1]) and len(found[1].text.split()) <= _TITLE_WORDS

    def _is_spanning(self, cell: Cell) -> bool:
        """Whether a lone cell speaks for its whole row."""
        if self.table.width == 1:
            names = outcomes.in_heading(cell.text) or self._names_kind(cell.text)
            return bool(names) or vocabulary.is_instruction(cell.text)
        if cell.colspan >= self.table.width:
            return True
        is_listed = self.columns[cell.column - 1].meaning in CARRIED
        return cell.column == 1 and not is_listed and (
            bool(outcomes.in_heading(cell.text)) or self._names_kind(cell.text)
        )  # fmt: skip

    @staticmethod
    def _names_kind(text: str) -> bool:
        meaning = vocabulary.meaning(text)
        return bool(meaning and meaning.share == 1 and len(text.split()) <= _TITLE_WORDS)

    def _spanning_row(self, cell: Cell, *, heads_rows: bool) -> bool:
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
            self._skip(cell, "an instruction, not a statement")
            return True
        if self.table.width == 1 or len(cell.text.split()) > _TITLE_WORDS or cell.paragraphs[1:]:
            return False
        if self.title_open:
            self.title_open.lines.append(cell.text)
            self.scribe.entrust(cell.paragraphs, self.title_open)
        elif heads_rows:
            self._set_row_heading(cell)
        else:
            return False
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

    def _data(self, row: Sequence[Cell], body: Sequence[Sequence[Cell]], index: int) -> None:
        """Take a row of notes, with what its other columns say of them."""
        context = self.context
        if self.kind_of_rows:
            context = replace(context, kind=self.kind_of_rows)
        context, given = self.labels.of_row(row, self.columns, context)
        self._remember(filled(row), context)
        for cell in filled(row):
            beside = outcomes_beside(cell, self.columns, body[index : index + cell.rowspan])
            self._cell(cell, context, given, beside)

    def _remember(self, row: Sequence[Cell], context: Context) -> None:
        """Keep what stands above the cells of a row, for the tables that lie in them."""
        for cell in row:
            self.cell_contexts[cell.row, cell.column] = context

    def _skip(self, cell: Cell, why: str) -> None:
        for paragraph in cell.paragraphs:
            self.scribe.skip(paragraph, why)

    def _under(self, column: Column, context: Context) -> Context:
        """Return the context of a cell with what stands over its column."""
        if column.outcome:
            context = replace(context, outcome=column.outcome)
        if not self.kind_of_rows and column.kind:
            context = replace(context, kind=column.kind)
        # "Work" over the column no longer holds where a row below says "Barriers".
        labels = column.labels if not self.kind_of_rows else column.labels_of_no_kind
        return context.under(*labels)

    def _cell(
        self, cell: Cell, context: Context, given: tuple[str, ...], beside: Sequence[str]
    ) -> None:
        column = self.columns[cell.column - 1]
        if column.meaning in ABOUT_ROWS:
            return
        if column.meaning == "skip":
            name = f"“{column.label}”" if column.labels else str(column.number)
            self._skip(cell, f"column {name} holds no statements")
            return
        context = self._under(column, context)
        if len(beside) > 1:
            context = ask_which(cell, beside, context, self.table, self.scribe)
        self.cell_contexts[cell.row, cell.column] = context
        is_list = column.meaning == "text"
        cells.state_cell(cell.paragraphs, context, self.scribe, self.table, given, is_list=is_list)
