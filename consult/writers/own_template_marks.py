"""Marks that stand for tables and headings while the fields of a template are filled in.

A field holds text only, so what is no line of text stands as a mark in a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from consult.writers.paper import Part

MARK = re.compile("\ue000(\\d+)\ue001")


@dataclass
class Marks:
    """The marks of one paper, and what stands behind each."""

    parts: list[tuple[str, list[list[str]]]] = field(default_factory=list)

    def of(self, words: str, rows: list[list[str]] | None = None) -> str:
        """Return the mark of a heading, or of a table with its caption."""
        self.parts.append((words, rows or []))
        return f"\ue000{len(self.parts) - 1}\ue001"

    def lines(self, number: int) -> str:
        """Return what stands behind a mark in one line."""
        words, rows = self.parts[number]
        told = ". ".join("; ".join(row) for row in rows)
        return f"{words}: {told}." if told else words


def rows_of(part: Part) -> list[list[str]]:
    """Return the cells of a table as text, with its header."""
    return [list(part.header), *([cell.text for cell in row] for row in part.rows)]
