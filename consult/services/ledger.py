"""Where every statement stands: each is in exactly one place, so that the ledger adds up.

A statement that was split counts as its parts, just as one that was changed counts as its newest
version: a replaced one stands nowhere by itself.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementState
from consult.models.themes import (
    AnalysisRun,
    Codebook,
    Coding,
    CodingState,
    RunState,
    Theme,
    ThemeState,
)


class Place(enum.StrEnum):
    """Where a statement stands in the ledger."""

    THEMED = "themed"  # a person accepted a theme for it
    TO_REVIEW = "to-review"  # themes are proposed, or nobody and nothing has looked at it yet
    OTHER = "other"  # no theme explains it
    EMPTY = "empty"
    DUPLICATE = "duplicate"
    CAMPAIGN = "campaign"
    WITHHELD = "withheld"  # by an officer, or struck through at its table


@dataclass(frozen=True, slots=True)
class Ledger:
    """How many statements were received, and where each of them stands."""

    received: int
    themed: int
    other: int
    to_review: int
    empty: int
    duplicate: int
    campaign: int
    withheld: int

    @property
    def parts(self) -> dict[Place, int]:
        """Return the count of each place, in the order in which people read them."""
        return {place: getattr(self, place.value.replace("-", "_")) for place in Place}

    @property
    def adds_up(self) -> bool:
        """Return whether the parts are all that was received."""
        return self.received == sum(self.parts.values())


def has_coding(*states: CodingState) -> ColumnElement[bool]:
    """Return the condition that a statement has a coding in one of these states."""
    # Of the table, not the class: the sums are the same for whoever codes some of it blind.
    coding = Coding.__table__.c
    return exists().where(coding.statement_id == Statement.id, coding.state.in_(states))


def last_seen(consultation_id: int) -> ColumnElement[int]:
    """Return the id of the newest statement that a finished run has looked at, or 0."""
    newest = (
        select(func.max(AnalysisRun.last_statement_id))
        .where(
            AnalysisRun.consultation_id == consultation_id,
            AnalysisRun.state == RunState.FINISHED,
        )
        .scalar_subquery()
    )
    return func.coalesce(newest, 0)


def place_of(consultation_id: int) -> ColumnElement[str]:
    """Return the expression that says where a statement of the consultation stands."""
    return case(
        (Statement.state == StatementState.EMPTY, Place.EMPTY.value),
        (Statement.state == StatementState.DUPLICATE, Place.DUPLICATE.value),
        (Statement.state == StatementState.CAMPAIGN, Place.CAMPAIGN.value),
        (Statement.state != StatementState.LIVE, Place.WITHHELD.value),
        (has_coding(CodingState.ACCEPTED), Place.THEMED.value),
        (has_coding(CodingState.PROPOSED), Place.TO_REVIEW.value),
        (~_was_looked_at(consultation_id), Place.TO_REVIEW.value),
        else_=Place.OTHER.value,
    )


def _was_looked_at(consultation_id: int) -> ColumnElement[bool]:
    # Whoever deleted a theme has said that its statements belong to none.
    lost_its_theme = exists().where(
        Coding.statement_id == Statement.id,
        Coding.state == CodingState.SUPERSEDED,
        Coding.theme_id == Theme.id,
        Theme.state == ThemeState.DELETED,
    )
    return (
        (Statement.id <= last_seen(consultation_id))
        | has_coding(CodingState.REJECTED)
        | lost_its_theme
    )


def of(session: Session, consultation: Consultation) -> Ledger:
    """Return the ledger of the statements of the kinds that are coded."""
    place = place_of(consultation.id).label("place")
    counted: Select[str, int] = (
        select(place, func.count()).where(*counted_in(session, consultation)).group_by(place)
    )
    return from_counts({where: number for where, number in session.execute(counted)})


def from_counts(counts: Mapping[str, int]) -> Ledger:
    """Return the ledger of what was counted by place."""
    return Ledger(
        received=sum(counts.values()),
        **{each.value.replace("-", "_"): counts.get(each.value, 0) for each in Place},
    )


def counted_in(session: Session, consultation: Consultation) -> list[ColumnElement[bool]]:
    """Return the conditions of the statements that the consultation's ledger is about."""
    kinds = session.scalar(
        select(Codebook.kinds).where(Codebook.consultation_id == consultation.id)
    )
    return [
        Statement.consultation_id == consultation.id,
        Statement.kind.in_(kinds or ["barrier"]),
        Statement.state != StatementState.REPLACED,
    ]
