"""Reports: built from queries over accepted codings, written in a process of their own."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services.reports import (
    beside,
    gaps,
    gathering,
    method,
    quotes,
    sentences,
    themes,
)
from consult.writers.barrier_summary import BarrierSummary


def barrier_summary(
    session: Session, consultation: Consultation, *, generated_on: date, organisation: str = ""
) -> BarrierSummary:
    """Return the barrier summary of a consultation as its store stands now.

    Parameters
    ----------
    generated_on
        The day that the report says it was made on.
    organisation
        Whose report it is.
    """
    found = gathering.gather(session, consultation)
    quoter = quotes.quoter(session, consultation, found)
    neighbours = beside.neighbours(found)
    barriers_without_work = gaps.barriers_without_work(found, quoter, neighbours)
    overlaps = gaps.overlaps(found, quoter, neighbours)
    return BarrierSummary(
        title="What stands in the way",
        organisation=organisation,
        consultation=consultation.title,
        purpose=consultation.purpose,
        generated_on=generated_on,
        opened_on=consultation.opens_on,
        closed_on=consultation.closes_on,
        base=method.base(session, consultation, found),
        ledger=method.ledger(found),
        first_lines=sentences.first_lines(found, barriers_without_work, overlaps),
        matrix=themes.matrix(found),
        sections=themes.sections(found, quoter, neighbours),
        barriers_without_work=barriers_without_work,
        work_without_barriers=gaps.work_without_barriers(found, quoter, neighbours),
        overlaps=overlaps,
        cannot_conclude=sentences.cannot_conclude(found),
        method=method.method(session, consultation, found, neighbours),
    )
