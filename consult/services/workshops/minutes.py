"""Reading the attendance list: a page of it, and the minutes of who was there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from consult.models.consultations import Consultation
from consult.models.workshops import Attendance, Participant, Workshop
from consult.services.workshops.quorum import Quorum, Standing, standing


def everybody(session: Session, workshop: Workshop) -> list[Participant]:
    """Return the whole list, by name."""
    return list(
        session.scalars(
            select(Participant)
            .where(Participant.workshop_id == workshop.id)
            .options(joinedload(Participant.organisation), joinedload(Participant.substitute_for))
            .order_by(func.lower(Participant.name), Participant.id)
        )
    )


def find(
    session: Session,
    workshop: Workshop,
    *,
    words: str = "",
    attendance: Attendance | None = None,
    page: int = 1,
    per_page: int = 100,
) -> tuple[list[Participant], int]:
    """Return one page of the list by name, narrowed, and how many there are."""
    wanted = select(Participant).where(Participant.workshop_id == workshop.id)
    if attendance is not None:
        wanted = wanted.where(Participant.attendance == attendance)
    for word in words.replace("\x00", "").split():
        escaped = re.sub(r"([\\%_])", r"\\\1", word)
        wanted = wanted.where(
            or_(
                Participant.name.ilike(f"%{escaped}%", escape="\\"),
                Participant.organisation_label.ilike(f"%{escaped}%", escape="\\"),
            )
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    listed = (
        wanted.options(joinedload(Participant.organisation), joinedload(Participant.substitute_for))
        .order_by(func.lower(Participant.name), Participant.id)
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return list(session.scalars(listed)), total


@dataclass(frozen=True, slots=True)
class Minutes:
    """Who was there, for the record.

    Attributes
    ----------
    present, apologies
        People, by name.
    organisations
        Those represented, by name, each with how many spoke for it.
    absent
        Organisations that were invited and that nobody spoke for.
    invited
        How many people were.
    quorum
        How the group's quorum stands; None where it has none.
    """

    present: tuple[Participant, ...]
    apologies: tuple[Participant, ...]
    organisations: tuple[tuple[str, int], ...]
    absent: tuple[str, ...]
    invited: int
    expected: int
    quorum: Standing | None

    @property
    def is_empty(self) -> bool:
        """Return whether there is no list at all."""
        return not (self.present or self.apologies or self.invited)

    @property
    def substitutes(self) -> tuple[Participant, ...]:
        """Return those who are here in somebody's place."""
        return tuple(each for each in self.present if each.substitute_for_id is not None)


def minutes(session: Session, workshop: Workshop) -> Minutes:
    """Return who was at the workshop."""
    return of(workshop, everybody(session, workshop))


def every(session: Session, consultation: Consultation) -> list[tuple[Workshop, Minutes]]:
    """Return who was at each of the consultation's workshops that kept a list, by their dates."""
    found = session.scalars(
        select(Participant)
        .join(Workshop)
        .where(Workshop.consultation_id == consultation.id)
        .options(
            joinedload(Participant.organisation),
            joinedload(Participant.substitute_for),
            contains_eager(Participant.workshop),
        )
        .order_by(Workshop.held_on, Workshop.id, func.lower(Participant.name), Participant.id)
    )
    by_workshop = groupby(found, key=lambda participant: participant.workshop)
    return [(workshop, of(workshop, list(listed))) for workshop, listed in by_workshop]


def of(workshop: Workshop, listed: Sequence[Participant]) -> Minutes:
    """Return the minutes of a workshop whose list this is."""
    present = tuple(each for each in listed if each.attendance is Attendance.PRESENT)
    invited = [each for each in listed if each.is_invited]
    spoken_for = _counted(each.represents for each in present)
    asked = {each.represents for each in invited} - {""}
    quorum = Quorum(workshop.quorum_rule, workshop.quorum_size)
    of_people = quorum.counts == "people"
    return Minutes(
        present=present,
        apologies=tuple(each for each in listed if each.attendance is Attendance.APOLOGIES),
        organisations=tuple(spoken_for),
        absent=tuple(sorted(asked - {name for name, _ in spoken_for}, key=str.casefold)),
        invited=len(invited),
        expected=sum(each.attendance is Attendance.EXPECTED for each in listed),
        quorum=standing(
            quorum,
            present=len(present) if of_people else len(spoken_for),
            invited=len(invited) if of_people else len(asked),
        ),
    )


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for name in names:
        if name:
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda pair: pair[0].casefold())
