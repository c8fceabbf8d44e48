"""The demonstration's wards, quotas, links that work once, and what counts apart."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from consult.models.responses import Response, Route
from consult.models.surveys import Question, Survey
from consult.readers import places
from consult.services import areas, responses
from consult.services.areas import loading
from consult.services.demo import files
from consult.services.responses import guards, invitations, profiles, standing
from consult.services.responses.arrivals import Arrival

PLACE = "Hallowick, wards of 2025"
_ATTRIBUTION = "Invented for the demonstration."
_WANTED = {"18 to 24": 40, "80 or over": 20}
_ORGANISATIONS = {"r014": "Ropewalk Tenants’ Panel", "r027": "Kilnfield Bowls Club"}
_KEY = UUID("5f0b7c9e-6a0e-4b43-8a3c-0f7a3c1d2b11")


def load(
    session: Session,
    survey: Survey,
    questions: dict[str, Question],
    sent: dict[str, Response],
    *,
    until: date,
) -> None:
    """Load the wards and the population, ask for more of the young, and invite a panel."""
    area_set = loading.load(
        session,
        name=PLACE,
        attribution=_ATTRIBUTION,
        wards=places.read_wards(files.content("wards.geojson"), "wards.geojson"),
    )
    shares = places.read_shares(files.content("population.csv"), "population.csv")
    loading.load_shares(session, area_set, shares)
    consultation = survey.consultation
    areas.decide(session, consultation, area_set=area_set, question=questions["ward"])
    age = questions["age"]
    wanted = [str(_WANTED.get(option.label, "")) for option in age.options]
    profiles.set_quotas(session, survey, age, wanted)
    for respondent, name in _ORGANISATIONS.items():
        standing.speak_for(session, sent[respondent], organisation=name)
    tokens = invitations.make(session, consultation, name="Tenants’ panel", count=12, until=until)
    panel = {"ward": "Quarry Top", "age": "18 to 24", "heard": "Social media", "say": "2"}
    _answer(session, survey, questions, panel, Route.INVITED, Arrival(token=tokens[0]))
    quick = {"ward": "Ropewalk", "heard": "The free paper"}
    held = Arrival(held_because=guards.TOO_QUICK)
    _answer(session, survey, questions, quick, Route.ONLINE, held)


def _answer(
    session: Session,
    survey: Survey,
    questions: dict[str, Question],
    chosen: dict[str, str],
    route: Route,
    arrival: Arrival,
) -> None:
    """Send in one more response, as one of the panel did, and what looks like a machine."""
    typed = {
        questions[name].id: [
            str(option.id) for option in questions[name].options if option.label == label
        ]
        for name, label in chosen.items()
    }
    responses.submit(
        session,
        survey,
        key=uuid5(_KEY, route.value),
        typed=typed,
        route=route,
        arrival=arrival,
    )
