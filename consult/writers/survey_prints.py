"""A survey on paper as a PDF/UA file, in three sizes of reading, and its poster."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

from consult.words import direction
from consult.writers.plain import NotAReport, from_plain, map_text, to_plain

KIND = "survey-prints"
WHAT = ("form", "large", "easy", "poster")
ANSWERS = ("lines", "line", "one", "several", "ranking", "date", "contact", "none")
TEMPLATE = Path(__file__).parent / "survey_prints.typ"


@dataclass(frozen=True)
class Said:
    """Words in one language, by its code, such as “cy” or “pt-BR”."""

    text: str
    language: str

    @property
    def drawn(self) -> dict[str, str]:
        """Return it as the template draws it: with its direction, and the region of its code."""
        language, _, region = self.language.partition("-")
        british = "GB" if language == "en" else ""
        return {
            "text": self.text,
            "lang": language,
            "region": region if len(region) == 2 else british,
            "dir": direction(language),
        }


Sentence: TypeAlias = tuple[Said, ...]
"""A sentence, in which words may be in another language than the others."""


@dataclass(frozen=True)
class Own:
    """The form's own sentences: all in one language, which need not be that of the questions.

    Parameters
    ----------
    name, description
        What it is, and of what.
    manner
        How to fill it in, a sentence each.
    page
        Has `{page}` and `{pages}` in it.
    """

    language: str
    name: str
    description: str
    manner: tuple[str, ...]
    optional: str
    page: str
    online: str
    last_day: str
    thanks: str
    send_to: str
    privacy: str
    square: str
    have_your_say: str
    other_ways: str


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
    text: Sentence
    hint: Sentence
    help: Sentence
    answer: str
    options: tuple[Sentence, ...]
    fields: tuple[Sentence, ...]
    is_required: bool

    def __post_init__(self) -> None:
        if self.answer not in ANSWERS:
            raise ValueError(f"“{self.answer}” is no way to answer; choose {', '.join(ANSWERS)}.")


@dataclass(frozen=True)
class PaperSection:
    """A part of the survey; `condition` says who answers it, where not everybody does."""

    title: Sentence
    introduction: Sentence
    condition: Sentence
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True)
class SurveyPrints:
    """A survey as its prints show it.

    Parameters
    ----------
    what
        One of `WHAT`.
    language
        Of the document: of what officers wrote, or of what it was translated into.
    address, square
        Where it is answered online, and its QR code as SVG.
    contact
        Where the paper is sent to.
    """

    what: str
    language: str
    own: Own
    title: Sentence
    organisation: str
    introduction: Sentence
    privacy: Sentence
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
    spoken = {"written": Said("", shown.language), "ours": Said("", shown.own.language)}
    settings = {name: each.drawn for name, each in spoken.items()}
    return typeset(TEMPLATE, "survey", {**_drawn(shown), **settings, "colours": colours()})


def _drawn(value: Any) -> Any:
    """Return what the template reads: words with how they are written, all else as plain data."""
    if isinstance(value, Said):
        return value.drawn
    if isinstance(value, SurveyPrints | PaperSection | PaperQuestion | Own):
        return {each.name: _drawn(getattr(value, each.name)) for each in fields(value)}
    return [_drawn(each) for each in value] if isinstance(value, tuple) else value
