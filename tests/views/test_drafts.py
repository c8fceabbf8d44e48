"""Save and come back: by a code, from another device, and with nothing lost on the way."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from consult.models.base import utc_now
from consult.models.consultations import Stage
from consult.models.drafts import ResponseDraft
from consult.models.responses import Response, Standing
from consult.views.limits import SendLimit
from tests.mailbox import Mailbox
from tests.questionnaires import Walk, moved, town_survey

CODE = re.compile(r"\b(?:[2-9B-Z]{4}-){3}[2-9B-Z]{4}\b")


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def code_on(walk):
    return CODE.search(walk.text).group()


def come_back(app, code):
    """Return another device's browser after it typed the code."""
    other = Walk(app.test_client())
    return other.open("/c/town/resume").fill_in("Your code", code).press("Go on with my answers")


@pytest.fixture
def survey(session, make):
    """Return an open survey at /c/town."""
    return town_survey(session, make, slug="town")


@pytest.fixture
def walk(client):
    """Return a resident's browser."""
    return Walk(client)


@pytest.fixture
def begun(survey, walk):
    """Return the browser after the first section was answered and the second begun."""
    walk.open("/c/town/take-part").fill("What gets in the way?", "No buses\nafter six")
    return walk.press("Continue").choose("Park")


class TestSaving:
    def test_comes_back_on_another_device_where_it_was_left(self, app, session, begun):
        code = code_on(begun.press("Save and come back later"))

        other = come_back(app, code.lower().replace("-", " "))
        second = (other.heading, other.is_chosen("Park"))
        other.choose("By bus").press("Continue").press("Send my answers")

        assert second == ("About you", True)
        assert other.heading == "Your answers were received"
        assert session.scalars(select(Response)).one().is_late is False

    def test_a_draft_is_erased_when_it_is_sent(self, app, session, begun):
        begun.press("Save and come back later")
        kept = count(session, ResponseDraft)
        begun.press("Carry on with my answers").choose("By bus").press("Continue")
        begun.press("Send my answers")

        assert (kept, count(session, ResponseDraft)) == (1, 0)

    def test_also_when_the_tab_that_sends_it_never_saw_the_code(self, app, session, begun):
        address, fields = begun.choose("By bus").fields("Continue")
        begun.press("Save and come back later")
        begun.send(address, fields).press("Send my answers")

        assert count(session, ResponseDraft) == 0

    def test_each_page_is_kept_as_it_is_left(self, app, begun):
        code = code_on(begun.press("Save and come back later"))
        begun.press("Carry on with my answers").choose("Library").press("Back")

        assert come_back(app, code).press("Continue").is_chosen("Library")

    def test_a_page_with_a_fault_is_kept_too(self, app, begun):
        code = code_on(begun.press("Save and come back later"))
        begun.press("Carry on with my answers").choose("Library").press("Continue")

        assert begun.problems
        assert come_back(app, code).is_chosen("Library")

    def test_the_code_stands_nowhere_in_the_database(self, session, begun):
        code = code_on(begun.press("Save and come back later"))
        draft = session.scalars(select(ResponseDraft)).one()
        columns = {each.name: str(getattr(draft, each.name)) for each in draft.__table__.columns}

        assert not any(code in text or code.replace("-", "") in text for text in columns.values())

    def test_what_another_tab_had_saved_is_shown_beside_the_newest(self, app, begun):
        code = code_on(begun.press("Save and come back later"))
        first, second = come_back(app, code), come_back(app, code)
        first.press("Back").fill("What gets in the way?", "No lights on the path").press("Continue")
        second.press("Back").fill("What gets in the way?", "No ramp at the hall").press("Continue")

        assert "You also saved this form in another tab" in second.text
        assert "No lights on the path" in second.text
        newest = come_back(app, code)
        assert "No lights on the path" in newest.text
        assert newest.press("Back").value("What gets in the way?") == "No ramp at the hall"


