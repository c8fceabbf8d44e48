"""The four Gunning principles of a fair consultation, and what the record shows of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.responses import Response
from consult.models.surveys import Survey
from consult.models.workshops import Workshop
from consult.services.reports.facts import Facts
from consult.writers.figures import counted, dated, joined, period

# What stands in a row of which the record knows nothing: plain enough for a reader in public.
NO_OPENING = "When it opened is not on record."
NO_INFORMATION = "What people were given to read is not on record."
NO_TIME = "How long people had is not on record."
NO_BARRIERS = "No barrier has come in yet."


def rows(session: Session, consultation: Consultation, facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return each principle with what the record shows, figures as references."""
    return (
        ("Asked at a formative stage", _stage(consultation)),
        ("Information given", _information(session, consultation)),
        ("Time given", _time(session, consultation)),
        ("How responses were considered", _considered(facts)),
        ("What changed", "See the recommendations, and the paragraph below this table."),
    )


def _stage(consultation: Consultation) -> str:
    references = [outcome.reference for outcome in consultation.outcomes]
    asked = f"Asked about outcomes {joined(references)}. " if references else ""
    opened = f"Opened on {dated(consultation.opens_on)}." if consultation.opens_on else NO_OPENING
    return f"{asked}{opened}"


def _information(session: Session, consultation: Consultation) -> str:
    given = [
        name
        for name, is_there in (
            ("the purpose", consultation.purpose),
            ("a summary", consultation.summary),
            ("a privacy notice", consultation.privacy_notice),
            ("whom to ask", consultation.contact),
            ("the questionnaire", _has_survey(session, consultation)),
            ("an agenda", _has_agenda(session, consultation)),
        )
        if is_there
    ]
    return f"People were given {joined(given)}." if given else NO_INFORMATION


def _has_survey(session: Session, consultation: Consultation) -> bool:
    wanted = select(Survey.id).where(Survey.consultation_id == consultation.id).limit(1)
    return session.scalar(wanted) is not None


def _has_agenda(session: Session, consultation: Consultation) -> bool:
    workshops = session.scalars(select(Workshop).where(Workshop.consultation_id == consultation.id))
    return any(workshop.rounds for workshop in workshops)


def _time(session: Session, consultation: Consultation) -> str:
    return " ".join(_times(session, consultation)) or NO_TIME


def _times(session: Session, consultation: Consultation) -> Iterator[str]:
    first, last = consultation.opens_on, consultation.closes_on
    if first and last:
        yield f"{counted((last - first).days + 1, 'day')}, {period(first, last)}."
    held = session.scalars(
        select(Workshop.held_on)
        .where(Workshop.consultation_id == consultation.id, Workshop.held_on.is_not(None))
        .order_by(Workshop.held_on)
    ).all()
    days = [dated(day) for day in dict.fromkeys(held) if isinstance(day, date)]
    if days:
        yield f"Workshops on {joined(days)}."
    late = _late(session, consultation)
    if late:
        yield f"The last response came on {dated(late)}."


def _late(session: Session, consultation: Consultation) -> date | None:
    moment = session.scalar(
        select(func.max(Response.submitted_at))
        .join(Survey)
        .where(Survey.consultation_id == consultation.id)
    )
    return moment.date() if moment else None


def _considered(facts: Facts) -> str:
    if not facts.counting:
        return NO_BARRIERS
    return (
        "Of {base:reviewed.base} barriers that count, {base:reviewed.count} were reviewed and"
        " {ledger:themed.count} put under a theme; {ledger:waiting.count} wait for review. Nothing"
        " was left out: the ledger has every one."
    )
