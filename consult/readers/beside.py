"""A note in a merged cell that stands beside several outcomes: a person says which it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from consult.readers import outcomes
from consult.readers.columns import Column
from consult.readers.layout import Cell, Table
from consult.readers.scribe import Context, Outcome, Scribe

_NO_SINGLE_ONE = "all"


def outcomes_beside(
    cell: Cell, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> tuple[str, ...]:
    """Return the references of the outcomes that stand over or beside a cell, each once.

    Parameters
    ----------
    rows
        The rows over which the cell reaches.
    """
    if cell.rowspan == 1 and cell.colspan == 1:
        return ()
    over = [column.outcome for column in columns if cell.covers(column.number)]
    found = [outcome.reference for outcome in over if outcome and outcome.reference]
    telling = {column.number for column in columns if column.meaning == "outcome"}
    for row in rows:
        if row and row[0].row >= cell.row + cell.rowspan:
            break
        named = (each for each in row if each.column in telling and each.paragraphs)
        found += [reference for each in named if (reference := outcomes.in_cell(each.text)[0])]
    return tuple(dict.fromkeys(found))


def ask_which(
    cell: Cell, references: Sequence[str], context: Context, table: Table, scribe: Scribe
) -> Context:
    """Ask which of several outcomes a note is about, and return its context."""
    *first, last = references
    answer = scribe.ask(
        f"{table.name}.row{cell.row}.column{cell.column}.outcome", table.label,
        f"“{cell.text}” stands beside outcomes {', '.join(first)} and {last}. "
        "Which of them is it about?",
        references[0],
        {**{each: f"Outcome {each}" for each in references}, _NO_SINGLE_ONE: "No single one"},
    )  # fmt: skip
    if answer == _NO_SINGLE_ONE:
        return replace(context, outcome=None)
    if context.outcome and context.outcome.reference == answer:
        return context
    return replace(context, outcome=scribe.outcomes.get(answer) or Outcome(answer))
