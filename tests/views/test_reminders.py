"""Reminding those who were invited, and how long residents have left to answer."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import html5lib
import pytest
from sqlalchemy import select

from consult.models.accounts import RoleName
from consult.models.doors import InvitationBatch
from consult.services.responses import doors, invitations
from tests.questionnaires import Walk, town_survey

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LINKS = "/staff/c/town/survey/ways-in"


@pytest.fixture
def survey(session, make):
    closes_on = doors.today() + timedelta(days=3)
    return town_survey(session, make, slug="town", closes_on=closes_on)


@pytest.fixture
def tokens(session, survey):
    until = doors.today() + timedelta(days=9)
    return invitations.make(session, survey.consultation, name="Panel", count=8, until=until)


@pytest.fixture
def place(session, tokens):
    """Return the address of the page of the links."""
    return f"{LINKS}/links/{session.scalar(select(InvitationBatch.id))}"


@pytest.fixture
def officer(client_of):
    return Walk(client_of(RoleName.OFFICER))


def sent(tokens):
    rows = [["name", "link"], ["=cmd()", f"https://x.test/c/town/invited/{tokens[0]}"]]
    rows += [["Ada", f"https://x.test/c/town/invited/{token}"] for token in tokens[1:]]
    held = io.StringIO(newline="")
    csv.writer(held).writerows(rows)
    return io.BytesIO(held.getvalue().encode())


def post(officer, address, button, **fields):
    """Send one of the forms of the page with what stands in it."""
    action, hidden = officer.open(f"{address}/remind").fields(button)
    return officer.client.post(
        action, data={**dict(hidden), **fields}, content_type="multipart/form-data"
    )


def test_an_officer_gets_the_list_back_and_notes_the_day(officer, tokens, place):
    page = officer.open(f"{place}/remind")
    front = page.text
    reply = post(officer, place, "Download who", **{"list-file": (sent(tokens), "panel.csv")})
    before = officer.open(LINKS).text
    noted = officer.open(f"{place}/remind").press("Mark as reminded")

    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    assert "Panel: 8 of 8 links not used yet" in front
    assert "The consultation closes in 3 days" in front
    assert reply.headers["Content-Disposition"] == "attachment; filename=town-not-answered.csv"
    assert reply.headers["Cache-Control"] == "no-store"
    assert rows[0] == ["name", "link", "state of the link"]
    assert rows[1][0] == "'=cmd()"
    assert len(rows) == 9
    assert "Never" in before
    today = f"{doors.today().day} {doors.today():%B %Y}"
    assert "That day is noted." in noted.text
    assert today in noted.text.partition("Reminded on")[2]
    assert "Never" not in officer.open(LINKS).text
    html5lib.HTMLParser(strict=True).parse(officer.open(f"{place}/remind").reply.text)


def test_what_cannot_be_done_is_said_at_its_field_and_nothing_is_lost(officer, tokens, place):
    later = doors.today() + timedelta(days=2)
    typed = {"reminded-on": [str(later.day), str(later.month), str(later.year)]}

    empty = post(officer, place, "Download who")
    other = post(officer, place, "Download who", **{"list-file": (io.BytesIO(b"a\nb\n"), "a.csv")})
    early = officer.client.post(f"{place}/reminded", data=typed)
    nonsense = officer.client.post(f"{place}/reminded", data={"reminded-on": ["x", "y", ""]})

    assert [each.status_code for each in (empty, other, early, nonsense)] == [400] * 4
    assert "Choose the file that holds the links." in empty.text
    assert "No row has one of these links" in other.text
    assert "Enter a day that is not in the future." in early.text
    assert f'value="{later.year}"' in early.text


def test_ended_links_offer_no_reminder(session, survey, officer, place):
    batch = session.scalar(select(InvitationBatch))
    invitations.end(session, survey.consultation, batch.id)

    page = officer.open(f"{place}/remind").text

    assert "nobody to remind" in page
    assert "Mark as reminded" not in page


@pytest.mark.parametrize("role", [RoleName.FACILITATOR])
def test_only_who_may_manage_reminds(client_of, place, role):
    browser = client_of(role)

    assert browser.get(f"{place}/remind").status_code == 403
    assert browser.post(f"{place}/unanswered").status_code == 403


def test_links_of_another_consultation_are_not_found(session, make, officer, place):
    town_survey(session, make, slug="other")

    address = place.replace("/c/town/", "/c/other/") + "/remind"

    assert officer.client.get(address).status_code == 404


class TestDaysLeft:
    @pytest.mark.parametrize(
        ("days", "english", "welsh"),
        [
            (0, "is the last day to answer.", "yw’r diwrnod olaf i ateb."),
            (1, "You can answer for one more day, until", "am un diwrnod arall"),
            (2, "You can answer for 2 more days, until", "am ddau ddiwrnod arall"),
            (14, "You can answer for 14 more days, until", "am 14 diwrnod arall"),
            (15, "You can answer until the end of ", "Gallwch ateb tan ddiwedd "),
        ],
    )
    def test_stand_at_the_start_of_the_survey(self, session, make, client, days, english, welsh):
        town_survey(session, make, slug="town", closes_on=doors.today() + timedelta(days=days))
        walk = Walk(client)

        first = walk.open("/c/town/take-part").text
        second = walk.press("Continue").text
        in_welsh = walk.open("/c/town/take-part?lang=cy").text

        assert english in first
        assert english not in second
        assert welsh in in_welsh

    def test_of_a_page_that_is_kept_are_counted_anew_the_next_day(
        self, session, make, app, monkeypatch
    ):
        town_survey(session, make, slug="town", closes_on=date(2026, 3, 5))
        seen = []
        for day in (date(2026, 3, 3), date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)):
            monkeypatch.setattr(doors, "today", lambda day=day: day)
            seen.append(Walk(app.test_client()).open("/c/town/take-part").text)

        assert ["2 more days" in page for page in seen] == [True, True, False, False]
        assert "one more day" in seen[2]
        assert "Today, 5 March 2026, is the last day" in seen[3]

    def test_are_not_told_without_a_closing_date(self, session, make, client):
        town_survey(session, make, slug="town")

        assert "You can answer for" not in Walk(client).open("/c/town/take-part").text
