"""The decision log: what was done to a consultation, by whom and when, in plain words.

Evidence of conscientious consideration: that what people said was read and weighed while the
decision was still open, and by whom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult.models.accounts import User
from consult.models.audit import ActorKind, AuditEvent
from consult.models.base import UK_TIME
from consult.models.consultations import Consultation
from consult.services import decision_subjects
from consult.services.codebooks import NotWritten
from consult.services.decision_words import MILESTONES, SUMMED, TOLD
from consult.services.refusals import NotFound
from consult.writers.booklet import Booklet, Listed, Part
from consult.writers.isolation import WritingFailed, write_in_child

FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    at: datetime
    who: str
    text: str

    @property
    def day(self) -> date:
        """Return the day by the clock on the wall."""
        return self.at.astimezone(UK_TIME).date()


def entries(session: Session, consultation: Consultation) -> list[Entry]:
    """Return the whole log, the newest first."""
    events = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.consultation_id == consultation.id)
        .options(joinedload(AuditEvent.user))
        .order_by(AuditEvent.id)
    ).all()
    alone = [event for event in events if event.event not in SUMMED]
    named = decision_subjects.named(session, alone)
    single = [
        Entry(event.at, _who(event.actor_kind, event.user), named.get(event.id) or _told(event))
        for event in alone
    ]
    found = [*single, *_summed(events)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _summed(events: Iterable[AuditEvent]) -> Iterator[Entry]:
    """Yield a line for what one person did many times on one day, with no milestone between.

    What was done before a signature must not stand after it because more was done later.
    """
    counts: Counter[tuple[date, str, str, int]] = Counter()
    last: dict[tuple[date, str, str, int], datetime] = {}
    passed = 0
    for event in events:
        if event.event in MILESTONES:
            passed += 1
        if event.event not in SUMMED:
            continue
        who = _who(event.actor_kind, event.user)
        key = (event.at.astimezone(UK_TIME).date(), who, event.event, passed)
        counts[key] += 1
        last[key] = event.at
    for key, count in counts.items():
        times = "once" if count == 1 else f"{count:,} times"
        text = SUMMED[key[2]]
        yield Entry(last[key], key[1], f"{text[0].upper()}{text[1:]}, {times}")


def _who(kind: ActorKind, user: User | None) -> str:
    if user is not None:
        return user.name
    return {ActorKind.TABLE: "A workshop table", ActorKind.RESIDENT: "A resident"}.get(
        kind, "The system"
    )


def _told(event: AuditEvent) -> str:
    """Return what happened: as the change itself tells it, or in the words for its kind."""
    if isinstance(told := event.detail.get("told"), str):
        return told
    if event.event in TOLD:
        return TOLD[event.event]
    return event.event.replace(".", " ").replace("_", " ").capitalize()


def narrowed(found: Iterable[Entry], words: str, who: str) -> list[Entry]:
    """Return the lines with some words, by somebody."""
    wanted = words.casefold()
    return [
        entry
        for entry in found
        if wanted in entry.text.casefold() and (not who or entry.who == who)
    ]


def file(
    session: Session,
    consultation: Consultation,
    ending: str,
    *,
    organisation: str,
    made_on: date,
    signed: Iterable[str],
) -> bytes:
    """Return the log as Word or PDF, oldest first, with what it is evidence of.

    Raises
    ------
    NotFound
        For another format.
    NotWritten
        When the file took too long to write.
    """
    if ending not in FORMATS:
        raise NotFound(f"The log cannot be had as “{ending}”. Choose docx or pdf.")
    booklet = _booklet(
        consultation, entries(session, consultation)[::-1], organisation, made_on, tuple(signed)
    )
    try:
        return write_in_child(ending, booklet.to_dict())
    except WritingFailed as failure:
        raise NotWritten(str(failure)) from failure


def _booklet(
    consultation: Consultation,
    log: list[Entry],
    organisation: str,
    made_on: date,
    signed: tuple[str, ...],
) -> Booklet:
    opening = Part(
        said=(
            (
                "",
                "What was done with what people said: by whom, and when. It is drawn from the trail"
                " of changes, in which nothing can be altered without being noticed.",
            ),
        )
    )
    rows = tuple((_moment(entry.at), entry.who, entry.text) for entry in log)
    listed = Listed(
        "Every decision, the earliest first", ("When", "Who", "What"), rows, (20, 22, 58)
    )
    return Booklet(
        title="Decision log",
        organisation=organisation,
        subtitle=consultation.title,
        subject=f"Decision log of {consultation.title}",
        made_on=made_on,
        parts=(
            opening,
            Part("Sign-off", said=tuple(("", each) for each in signed)),
            Part("What was done", listed=listed),
        ),
    )


def _moment(at: datetime) -> str:
    local = at.astimezone(UK_TIME)
    return f"{local.day} {local:%B %Y, %H:%M}"
