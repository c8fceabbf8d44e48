"""Reconciling: where the two differ, people settle it; both originals are kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, object_session, selectinload

from consult.models.base import utc_now
from consult.models.double_coding import (
    BlindCoding,
    DoubleCoding,
    DoubleCodingState,
    SampledStatement,
    Seat,
)
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, Theme, ThemeState
from consult.services import audit, codings, themes
from consult.services.codings import Decision
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class Difference:
    """A statement that the two coded differently.

    Attributes
    ----------
    first, second
        What each gave it; none is *other*.
    agreed
        What it was settled to be; None while it is open.
    """

    unit: SampledStatement
    first: tuple[Theme, ...]
    second: tuple[Theme, ...]
    agreed: tuple[Theme, ...] | None
    settled_by: str

    @property
    def both(self) -> list[Theme]:
        """Return the themes that both gave."""
        return [theme for theme in self.first if theme in self.second]

    @property
    def offered(self) -> list[int]:
        """Return the themes that are ticked at first: what was settled, else what both gave."""
        return [each.id for each in (self.both if self.agreed is None else self.agreed)]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a reconciliation is: all that differs, and how many were coded alike."""

    differences: tuple[Difference, ...]
    alike: int

    @property
    def left(self) -> int:
        """Return how many differences nobody has settled."""
        return sum(each.agreed is None for each in self.differences)


def standing(session: Session, double_coding: DoubleCoding) -> Standing:
    """Return what the two coded differently, in the order of the sample.

    Raises
    ------
    Conflict
        Before both have handed in and were compared: until then nobody sees anybody's.
    """
    _refuse_early(double_coding)
    coded = [unit for unit in _units(session, double_coding) if _both(unit)]
    differences = [_difference(unit) for unit in coded if not _is_alike(unit)]
    return Standing(tuple(differences), len(coded) - len(differences))


def _refuse_early(double_coding: DoubleCoding) -> None:
    if double_coding.measured_at is None:
        raise Conflict(
            "What the coders gave is hidden until both have handed in and were compared."
        )


def _units(session: Session, double_coding: DoubleCoding) -> list[SampledStatement]:
    return list(
        session.scalars(
            select(SampledStatement)
            .where(SampledStatement.double_coding_id == double_coding.id)
            .options(
                selectinload(SampledStatement.codings).selectinload(BlindCoding.themes),
                selectinload(SampledStatement.codings).joinedload(BlindCoding.coder),
                joinedload(SampledStatement.statement).joinedload(Statement.outcome),
            )
            .order_by(SampledStatement.position)
        )
    )


def _both(unit: SampledStatement) -> bool:
    return unit.of(Seat.FIRST) is not None and unit.of(Seat.SECOND) is not None


def _given(unit: SampledStatement, seat: Seat) -> tuple[Theme, ...] | None:
    """Return what a seat gave, merged themes as their heirs and deleted ones not at all."""
    coding = unit.of(seat)
    if coding is None:
        return None
    session = object_session(unit)
    assert session is not None  # noqa: S101 - it was just read
    heirs = dict.fromkeys(themes.heir(session, each) for each in coding.themes)
    return tuple(each for each in heirs if each.state is ThemeState.ACTIVE)


def _is_alike(unit: SampledStatement) -> bool:
    first, second = (_given(unit, seat) or () for seat in (Seat.FIRST, Seat.SECOND))
    return set(first) == set(second)


def _difference(unit: SampledStatement) -> Difference:
    agreed = unit.of(Seat.AGREED)
    return Difference(
        unit=unit,
        first=_given(unit, Seat.FIRST) or (),
        second=_given(unit, Seat.SECOND) or (),
        agreed=_given(unit, Seat.AGREED),
        settled_by=agreed.coder.name if agreed and agreed.coder else "",
    )


