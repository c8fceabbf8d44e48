"""The workbench's numbers: each theme, each queue, and where every statement stands."""

from __future__ import annotations

import enum
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, Theme
from consult.services import ledger, review_orders, themes
from consult.services.double_coding import blinding
from consult.services.ledger import Ledger

STATES = (CodingState.ACCEPTED, CodingState.PROPOSED, CodingState.REJECTED)


class Queue(enum.StrEnum):
    """A list of statements that crosses the themes."""

    TO_REVIEW = "to-review"
    LEAST_SURE = "least-sure"
    MOST_DIFFERENT = "most-different"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme with how many of its codings stand in each state."""

    theme: Theme
    accepted: int
    to_review: int
    rejected: int

    @property
    def total(self) -> int:
        """Return how many statements it may explain."""
        return self.accepted + self.to_review


@dataclass(frozen=True, slots=True)
class Counts:
    """Every number of the workbench.

    Attributes
    ----------
    waiting, decided
        Statements with a proposal that nobody has decided, and those whose proposals all are.
    """

    themes: tuple[ThemeRow, ...]
    queues: dict[Queue, int]
    ledger: Ledger
    waiting: int
    decided: int

    @property
    def peak(self) -> int:
        """Return the size of the largest theme."""
        return max((row.total for row in self.themes), default=0)

    def row_of(self, theme: Theme) -> ThemeRow:
        """Return a theme's own numbers."""
        return next(row for row in self.themes if row.theme.id == theme.id)


def counts(session: Session, consultation: Consultation) -> Counts:
    """Return the numbers of the workbench, of statements that count."""
    codebook = themes.get_codebook(session, consultation)
    listed = themes.list_themes(session, codebook)
    numbers = _by_theme(session, consultation, [theme.id for theme in listed])
    standing = _by_place(session, consultation)
    return Counts(
        themes=tuple(
            ThemeRow(theme, *(numbers[theme.id][state] for state in STATES)) for theme in listed
        ),
        queues={
            Queue.TO_REVIEW: standing.waiting,
            Queue.LEAST_SURE: standing.waiting,
            Queue.MOST_DIFFERENT: review_orders.count_most_different(
                session, consultation, in_play(session, consultation)
            ),
            Queue.OTHER: standing.other,
        },
        ledger=standing.ledger,
        waiting=standing.waiting,
        decided=standing.decided,
    )


@dataclass(slots=True)
class _Standing:
    """The ledger; and of what the person at work may see, how many wait, are decided, are other."""

    ledger: Ledger
    waiting: int
    decided: int
    other: int


def _by_theme(
    session: Session, consultation: Consultation, theme_ids: list[int]
) -> dict[int, dict[CodingState, int]]:
    """Return how many codings of each theme stand in each state.

    All are counted, from an index alone; then the few are taken off whose statement is out of
    play. Joining every coding to its statement takes ten times as long.
    """
    all_of_them: Select[int, CodingState, int] = (
        select(Coding.theme_id, Coding.state, func.count())
        .where(Coding.theme_id.in_(theme_ids))
        .group_by(Coding.theme_id, Coding.state)
    )
    kinds = list(themes.kinds_of(themes.find_codebook(session, consultation)))
    out_of_play = (Statement.state != StatementState.LIVE) | Statement.kind.not_in(kinds)
    off: Select[int, CodingState, int] = (
        select(Coding.theme_id, Coding.state, func.count())
        .join(Statement, Coding.statement_id == Statement.id)
        .where(Statement.consultation_id == consultation.id, out_of_play)
        .group_by(Coding.theme_id, Coding.state)
    )
    numbers: dict[int, dict[CodingState, int]] = defaultdict(lambda: defaultdict(int))
    for theme_id, state, number in session.execute(all_of_them):
        numbers[theme_id][state] += number
    for theme_id, state, number in session.execute(off):
        numbers[theme_id][state] -= number
    return numbers


def _by_place(session: Session, consultation: Consultation) -> _Standing:
    everything = ledger.tally(session, consultation)
    visible = blinding.visible(session)
    shown = ledger.tally(session, consultation, *visible) if visible else everything
    return _Standing(
        ledger.of(session, consultation, live=everything),
        waiting=shown.proposed,
        decided=shown.touched - shown.proposed,
        other=shown.other,
    )


def in_play(session: Session, consultation: Consultation) -> list[ColumnElement[bool]]:
    """Return the conditions of the statements that are coded and count."""
    return [
        *ledger.counted_in(session, consultation),
        Statement.state == StatementState.LIVE,
        *blinding.visible(session),
    ]
