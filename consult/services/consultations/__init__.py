"""Consultations: making them, finding them, moving them from stage to stage."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation, Stage
from consult.models.responses import Response
from consult.models.statements import Statement, StatementState
from consult.models.strategy import Outcome, Strategy
from consult.models.surveys import Survey
from consult.models.themes import Coding, CodingState
from consult.services import audit, disclosure, surveys
from consult.services.refusals import Conflict, InvalidInput, NotFound, ServiceError
from consult.services.transaction import checked_transaction, transaction
from consult.words import gettext as _

# A stage is followed by the next one; a closed consultation may be opened again.
NEXT_STAGES: dict[Stage, tuple[Stage, ...]] = {
    Stage.DRAFT: (Stage.OPEN,),
    Stage.OPEN: (Stage.CLOSED,),
    Stage.CLOSED: (Stage.REPORTED, Stage.OPEN),
    Stage.REPORTED: (Stage.CLOSED,),
}


class StageRefused(ServiceError):
    """The consultation cannot go to that stage from where it is."""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What residents see first."""

    open: list[Consultation]
    past: list[Consultation]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One consultation on a person's home, with what waits in it."""

    consultation: Consultation
    statements: int
    responses: int
    waiting: int


def ping(session: Session) -> None:
    """Ask the database for an answer."""
    session.execute(text("SELECT 1"))


def unknown() -> str:
    """Return what is said of an address that names no consultation."""
    return _("There is no such consultation. Check the address.")


def get(session: Session, slug: str) -> Consultation:
    """Return one consultation, or raise NotFound."""
    consultation = session.scalar(select(Consultation).where(Consultation.slug == slug))
    if consultation is None:
        raise NotFound(unknown())
    return consultation


def get_public(session: Session, slug: str) -> Consultation:
    """Return one consultation that residents may know of; a draft is not there for them."""
    consultation = get(session, slug)
    if not consultation.is_public:
        raise NotFound(unknown())
    return consultation


def front_page(session: Session) -> FrontPage:
    """Return open consultations, the soonest to close first, and past ones, newest first."""
    public = session.scalars(
        select(Consultation)
        .where(Consultation.stage != Stage.DRAFT)
        .order_by(Consultation.closes_on, Consultation.id)
    ).all()
    return FrontPage(
        open=[each for each in public if each.is_open],
        past=[each for each in reversed(public) if not each.is_open],
    )


def worklist(session: Session) -> list[WorkRow]:
    """Return all consultations, newest first, with counts of what came and what waits."""
    statements = _counts(
        session,
        select(Statement.consultation_id, func.count())
        .where(Statement.state != StatementState.REPLACED)
        .group_by(Statement.consultation_id),
    )
    responses = _counts(
        session,
        select(Survey.consultation_id, func.count(Response.id))
        .join(Response, Response.survey_id == Survey.id)
        .group_by(Survey.consultation_id),
    )
    waiting = _counts(
        session,
        select(Statement.consultation_id, func.count(Statement.id.distinct()))
        .join(Coding, Coding.statement_id == Statement.id)
        .where(Coding.state == CodingState.PROPOSED, Statement.state == StatementState.LIVE)
        .group_by(Statement.consultation_id),
    )
    return [
        WorkRow(
            each, statements.get(each.id, 0), responses.get(each.id, 0), waiting.get(each.id, 0)
        )
        for each in session.scalars(select(Consultation).order_by(Consultation.id.desc()))
    ]


def _counts(session: Session, query: Select[int, int]) -> dict[int, int]:
    return {consultation_id: number for consultation_id, number in session.execute(query)}


