"""The page to hang up as an accessible PDF: the same picture, with all of it in words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from consult.writers import infographic
from consult.writers.glyphs import drawable, fonts, writable
from consult.writers.handout import Handout
from consult.writers.plain import map_text

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
    content: Any = typst.compile(
        str(TEMPLATE),
        font_paths=[str(fonts())],
        ignore_system_fonts=True,
        sys_inputs={"page": json.dumps(said, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(shown.summary.generated_on, time(), UTC),
    )
    return bytes(content)
