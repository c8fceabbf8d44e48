"""Plain tables as data: what a workbook of them is written from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from consult.writers.plain import NotAReport, from_plain, to_plain

KIND = "sheets"
END = "end"
"""The last line of a workbook, so that half of one is never taken for a whole one."""

Row = tuple[str | int, ...]
Numbered = tuple[int, Row]
"""A row, with the number of its sheet; the sheets may take turns."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its headings, and its rows.

    Parameters
    ----------
    widths
        Of its columns, in letters; by the headings where not given.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheets:
    """A workbook of plain tables."""

    title: str
    organisation: str
    made_on: date
    sheets: tuple[Sheet, ...]

    @property
    def without_rows(self) -> Sheets:
        """The same sheets with their headings alone."""
        return replace(self, sheets=tuple(replace(each, rows=()) for each in self.sheets))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"kind": KIND, **to_plain(self)}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Sheets:
        """Return the tables that `to_dict` made `plain` of.

        Raises
        ------
        NotAReport
            Where `plain` is no such thing; the text says what is wrong, and where.
        """
        if not isinstance(plain, dict) or plain.get("kind") != KIND:
            raise NotAReport(f"These are no tables: their “kind” must be “{KIND}”.")
        return from_plain(cls, {name: plain[name] for name in plain if name != "kind"}, "sheets")


def lines(heads: Sheets, rows: Iterable[Numbered]) -> Iterator[bytes]:
    """Yield a workbook as lines of JSON: its headings first, then row by row, then `END`."""
    yield _line(heads.without_rows.to_dict())
    for row in rows:
        yield _line(row)
    yield _line(END)


def _line(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"
