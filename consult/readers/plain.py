"""Plain text and pasted text to the neutral layout.

Tables come in three shapes: lines with tabs in them (a paste from Excel), lines between bars
(Markdown), and one cell a line with a tab before it and a blank line after each row (what Word
leaves when it saves as text).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from consult.readers import encodings, markers, quoting
from consult.readers.layout import (
    MAX_COLUMNS,
    MAX_ROWS,
    Block,
    Cell,
    Layout,
    Paragraph,
    Table,
    number_paragraphs,
    split_paragraph,
    tidy,
)
from consult.readers.refusals import UnreadableFile

# Some thirty pages without a break.
LONGEST_LINE = 100_000
_LINE_ENDS = re.compile(r"[\n\f\v]")
_RULE = re.compile(r"\s*([=\-_*~#])\1{2,}\s*$")
_HASHES = re.compile(r"\s*(#{1,6})\s+(?=\S)")
_BAR_RULE = re.compile(r"\s*\|?[\s:|\-]+\|[\s:|\-]*$")
_STARS = re.compile(r"\s*(\*\*|__)(?P<text>[^*_].*?)\1:?\s*$")
_ENDS = (".", "?", "!", ":", ";", "…", "”", '"')
_NARROWEST, _WIDEST = 50, 100


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its number in the file."""

    number: int
    text: str

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @property
    def is_tabbed_cell(self) -> bool:
        return self.text.startswith("\t") and "\t" not in self.text.strip()


def read(content: bytes, filename: str, answers: Mapping[str, str]) -> Layout:
    """Return the layout of a text; one that quotes mails is read as a mail."""
    found = encodings.decode(content, filename, answers)
    _refuse_long_lines(found.text, filename)
    if not quoting.quotes_mails(found.text):
        return Layout("text", blocks_of(found.text, filename), doubts=found.doubts)
    layout = layout_of_mail(found.text, filename, answers)
    return replace(layout, doubts=(*found.doubts, *layout.doubts))


def layout_of_mail(text: str, filename: str, answers: Mapping[str, str]) -> Layout:
    """Return the layout of a mail's plain text, with what it quotes and its endings set apart."""
    _refuse_long_lines(text, filename)
    found = quoting.split_text(text, answers)
    layout = Layout("mail", blocks_of(found.text, filename), found.asides, found.doubts)
    return quoting.without_endings(quoting.set_apart(layout, answers))


def _refuse_long_lines(text: str, filename: str) -> None:
    """Refuse a line that nobody wrote as a note, before half a minute goes into reading it."""
    for number, line in enumerate(_LINE_ENDS.split(text), 1):
        # A row of a table is refused by its columns, which says more.
        length = max(map(len, line.split("\t"))) if len(line) > LONGEST_LINE else 0
        if length > LONGEST_LINE:
            raise UnreadableFile(
                f"“{filename}” has {length:,} characters in one line (line {number:,}); "
                f"the most is {LONGEST_LINE:,}. Begin a new line for each point."
            )


def blocks_of(text: str, filename: str) -> tuple[Block, ...]:
    """Return the paragraphs and tables of a text.

    Raises
    ------
    UnreadableFile
        When it has more lines or columns than notes can have.
    """
    lines = [_Line(n, line) for n, line in enumerate(_LINE_ENDS.split(text), 1)]
    if len(lines) > MAX_ROWS * 2:
        raise UnreadableFile(
            f"“{filename}” has {len(lines):,} lines; "
            f"split it into files of at most {MAX_ROWS * 2:,}."
        )
    if any(line.text.count("\t") > MAX_COLUMNS for line in lines):
        raise UnreadableFile(
            f"“{filename}” has a line of more than {MAX_COLUMNS} columns; "
            "take out the columns that are not notes."
        )
    return tuple(_Reader(lines).blocks())


