"""A whole survey of every type on a telephone: with scripts and without, in Welsh and in Arabic."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import select

from consult.models.responses import AnswerFile, ContactDetail, Response
from consult.services import translations
from consult.services.responses import telling
from tests.browser.conftest import scrolls_sideways
from tests.markup import parse_page
from tests.questionnaires import asked, full_survey

pytestmark = pytest.mark.browser

TELEPHONE = {"width": 375, "height": 740}
ARABIC = {"What gets in the way?": "ما الذي يعيق؟", "By bus": "بالحافلة"}


@pytest.fixture
def survey(live_make):
    """Return an open survey of every type at /c/town."""
    return full_survey(live_make.session, live_make, slug="town")


def photograph():
    """Return a picture that tells by whom it was taken."""
    exif, held = Image.Exif(), io.BytesIO()
    exif[0x010F] = "Ada's telephone"
    Image.new("RGB", (30, 20), "green").save(held, "JPEG", exif=exif)
    return {"name": "bus stop.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


@pytest.fixture
def at(axe):
    """Return a function that checks the page of a heading: its width, markup, and with axe."""

    def check(page, heading, *, scripts=True):
        found = page.get_by_role("heading", level=1)
        found.filter(has_text=heading).wait_for()
        assert not scrolls_sideways(page), heading
        if scripts:
            assert axe(page) == [], heading
        else:
            # Without scripts the page is what we sent; it parses without an error of markup.
            parse_page("<!DOCTYPE html>" + page.content().partition(">")[2])

    return check


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def answer_the_bus(page):
    page.get_by_label("How many times a week?").fill("3")
    for name, value in (("Day", "5"), ("Month", "March"), ("Year", "2026")):
        page.get_by_label(name, exact=True).fill(value)
    press(page, "Continue")
    # Three times a week or more leads to another question on the same page.
    page.get_by_label("Which other number do you take?").fill("=10 <b>")
    press(page, "Continue")


def rank(page, *, scripts):
    if scripts:
        for _ in range(2):
            page.get_by_role("button", name="Move Air up").click()
    else:
        for place, label in enumerate(("Air", "Rent", "Work"), 1):
            page.get_by_label(f"Place of {label}").select_option(str(place))


def answer_the_town(page, *, scripts):
    for row, label in (("Streets", "Good"), ("Parks", "Bad")):
        page.get_by_role("group", name=row).get_by_label(label).check()
    rank(page, scripts=scripts)
    page.get_by_label("Agree", exact=True).check()
    page.get_by_label("Or your ward").select_option("North ward")
    page.get_by_label("A street, a building").fill("Mill Lane")
    page.get_by_label("Square of the map").select_option("C4")
    page.get_by_label("Have you a picture?").set_input_files(photograph())
    page.get_by_label("What gets in the way?").fill("No buses\n<script>alert(1)</script>")
    page.get_by_label("Email address").fill("ada@example.org")
    page.get_by_label("Send me the results").check()
    press(page, "Continue")


@pytest.mark.parametrize("scripts", [True, False])
def test_every_type_with_going_back_changing_and_another_device(
    new_context, survey, live_make, at, scripts
):
    def device():
        return new_context(java_script_enabled=scripts, viewport=TELEPHONE).new_page()

    page = device()
    page.goto("/c/town/take-part")
    at(page, "Getting about", scripts=scripts)
    page.get_by_label("Another way", exact=True).check()
    page.get_by_label("Another way: say what").fill("Rowing")
    page.get_by_label("Nowhere").check()
    press(page, "Continue")
    at(page, "Your town", scripts=scripts)
    press(page, "Back")
    assert page.get_by_label("Another way: say what").input_value() == "Rowing"
    page.get_by_label("Another way: say what").fill("")
    page.get_by_label("By bus").check()
    press(page, "Continue")
    at(page, "The bus", scripts=scripts)
    page.get_by_role("button", name="Save and come back later").click()
    at(page, "Your answers are saved", scripts=scripts)
    code = page.locator(".govuk-panel strong").inner_text()

    page = device()
    page.goto("/c/town/resume")
    page.get_by_label("Your code").fill(code)
    press(page, "Go on with my answers")
    at(page, "The bus", scripts=scripts)
    assert "You go By bus." in page.locator("main").inner_text()
    answer_the_bus(page)
    at(page, "Your town", scripts=scripts)
    answer_the_town(page, scripts=scripts)
    at(page, "About you", scripts=scripts)
    press(page, "Continue")
    at(page, "Check your answers", scripts=scripts)
    press(page, "Send my answers")
    at(page, "Your answers were received", scripts=scripts)

    live_make.session.rollback()
    (response,) = live_make.session.scalars(select(Response))
    told = {each.question.text: telling.as_text(each) for each in response.answers}
    assert told == {
        "How do you get about?": "By bus",
        "Where have you been?": "Nowhere",
        "How many times a week?": "3 times",
        "Which other number do you take?": "=10 <b>",
        "When did you last go?": "5 March 2026",
        "Streets": "Good",
        "Parks": "Bad",
        "What matters most?": "1. Air\n2. Rent\n3. Work",
        "My street is friendly.": "Agree",
        "Where do you live?": "North ward",
        "Where is it worst?": "Mill Lane\nSquare C4",
        "Have you a picture?": "bus stop.jpg",
        "What gets in the way?": "No buses\n<script>alert(1)</script>",
    }
    assert live_make.session.scalars(select(ContactDetail.email)).all() == ["ada@example.org"]
    (file,) = live_make.session.scalars(select(AnswerFile))
    assert b"Ada" not in file.content


def test_welsh_and_arabic_are_marked_and_keep_what_was_typed(page, survey, live_make, at):
    for code, texts in (("ar", ARABIC), ("cy", {"By bus": "Ar y bws"})):
        typed = {translations.digest(source): text for source, text in texts.items()}
        translations.save(live_make.session, survey.consultation, survey, code=code, typed=typed)
    page.set_viewport_size(TELEPHONE)
    page.goto("/c/town/take-part")
    page.get_by_label("By bus").check()

    page.get_by_role("button", name="العربية").click()
    at(page, "Getting about")
    label = page.get_by_label("بالحافلة")
    assert label.is_checked()
    assert page.locator("[lang=ar][dir=rtl]", has_text="بالحافلة").count() == 1
    page.get_by_role("button", name="Cymraeg").click()
    at(page, "Getting about")
    assert page.locator("html").get_attribute("lang") == "cy"
    assert page.get_by_label("Ar y bws").is_checked()
    legend = page.get_by_role("group", name="How do you get about?").locator("legend")
    assert legend.inner_text() == "How do you get about? (dewisol)"
    press(page, "Parhau")
    at(page, "The bus")
    assert asked(survey, "How many").section.title == "The bus"
