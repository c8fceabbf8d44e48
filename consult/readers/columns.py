"""What each column of a table means: from its headings, from what is in it, or from an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean

from consult.readers import contents, exports, outcomes, vocabulary
from consult.readers.headers import filled, is_for_the_tool, label_meaning
from consult.readers.labels import LETTERS
from consult.readers.layout import Cell, Table
from consult.readers.scribe import KIND_LABELS, Heading, Outcome, Scribe

MEANINGS = {
    **KIND_LABELS,
    "text": "Notes of the kind named elsewhere",
    "outcome": "The outcome",
    "outcome_title": "The outcome’s title",
    "kind": "What kind of note it is",
    "partner": "The partner",
    "heading": "A topic or question over the notes",
    "date": "When it was said",
    "id": "The number of the answer or person",
    "ward": "The ward or area",
    "skip": "Nothing to take over",
}
TELLING = ("date", "id", "ward")
"""What a column may tell of the notes beside it, besides their outcome, kind, topic and partner."""

_FOR_THE_TOOL = "a mark for the survey tool"
_MOSTLY = 0.6
_MOST_DOUBTS = 8


@dataclass(slots=True, eq=False)
class Column:
    """One column: its meaning, and the headings and the outcome that stand over it."""

    number: int
    meaning: str = ""
    labels: list[Heading] = field(default_factory=list)
    outcome: Outcome | None = None
    is_assumed: bool = False

    @property
    def label(self) -> str:
        """Return its headings as one line."""
        return " › ".join(label.text for label in self.labels)

    @property
    def labels_of_no_kind(self) -> list[Heading]:
        """Return the headings over it that do not say what kind of notes it holds."""
        return [label for label in self.labels if label_meaning(label.text) not in KIND_LABELS]

    @property
    def kind(self) -> str:
        """Return the kind of the notes in it, or "" where it holds none or does not say."""
        return self.meaning if self.meaning in KIND_LABELS else ""


def read_columns(
    table: Table, header: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]], scribe: Scribe
) -> list[Column]:
    """Return what each column means for the rows of the body, asking where it is not sure."""
    columns = [Column(number) for number in range(1, table.width + 1)]
    for row in header:
        if is_for_the_tool(row):
            for cell in filled(row):
                scribe.entrust(cell.paragraphs, Heading(cell.text, why_unused=_FOR_THE_TOOL))
        else:
            _label(columns, row, table, scribe)
    below: dict[int, list[Cell]] = {}
    for row in body:
        for cell in filled(row):
            below.setdefault(cell.column, []).append(cell)
    if table.meanings:
        for column in columns:
            column.meaning = table.meanings.get(column.number, "skip")
    else:
        _judge(columns, below)
    _ask_about([column for column in columns if column.number in below], table, scribe)
    return columns


def _judge(columns: Sequence[Column], below: Mapping[int, Sequence[Cell]]) -> None:
    """Settle by their cells what the headings of columns leave open."""
    for column in columns:
        found = below.get(column.number, [])
        if column.meaning in {"", "heading"} and _names_kinds(found):
            column.meaning = "kind"
        if column.kind and contents.is_list_of_few([cell.text for cell in found]):
            column.meaning = "skip"
        column.meaning = column.meaning or _from_content(column, found, columns)
    _take_references(columns, below)


def _label(columns: Sequence[Column], row: Sequence[Cell], table: Table, scribe: Scribe) -> None:
    """Put the headings of one header row over the columns that they cover."""
    reach = spread(row, table.width)
    for cell in filled(row):
        named = outcomes.in_heading(cell.text) if not label_meaning(cell.text) else None
        owner: Heading | Outcome
        if named:
            owner = Outcome(named[0], [named[1]])
        else:
            owner = Heading(cell.text, role="heading", why_unused="the heading of a column")
        scribe.entrust(cell.paragraphs, owner)
        for number in reach[cell]:
            column = columns[number - 1]
            column.is_assumed |= not cell.covers(number)
            if isinstance(owner, Outcome):
                column.outcome = owner
            else:
                column.labels.append(owner)
                column.meaning = label_meaning(cell.text) or column.meaning


def spread(row: Sequence[Cell], width: int) -> dict[Cell, list[int]]:
    """Return the columns over which each heading of a header row reaches.

    A blank cell beside a heading that names a kind belongs to it. A header with fewer cells than
    its table has columns (a text file keeps no merged cells) is spread evenly.
    """
    cells = filled(row)
    last = max((cell.column + cell.colspan - 1 for cell in row), default=0)
    if last < width and len(cells) == len(row) > 1 and all(cell.colspan == 1 for cell in row):
        each, more = divmod(width, len(cells))
        sizes = [each + (n < more) for n in range(len(cells))]
        starts = [1 + sum(sizes[:n]) for n in range(len(cells))]
        return {c: list(range(s, s + z)) for c, s, z in zip(cells, starts, sizes, strict=True)}
    reach = {}
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        own_end = cell.column + cell.colspan
        meaning = label_meaning(cell.text)
        grows = meaning in KIND_LABELS or (not meaning and outcomes.in_heading(cell.text))
        end = (following.column if following else width + 1) if grows else own_end
        reach[cell] = list(range(cell.column, max(own_end, end)))
    return reach


def _from_content(column: Column, cells: Sequence[Cell], columns: Sequence[Column]) -> str:
    """Return what a column without a telling heading holds, judged by its cells."""
    if not cells:
        return "skip"
    texts = [cell.text for cell in cells]
    named = sum(bool(outcomes.in_heading(text)) for text in texts) if not column.labels else 0
    if named and named >= _MOSTLY * len(texts):
        return "outcome"
    if all(not any(map(str.isalpha, text)) for text in texts):
        return "date" if contents.look(texts) == "date" else "skip"
    if looks := contents.look(texts):
        return looks if looks == "date" else "skip"
    has_notes = any(other.kind or other.meaning == "text" for other in columns)
    if has_notes and column.number == 1:
        return "heading"
    if column.labels and contents.is_choice(texts, column.label):
        return "skip"
    is_terse = mean(len(text.split()) for text in texts) <= 1
    return "skip" if column.labels and is_terse else "text"


def _names_kinds(cells: Sequence[Cell]) -> bool:
    """Whether most cells of a column say which kind of note stands beside them."""
    lone = [cell.text for cell in cells if not cell.paragraphs[1:]]
    kinds = [vocabulary.meaning(text) for text in lone]
    told = sum(bool(kind and kind.is_exact) for kind in kinds)
    letters = sum(text.strip(".") in LETTERS for text in lone)
    return bool(cells) and max(told, letters) >= _MOSTLY * len(cells)


def _take_references(columns: Sequence[Column], below: Mapping[int, Sequence[Cell]]) -> None:
    """Let a column of numbers such as “2.1” beside the outcomes, or the kinds, be their references.

    Where the outcomes have their numbers with them, it only numbers the rows.
    """
    told = next((column for column in columns if column.meaning == "outcome"), None)
    if told and any(outcomes.in_heading(cell.text) for cell in below.get(told.number, [])):
        return
    if not told and not any(column.kind for column in columns):
        return
    for column in columns:
        texts = [cell.text for cell in below.get(column.number, [])]
        if column.meaning == "skip" and texts and all(map(outcomes.in_heading, texts)):
            column.meaning = "outcome"
            if told:
                told.meaning = "outcome_title"
            return


def _ask_about(columns: Sequence[Column], table: Table, scribe: Scribe) -> None:
    """Ask about each column whose meaning was only assumed, and follow the answers.

    Where many are in doubt, as in the export of a survey, one question stands for all of them.
    """
    doubts = {column: question for column in columns if (question := _doubt(column))}
    if exports.is_survey([column.label for column in columns]):
        exports.ask_about(table, columns, scribe)
        doubts = {}
    leave_out = len(doubts) > _MOST_DOUBTS and _ask_about_many(len(doubts), table, scribe) == "skip"
    for column in columns:
        id_ = f"{table.name}.column{column.number}"
        if column in doubts and leave_out:
            column.meaning = "skip"
        elif column in doubts and len(doubts) <= _MOST_DOUBTS:
            about = f"{table.label}, column {column.number}"
            column.meaning = scribe.ask(id_, about, doubts[column], column.meaning, MEANINGS)
        if scribe.answers.get(id_) in MEANINGS:
            column.meaning = scribe.answers[id_]


def _ask_about_many(count: int, table: Table, scribe: Scribe) -> str:
    return scribe.ask(
        f"{table.name}.columns", table.label,
        f"The headings of {count} columns do not say what is in them. Were they read rightly?",
        "assumed", {"assumed": "Yes, but for single columns", "skip": "Leave all of them out"},
    )  # fmt: skip


def _doubt(column: Column) -> str:
    """Return what to ask about a column, or "" where its heading is plain."""
    if not column.labels and (column.outcome or column.meaning in {"kind", "outcome"}):
        return ""
    if not column.labels:
        return f"Column {column.number} has no heading. What is in it?"
    if column.is_assumed:
        return f"Does column {column.number} belong to “{column.label}” as well?"
    label = column.labels[-1].text
    if vocabulary.column_role(label):
        return ""
    found = vocabulary.meaning(label)
    if not found or not column.kind:
        return f"What is in the column “{label}”?"
    return "" if found.is_certain else f"“{label}” may mean several things. What is in this column?"
