"""Setting up a workshop and receiving its people: by keyboard, on a phone, with axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from consult.models.consultations import Stage
from consult.models.kinds import StatementKind
from consult.models.statements import Statement
from consult.models.workshops import Attendance, Participant, QuorumRule, Workshop
from consult.services import workshops
from consult.services.workshops import agenda, columns
from tests.browser.conftest import scrolls_sideways
from tests.conftest import SECRET

pytestmark = pytest.mark.browser

WIDTHS = {"phone": {"width": 375, "height": 812}, "laptop": {"width": 1280, "height": 900}}
LONG = "An_unbroken_word_of_some_length_that_somebody_pasted_from_a_file_name_and_left_as_it_was"


@pytest.fixture(params=WIDTHS)
def screen(request, new_context):
    return new_context(viewport=WIDTHS[request.param]).new_page()


@pytest.fixture
def consultation(live_make):
    return live_make.consultation(stage=Stage.OPEN, title="Stronger streets")


@pytest.fixture
def workshop(live_make, consultation):
    own = [
        *columns.read("Work\nWhat worries us (barrier)", field="columns"),
        *columns.read("Cohesion", field="discussion", is_discussion=True),
    ]
    return workshops.create(
        live_make.session,
        consultation,
        title=f"Autumn conference {LONG}",
        secret=SECRET,
        tables=2,
        columns=own,
        rounds=agenda.read(f"10:00 20 {LONG}\n30 What helps?"),
        ground_rules=[LONG, "Listen"],
    )


@pytest.fixture
def place(consultation):
    return f"/staff/c/{consultation.slug}"


def tab_to(page, what, most=120):
    """Press Tab until the control with this id, name or words has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => [document.activeElement.id, document.activeElement.name,"
            " document.activeElement.innerText?.trim()]"
        )
        if what in found:
            return
    raise AssertionError(f"Tab never came to {what!r}")


class TestSettingUp:
    def test_takes_a_keyboard_only(self, screen, sign_in, axe, live_make, place):
        sign_in(screen)
        screen.goto(f"{place}/workshops/")
        tab_to(screen, "Set up a workshop")
        screen.keyboard.press("Enter")
        expect(screen.get_by_role("heading", level=1)).to_have_text("Set up a workshop")
        assert axe(screen) == []

        tab_to(screen, "title")
        screen.keyboard.type("Evening at the hall")
        for typed in ("5", "3", "2027", "Town Hall"):
            screen.keyboard.press("Tab")
            screen.keyboard.type(typed)
        tab_to(screen, "tables")
        screen.keyboard.press("Control+A")
        screen.keyboard.type("2")
        screen.keyboard.press("Tab")
        screen.keyboard.type("Sam\nKim")
        tab_to(screen, "template")
        screen.keyboard.press("ArrowDown")
        tab_to(screen, "has_agenda")
        screen.keyboard.press("Space")
        tab_to(screen, "Set up the workshop")
        screen.keyboard.press("Enter")

        expect(screen.get_by_role("alert")).to_contain_text("“Evening at the hall” is set up.")
        assert axe(screen) == []
        assert not scrolls_sideways(screen)
        made = live_make.session.query(Workshop).one()
        assert [table.facilitator for table in made.tables] == ["Sam", "Kim"]
        assert [column.heading for column in made.columns][:2] == ["Strengths", "Weaknesses"]
        assert len(made.rounds) == 5

    def test_leads_to_the_field_that_is_wrong(self, screen, sign_in, axe, place):
        sign_in(screen)
        screen.goto(f"{place}/workshops/new")
        screen.get_by_label("Use this agenda").check()
        screen.get_by_label("Rounds").fill("sometime")
        screen.get_by_label("Title", exact=True).fill("Evening")
        screen.get_by_role("button", name="Set up the workshop").first.click()

        expect(screen.locator(".govuk-error-summary")).to_be_focused()
        assert axe(screen) == []
        tab_to(
            screen,
            "Line 1 of the agenda, “sometime”, is no round. Write start, minutes and "
            "what is asked: 10:00 20 What is being done?",
        )
        screen.keyboard.press("Enter")
        expect(screen.get_by_label("Rounds")).to_be_focused()
        assert screen.get_by_label("Title", exact=True).input_value() == "Evening"

    def test_copies_an_earlier_one(self, screen, sign_in, axe, place, workshop):
        sign_in(screen)
        screen.goto(f"{place}/workshops/{workshop.id}")
        screen.get_by_role("button", name="Copy this workshop").click()

        assert screen.get_by_label("Title", exact=True).input_value() == workshop.title
        assert "What worries us (barrier)" in screen.get_by_label("Columns, if").input_value()
        assert axe(screen) == []
        assert not scrolls_sideways(screen)


