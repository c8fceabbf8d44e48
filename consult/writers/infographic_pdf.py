"""The page to hang up as an accessible PDF: the same picture, with all of it in words."""

from __future__ import annotations

from pathlib import Path

from consult.writers import infographic
from consult.writers.glyphs import drawable, writable
from consult.writers.handout import Handout
from consult.writers.plain import map_text
from consult.writers.typesetting import typeset

TEMPLATE = Path(__file__).parent / "infographic.typ"


def write(handout: Handout) -> bytes:
    """Return the page as PDF/UA."""
    shown: Handout = map_text(writable(handout), drawable)
    said = {
        "title": infographic.name(shown),
        "author": shown.summary.organisation,
        "alt": infographic.in_words(shown),
        "picture": infographic.write(handout).decode(),
    }
    return typeset(TEMPLATE, "page", said, on=shown.summary.generated_on)
