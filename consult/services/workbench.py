"""What the theme workbench shows: statements to decide on, in order, each with all about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from consult.models.consultations import Consultation
from consult.models.imports import Import
from consult.models.reviews import StatementNote
from consult.models.statements import Statement
from consult.models.themes import CoderKind, Coding, CodingState, Theme, ThemeState
from consult.models.workshops import WorkshopTable
from consult.services import nearest, paging, passages, remarks
from consult.services.marking import Piece, laid_out
from consult.services.nearest import Said
from consult.services.passages import Part
from consult.services.workbench_counts import Counts, Queue, ThemeRow, counts
from consult.services.workbench_views import UNDECIDED, View, ordered

# The numbers and the views have modules of their own; who works with the workbench finds all here.
__all__ = [
    "UNDECIDED",
    "Card",
    "Counts",
    "Queue",
    "ThemeRow",
    "View",
    "cards",
    "cards_of",
    "counts",
]


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
    wanted = ordered(session, consultation, view).where(*view.narrowings)
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
