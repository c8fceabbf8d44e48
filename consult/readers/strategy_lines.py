"""A strategy's layout as lines, each with the column that it stands in: framework or delivered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consult.readers import vocabulary
from consult.readers.layout import Cell, Layout, Paragraph, Place, Table, below_header

_ROLES = {
    "aim": {"aim", "aims", "theme", "priority", "priority theme", "aim title"},
    "outcome": {"outcome", "outcomes", "outcome ref", "outcome reference", "reference", "ref"},
    "outcome_title": {"outcome title", "outcome name", "outcome description", "title"},
    "action": {"action", "actions", "what we will do", "activity", "activities", "key action"},
    "delivered": {
        "already being delivered", "already delivered", "being delivered", "delivered",
        "what is already happening", "current delivery", "current activity", "existing work",
        "current work", "what we do now", "already happening", "already under way",
        "what is already being delivered",
    },
}  # fmt: skip
_WORDS = {role: {vocabulary.words(name) for name in names} for role, names in _ROLES.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a strategy file.

    `role` is what its column holds: "" for prose and for a column of aims, outcomes and actions
    together, else one of aim, outcome, outcome_title, action, delivered, header, other. `row` is
    the number of its table row in the whole file, 0 outside tables.
    """

    text: str
    place: Place
    marker: str = ""
    level: int = 0
    bold: bool = False
    role: str = ""
    row: int = 0


def role_of(text: str) -> str:
    """Return what a strategy's column of that heading holds, "" where its words do not say.

    >>> role_of("Already being delivered"), role_of("Outcomes"), role_of("Budget")
    ('delivered', 'outcome', '')
    """
    spoken = vocabulary.words(text)
    return next((role for role, names in _WORDS.items() if spoken in names), "")


def lines_of(layout: Layout) -> Iterator[Line]:
    """Go through all lines of a strategy file, those of a row from left to right."""
    walker = _Walker()
    for block in layout.blocks:
        if isinstance(block, Table):
            yield from walker.table(block)
        else:
            yield _line(block)
    for aside in layout.asides:
        yield _line(aside, role="other")


def _line(paragraph: Paragraph, role: str = "", row: int = 0, header_end: int = 0) -> Line:
    return Line(
        paragraph.text,
        below_header(paragraph.place, header_end),
        paragraph.marker,
        paragraph.level,
        paragraph.bold,
        role,
        row,
    )


class _Walker:
    """Remembers the columns of the last table: the tables after it often have no header."""

    def __init__(self) -> None:
        self.roles: dict[int, str] = {}
        self.width = 0
        self.row = 0

    def table(self, table: Table) -> Iterator[Line]:
        header = self._header(table)
        if not header and table.width != self.width:
            self.roles = {}
        self.width = table.width
        header_end = table.rows.index(header) + 1 if header else 0
        for row in table.rows:
            self.row += 1
            for cell in row:
                role = "header" if row is header else self.roles.get(cell.column, "")
                for paragraph in cell.paragraphs:
                    yield _line(paragraph, role, self.row, header_end)

    def _header(self, table: Table) -> tuple[Cell, ...] | None:
        """Find the header among the first rows, and note what its columns hold."""
        for row in table.rows[:3]:
            filled = [cell for cell in row if cell.paragraphs]
            roles = {cell.column: role_of(cell.text) for cell in filled}
            told = [role for role in roles.values() if role]
            if not told or len(filled) < 2:
                continue
            framework = any(role != "delivered" for role in told)
            self.roles = {
                column: role or ("other" if framework else "") for column, role in roles.items()
            }
            return row
        return None
