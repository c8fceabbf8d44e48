"""What is handed to residents: the barrier summary without what may not be read by everybody."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.readers import identifying
from consult.services.actions import telling
from consult.writers.barrier_summary import BarrierSummary, Quote, ThemeSection
from consult.writers.handout import Decided, Handout


def build(
    session: Session, consultation: Consultation, summary: BarrierSummary, *, manner: str
) -> Handout:
    """Return the handout in a manner, without quotes by which a person could be known."""
    return Handout(
        summary=replace(summary, sections=tuple(map(_safe, summary.sections))),
        manner=manner,
        fewest=consultation.fewest_shown,
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
