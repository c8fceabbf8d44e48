"""What officers leave beside decisions: parts coded, notes, bookmarks, and keys of sending."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.statements import Statement
from consult.models.themes import Coding


class Passage(Base):
    """The part of a statement that a coding is about, by its place in one version of the text.

    Its words are those of that version: a later edit neither moves nor changes them.
    """

    __tablename__ = "passage"
    __table_args__ = (
        CheckConstraint("start_offset >= 0 AND end_offset > start_offset", name="has_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    coding_id: Mapped[int] = mapped_column(ForeignKey(Coding.id), index=True)
    statement_version: Mapped[int]
    # In characters of the version's text, the end not included.
    start_offset: Mapped[int]
    end_offset: Mapped[int]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    taken_back_at: Mapped[datetime | None]

    coding: Mapped[Coding] = relationship()


class StatementNote(Base):
    """What an officer tells colleagues about a statement; never part of a report."""

    __tablename__ = "statement_note"
    __table_args__ = (CheckConstraint("length(text) > 0", name="text_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), index=True)
    text: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    written_at: Mapped[datetime] = mapped_column(default=utc_now)
    taken_back_at: Mapped[datetime | None]

    statement: Mapped[Statement] = relationship()
    author: Mapped[User] = relationship()


class Bookmark(Base):
    """A statement that somebody wants quoted; one mark serves all officers."""

    __tablename__ = "bookmark"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), unique=True)
    set_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    set_at: Mapped[datetime] = mapped_column(default=utc_now)
    taken_back_at: Mapped[datetime | None]

    statement: Mapped[Statement] = relationship()


class DecisionKey(Base):
    """A decision that was taken in, by the key that its sender gave it: again changes nothing."""

    __tablename__ = "decision_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    taken_in_at: Mapped[datetime] = mapped_column(default=utc_now)
