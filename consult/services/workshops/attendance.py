"""Filling the attendance list: who was invited, who is here, and who stands in for whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from consult.models.workshops import Attendance, Participant, Workshop
from consult.services import audit, partners
from consult.services.refusals import InvalidInput, NotFound
from consult.services.transaction import checked_transaction, transaction
from consult.services.workshops.minutes import everybody

MOST_PARTICIPANTS = 1_000
LONGEST_NAME = 120
LONGEST_ORGANISATION = 200
# “Sam Oak, Harbour Trust”, “Sam Oak<tab>Harbour Trust”, “Sam Oak (HT)”, “Sam Oak – HT”.
_IN_BRACKETS = re.compile(r"(?P<name>[^()]+?)\s*\((?P<organisation>[^()]+)\)\s*$")
_APART = re.compile(r"\t+|\s*[,;]\s*|\s+[–—-]\s+")


@dataclass(frozen=True, slots=True)
class Written:
    """A line of a pasted list."""

    name: str
    organisation: str

    @property
    def key(self) -> tuple[str, str]:
        """Return what is the same for the same person, however it was typed."""
        return self.name.casefold(), self.organisation.casefold()


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a pasted list."""

    added: list[Participant]
    known: list[str]


def read(lines: str) -> list[Written]:
    """Return the people of a pasted list, a line each.

    Raises
    ------
    InvalidInput
        Where there is nobody, or a line is longer than any name; it says which.
    """
    found = [
        _read_line(line, number)
        for number, line in enumerate(lines.splitlines(), start=1)
        if line.strip(" \t,;–—-")
    ]
    if not found:
        raise InvalidInput("Write at least one name.", field="people")
    return found


def _read_line(line: str, number: int) -> Written:
    bracketed = _IN_BRACKETS.fullmatch(line.strip())
    name, organisation = (
        (bracketed["name"], bracketed["organisation"])
        if bracketed
        else [*_APART.split(line.strip(" \t,;"), maxsplit=1), ""][:2]
    )
    name, organisation = " ".join(name.split()), " ".join(organisation.split())
    for what, text, most in (
        ("name", name, LONGEST_NAME),
        ("organisation", organisation, LONGEST_ORGANISATION),
    ):
        if len(text) > most:
            raise InvalidInput(
                f"The {what} in line {number} has {len(text)} characters; the most is {most}. "
                "Put a comma between the name and the organisation.",
                field="people",
            )
    return Written(name, organisation)


def add(
    session: Session,
    workshop: Workshop,
    people: Sequence[Written],
    *,
    is_invited: bool = True,
    attendance: Attendance = Attendance.EXPECTED,
) -> Added:
    """Put people on the list; whoever is on it already is left as they are.

    Raises
    ------
    InvalidInput
        For more people than a list holds.
    """
    with transaction(session):
        known = {
            Written(each.name, each.organisation_label).key for each in everybody(session, workshop)
        }
        fresh = [each for each in dict.fromkeys(people) if each.key not in known]
        if len(known) + len(fresh) > MOST_PARTICIPANTS:
            raise InvalidInput(
                f"A list holds {MOST_PARTICIPANTS:,} people at most; "
                f"with these there would be {len(known) + len(fresh):,}.",
                field="people",
            )
        directory = dict(partners.resolve(session, (each.organisation for each in fresh)))
        added = [
            Participant(
                workshop=workshop,
                name=each.name,
                organisation_label=each.organisation,
                organisation_id=directory.get(each.organisation[:100]),
                is_invited=is_invited,
                attendance=attendance,
            )
            for each in fresh
        ]
        session.add_all(added)
        _record(session, "attendance.added", workshop, people=len(added))
    return Added(added, [each.name for each in people if each.key in known])


def invite_again(session: Session, workshop: Workshop, earlier: Workshop) -> Added:
    """Invite to a workshop whoever was invited to an earlier one and is known by name."""
    invited = [
        Written(each.name, each.organisation_label)
        for each in everybody(session, earlier)
        if each.is_invited and each.name
    ]
    return add(session, workshop, invited)


