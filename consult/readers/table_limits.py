"""How large a table of a written document may be."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from consult.readers.layout import MAX_COLUMNS, MAX_ROWS
from consult.readers.refusals import UnreadableFile


def refuse_long(rows: Sequence[etree._Element], filename: str) -> None:
    """Refuse a table of more rows than can be shown."""
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(
            f"“{filename}” has a table of {len(rows):,} rows; "
            f"split it into tables of at most {MAX_ROWS:,}."
        )


def refuse_wide(column: int, filename: str, *, table: int, row: int) -> None:
    """Refuse a table whose row reaches a column beyond the last."""
    if column > MAX_COLUMNS:
        raise UnreadableFile(
            f"“{filename}” has a table of more than {MAX_COLUMNS} columns "
            f"(table {table}, row {row}); take out the columns that are not notes."
        )
