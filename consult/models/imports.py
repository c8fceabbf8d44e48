"""Files and pastes that became statements, kept as they came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.workshops import Workshop


class NotesFile(Base):
    """A file as it was sent, before or after it became statements."""

    __tablename__ = "notes_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    consultation: Mapped[Consultation] = relationship()
    received_by: Mapped[User | None] = relationship()


class Import(Base):
    """One adding of a file's statements; undone, it stays as a record without statements."""

    __tablename__ = "import"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    notes_file_id: Mapped[int] = mapped_column(ForeignKey(NotesFile.id), index=True)
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey(Workshop.id))
    digest: Mapped[str] = mapped_column(String(64))
    # The person's answers to the reader's questions, and what the reader left out and why.
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    skipped: Mapped[list[Any]] = mapped_column(default=list)
    # Outcomes that were not there before: undoing takes those out again that nobody used since.
    new_outcomes: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    # The import whose file this one corrects, and how each statement stood before.
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("import.id"), index=True)
    changes: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    imported_at: Mapped[datetime] = mapped_column(default=utc_now)
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    undone_at: Mapped[datetime | None]

    notes_file: Mapped[NotesFile] = relationship()
    workshop: Mapped[Workshop | None] = relationship()
    imported_by: Mapped[User | None] = relationship()
    corrects: Mapped[Import | None] = relationship(remote_side=[id])


# The same file adds nothing a second time, unless the first import was undone.
Index(
    "uq_import_consultation_digest_live",
    Import.consultation_id,
    Import.digest,
    unique=True,
    sqlite_where=Import.undone_at.is_(None),
    postgresql_where=Import.undone_at.is_(None),
)


class ColumnProfile(Base):
    """What the columns of a certain table mean, kept by name for the next file like it."""

    __tablename__ = "column_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    # The headings by which its table is known, in order, and the meaning of each.
    labels: Mapped[list[Any]] = mapped_column(default=list)
    meanings: Mapped[list[Any]] = mapped_column(default=list)
    saved_at: Mapped[datetime] = mapped_column(default=utc_now)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    saved_by: Mapped[User | None] = relationship()
