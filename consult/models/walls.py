"""The wall of a workshop: what its tables write, on a projector, under a moderator's hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.jobs import Job
from consult.models.statements import Statement
from consult.models.workshops import Workshop


class Wall(Base):
    """A workshop's wall, with a code of its own, made and found as a table's is."""

    __tablename__ = "wall"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey(Workshop.id), unique=True)
    code_salt: Mapped[str] = mapped_column(String(32))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_expires_at: Mapped[datetime]
    # Whether a table's own code shows the wall too, and with it what the other tables wrote.
    is_open_to_tables: Mapped[bool] = mapped_column(default=False)
    # While it is held, nothing that was written or changed after this moment appears.
    held_at: Mapped[datetime | None]
    # Counts what changes the wall besides the cards themselves.
    version: Mapped[int] = mapped_column(default=1)
    # What the last light analysis found, over which cards, and the job that makes it anew.
    themes: Mapped[list[Any]] = mapped_column(default=list)
    themes_of: Mapped[str] = mapped_column(String(80), default="")
    job_id: Mapped[int | None] = mapped_column(ForeignKey(Job.id))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    workshop: Mapped[Workshop] = relationship()


class WallRuling(Base):
    """What a moderator decided of one card: held back, or released while the wall is held."""

    __tablename__ = "wall_ruling"

    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), primary_key=True)
    is_shown: Mapped[bool]
    # The version that was read: other words, given later, are not released with it.
    version: Mapped[int]
    ruled_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    ruled_at: Mapped[datetime] = mapped_column(default=utc_now)

    statement: Mapped[Statement] = relationship()
