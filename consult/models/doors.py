"""By which doors responses come in: dates, links that work once, kept columns, second keyings.

Nothing here points at a response that came by an invitation, nor does such a response point here:
who was invited and what was answered cannot be joined.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.responses import Response
from consult.models.surveys import Survey


class Door(Base):
    """How a consultation opens, closes, and is guarded against floods."""

    __tablename__ = "door"

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey(Consultation.id), primary_key=True, autoincrement=False
    )
    follows_dates: Mapped[bool] = mapped_column(default=False)
    # Whether only those with a link that works once may answer online.
    is_by_invitation: Mapped[bool] = mapped_column(default=False)
    # Whether a browser must work for a second or so before its answers count at once.
    asks_for_work: Mapped[bool] = mapped_column(default=False)

    consultation: Mapped[Consultation] = relationship()


class InvitationBatch(Base):
    """Links that were made together, such as “Tenants’ panel”."""

    __tablename__ = "invitation_batch"
    __table_args__ = (CheckConstraint("length(name) > 0", name="name_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    name: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    # How many were used when the last list of those to remind was made. Another is made only when
    # there are enough new ones: two lists must not tell who answered between them.
    used_when_listed: Mapped[int] = mapped_column(default=0)

    consultation: Mapped[Consultation] = relationship()


class InvitationReminder(Base):
    """That those of a batch who had not answered were reminded on a day."""

    __tablename__ = "invitation_reminder"
    __table_args__ = (UniqueConstraint("batch_id", "reminded_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey(InvitationBatch.id), index=True)
    reminded_on: Mapped[date]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    noted_at: Mapped[datetime] = mapped_column(default=utc_now)

    batch: Mapped[InvitationBatch] = relationship()
    noted_by: Mapped[User | None] = relationship()


class Invitation(Base):
    """A link that works once; its token is known only to whoever was sent it."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey(InvitationBatch.id), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)

    batch: Mapped[InvitationBatch] = relationship()


class SpentInvitation(Base):
    """That a link was used: the key lets it be used once, and there is no moment to compare."""

    __tablename__ = "spent_invitation"

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey(Invitation.id), primary_key=True, autoincrement=False
    )


class ColumnMapping(Base):
    """What the columns of a spreadsheet of answers mean, kept for the next one like it."""

    __tablename__ = "column_mapping"
    __table_args__ = (UniqueConstraint("survey_id", "headings_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey(Survey.id), index=True)
    headings_digest: Mapped[str] = mapped_column(String(64))
    # The column's number to what is in it, as `services.responses.columns` writes it.
    columns: Mapped[dict[str, Any]]


class SecondEntry(Base):
    """A response on paper that a second person keyed in, to find the slips of the first."""

    __tablename__ = "second_entry"

    response_id: Mapped[int] = mapped_column(
        ForeignKey(Response.id), primary_key=True, autoincrement=False
    )
    entered_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    entered_at: Mapped[datetime] = mapped_column(default=utc_now)
    # How many questions the two keyings differed in.
    differences: Mapped[int]

    response: Mapped[Response] = relationship()
