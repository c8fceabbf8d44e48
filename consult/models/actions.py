"""What was decided because of what people said, and what was done about it since."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.partners import Organisation
from consult.models.themes import Theme


class Verdict(enum.StrEnum):
    """What was decided of a theme."""

    WILL = "will"
    LOOK_INTO = "look-into"
    WILL_NOT = "will-not"


class ActionStatus(enum.StrEnum):
    """How far an agreed action has come."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    DONE = "done"
    STOPPED = "stopped"


decision_theme = Table(
    "decision_theme",
    Base.metadata,
    Column("decision_id", Integer, ForeignKey("decision.id"), primary_key=True),
    Column("theme_id", Integer, ForeignKey("theme.id"), primary_key=True, index=True),
)


class Decision(Base):
    """What was decided about one or more themes. Whatever is not simply done says why."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        CheckConstraint("verdict = 'will' OR length(reason) > 0", name="says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    # What people said, in the words of whoever sums it up.
    said: Mapped[str] = mapped_column(default="")
    verdict: Mapped[Verdict]
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    # The body that decided, such as a cabinet or a partnership board.
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    decided_on: Mapped[date | None]
    is_public: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    consultation: Mapped[Consultation] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary=decision_theme, order_by=Theme.position)
    actions: Mapped[list[AgreedAction]] = relationship(
        back_populates="decision", order_by="AgreedAction.id"
    )


class AgreedAction(Base):
    """What somebody has taken on because of a decision: by whom, and by when.

    An `Action` is one of the strategy's own; this one comes after people were asked.
    """

    __tablename__ = "agreed_action"
    __table_args__ = (
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        CheckConstraint("length(owner) > 0", name="owner_not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey(Decision.id), index=True)
    text: Mapped[str]
    # A post or a team rather than a person: it is shown to the public.
    owner: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), index=True)
    due_on: Mapped[date | None] = mapped_column(index=True)
    status: Mapped[ActionStatus] = mapped_column(default=ActionStatus.PLANNED)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    decision: Mapped[Decision] = relationship(back_populates="actions")
    organisation: Mapped[Organisation | None] = relationship()
    progress: Mapped[list[ActionProgress]] = relationship(
        back_populates="action", order_by="ActionProgress.id"
    )

    @property
    def is_settled(self) -> bool:
        """Return whether nothing more is due."""
        return self.status in (ActionStatus.DONE, ActionStatus.STOPPED)

    def is_overdue(self, today: date) -> bool:
        """Return whether it should have been done by now."""
        return not self.is_settled and self.due_on is not None and self.due_on < today


class ActionProgress(Base):
    """One entry of an action's history: where it stood, and what was said of it."""

    __tablename__ = "action_progress"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey(AgreedAction.id), index=True)
    status: Mapped[ActionStatus]
    due_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    noted_at: Mapped[datetime] = mapped_column(default=utc_now)

    action: Mapped[AgreedAction] = relationship(back_populates="progress")
    noted_by: Mapped[User | None] = relationship()
