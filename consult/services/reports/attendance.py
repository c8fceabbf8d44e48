"""Who was at the workshops, as a report says it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.workshops import Participant, Workshop
from consult.services.disclosure import Line
from consult.services.reports import evidence
from consult.services.reports.taking_part import Lines
from consult.services.workshops import minutes
from consult.services.workshops.minutes import Minutes
from consult.writers.barrier_summary import Attendance, Count
from consult.writers.figures import Figure

Kept = Sequence[tuple[Workshop, Minutes]]
ALONE = ""
"""Those who came for no organisation. How many came is known, so all who came are one line."""


def kept(session: Session, consultation: Consultation) -> Kept:
    """Return the minutes of every workshop that kept a list."""
    return minutes.every(session, consultation)


def counts(lists: Kept) -> dict[str, dict[str, int]]:
    """Return by workshop how many came from each organisation."""
    found = {}
    for workshop, listed in lists:
        organisations = dict(listed.organisations)
        alone = len(listed.present) - sum(organisations.values())
        found[_name(workshop)] = {**organisations, ALONE: max(0, alone)}
    return found


def attendance(lists: Kept, lines: Lines, *, with_names: bool) -> tuple[Attendance, ...]:
    """Return the attendance of every workshop that kept a list.

    Parameters
    ----------
    lines
        How many came, by the names that `counts` gives, as far as that may be told. Beside names
        nothing is hidden.
    """
    return tuple(
        _named(workshop, listed) if with_names else _counted(workshop, listed, lines)
        for workshop, listed in lists
    )


def _name(workshop: Workshop) -> str:
    return f"workshop-{workshop.id}"


def _named(workshop: Workshop, listed: Minutes) -> Attendance:
    return _attendance(
        workshop,
        listed,
        present=len(listed.present),
        organisations=listed.organisations,
        people=tuple(_in_words(each) for each in listed.present if each.name),
        apologies_from=tuple(_in_words(each) for each in listed.apologies if each.name),
    )


def _counted(workshop: Workshop, listed: Minutes, lines: Lines) -> Attendance:
    """Tell no organisation of few by its number, nor by what the others leave of all who came.

    Where a line cannot be protected, no organisation is named either: who came would be from it.
    Where few came or went since it was told, it is told again as it was, without who stayed away
    and whether it was a quorum: those would tell the difference.
    """
    line = lines[_name(workshop)]
    if line.total is None:
        return _attendance(workshop, listed, present=len(listed.present))
    shown = _organisations(line)
    return _attendance(
        workshop,
        listed,
        present=sum(line.counts.values()),
        is_of_now=_of_now(line) == counts([(workshop, listed)])[line.name],
        organisations=[(name, count) for name, count in shown if count is not None],
        uncounted=tuple(name for name, count in shown if count is None),
    )


def _of_now(line: Line) -> dict[str, int]:
    """Return the counts of a line without the organisations from which nobody came."""
    return {name: count for name, count in line.counts.items() if count or name == ALONE}


def _organisations(line: Line) -> list[tuple[str, int | None]]:
    """Return the organisations from which somebody came, by name, with what may be told."""
    return [
        (name, None if line.shown[name] is None else count)
        for name, count in sorted(line.counts.items(), key=lambda pair: pair[0].casefold())
        if name != ALONE and count
    ]


def _attendance(
    workshop: Workshop,
    listed: Minutes,
    *,
    present: int,
    is_of_now: bool = True,
    organisations: Sequence[tuple[str, int]] = (),
    uncounted: tuple[str, ...] = (),
    people: tuple[str, ...] = (),
    apologies_from: tuple[str, ...] = (),
) -> Attendance:
    def figure(what: str, count: int) -> Figure:
        return Figure(count, evidence.name(attendance=what, workshop=str(workshop.id)))

    return Attendance(
        workshop=workshop.title,
        held_on=workshop.held_on,
        place=workshop.place,
        present=figure("present", present),
        invited=figure("invited", listed.invited),
        apologies=figure("apologies", len(listed.apologies)),
        substitutes=figure("substitutes", len(listed.substitutes)),
        organisations=tuple(
            Count(name, figure(f"from {name}", count)) for name, count in organisations
        ),
        uncounted=uncounted,
        absent=listed.absent if is_of_now else (),
        quorum=listed.quorum.recorded if listed.quorum and is_of_now else "",
        people=people,
        apologies_from=apologies_from,
    )


def _in_words(person: Participant) -> str:
    """Return a person as minutes write it: “Sam Oak (Harbour Trust), for Kim Elm”."""
    spoken_for = f" ({person.represents})" if person.represents else ""
    absent = person.substitute_for
    return f"{person.name}{spoken_for}{f', for {absent.name}' if absent and absent.name else ''}"
