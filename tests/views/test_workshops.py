"""The staff pages of workshops: setting up, codes, QR."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from consult.models.accounts import RoleName
from consult.models.base import UK_TIME, utc_now
from consult.models.consultations import Stage
from consult.models.workshops import (
    Attendance,
    Participant,
    QuorumRule,
    Workshop,
    WorkshopRound,
)
from consult.services import workshops
from tests.conftest import SECRET
from tests.markup import hidden_value


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


def words_of(content):
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


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
    @pytest.fixture
    def consultation(self, make):
        return make.consultation()

    @pytest.fixture
    def address(self, consultation):
        return f"/staff/c/{consultation.slug}/workshops/new"

    @pytest.fixture
    def good(self, consultation):
        return {
            "title": "Evening",
            "place": "Old library",
            "tables": "2",
            "template": "work-barriers",
            "quorum_rule": "none",
            "outcomes": [str(each.id) for each in consultation.outcomes],
        }

    def test_sets_one_up_with_all_that_is_decided(self, officer, session, address, good):
        day = utc_now().date() + timedelta(days=3)

        reply = officer.post(
            address,
            data={
                **good,
                "held_on": [str(day.day), str(day.month), str(day.year)],
                "facilitators": "Sam\n\n",
                "template": "swot",
                "outcomes": good["outcomes"][:1],
                "has_agenda": "y",
                "agenda": "10:00 20 What helps?",
                "has_rules": "y",
                "ground_rules": "Listen\n\nEnd on time",
                "has_discussion": "y",
                "discussion": "Cohesion",
                "quorum_rule": "share-of-people",
                "quorum_size": "50",
            },
            follow_redirects=True,
        )

        made = session.scalars(select(Workshop)).one()
        assert (made.held_on, [each.facilitator for each in made.tables]) == (day, ["Sam", ""])
        assert [each.heading for each in made.columns] == [
            "Strengths",
            "Weaknesses",
            "Opportunities",
            "Threats",
            "Cohesion",
        ]
        assert [each.reference for each in made.outcomes] == ["1.1"]
        assert [each.asks for each in made.rounds] == ["What helps?"]
        assert made.ground_rules == ["Listen", "End on time"]
        assert (made.quorum_rule, made.quorum_size) == (QuorumRule.SHARE_OF_PEOPLE, 50)
        assert "is set up" in reply.text

    def test_leaves_out_what_is_not_ticked(self, officer, session, address, good):
        officer.post(
            address,
            data={
                **good,
                "agenda": "no agenda at all",
                "ground_rules": "Listen",
                "discussion": "Cohesion (nonsense)",
                "quorum_size": "5",
            },
        )

        made = session.scalars(select(Workshop)).one()
        assert (made.rounds, made.ground_rules, made.quorum_size) == ([], [], 0)
        assert [each.heading for each in made.columns] == ["Work", "Barriers"]

    def test_takes_all_outcomes_for_no_choice(self, officer, session, address, good):
        officer.post(address, data=good)

        made = session.scalars(select(Workshop)).one()
        assert made.outcomes == []
        assert len(made.asked_outcomes) == 3

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({"title": ""}, "Enter a title."),
            ({"tables": "0"}, "Enter a number of tables from 1 to 60."),
            ({"tables": "many"}, "Enter a number of tables from 1 to 60."),
            ({"held_on": ["31", "2", "2026"]}, "That is not a date."),
            ({"facilitators": "a\nb\nc"}, "There are 3 facilitators, but only 2 tables."),
            ({"facilitators": "Sam " * 30}, "has 119 characters; the most is 100. Shorten it."),
            ({"outcomes": []}, "Choose at least one outcome."),
            ({"outcomes": ["999999"]}, "Choose at least one outcome."),
            ({"template": "own"}, "Give the sheet at least one column."),
            ({"template": "own", "columns": "Hopes (wish)"}, "“wish” in line 1 is no kind"),
            ({"has_agenda": "y", "agenda": "Welcome"}, "“Welcome”, is no round"),
            ({"has_rules": "y", "ground_rules": "x" * 201}, "Ground rule 1 has 201 characters"),
            ({"has_discussion": "y", "discussion": "A\na"}, "“A” stands there twice"),
            ({"quorum_rule": "people"}, "Say how many make a quorum"),
            ({"quorum_rule": "share-of-people", "quorum_size": "101"}, "from 1 to 100"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(
        self, officer, session, address, good, data, sentence
    ):
        page = officer.post(address, data={**good, **data}).text

        assert sentence in page
        assert "There is a problem" in page
        assert "Old library" in page
        assert session.scalars(select(Workshop)).all() == []

    def test_begins_like_an_earlier_one(self, officer, session, make, address, good, workshop):
        make.session.add(Participant(workshop=workshop, name="Sam Oak"))
        workshop.ground_rules = ["Bring a cake"]
        session.commit()

        form = officer.get(f"{address}?copy_of={workshop.id}").text
        officer.post(address, data={**good, "copy_of": str(workshop.id), "invite": "y"})

        assert "Filled in like “Autumn &lt;conference&gt;”" in form
        assert "Bring a cake" in form
        copy = session.scalars(select(Workshop).order_by(Workshop.id.desc())).first()
        invited = session.scalars(
            select(Participant.name).where(Participant.workshop_id == copy.id)
        ).all()
        assert (copy.title, invited) == ("Evening", ["Sam Oak"])

    def test_offers_earlier_ones_to_copy(self, officer, address, workshop):
        page = officer.get(address).text

        assert "Copy an earlier workshop" in page
        assert f"copy_of={workshop.id}" in page

    @pytest.mark.parametrize("asked", ["999999", "x", ""])
    def test_begins_with_nothing_where_there_is_no_such(self, officer, address, asked):
        page = officer.get(f"{address}?copy_of={asked}")

        assert page.status_code == 200
        assert "Filled in like" not in page.text


class TestChangeWorkshop:
    @pytest.fixture
    def address(self, place, workshop):
        return f"{place}/{workshop.id}/set-up"

    def test_shows_and_saves_the_set_up(self, officer, session, workshop, address):
        shown = officer.get(address).text

        officer.post(
            address,
            data={
                "version": "1",
                "title": "Winter",
                "template": "own",
                "columns": "Work\nHopes (aspiration)",
                "outcomes": [str(each.id) for each in workshop.consultation.outcomes],
                "quorum_rule": "none",
            },
        )

        session.expire_all()
        assert "Autumn &lt;conference&gt;" in shown
        assert (workshop.title, workshop.kinds) == ("Winter", ["work", "aspiration"])

    def test_says_that_somebody_else_was_quicker_and_lets_one_save_again(
        self, officer, session, workshop, address
    ):
        data = {
            "version": "0",
            "title": "Winter",
            "template": "work-barriers",
            "outcomes": [str(each.id) for each in workshop.consultation.outcomes],
            "quorum_rule": "none",
        }

        page = officer.post(address, data=data).text

        assert "Somebody else changed this workshop while you wrote." in page
        assert "Autumn &lt;conference&gt;</dd>" in page
        officer.post(address, data={**data, "version": hidden_value(page, "version")})
        session.rollback()
        session.expire_all()
        assert workshop.title == "Winter"

    def test_is_not_for_facilitators(self, client_of, place, workshop, address):
        facilitator = client_of(RoleName.FACILITATOR)

        assert facilitator.get(address).status_code == 403
        assert "set-up" not in facilitator.get(f"{place}/{workshop.id}").text


class TestRound:
    def test_is_shown_while_it_is_on(self, officer, session, workshop, place):
        now = utc_now().astimezone(UK_TIME)
        begun = max(now - timedelta(minutes=1), now.replace(hour=0, minute=0))
        workshop.held_on = now.date()
        start = begun.time().replace(second=0, microsecond=0)
        workshop.rounds = [WorkshopRound(starts_at=start, minutes=30, asks="What helps?")]
        session.commit()

        page = officer.get(f"{place}/{workshop.id}").text

        assert '<strong class="app-round__asks">What helps?</strong>' in page
        assert "left" in page


class TestAttendance:
    @pytest.fixture
    def address(self, place, workshop):
        return f"{place}/{workshop.id}/attendance"

    @pytest.fixture
    def sam(self, officer, session, address):
        officer.post(address, data={"people": "Sam <Oak>, Harbour & Trust\nKim Elm"})
        return session.scalars(select(Participant).where(Participant.name.startswith("Sam"))).one()

    def test_teaches_when_nobody_is_on_the_list(self, officer, address):
        assert "Nobody is on the list yet." in officer.get(address).text

    def test_takes_a_pasted_list(self, officer, address, sam):
        page = officer.get(address).text

        assert "Sam &lt;Oak&gt;" in page
        assert "Harbour &amp; Trust" in page
        again = officer.post(address, data={"people": "Kim Elm\nMo Fir"}, follow_redirects=True)
        assert "1 person is on the list now. 1 was on it already." in again.text

    @pytest.mark.parametrize(
        ("people", "sentence"), [("", "at least one name"), ("x" * 121, "has 121 characters")]
    )
    def test_says_what_is_wrong_with_a_list(self, officer, address, people, sentence):
        page = officer.post(address, data={"people": people}).text

        assert sentence in page
        assert "There is a problem" in page

    def test_marks_somebody_with_one_tap(self, client_of, session, address, sam):
        facilitator = client_of(RoleName.FACILITATOR)

        reply = facilitator.post(f"{address}/{sam.id}", data={"to": "present", "q": "oak"})

        session.refresh(sam)
        assert sam.attendance is Attendance.PRESENT
        assert reply.location.endswith(f"/attendance?q=oak#person-{sam.id}")

    def test_takes_nonsense_for_no_mark(self, officer, session, address, sam):
        page = officer.post(f"{address}/{sam.id}", data={"to": "x"}, follow_redirects=True).text

        session.refresh(sam)
        assert sam.attendance is Attendance.EXPECTED
        assert "Choose whether they are here" in page

    def test_seats_a_substitute_and_says_why_not_twice(self, officer, address, sam):
        first = officer.post(
            f"{address}/{sam.id}/substitute", data={"name": "Mo Fir"}, follow_redirects=True
        ).text
        second = officer.post(
            f"{address}/{sam.id}/substitute", data={"name": "Bo Oak"}, follow_redirects=True
        ).text

        assert "Mo Fir is here for Sam &lt;Oak&gt;." in first
        assert "has a substitute already" in second
        assert 'value="Bo Oak"' in second
        assert "Substitutes:" in second

    def test_takes_somebody_off(self, officer, address, sam):
        page = officer.post(f"{address}/{sam.id}/remove", follow_redirects=True).text

        assert "is off the list" in page
        gone = officer.post(f"{address}/{sam.id}/remove")
        assert gone.status_code == 404

    def test_finds_people(self, officer, address, sam):
        found = officer.get(f"{address}?q=harbour").text
        nobody = officer.get(f"{address}?attendance=apologies").text

        assert "Sam &lt;Oak&gt;" in found
        assert "Kim Elm" not in found
        assert "Nobody fits." in nobody

    def test_tells_whether_the_quorum_is_met(self, officer, session, workshop, address, sam):
        workshop.quorum_rule, workshop.quorum_size = QuorumRule.PEOPLE, 1
        session.commit()

        before = officer.get(address).text
        officer.post(f"{address}/{sam.id}", data={"to": "present"})

        assert "It is not met: 0 are here, 1 too few." in before
        assert "It is met: 1 is here." in officer.get(address).text

    def test_forgets_the_names_after_asking(self, officer, address, sam):
        asked = officer.get(f"{address}/forget").text

        page = officer.post(f"{address}/forget", follow_redirects=True).text

        assert "cannot be brought back" in asked
        assert "2 names are gone." in page
        assert "Name removed" in page
        assert "Sam &lt;" not in page
        again = officer.post(f"{address}/forget", follow_redirects=True).text
        assert "There is no name on this list." in again


class TestPrints:
    @pytest.fixture
    def address(self, place, workshop):
        return f"{place}/{workshop.id}/print"

    def test_are_listed_with_their_pages(self, officer, address):
        page = officer.get(address).text

        assert "Open the capture sheets of all tables (PDF, 2 pages)" in page
        assert "Open the note sheets of all tables (PDF, 12 pages)" in page

    def test_are_pdf_files_with_the_code_of_each_table(self, officer, workshop, address):
        reply = officer.get(f"{address}/sheets.pdf")

        words = words_of(reply.data)
        assert reply.mimetype == "application/pdf"
        for table in workshop.tables:
            assert workshops.spoken(code_of(table)) in words

    def test_can_be_of_one_table(self, officer, workshop, address):
        words = words_of(officer.get(f"{address}/notes.pdf?table=2").data)

        assert "Table 2" in words
        assert "Table 1" not in words

    def test_show_no_code_that_would_join_nobody(self, officer, session, workshop, address):
        workshop.consultation.stage = Stage.CLOSED
        session.commit()

        words = words_of(officer.get(f"{address}/sheets.pdf").data)

        assert workshops.spoken(code_of(workshop.tables[0])) not in words
        assert "code has ended" in words

    @pytest.mark.parametrize("asked", ["menu.pdf", "sheets.pdf?table=99", "sheets.pdf?table=x"])
    def test_that_there_are_not_are_not_found(self, officer, address, asked):
        assert officer.get(f"{address}/{asked}").status_code == 404

    def test_of_too_many_pages_are_refused(self, officer, session, workshop, place, make):
        strategy = make.strategy(*(f"{aim}.1" for aim in range(1, 300)))
        workshop.outcomes = list(strategy.outcomes)
        session.commit()

        reply = officer.get(f"{place}/{workshop.id}/print/notes.pdf")

        assert reply.status_code == 409
        assert "Print one table at a time" in reply.text


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


def test_a_facilitator_whose_name_is_too_long_is_refused_and_kept_on_the_page(
    client_of, session, make
):
    table = make.table(facilitator="Kim")
    workshop = table.workshop
    address = f"/staff/c/{workshop.consultation.slug}/workshops/{workshop.id}"
    name = "Sam Oak " * 15

    page = client_of().post(
        f"{address}/tables/{table.number}/facilitator", data={"facilitator": name}
    )

    assert "has 119 characters; the most is 100. Shorten it." in page.text
    assert f'value="{name}"' in page.text
    session.rollback()
    session.refresh(table)
    assert table.facilitator == "Kim"
