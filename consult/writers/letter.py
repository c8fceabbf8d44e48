"""A page for one person, such as a receipt, as a PDF/UA file in that person's language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consult.writers.plain import NotAReport, from_plain, map_text, to_plain

KIND = "letter"
TEMPLATE = Path(__file__).parent / "letter.typ"


@dataclass(frozen=True)
class Fact:
    """Something to keep, such as a reference, and what it is called."""

    name: str
    value: str


@dataclass(frozen=True)
class Letter:
    """What stands on the page, from its top.

    Parameters
    ----------
    language
        Its BCP 47 code, such as "cy".
    subject
        What it is about: the consultation's title.
    steps_title, steps
        What happens next, in its order.
    """

    language: str
    organisation: str
    title: str
    subject: str
    facts: tuple[Fact, ...]
    paragraphs: tuple[str, ...]
    steps_title: str
    steps: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"kind": KIND, **to_plain(self)}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Letter:
        """Return the letter that `to_dict` made `plain` of.

        Raises
        ------
        NotAReport
            Where `plain` is no such thing; the text says what is wrong, and where.
        """
        if not isinstance(plain, dict) or plain.get("kind") != KIND:
            raise NotAReport(f"This is no letter: its “kind” must be “{KIND}”.")
        return from_plain(cls, {name: plain[name] for name in plain if name != "kind"}, KIND)


def write(letter: Letter) -> bytes:
    """Return the letter as an accessible PDF; the template gets JSON, never typst source."""
    from consult.writers.glyphs import drawable, writable
    from consult.writers.pdf import colours
    from consult.writers.typesetting import typeset

    shown = map_text(writable(letter), drawable)
    return typeset(TEMPLATE, "letter", {**shown.to_dict(), "colours": colours()})
