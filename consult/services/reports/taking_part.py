"""How many answered the survey, by route and by version, as far as that may be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.responses import Response
from consult.models.surveys import Survey
from consult.services import disclosure
from consult.services.disclosure import Line

ROUTES = "routes"
VERSIONS = "survey-versions"

Lines: TypeAlias = Mapping[str, Line]


def counts(session: Session, consultation: Consultation) -> dict[str, dict[str, int]]:
    """Return the true counts of each line, the largest route first."""
    of_it = Survey.consultation_id == consultation.id
    routes = session.execute(
        select(Response.route, func.count())
        .join(Survey)
        .where(of_it)
        .group_by(Response.route)
        .order_by(func.count().desc(), Response.route)
    )
    versions = session.execute(
        select(Survey.version, func.count())
        .join(Response, Response.survey_id == Survey.id)
        .where(of_it)
        .group_by(Survey.version)
        .order_by(Survey.version)
    )
    return {
        ROUTES: {door.value: number for door, number in routes},
        VERSIONS: {str(version): number for version, number in versions},
    }


def lines(session: Session, consultation: Consultation) -> dict[str, Line]:
    """Return the lines as a page shows them that is read once, and kept by nobody."""
    said = disclosure.rounded if consultation.rounds_counts else int
    found = {}
    for name, groups in counts(session, consultation).items():
        released = disclosure.line(list(groups.values()), consultation.fewest_shown)
        shown = {
            key: None if count is None else said(count)
            for key, count in zip(groups, released.counts, strict=True)
        }
        total = None if released.total is None else said(released.total)
        found[name] = Line(name, groups, shown, total)
    return found
