"""Where a statement stands: the file of its import, read again, with its place in it."""

from __future__ import annotations

from dataclasses import dataclass

from consult.models.imports import Import
from consult.models.statements import Statement
from consult.readers.readings import NotesReading
from consult.services.imports.reading import read_notes
from consult.services.imports.windows import Window, page_of, window


@dataclass(frozen=True, slots=True)
class Source:
    """A page of the file of an import; `number` is the statement's number in the reading."""

    window: Window
    number: int | None


def open_at(record: Import, statement: Statement | None, *, page: int | None = None) -> Source:
    """Return the file as it was read, at a statement's place or on the page asked for.

    Raises
    ------
    FileRefused
        When the file can no longer be read, as where a program that it needs is gone.
    """
    kept = record.notes_file
    answers = {key: str(value) for key, value in record.answers.items()}
    reading = read_notes(kept.content, kept.filename, answers=answers)
    number = _number_of(reading, statement) if statement else None
    asked = page or (page_of(reading, number) if number is not None else 1)
    return Source(window(reading, asked), number)


def _number_of(reading: NotesReading, statement: Statement) -> int | None:
    """Return the number of a stored statement in the reading: by its place, then by its words."""
    place = statement.place
    texts = {statement.text, *(version.text for version in statement.versions)}
    numbered = list(enumerate(reading.statements))
    in_place = [number for number, each in numbered if dict(each.place) == place]
    said = [number for number, each in numbered if each.text in texts]
    for numbers in (set(in_place) & set(said), in_place, said):
        if numbers:
            return min(numbers, key=lambda number: abs(number - statement.sequence))
    return None
