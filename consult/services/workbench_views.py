"""What the workbench is turned to: which statements a view is of, and in what order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from consult.models.candidates import CandidateMember, CandidateState, CandidateTheme
from consult.models.consultations import Consultation
from consult.models.positions import Position
from consult.models.statements import Statement
from consult.models.themes import Coding, CodingState, Theme
from consult.services import analysis_runs, ledger, positions, review_orders
from consult.services.statement_lists import words_match
from consult.services.workbench_counts import Queue, in_play

UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class View:
    """What the workbench is turned to: a theme's codings in one state, or a queue.

    Attributes
    ----------
    position
        Where on the proposal a statement stands, decided or suggested; “undecided” where nobody
        has decided it; empty for all.
    is_blind
        Whether the machine's suggestions are hidden from whoever looks.
    """

    theme: Theme | None = None
    state: CodingState = CodingState.PROPOSED
    queue: Queue = Queue.TO_REVIEW
    outcome_id: int | None = None
    words: str = ""
    position: str = ""
    is_blind: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Return whether only some of the theme's or the queue's statements are wanted."""
        return self.outcome_id is not None or bool(self.words.strip() or self.position)

    @property
    def narrowings(self) -> list[ColumnElement[bool]]:
        """Return the conditions of the statements that are wanted."""
        found = []
        if self.outcome_id is not None:
            found.append(Statement.outcome_id == self.outcome_id)
        if self.words.strip():
            found.append(words_match(self.words))
        if self.position:
            position = None if self.position == UNDECIDED else Position(self.position)
            found.append(positions.stands(position, decided_alone=self.is_blind))
        return found


def ordered(session: Session, consultation: Consultation, view: View) -> Select[Statement]:
    """Return the statements of a view in its order, before it is narrowed."""
    playing = in_play(session, consultation)
    if view.theme is not None:
        return (
            select(Statement)
            .join(Coding, Coding.statement_id == Statement.id)
            .where(*playing, Coding.theme_id == view.theme.id, Coding.state == view.state)
            .order_by(Coding.score.desc(), Statement.id)
        )
    if view.queue is Queue.OTHER:
        is_other = ledger.is_other(consultation.id)
        other = select(Statement).where(*playing, is_other).order_by(Statement.id)
        return other if view.is_narrowed else other.where(~_is_grouped(session, consultation))
    if view.queue is Queue.MOST_DIFFERENT:
        live = select(Statement).where(*playing)
        return review_orders.most_different_first(review_orders.most_different(live, consultation))
    if view.queue is Queue.TO_REVIEW and not view.is_narrowed:
        return _surest_first(playing)
    score = _top_score()
    waiting = select(Statement).where(*playing, ledger.has_coding(CodingState.PROPOSED))
    if view.queue is Queue.TO_REVIEW:
        return waiting.order_by(score.desc(), Statement.id)
    return review_orders.least_certain_first(waiting, consultation, score)


def _surest_first(playing: list[ColumnElement[bool]]) -> Select[Statement]:
    """Return what waits in the order of an index, which is read only as far as the page goes."""
    surer = aliased(Coding)
    is_topped = exists().where(
        surer.statement_id == Coding.statement_id,
        surer.state == CodingState.PROPOSED,
        or_(
            surer.score > Coding.score,
            and_(surer.score == Coding.score, surer.id < Coding.id),
        ),
    )
    return (
        select(Statement)
        .join(Coding, Coding.statement_id == Statement.id)
        .where(*playing, Coding.state == CodingState.PROPOSED, ~is_topped)
        .order_by(Coding.score.desc(), Coding.statement_id)
    )


def _top_score() -> ScalarSelect[float]:
    return (
        select(func.max(Coding.score))
        .where(Coding.statement_id == Statement.id, Coding.state == CodingState.PROPOSED)
        .correlate(Statement)
        .scalar_subquery()
    )


def _is_grouped(session: Session, consultation: Consultation) -> ColumnElement[bool]:
    """Return the condition that a statement stands in a group that is still proposed."""
    run = analysis_runs.latest(session, consultation, is_discovery=True)
    return exists().where(
        CandidateMember.statement_id == Statement.id,
        CandidateMember.candidate_id == CandidateTheme.id,
        CandidateTheme.run_id == (run.id if run is not None else 0),
        CandidateTheme.parent_id.is_(None),
        CandidateTheme.state == CandidateState.PROPOSED,
    )
