"""Editions: publishing one from an approved paper, finding those to show, taking one back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.base import UK_TIME, utc_now
from consult.models.consultations import Consultation
from consult.models.editions import Edition
from consult.models.papers import Paper as PaperRow
from consult.models.papers import PaperState, PaperVersion
from consult.models.statements import Statement, StatementState
from consult.services import audit
from consult.services.papers.quoting import is_verbatim
from consult.services.publishing import contents, releasing
from consult.services.refusals import Conflict, InvalidInput, NotFound, ServiceError
from consult.services.transaction import transaction
from consult.words import gettext as _
from consult.words import marked
from consult.writers.figures import Figure
from consult.writers.paper import Paper

LICENCE = "Open Government Licence v3.0"
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
LONGEST_REASON = 1_000
NOT_THERE = marked("not there")


class NotPublishable(ServiceError):
    """A paper that cannot be published as it is; the text says why."""


@dataclass(frozen=True)
class Shelf:
    """What there is for residents at one moment."""

    current: Edition | None = None
    earlier: list[Edition] = field(default_factory=list)
    withdrawn: list[Edition] = field(default_factory=list)
    coming: Edition | None = None


class Wish(TypedDict, total=False):
    """Which approved report is published and how.

    Attributes
    ----------
    visible_from
        Until when nothing of it is to be seen; None or nothing shows it at once.
    """

    version_id: Required[int]
    visible_from: datetime | None
    what_changed: str
    licence: str
    licence_url: str


def approved(session: Session, consultation: Consultation) -> list[PaperVersion]:
    """Return the approved version of each paper of a consultation, the newest first."""
    kept = session.scalars(
        select(PaperVersion)
        .join(PaperRow)
        .where(PaperRow.consultation_id == consultation.id)
        .order_by(PaperVersion.id.desc())
    )
    newest: dict[int, PaperVersion] = {}
    for version in kept:
        if version.content.get("state") == PaperState.APPROVED.value:
            newest.setdefault(version.paper_id, version)
    return list(newest.values())


def all_of(session: Session, consultation: Consultation) -> list[Edition]:
    """Return all editions of a consultation, the newest first."""
    wanted = select(Edition).where(Edition.consultation_id == consultation.id)
    return list(session.scalars(wanted.order_by(Edition.number.desc())))


def get(session: Session, consultation: Consultation, number: int) -> Edition:
    """Return one edition, or raise NotFound."""
    edition = session.scalar(
        select(Edition).where(Edition.consultation_id == consultation.id, Edition.number == number)
    )
    if edition is None:
        raise NotFound(_("There is no such edition of these results. Check the address."))
    return edition


def shelf(session: Session, consultation: Consultation, *, now: datetime) -> Shelf:
    """Return what residents may see, and what is to come."""
    found = all_of(session, consultation)
    visible = [each for each in found if each.is_visible(now)]
    # Whoever reads must not learn of an edition that was taken back before anybody saw it.
    withdrawn = [e for e in found if e.withdrawn_at and e.visible_from <= e.withdrawn_at]
    coming = [each for each in found if each.withdrawn_at is None and each.visible_from > now]
    return Shelf(
        current=visible[0] if visible else None,
        earlier=visible[1:],
        withdrawn=withdrawn,
        coming=coming[-1] if coming else None,
    )


def visible(session: Session, consultation: Consultation, number: int, *, now: datetime) -> Edition:
    """Return an edition that residents may read, or may be told was withdrawn; else NotFound."""
    edition = get(session, consultation, number)
    if edition.visible_from > now or (
        edition.withdrawn_at and edition.withdrawn_at < edition.visible_from
    ):
        raise NotFound(_("There is no such edition of these results. Check the address."))
    return edition


def propose(session: Session, consultation: Consultation, **wish: Unpack[Wish]) -> Edition:
    """Return an edition as it would be published now; nothing of it is stored.

    Raises
    ------
    NotPublishable
        For a consultation in draft, a paper that is not approved, or a quote that may no longer
        be used.
    InvalidInput
        For a day in the past, no licence, or a later edition that does not say what changed.
    """
    return _made(session, consultation, wish, is_told=False)


def publish(session: Session, consultation: Consultation, **wish: Unpack[Wish]) -> Edition:
    """Freeze an edition of the results from an approved paper; it refuses what `propose` does."""
    with transaction(session):
        # Whoever publishes at this moment waits, so that each edition gets a number of its own.
        session.refresh(consultation, with_for_update={"of": Consultation})
        edition = _made(session, consultation, wish, is_told=True)
        session.add(edition)
        session.flush()
        audit.record(
            session,
            "edition.published",
            edition,
            consultation=consultation,
            number=edition.number,
        )
    return edition


def _made(session: Session, consultation: Consultation, wish: Wish, *, is_told: bool) -> Edition:
    now = utc_now()
    if not consultation.is_public:
        raise NotPublishable("A draft has no results. Open the consultation first.")
    version = _approved(session, consultation, wish["version_id"])
    number = _next_number(session, consultation)
    _refuse(wish, number=number, now=now)
    paper = Paper.from_dict(version.content)
    _check_quotes(session, consultation, paper)
    return Edition(
        consultation_id=consultation.id,
        number=number,
        paper_version_id=version.id,
        content=contents.of(session, consultation, paper, is_told=is_told),
        what_changed=" ".join(wish.get("what_changed", "").split()),
        licence=wish.get("licence", LICENCE).strip(),
        licence_url=wish.get("licence_url", LICENCE_URL).strip(),
        visible_from=wish.get("visible_from") or now,
        published_at=now,
        published_by_id=audit.actor_of(session).user_id,
    )


def withdraw(session: Session, edition: Edition, *, reason: str) -> None:
    """Take an edition back; its place says why, and it is kept.

    Raises
    ------
    InvalidInput
        Without a reason.
    Conflict
        Where it is withdrawn already.
    """
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise InvalidInput(
            f"Write why it is withdrawn, in {LONGEST_REASON:,} characters or fewer. Residents"
            " read it.",
            field="reason",
        )
    if edition.withdrawn_at is not None:
        raise Conflict("This edition is withdrawn already.")
    with transaction(session):
        edition.withdrawn_at, edition.withdrawn_reason = utc_now(), said
        audit.record(
            session,
            "edition.withdrawn",
            edition,
            consultation=edition.consultation,
            number=edition.number,
            reason=said,
        )


def differences(before: Edition, after: Edition) -> list[dict[str, str]]:
    """Return the released figures in which two editions differ."""

    def by_item(edition: Edition) -> dict[str, str]:
        return {row["item"]: _shown(row) for row in edition.content["data"]}

    was, now = by_item(before), by_item(after)
    return [
        {"item": item, "was": was.get(item, NOT_THERE), "now": now.get(item, NOT_THERE)}
        for item in dict.fromkeys([*was, *now])
        if was.get(item) != now.get(item)
    ]


def _shown(row: dict[str, Any]) -> str:
    if row["hidden"]:
        return releasing.NOT_SHOWN
    return Figure(row["count"], row["item"], row["base"]).text


def _approved(session: Session, consultation: Consultation, version_id: int) -> PaperVersion:
    for version in approved(session, consultation):
        if version.id == version_id:
            return version
    raise NotPublishable(
        "Choose an approved report. A report is approved by somebody else than its writer."
    )


def _next_number(session: Session, consultation: Consultation) -> int:
    last = select(func.max(Edition.number)).where(Edition.consultation_id == consultation.id)
    return (session.scalar(last) or 0) + 1


def _refuse(wish: Wish, *, number: int, now: datetime) -> None:
    visible_from = wish.get("visible_from")
    licence = wish.get("licence", LICENCE).strip()
    licence_url = wish.get("licence_url", LICENCE_URL).strip()
    if visible_from is not None and visible_from <= now:
        raise InvalidInput(
            "That moment is over. Leave day and time empty to publish at once.", field="day"
        )
    if number > 1 and not wish.get("what_changed", "").strip():
        raise InvalidInput(
            "Write what has changed since the last edition. Residents read it.",
            field="what_changed",
        )
    if not licence or len(licence) > 200:
        raise InvalidInput("Name the licence of the open data.", field="licence")
    if licence_url and not licence_url.startswith("https://"):
        raise InvalidInput("Write the licence’s address with https://.", field="licence_url")
    if len(licence_url) > 500:
        raise InvalidInput("The licence’s address is too long.", field="licence_url")


def _check_quotes(session: Session, consultation: Consultation, paper: Paper) -> None:
    """Refuse a quote whose statement no longer counts, or no longer says it in public."""
    for quote in paper.quotes:
        statement = session.get(Statement, int(quote.statement_id))
        if (
            statement is None
            or statement.consultation_id != consultation.id
            or statement.state is not StatementState.LIVE
            or not is_verbatim(quote.text, statement.quotable)
        ):
            raise NotPublishable(
                f"Statement {quote.statement_id} is quoted, and may no longer be quoted like that."
                " Take the report up again, mend the quote, and have it approved."
            )


def embargo(day: str, time: str) -> datetime | None:
    """Return the moment that somebody wrote by the clock on the wall; None where they wrote none.

    Raises
    ------
    InvalidInput
        For what is no moment.
    """
    if not day.strip() and not time.strip():
        return None
    try:
        written = f"{day.strip()} {time.strip() or '00:01'}"
        return datetime.strptime(written, "%d %m %Y %H:%M").replace(tzinfo=UK_TIME)
    except ValueError:
        raise InvalidInput(
            "Write the day like 5 3 2027 and the time like 14:30.", field="day"
        ) from None
