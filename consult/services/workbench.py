"""What the theme workbench shows: statements to decide on, in order, each with all about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from consult.models.consultations import Consultation
from consult.models.imports import Import
from consult.models.positions import Position
from consult.models.reviews import StatementNote
from consult.models.statements import Statement
from consult.models.themes import (
    CandidateMember,
    CandidateState,
    CandidateTheme,
    CoderKind,
    Coding,
    CodingState,
    Theme,
    ThemeState,
)
from consult.models.workshops import WorkshopTable
from consult.services import (
    analysis_runs,
    ledger,
    nearest,
    paging,
    passages,
    positions,
    remarks,
    review_orders,
)
from consult.services.marking import Piece, laid_out
from consult.services.nearest import Said
from consult.services.passages import Part
from consult.services.statement_lists import words_match
from consult.services.workbench_counts import Counts, Queue, ThemeRow, counts, in_play

# The numbers have a module of their own; who works with the workbench finds all of it here.
__all__ = ["Card", "Counts", "Queue", "ThemeRow", "View", "cards", "cards_of", "counts"]

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
        return bool(self.narrowings)

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


@dataclass(frozen=True, slots=True)
class Card:
    """A statement to decide on.

    Attributes
    ----------
    pieces
        The text in pieces, by the words that matched and the parts that are coded.
    codings
        What stands, the one that the view is about first; no suggestions where they are hidden.
    current
        The coding that the keys decide on: the view's own theme, else the surest that waits.
    like
        The accepted statement of the current suggestion's theme with the most words in common.
    parts
        The parts of it that are coded by themselves.
    """

    statement: Statement
    pieces: tuple[Piece, ...]
    codings: tuple[Coding, ...]
    current: Coding | None
    like: Said | None = None
    parts: tuple[Part, ...] = ()
    notes: tuple[StatementNote, ...] = ()
    is_bookmarked: bool = False

    @property
    def standing(self) -> str:
        """Return how each theme stands, as a form sends it back: “12:accepted 14:proposed”."""
        return " ".join(f"{each.theme_id}:{each.state.value}" for each in self.codings)

    def waiting_in(self, theme: Theme | None) -> list[Coding]:
        """Return the codings that wait for a decision; those of one theme where it is given."""
        return [
            each
            for each in self.codings
            if each.state is CodingState.PROPOSED and theme in (None, each.theme)
        ]


def cards(
    session: Session,
    consultation: Consultation,
    view: View,
    *,
    page: int = 1,
    per_page: int = 25,
    known: Counts | None = None,
) -> tuple[list[Card], int]:
    """Return one page of what the view is turned to, and how many statements there are in all.

    Parameters
    ----------
    known
        The workbench's numbers where they were read already: then nothing is counted twice.
    """
    wanted = _ordered(session, consultation, view).where(*view.narrowings)
    ids, total = paging.ids_of(
        session, wanted, Statement.id, known=_known_total(view, known), page=page, per_page=per_page
    )
    found = session.scalars(select(Statement).where(Statement.id.in_(ids)).options(*_whole()))
    by_id = {each.id: each for each in found}
    listed = [by_id[one] for one in ids]
    return _as_cards(session, listed, view.theme, is_blind=view.is_blind), total


def _known_total(view: View, known: Counts | None) -> int | None:
    if known is None or view.is_narrowed:
        return None
    if view.theme is None:
        return None if view.queue is Queue.OTHER else known.queues[view.queue]
    row = known.row_of(view.theme)
    of_state = {
        CodingState.ACCEPTED: row.accepted,
        CodingState.PROPOSED: row.to_review,
        CodingState.REJECTED: row.rejected,
    }
    return of_state.get(view.state)


def cards_of(
    session: Session,
    consultation: Consultation,
    statement_ids: Iterable[int],
    theme: Theme | None,
    *,
    is_blind: bool = False,
) -> list[Card]:
    """Return the cards of some statements as they are now."""
    listed = session.scalars(
        select(Statement)
        .where(Statement.consultation_id == consultation.id, Statement.id.in_(list(statement_ids)))
        .options(*_whole())
        .order_by(Statement.id)
    ).all()
    return _as_cards(session, listed, theme, is_blind=is_blind)


def _whole() -> Sequence[ExecutableOption]:
    return (
        selectinload(Statement.partners),
        joinedload(Statement.outcome),
        joinedload(Statement.table).joinedload(WorkshopTable.workshop),
        joinedload(Statement.import_).joinedload(Import.notes_file),
    )


def _ordered(session: Session, consultation: Consultation, view: View) -> Select[Statement]:
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


def _as_cards(
    session: Session, listed: Sequence[Statement], theme: Theme | None, *, is_blind: bool
) -> list[Card]:
    ids = [each.id for each in listed]
    standing = _standing(session, ids, is_blind=is_blind)
    ordered = {
        one: sorted(standing[one], key=lambda coding: _is_aside(coding, theme)) for one in ids
    }
    current = {one: _current(codings, theme) for one, codings in ordered.items()}
    asked = [each for each in current.values() if each is not None and _is_suggested(each)]
    like = nearest.nearest(session, asked)
    parts = passages.of(session, listed)
    notes = remarks.notes_of(session, ids)
    marks = remarks.bookmarked(session, ids)
    return [
        Card(
            statement=each,
            pieces=_pieces(each, ordered[each.id], theme, parts[each.id]),
            codings=tuple(ordered[each.id]),
            current=(coding := current[each.id]),
            like=like.get(coding.id) if coding is not None else None,
            parts=tuple(parts[each.id]),
            notes=tuple(notes[each.id]),
            is_bookmarked=each.id in marks,
        )
        for each in listed
    ]


def _standing(
    session: Session, statement_ids: list[int], *, is_blind: bool
) -> dict[int, list[Coding]]:
    standing: dict[int, list[Coding]] = defaultdict(list)
    wanted = (
        select(Coding)
        .join(Theme, Coding.theme_id == Theme.id)
        .where(
            Coding.statement_id.in_(statement_ids),
            Coding.state != CodingState.SUPERSEDED,
            Theme.state == ThemeState.ACTIVE,
        )
        .options(joinedload(Coding.theme).defer(Theme.lexicon), joinedload(Coding.decided_by))
        .order_by(Coding.score.desc(), Coding.id)
    )
    if is_blind:
        wanted = wanted.where(Coding.state != CodingState.PROPOSED)
    for coding in session.scalars(wanted):
        standing[coding.statement_id].append(coding)
    return standing


def _is_aside(coding: Coding, theme: Theme | None) -> bool:
    return theme is None or coding.theme_id != theme.id


def _current(codings: list[Coding], theme: Theme | None) -> Coding | None:
    first = codings[0] if codings else None
    return next((each for each in codings if _is_open(each, theme)), first)


def _is_open(coding: Coding, theme: Theme | None) -> bool:
    if theme is None:
        return coding.state is CodingState.PROPOSED
    return coding.theme_id == theme.id


def _is_suggested(coding: Coding) -> bool:
    return coding.state is CodingState.PROPOSED and coding.coder_kind is CoderKind.MACHINE


def _pieces(
    statement: Statement, codings: list[Coding], theme: Theme | None, parts: list[Part]
) -> tuple[Piece, ...]:
    shown = codings[:1] if theme is not None else codings
    why = [phrase for coding in shown for phrase in coding.why]
    spans = [
        (part.start, part.end, part.theme)
        for part in parts
        if part.start is not None and part.end is not None
    ]
    return laid_out(statement.text, why, spans)
