"""Dot-voting at a workshop: what is voted on, and ballots that belong to nobody by name."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utc_now
from consult.models.statements import Statement
from consult.models.themes import Theme
from consult.models.workshops import Workshop

MOST_DOTS = 20


class VoteState(enum.StrEnum):
    """Where a vote stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Vote(Base):
    """One question to the room: each ballot spreads its dots over the options."""

    __tablename__ = "vote"
    __table_args__ = (
        CheckConstraint(f"dots BETWEEN 1 AND {MOST_DOTS}", name="dots_in_range"),
        CheckConstraint("length(title) > 0", name="title_not_empty"),
        # The wall and the room follow one vote at a time.
        Index(
            "uq_vote_open",
            "workshop_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey(Workshop.id), index=True)
    title: Mapped[str] = mapped_column(String(200))
    dots: Mapped[int]
    state: Mapped[VoteState] = mapped_column(default=VoteState.DRAFT)
    code_salt: Mapped[str] = mapped_column(String(32))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    workshop: Mapped[Workshop] = relationship()
    options: Mapped[list[VoteOption]] = relationship(
        back_populates="vote", order_by="VoteOption.position", cascade="all, delete-orphan"
    )


class VoteOption(Base):
    """A statement or a theme that dots are given to, in the words that people saw."""

    __tablename__ = "vote_option"
    __table_args__ = (
        UniqueConstraint("vote_id", "statement_id"),
        UniqueConstraint("vote_id", "theme_id"),
        CheckConstraint("(statement_id IS NULL) != (theme_id IS NULL)", name="statement_or_theme"),
        CheckConstraint("length(label) > 0", name="label_not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey(Vote.id), index=True)
    position: Mapped[int]
    statement_id: Mapped[int | None] = mapped_column(ForeignKey(Statement.id), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey(Theme.id), index=True)
    label: Mapped[str]

    vote: Mapped[Vote] = relationship(back_populates="options")
    statement: Mapped[Statement | None] = relationship()
    theme: Mapped[Theme | None] = relationship()


class Ballot(Base):
    """One device's dots. Its token is kept by the device alone; nothing here says whose it is."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("vote_id", "token_hash"),
        CheckConstraint("used BETWEEN 0 AND allowed", name="no_more_dots_than_allowed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey(Vote.id), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    # The vote's number of dots, beside those given, so that the database itself can compare them.
    allowed: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)

    vote: Mapped[Vote] = relationship()


class BallotDots(Base):
    """How many of a ballot's dots one option has."""

    __tablename__ = "ballot_dots"
    __table_args__ = (CheckConstraint("dots > 0", name="has_dots"),)

    ballot_id: Mapped[int] = mapped_column(ForeignKey(Ballot.id), primary_key=True)
    option_id: Mapped[int] = mapped_column(ForeignKey(VoteOption.id), primary_key=True, index=True)
    dots: Mapped[int]

    ballot: Mapped[Ballot] = relationship()
    option: Mapped[VoteOption] = relationship()
