"""Codebooks that come and go: from an earlier consultation or a file, and out as files again."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import exchange
from consult.exchange import ThemeEntry
from consult.models.consultations import Consultation
from consult.models.themes import Codebook, Theme
from consult.readers.isolation import read_in_child
from consult.readers.refusals import UnreadableFile
from consult.services import starting_codebooks, themes
from consult.services.refusals import InvalidInput, NotFound, ServiceError
from consult.writers import codebooks as writing
from consult.writers.isolation import WritingFailed, write_in_child


class Format(NamedTuple):
    """A kind of file: what it is for, its media type, and whether another program reads it."""

    label: str
    media_type: str


FORMATS = {
    "docx": Format(
        "Word, to read",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": Format("PDF, to read", "application/pdf"),
    "qdc": Format("REFI-QDA, for NVivo, ATLAS.ti, MAXQDA and QualCoder", "application/xml"),
    "csv": Format("CSV, for Taguette and spreadsheets", "text/csv; charset=utf-8"),
    "toml": Format("TOML, with all that the machine matches", "application/toml"),
}
"""What a codebook can be had as, by the ending of the file."""


class NotWritten(ServiceError):
    """A codebook could not become a file; the text says why, and what to do."""


def entries(session: Session, codebook: Codebook) -> list[ThemeEntry]:
    """Return the themes in use as a file holds them."""
    in_use = themes.list_themes(session, codebook)
    keys = {theme.id: theme.key for theme in in_use}
    return [_entry(theme, keys.get(theme.parent_id or 0, "")) for theme in in_use]


def _entry(theme: Theme, parent: str) -> ThemeEntry:
    lexicon = {field: tuple(theme.lexicon.get(field, ())) for field in exchange.LEXICON}
    return ThemeEntry(
        key=theme.key,
        name=theme.name,
        definition=theme.definition,
        include=theme.include,
        exclude=theme.exclude,
        examples=tuple(theme.examples),
        parent=parent,
        colour=theme.colour,
        mark=theme.mark,
        **lexicon,
    )


def read(content: bytes, filename: str) -> list[ThemeEntry]:
    """Return the themes of a file, read in a process of its own.

    Raises
    ------
    InvalidInput
        With the reader's sentence on what is wrong and where.
    """
    try:
        found = read_in_child("codebook", content, filename)
    except UnreadableFile as refusal:
        raise InvalidInput(str(refusal), field="file") from refusal
    return [ThemeEntry.from_dict(each) for each in found["themes"]]


def start_from_file(
    session: Session, consultation: Consultation, *, content: bytes, filename: str
) -> Codebook:
    """Give the consultation the codebook of a file; raises as `read` and other starts do."""
    found = read(content, filename)
    return starting_codebooks.start(
        session, consultation, found, told=f"Started from the file “{filename}”"
    )


def start_from_earlier(
    session: Session, consultation: Consultation, earlier: Consultation
) -> Codebook:
    """Give the consultation the codebook of an earlier one; its keys last, so that years compare.

    Raises
    ------
    NotFound
        When the earlier one has no codebook.
    Conflict
        When this one has a codebook already.
    """
    found = entries(session, themes.get_codebook(session, earlier))
    return starting_codebooks.start(
        session, consultation, found, told=f"Started from the codebook of “{earlier.title}”"
    )


def start_empty(session: Session, consultation: Consultation) -> Codebook:
    """Give the consultation a codebook without themes; raises as other starts do."""
    return starting_codebooks.start(session, consultation, (), told="Started from nothing")


def list_earlier(session: Session, consultation: Consultation) -> list[Consultation]:
    """Return the consultations whose codebook another may start from, the newest first."""
    return list(
        session.scalars(
            select(Consultation)
            .join(Codebook, Codebook.consultation_id == Consultation.id)
            .where(Consultation.id != consultation.id)
            .order_by(Consultation.id.desc())
        )
    )


def export(
    session: Session,
    consultation: Consultation,
    ending: str,
    *,
    organisation: str = "",
    made_on: date,
) -> bytes:
    """Return the codebook as a file.

    Raises
    ------
    NotFound
        For a format that there is none of, or where there is no codebook.
    NotWritten
        When the file took too long to write.
    """
    if ending not in FORMATS:
        raise NotFound(
            f"A codebook cannot be had as “{ending}”. Choose {', '.join(sorted(FORMATS))}."
        )
    codebook = themes.get_codebook(session, consultation)
    found = entries(session, codebook)
    match ending:
        case "csv":
            return writing.taguette(found)
        case "qdc":
            return writing.qdc(found)
        case "toml":
            return writing.toml(found, version=str(codebook.version))
    booklet = writing.booklet(
        found,
        consultation=consultation.title,
        organisation=organisation,
        version=codebook.version,
        made_on=made_on,
    )
    try:
        return write_in_child(ending, booklet.to_dict())
    except WritingFailed as failure:
        raise NotWritten(str(failure)) from failure
