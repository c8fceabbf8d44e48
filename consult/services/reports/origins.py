"""Where barriers came from: the workshop, or the response with its ward and its route."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.areas import Ward
from consult.models.consultations import Consultation
from consult.models.responses import Answer, Response
from consult.models.surveys import Survey
from consult.models.workshops import Workshop, WorkshopTable
from consult.services.reports.facts import Facts, Said
from consult.services.reports.method import DOORS


@dataclass(frozen=True)
class Origins:
    """Where each barrier came from: its workshop, and the response that it is part of."""

    workshops: dict[int, str]
    # By answer: response, ward, route.
    answers: dict[int, tuple[int, str, str]]

    def response(self, said: Said) -> int | None:
        """Return the response that a barrier is part of, if it is."""
        found = self.answers.get(said.answer_id or 0)
        return found[0] if found else None


def origins_of(session: Session, consultation: Consultation) -> Origins:
    """Return where each barrier came from."""
    workshops = session.execute(
        select(WorkshopTable.id, Workshop.title)
        .join(Workshop)
        .where(Workshop.consultation_id == consultation.id)
    )
    answers = session.execute(
        select(Answer.id, Response.id, Ward.name, Response.route)
        .join(Response, Answer.response_id == Response.id)
        .join(Survey, Response.survey_id == Survey.id)
        .outerjoin(Ward, Response.ward_id == Ward.id)
        .where(Survey.consultation_id == consultation.id)
    )
    return Origins(
        dict(workshops.all()),
        {answer: (response, ward or "", DOORS[door]) for answer, response, ward, door in answers},
    )


def people_in(facts: Facts, origins: Origins, cell: frozenset[int]) -> int:
    """Return how many can have said it: a response is one person, whatever it says."""
    said = [facts.barriers[each] for each in cell]
    responses = {origins.response(each) for each in said} - {None}
    return len(responses) + sum(origins.response(each) is None for each in said)
