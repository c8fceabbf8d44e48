"""How a consultation's survey opens and closes by its dates, and how it is guarded."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.base import UK_TIME
from consult.models.consultations import Consultation, Stage
from consult.models.doors import Door
from consult.services import audit, consultations
from consult.services.refusals import InvalidInput, ServiceError
from consult.services.surveys.frozen import AnyConsultation
from consult.services.transaction import transaction

# How long before the end an officer is reminded.
REMINDED = timedelta(days=7)


def today() -> date:
    """Return the day on the calendar of the people who read."""
    return datetime.now(UK_TIME).date()


def decide(
    session: Session,
    consultation: Consultation,
    *,
    follows_dates: bool,
    is_by_invitation: bool,
    asks_for_work: bool,
) -> Door:
    """Say how the survey opens, closes and is guarded.

    Raises
    ------
    InvalidInput
        Where it should follow dates that nobody has set.
    """
    if follows_dates and consultation.closes_on is None:
        raise InvalidInput(
            "Set the closing date in the settings first; then it can be followed.",
            field="follows_dates",
        )
    with transaction(session):
        door = session.get(Door, consultation.id) or Door(consultation_id=consultation.id)
        door.follows_dates = follows_dates
        door.is_by_invitation = is_by_invitation
        door.asks_for_work = asks_for_work
        session.add(door)
        audit.record(
            session,
            "consultation.doors_decided",
            consultation,
            consultation=consultation,
            follows_dates=follows_dates,
            is_by_invitation=is_by_invitation,
            asks_for_work=asks_for_work,
        )
    return door


def follow_dates(session: Session, *, on: date | None = None) -> list[tuple[str, Stage]]:
    """Open and close the consultations that follow their dates; return which moved, and where.

    The worker calls it every few seconds. One that cannot open yet, for a survey that is not
    finished, stays where it is: its overview says what to mend.
    """
    day = on or today()
    following = session.scalars(
        select(Consultation)
        .join(Door, Door.consultation_id == Consultation.id)
        .where(Door.follows_dates.is_(True), Consultation.stage.in_([Stage.DRAFT, Stage.OPEN]))
    ).all()
    moved = []
    for consultation in following:
        stage = _due(consultation, day)
        if stage is None:
            continue
        try:
            consultations.move_to(session, consultation, stage)
        except ServiceError:
            continue
        moved.append((consultation.slug, stage))
    return moved


def _due(consultation: Consultation, day: date) -> Stage | None:
    """Return the stage in which the dates say it should be, where that is the next one."""
    opens, closes = consultation.opens_on, consultation.closes_on
    if consultation.stage is Stage.OPEN:
        return Stage.CLOSED if closes is not None and closes < day else None
    is_time = opens is not None and opens <= day and (closes is None or closes >= day)
    return Stage.OPEN if is_time else None


def days_left(consultation: AnyConsultation, *, on: date | None = None) -> int | None:
    """Return in how many days an open consultation closes; None where no date to come is set."""
    if not consultation.is_open or consultation.closes_on is None:
        return None
    left = (consultation.closes_on - (on or today())).days
    return left if left >= 0 else None


def reminder(consultation: Consultation, *, unused: int, on: date | None = None) -> str:
    """Return what an officer should be reminded of shortly before the end, or ""."""
    if not consultation.is_open or consultation.closes_on is None:
        return ""
    left = days_left(consultation, on=on)
    if left is None:
        return "The closing date is past, and the consultation is still open. Close it, or move it."
    if left > REMINDED.days:
        return ""
    when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
    links = f" {unused:,} links that work once were not used yet: remind whom you sent them."
    return f"The consultation closes {when}.{links if unused else ''}"
