"""What each column of a table means: from its headings, from what is in it, or from an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean

from consult.readers import outcomes, vocabulary
from consult.readers.layout import Cell, Table
from consult.readers.scribe import KIND_LABELS, Heading, Outcome, Scribe

MEANINGS = {
    **KIND_LABELS,
    "text": "Notes of the kind named elsewhere",
    "outcome": "The outcome",
    "outcome_title": "The outcome’s title",
    "kind": "What kind of note it is",
    "partner": "The partner",
    "heading": "A topic over the notes",
    "skip": "Nothing to take over",
}
_MOSTLY = 0.6
_LABEL_WORDS = 12
_NOTE_WORDS = 2.5


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
    def kind(self) -> str:
        """Return the kind of the notes in it, or "" where it holds none or does not say."""
        return self.meaning if self.meaning in KIND_LABELS else ""


def label_meaning(text: str) -> str:
    """Return what a column of that heading means, "" where its words do not say."""
    if len(text.split()) > _LABEL_WORDS:
        return ""
    # "Comments" is the text of a list before it is a kind.
    if role := vocabulary.column_role(text):
        return role
    found = vocabulary.meaning(text)
    if found and (found.share >= 0.5 or len(found.kinds) > 1):
        return found.kind
    return ""


def filled(row: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a row that have text."""
    return [cell for cell in row if cell.paragraphs]


def find_header(table: Table) -> tuple[int, int]:
    """Return the first header row and the first row after the header, as indexes; (0, 0) for none.

    Rows above a header are titles. Several rows may make the header, as when outcomes stand over
    pairs of columns.
    """
    first = _first_header(table)
    if first is None:
        return 0, 0
    end = first + 1
    while end < len(table.rows) and (
        end < table.header_rows
        or _is_header(table.rows[end], table)
        or _is_sub_header(table.rows[end - 1], table.rows[end])
    ):
        end += 1
    return first, end


def _first_header(table: Table) -> int | None:
    seen = 0
    for index, row in enumerate(table.rows):
        if not filled(row):
            continue
        if _is_header(row, table):
            return index
        seen += 1
        if seen == 8:
            break
    if table.header_rows and len(filled(table.rows[0])) > 1:
        return 0
    return _unworded_header(table)


def _is_header(row: Sequence[Cell], table: Table) -> bool:
    """Whether the words of the row are those of headings."""
    cells = filled(row)
    if not cells or (len(cells) == 1 and (table.width > 1 and cells[0].column == 1)):
        return False
    known = [cell for cell in cells if len(cell.paragraphs) == 1 and label_meaning(cell.text)]
    named = [cell for cell in cells if cell not in known and outcomes.in_heading(cell.text)]
    if known:
        return len(known) + len(named) >= len(cells) / 2 and not _is_note_like(cells, known)
    return len(named) > 1 and len(named) >= len(cells) - 1


def _is_note_like(cells: Sequence[Cell], known: Sequence[Cell]) -> bool:
    """Whether a row that seems a header has long texts, or values beside a single known word."""
    others = [cell for cell in cells if cell not in known]
    if any(len(cell.text.split()) > _LABEL_WORDS for cell in others):
        return True
    # In a list whose first column says the kind, each row begins with a word of the vocabulary.
    return len(known) == 1 and len(cells) == 2 and known[0].column == 1 and bool(others)


def _is_sub_header(above: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Whether the row divides merged headings above it ("By us", "By others")."""
    cells = filled(row)
    merged = any(cell.colspan > 1 for cell in filled(above)) and len(filled(above)) > 1
    short = all(len(cell.text.split()) <= 4 for cell in cells)
    return merged and len(cells) > 1 and short and all(cell.is_bold for cell in cells)


def _unworded_header(table: Table) -> int | None:
    """Find a first row that heads columns in words of its own: short, over longer cells."""
    rows = [(index, filled(row)) for index, row in enumerate(table.rows) if filled(row)]
    if len(rows) < 2 or len(rows[0][1]) < 2:
        return None
    index, cells = rows[0]
    bold = all(cell.is_bold for cell in cells) and not all(
        c.is_bold for _, row in rows for c in row
    )
    if bold:
        return index
    wordy = all(
        len(cell.text.split()) <= 8 and not vocabulary.says_nothing(cell.text) for cell in cells
    )
    distinct = len({cell.text.casefold() for cell in cells}) == len(cells)
    if not (wordy and distinct and len(cells) >= table.width - 1):
        return None
    below = [len(cell.text.split()) for _, row in rows[1:] for cell in row]
    above = [len(cell.text.split()) for cell in cells]
    is_listing = all(not outcomes.in_heading(cell.text) for cell in cells)
    return index if is_listing and mean(below) >= 2 * mean(above) else None


def read_columns(table: Table, header: Sequence[Sequence[Cell]], scribe: Scribe) -> list[Column]:
    """Return what each column means, asking about those that are not sure."""
    columns = [Column(number) for number in range(1, table.width + 1)]
    start = header[-1][0].row if header and header[-1] else 0
    for row in header:
        _label(columns, row, table, scribe)
    body = [row for row in table.rows if row and row[0].row > start]
    for column in columns:
        found = [cell for row in body for cell in filled(row) if cell.column == column.number]
        column.meaning = column.meaning or _from_content(column, found, columns)
    _ask_about(columns, table, scribe, body)
    return columns


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
    named = sum(bool(outcomes.in_heading(text)) for text in texts)
    if named >= _MOSTLY * len(texts):
        return "outcome"
    kinds = [vocabulary.meaning(text) for text in texts]
    if sum(bool(kind and kind.is_exact) for kind in kinds) >= _MOSTLY * len(texts):
        return "kind"
    if all(not any(map(str.isalpha, text)) for text in texts):
        return "skip"
    has_notes = any(other.kind or other.meaning == "text" for other in columns)
    is_short = mean(len(text.split()) for text in texts) <= _NOTE_WORDS
    if has_notes and column.number == 1:
        return "heading"
    return "skip" if has_notes and is_short and column.labels else "text"


def _ask_about(
    columns: Sequence[Column], table: Table, scribe: Scribe, body: Sequence[Sequence[Cell]]
) -> None:
    """Ask about each column whose meaning was only assumed, and follow the answers."""
    used = {cell.column for row in body for cell in filled(row)}
    for column in columns:
        id_ = f"{table.name}.column{column.number}"
        question = _doubt(column) if column.number in used else ""
        if question:
            about = f"{table.label}, column {column.number}"
            column.meaning = scribe.ask(id_, about, question, column.meaning, MEANINGS)
        elif scribe.answers.get(id_) in MEANINGS:
            column.meaning = scribe.answers[id_]


def _doubt(column: Column) -> str:
    """Return what to ask about a column, or "" where its heading is plain."""
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
