"""Workshops across consultations: those that take cards now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.models.consultations import Consultation, Stage
from consult.models.workshops import Workshop, WorkshopTable

MOST = 10


@dataclass(frozen=True, slots=True)
class OpenWorkshop:
    """A workshop whose sheets take cards, and the tables of it that are somebody's own."""

    workshop: Workshop
    own: list[WorkshopTable]


def open_workshops(session: Session, *, facilitator: str) -> list[OpenWorkshop]:
    """Return the latest workshops of open consultations, with the tables that a person runs."""
    found = session.scalars(
        select(Workshop)
        .join(Consultation, Workshop.consultation_id == Consultation.id)
        .where(Consultation.stage == Stage.OPEN)
        .options(selectinload(Workshop.tables), selectinload(Workshop.consultation))
        .order_by(Workshop.held_on.desc().nulls_last(), Workshop.id.desc())
        .limit(MOST)
    )
    name = facilitator.strip().casefold()
    return [
        OpenWorkshop(each, [table for table in each.tables if table.facilitator.casefold() == name])
        for each in found
    ]
