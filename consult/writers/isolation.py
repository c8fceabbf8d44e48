"""Reports are written in a process of their own: the web process never loads the drawing libraries.

They cost hundreds of megabytes, and a fault in one must not take a request down with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from consult.writers import FORMATS, OTHERS

LONGEST_WAIT = 120.0


class WritingFailed(RuntimeError):
    """A report could not be written; the text says why, and what to do."""


def write_in_child(
    format_name: str, document: dict[str, Any], *, timeout: float = LONGEST_WAIT
) -> bytes:
    """Write a report in another process and return the file.

    Parameters
    ----------
    format_name
        One of `FORMATS`: "docx", "pdf", "html", "xlsx", "csv", "json", or "charts" for a zip; or
        `PRINTS` for what is printed for a workshop, or `OWN_TEMPLATE`.
    document
        The report as `BarrierSummary.to_dict` gives it, or the prints as `Prints.to_dict` does.
    timeout
        Seconds after which the work is given up.

    Raises
    ------
    WritingFailed
        The format is unknown, the document is no report, or the work failed or took too long.
    """
    if format_name not in (*FORMATS, *OTHERS):
        raise WritingFailed(
            f"A report cannot be written as “{format_name}”; choose {', '.join(FORMATS)}."
        )
    try:
        child = subprocess.run(  # noqa: S603 (our own module, a format from our own list)
            [sys.executable, "-m", "consult.writers", format_name],
            input=json.dumps(document).encode(),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as overrun:
        raise WritingFailed(
            f"The report was not written as {format_name} within {timeout:g} seconds. Try again, or"
            " report on one outcome at a time."
        ) from overrun
    if child.returncode:
        raise WritingFailed(_why(format_name, child.stderr.decode("utf-8", "replace")))
    return child.stdout


def _why(format_name: str, complaint: str) -> str:
    """Return the last line of what the child complained of, as a sentence for the person."""
    lines = complaint.strip().splitlines() or ["it ended without a word"]
    return f"The report could not be written as {format_name}: {lines[-1]}"
