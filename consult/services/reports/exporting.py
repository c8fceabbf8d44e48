"""The barrier summary as a file: what it tells is kept, and the next one is held against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services import audit, disclosure, reports
from consult.services.papers import standing
from consult.services.reports import Leaving, files
from consult.services.transaction import transaction


def render(
    session: Session,
    consultation: Consultation,
    format_name: str,
    *,
    made_on: date,
    organisation: str,
    with_names: bool = False,
) -> bytes:
    """Return the barrier summary in one of `files.FORMATS`, and write into the log that it left."""
    found = release(
        session, consultation, made_on=made_on, organisation=organisation, with_names=with_names
    )
    content = files.render(found.summary, format_name)
    with transaction(session):
        audit.record(
            session,
            "report.exported",
            consultation,
            consultation=consultation,
            format=format_name,
        )
    return content


def release(
    session: Session,
    consultation: Consultation,
    *,
    made_on: date,
    organisation: str,
    with_names: bool = False,
) -> Leaving:
    """Return the barrier summary as it leaves, and keep what it tells and hides."""

    def make() -> Leaving:
        return reports.compose(
            session,
            consultation,
            partial(disclosure.series, session, consultation),
            generated_on=made_on,
            organisation=organisation,
            with_names=with_names,
        )

    found = disclosure.release(session, consultation, make, lambda made: made.lines)
    signed = replace(found.summary, standing=standing.of(session, consultation))
    return replace(found, summary=signed)