def settle(
    session: Session,
    double_coding: DoubleCoding,
    *,
    position: int,
    theme_ids: Collection[int],
    is_other: bool = False,
) -> None:
    """Say which themes a statement has that the two coded differently; it can be said anew.

    Raises
    ------
    Conflict
        Before both are compared, or when the double coding is over.
    InvalidInput
        When neither a theme nor *other* is given, or both are.
    """
    _refuse_early(double_coding)
    deciding = codings.decision(session)
    given = _active(session, double_coding, theme_ids)
    if bool(given) == is_other:
        raise InvalidInput(
            "Choose the themes that it has, or that none of them fits; not both.", field="themes"
        )
    with transaction(session):
        _lock(session, double_coding)
        unit = next(
            (each for each in _units(session, double_coding) if each.position == position), None
        )
        if unit is None or not _both(unit) or _is_alike(unit):
            raise NotFound("The two coders did not differ on a statement at that place.")
        agreed = unit.of(Seat.AGREED)
        was = None if agreed is None else [theme.id for theme in agreed.themes]
        if agreed is None:
            agreed = BlindCoding(unit=unit, seat=Seat.AGREED)
            session.add(agreed)
        agreed.coder = deciding.by
        agreed.coded_at = deciding.at
        agreed.themes = given
        audit.record(
            session,
            "double_coding.settled",
            double_coding,
            consultation=double_coding.consultation,
            statement=unit.statement_id,
            themes=[theme.id for theme in given],
            was=was,
        )


def _active(
    session: Session, double_coding: DoubleCoding, theme_ids: Collection[int]
) -> list[Theme]:
    codebook = themes.get_codebook(session, double_coding.consultation)
    active = themes.list_themes(session, codebook)
    if set(theme_ids) - {theme.id for theme in active}:
        raise InvalidInput(
            "The codebook has changed meanwhile. Reload the page and choose again.", field="themes"
        )
    return [theme for theme in active if theme.id in set(theme_ids)]


def _lock(session: Session, double_coding: DoubleCoding) -> None:
    session.refresh(double_coding, with_for_update={"of": DoubleCoding})
    if double_coding.state is not DoubleCodingState.RECONCILING:
        raise Conflict("This double coding is over; change its codings on the Themes page.")


def finish(session: Session, double_coding: DoubleCoding) -> int:
    """Make what was agreed the statements' accepted codings; return of how many statements.

    What was withheld or edited since it was coded is left alone: its words are other ones now.

    Raises
    ------
    Conflict
        While differences are open, or when it is over.
    """
    deciding = codings.decision(session)
    with transaction(session):
        _lock(session, double_coding)
        left = standing(session, double_coding).left
        if left:
            noun = "difference is" if left == 1 else "differences are"
            raise Conflict(f"{left} {noun} open. Settle every one, then finish.")
        units = [unit for unit in _units(session, double_coding) if _both(unit)]
        settled = [unit for unit in units if _still_stands(unit)]
        for unit in settled:
            agreed = _given(unit, Seat.AGREED)
            result = agreed if agreed is not None else _given(unit, Seat.FIRST) or ()
            _apply(session, deciding, unit.statement, result)
        double_coding.state = DoubleCodingState.FINISHED
        double_coding.finished_at = utc_now()
        audit.record(
            session,
            "double_coding.finished",
            double_coding,
            consultation=double_coding.consultation,
            statements=len(settled),
            changes=deciding.changes,
        )
    return len(settled)


def _still_stands(unit: SampledStatement) -> bool:
    return unit.statement.state is StatementState.LIVE and unit.statement.text == unit.text


def _apply(
    session: Session, deciding: Decision, statement: Statement, agreed: Collection[Theme]
) -> None:
    """Accept the agreed themes for a statement, and reject whatever else stands."""
    wanted = {theme.id for theme in agreed}
    others = session.scalars(
        select(Coding).where(
            Coding.statement_id == statement.id,
            Coding.theme_id.not_in(wanted),
            Coding.state.in_([CodingState.PROPOSED, CodingState.ACCEPTED]),
        )
    ).all()
    for coding in others:
        deciding.apply(coding, CodingState.REJECTED)
    for theme_id in sorted(wanted):
        codings.give(session, deciding, statement, session.get_one(Theme, theme_id))
