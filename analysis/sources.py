"""A file as it comes: found, looked through once, and then read as a stream of text."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

MOST_BYTES = 500_000_000
ENDINGS = (".csv", ".tsv", ".xlsx", ".jsonl")
_BLOCK = 1 << 20
_IN_MEMORY = 16 << 20


class TableError(ValueError):
    """A file that cannot be used; the text says what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """An open file: what to call it, the ending that tells its format, encoding, size in bytes."""

    name: str
    ending: str
    file: IO[bytes]
    encoding: str
    size: int

    @contextmanager
    def text(self, *, newline: str) -> Iterator[io.TextIOWrapper]:
        """Give the content as text, from the start; lines end as `open` has it."""
        self.file.seek(0)
        wrapper = io.TextIOWrapper(self.file, self.encoding, newline=newline)
        try:
            yield wrapper
        finally:
            # A wrapper that is let go of closes the file, which may be read again.
            if not self.file.closed:
                wrapper.detach()


@contextmanager
def open_source(path: str) -> Iterator[Source]:
    """Open a file for the block; “-” is standard input.

    Raises
    ------
    TableError
        When it cannot be opened, is of another format, is empty, is too large, or is not text.
    """
    name = "standard input" if path == "-" else Path(path).name or str(path)
    ending = "" if path == "-" else Path(path).suffix.lower()
    if path != "-":
        _refuse_path(Path(path), name, ending)
    try:
        file = _standard_input() if path == "-" else Path(path).open("rb")  # noqa: SIM115
    except OSError as error:
        raise TableError(
            f"{name}: the file cannot be opened ({error.strerror}). Check its name."
        ) from error
    with file:
        size = _size(file, name)
        encoding = "" if ending == ".xlsx" else _encoding(file, name)
        yield Source(name, ending, file, encoding, size)


def _refuse_path(path: Path, name: str, ending: str) -> None:
    if path.is_dir():
        raise TableError(f"{name}: this is a folder. Name a file in it.")
    if ending not in ENDINGS:
        raise TableError(
            f"{name}: files ending in {', '.join(ENDINGS)} can be read. Save it as one."
        )


def _standard_input() -> IO[bytes]:
    """Return what comes in, kept so that it can be read twice."""
    kept: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    while block := sys.stdin.buffer.read(_BLOCK):
        kept.write(block)
        if kept.tell() > MOST_BYTES:
            break
    return kept


def _size(file: IO[bytes], name: str) -> int:
    size = file.seek(0, io.SEEK_END)
    if size > MOST_BYTES:
        raise TableError(f"{name}: the file is over {MOST_BYTES // 1_000_000} MB. Split it.")
    if not any(block.strip() for block in _blocks(file)):
        raise TableError(f"{name}: the file is empty. It needs a header and a row a statement.")
    return size


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block


def _encoding(file: IO[bytes], name: str) -> str:
    """Return the encoding that the whole file is in: UTF-8, or Windows-1252 as Excel writes it."""
    head = next(_blocks(file))[:4]
    if head.startswith(b"PK\x03\x04"):
        raise TableError(
            f"{name}: this is a spreadsheet or a zip, not text. End its name in .xlsx."
        )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        _look_through(file, name, "utf-16")
        return "utf-16"
    try:
        _look_through(file, name, "utf-8-sig")
    except _NotUtf8 as broken:
        if broken.had_letters:
            raise TableError(
                f"{name}, line {broken.line}: the text is UTF-8 up to a byte here that is "
                "not. Mend the line, or save the file as UTF-8 again."
            ) from broken
        _look_through(file, name, "cp1252")
        return "cp1252"
    return "utf-8-sig"


class _NotUtf8(Exception):
    """Where a file stops being UTF-8, and whether it had accented letters in UTF-8 before."""

    def __init__(self, line: int, *, had_letters: bool) -> None:
        self.line = line
        self.had_letters = had_letters


def _look_through(file: IO[bytes], name: str, encoding: str) -> None:
    """Read the whole file, in passing, for bytes and characters that cannot be used."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, is_plain = 1, True
    for block in _blocks(file):
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            line += before.count(b"\n")
            if encoding == "utf-8-sig":
                had_letters = not (is_plain and before.isascii())
                raise _NotUtf8(line, had_letters=had_letters) from error
            raise TableError(
                f"{name}, line {line}: this is text in an encoding that is not known. "
                "Save the file as UTF-8 again."
            ) from error
        if "\0" in text:
            line += text[: text.index("\0")].count("\n")
            raise TableError(
                f"{name}, line {line}: there is a NUL character. "
                "Save the file as text in UTF-8 again."
            )
        line += text.count("\n")
        is_plain = is_plain and text.isascii()
