"""Taking part in a real browser: without scripts, by keyboard alone, on a small telephone."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, text

from consult.models.consultations import Stage
from consult.models.responses import Response
from consult.models.statements import Statement
from consult.services.surveys import structure
from tests.browser.conftest import scrolls_sideways
from tests.questionnaires import moved, town_survey

pytestmark = pytest.mark.browser

TELEPHONE = {"width": 320, "height": 640}
LONG = "Theyclosedthelibraryandnobodyaskedus" * 6 + "\n\nThen the buses stopped."


@pytest.fixture
def survey(live_make):
    """Return an open survey at /c/town."""
    return town_survey(live_make.session, live_make, slug="town")


def at(page, heading):
    """Check that a page has come and fits a small telephone."""
    assert page.get_by_role("heading", level=1).inner_text() == heading
    assert not scrolls_sideways(page), heading


def focused(page):
    return page.evaluate("document.activeElement.className + ' ' + document.activeElement.name")


def stored(live_make):
    live_make.session.rollback()
    return list(live_make.session.scalars(select(Response)))


class TestWithoutScripts:
    @pytest.fixture
    def page(self, new_context):
        return new_context(java_script_enabled=False, viewport=TELEPHONE).new_page()

    def test_the_whole_journey(self, page, survey, live_make):
        page.goto("/c/town")
        page.get_by_role("button", name="Take part").click()
        at(page, "Title of 1.1")
        page.get_by_label("What gets in the way?").fill(LONG)
        page.get_by_role("button", name="Continue").click()
        at(page, "About you")

        page.get_by_role("button", name="Continue").click()
        at(page, "About you")
        assert page.title().startswith("Error: About you")
        assert "govuk-error-summary" in focused(page)
        page.get_by_role("link", name="Choose an answer to").click()
        assert re.search(r" q\d+$", focused(page))

        page.get_by_label("By bus").check()
        page.get_by_label("Park").check()
        page.get_by_role("button", name="Continue").click()
        at(page, "Check your answers before you send them")
        assert "Then the buses stopped." in page.locator("main").inner_text()

        page.get_by_role("button", name="Change the answer to “How do you").click()
        assert page.get_by_label("By bus").is_checked()
        page.get_by_label("By car").check()
        page.get_by_role("button", name="Save and check").click()
        page.get_by_role("button", name="Send my answers").click()
        at(page, "Your answers were received")

        (response,) = stored(live_make)
        assert response.reference in page.locator("main").inner_text()
        assert live_make.session.scalars(select(Statement.text)).all() == [LONG]

    def test_the_back_button_of_the_browser_keeps_what_was_sent_on(self, page, survey):
        page.goto("/c/town/take-part")
        page.get_by_label("What is being done?").fill("Lunch club")
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("By bus").check()
        page.get_by_role("button", name="Continue").click()

        page.go_back()
        page.get_by_role("button", name="Continue").wait_for()
        page.get_by_label("By bus").check()
        page.get_by_role("button", name="Continue").click()

        assert "Lunch club" in page.locator("main").inner_text()

    def test_lost_cookies_lose_nothing(self, page, survey, live_make):
        page.goto("/c/town/take-part")
        page.get_by_label("What is being done?").fill("Lunch club")
        page.context.clear_cookies()
        page.get_by_role("button", name="Continue").click()
        at(page, "Title of 1.1")
        assert page.get_by_label("What is being done?").input_value() == "Lunch club"

        page.get_by_role("button", name="Continue").click()

        assert page.get_by_role("heading", level=1).inner_text() == "About you"

    def test_what_was_begun_in_time_goes_on_when_the_consultation_closes(
        self, page, survey, live_make
    ):
        page.goto("/c/town/take-part")
        page.get_by_label("What is being done?").fill(LONG)
        moved(live_make.session, survey, Stage.CLOSED)

        page.get_by_role("button", name="Continue").click()

        at(page, "About you")
        page.get_by_role("button", name="Back", exact=True).click()
        assert page.get_by_label("What is being done?").input_value() == LONG


class TestByKeyboard:
    def test_tab_space_arrows_and_enter_are_enough(self, page, survey, live_make):
        page.set_viewport_size(TELEPHONE)
        page.goto("/c/town/take-part")

        def tab_to(name):
            for _ in range(40):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.id") == name:
                    return
            pytest.fail(f"Tab does not reach {name}")

        work, barriers, way, been, friendly = (f"q{each.id}" for each in survey.questions)
        tab_to(work)
        page.keyboard.type("Lunch club")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == barriers
        for _ in range(2):  # past the privacy notice, to the button
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/take-part")
        page.get_by_role("heading", name="About you").wait_for()
        tab_to(way)
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        tab_to(been)
        page.keyboard.press("Space")
        for _ in range(3):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == friendly
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Check your answers").wait_for()
        page.get_by_role("button", name="Send my answers").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/receipt/*")

        (response,) = stored(live_make)
        chosen = [option.label for answer in response.answers for option in answer.options]
        assert chosen == ["By bus", "Library"]


class TestWithScripts:
    def test_every_page_of_the_journey_is_accessible(self, page, survey, axe):
        page.set_viewport_size(TELEPHONE)
        page.goto("/c/town/take-part")
        page.get_by_label("What gets in the way?").fill(LONG)
        assert axe(page) == []
        page.get_by_role("button", name="Continue").click()
        at(page, "About you")
        assert axe(page) == []
        page.get_by_role("button", name="Continue").click()
        page.locator(".govuk-error-summary").wait_for()
        assert axe(page) == []
        page.get_by_label("By bus").check()
        page.get_by_role("button", name="Continue").click()
        at(page, "Check your answers before you send them")
        assert axe(page) == []
        page.get_by_role("button", name="Send my answers").click()
        at(page, "Your answers were received")
        assert axe(page) == []

    def test_the_pages_of_refusal_are_accessible(self, page, survey, axe, live_make):
        page.set_viewport_size(TELEPHONE)
        page.goto("/c/town/take-part")
        page.get_by_label("What is being done?").fill(LONG)
        live_make.session.execute(text("ALTER TABLE consultation RENAME TO away"))
        live_make.session.commit()
        page.get_by_role("button", name="Continue").click()
        at(page, "Your answers are not saved yet: keep this page open")
        assert axe(page) == []
        live_make.session.execute(text("ALTER TABLE away RENAME TO consultation"))
        moved(live_make.session, survey, Stage.CLOSED)
        page.goto("/c/town/take-part")
        at(page, "This consultation is closed")
        assert axe(page) == []

    def test_the_summary_takes_the_focus_and_the_count_speaks_up(self, page, survey, axe):
        page.goto("/c/town/take-part")
        page.get_by_label("What is being done?").fill("x" * 3_990)
        page.get_by_text("You have 10 characters remaining").first.wait_for()
        page.get_by_label("What is being done?").fill("x" * 4_001)

        page.get_by_role("button", name="Continue").click()

        page.locator(".govuk-error-summary").wait_for()
        assert "govuk-error-summary" in focused(page)
        assert "has 4,001 characters" in page.locator(".govuk-error-summary").inner_text()
        assert axe(page) == []


class TestStaffPages:
    def test_each_is_accessible_and_holds_on_a_small_screen(
        self, page, axe, sign_in, live_make, survey
    ):
        draft = town_survey(live_make.session, live_make, slug="draft", stage=Stage.DRAFT)
        structure.add_section(live_make.session, draft, title="x" * 200)
        live_make.consultation(slug="none", stage=Stage.DRAFT)
        page.set_viewport_size(TELEPHONE)
        sign_in(page)
        question, section = draft.questions[2].id, draft.sections[0].id

        for address in (
            "none/survey",
            "none/survey/new",
            "draft/survey",
            "draft/survey/edit",
            "draft/survey/sections/new",
            f"draft/survey/sections/{section}",
            f"draft/survey/sections/{section}/remove",
            f"draft/survey/questions/{question}",
            f"draft/survey/questions/{question}/remove",
            "draft/survey/preview",
            "town/survey",
            "town/survey/enter",
            "town/survey/results",
            "town/survey/responses",
        ):
            reply = page.goto(f"/staff/c/{address}")
            assert reply.status == 200, address
            assert axe(page) == [], address
            assert not scrolls_sideways(page), address

    def test_a_keyed_in_response_is_counted(self, page, axe, sign_in, live_make, survey):
        page.set_viewport_size(TELEPHONE)
        sign_in(page)
        page.goto("/staff/c/town/survey/enter")
        page.get_by_label("On paper").check()
        page.get_by_label("By bus").check()
        page.get_by_label("What gets in the way?").fill(LONG)
        page.get_by_role("button", name="Store this response").click()
        page.get_by_text("Stored as").wait_for()

        (response,) = stored(live_make)
        for address in ("results", "responses", f"responses/{response.id}"):
            page.goto(f"/staff/c/town/survey/{address}")
            assert axe(page) == [], address
            assert not scrolls_sideways(page), address
