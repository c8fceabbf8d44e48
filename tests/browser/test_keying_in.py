"""Papers are keyed in, and keyed in again, with no hand on a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from consult.models.responses import Response
from consult.services.responses import telling
from tests.browser.conftest import tab_to
from tests.factories import Make
from tests.questionnaires import asked, town_survey

pytestmark = pytest.mark.browser


def press(page: Page, *keys: str) -> None:
    for each in keys:
        page.keyboard.press(each)


def told(make: Make) -> list[dict[str, str]]:
    make.session.rollback()
    make.session.expire_all()
    stored = make.session.scalars(select(Response))
    return [{each.question.text: telling.as_text(each) for each in one.answers} for one in stored]


def test_a_paper_is_keyed_in_twice_and_the_difference_settled(page, sign_in, live_make, axe):
    survey = town_survey(live_make.session, live_make, slug="town")
    way, places = asked(survey, "How do you"), asked(survey, "Where have you")
    sign_in(page)
    page.goto("/staff/c/town/survey/enter")
    expect(page.get_by_label("On paper")).to_be_focused()
    expect(page.get_by_text("By keyboard:")).to_be_visible()
    assert axe(page) == []

    press(page, "1", "Enter")
    expect(page.get_by_label("The organisation")).to_be_focused()
    press(page, "Enter")
    tab_to(page, way.options[0].label)
    press(page, "2", "Enter")
    # Of a half-keyed paper, Enter has stored nothing.
    expect(page.locator(f"[name=q{places.id}]").first).to_be_focused()
    assert told(live_make) == []
    press(page, "1", "2", "Control+Enter")
    expect(page.get_by_text("Write it on the paper")).to_be_visible()
    expect(page.get_by_label("On paper")).to_be_focused()
    both = ", ".join(each.label for each in places.options[:2])
    [kept] = told(live_make)
    assert kept[way.text] == way.options[1].label
    assert kept[places.text].replace("\n", ", ") == both

    number = live_make.session.scalar(select(Response.id))
    page.goto(f"/staff/c/town/survey/responses/{number}/again")
    tab_to(page, way.options[0].label)
    press(page, "3", "Enter", "1", "2", "Control+Enter")
    expect(page.get_by_text("The two keyings differ in 1 answer")).to_be_visible()
    expect(page.get_by_label("The first keying")).to_be_focused()
    assert axe(page) == []
    press(page, "2", "Control+Enter")
    expect(page.get_by_text("1 difference settled, 1 answer mended")).to_be_visible()
    assert told(live_make)[0][way.text] == way.options[2].label
