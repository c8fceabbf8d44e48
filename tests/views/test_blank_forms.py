"""The first page of a survey is kept ready: the same page for everybody, and never an old one."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, select

from consult import create_app
from consult.models.accounts import RoleName
from consult.models.consultations import Stage
from consult.models.responses import Response
from consult.models.surveys import QuestionType
from consult.models.translations import Translation
from consult.services import translations
from consult.services.surveys import structure, versions
from consult.services.surveys.wording import Wording
from tests.questionnaires import Walk, asked, town_survey
from tests.reuse import share_templates

FORM = "/c/town/take-part"
THEIRS = re.compile(r'name="(csrf_token|key|begun)" value="([^"]+)"')


@pytest.fixture
def survey(session, make):
    """Return an open survey at /c/town."""
    return town_survey(session, make, slug="town")


@pytest.fixture
def others(config):
    """Return the app of another process: it has the database in common, and no memory."""
    app = create_app(config)
    share_templates(app)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    app.extensions["database"][0].dispose()


def shown(*apps, language=""):
    """Return what each app asks a new visitor, which must be the same."""
    query = {"lang": language} if language else {}
    pages = [each.test_client().get(FORM, query_string=query).text for each in apps]
    assert len({THEIRS.sub("", page) for page in pages}) == 1
    return pages[0]


def test_each_visitor_gets_the_same_page_with_a_token_and_key_of_their_own(app, session, survey):
    app.config["WTF_CSRF_ENABLED"] = True
    visitors = [Walk(app.test_client()) for _ in range(3)]
    pages = [each.open(FORM).reply.text for each in visitors]

    assert len({THEIRS.sub("", page) for page in pages}) == 1
    found = [dict(THEIRS.findall(page)) for page in pages]
    assert all(len({each[name] for each in found}) == 3 for name in ("csrf_token", "key", "begun"))
    assert all(each["begun"].startswith(each["key"]) for each in found)
    for each in visitors:
        each.fill("What gets in the way?", "No buses").press("Continue")
        each.choose("By bus").press("Continue").press("Send my answers")
    stored = session.scalars(select(Response.submission_key)).all()
    assert sorted(map(str, stored)) == sorted(each["key"] for each in found)


def test_no_process_shows_a_page_that_an_edit_has_made_old(app, others, session, survey):
    consultation = survey.consultation
    question = asked(survey, "What gets in the way?")
    shown(app, others)
    shown(app, others, language="cy")

    question.text = "What hinders you?"
    session.commit()
    page = shown(app, others)
    assert "What hinders you?" in page
    assert "What gets in the way?" not in page

    consultation.title = "A town for some"
    session.commit()
    assert "A town for some" in shown(app, others)

    digest = translations.digest(question.text)
    translations.save(
        session, consultation, survey, code="cy", typed={digest: "Beth sy’n rhwystro?"}
    )
    assert "Beth sy’n rhwystro?" in shown(app, others, language="cy")
    assert "Beth sy’n rhwystro?" not in shown(app, others)
    session.execute(delete(Translation))
    session.commit()
    assert "What hinders you?" in shown(app, others, language="cy")

    draft = versions.begin(session, survey, what_changed="Another question first")
    structure.add_question(
        session, draft.sections[0], Wording(QuestionType.TEXT, "And what helps?")
    )
    assert "And what helps?" not in shown(app, others)
    versions.publish(session, draft)
    assert "And what helps?" in shown(app, others)

    consultation.stage = Stage.CLOSED
    session.commit()
    assert "<form" not in shown(app, others)


def test_a_form_that_an_edit_has_made_old_is_read_again_before_it_is_stored(app, session, survey):
    walk = Walk(app.test_client()).open(FORM)
    walk.fill("What gets in the way?", "No buses").press("Continue")
    walk.choose("By bus").press("Continue")
    asked(survey, "Where have you been?").is_required = True
    session.commit()

    walk.press("Send my answers")
    assert walk.problems == ["Choose at least one answer to “Where have you been?”."]
    assert session.scalars(select(Response)).all() == []
    session.rollback()
    walk.choose("Park").press("Save and check").press("Send my answers")
    assert session.scalars(select(Response.reference)).one() in walk.text


def test_a_page_for_staff_is_not_shown_to_residents(app, survey, client, client_of):
    officer = client_of(RoleName.OFFICER)
    for _ in range(2):
        assert "Staff sign in" in client.get(FORM).text
        assert "Staff sign in" not in officer.get(FORM).text
