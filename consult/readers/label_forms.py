"""Forms: a table of two columns that has on the left what stands on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from consult.readers import outcomes, vocabulary
from consult.readers.cells import ask_kind, state_cell
from consult.readers.headers import filled, find_header
from consult.readers.layout import Cell, Table
from consult.readers.readings import LaidColumn
from consult.readers.scribe import Context, Heading, Outcome, Scribe

_LABEL_WORDS = 12
_MOSTLY = 0.5
_FEWEST_ROWS = 3


def is_form(table: Table) -> bool:
    """Whether a table is a form: most labels on the left are known, and one of them is a kind."""
    rows = [filled(row) for row in table.rows if filled(row)]
    pairs = [row for row in rows if len(row) == 2 and row[0].column == 1]
    if table.width != 2 or len(rows) < _FEWEST_ROWS or len(pairs) < len(rows) / 2:
        return False
    if find_header(table)[1]:
        return False
    labels = [row[0] for row in rows if row[0].column == 1]
    kinds = [label for label in labels if _kind(label)]
    known = [label for label in labels if label not in kinds and _is_known(label.text)]
    # Rows that all begin with a kind, one note each, are a list and not a form.
    return bool(kinds and known) and len(kinds) + len(known) >= len(labels) * _MOSTLY


def _kind(label: Cell) -> str:
    meaning = vocabulary.meaning(label.text)
    short = len(label.text.split()) <= _LABEL_WORDS
    return meaning.kind if meaning and meaning.is_exact and short else ""


def _is_known(text: str) -> bool:
    role = vocabulary.column_role(text.rstrip(":"))
    return _is_about_the_event(text) or role in {"outcome", "outcome_title", "partner"}


def _is_about_the_event(text: str) -> bool:
    return vocabulary.is_about_the_event(text.rstrip(": ") + ":")


class FormReader:
    """Reads one form under the context in which it stands."""

    def __init__(self, table: Table, context: Context, scribe: Scribe) -> None:
        self.table = table
        self.context = context
        self.scribe = scribe
        self.cell_contexts: dict[tuple[int, int], Context] = {}
        self.laid_columns: tuple[LaidColumn, ...] = ()

    def read(self) -> None:
        """Write down everything in the form; a row without a label goes on with the one above."""
        above = self.context
        for row in self.table.rows:
            found = filled(row)
            if not found:
                continue
            label = found[0] if found[0].column == 1 else None
            values = found[1:] if label else found
            is_taken = label is not None and self._tells_of_form(label, values)
            if label is not None:
                above = self.context if is_taken else self._under_heading(label)
            for cell in found:
                self.cell_contexts[cell.row, cell.column] = above
            for cell in () if is_taken else values:
                state_cell(cell.paragraphs, above, self.scribe, self.table)

    def _tells_of_form(self, label: Cell, values: Sequence[Cell]) -> bool:
        """Take a row that speaks of the form itself: the event, or the outcome of all its notes."""
        role = vocabulary.column_role(label.text.rstrip(":"))
        if _is_about_the_event(label.text):
            for cell in (label, *values):
                for paragraph in cell.paragraphs:
                    self.scribe.skip(paragraph, "about the event, not a statement")
        elif role in {"outcome", "outcome_title"} or outcomes.in_heading(label.text):
            self._set_outcome(label, values)
        else:
            return False
        return True

    def _set_outcome(self, label: Cell, values: Sequence[Cell]) -> None:
        named = outcomes.in_heading(label.text)
        lines = [paragraph.text for cell in values for paragraph in cell.paragraphs]
        if named:
            outcome = Outcome(named[0], [named[1], *lines])
        else:
            reference, title = outcomes.in_cell(lines[0]) if lines else (None, "")
            outcome = Outcome(reference, [title, *lines[1:]])
        for cell in (label, *values):
            self.scribe.entrust(cell.paragraphs, outcome)
        self.context = replace(self.context, outcome=outcome)

    def _under_heading(self, label: Cell) -> Context:
        heading = Heading(label.text)
        self.scribe.entrust(label.paragraphs, heading)
        meaning = vocabulary.meaning(label.text)
        kind = _kind(label) or self.context.kind
        if meaning and _kind(label) and not meaning.is_certain:
            kind = ask_kind(self.scribe, f"kind.{label.text}", label.text, kind)
        return replace(self.context.under(heading), kind=kind)
