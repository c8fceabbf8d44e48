"""A survey on paper as a PDF/UA file, in three sizes of reading, and its poster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consult.writers.plain import NotAReport, from_plain, map_text, to_plain

KIND = "survey-prints"
WHAT = ("form", "large", "easy", "poster")
ANSWERS = ("lines", "line", "one", "several", "ranking", "date", "contact", "none")
TEMPLATE = Path(__file__).parent / "survey_prints.typ"


@dataclass(frozen=True)
class PaperQuestion:
    """One question on paper.

    Parameters
    ----------
    number
        As it is printed: "4"; empty where nothing is answered.
    answer
        One of `ANSWERS`: ruled lines, one line, boxes to tick one or several of, places to
        number, a date, a line for each way to reach somebody, or nothing.
    help
        How to answer it, in a sentence.
    fields
        What is written on each line of a date or a contact.
    """

    number: str
    text: str
    hint: str
    help: str
    answer: str
    options: tuple[str, ...]
    fields: tuple[str, ...]
    is_required: bool

    def __post_init__(self) -> None:
        if self.answer not in ANSWERS:
            raise ValueError(f"“{self.answer}” is no way to answer; choose {', '.join(ANSWERS)}.")


@dataclass(frozen=True)
class PaperSection:
    """A part of the survey."""

    title: str
    introduction: str
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True)
class SurveyPrints:
    """A survey as its prints show it.

    Parameters
    ----------
    what
        One of `WHAT`.
    closes
        The last day in words, or empty.
    address, square
        Where it is answered online, and its QR code as SVG.
    contact
        Where the paper is sent to.
    """

    what: str
    title: str
    organisation: str
    consultation: str
    introduction: str
    closes: str
    privacy: str
    contact: str
    address: str
    square: str
    sections: tuple[PaperSection, ...]

    def __post_init__(self) -> None:
        if self.what not in WHAT:
            raise ValueError(f"“{self.what}” is nothing to print; choose from {', '.join(WHAT)}.")

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"kind": KIND, **to_plain(self)}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> SurveyPrints:
        """Return the prints that `to_dict` made `plain` of.

        Raises
        ------
        NotAReport
            Where `plain` is no such thing; the text says what is wrong, and where.
        """
        if not isinstance(plain, dict) or plain.get("kind") != KIND:
            raise NotAReport(f"This is no survey to print: its “kind” must be “{KIND}”.")
        return from_plain(cls, {name: plain[name] for name in plain if name != "kind"}, "survey")


def write(prints: SurveyPrints) -> bytes:
    """Return the print as an accessible PDF; the template gets JSON, never typst source."""
    from consult.writers.glyphs import drawable, writable
    from consult.writers.pdf import colours
    from consult.writers.typesetting import typeset

    shown = map_text(writable(prints), drawable)
    return typeset(TEMPLATE, "survey", {**shown.to_dict(), "colours": colours()})
