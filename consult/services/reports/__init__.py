"""Reports: built from queries over accepted codings, written in a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.overlaps import Verdict
from consult.services import abbreviations, disclosure
from consult.services.disclosure import Line
from consult.services.reports import (
    attendance,
    beside,
    gaps,
    gathering,
    grouping,
    method,
    quotes,
    sentences,
    taking_part,
    themes,
)
from consult.writers import listing
from consult.writers.barrier_summary import BarrierSummary

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Leaving:
    """A barrier summary, and the lines of counts of which it tells what may be told."""

    summary: BarrierSummary
    lines: tuple[Line, ...]


def barrier_summary(
    session: Session,
    consultation: Consultation,
    *,
    generated_on: date,
    organisation: str = "",
    with_names: bool = False,
    with_unconfirmed: bool = False,
) -> BarrierSummary:
    """Return the barrier summary of a consultation, as a page shows it that is read once.

    Parameters
    ----------
    generated_on
        The day that the report says it was made on.
    organisation
        Whose report it is.
    with_names
        Whether it says by name who was at the workshops: only in what staff alone read.
    with_unconfirmed
        Whether it shows work that may overlap and of which nobody said so: only to staff.

    Raises
    ------
    StillBlind
        For a coder who would see in it how others coded what they are coding blind.
    """
    return compose(
        session,
        consultation,
        partial(disclosure.once, consultation),
        generated_on=generated_on,
        organisation=organisation,
        with_names=with_names,
        with_unconfirmed=with_unconfirmed,
    ).summary


def compose(
    session: Session,
    consultation: Consultation,
    hold: Callable[[Counts], dict[str, Line]],
    *,
    generated_on: date,
    organisation: str,
    with_names: bool,
    with_unconfirmed: bool = False,
) -> Leaving:
    """Return a barrier summary whose counts of people are told as `hold` says, with its lines.

    The other parameters and what it raises are those of `barrier_summary`.
    """
    found = gathering.gather(session, consultation)
    quoter = quotes.quoter(session, consultation, found)
    neighbours = beside.neighbours(found)
    barriers_without_work = gaps.barriers_without_work(found, quoter, neighbours)
    overlaps = gaps.judged_overlaps(found, quoter, verdict=Verdict.CONFIRMED)
    overlaps += gaps.overlaps(found, quoter, neighbours) if with_unconfirmed else ()
    partners = grouping.count(session, consultation, "partner", found)
    lists = attendance.kept(session, consultation)
    lines = hold(
        {
            **taking_part.counts(session, consultation),
            **taking_part.naming(found),
            **({} if with_names else attendance.counts(lists)),
        }
    )
    summary = BarrierSummary(
        title="What stands in the way",
        organisation=organisation,
        consultation=consultation.title,
        purpose=consultation.purpose,
        generated_on=generated_on,
        opened_on=consultation.opens_on,
        closed_on=consultation.closes_on,
        base=method.base(session, consultation, found, lines),
        ledger=method.ledger(found),
        attendance=attendance.attendance(lists, lines, with_names=with_names),
        first_lines=sentences.first_lines(found, barriers_without_work, overlaps),
        proposal=method.proposal(session, consultation),
        matrix=themes.matrix(found),
        sections=themes.sections(found, quoter, neighbours, partners),
        barriers_without_work=barriers_without_work,
        work_without_barriers=gaps.work_without_barriers(found, quoter, neighbours),
        overlaps=overlaps,
        cannot_conclude=sentences.cannot_conclude(found, lines),
        method=method.method(session, consultation, found, neighbours, lines),
    )
    return Leaving(_with_short_names(session, summary), (*lines.values(), *partners.lines))


def _with_short_names(session: Session, summary: BarrierSummary) -> BarrierSummary:
    """Return a summary with what the short names in its quotes stand for."""
    texts = (said.quote.text for said in listing.statements(summary))
    known = abbreviations.directory(session).used_in(texts)
    return replace(summary, short_names=tuple(known.items()))