class TestPages:
    @pytest.mark.parametrize("part", ["", "/attendance", "/attendance/forget", "/print", "/set-up"])
    def test_are_sound_at_every_width(self, screen, sign_in, axe, live_make, place, workshop, part):
        workshop.quorum_rule, workshop.quorum_size = QuorumRule.ORGANISATIONS, 3
        sam = Participant(
            workshop=workshop,
            name=f"Sam {LONG}",
            organisation_label=LONG,
            attendance=Attendance.APOLOGIES,
        )
        substitute = Participant(
            workshop=workshop,
            name="Mo",
            organisation_label=LONG,
            is_invited=False,
            attendance=Attendance.PRESENT,
            substitute_for=sam,
        )
        live_make.session.add_all([sam, substitute])
        live_make.session.commit()
        sign_in(screen)

        screen.goto(f"{place}/workshops/{workshop.id}{part}")
        screen.evaluate("document.querySelectorAll('details').forEach(each => (each.open = true))")

        assert axe(screen) == []
        assert not scrolls_sideways(screen)


class TestTheDoor:
    def test_marks_people_on_a_phone_by_keyboard_and_by_tap(
        self, new_context, sign_in, axe, live_make, place, workshop
    ):
        page = new_context(viewport=WIDTHS["phone"], has_touch=True).new_page()
        sign_in(page)
        page.goto(f"{place}/workshops/{workshop.id}/attendance")
        tab_to(page, "people")
        page.keyboard.type("Sam Oak, Trust\nKim Elm")
        tab_to(page, "Add to the list")
        page.keyboard.press("Enter")
        expect(page.locator(".app-people__person")).to_have_count(2)
        assert axe(page) == []

        page.get_by_role("button", name="Here Sam Oak").tap()
        expect(page.get_by_role("button", name="Not here Sam Oak")).to_be_visible()
        page.get_by_text("More about Kim Elm").tap()
        page.get_by_label("Substitute for Kim Elm").fill("Mo Fir")
        page.get_by_role("button", name="Is here for Kim Elm").tap()

        expect(page.locator(".app-people__person")).to_have_count(3)
        expect(page.get_by_role("alert")).to_contain_text("Mo Fir is here for Kim Elm.")
        assert axe(page) == []
        assert not scrolls_sideways(page)
        found = live_make.session.query(Participant.name, Participant.attendance).all()
        assert {name: state.value for name, state in found} == {
            "Sam Oak": "present",
            "Kim Elm": "apologies",
            "Mo Fir": "present",
        }

    def test_targets_are_large_enough_for_a_thumb(self, new_context, sign_in, place, workshop):
        page = new_context(viewport=WIDTHS["phone"]).new_page()
        sign_in(page)
        page.goto(f"{place}/workshops/{workshop.id}/attendance")
        page.get_by_label("Names, one a line").fill("Sam Oak")
        page.get_by_role("button", name="Add to the list").click()

        for control in (
            page.get_by_role("button", name="Here Sam Oak"),
            page.get_by_text("More about"),
        ):
            assert control.bounding_box()["height"] >= 40


