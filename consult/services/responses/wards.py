"""Responses by ward: the table, and the map that is drawn from the same figures."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.areas import AreaSet, PopulationShare, Ward
from consult.models.responses import Response
from consult.services import areas, disclosure
from consult.services.responses.audiences import Audience, belongs
from consult.services.responses.scopes import AnyScope, is_counted, scope_of
from consult.writers.ward_map import MapWard, draw


@dataclass(frozen=True, slots=True)
class WardRow:
    """One ward with how many answered from it.

    Attributes
    ----------
    number
        By which the map names it.
    count
        None where it is hidden.
    people
        How many live there; None where nobody said.
    """

    number: int
    ward: Ward
    count: int | None
    people: int | None

    @property
    def per_thousand(self) -> str:
        """Return the responses of a thousand inhabitants, or "" where that is not known."""
        if self.count is None or not self.people:
            return ""
        return f"{1000 * self.count / self.people:.1f}"


@dataclass(frozen=True, slots=True)
class ByWard:
    """Responses by ward.

    Attributes
    ----------
    placed
        How many told a ward; None where it would give hidden counts away.
    elsewhere
        How many told none, or one that is not of the place.
    """

    area_set: AreaSet
    rows: tuple[WardRow, ...]
    placed: int | None
    elsewhere: int
    has_hidden: bool
    fewest: int


def by_ward(
    session: Session, asked: AnyScope, *, audience: Audience = Audience.PEOPLE
) -> ByWard | None:
    """Return responses by ward, or None where the consultation is about no wards."""
    consultation = scope_of(asked).survey.consultation
    decided = areas.of(session, consultation)
    if decided is None:
        return None
    wards = sorted(decided.area_set.wards, key=lambda each: each.name)
    found: dict[int | None, int] = {
        ward_id: number
        for ward_id, number in session.execute(
            select(Response.ward_id, func.count())
            .where(is_counted(asked), belongs(audience))
            .group_by(Response.ward_id)
        )
    }
    fewest = consultation.fewest_shown
    released = disclosure.line([found.get(ward.id, 0) for ward in wards], fewest)
    people = _people(session, decided.area_set)
    rows = tuple(
        WardRow(number, ward, count, people.get(ward.name.casefold()))
        for number, (ward, count) in enumerate(zip(wards, released.counts, strict=True), 1)
    )
    known = {ward.id for ward in wards}
    elsewhere = sum(number for ward_id, number in found.items() if ward_id not in known)
    hidden = any(row.count is None for row in rows)
    return ByWard(decided.area_set, rows, released.total, elsewhere, hidden, fewest)


def _people(session: Session, area_set: AreaSet) -> dict[str, int]:
    """Return how many live in each ward, where the table of population says it."""
    rows = session.execute(
        select(PopulationShare.label, PopulationShare.people).where(
            PopulationShare.area_set_id == area_set.id,
            func.lower(PopulationShare.characteristic) == "ward",
        )
    )
    return {label.casefold(): people for label, people in rows}


def drawn(counts: ByWard) -> bytes:
    """Return the map of the wards as SVG."""
    shown = [MapWard(row.number, row.ward.name, row.ward.outline, row.count) for row in counts.rows]
    return draw(shown, what="Responses")
