"""Two officers by keyboard alone on one theme, and the power switch in the middle of it."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import expect

from consult.models.audit import AuditEvent
from consult.models.themes import Coding, CodingState
from tests.browser.conftest import follow, tab_to
from tests.faults.serving import Server

pytestmark = pytest.mark.browser

BENCH = "/staff/c/parks/themes"
FARES = "The bus fare is too dear for ticket number {}"
HALLS = "The village hall is damp and cold, room {}"
EACH = 10


@pytest.fixture
def process(live_server, tmp_path):
    """Serve the database from a process of its own instead, with its worker, at the same port."""
    live_server.stop()
    config = live_server.app.extensions["config"]
    server = Server(config.database_url, tmp_path, port=live_server.port, is_warm=True)
    server.start()
    yield server
    server.kill()
    live_server.start()


@pytest.fixture
def themes(live_make):
    """Make a theme of two parts with suggestions that wait, and two more themes."""
    make = live_make
    consultation = make.consultation(slug="parks", title="Parks and play areas")
    themes = make.codebook(consultation, "resources", "apathy", "trust").themes
    table = make.table(make.workshop(consultation))
    run = make.run(consultation)
    texts = [words.format(number) for number in range(EACH) for words in (FARES, HALLS)]
    for at, text in enumerate(texts):
        statement = make.statement(text, table=table)
        make.coding(statement, themes[0], run=run, score=0.9 - at / 50)
        run.last_statement_id = statement.id
    make.session.commit()
    return themes


def press_on(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def decided(live_make):
    """Return how the codings stand, and how many decisions the trail holds of each."""
    live_make.session.rollback()
    live_make.session.expire_all()
    events = live_make.session.query(AuditEvent.event).all()
    names = Counter(name for (name,) in events if name.startswith("coding"))
    return Counter(each.state for each in live_make.session.query(Coding)), names


def test_two_officers_lose_nothing_to_the_power_switch_and_reshape_the_theme(
    page, new_context, sign_in, live_make, process, themes
):
    other = new_context().new_page()
    for each in (page, other):
        sign_in(each)
        each.goto(f"{BENCH}?theme={themes[0].id}")
    page.keyboard.press("j")
    for _ in range(EACH + 1):
        other.keyboard.press("j")

    # Each has one decision under way when every process dies; both go on as if nothing were.
    press_on(page, "a", "x", "a")
    press_on(other, "a", "a")
    # Not the line above the cards: it may tell already of what the other officer did.
    first = other.locator("[data-card]").nth(EACH)
    expect(first.locator(".app-wb-coding--accepted")).to_have_count(1)
    press_on(other, "x")
    process.kill()
    press_on(page, "a", "x", "a")
    press_on(other, "x", "a", "x")
    for each in (page, other):
        expect(each.locator("[data-status]")).to_contain_text("kept in this browser")
    process.start()
    for each in (page, other):
        expect(each.locator("[data-pending]:visible")).to_have_count(0)
        expect(each.locator(".app-wb-progress label")).to_have_text("12 of 20 decided")
    assert decided(live_make) == (
        {CodingState.ACCEPTED: 7, CodingState.REJECTED: 5, CodingState.PROPOSED: 8},
        {"coding.accepted": 7, "coding.rejected": 5},
    )
    page.keyboard.press("u")
    expect(page.locator("[data-status]")).to_contain_text("Undone")
    page.keyboard.press("a")
    expect(page.locator(".app-wb-progress label")).to_have_text("12 of 20 decided")

    # The theme is parted by the machine, merged, and each is taken back: no key but Tab and Enter.
    page.goto(f"{BENCH}/codebook")
    follow(page, "Split Resources")
    follow(page, "Show me its parts")
    expect(page.get_by_text("parts. Change their names")).to_be_visible()
    follow(page, "Split “Resources”")
    expect(page.get_by_text("are themes now")).to_be_visible()
    follow(page, "Merge Apathy into another theme")
    tab_to(page, "Merge it into")
    page.keyboard.press("ArrowDown")
    follow(page, "Show who moves")
    follow(page, "Merge into “")
    expect(page.get_by_text("Apathy").first).to_be_visible()
    page.goto(f"{BENCH}/codebook/changes")
    for left in (1, 0):
        follow(page, "Take back")
        expect(page.get_by_role("button", name="Take back")).to_have_count(left)
    states, _ = decided(live_make)
    live_make.session.refresh(themes[1])
    assert themes[1].state.value == "active"
    assert states[CodingState.ACCEPTED] + states[CodingState.REJECTED] == 12
