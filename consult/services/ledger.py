"""Where every statement stands: each is in exactly one place, so that the ledger adds up.

A statement that was split counts as its parts, just as one that was changed counts as its newest
version: a replaced one stands nowhere by itself.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnCollection, ColumnElement, Select, case, exists, func, select
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


_PLACES = {
    StatementState.EMPTY: Place.EMPTY,
    StatementState.DUPLICATE: Place.DUPLICATE,
    StatementState.CAMPAIGN: Place.CAMPAIGN,
}
_STANDING = (CodingState.ACCEPTED, CodingState.PROPOSED, CodingState.REJECTED)


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
        *((Statement.state == state, place.value) for state, place in _PLACES.items()),
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


def is_other(consultation_id: int) -> ColumnElement[bool]:
    """Return the condition that a statement in play is explained by no theme.

    The same as standing at that place, in as few looks at its codings as can be.
    """
    explained = has_coding(CodingState.ACCEPTED, CodingState.PROPOSED)
    return (Statement.state == StatementState.LIVE) & ~explained & _was_looked_at(consultation_id)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the statements in play have a coding in which states.

    Attributes
    ----------
    explained, touched
        Those with one accepted or proposed, and those with one in any state.
    unseen
        Those without any that no run has looked at, and no person either.
    """

    live: int
    accepted: int
    proposed: int
    explained: int
    touched: int
    unseen: int

    @property
    def to_review(self) -> int:
        """Return how many stand at that place of the ledger."""
        return self.explained - self.accepted + self.unseen

    @property
    def other(self) -> int:
        """Return how many no theme explains."""
        return self.live - self.explained - self.unseen


def tally(session: Session, consultation: Consultation, *narrowed: ColumnElement[bool]) -> Tally:
    """Count the statements in play, those alone of which the conditions hold where there are any.

    Each statement's codings are looked up once, and the statements come grouped out of their index:
    asking statement by statement where it stands takes four times as long.
    """
    live = [
        *counted_in(session, consultation),
        Statement.state == StatementState.LIVE,
        *narrowed,
    ]
    each = _coded_each(live)
    is_explained = each.accepted + each.proposed > 0
    accepted, proposed, explained, touched = session.execute(
        select(
            _sum(each.accepted),
            _sum(each.proposed),
            _sum(case((is_explained, 1), else_=0)),
            func.count(),
        )
    ).one()
    return Tally(
        live=session.scalar(select(func.count()).select_from(Statement).where(*live)) or 0,
        accepted=accepted,
        proposed=proposed,
        explained=explained,
        touched=touched,
        unseen=_count_unseen(session, consultation, live),
    )


def _coded_each(live: list[ColumnElement[bool]]) -> ColumnCollection[str, ColumnElement[int]]:
    """Return a row for each statement with a coding: is one accepted, is one proposed."""
    # Of the table, not the class: the sums are the same for whoever codes some of it blind.
    coding = Coding.__table__.c

    def has(state: CodingState) -> ColumnElement[int]:
        return func.max(case((coding.state == state, 1), else_=0)).label(state.value)

    standing = (coding.statement_id == Statement.id) & (coding.state != CodingState.SUPERSEDED)
    return (
        select(has(CodingState.ACCEPTED), has(CodingState.PROPOSED))
        .select_from(Statement)
        .join(Coding.__table__, standing)
        .where(*live)
        .group_by(Statement.kind, Statement.state, Statement.id)
        .subquery()
        .c
    )


def _sum(number: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(number), 0)


def _count_unseen(
    session: Session, consultation: Consultation, live: list[ColumnElement[bool]]
) -> int:
    # What came after the newest run is a bound of the index; the rest is asked of these alone.
    unseen = select(func.count(Statement.id)).where(
        *live,
        Statement.id > last_seen(consultation.id),
        ~has_coding(*_STANDING),
        ~_was_looked_at(consultation.id),
    )
    return session.scalar(unseen) or 0


def of(session: Session, consultation: Consultation, *, live: Tally | None = None) -> Ledger:
    """Return the ledger of the statements of the kinds that are coded.

    Parameters
    ----------
    live
        The tally of all that is in play, where it was made already.
    """
    counted = tally(session, consultation) if live is None else live
    by_state: Select[StatementState, int] = (
        select(Statement.state, func.count())
        .where(*counted_in(session, consultation))
        .group_by(Statement.state)
    )
    counts = {
        Place.THEMED.value: counted.accepted,
        Place.TO_REVIEW.value: counted.to_review,
        Place.OTHER.value: counted.other,
    }
    for state, number in session.execute(by_state):
        if state is not StatementState.LIVE:
            place = _PLACES.get(state, Place.WITHHELD).value
            counts[place] = counts.get(place, 0) + number
    return from_counts(counts)


def from_counts(counts: Mapping[str, int]) -> Ledger:
    """Return the ledger of what was counted by place."""
    return Ledger(
        received=sum(counts.values()),
        **{each.value.replace("-", "_"): counts.get(each.value, 0) for each in Place},
    )


def only_kind(session: Session, consultation: Consultation) -> str | None:
    """Return the one kind of statement that the ledger is about, or None where it has several."""
    kinds = _kinds(session, consultation)
    return kinds[0] if len(kinds) == 1 else None


def _kinds(session: Session, consultation: Consultation) -> list[str]:
    kinds = session.scalar(
        select(Codebook.kinds).where(Codebook.consultation_id == consultation.id)
    )
    return [str(kind) for kind in kinds or ["barrier"]]


def counted_in(session: Session, consultation: Consultation) -> list[ColumnElement[bool]]:
    """Return the conditions of the statements that the consultation's ledger is about."""
    return [
        Statement.consultation_id == consultation.id,
        Statement.kind.in_(_kinds(session, consultation)),
        Statement.state != StatementState.REPLACED,
    ]
