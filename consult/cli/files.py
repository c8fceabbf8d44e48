"""The files that commands are given: their bytes, and what is read in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import click

from consult.readers.formats import MAX_BYTES
from consult.readers.isolation import Kind, read_in_child
from consult.readers.refusals import UnreadableFile


def read_file(kind: Kind, file: str, name: str) -> tuple[dict[str, Any], str]:
    """Return what a file holds, read in a process of its own, and the file's name.

    What cannot be read ends the command, with one sentence that says why.

    Parameters
    ----------
    file
        Its path; "-" for standard input.
    name
        What to call it; "" for its own name.
    """
    content, filename = source(file, name)
    try:
        return read_in_child(kind, content, filename), filename
    except UnreadableFile as refusal:
        _refuse(refusal)


def source(file: str, name: str) -> tuple[bytes, str]:
    """Return the bytes and the name of the file that a command was given."""
    if file != "-" and Path(file).is_dir():
        _refuse(UnreadableFile(f"“{file}” is a folder; choose one of the files in it."))
    # One byte more than a file may have: a device would never end.
    with click.open_file(file, "rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    return content, name or ("pasted text.txt" if file == "-" else Path(file).name)


def _refuse(refusal: UnreadableFile) -> NoReturn:
    """Print one sentence on standard error and end with status 1."""
    click.echo(str(refusal), err=True)
    raise click.exceptions.Exit(1)
