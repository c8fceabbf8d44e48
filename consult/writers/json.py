"""A report as JSON: all that it says, and nothing of how it looks; it can be read back."""

from __future__ import annotations

import json

from consult.writers.drawing import Report


def write(report: Report) -> bytes:
    """Return the report as UTF-8 JSON; half characters, which UTF-8 lacks, become "?"."""
    text = json.dumps(report.to_dict(), ensure_ascii=False, indent=2)
    return f"{text}\n".encode("utf-8", "replace")
