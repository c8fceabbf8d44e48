"""Reading a notes file or a strategy's file in a process of its own; nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from consult.readers import columns
from consult.readers.formats import ENDINGS
from consult.readers.isolation import read_in_child
from consult.readers.readings import NotesReading
from consult.readers.refusals import UnreadableFile
from consult.services.refusals import ServiceError

# What a column can be said to mean, in the reader's word and in a person's.
MEANINGS = columns.MEANINGS


class FileRefused(ServiceError):
    """The file cannot be read; the sentence says what it is and what to do."""


def read_notes(
    content: bytes, filename: str, *, answers: Mapping[str, str] | None = None
) -> NotesReading:
    """Read a notes file in a process of its own; store nothing.

    Raises
    ------
    FileRefused
        With one sentence that says what is wrong and what to do.
    """
    try:
        return NotesReading.from_dict(
            read_in_child("notes", content, safe_name(filename), answers=answers)
        )
    except UnreadableFile as refusal:
        raise FileRefused(str(refusal)) from refusal


def read_strategy(content: bytes, filename: str) -> dict[str, Any]:
    """Read a strategy's file in a process of its own; store nothing.

    Returns
    -------
    dict
        The JSON form of `consult strategy read`.

    Raises
    ------
    FileRefused
        With one sentence that says what is wrong and what to do.
    """
    try:
        return read_in_child("strategy", content, safe_name(filename))
    except UnreadableFile as refusal:
        raise FileRefused(str(refusal)) from refusal


def safe_name(filename: str) -> str:
    """Return the file's own name without folders, at most 200 characters."""
    return PurePath(filename.replace("\\", "/")).name[-200:] or "notes.txt"


def counts_by_kind(reading: NotesReading) -> dict[str, int]:
    """Return how many statements a reading has of each kind."""
    return dict(Counter(each.kind for each in reading.statements))


def is_picture(filename: str) -> bool:
    """Return whether a file is a picture, whose words a machine recognised."""
    return ENDINGS.get(PurePath(filename.lower()).suffix.lstrip(".")) == "picture"
