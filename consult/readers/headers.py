"""Which rows of a table are its header: from their words, their type, or the rows below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import mean

from consult.readers import outcomes, vocabulary
from consult.readers.contents import repeats
from consult.readers.layout import Cell, Table

_LABEL_WORDS = 12
_TITLE_ROWS = 8
_UNWORDED_LABEL = 40
_CODED = 0.25
_CODE = re.compile(
    r"(?:[A-Z]{1,3}|Ident|Question|Qu|Item|Var|Col)[ ._]?\d{1,3}(?:[._][\w.]+)*", re.I
)
_REPLIED = re.compile(r"(?:Open-Ended )?Response|Open-Ended", re.I)


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
    first -= int(first > 0 and _is_coded(filled(table.rows[first - 1])))
    end = first + 1
    while end < len(table.rows) and (
        end < table.header_rows
        or (_is_divided(table.rows[end - 1]) and _is_header(table.rows[end], table))
        or _is_sub_header(table.rows[end - 1], table.rows[end])
        or _is_second_row_of_export(table.rows[end - 1], table.rows[end])
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
        # Above a header stand titles, not rows of notes.
        if seen == _TITLE_ROWS or len(filled(row)) > 2:
            break
    if table.header_rows and len(filled(table.rows[0])) > 1:
        return 0
    return _unworded_header(table)


def _is_divided(row: Sequence[Cell]) -> bool:
    """Whether the headings of a row call for others below: merged, or outcomes over kinds."""
    return any(cell.colspan > 1 or outcomes.in_heading(cell.text) for cell in filled(row))


def _is_header(row: Sequence[Cell], table: Table) -> bool:
    """Whether the words of the row are those of headings."""
    cells = filled(row)
    if not cells or (len(cells) == 1 and (table.width > 1 and cells[0].column == 1)):
        return False
    known = [cell for cell in cells if _is_label(cell)]
    named = [cell for cell in cells if cell not in known and outcomes.in_heading(cell.text)]
    if known:
        # An outcome beside a kind is a row of notes that begins with its labels.
        named = named if len(named) > 1 else []
        return len(known) + len(named) >= len(cells) / 2 and not _is_note_like(cells, known)
    return len(named) > 1 and len(named) >= len(cells) - 1


def _is_label(cell: Cell) -> bool:
    """Whether a cell is a heading; on several lines, only where all of them together are."""
    if len(cell.paragraphs) == 1:
        return bool(label_meaning(cell.text))
    found = vocabulary.meaning(cell.text)
    is_broken = all(paragraph.soft for paragraph in cell.paragraphs[1:])
    return is_broken and bool(found and found.share == 1 and found.is_certain)


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


def _is_coded(cells: Sequence[Cell]) -> bool:
    """Whether headings are the codes of a survey tool: “Q1”, “Q2_4_TEXT”, “Ident 3”."""
    coded = sum(bool(_CODE.fullmatch(cell.text)) for cell in cells)
    return len(cells) > 1 and coded > 0 and coded >= len(cells) * _CODED


def _is_second_row_of_export(above: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Whether a survey tool put a second row of headings: the questions, or marks of its own."""
    cells = filled(row)
    if not cells:
        return False
    if is_for_the_tool(row) or all(_REPLIED.fullmatch(cell.text) for cell in cells):
        return True
    codes = [cell for cell in filled(above) if _CODE.fullmatch(cell.text)]
    below = {cell.column: cell.text for cell in cells}
    questions = [below[code.column] for code in codes if code.column in below]
    asked = sum(text.endswith(("?", ":")) or len(text.split()) > 3 for text in questions)
    told = sum(bool(label_meaning(text)) for text in below.values())
    return len(questions) > 0 and asked + told >= len(codes) * _CODED and _is_distinct(questions)


def _is_distinct(texts: Sequence[str]) -> bool:
    return len(set(texts)) == len(texts)


def is_for_the_tool(row: Sequence[Cell]) -> bool:
    """Whether a row of the header only holds marks for the tool that wrote it."""
    return all(cell.text.startswith('{"ImportId"') for cell in filled(row))


def _unworded_header(table: Table) -> int | None:
    """Find a first row that heads columns in words of its own: short, over longer cells."""
    rows = [(index, filled(row)) for index, row in enumerate(table.rows) if filled(row)]
    while rows and len(rows[0][1]) == 1 < table.width:
        del rows[0]
    if len(rows) < 2 or len(rows[0][1]) < 2:
        return None
    index, cells = rows[0]
    bold = all(cell.is_bold for cell in cells) and not all(
        c.is_bold for _, row in rows for c in row
    )
    if bold:
        return index
    wordy = all(
        len(cell.text.split()) <= _UNWORDED_LABEL and not vocabulary.says_nothing(cell.text)
        for cell in cells
    )
    distinct = len({cell.text.casefold() for cell in cells}) == len(cells)
    if not (wordy and distinct and len(cells) >= table.width - 1):
        return None
    if any(outcomes.in_heading(cell.text) for cell in cells):
        return None
    return (
        index if _tells_itself_apart(cells, [cell for _, row in rows[1:] for cell in row]) else None
    )


def _tells_itself_apart(cells: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether a first row differs from those below: a known word, or shorter, or over numbers."""
    if any(vocabulary.column_role(cell.text) for cell in cells):
        return True
    worded = {cell.column for cell in below if not vocabulary.says_nothing(cell.text)}
    if any(cell.text.endswith("?") for cell in cells) and not any(
        cell.text.endswith("?") for cell in below
    ):
        return True
    columns = {cell.column for cell in below} - worded
    if columns & {cell.column for cell in cells} or any(_heads_choices(c, below) for c in cells):
        return True
    lengths = [len(cell.text.split()) for cell in below]
    return mean(lengths) >= 2 * mean(len(cell.text.split()) for cell in cells)


def _heads_choices(label: Cell, below: Sequence[Cell]) -> bool:
    """Whether the cells under a label repeat a few values, as answers to a closed question do."""
    return repeats([c.text for c in below if c.column == label.column], without=label.text)
