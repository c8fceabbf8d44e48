"""What the theme workbench shows: the codebook with its counts, and statements to decide on."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from consult.models.consultations import Consultation
from consult.models.imports import Import
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, Theme, ThemeState
from consult.models.workshops import WorkshopTable
from consult.services import ledger, themes
from consult.services.ledger import Ledger, Place
from consult.services.marking import marked
from consult.services.statement_lists import words_match

QUOTES = 2


class Queue(enum.StrEnum):
    """A list of statements that crosses the themes."""

    TO_REVIEW = "to-review"
    LEAST_SURE = "least-sure"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class View:
    """What the workbench is turned to: a theme's codings in one state, or a queue."""

    theme: Theme | None = None
    state: CodingState = CodingState.PROPOSED
    queue: Queue = Queue.TO_REVIEW
    outcome_id: int | None = None
    words: str = ""


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


@dataclass(frozen=True, slots=True)
class Card:
    """A statement to decide on.

    Attributes
    ----------
    parts
        The text in pieces, each with whether it is among the words that matched.
    codings
        What stands, the one that the view is about first.
    current
        The coding that the keys decide on: the view's own theme, else the surest that waits.
    """

    statement: Statement
    parts: tuple[tuple[str, bool], ...]
    codings: tuple[Coding, ...]
    current: Coding | None

    def waiting_in(self, theme: Theme | None) -> list[Coding]:
        """Return the codings that wait for a decision; those of one theme where it is given."""
        return [
            each
            for each in self.codings
            if each.state is CodingState.PROPOSED and theme in (None, each.theme)
        ]


def counts(session: Session, consultation: Consultation) -> Counts:
    """Return the numbers of the workbench, of statements that count."""
    codebook = themes.get_codebook(session, consultation)
    numbers: dict[int, dict[CodingState, int]] = defaultdict(dict)
    counted: Select[int, CodingState, int] = (
        select(Coding.theme_id, Coding.state, func.count())
        .join(Statement, Coding.statement_id == Statement.id)
        .where(*_in_play(session, consultation))
        .group_by(Coding.theme_id, Coding.state)
    )
    for theme_id, state, number in session.execute(counted):
        numbers[theme_id][state] = number
    standing = ledger.of(session, consultation)
    proposed = ledger.has_coding(CodingState.PROPOSED)
    touched = ledger.has_coding(CodingState.ACCEPTED, CodingState.REJECTED)
    waiting = _count(session, _live(session, consultation).where(proposed))
    decided = _count(session, _live(session, consultation).where(touched, ~proposed))
    return Counts(
        themes=tuple(
            ThemeRow(
                theme,
                *(
                    numbers[theme.id].get(state, 0)
                    for state in (CodingState.ACCEPTED, CodingState.PROPOSED, CodingState.REJECTED)
                ),
            )
            for theme in themes.list_themes(session, codebook)
        ),
        queues={
            Queue.TO_REVIEW: waiting,
            Queue.LEAST_SURE: waiting,
            Queue.OTHER: standing.other,
        },
        ledger=standing,
        waiting=waiting,
        decided=decided,
    )


def _count(session: Session, wanted: Select[Statement]) -> int:
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def _in_play(session: Session, consultation: Consultation) -> list[ColumnElement[bool]]:
    return [
        *ledger.counted_in(session, consultation),
        Statement.state == StatementState.LIVE,
    ]


def _live(session: Session, consultation: Consultation) -> Select[Statement]:
    return select(Statement).where(*_in_play(session, consultation))


def cards(
    session: Session, consultation: Consultation, view: View, *, page: int = 1, per_page: int = 25
) -> tuple[list[Card], int]:
    """Return one page of what the view is turned to, and how many statements there are in all."""
    wanted = _ordered(session, consultation, view)
    if view.outcome_id is not None:
        wanted = wanted.where(Statement.outcome_id == view.outcome_id)
    if view.words.strip():
        wanted = wanted.where(words_match(view.words))
    total = _count(session, wanted.order_by(None))
    listed = session.scalars(
        wanted.options(*_whole()).offset((page - 1) * per_page).limit(per_page)
    ).all()
    return _as_cards(session, listed, view.theme), total