class TestStatements:
    @pytest.fixture
    def table(self, live_make, workshop):
        return workshop.tables[0]

    def test_are_split_by_keyboard(self, screen, sign_in, axe, live_make, place, table):
        live_make.organisation("Harbour Trust", "HT")
        whole = live_make.statement("No time / no money / no people – HT", table=table)
        sign_in(screen)
        screen.goto(f"{place}/statements")
        tab_to(screen, "Find several points in one")
        screen.keyboard.press("Enter")
        expect(screen.get_by_role("heading", level=1)).to_have_text("Several points in one")
        assert axe(screen) == []

        tab_to(screen, f"choice-{whole.id}")
        screen.keyboard.press("ArrowRight")
        tab_to(screen, "Save and go on")
        screen.keyboard.press("Enter")
        expect(screen.get_by_role("alert")).to_contain_text("1 split")
        screen.goto(f"{place}/statements/{whole.id}")
        assert axe(screen) == []
        assert not scrolls_sideways(screen)
        tab_to(screen, "Undo the split")
        screen.keyboard.press("Enter")

        expect(screen.get_by_role("alert")).to_contain_text("The split is undone.")

    def test_are_tied_by_keyboard(self, screen, sign_in, axe, live_make, place, table):
        barrier = live_make.statement(f"No bus {LONG}", table=table)
        solution = live_make.statement("Later bus", table=table, kind=StatementKind.SOLUTION)
        sign_in(screen)
        screen.goto(f"{place}/statements/{solution.id}")
        tab_to(screen, f"barrier-{barrier.id}")
        screen.keyboard.press("Space")
        tab_to(screen, "Tie it to these")
        screen.keyboard.press("Enter")

        expect(screen.get_by_role("alert")).to_contain_text("It is tied to 1 more barrier.")
        assert axe(screen) == []
        assert not scrolls_sideways(screen)

    def test_tell_what_short_names_stand_for_without_a_pointer(
        self, screen, sign_in, axe, live_make, place, table
    ):
        live_make.organisation("Harbour Trust", "HT")
        live_make.statement("Lunch club – HT", table=table)
        sign_in(screen)
        screen.goto(f"{place}/statements")
        entry = screen.get_by_text("Harbour Trust")
        expect(entry).to_be_hidden()

        tab_to(screen, "Short names on this page")
        screen.keyboard.press("Enter")

        expect(entry).to_be_visible()
        assert axe(screen) == []


class TestTheSheet:
    def test_has_the_columns_and_the_discussion_of_the_workshop(
        self, screen, sign_in, axe, live_make, place, workshop
    ):
        sign_in(screen)
        screen.goto(f"{place}/workshops/{workshop.id}/tables/1")
        talk = screen.get_by_role("tab", name="Group discussion")
        expect(screen.get_by_label("Add to cohesion")).to_be_hidden()
        talk.click()
        expect(screen.get_by_label("Add to work")).to_be_hidden()
        box = screen.get_by_label("Add to cohesion")
        box.fill("We greet each other")
        box.press("Enter")
        expect(screen.get_by_text("sent", exact=True)).to_be_visible()
        assert axe(screen) == []
        assert not scrolls_sideways(screen)

        card = screen.get_by_role("button", name="We greet each other", exact=True)
        card.focus()
        card.press("m")
        screen.get_by_role("button", name="What worries us", exact=True).last.click()
        screen.get_by_role("tab", name="Anything else").click()
        expect(screen.get_by_role("tab", name="Anything else")).to_contain_text("1")
        expect(talk).to_contain_text("0")
        expect(screen.get_by_text("sent", exact=True)).to_be_visible()

        statement = live_make.session.query(Statement).one()
        live_make.session.refresh(statement)
        assert (statement.text, statement.kind) == ("We greet each other", StatementKind.BARRIER)
        assert statement.heading == "What worries us"