class _Reader:
    """Walks through the lines, giving paragraphs and tables."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self.lines = lines
        self.at = 0
        self.table_count = 0
        self.wrap = _wrap_width(lines)
        self.is_lower_case = _is_lower_case(lines)

    def blocks(self) -> list[Block]:
        blocks: list[Block] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if (line.is_blank and not line.is_tabbed_cell) or _RULE.match(line.text):
                self.at += 1
            elif table := self._table():
                blocks.append(table)
            else:
                blocks += self._paragraph()
        return blocks

    def _table(self) -> Table | None:
        end, records = _cell_a_line(self.lines, self.at)
        if not records:
            end, records = _row_a_line(self.lines, self.at)
        if not records:
            return None
        self.at = end
        self.table_count += 1
        return _as_table(records, self.table_count)

    def _paragraph(self) -> tuple[Paragraph, ...]:
        """Take one paragraph: a line, with the lines that only wrap it."""
        first = self.lines[self.at]
        taken = [first.text]
        self.at += 1
        while self.at < len(self.lines) and self._goes_on(taken[-1], self.lines[self.at]):
            taken.append(self.lines[self.at].text)
            self.at += 1
        level = 0
        if hashes := _HASHES.match(first.text):
            level = len(hashes[1])
            taken[0] = first.text[hashes.end() :]
        elif self.at < len(self.lines) and re.match(r"\s*[=-]{3,}\s*$", self.lines[self.at].text):
            level = 1
        stars = _STARS.match(taken[0]) if len(taken) == 1 else None
        text = stars["text"] if stars else " ".join(taken)
        return split_paragraph(text, {"line": first.number}, level=level, bold=bool(stars))

    def _goes_on(self, above: str, line: _Line) -> bool:
        """Whether the line only continues the one above it."""
        text = line.text
        if line.is_blank or "\t" in text.strip() or _RULE.match(text) or _HASHES.match(text):
            return False
        marker, rest = markers.split(text)
        if marker or not rest.strip():
            return False
        ended = above.rstrip().endswith((".", "?", "!", ":")) or rest.rstrip().endswith(":")
        if rest.lstrip()[0].islower() and not ended and not self.is_lower_case:
            return True
        indented = text[:1] == " " and bool(markers.split(above)[0])
        first_word = rest.split()[0]
        full = len(above.rstrip()) + 1 + len(first_word) > self.wrap
        return indented or (bool(self.wrap) and full and not above.rstrip().endswith(_ENDS))


def _wrap_width(lines: Sequence[_Line]) -> int:
    """Return the width at which the text was wrapped by hand or by a mailer; 0 where it was not."""
    lengths = [len(line.text.rstrip()) for line in lines]
    width = max(lengths, default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    return width if sum(length > width - 15 for length in lengths) >= 3 else 0


def _is_lower_case(lines: Sequence[_Line]) -> bool:
    """Whether whoever typed this began most lines with a small letter, new ones too."""
    firsts = [markers.split(line.text)[1].strip()[:1] for line in lines if not line.is_blank]
    letters = [first for first in firsts if first.isalpha()]
    small = sum(letter.islower() for letter in letters)
    return small > 2 and small > len(letters) * 0.6


Record = list[tuple[int, list[str]]]


def _cell_a_line(lines: Sequence[_Line], start: int) -> tuple[int, list[Record]]:
    """Read a table that has one cell a line, each after a tab, and a blank line between rows."""
    if not lines[start].is_tabbed_cell:
        return start, []
    rows: list[Record] = [[]]
    at = start
    while at < len(lines):
        line = lines[at]
        if line.is_tabbed_cell:
            rows[-1].append((line.number, [line.text.strip()]))
            at += 1
        elif end := _rest_of_cell(lines, at):
            rows[-1][-1][1].extend(line.text for line in lines[at:end] if not line.is_blank)
            at = end
        elif line.is_blank and any(below.is_tabbed_cell for below in lines[at + 1 : at + 2]):
            rows.append([])
            at += 1
        else:
            break
    rows = [row for row in rows if row]
    return (at, rows) if len(rows) > 1 or any(len(row) > 1 for row in rows) else (start, [])


def _rest_of_cell(lines: Sequence[_Line], at: int) -> int:
    """Return where further paragraphs of a cell end, or 0 where there are none.

    They have no tab of their own; only the next cell, on the very next line, shows that they
    belonged to the table.
    """
    end = at
    while end < len(lines) and not lines[end].text.startswith("\t") and end - at < 40:
        end += 1
    has_words = any(not line.is_blank for line in lines[at:end])
    closes = end < len(lines) and lines[end].is_tabbed_cell and not lines[end - 1].is_blank
    return end if has_words and closes and end > at else 0


def _row_a_line(lines: Sequence[_Line], start: int) -> tuple[int, list[Record]]:
    """Read a table that has one row a line, with tabs or bars between its cells."""
    for separator in ("\t", "|"):
        records: list[Record] = []
        at = start
        while at < len(lines) and (
            cells := _parts(lines[at].text, separator, is_inside=bool(records))
        ):
            if separator == "\t" or not _BAR_RULE.match(lines[at].text):
                records.append([(lines[at].number, [cell]) for cell in cells])
            at += 1
        if len(records) > 1:
            return at, records
    return start, []


def _parts(text: str, separator: str, *, is_inside: bool) -> list[str]:
    """Return the cells of a line; inside a table, a tab at its beginning or end is a blank cell."""
    if separator == "|":
        text = text.strip()
        if text.count("|") < 2 or not text.startswith("|"):
            return []
        return text.strip("|").split("|")
    cells = text.split("\t") if "\t" in (text if is_inside else text.strip()) else []
    # A bullet and a tab, as Word and PowerPoint paste a list, make no table.
    return [] if cells and markers.is_alone(text.split("\t")[0]) else cells


def _as_table(records: Sequence[Record], number: int) -> Table:
    rows = []
    for r, record in enumerate(records, 1):
        cells = []
        for c, (line, paragraphs) in enumerate(record, 1):
            place = {"table": number, "row": r, "column": c, "line": line}
            found = [p for text in paragraphs for p in split_paragraph(tidy(text), place)]
            cells.append(Cell(r, c, number_paragraphs(found)))
        rows.append(tuple(cells))
    return Table(number, tuple(rows), max(map(len, records), default=0))
