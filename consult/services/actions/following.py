"""Actions: what follows from a decision, who does it, by when, and how far it has come."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from consult.models.actions import ActionProgress, ActionStatus, AgreedAction, Decision
from consult.models.consultations import Consultation
from consult.models.partners import Organisation
from consult.services import audit, paging
from consult.services.actions.decisions import refuse_stale, shorter
from consult.services.refusals import InvalidInput, NotFound
from consult.services.transaction import transaction

LONGEST_OWNER = 200


class Due(enum.StrEnum):
    """Which actions a list shows, by what is still to come of them."""

    OVERDUE = "overdue"
    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of actions is narrowed to; None or "" leaves a thing open."""

    due: Due | None = None
    organisation_id: int | None = None
    words: str = ""


def get(session: Session, consultation: Consultation, action_id: int) -> AgreedAction:
    """Return one action of the consultation, or raise NotFound."""
    action = session.get(AgreedAction, action_id)
    if action is None or action.decision.consultation_id != consultation.id:
        raise NotFound("There is no such action in this consultation.")
    return action


def add(
    session: Session,
    decision: Decision,
    *,
    text: str,
    owner: str,
    organisation: Organisation | None = None,
    due_on: date | None = None,
) -> AgreedAction:
    """Add an action to a decision.

    Raises
    ------
    InvalidInput
        Without words, or without somebody who does it.
    """
    words, by = _checked(text, owner)
    with transaction(session):
        action = AgreedAction(
            decision=decision, text=words, owner=by, organisation=organisation, due_on=due_on
        )
        session.add(action)
        _note(session, action, "")
        audit.record(session, "action.agreed", action, consultation=decision.consultation)
    return action


def change(
    session: Session,
    action: AgreedAction,
    *,
    seen_version: int,
    text: str,
    owner: str,
    organisation: Organisation | None = None,
    due_on: date | None = None,
    status: ActionStatus,
    note: str = "",
) -> AgreedAction:
    """Change an action, or say how far it has come; each change is an entry of its history.

    Raises
    ------
    Conflict
        When it has changed since `seen_version`.
    InvalidInput
        Without words or an owner, or where it is stopped without a word of why.
    """
    words, by = _checked(text, owner)
    said = shorter(note, "The note", "note")
    if status is ActionStatus.STOPPED and action.status is not status and not said:
        raise InvalidInput("Write in the note why it was stopped.", field="note")
    with transaction(session):
        refuse_stale(session, action, seen_version)
        was = {"status": action.status.value, "due_on": str(action.due_on or "")}
        action.text, action.owner, action.organisation = words, by, organisation
        action.due_on, action.status = due_on, status
        action.version += 1
        _note(session, action, said)
        consultation = action.decision.consultation
        audit.record(session, "action.changed", action, consultation=consultation, was=was)
    return action


def find(
    session: Session, filters: Filters, *, today: date, page: int = 1, per_page: int = 20
) -> tuple[list[AgreedAction], int]:
    """Return one page of actions, the first due first, and how many there are in all."""
    wanted = _narrowed(filters, today)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    # Those without a day stand last, on either database.
    listed = (
        wanted.order_by(AgreedAction.due_on.is_(None), AgreedAction.due_on, AgreedAction.id)
        .options(
            contains_eager(AgreedAction.decision).joinedload(Decision.consultation),
            joinedload(AgreedAction.organisation),
        )
        .offset(paging.start(page, total, per_page))
        .limit(per_page)
    )
    return list(session.scalars(listed)), total


def overdue(session: Session, *, today: date) -> int:
    """Return how many actions should have been done by now."""
    late = _narrowed(Filters(due=Due.OVERDUE), today)
    return session.scalar(select(func.count()).select_from(late.subquery())) or 0


def _narrowed(filters: Filters, today: date) -> Select[AgreedAction]:
    settled = AgreedAction.status.in_((ActionStatus.DONE, ActionStatus.STOPPED))
    by_due = {
        Due.OVERDUE: ~settled & (AgreedAction.due_on < today),
        Due.OPEN: ~settled,
        Due.SETTLED: settled,
    }
    wanted = select(AgreedAction).join(AgreedAction.decision)
    if filters.due is not None:
        wanted = wanted.where(by_due[filters.due])
    if filters.organisation_id is not None:
        wanted = wanted.where(AgreedAction.organisation_id == filters.organisation_id)
    for word in filters.words.split():
        wanted = wanted.where(
            or_(
                AgreedAction.text.icontains(word, autoescape=True),
                AgreedAction.owner.icontains(word, autoescape=True),
            )
        )
    return wanted


def _note(session: Session, action: AgreedAction, note: str) -> None:
    session.flush()
    session.add(
        ActionProgress(
            action=action,
            status=action.status,
            due_on=action.due_on,
            note=note,
            noted_by_id=audit.actor_of(session).user_id,
        )
    )


def _checked(text: str, owner: str) -> tuple[str, str]:
    words = shorter(text, "The action", "text")
    if not words:
        raise InvalidInput("Write what will be done.", field="text")
    by = owner.strip()
    if not by:
        raise InvalidInput("Write which post or team does it.", field="owner")
    if len(by) > LONGEST_OWNER:
        raise InvalidInput(
            f"The owner has {len(by):,} characters; the most is {LONGEST_OWNER}. Shorten it.",
            field="owner",
        )
    return words, by
