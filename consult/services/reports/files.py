"""Reports as files: written in a process of their own, and kept for whoever asks next."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from consult.services.refusals import NotFound, ServiceError
from consult.writers import STREAMED
from consult.writers.archive import unpack
from consult.writers.isolation import WritingFailed, write_in_child, write_lines_in_child
from consult.writers.worksheets import Numbered, Sheets, lines


class Format(NamedTuple):
    """A kind of file: its name for people, and its media type."""

    label: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "docx": Format("Word", f"{_OFFICE}.wordprocessingml.document"),
    "pdf": Format("PDF", "application/pdf"),
    "xlsx": Format("Excel", f"{_OFFICE}.spreadsheetml.sheet"),
    "csv": Format("CSV", "text/csv; charset=utf-8"),
    "json": Format("JSON", "application/json"),
}
"""What a page offers, by the ending of the file."""

KNOWN = {
    **FORMATS,
    "html": Format("Web page", "text/html; charset=utf-8"),
    "pptx": Format("PowerPoint", f"{_OFFICE}.presentationml.presentation"),
    "svg": Format("Picture", "image/svg+xml"),
}
"""Every kind of file that is written of a report."""

MOST_KEPT = 32
MOST_BYTES_KEPT = 64 * 2**20


class Writable(Protocol):
    """What a file is written of: a report, or anything else that says itself as plain data."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""


class ReportNotWritten(ServiceError):
    """A report could not become a file; the text says why, and what to do."""


class Shelf:
    """The files written last, by what is in them; the one used least recently goes first."""

    def __init__(self, most: int = MOST_KEPT, most_bytes: int = MOST_BYTES_KEPT) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._files: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str]) -> bytes | None:
        """Return a file that is kept, if it is."""
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
            return self._files.get(key)

    def keep(self, key: tuple[str, str], content: bytes) -> None:
        """Keep a file, and let go of those for which there is no room."""
        with self._lock:
            self._files[key] = content
            self._files.move_to_end(key)
            while self._is_too_full():
                self._files.popitem(last=False)

    def _is_too_full(self) -> bool:
        size = sum(len(content) for content in self._files.values())
        return len(self._files) > self._most or (size > self._most_bytes and len(self._files) > 1)


_shelf = Shelf()


def name(slug: str, ending: str) -> str:
    """Return what a consultation's barrier summary is called as a file."""
    return f"{slug}-barrier-summary.{ending}"


def digest(summary: Writable) -> str:
    """Return the SHA-256 of all that the report says: new whenever anything in it is."""
    written = json.dumps(summary.to_dict(), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def render(summary: Writable, format_name: str) -> bytes:
    """Return the report as a file: "docx", "pdf", "html", "xlsx", "csv", "json" or "charts".

    Raises
    ------
    ReportNotWritten
        The work failed or took too long.
    """
    key = digest(summary), format_name
    content = _shelf.get(key)
    if content is None:
        try:
            content = write_in_child(format_name, summary.to_dict())
        except WritingFailed as failure:
            raise ReportNotWritten(str(failure)) from failure
        _shelf.keep(key, content)
    return content


def render_streamed(heads: Sheets, rows: Iterable[Numbered]) -> bytes:
    """Return a workbook of rows that are read while it is written; it is not kept.

    Raises
    ------
    ReportNotWritten
        The work failed or took too long.
    """
    try:
        return write_lines_in_child(STREAMED, lines(heads, rows))
    except WritingFailed as failure:
        raise ReportNotWritten(str(failure)) from failure


def chart(summary: Writable, name: str) -> bytes:
    """Return one of the report's charts as SVG, or raise NotFound."""
    picture = unpack(render(summary, "charts")).get(f"{name}.svg")
    if picture is None:
        raise NotFound("There is no such chart in this report.")
    return picture