class TestEnding:
    def test_nothing_is_found_after_its_time_and_the_next_one_to_save_sweeps_it_away(
        self, app, session, begun
    ):
        code = code_on(begun.press("Save and come back later"))
        session.execute(update(ResponseDraft).values(expires_at=utc_now() - timedelta(minutes=1)))
        session.commit()

        late = come_back(app, code)
        Walk(app.test_client()).open("/c/town/take-part").press("Save and come back later")

        assert "There is nothing kept under that code" in late.problems[0]
        assert count(session, ResponseDraft) == 1

    def test_a_form_whose_draft_is_gone_loses_nothing(self, session, begun):
        begun.press("Save and come back later").press("Carry on with my answers")
        session.execute(update(ResponseDraft).values(expires_at=utc_now() - timedelta(minutes=1)))
        session.commit()

        begun.choose("By bus").press("Continue")

        assert "is no longer kept" in begun.text
        assert "No buses after six" in begun.text
        assert CODE.search(begun.press("Save and come back later").text)

    def test_one_whose_consultation_closed_can_be_finished_as_late(
        self, app, session, survey, begun
    ):
        code = code_on(begun.choose("By bus").press("Save and come back later"))
        moved(session, survey, Stage.CLOSED)

        come_back(app, code).press("Continue").press("Send my answers")

        assert session.scalars(select(Response)).one().standing is Standing.HELD

    def test_a_code_of_another_consultation_opens_nothing(self, app, session, make, begun):
        code = code_on(begun.press("Save and come back later"))
        town_survey(session, make, slug="village")

        other = Walk(app.test_client()).open("/c/village/resume").fill_in("Your code", code)

        assert other.press("Go on").problems

    def test_guessing_is_stopped(self, app, survey):
        app.extensions["code_limit"] = SendLimit(most=2)
        tries = [come_back(app, "2222-3333-4444-6666").reply.status_code for _ in range(3)]

        assert tries == [200, 200, 429]

    @pytest.mark.parametrize("code", ["", " ", "x" * 10_000, "\0", "<script>alert(1)</script>"])
    def test_nonsense_is_refused_in_a_sentence(self, app, survey, code):
        assert len(come_back(app, code).problems) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestMail:
    def test_without_a_mail_server_the_page_says_so(self, begun):
        page = begun.press("Save and come back later").text

        assert "This service sends no email" in page
        assert CODE.search(page)

    def test_the_link_arrives_and_the_address_is_not_kept(self, app, session, begun):
        with Mailbox() as mailbox:
            with_mail(app, mailbox.port)
            begun.press("Save and come back later")
            begun.fill_in("Your email address", "ann@example.org").press("Send the link")

        code = code_on(begun)
        assert "We sent the link to ann@example.org." in begun.text
        assert f"/c/town/resume?code=3D{code}" in mailbox.messages[0].replace("=\r\n", "") or (
            f"/c/town/resume?code={code}" in mailbox.messages[0]
        )
        draft = session.scalars(select(ResponseDraft)).one()
        assert "ann@" not in str(vars(draft))

    @pytest.mark.parametrize("address", ["", "ann", "a@b", "a@b.uk\nBcc: all@example.org"])
    def test_what_is_no_address_is_refused_and_the_code_still_shown(self, app, begun, address):
        with_mail(app, 9)
        begun.press("Save and come back later")
        code = code_on(begun)

        begun.fill_in("Your email address", address).press("Send the link")

        assert "Enter an email address in full" in begun.text
        assert code_on(begun) == code

    def test_a_mail_server_that_is_down_is_told(self, app, begun):
        with_mail(app, 9)
        begun.press("Save and come back later")

        begun.fill_in("Your email address", "ann@example.org").press("Send the link")

        assert "could not be sent just now" in begun.text


def with_mail(app, port):
    app.extensions["config"] = replace(
        app.extensions["config"],
        mail_url=f"smtp://127.0.0.1:{port}",
        mail_from="surveys@example.org",
    )