def create(
    session: Session,
    *,
    title: str,
    summary: str = "",
    purpose: str = "",
    proposal: str = "",
    contact: str = "",
    privacy_notice: str = "",
    opens_on: date | None = None,
    closes_on: date | None = None,
    strategy: Strategy | None = None,
    outcomes: Sequence[Outcome] = (),
    slug: str = "",
    fewest_shown: int = disclosure.USUAL,
    rounds_counts: bool = False,
) -> Consultation:
    """Store a new consultation as a draft.

    Raises
    ------
    InvalidInput
        For an empty title, dates in the wrong order, or where somebody else starts one of the
        same title at this moment.
    """
    heading = title.strip()
    if not heading:
        raise InvalidInput("Enter a title.", field="title")
    _check_dates(opens_on, closes_on)
    address = _free_slug(session, slug or heading)
    with checked_transaction(session, lambda: _refuse_taken(session, address)):
        consultation = Consultation(
            slug=address,
            title=heading,
            summary=summary,
            purpose=purpose,
            proposal=proposal,
            contact=contact,
            privacy_notice=privacy_notice,
            opens_on=opens_on,
            closes_on=closes_on,
            strategy=strategy,
            outcomes=list(outcomes),
            fewest_shown=fewest_shown,
            rounds_counts=rounds_counts,
        )
        session.add(consultation)
        audit.record(session, "consultation.created", consultation, consultation=consultation)
    return consultation


def change(
    session: Session,
    consultation: Consultation,
    *,
    seen_version: int,
    outcomes: Sequence[Outcome] | None = None,
    **fields: str | int | date | Strategy | None,
) -> Consultation:
    """Change settings that somebody saw at `seen_version`.

    Parameters
    ----------
    fields
        Any of title, summary, purpose, proposal, contact, privacy_notice, opens_on, closes_on,
        strategy, fewest_shown, rounds_counts.

    Raises
    ------
    Conflict
        When they have changed since.
    InvalidInput
        Without a title, or where it would close before it opens.
    """
    if "title" in fields and not str(fields["title"]).strip():
        raise InvalidInput("Enter a title.", field="title")
    with transaction(session):
        session.refresh(consultation, with_for_update={"of": Consultation})
        if consultation.version != seen_version:
            raise Conflict(
                "Somebody else changed these settings while you wrote. What you wrote is still "
                "below; compare it with theirs, then save again."
            )
        opens, closes = (
            fields.get(name, getattr(consultation, name)) for name in ("opens_on", "closes_on")
        )
        _check_dates(opens, closes)
        for name, value in fields.items():
            setattr(consultation, name, value)
        if outcomes is not None:
            consultation.outcomes = list(outcomes)
        consultation.version += 1
        audit.record(
            session,
            "consultation.changed",
            consultation,
            consultation=consultation,
            fields=sorted([*fields, *(["outcomes"] if outcomes is not None else [])]),
        )
    return consultation


def move_to(session: Session, consultation: Consultation, stage: Stage) -> Consultation:
    """Move the consultation to its next stage, or back by one.

    Raises
    ------
    StageRefused
        When the stage does not follow, the privacy notice is missing, or the survey has a fault
        that would stop its respondents.
    """
    if stage not in NEXT_STAGES[consultation.stage]:
        raise StageRefused(
            f"“{consultation.title}” is {consultation.stage.value}; it cannot become {stage.value}."
        )
    if stage is Stage.OPEN and not consultation.privacy_notice.strip():
        raise StageRefused(
            "Write the privacy notice in the settings before you open the consultation."
        )
    survey = surveys.current(session, consultation) if stage is Stage.OPEN else None
    if survey is not None and (faults := surveys.hindrances(survey)):
        raise StageRefused(f"Mend the survey before you open the consultation. {faults[0]}")
    with transaction(session):
        before = consultation.stage
        consultation.stage = stage
        consultation.version += 1
        audit.record(
            session,
            "consultation.moved",
            consultation,
            consultation=consultation,
            was=before.value,
            now=stage.value,
        )
    return consultation


def _check_dates(opens_on: object, closes_on: object) -> None:
    if isinstance(opens_on, date) and isinstance(closes_on, date) and opens_on > closes_on:
        raise InvalidInput("The closing date is before the opening date.", field="closes_on")


def _free_slug(session: Session, title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "consultation"
    taken = set(
        session.scalars(select(Consultation.slug).where(Consultation.slug.startswith(base)))
    )
    candidates = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in candidates if slug not in taken)


def _refuse_taken(session: Session, slug: str) -> None:
    if session.scalar(select(Consultation.id).where(Consultation.slug == slug)):
        raise InvalidInput(
            "Somebody else has just started a consultation of this title. Look at theirs, or save "
            "again to have two.",
            field="title",
        )


def stage_named(name: str) -> Stage:
    """Return the stage of that name, or raise InvalidInput."""
    try:
        return Stage(name)
    except ValueError:
        raise InvalidInput("Choose one of the stages on the page.", field="stage") from None
