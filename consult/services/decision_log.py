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
from consult.services.codebooks import NotWritten
from consult.services.refusals import NotFound
from consult.writers.booklet import Booklet, Listed, Part
from consult.writers.isolation import WritingFailed, write_in_child

FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
# Decisions on single statements: told as sums of a person's day.
SUMMED = {
    "coding.accepted": "accepted a suggested theme",
    "coding.rejected": "refused a suggested theme",
    "coding.added": "added a theme",
    "coding.moved": "moved a statement to another theme",
    "codings.accepted": "accepted several suggestions at once",
    "decision.undone": "took a decision back",
    "statement.recorded": "recorded a statement",
    "statement.changed": "changed the wording of a statement",
    "statement.state_changed": "set aside or brought back a statement",
    "double_coding.coded": "coded a statement blind",
    "response.received": "took in a response",
}
TOLD = {
    "consultation.created": "Set up the consultation",
    "consultation.changed": "Changed the settings",
    "consultation.moved": "Moved the consultation to another stage",
    "import.added": "Added statements from a file",
    "import.undone": "Took the statements of a file back",
    "import.corrected": "Corrected the statements of a file",
    "codings.imported": "Took in codings that were made in another program",
    "responses.imported": "Added responses from a file",
    "codebook.started": "Started the codebook",
    "analysis.started": "Started an analysis of the statements",
    "analysis.finished": "An analysis suggested themes; it decided nothing",
    "analysis.stopped": "Stopped an analysis; nothing was changed",
    "analysis.failed": "An analysis was not finished; nothing was changed",
    "candidate.accepted": "Made a theme of a group of statements that no theme explained",
    "candidate.joined": "Put a group of statements under a theme",
    "candidate.dismissed": "Left a group of statements under Other",
    "double_coding.drawn": "Drew a random sample for two people to code without seeing each other",
    "double_coding.handed_in": "Handed in the blind coding of the sample",
    "double_coding.measured": "Measured how far two coders agree",
    "double_coding.settled": "Settled a difference between two coders",
    "double_coding.finished": "Finished reconciling the two codings",
    "double_coding.abandoned": "Gave a double coding up",
    "statement.split": "Split a statement that made several points",
    "statement.split_undone": "Joined a split statement again",
    "solution.tied": "Tied a solution to a barrier that it answers",
    "solution.untied": "Untied a solution from a barrier",
    "overlap.confirmed": "Confirmed that work of two partners overlaps",
    "overlap.rejected": "Said that work of two partners does not overlap",
    "overlap.undone": "Took back what was said of an overlap",
    "paper.checked": "Checked the paper",
    "paper.approved": "Approved the paper",
    "edition.published": "Published an edition of the results",
    "edition.withdrawn": "Withdrew an edition of the results",
    "edition.telling_begun": "Began to tell those who asked that results are out",
    "edition.told": "Told those who asked that results are out",
    "remark.settled": "Said what became of a remark on the results",
    "decision.noted": "Noted what was decided about a theme",
    "decision.changed": "Changed what was decided about a theme",
    "action.agreed": "Agreed an action",
    "action.changed": "Brought an action up to date",
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
    single = [
        Entry(event.at, _who(event.actor_kind, event.user), _told(event))
        for event in events
        if event.event not in SUMMED
    ]
    found = [*single, *_summed(event for event in events if event.event in SUMMED)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _summed(events: Iterable[AuditEvent]) -> Iterator[Entry]:
    """Yield a line for what one person did many times on one day."""
    counts: Counter[tuple[date, str, str]] = Counter()
    last: dict[tuple[date, str, str], datetime] = {}
    for event in events:
        who = _who(event.actor_kind, event.user)
        key = (event.at.astimezone(UK_TIME).date(), who, event.event)
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
