"""Plain tables as data: what a workbook of them is written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from consult.writers.plain import NotAReport, from_plain, to_plain

KIND = "sheets"


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
    rows: tuple[tuple[str | int, ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheets:
    """A workbook of plain tables."""

    title: str
    organisation: str
    made_on: date
    sheets: tuple[Sheet, ...]

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
