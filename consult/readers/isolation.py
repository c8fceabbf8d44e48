"""Reads a file in a child process, so that a hostile one can only harm that child."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from consult.readers.__main__ import REFUSED
from consult.readers.refusals import CODINGS, NOTES, UnreadableFile

# Of the processor; on a busy machine the clock runs longer.
SECONDS = 20
WAITING = 3
# Finding the lines of a page or the letters of a picture takes longer than unpacking a document.
SLOW_SECONDS = 60
_SLOW = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".gif", ".eml", ".msg")


Kind: TypeAlias = Literal["notes", "strategy", "codebook", "codings", "answers"]
"""What a file is read as."""


def read_in_child(
    kind: Kind,
    content: bytes,
    filename: str,
    answers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what the reading's `to_dict` gives for the file, or `{"themes": […]}` of a codebook.

    Raises
    ------
    UnreadableFile
        When the reader refuses the file, or needs more memory or time than a reading may take.
    """
    seconds = SLOW_SECONDS if filename.lower().endswith(_SLOW) else SECONDS
    request = json.dumps({"filename": filename, "answers": dict(answers or {})}).encode()
    try:
        child = subprocess.run(  # noqa: S603 - our own module, and no word of the request in it
            [sys.executable, "-m", "consult.readers", kind, str(math.ceil(seconds))],
            input=request + b"\n" + content,
            capture_output=True,
            timeout=seconds * WAITING,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much(kind, filename) from None
    if child.returncode == REFUSED:
        raise UnreadableFile(child.stderr.decode("utf-8", "replace"))
    if child.returncode:
        raise _too_much(kind, filename)
    reading: dict[str, Any] = json.loads(child.stdout)
    return reading


def _too_much(kind: str, filename: str) -> UnreadableFile:
    advice = CODINGS if kind == "codings" else NOTES
    return UnreadableFile(
        f"“{filename}” could not be read within the memory and time that a file may take; "
        f"{advice.smaller}."
    )
