"""Two people who ask for the same thing at once: one has it, the other is told so in words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial

import pytest
from sqlalchemy import event

from consult.db import make_sessions
from consult.models.accounts import RoleName
from consult.models.consultations import Consultation, Stage
from consult.models.surveys import Survey
from consult.models.workshops import Participant, Workshop
from consult.readers.places import WardOutline
from consult.services import accounts, consultations, partners, strategy, surveys, workshops
from consult.services.areas import loading
from consult.services.papers import own_templates
from consult.services.refusals import ServiceError
from consult.services.surveys import versions
from consult.services.walls import opening
from consult.services.workshops import attendance
from tests.conftest import SECRET
from tests.services.test_own_templates import template

READING = {
    "aims": [
        {
            "number": 1,
            "title": "A",
            "outcomes": [{"reference": "1.1", "title": "B", "actions": [], "delivered": []}],
        }
    ]
}
SQUARE = WardOutline(code="", name="North", rings=(((0.0, 0.0), (0.0, 1.0), (1.0, 1.0)),))


def start(session):
    return consultations.create(session, title="Your street")


def add_account(session):
    return accounts.add(
        session,
        email="sam@example.org",
        name="Sam",
        roles=[RoleName.OFFICER],
        password_hash="hash",
    )


def add_template(session):
    content = template("{{ title }}")
    return own_templates.add(session, name="Cabinet", filename="a.docx", content=content)


NAMED = {
    "a consultation": (start, "has just started a consultation of this title"),
    "a partner": (
        partial(partners.add, name="Greater City Homes", short_names=["GCH"]),
        "already names Greater City Homes",
    ),
    "a short name": (
        lambda session: partners.add(session, name=f"G {id(session)}", short_names=["GCH"]),
        "“GCH” already names",
    ),
    "an account": (add_account, "sam@example.org has an account already"),
    "a place": (
        partial(loading.load, name="Harbour", attribution="", wards=[SQUARE]),
        "“Harbour” is loaded already",
    ),
    "a template": (add_template, "There is a template called “Cabinet” already"),
    "a strategy": (
        partial(strategy.store, title="One city", reading=READING),
        "has just stored version 1 of this strategy",
    ),
}


@pytest.fixture
def beaten(session, engine):
    """Let another act between what the session looks up and what it writes."""

    def arrange(act):
        @event.listens_for(session, "before_commit", once=True)
        def another(_):
            with make_sessions(engine)() as theirs:
                act(theirs)

    return arrange


@pytest.mark.parametrize(("add", "sentence"), NAMED.values(), ids=NAMED)
def test_the_second_of_one_name_is_told(session, beaten, add, sentence):
    beaten(add)

    with pytest.raises(ServiceError, match=sentence):
        add(session)

    session.rollback()


def test_the_second_survey_of_a_consultation_is_told(session, beaten, make):
    consultation = make.consultation(stage=Stage.DRAFT)
    session.commit()

    def create(session):
        here = session.get(Consultation, consultation.id)
        return surveys.create(session, here, outcomes=())

    beaten(create)
    with pytest.raises(ServiceError, match="has a survey already"):
        create(session)


def test_the_second_substitute_of_one_person_is_told(session, beaten, make):
    workshop = make.workshop(make.consultation())
    absent = Participant(workshop=workshop, name="Sam Oak")
    session.add(absent)
    session.commit()

    def stand_in(session):
        attendance.substitute(session, session.get(Participant, absent.id), "Ash Elm")

    beaten(stand_in)
    with pytest.raises(ServiceError, match="has a substitute already"):
        stand_in(session)


def test_the_second_new_version_of_a_survey_is_told(session, beaten, make):
    survey = Survey(consultation=make.consultation(stage=Stage.OPEN), title="Ask", sections=[])
    session.add(survey)
    session.commit()

    def begin(session):
        versions.begin(session, session.get(Survey, survey.id), what_changed="A word.")

    beaten(begin)
    with pytest.raises(ServiceError, match="has just begun the next version"):
        begin(session)


def add_table(session, workshop):
    return workshops.add_table(session, workshop, secret=SECRET).number


def open_wall(session, workshop):
    return opening.open_wall(session, workshop, secret=SECRET).id


@pytest.mark.parametrize(
    ("act", "expected"), [(add_table, [1, 2]), (open_wall, [1, 1])], ids=["tables", "walls"]
)
def test_two_who_add_at_once_wait_for_each_other(session, engine, make, act, expected):
    workshop = make.workshop(make.consultation())
    session.commit()
    with ThreadPoolExecutor(1) as pool:

        def do_the_same():
            with make_sessions(engine)() as theirs:
                return act(theirs, theirs.get(Workshop, workshop.id))

        waiting = []

        @event.listens_for(session, "after_flush", once=True)
        def meanwhile(*_):
            waiting.append(pool.submit(do_the_same))
            wait(waiting, timeout=0.5)

        first = act(session, workshop)
        assert [first, waiting[0].result(timeout=20)] == expected
