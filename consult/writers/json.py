"""A report as JSON: all that it says, and nothing of how it looks; it can be read back."""

from __future__ import annotations

import json

from consult.writers.barrier_summary import BarrierSummary


def write(summary: BarrierSummary) -> bytes:
    """Return the report as UTF-8 JSON; half characters, which UTF-8 lacks, become "?"."""
    text = json.dumps(summary.to_dict(), ensure_ascii=False, indent=2)
    return f"{text}\n".encode("utf-8", "replace")
