"""The list of responses: search, filters, pages; and what happened to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from consult.models.accounts import User
from consult.models.areas import Ward
from consult.models.audit import ActorKind, AuditEvent
from consult.models.base import UK_TIME
from consult.models.responses import Answer, Response, Route
from consult.models.surveys import Option
from consult.services import paging
from consult.services.responses import telling
from consult.services.responses.audiences import Audience, belongs
from consult.services.responses.scopes import AnyScope, Scope, is_counted, scope_of


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of responses is narrowed to.

    Attributes
    ----------
    words
        In the reference, the organisation or an answer.
    option_id
        An answer that was chosen; 0 for any.
    """

    words: str = ""
    route: Route | None = None
    audience: Audience | None = None
    ward_id: int = 0
    option_id: int = 0
    day: date | None = None

    def conditions(self, scope: Scope) -> list[ColumnElement[bool]]:
        """Return the conditions of the query, for the versions that are listed."""
        found: list[ColumnElement[bool]] = []
        if self.words.strip():
            found.append(_says(self.words.strip()))
        if self.route is not None:
            found.append(Response.route == self.route)
        if self.audience is not None:
            found.append(belongs(self.audience))
        if self.ward_id:
            found.append(Response.ward_id == self.ward_id)
        if self.option_id:
            same = [each for each, shown in scope.options.items() if shown == self.option_id]
            chosen = Answer.options.any(Option.id.in_(same or [self.option_id]))
            found.append(Response.answers.any(chosen))
        if self.day is not None:
            begins = datetime.combine(self.day, time(), UK_TIME)
            found.append(Response.submitted_at >= begins)
            found.append(Response.submitted_at < begins + timedelta(days=1))
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """A response in the list: what can be said of it without opening it."""

    response: Response
    answered: int


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done to a response: when, what, and by whom in words."""

    at: datetime
    event: str
    by: str


def _says(words: str) -> ColumnElement[bool]:
    return or_(
        Response.reference.contains(words.upper(), autoescape=True),
        Response.organisation.icontains(words, autoescape=True),
        Response.answers.any(Answer.text.icontains(words, autoescape=True)),
    )


def find(
    session: Session, asked: AnyScope, filters: Filters, *, page: int = 1, per_page: int = 20
) -> tuple[list[Row], int]:
    """Return one page of responses to some versions, newest first, and how many there are."""
    conditions = [is_counted(asked), *filters.conditions(scope_of(asked))]
    total = session.scalar(select(func.count()).select_from(Response).where(*conditions)) or 0
    responses = session.scalars(
        select(Response)
        .where(*conditions)
        .options(
            selectinload(Response.answers).selectinload(Answer.options),
            selectinload(Response.ward),
        )
        .order_by(Response.submitted_at.desc(), Response.id.desc())
        .offset(paging.start(page, total, per_page))
        .limit(per_page)
    )
    return [Row(each, sum(map(telling.is_answered, each.answers))) for each in responses], total


def wards(session: Session, asked: AnyScope) -> list[Ward]:
    """Return the wards from which there are responses, by name."""
    from_there = select(Response.ward_id).where(is_counted(asked))
    return list(session.scalars(select(Ward).where(Ward.id.in_(from_there)).order_by(Ward.name)))


def history(session: Session, response: Response) -> list[Happening]:
    """Return what the trail says of a response, the oldest first."""
    rows = session.execute(
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.user_id)
        .where(AuditEvent.subject_type == "response", AuditEvent.subject_id == response.id)
        .order_by(AuditEvent.id)
    )
    actors = {ActorKind.SYSTEM: "the service", ActorKind.RESIDENT: "the respondent"}
    return [
        Happening(event.at, event.event, name or actors.get(event.actor_kind, "somebody"))
        for event, name in rows
    ]
