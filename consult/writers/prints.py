"""What is printed for a workshop, as PDF/UA files: capture sheets, note sheets and a poster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consult.writers.plain import NotAReport, from_plain, map_text, to_plain

KIND = "workshop-prints"
WHAT = ("sheets", "notes", "poster")
TEMPLATE = Path(__file__).parent / "prints.typ"
NOTES_ON_A_PAGE = 6
"""Boxes on a note sheet, each as large as a sticky note."""


@dataclass(frozen=True)
class Outcome:
    """An outcome: its reference ("2.1"), and its title."""

    reference: str
    title: str


@dataclass(frozen=True)
class Table:
    """A table with the address of its sheet; no code where it takes nobody in.

    Parameters
    ----------
    code
        As it is read out: "7K3QX-9ABCD".
    square
        The QR code of the address, as SVG.
    """

    label: str
    facilitator: str = ""
    code: str = ""
    address: str = ""
    square: str = ""


@dataclass(frozen=True)
class Round:
    """A round of the agenda: "10:00", "10:20", and what is asked."""

    start: str
    end: str
    asks: str


@dataclass(frozen=True)
class Prints:
    """A workshop as its prints show it.

    Parameters
    ----------
    what
        One of `WHAT`.
    when
        Its date in words; empty where there is none.
    columns, discussion
        Headings of the sheets' columns, and of the group discussion.
    address, square
        Where anybody with a code joins, and its QR code.
    """

    what: str
    title: str
    organisation: str
    consultation: str
    when: str
    place: str
    columns: tuple[str, ...]
    discussion: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    tables: tuple[Table, ...]
    ground_rules: tuple[str, ...]
    rounds: tuple[Round, ...]
    address: str
    square: str

    def __post_init__(self) -> None:
        if self.what not in WHAT:
            raise ValueError(f"“{self.what}” is nothing to print; choose from {', '.join(WHAT)}.")

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"kind": KIND, **to_plain(self)}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Prints:
        """Return the prints that `to_dict` made `plain` of.

        Raises
        ------
        NotAReport
            Where `plain` is no such thing; the text says what is wrong, and where.
        """
        if not isinstance(plain, dict) or plain.get("kind") != KIND:
            raise NotAReport(f"This is nothing to print: its “kind” must be “{KIND}”.")
        return from_plain(cls, {name: plain[name] for name in plain if name != "kind"}, "prints")


def write(prints: Prints) -> bytes:
    """Return one of a workshop's prints as an accessible PDF.

    The template gets all of it as JSON, never as typst source.
    """
    from consult.writers.glyphs import drawable, writable
    from consult.writers.pdf import colours
    from consult.writers.typesetting import typeset

    shown = map_text(writable(prints), drawable)
    told = {**shown.to_dict(), "colours": colours(), "notes_on_a_page": NOTES_ON_A_PAGE}
    return typeset(TEMPLATE, "prints", told)
