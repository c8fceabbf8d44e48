"""How a template becomes an accessible PDF: the same fonts everywhere, data and never source."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from consult.writers.glyphs import fonts


def typeset(template: Path, name: str, content: dict[str, Any], *, on: date | None = None) -> bytes:
    """Return a PDF/UA file.

    Parameters
    ----------
    name, content
        What the template reads, as JSON: a text that looks like markup stays a text.
    on
        The day that the file says it was made; None leaves that to the clock.
    """
    made = None if on is None else datetime.combine(on, time(), UTC)
    pdf: Any = typst.compile(
        str(template),
        font_paths=[str(fonts())],
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(content, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=made,
    )
    return bytes(pdf)
