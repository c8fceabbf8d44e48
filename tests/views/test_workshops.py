"""The staff pages of workshops: setting up, codes, QR."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.models.accounts import RoleName
from consult.models.base import utc_now
from consult.models.consultations import Stage
from consult.models.workshops import Workshop
from consult.services import workshops
from tests.conftest import SECRET


@pytest.fixture
def officer(client_of):
    return client_of(RoleName.OFFICER)


@pytest.fixture
def workshop(session, make):
    return workshops.create(
        session, make.consultation(), title="Autumn <conference>", secret=SECRET, tables=2
    )


@pytest.fixture
def place(workshop):
    return f"/staff/c/{workshop.consultation.slug}/workshops"


def code_of(table):
    return workshops.code_of(table, secret=SECRET)


class TestListWorkshops:
    def test_teaches_when_there_is_none(self, officer, make):
        page = officer.get(f"/staff/c/{make.consultation().slug}/workshops/").text

        assert "No workshop yet" in page
        assert "Set up a workshop" in page

    def test_offers_no_button_to_those_who_may_not_set_up(self, client_of, make):
        page = client_of(RoleName.FACILITATOR).get(
            f"/staff/c/{make.consultation().slug}/workshops/"
        )

        assert "/workshops/new" not in page.text

    def test_shows_a_title_as_text(self, officer, place):
        page = officer.get(f"{place}/").text

        assert "Autumn &lt;conference&gt;" in page


class TestNewWorkshop:
    def test_sets_one_up(self, officer, session, make):
        consultation = make.consultation()
        day = utc_now().date() + timedelta(days=3)

        reply = officer.post(
            f"/staff/c/{consultation.slug}/workshops/new",
            data={
                "title": "Evening at the library",
                "held_on": [str(day.day), str(day.month), str(day.year)],
                "place": "Library",
                "tables": "3",
                "kinds": ["work", "barrier", "solution"],
            },
            follow_redirects=True,
        )

        made = session.scalars(select(Workshop)).one()
        assert (made.held_on, len(made.tables)) == (day, 3)
        assert made.kinds == ["work", "barrier", "solution"]
        assert "is set up" in reply.text

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({"title": ""}, "Enter a title."),
            ({"tables": "0"}, "Enter a number of tables from 1 to 60."),
            ({"tables": "many"}, "Enter a number of tables from 1 to 60."),
            ({"held_on": ["31", "2", "2026"]}, "That is not a date."),
            ({"kinds": []}, "Choose at least one column."),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(
        self, officer, session, make, data, sentence
    ):
        good = {"title": "Evening", "place": "Old library", "tables": "2", "kinds": ["work"]}

        page = officer.post(
            f"/staff/c/{make.consultation().slug}/workshops/new", data={**good, **data}
        ).text

        assert sentence in page
        assert "Old library" in page
        assert session.scalars(select(Workshop)).all() == []


class TestShowWorkshop:
    def test_gives_each_tables_code_link_and_qr(self, officer, workshop, place):
        page = officer.get(f"{place}/{workshop.id}").text

        for table in workshop.tables:
            code = code_of(table)
            assert workshops.spoken(code) in page
            assert f"http://localhost/w/{code}" in page
            assert f"{place}/{workshop.id}/tables/{table.number}/code.svg" in page

    def test_is_not_found_under_another_consultation(self, officer, make, workshop):
        other = make.consultation()

        reply = officer.get(f"/staff/c/{other.slug}/workshops/{workshop.id}")

        assert reply.status_code == 404

    def test_adds_a_table(self, officer, session, workshop, place):
        page = officer.post(f"{place}/{workshop.id}/tables", follow_redirects=True).text

        assert "Table 3 is added" in page

    def test_keeps_a_facilitators_name_as_text(self, officer, workshop, place):
        page = officer.post(
            f"{place}/{workshop.id}/tables/1/facilitator",
            data={"facilitator": '"><script>alert(1)</script>'},
            follow_redirects=True,
        ).text

        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


class TestCode:
    def test_is_drawn_as_a_picture_of_the_link(self, officer, workshop, place):
        reply = officer.get(f"{place}/{workshop.id}/tables/1/code.svg")

        assert reply.mimetype == "image/svg+xml"
        assert re.match(rb"<\?xml[^>]*>\s*<svg ", reply.data)
        assert b"style=" not in reply.data
        assert "no-store" in reply.headers["Cache-Control"]

    def test_renewed_ends_the_old_link(self, officer, client, workshop, place):
        old = code_of(workshop.tables[0])

        officer.post(f"{place}/{workshop.id}/tables/1/code")

        assert client.get(f"/w/{old}").status_code == 404

    def test_ended_has_no_picture_and_takes_nobody_in(self, officer, client, workshop, place):
        code = code_of(workshop.tables[0])

        page = officer.post(f"{place}/{workshop.id}/tables/1/code/end", follow_redirects=True).text

        assert "The join code has ended." in page
        assert officer.get(f"{place}/{workshop.id}/tables/1/code.svg").status_code == 404
        assert "This code has ended" in client.get(f"/w/{code}").text


class TestOfAConsultationThatIsOver:
    @pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.REPORTED])
    def test_shows_no_code_that_would_join_nobody(self, officer, session, workshop, place, stage):
        workshop.consultation.stage = stage
        session.commit()

        page = officer.get(f"{place}/{workshop.id}").text

        assert f"is {stage.value}, so no device joins" in page
        assert "See the sheet" in page
        for offer in ("Join code", "/w/", "code.svg", "Renew the code", "Add a table"):
            assert offer not in page

    def test_a_draft_has_its_codes_to_print(self, officer, session, workshop, place):
        workshop.consultation.stage = Stage.DRAFT
        session.commit()

        page = officer.get(f"{place}/{workshop.id}").text

        assert "You can print the codes now" in page
        assert workshops.spoken(code_of(workshop.tables[0])) in page
