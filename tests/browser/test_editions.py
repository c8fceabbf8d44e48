"""An edition with answers in figures is checked, published and read, on a desk and a telephone."""

from __future__ import annotations

from itertools import cycle, islice

import pytest
from playwright.sync_api import expect

from consult.models.surveys import QuestionType
from tests.browser.conftest import scrolls_sideways
from tests.services.reporting import Material
from tests.services.test_measures import of_kind
from tests.services.test_published_answers import measured_survey, ranked, send
from tests.services.test_publishing import approve

pytestmark = pytest.mark.browser
LONG = "Homes in Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"

# Tables of which a telephone shows a part, so that one has to push them aside to read a figure.
CUT_OFF = """boxes => boxes.filter((each) => each.scrollWidth > each.clientWidth)
    .map((each) => each.textContent.trim().slice(0, 60))"""


@pytest.fixture
def material(live_make):
    """Fill a consultation with an approved report and answers of each kind that has figures."""
    session = live_make.session
    material = Material(session, live_make, slug="parks", purpose="What stops you?")
    for number in range(12):
        material.say(f"There is no bus in the evening, says {number}", "resources", outcome="1.1")
    survey = measured_survey(session, material.consultation)
    of_kind(survey, QuestionType.RANKING).options[0].label = LONG
    session.commit()
    send(session, survey, QuestionType.NUMBER, *["1"] * 6, *["3"] * 8, "40", "2,000")
    days = [*["2026-03-05"] * 7, *["2026-04-09"] * 6, "1990-01-01"]
    send(session, survey, QuestionType.DATE, *days)
    orders = [ranked(survey, *each) for each in ((LONG, "Work", "Air"), ("Air", LONG), ("Work",))]
    send(session, survey, QuestionType.RANKING, *islice(cycle(orders), 24))
    squares = [*["square=C4"] * 9, *["square=B3"] * 2, *["words=By the mill"] * 6]
    send(session, survey, QuestionType.PLACE, *([each] for each in squares))
    approve(session, material)
    return material


@pytest.mark.parametrize("width", [1280, 375])
def test_an_edition_with_figures_is_checked_published_and_read(page, sign_in, axe, material, width):
    def look():
        page.locator("h1").first.wait_for()
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        assert axe(page) == [], page.url
        assert not scrolls_sideways(page), page.url
        assert page.locator(".app-table-box").evaluate_all(CUT_OFF) == [], page.url

    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page)
    page.goto("/staff/c/parks/publishing/new")
    page.get_by_role("radio").first.check()
    look()
    page.get_by_role("button", name="Check what will be public").click()
    for question in ("How often?", "When did you last go?", "What matters most?", "Where is it"):
        expect(page.get_by_role("heading", name=question)).to_be_visible()
    look()
    page.get_by_role("button", name="Publish edition 1").first.click()
    expect(page.get_by_text("Edition 1 is published.")).to_be_visible()
    look()
    page.goto("/staff/c/parks/publishing/1")
    expect(page.get_by_text("Residents have been able to read this since")).to_be_visible()
    look()
    page.goto("/c/parks/results")
    look()
    page.goto("/c/parks/results?lang=cy")
    look()
