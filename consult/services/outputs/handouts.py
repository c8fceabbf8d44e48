"""What is handed to residents: the barrier summary without what may not be read by everybody."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.readers import identifying
from consult.services import disclosure
from consult.services.actions import telling
from consult.services.disclosure import Line
from consult.writers.barrier_summary import BarrierSummary, Quote, ThemeSection
from consult.writers.handout import Decided, Handout

OUTCOMES = "handout-outcomes"
"""The line of barriers by outcome: each barrier is under one, and how many there are is told."""


def release(
    session: Session, consultation: Consultation, summary: BarrierSummary, *, manner: str
) -> Handout:
    """Return the handout in a manner as it may leave now, and keep what it tells and hides."""
    rows = {row.total.evidence: row.total.count for row in summary.matrix.rows}
    lines = disclosure.release(
        session,
        consultation,
        lambda: disclosure.series(session, consultation, {OUTCOMES: rows}, of_people=False),
        lambda made: made.values(),
    )
    return build(session, consultation, summary, manner=manner, outcomes=lines[OUTCOMES])


def build(
    session: Session,
    consultation: Consultation,
    summary: BarrierSummary,
    *,
    manner: str,
    outcomes: Line,
) -> Handout:
    """Return the handout in a manner, without quotes by which a person could be known.

    Parameters
    ----------
    outcomes
        How many barriers are under each outcome, as far as that may be told.
    """
    total = summary.matrix.total
    return Handout(
        summary=replace(summary, sections=tuple(map(_safe, summary.sections))),
        manner=manner,
        fewest=consultation.fewest_shown,
        withheld=(
            *outcomes.hidden,
            *([total.evidence] if total is not None and outcomes.total is None else []),
        ),
        contact=" ".join(consultation.contact.split()),
        decided=tuple(
            Decided(each.decision.said, each.decision.text)
            for each in telling.answered(session, consultation)
        ),
    )


def _safe(section: ThemeSection) -> ThemeSection:
    return replace(
        section,
        quotes=_unknown(section.quotes),
        solutions=_unknown(section.solutions),
        tied_solutions=tuple(
            tied for tied in section.tied_solutions if not identifying.find(tied.quote.text)
        ),
    )


def _unknown(quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    return tuple(quote for quote in quotes if not identifying.find(quote.text))
