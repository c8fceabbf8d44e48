"""How many answered the survey, by route, by version and with a barrier, as far as may be told."""

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
from consult.services.reports.facts import Facts

ROUTES = "routes"
VERSIONS = "survey-versions"
NAMING = "naming-a-barrier"
WITHOUT, WITH = "without", "with"

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


def naming(facts: Facts) -> dict[str, dict[str, int]]:
    """Return how many respondents named no barrier, and how many did, as a line by its name."""
    without = facts.respondents_without_barrier
    return {NAMING: {WITHOUT: without, WITH: facts.respondents - without}}


def lines(session: Session, consultation: Consultation) -> dict[str, Line]:
    """Return the lines as a page shows them that is read once, and kept by nobody."""
    return disclosure.once(consultation, counts(session, consultation))
