"""An officer writes a council paper by keyboard, answers the check, and sees what has changed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import scrolls_sideways
from tests.services.reporting import Material

pytestmark = pytest.mark.browser


@pytest.fixture
def material(live_make):
    """Fill a consultation in which money is what people name."""
    material = Material(live_make.session, live_make, slug="parks", title="Parks")
    for number in range(12):
        material.say(f"There is no money for the benches, says {number}", "resources")
    return material


def look(page, axe):
    page.locator("h1").first.wait_for()
    assert axe(page) == [], page.url
    page.set_viewport_size({"width": 320, "height": 800})
    assert not scrolls_sideways(page), page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page, role, name):
    """Press a control as somebody does who has no mouse."""
    page.get_by_role(role, name=name).first.focus()
    page.keyboard.press("Enter")


def test_a_paper_is_begun_written_checked_and_found_out_of_date(page, sign_in, axe, material):
    sign_in(page)
    page.goto("/staff/c/parks/report/papers")
    look(page, axe)
    press(page, "button", "Begin a report")
    page.get_by_label("Title or subject").fill("Benches and money")
    look(page, axe)
    press(page, "button", "Begin the report")
    expect(page.get_by_role("heading", name="1.0 Purpose of report")).to_be_visible()
    look(page, axe)

    press(page, "link", "a finding in Background and key issues")
    page.get_by_label("Words").fill("Most barriers are about money:")
    page.get_by_label("Figure", exact=True).select_option("theme:resources")
    press(page, "button", "Put it in")
    expect(page.get_by_label("Words")).to_have_value(
        "Most barriers are about money: {theme:resources.of}"
    )
    look(page, axe)
    press(page, "button", "Preview")
    expect(page.get_by_role("status")).to_contain_text("money: 12 of 12 (100%)")
    press(page, "button", "Add to the report")
    expect(page.get_by_text("Most barriers are about money: 12 of 12 (100%)")).to_be_visible()

    page.goto(page.url.split("#")[0] + "/check")
    expect(page.get_by_role("heading", name="To be written")).to_be_visible()
    look(page, axe)
    press(page, "link", "Benches and money")
    expect(page.get_by_role("heading", name="Benches and money")).to_be_visible()
    material.say("One more bench without money", "resources")
    page.reload()
    press(page, "link", "See what would change, and decide")
    expect(page.get_by_role("table", name="What would change")).to_contain_text("13 of 13 (100%)")
    look(page, axe)
    press(page, "button", "Take the new figures over")
    expect(page.get_by_text("Most barriers are about money: 13 of 13 (100%)")).to_be_visible()

    page.goto("/staff/templates")
    look(page, axe)


def test_a_figure_is_put_in_without_scripts(new_context, live_make, sign_in, axe, material):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page)
    page.goto("/staff/c/parks/report/papers/new")
    page.get_by_label("Report of findings").check()
    page.get_by_label("Title or subject").fill("Benches")
    page.get_by_role("button", name="Begin the report").click()
    page.get_by_role("link", name="text in What people told us").click()

    page.get_by_label("Words").fill("Money was named in")
    page.get_by_label("Figure", exact=True).select_option("theme:resources")
    page.get_by_role("button", name="Put it in").click()

    expect(page.get_by_label("Words")).to_have_value("Money was named in {theme:resources.of}")
    expect(page.get_by_role("status")).to_contain_text("Money was named in 12 of 12 (100%)")