def cards_of(
    session: Session, consultation: Consultation, statement_ids: Iterable[int], theme: Theme | None
) -> list[Card]:
    """Return the cards of some statements as they are now."""
    listed = session.scalars(
        select(Statement)
        .where(Statement.consultation_id == consultation.id, Statement.id.in_(list(statement_ids)))
        .options(*_whole())
        .order_by(Statement.id)
    ).all()
    return _as_cards(session, listed, theme)


def _whole() -> Sequence[ExecutableOption]:
    return (
        selectinload(Statement.partners),
        joinedload(Statement.outcome),
        joinedload(Statement.table).joinedload(WorkshopTable.workshop),
        joinedload(Statement.import_).joinedload(Import.notes_file),
    )


def _ordered(session: Session, consultation: Consultation, view: View) -> Select[Statement]:
    in_play = _in_play(session, consultation)
    if view.theme is not None:
        return (
            select(Statement)
            .join(Coding, Coding.statement_id == Statement.id)
            .where(*in_play, Coding.theme_id == view.theme.id, Coding.state == view.state)
            .order_by(Coding.score.desc(), Statement.id)
        )
    if view.queue is Queue.OTHER:
        place = ledger.place_of(consultation.id)
        return select(Statement).where(*in_play, place == Place.OTHER).order_by(Statement.id)
    top = (
        select(Coding.statement_id, func.max(Coding.score).label("score"))
        .where(Coding.state == CodingState.PROPOSED)
        .group_by(Coding.statement_id)
        .subquery()
    )
    surest = top.c.score.desc() if view.queue is Queue.TO_REVIEW else top.c.score.asc()
    return (
        select(Statement)
        .join(top, top.c.statement_id == Statement.id)
        .where(*in_play)
        .order_by(surest, Statement.id)
    )


def _as_cards(session: Session, listed: Sequence[Statement], theme: Theme | None) -> list[Card]:
    standing: dict[int, list[Coding]] = defaultdict(list)
    found = session.scalars(
        select(Coding)
        .join(Theme, Coding.theme_id == Theme.id)
        .where(
            Coding.statement_id.in_([each.id for each in listed]),
            Coding.state != CodingState.SUPERSEDED,
            Theme.state == ThemeState.ACTIVE,
        )
        .options(joinedload(Coding.theme).defer(Theme.lexicon), joinedload(Coding.decided_by))
        .order_by(Coding.score.desc(), Coding.id)
    )
    for coding in found:
        standing[coding.statement_id].append(coding)
    return [_card(each, standing[each.id], theme) for each in listed]


def _card(statement: Statement, codings: list[Coding], theme: Theme | None) -> Card:
    first = sorted(codings, key=lambda coding: theme is None or coding.theme_id != theme.id)
    shown = first[:1] if theme is not None else first
    why = [phrase for coding in shown for phrase in coding.why]
    current = next((each for each in first if _is_open(each, theme)), first[0] if first else None)
    return Card(statement, marked(statement.text, why), tuple(first), current)


def _is_open(coding: Coding, theme: Theme | None) -> bool:
    if theme is None:
        return coding.state is CodingState.PROPOSED
    return coding.theme_id == theme.id


def quotes(session: Session, consultation: Consultation, theme: Theme) -> list[Statement]:
    """Return a theme's most typical statements: accepted before proposed, the surest first."""
    state_first = Coding.state != CodingState.ACCEPTED
    return list(
        session.scalars(
            select(Statement)
            .join(Coding, Coding.statement_id == Statement.id)
            .where(
                *_in_play(session, consultation),
                Coding.theme_id == theme.id,
                Coding.state.in_([CodingState.ACCEPTED, CodingState.PROPOSED]),
            )
            .order_by(state_first, Coding.score.desc(), Statement.id)
            .limit(QUOTES)
        )
    )


def merged_into(session: Session, theme: Theme) -> list[Theme]:
    """Return the themes that were merged into this one."""
    return list(
        session.scalars(
            select(Theme).where(Theme.merged_into_id == theme.id).order_by(Theme.position)
        )
    )
