"""Where a barrier stands."""

from __future__ import annotations

import enum

from sqlalchemy import ColumnElement, case, exists

from consult.models.statements import Statement, StatementState
from consult.models.themes import AnalysisRun, Coding, CodingState, RunState


class Place(enum.StrEnum):
    """Where a statement stands in the ledger."""

    THEMED = "themed"
    TO_REVIEW = "to-review"
    OTHER = "other"
    EMPTY = "empty"
    DUPLICATE = "duplicate"
    CAMPAIGN = "campaign"
    WITHHELD = "withheld"


def has_coding(*states: CodingState) -> ColumnElement[bool]:
    """Return the condition that a statement has a coding in one of these states."""
    return exists().where(Coding.statement_id == Statement.id, Coding.state.in_(states))


def place_of(consultation_id: int) -> ColumnElement[str]:
    """Return the expression that says where a statement of the consultation stands."""
    finished = exists().where(
        AnalysisRun.consultation_id == consultation_id, AnalysisRun.state == RunState.FINISHED
    )
    return case(
        (Statement.state == StatementState.EMPTY, Place.EMPTY.value),
        (Statement.state == StatementState.DUPLICATE, Place.DUPLICATE.value),
        (Statement.state == StatementState.CAMPAIGN, Place.CAMPAIGN.value),
        (Statement.state != StatementState.LIVE, Place.WITHHELD.value),
        (has_coding(CodingState.ACCEPTED), Place.THEMED.value),
        (has_coding(CodingState.PROPOSED), Place.TO_REVIEW.value),
        (~(finished | has_coding(CodingState.REJECTED)), Place.TO_REVIEW.value),
        else_=Place.OTHER.value,
    )
