"""Reports are written in a process of their own: the web process never loads the drawing libraries.

They cost hundreds of megabytes, and a fault in one must not take a request down with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
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
            _command(format_name),
            input=json.dumps(document).encode(),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as overrun:
        raise WritingFailed(_too_long(format_name, timeout)) from overrun
    if child.returncode:
        raise WritingFailed(_why(format_name, child.stderr.decode("utf-8", "replace")))
    return child.stdout


def write_lines_in_child(
    format_name: str, lines: Iterable[bytes], *, timeout: float = LONGEST_WAIT
) -> bytes:
    """Write a report in another process that reads it line by line, and return the file.

    Neither process holds more than a line of it, besides the file itself.

    Raises
    ------
    WritingFailed
        The work failed or took too long.
    """
    # What the child lays down on the disk goes with it, also where it is ended by force.
    with tempfile.TemporaryDirectory() as folder:
        child = subprocess.Popen(  # noqa: S603 (our own module, a format from our own list)
            _command(format_name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": folder},
        )
        content, complaint = _watched(child, lines, format_name, timeout)
    if child.returncode:
        raise WritingFailed(_why(format_name, complaint.decode("utf-8", "replace")))
    return content


def _watched(
    child: subprocess.Popen[bytes], lines: Iterable[bytes], format_name: str, timeout: float
) -> tuple[bytes, bytes]:
    """Return what a child said; it is ended once its time is over."""
    too_late = threading.Event()

    def give_up() -> None:
        too_late.set()
        child.kill()

    watch = threading.Timer(timeout, give_up)
    watch.start()
    try:
        with child:
            _feed(child, lines)
            said = child.communicate()
    finally:
        watch.cancel()
    if too_late.is_set():
        raise WritingFailed(_too_long(format_name, timeout))
    return said


def _feed(child: subprocess.Popen[bytes], lines: Iterable[bytes]) -> None:
    """Give a child what it reads; one that has ended already says why when it is asked."""
    given = child.stdin
    try:
        for line in lines:
            if given is not None:
                given.write(line)
    except BrokenPipeError:
        return
    except BaseException:
        child.kill()
        raise


def _command(format_name: str) -> list[str]:
    return [sys.executable, "-m", "consult.writers", format_name]


def _too_long(format_name: str, timeout: float) -> str:
    return (
        f"The report was not written as {format_name} within {timeout:g} seconds. Try again, or"
        " report on one outcome at a time."
    )


def _why(format_name: str, complaint: str) -> str:
    """Return the last line of what the child complained of, as a sentence for the person."""
    lines = complaint.strip().splitlines() or ["it ended without a word"]
    return f"The report could not be written as {format_name}: {lines[-1]}"
