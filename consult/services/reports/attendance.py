"""Who was at the workshops, as a report says it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.workshops import Participant, Workshop
from consult.services import disclosure
from consult.services.reports import evidence
from consult.services.workshops import minutes
from consult.services.workshops.minutes import Minutes
from consult.writers.barrier_summary import Attendance, Count
from consult.writers.figures import Figure


def attendance(
    session: Session, consultation: Consultation, *, with_names: bool
) -> tuple[Attendance, ...]:
    """Return the minutes of attendance of every workshop that kept a list."""
    kept = minutes.every(session, consultation)
    fewest = consultation.fewest_shown
    return tuple(_attendance(workshop, found, with_names, fewest) for workshop, found in kept)


def _attendance(workshop: Workshop, found: Minutes, with_names: bool, fewest: int) -> Attendance:
    organisations, uncounted = _organisations(found, 0 if with_names else fewest)

    def figure(what: str, count: int) -> Figure:
        return Figure(count, evidence.name(attendance=what, workshop=str(workshop.id)))

    return Attendance(
        workshop=workshop.title,
        held_on=workshop.held_on,
        place=workshop.place,
        present=figure("present", len(found.present)),
        invited=figure("invited", found.invited),
        apologies=figure("apologies", len(found.apologies)),
        substitutes=figure("substitutes", len(found.substitutes)),
        organisations=tuple(
            Count(name, figure(f"from {name}", people)) for name, people in organisations
        ),
        uncounted=uncounted,
        absent=found.absent,
        quorum=found.quorum.recorded if found.quorum else "",
        people=tuple(_named(each) for each in found.present if each.name) if with_names else (),
        apologies_from=tuple(_named(each) for each in found.apologies if each.name)
        if with_names
        else (),
    )


def _organisations(found: Minutes, fewest: int) -> tuple[list[tuple[str, int]], tuple[str, ...]]:
    """Return the organisations whose people may be counted, and the names of the others.

    How many came is known, so that all who came are one line. Where it cannot be protected, no
    organisation is named either: who came would be from it. Beside names, nothing is hidden.
    """
    counts = [people for _, people in found.organisations]
    alone = len(found.present) - sum(counts)
    kept = disclosure.line([*counts, max(0, alone)], fewest)
    if kept.total is None:
        return [], ()
    shown = list(zip(found.organisations, kept.counts, strict=False))
    return (
        [each for each, count in shown if count is not None],
        tuple(name for (name, _), count in shown if count is None),
    )


def _named(person: Participant) -> str:
    """Return a person as minutes write it: “Sam Oak (Harbour Trust), for Kim Elm”."""
    spoken_for = f" ({person.represents})" if person.represents else ""
    absent = person.substitute_for
    return f"{person.name}{spoken_for}{f', for {absent.name}' if absent and absent.name else ''}"
