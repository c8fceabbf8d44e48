"""What the database itself refuses because another was quicker is said in words, not as a fault."""

from __future__ import annotations

import pytest
from markupsafe import escape
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm.exc import StaleDataError

from consult.models.accounts import RoleName
from consult.models.imports import ColumnProfile
from consult.models.partners import Organisation, ShortName


@pytest.fixture
def told(app, session):
    """Return the page that a person gets for what storing some records raises."""

    def answer(*records):
        session.add_all(records)
        with pytest.raises((IntegrityError, StaleDataError)) as raised:
            session.commit()
        with app.test_request_context("/staff/"):
            reply = app.make_response(app.handle_user_exception(raised.value))
        return reply.status_code, reply.get_data(as_text=True)

    return answer


@pytest.mark.parametrize(
    "records",
    [
        lambda: [ColumnProfile(name="Notes"), ColumnProfile(name="Notes")],
        lambda: [ShortName(name="GCH", organisation_id=999_999)],
    ],
    ids=["a double", "what it belonged to is gone"],
)
def test_who_comes_second_is_told_to_go_back_and_try_again(told, records):
    status, page = told(*records())

    assert status == 409
    assert "Go back: what you typed is still there." in page


def test_what_was_removed_meanwhile_is_no_fault(told, session):
    profile = ColumnProfile(name="Notes")
    session.add(profile)
    session.commit()
    session.connection().execute(ColumnProfile.__table__.delete())
    profile.name = "Other notes"

    assert told()[0] == 409


def test_what_was_removed_before_it_was_looked_at_again_is_no_fault(app, session):
    profile = ColumnProfile(name="Notes")
    session.add(profile)
    session.commit()
    session.connection().execute(ColumnProfile.__table__.delete())
    with pytest.raises(InvalidRequestError) as raised:
        session.refresh(profile, with_for_update=True)

    with app.test_request_context("/staff/"):
        reply = app.make_response(app.handle_user_exception(raised.value))

    assert reply.status_code == 409
    assert "Go back: what you typed is still there." in reply.get_data(as_text=True)


def test_another_misuse_of_the_database_stays_a_fault_of_ours(app):
    with app.test_request_context("/staff/"):
        reply = app.make_response(app.handle_user_exception(InvalidRequestError("no such thing")))

    assert reply.status_code == 500


def test_what_no_record_may_hold_stays_a_fault_of_ours(told):
    status, page = told(Organisation(name=""))

    assert status == 500
    assert "Something went wrong on our side." in page


def test_the_page_of_a_refusal_holds_what_was_typed(client_of, make):
    officer = client_of(RoleName.OFFICER)
    statement = make.statement("Dogs on the pitch")
    address = f"/staff/c/{statement.consultation.slug}/themes/statements/{statement.id}/notes"
    note = "Ask her <b>again</b>. " * 60

    page = officer.post(address, data={"text": note, "key": "no key", "password": "my own word"})

    assert page.status_code == 400
    assert "Copy it from here before you go on." in page.text
    assert escape(note.strip()) in page.text
    assert "my own word" not in page.text


def test_a_page_that_was_open_for_too_long_holds_what_was_typed(app, client, make):
    app.config["WTF_CSRF_ENABLED"] = True
    consultation = make.consultation()

    page = client.post(f"/c/{consultation.slug}/resume", data={"code": "A word and another"})

    assert "This page was open for too long" in page.text
    assert "A word and another" in page.text
