"""What the columns of a table mean, kept by name and known again by the table's headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.imports import ColumnProfile
from consult.readers.readings import LaidTable, NotesReading
from consult.services import audit
from consult.services.imports.reading import MEANINGS, read_notes
from consult.services.refusals import InvalidInput, NotFound
from consult.services.transaction import transaction

USE = "profile"
NONE = "none"
_MOST_CHARACTERS = 100
_FEWEST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Read:
    """A reading, the answers behind it, and the profile by which its columns were read."""

    reading: NotesReading
    answers: Mapping[str, str]
    profile: ColumnProfile | None


def read(session: Session, content: bytes, filename: str, answers: Mapping[str, str]) -> Read:
    """Read a file; a profile that knows its headings answers first, then the person.

    Raises
    ------
    FileRefused
        With one sentence that says what is wrong and what to do.
    """
    reading = read_notes(content, filename, answers=answers)
    if answers.get(USE) == NONE:
        return Read(reading, answers, None)
    profile, found = _known(session, reading)
    if profile is None:
        return Read(reading, answers, None)
    whole = {**found, **answers}
    if any(answers.get(key) != value for key, value in found.items()):
        reading = read_notes(content, filename, answers=whole)
    return Read(reading, whole, profile)


def _known(session: Session, reading: NotesReading) -> tuple[ColumnProfile | None, dict[str, str]]:
    """Return the first profile that knows a table of the file, and its answers for all it knows."""
    profiles = list_profiles(session)
    used: ColumnProfile | None = None
    answers: dict[str, str] = {}
    for table in _tables(reading):
        labels = _labels(table)
        profile = next((each for each in profiles if each.labels == labels), None)
        if profile is not None:
            used = used or profile
            answers |= {
                column.id: meaning
                for column, meaning in zip(table.columns, profile.meanings, strict=True)
                if meaning in MEANINGS
            }
    return used, answers


def can_be_kept(reading: NotesReading) -> bool:
    """Return whether a file has a table whose headings a profile can know."""
    return any(any(_labels(table)) for table in _tables(reading))


def save(session: Session, reading: NotesReading, *, name: str) -> ColumnProfile:
    """Keep what the columns of the file's first headed table mean; the same name is replaced.

    Raises
    ------
    InvalidInput
        Without a name, or where the file has no table with headings.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= _MOST_CHARACTERS:
        raise InvalidInput(
            f"Give the profile a name of at most {_MOST_CHARACTERS} characters.", field="profile"
        )
    table = next((each for each in _tables(reading) if any(_labels(each))), None)
    if table is None:
        raise InvalidInput(
            "This file has no table with headings, so its columns cannot be kept.", field="profile"
        )
    with transaction(session):
        profile = session.scalar(select(ColumnProfile).where(ColumnProfile.name == name))
        if profile is None:
            profile = ColumnProfile(name=name, saved_by_id=audit.actor_of(session).user_id)
            session.add(profile)
        profile.labels = _labels(table)
        profile.meanings = [column.meaning for column in table.columns]
        session.flush()
        audit.record(session, "column_profile.saved", profile)
    return profile


def list_profiles(session: Session) -> list[ColumnProfile]:
    """Return all profiles by name."""
    return list(session.scalars(select(ColumnProfile).order_by(ColumnProfile.name)))


def remove(session: Session, profile_id: int) -> str:
    """Remove a profile and return its name; files that were read by it stay as they are.

    Raises
    ------
    NotFound
        When there is none.
    """
    profile = session.get(ColumnProfile, profile_id)
    if profile is None:
        raise NotFound("There is no such profile.")
    with transaction(session):
        audit.record(session, "column_profile.removed", profile)
        session.delete(profile)
    return profile.name


def _tables(reading: NotesReading) -> list[LaidTable]:
    return [
        block
        for block in reading.layout
        if isinstance(block, LaidTable) and len(block.columns) >= _FEWEST_COLUMNS
    ]


def _labels(table: LaidTable) -> list[str]:
    return [" ".join(column.label.casefold().split()) for column in table.columns]
