"""Coding blind: one statement at a time, each answer stored as it is given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.double_coding import (
    BlindCoding,
    DoubleCoding,
    DoubleCodingState,
    SampledStatement,
    Seat,
)
from consult.models.jobs import Job
from consult.models.statements import StatementState
from consult.models.themes import Theme
from consult.services import audit, themes
from consult.services import jobs as job_rows
from consult.services.double_coding import drawing
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

JOB_KIND = "double-coding"


class NotACoder(NotFound):
    """Somebody who is none of the two coders asked for a sample's statements."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a coder sees: one statement, what they gave it themselves, and how far they are.

    Attributes
    ----------
    given
        The ids of the themes that this coder gave it; None where it is not coded yet.
    """

    double_coding: DoubleCoding
    seat: Seat
    unit: SampledStatement
    given: tuple[int, ...] | None
    size: int
    coded: int
    has_handed_in: bool

    @property
    def is_complete(self) -> bool:
        """Return whether every statement is coded."""
        return self.coded == self.size

    @property
    def previous(self) -> int | None:
        """Return the place of the statement before, if there is one."""
        return self.unit.position - 1 if self.unit.position > 1 else None

    @property
    def next(self) -> int | None:
        """Return the place of the statement after, if there is one."""
        return self.unit.position + 1 if self.unit.position < self.size else None


def seat_of(session: Session, double_coding: DoubleCoding) -> Seat | None:
    """Return which coder the person at work is, if any."""
    user_id = audit.actor_of(session).user_id
    if user_id is None:
        return None
    seats = {
        double_coding.first_coder_id: Seat.FIRST,
        double_coding.second_coder_id: Seat.SECOND,
    }
    return seats.get(user_id)


def sheet(session: Session, double_coding: DoubleCoding, position: int | None = None) -> Sheet:
    """Return the statement at a place of the sample, or the first that is not coded yet.

    Raises
    ------
    NotACoder
        When the person at work is none of the two coders.
    NotFound
        When there is no such place.
    """
    seat = _seat(session, double_coding)
    units = double_coding.units
    done = _done(session, double_coding, seat)
    if position is None:
        position = next((each.position for each in units if each.id not in done), 1)
    unit = next((each for each in units if each.position == position), None)
    if unit is None:
        raise NotFound(f"The sample has statements 1 to {len(units)}; there is none at that place.")
    own = done.get(unit.id)
    return Sheet(
        double_coding=double_coding,
        seat=seat,
        unit=unit,
        given=tuple(theme.id for theme in own.themes) if own else None,
        size=len(units),
        coded=len(done),
        has_handed_in=handed_in(double_coding, seat),
    )


def _seat(session: Session, double_coding: DoubleCoding) -> Seat:
    seat = seat_of(session, double_coding)
    if seat is None:
        raise NotACoder("Only its two coders can code this sample.")
    return seat


def _done(session: Session, double_coding: DoubleCoding, seat: Seat) -> dict[int, BlindCoding]:
    """Return what one seat has coded, and nothing of the other’s."""
    found = session.scalars(
        select(BlindCoding)
        .join(SampledStatement)
        .where(SampledStatement.double_coding_id == double_coding.id, BlindCoding.seat == seat)
    )
    return {each.unit_id: each for each in found}


def waiting(session: Session, consultation: Consultation) -> DoubleCoding | None:
    """Return the sample that the person at work has still to code and hand in, if there is one."""
    found = drawing.under_way(session, consultation)
    seat = seat_of(session, found) if found is not None else None
    return None if found is None or seat is None or handed_in(found, seat) else found


def handed_in(double_coding: DoubleCoding, seat: Seat) -> bool:
    """Return whether a coder has said that they are done."""
    at = {Seat.FIRST: double_coding.first_done_at, Seat.SECOND: double_coding.second_done_at}
    return at[seat] is not None


def code(
    session: Session,
    double_coding: DoubleCoding,
    *,
    position: int,
    theme_ids: Collection[int],
    is_other: bool = False,
) -> BlindCoding:
    """Store which themes the person at work gives a statement, in place of what they gave before.

    Raises
    ------
    NotACoder
        When the person at work is none of the two coders.
    InvalidInput
        When neither a theme nor *other* is given, or both are.
    Conflict
        When they have handed in.
    """
    seat = _seat(session, double_coding)
    given = _themes(session, double_coding, theme_ids)
    if not given and not is_other:
        raise InvalidInput("Choose a theme, or say that none of them fits.", field="themes")
    if given and is_other:
        raise InvalidInput("Choose themes, or that none of them fits; not both.", field="themes")
    with transaction(session):
        session.refresh(double_coding, with_for_update={"of": DoubleCoding})
        if double_coding.state is not DoubleCodingState.CODING or handed_in(double_coding, seat):
            raise Conflict("You have handed this sample in; what you gave stands as it is.")
        unit = sheet(session, double_coding, position).unit
        coding = _done(session, double_coding, seat).get(unit.id)
        if coding is None:
            coding = BlindCoding(unit=unit, seat=seat, coder_id=audit.actor_of(session).user_id)
            session.add(coding)
        coding.themes = given
        coding.coded_at = utc_now()
        # The trail says that it was coded, never how: others may read the trail.
        audit.record(
            session,
            "double_coding.coded",
            double_coding,
            consultation=double_coding.consultation,
            statement=unit.statement_id,
        )
    return coding


def _themes(
    session: Session, double_coding: DoubleCoding, theme_ids: Collection[int]
) -> list[Theme]:
    codebook = themes.get_codebook(session, double_coding.consultation)
    active = {theme.id: theme for theme in themes.list_themes(session, codebook)}
    unknown = set(theme_ids) - active.keys()
    if unknown:
        raise InvalidInput(
            "The codebook has changed meanwhile. Reload the page and choose again.", field="themes"
        )
    return [theme for theme_id, theme in active.items() if theme_id in set(theme_ids)]


def hand_in(session: Session, double_coding: DoubleCoding) -> Job | None:
    """Say that the person at work is done; return the job that measures once both are.

    Raises
    ------
    Conflict
        When statements are left to code, or it was handed in before.
    """
    seat = _seat(session, double_coding)
    with transaction(session):
        session.refresh(double_coding, with_for_update={"of": DoubleCoding})
        if double_coding.state is not DoubleCodingState.CODING or handed_in(double_coding, seat):
            raise Conflict("You have handed this sample in already.")
        left = len(_to_code(session, double_coding, seat))
        if left:
            noun = "statement is" if left == 1 else "statements are"
            raise Conflict(f"{left} {noun} left to code. Code every one, then hand in.")
        now = utc_now()
        if seat is Seat.FIRST:
            double_coding.first_done_at = now
        else:
            double_coding.second_done_at = now
        audit.record(
            session,
            "double_coding.handed_in",
            double_coding,
            consultation=double_coding.consultation,
        )
        if not is_complete(double_coding):
            return None
        return measure(session, double_coding)


def _to_code(session: Session, double_coding: DoubleCoding, seat: Seat) -> list[SampledStatement]:
    """Return the units that are left to code; what no longer counts need not be coded."""
    done = _done(session, double_coding, seat)
    return [
        each
        for each in double_coding.units
        if each.id not in done and each.statement.state is StatementState.LIVE
    ]


def is_complete(double_coding: DoubleCoding) -> bool:
    """Return whether both coders are done; the machine always is."""
    is_by_machine = double_coding.second_coder_id is None
    return double_coding.first_done_at is not None and (
        is_by_machine or double_coding.second_done_at is not None
    )


def measure(session: Session, double_coding: DoubleCoding) -> Job:
    """Store the job that compares the two codings; also again, where a worker failed.

    Raises
    ------
    Conflict
        When not both have handed in, or it is measured already.
    """
    is_waiting = double_coding.state in {DoubleCodingState.CODING, DoubleCodingState.MEASURING}
    if not is_complete(double_coding) or not is_waiting:
        raise Conflict("There is nothing to measure: both coders hand in first.")
    with transaction(session):
        double_coding.state = DoubleCodingState.MEASURING
        return job_rows.create(
            session,
            kind=JOB_KIND,
            subject_id=double_coding.id,
            consultation=double_coding.consultation,
        )
