"""Candidate themes: what an analysis run proposes among what no theme explains."""

from __future__ import annotations

import enum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base
from consult.models.statements import Statement
from consult.models.themes import AnalysisRun, Theme


class CandidateState(enum.StrEnum):
    """What people made of a candidate theme."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class CandidateTheme(Base):
    """A theme that a run proposes among what no theme explains.

    One with a parent is a sub-theme: its statements are among those of its parent.
    """

    __tablename__ = "candidate_theme"
    __table_args__ = (
        CheckConstraint(
            "(state = 'accepted') = (theme_id IS NOT NULL)", name="accepted_says_as_which"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(AnalysisRun.id), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("candidate_theme.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    keywords: Mapped[list[str]] = mapped_column(default=list)
    stability: Mapped[float | None]
    state: Mapped[CandidateState] = mapped_column(default=CandidateState.PROPOSED)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey(Theme.id))

    run: Mapped[AnalysisRun] = relationship(back_populates="candidates")
    parent: Mapped[CandidateTheme | None] = relationship(back_populates="subthemes", remote_side=id)
    subthemes: Mapped[list[CandidateTheme]] = relationship(
        back_populates="parent", order_by="CandidateTheme.position"
    )
    members: Mapped[list[CandidateMember]] = relationship(
        back_populates="candidate", order_by="CandidateMember.position"
    )


class CandidateMember(Base):
    """A statement under a candidate theme, the most typical first."""

    __tablename__ = "candidate_member"
    __table_args__ = (UniqueConstraint("candidate_id", "statement_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey(CandidateTheme.id), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), index=True)
    position: Mapped[int]

    candidate: Mapped[CandidateTheme] = relationship(back_populates="members")
    statement: Mapped[Statement] = relationship()
