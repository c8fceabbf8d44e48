"""Changing and withdrawing answers on the pages, by what stands on the receipt."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from consult.models.responses import Response, Standing
from consult.models.statements import Statement
from consult.views.limits import SendLimit
from tests.markup import by_class
from tests.questionnaires import Walk, town_survey

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def receipt(session, make, client):
    """Return the browser at its receipt, with the reference and the code."""
    town_survey(session, make, slug="town")
    walk = Walk(client).open("/c/town/take-part").fill("What gets in the way?", "No buses")
    walk.press("Continue").choose("By bus").press("Continue").press("Send my answers")
    code = re.search(r"shown only now: ([0-9A-Z-]+)", walk.text)
    return walk, walk.address.rpartition("/")[2], code.group(1)


def opened(app, reference, code):
    """Return another browser after it typed what stands on a receipt."""
    walk = Walk(app.test_client()).open("/c/town/change")
    return walk.fill_in("Your reference", reference).fill_in("Your code", code).press("Show")


def test_the_receipt_shows_the_code_to_its_own_browser_alone(app, receipt):
    walk, reference, code = receipt
    other = Walk(app.test_client()).open(walk.address)

    assert reference in other.text
    assert code not in other.text


def test_nothing_to_be_copied_by_hand_breaks_at_its_hyphen(receipt):
    walk, reference, code = receipt

    unbroken = ["".join(each.itertext()) for each in by_class(walk.tree, "app-unbroken")]

    assert unbroken == [reference, code]


def test_answers_are_changed_on_another_device(app, session, receipt):
    _, reference, code = receipt
    walk = opened(app, reference, code)
    was = walk.value("What gets in the way?")
    walk.fill("What gets in the way?", "No buses after six").press("Save my changes")

    session.rollback()
    assert was == "No buses"
    assert walk.heading == "Your answers were changed"
    assert session.scalars(select(Statement.text)).all() == ["No buses after six"]


def test_each_question_stands_under_its_section_and_the_reference_as_on_the_receipt(app, receipt):
    _, reference, code = receipt
    walk = opened(app, reference.lower().replace("-", " "), code)

    headings = ["".join(each.itertext()).strip() for each in walk.tree.iter("h2")]
    assert headings.index("About you") < headings.index("Or take everything back")
    assert reference in walk.text


def test_what_is_left_empty_is_asked_for_by_its_name(app, receipt):
    walk = Walk(app.test_client()).open("/c/town/change").press("Show")

    assert walk.problems == [
        "Type the reference that is on your receipt.",
        "Type the code that you were shown.",
    ]


def test_a_fault_loses_nothing(app, receipt):
    _, reference, code = receipt
    walk = opened(app, reference, code).fill("What gets in the way?", "y" * 4_001)
    walk.press("Save my changes")

    assert "has 4,001 characters" in walk.problems[0]
    assert walk.value("What gets in the way?") == "y" * 4_001


def test_answers_are_withdrawn(app, session, receipt):
    _, reference, code = receipt
    walk = opened(app, reference, code).press("Withdraw my answers")
    asked = walk.heading
    session.rollback()
    before = session.scalars(select(Response)).one().standing
    walk.press("Yes, withdraw my answers")

    session.rollback()
    session.expire_all()
    assert (asked, before) == ("Withdraw your answers?", Standing.COUNTED)
    assert walk.heading == "Your answers were withdrawn"
    assert session.scalars(select(Response)).one().standing is Standing.WITHDRAWN
    assert "were withdrawn" in opened(app, reference, code).problems[0]
    receipt_now = app.test_client().get(f"/c/town/receipt/{reference}").text
    assert "Your answers were withdrawn" in receipt_now
    assert "were received" not in receipt_now


def test_whoever_keeps_the_answers_after_all_finds_what_was_typed(app, session, receipt):
    _, reference, code = receipt
    walk = opened(app, reference, code).fill("What gets in the way?", "No buses <at> night")
    walk.press("Withdraw my answers").press("Keep my answers")
    typed = walk.value("What gets in the way?")
    walk.press("Save my changes")

    session.rollback()
    assert typed == "No buses <at> night"
    assert walk.heading == "Your answers were changed"
    assert session.scalars(select(Response)).one().standing is Standing.COUNTED


def test_guessing_a_code_is_stopped(app, receipt):
    _, reference, code = receipt
    app.extensions["code_limit"] = SendLimit(most=2)
    tries = [opened(app, reference, "2222-3333-4444").reply.status_code for _ in range(3)]

    assert tries == [200, 200, 429]
    assert opened(app, reference, code).reply.status_code == 429


def test_a_forged_field_of_another_question_changes_nothing(app, session, receipt):
    _, reference, code = receipt
    opened(app, reference, code).press("Save my changes", q99999="forged", standing="held")

    session.rollback()
    assert session.scalars(select(Response)).one().standing is Standing.COUNTED