def mark(session: Session, participant: Participant, attendance: Attendance) -> Participant:
    """Say of somebody that they are here, sent apologies, or are still expected.

    Raises
    ------
    InvalidInput
        For apologies taken back from somebody whose substitute is here.
    """
    substitute = _substitute_of(session, participant)
    if substitute is not None and attendance is not Attendance.APOLOGIES:
        raise InvalidInput(
            f"{substitute.name or 'A substitute'} stands in for {participant.name or 'them'}. "
            "Take the substitute off the list first."
        )
    with transaction(session):
        participant.attendance = attendance
        _record(
            session,
            "attendance.marked",
            participant.workshop,
            participant=participant.id,
            attendance=attendance.value,
        )
    return participant


def substitute(session: Session, absent: Participant, name: str) -> Participant:
    """Let somebody stand in for an absent person, and so for the same organisation.

    Raises
    ------
    InvalidInput
        For an empty name, somebody who is here, or who has a substitute already.
    """
    written = " ".join(name.split())
    if not written:
        raise InvalidInput("Write the name of the substitute.", field="substitute")
    if len(written) > LONGEST_NAME:
        raise InvalidInput(
            f"That name has {len(written)} characters; the most is {LONGEST_NAME}.",
            field="substitute",
        )
    if absent.attendance is Attendance.PRESENT:
        raise InvalidInput(f"{absent.name} is here, so nobody stands in for them.")
    if absent.substitute_for_id is not None:
        raise InvalidInput(f"{absent.name} is a substitute. Find one for whoever was invited.")
    with checked_transaction(session, lambda: _refuse_second(session, absent)):
        absent.attendance = Attendance.APOLOGIES
        stands_in = Participant(
            workshop=absent.workshop,
            name=written,
            organisation_label=absent.organisation_label,
            organisation_id=absent.organisation_id,
            is_invited=False,
            attendance=Attendance.PRESENT,
            substitute_for=absent,
        )
        session.add(stands_in)
        _record(session, "attendance.substituted", absent.workshop, participant=absent.id)
    return stands_in


def _refuse_second(session: Session, absent: Participant) -> None:
    if _substitute_of(session, absent) is not None:
        raise InvalidInput(f"{absent.name} has a substitute already.")


def remove(session: Session, participant: Participant) -> None:
    """Take somebody off the list who was put there by mistake.

    Raises
    ------
    InvalidInput
        While somebody stands in for them.
    """
    if _substitute_of(session, participant) is not None:
        raise InvalidInput(
            f"Somebody stands in for {participant.name}. Take the substitute off the list first."
        )
    with transaction(session):
        workshop, participant_id = participant.workshop, participant.id
        session.delete(participant)
        _record(session, "attendance.removed", workshop, participant=participant_id)


def forget_names(session: Session, workshop: Workshop) -> int:
    """Take every name off the list and return how many; organisations and counts stay.

    Raises
    ------
    InvalidInput
        Where there is no name to take off.
    """
    with transaction(session):
        named = session.scalar(
            select(func.count()).where(
                Participant.workshop_id == workshop.id, Participant.name != ""
            )
        )
        if not named:
            raise InvalidInput("There is no name on this list.")
        session.execute(
            update(Participant).where(Participant.workshop_id == workshop.id).values(name="")
        )
        _record(session, "attendance.names_removed", workshop, people=named)
    session.expire_all()
    return named


def _record(session: Session, event: str, workshop: Workshop, **detail: object) -> None:
    audit.record(session, event, workshop, consultation=workshop.consultation, **detail)


def _substitute_of(session: Session, participant: Participant) -> Participant | None:
    return session.scalar(
        select(Participant).where(Participant.substitute_for_id == participant.id)
    )


def get(session: Session, workshop: Workshop, participant_id: int) -> Participant:
    """Return somebody on the workshop's list, or raise NotFound."""
    found = session.get(Participant, participant_id)
    if found is None or found.workshop_id != workshop.id:
        raise NotFound("There is nobody of that number on this list.")
    return found
