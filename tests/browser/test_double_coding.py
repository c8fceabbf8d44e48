"""Double coding in a real browser: two people code blind by keyboard, and one reconciles."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from consult.db.engine import make_engine, make_sessions
from consult.jobs import run_job
from consult.models.double_coding import DoubleCoding, DoubleCodingState
from consult.models.jobs import Job
from consult.models.themes import Coding, CodingState
from consult.services.double_coding import drawing
from tests.browser.conftest import PASSWORD, follow, scrolls_sideways

pytestmark = pytest.mark.browser

# What each of the two presses for the five statements: a theme's key, or 0 for other.
FIRST, SECOND = ("1", "2", "3", "1", "0"), ("1", "2", "1", "2", "0")


@pytest.fixture
def people(live_server, live_make):
    """Return the two coders, who can sign in."""
    from consult.views.sign_in import hashed

    with live_server.app.app_context():
        password = hashed(PASSWORD)
    return [live_make.user(name=name, password=password) for name in ("Ada", "Ben")]


@pytest.fixture
def sample(live_make, people):
    """Return a sample of five statements, each with a suggestion, drawn for the two."""
    make = live_make
    consultation = make.consultation(slug="parks")
    codebook = make.codebook(consultation, "resources", "apathy", "trust")
    table = make.table(make.workshop(consultation))
    run = make.run(consultation)
    for number in range(5):
        statement = make.statement(f"Barrier number {number}", table=table)
        make.coding(statement, codebook.themes[0], run=run)
    return drawing.draw(
        make.session,
        consultation,
        size=5,
        spread_by="kind",
        first=people[0],
        second=people[1],
        seed=3,
    )


def sign_in(page, person):
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/staff**")


def code_all(page, address, keys):
    """Code the whole sample by keyboard alone, and hand it in."""
    page.goto(f"{address}/code")
    for place, key in enumerate(keys, start=1):
        expect(page.get_by_role("heading", name=f"Statement {place} of 5")).to_be_visible()
        expect(page.locator("[data-keys-hint]")).to_be_visible()
        page.keyboard.press(key)
        page.keyboard.press("Enter")
    hand_in = page.get_by_role("button", name="Hand in")
    expect(hand_in).to_be_visible()
    hand_in.press("Enter")


def test_two_people_code_blind_by_keyboard_and_one_reconciles(
    page, new_context, live_server, live_make, people, sample, axe
):
    address = f"/staff/c/parks/themes/double-coding/{sample.id}"
    other = new_context(viewport={"width": 375, "height": 800}).new_page()
    sign_in(page, people[0])
    sign_in(other, people[1])

    # What was ticked and not saved is there again after a reload, and no suggestion is.
    page.goto(f"{address}/code")
    expect(page.locator("[data-keys-hint]")).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_label("Apathy")).to_be_checked()
    page.reload()
    expect(page.get_by_label("Apathy")).to_be_checked()
    expect(page.get_by_text("match 80%")).to_have_count(0)
    assert axe(page) == []
    page.keyboard.press("2")
    code_all(page, address, FIRST)
    expect(page.get_by_text("nothing is shown until then")).to_be_visible()

    code_all(other, address, SECOND)
    expect(other.get_by_text("Waiting to be compared")).to_be_visible()
    assert not scrolls_sideways(other)
    live_make.session.rollback()
    engine = make_engine(live_server.app.extensions["config"].database_url)
    run_job(make_sessions(engine), live_make.session.query(Job).one().id)
    engine.dispose()

    page.goto(address)
    expect(page.get_by_text("Under 30 statements no interval can be given.")).to_be_visible()
    expect(page.get_by_text("3 statements were coded alike.")).to_be_visible()
    assert axe(page) == []
    follow(page, "Settle the differences")
    for place, left in ((3, 1), (4, 2)):
        expect(page.get_by_role("heading", name=f"Statement {place}")).to_be_visible()
        expect(page.get_by_text("only here")).to_have_count(2)
        assert axe(page) == []
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        expect(page.locator("#settled")).to_have_attribute("aria-valuenow", str(left))
    follow(page, "Finish")
    expect(page.get_by_text("5 statements have the themes that were agreed.")).to_be_visible()

    live_make.session.rollback()
    live_make.session.expire_all()
    assert live_make.session.query(DoubleCoding).one().state is DoubleCodingState.FINISHED
    accepted = live_make.session.query(Coding).filter_by(state=CodingState.ACCEPTED).all()
    assert sorted(each.theme.key for each in accepted) == [
        "apathy",
        "resources",
        "resources",
        "resources",
    ]


def test_works_without_scripts(new_context, people, sample):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, people[0])
    page.goto(f"/staff/c/parks/themes/double-coding/{sample.id}")

    page.get_by_role("button", name="Start coding").click()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Choose a theme, or say that none of them fits.").first).to_be_visible()
    page.get_by_label("Apathy").check()
    page.get_by_role("button", name="Save and go on").click()

    expect(page.get_by_role("heading", name="Statement 2 of 5")).to_be_visible()
