"""A survey of every type of question, built and answered with no hand on a mouse.

After a question was added its field has the focus again, and not the message that it was added.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from consult.forms.surveys import TYPE_NAMES
from consult.models.consultations import Stage
from consult.models.responses import ContactDetail, Response
from consult.models.surveys import QuestionType, Survey
from consult.services.responses import telling
from tests.browser.conftest import follow, tab_to

pytestmark = pytest.mark.browser

TYPE = QuestionType
CHOICES = "Answers to choose from"
# What is written of each question: its type, its words, and the fields that its type has.
SECTIONS = {
    "Getting about": [
        (TYPE.ONE_CHOICE, "How do you get about?", {CHOICES: "On foot\nBy bus"}),
        (
            TYPE.SEVERAL_CHOICES,
            "Where have you been?",
            {CHOICES: "Library\nPark", "An answer that excludes": "Nowhere"},
        ),
        (TYPE.NUMBER, "How often a week?", {"Least": "0", "Most": "20"}),
        (TYPE.SHORT_TEXT, "Which bus do you take?", {}),
        (TYPE.DATE, "When did you last go?", {}),
        (TYPE.INFORMATION, "Next we ask about the town.", {}),
    ],
    "Your town": [
        (
            TYPE.MATRIX,
            "How good are these?",
            {CHOICES: "Good\nBad", "Rows of the matrix": "Streets\nParks"},
        ),
        (TYPE.RANKING, "What matters most?", {CHOICES: "Rent\nWork\nAir"}),
        (TYPE.SCALE, "My street is friendly.", {}),
        (TYPE.POSTCODE, "Where do you live?", {CHOICES: "North ward\nSouth ward"}),
        (TYPE.PLACE, "Where is it worst?", {CHOICES: "Town hall @ 50, 40"}),
        (TYPE.FILE, "Have you a picture?", {}),
        (TYPE.TEXT, "What gets in the way?", {}),
        (TYPE.CONTACT, "May we reach you?", {CHOICES: "Send me the results"}),
    ],
}
ANSWERS = {
    "How do you get about?": "By bus",
    "Where have you been?": "Library\nPark",
    "How often a week?": "3",
    "Which bus do you take?": "The 7",
    "When did you last go?": "5 March 2026",
    "Streets": "Bad",
    "Parks": "Good",
    "What matters most?": "1. Air\n2. Rent\n3. Work",
    "My street is friendly.": "Agree",
    "Where do you live?": "South ward",
    "Where is it worst?": "Mill Lane\nSquare C1",
    "Have you a picture?": "stop.png",
    "What gets in the way?": "No buses after six",
}


def heading(page, words):
    page.get_by_role("heading", level=1).filter(has_text=words).wait_for()


def fill(page, label, text):
    """Go to a field by the Tab key and type into it."""
    tab_to(page, label)
    page.keyboard.type(text)


def pick(page, label, option):
    """Go to a list and press the arrow until it says what is wanted."""
    tab_to(page, label)
    page.keyboard.press("Home")
    chosen = "document.activeElement.selectedOptions[0].textContent.trim()"
    for _ in range(80):
        if page.evaluate(chosen) == option:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrow does not reach “{option}”")


def tick(page, label, *, down=0):
    """Go to the first of a group and tick it, or the one so many below it."""
    tab_to(page, label)
    for _ in range(down):
        page.keyboard.press("ArrowDown")
    if not down:
        page.keyboard.press("Space")


def write(page, kind, words, fields):
    """Write a question into the builder’s form, whose first field has the focus."""
    expect(page.get_by_label("Question", exact=True)).to_be_focused()
    page.keyboard.type(words)
    pick(page, "How is it answered?", TYPE_NAMES[kind])
    for label, text in fields.items():
        fill(page, label, text)


def build(page, axe):
    """Make the survey from its empty page to the last question."""
    follow(page, "Make a survey from outcomes")
    follow(page, "Make an empty survey")
    follow(page, "Add a section")
    for number, (title, questions) in enumerate(SECTIONS.items()):
        expect(page.get_by_label("Title")).to_be_focused()
        page.keyboard.type(title)
        follow(page, "Add it and write its first question")
        *before, last = questions
        assert axe(page) == []
        for question in before:
            write(page, *question)
            with page.expect_navigation():
                page.keyboard.press("Control+Enter")
        write(page, *last)
        follow(page, "Add it and begin a section" if number == 0 else "Add the question")
    heading(page, "Survey")


def answer_about_getting_about(page):
    tick(page, "On foot", down=1)
    tick(page, "Library")
    tick(page, "Park")
    fill(page, "How often a week?", "3")
    fill(page, "Which bus do you take?", "The 7")
    for label, text in (("Day", "5"), ("Month", "3"), ("Year", "2026")):
        fill(page, label, text)
    follow(page, "Continue")


def answer_about_the_town(page, picture):
    tick(page, "Good", down=1)
    tick(page, "Good")
    for _ in range(2):
        tab_to(page, "Move Air up")
        page.keyboard.press("Enter")
    tick(page, "Strongly agree", down=1)
    pick(page, "Or your ward", "South ward")
    fill(page, "A street, a building", "Mill Lane")
    pick(page, "Square of the map", "C1")
    tab_to(page, "Have you a picture?")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(picture)
    fill(page, "What gets in the way?", "No buses after six")
    fill(page, "Email address", "ada@example.org")
    tick(page, "Send me the results")
    follow(page, "Continue")


def test_every_type_is_built_opened_and_answered_by_keyboard_alone(
    page, new_context, sign_in, live_make, axe, tmp_path
):
    picture = tmp_path / "stop.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 36)
    live_make.consultation(stage=Stage.DRAFT, slug="town", title="A town for all", outcomes=[])
    sign_in(page)
    page.goto("/staff/c/town/survey")
    build(page, axe)
    assert axe(page) == []
    follow(page, "Overview")
    follow(page, "Open")
    resident = new_context().new_page()

    resident.goto("/c/town")
    follow(resident, "Take part")
    answer_about_getting_about(resident)
    heading(resident, "Your town")
    answer_about_the_town(resident, picture)
    heading(resident, "Check your answers")
    assert axe(resident) == []
    follow(resident, "Send my answers")
    heading(resident, "Your answers were received")

    live_make.session.rollback()
    survey = live_make.session.scalar(select(Survey))
    built = {each.question_type for each in survey.questions}
    assert built == set(TYPE)
    response = live_make.session.scalar(select(Response))
    told = {each.question.text: telling.as_text(each) for each in response.answers}
    assert told == ANSWERS
    assert live_make.session.scalar(select(ContactDetail.email)) == "ada@example.org"
