"""Where a consultation stands: its stages, what has come in, and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.actions import Decision
from consult.models.consultations import Consultation, Stage
from consult.models.kinds import StatementKind
from consult.models.responses import Response, Route
from consult.models.statements import SourceKind, Statement, StatementState
from consult.models.surveys import Survey
from consult.models.workshops import Workshop

# What each stage is called in the line of stages, and what is done in it.
STAGES = (
    (Stage.DRAFT, "Draft", "Set it up"),
    (Stage.OPEN, "Open", "People take part"),
    (Stage.CLOSED, "Closed", "Find and review themes"),
    (Stage.REPORTED, "Reported", "Say what was decided"),
)
SOURCES = {
    SourceKind.TABLE: "Capture sheets",
    SourceKind.ANSWER: "Survey",
    SourceKind.IMPORT: "Imported notes",
}


@dataclass(frozen=True, slots=True)
class Day:
    """How many responses came on one day."""

    on: date
    responses: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the overview page shows.

    Attributes
    ----------
    stages
        Mappings with label, detail and state: done, current or next.
    by_kind, by_source
        Statements as received, label and count, the largest first: as a report counts them.
    by_route
        Responses, label and count.
    days
        Every day from the first response to the last, also those without any.
    """

    stages: list[dict[str, str]]
    statements: int
    by_kind: list[tuple[StatementKind, int]]
    by_source: list[tuple[SourceKind, str, int]]
    responses: int
    by_route: list[tuple[str, int]]
    days: list[Day]
    workshops: int

    @property
    def busiest(self) -> int:
        """Return the most responses on one day, at least 1."""
        return max((each.responses for each in self.days), default=1)


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What residents see besides the consultation's own text."""

    has_survey: bool
    has_results: bool
    workshops: list[Workshop]


def of(session: Session, consultation: Consultation) -> Overview:
    """Return the overview of one consultation, counted now."""
    by_kind = _counted(session, consultation, Statement.kind)
    by_source = _counted(session, consultation, Statement.source_kind)
    by_route = list(_responses(session, consultation, Response.route))
    return Overview(
        stages=_stages(consultation),
        statements=sum(number for _, number in by_kind),
        by_kind=[(StatementKind(kind), number) for kind, number in by_kind],
        by_source=[
            (SourceKind(kind), SOURCES[SourceKind(kind)], number) for kind, number in by_source
        ],
        responses=sum(number for _, number in by_route),
        by_route=[(Route(route).value.capitalize(), number) for route, number in by_route],
        days=_days(session, consultation),
        workshops=session.scalar(
            select(func.count()).where(Workshop.consultation_id == consultation.id)
        )
        or 0,
    )


# What the button that moves a consultation from one stage to another says.
MOVES = {
    (Stage.DRAFT, Stage.OPEN): "Open the consultation",
    (Stage.OPEN, Stage.CLOSED): "Close the consultation",
    (Stage.CLOSED, Stage.REPORTED): "Mark it as reported",
    (Stage.CLOSED, Stage.OPEN): "Open it again",
    (Stage.REPORTED, Stage.CLOSED): "Go back to closed",
}


def next_stages(consultation: Consultation) -> list[tuple[str, str]]:
    """Return where the consultation can go: the stage's name and the words on the button."""
    return [(to.value, words) for (of, to), words in MOVES.items() if of is consultation.stage]


def to_prepare(session: Session, consultation: Consultation) -> list[tuple[str, str]]:
    """Return what a draft, or an open one that nobody can answer, lacks.

    Each is what to do, and where: settings, survey or workshops.
    """
    page = public_page(session, consultation)
    if consultation.is_open and not page.has_survey and not page.workshops:
        return [
            ("Residents find no way to take part. For a workshop, set it up now.", "workshops"),
            ("For a survey, close the consultation, make the survey, and open it again.", "survey"),
        ]
    if consultation.stage is not Stage.DRAFT:
        return []
    lacking = [
        (words, "settings")
        for value, words in (
            (consultation.privacy_notice, "Write the privacy notice: it cannot open without one."),
            (consultation.summary, "Say in a sentence or two what it is about."),
            (consultation.contact, "Say whom residents can ask, or ask for paper."),
            (consultation.closes_on, "Say when it closes."),
        )
        if not value
    ]
    if not page.has_survey:
        lacking.append(("Make a survey. Once it is open, none can be added.", "survey"))
    if not page.workshops:
        lacking.append(("Set up a workshop, if there is one.", "workshops"))
    return lacking


def _stages(consultation: Consultation) -> list[dict[str, str]]:
    order = [stage for stage, _, _ in STAGES]
    here = order.index(consultation.stage)
    return [
        {
            "label": label,
            "detail": detail,
            "state": "done" if at < here else "current" if at == here else "next",
        }
        for at, (_, label, detail) in enumerate(STAGES)
    ]


def _counted(session: Session, consultation: Consultation, column: object) -> list[tuple[str, int]]:
    rows = session.execute(
        select(column, func.count())  # type: ignore[call-overload]
        .where(
            Statement.consultation_id == consultation.id, Statement.state != StatementState.REPLACED
        )
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    return [(value, number) for value, number in rows]


def _responses(
    session: Session, consultation: Consultation, column: object
) -> list[tuple[str, int]]:
    rows = session.execute(
        select(column, func.count())  # type: ignore[call-overload]
        .join(Survey, Response.survey_id == Survey.id)
        .where(Survey.consultation_id == consultation.id)
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    return [(value, number) for value, number in rows]


def _days(session: Session, consultation: Consultation) -> list[Day]:
    counts: dict[date, int] = {}
    for value, number in _responses(session, consultation, func.date(Response.submitted_at)):
        on = value if isinstance(value, date) else date.fromisoformat(value)
        counts[on] = number
    if not counts:
        return []
    first, last = min(counts).toordinal(), max(counts).toordinal()
    every = (date.fromordinal(number) for number in range(first, last + 1))
    return [Day(on, counts.get(on, 0)) for on in every]


def public_page(session: Session, consultation: Consultation) -> PublicPage:
    """Return whether there is a survey, whether residents may see decisions, and the events."""
    surveys = session.scalar(select(func.count()).where(Survey.consultation_id == consultation.id))
    workshops = session.scalars(
        select(Workshop)
        .where(Workshop.consultation_id == consultation.id)
        .order_by(Workshop.held_on, Workshop.id)
    )
    has_results = select(Decision.id).where(
        Decision.consultation_id == consultation.id, Decision.is_public
    )
    return PublicPage(
        has_survey=bool(surveys),
        has_results=session.scalar(has_results.limit(1)) is not None,
        workshops=list(workshops),
    )
