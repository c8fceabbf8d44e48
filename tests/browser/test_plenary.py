"""The wall on a projector and the vote on telephones: by keyboard, at 375 px, with axe."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from consult.models.statements import Statement
from consult.models.votes import Ballot
from consult.services import capture, votes, walls
from tests.browser.conftest import scrolls_sideways
from tests.conftest import SECRET

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 812}


@pytest.fixture
def workshop(table):
    return table.workshop


@pytest.fixture
def wall(live_make, workshop):
    return walls.open_wall(live_make.session, workshop, secret=SECRET)


@pytest.fixture
def write(live_make, workshop):
    def written(text, number, *, table=0):
        here = workshop.tables[table]
        capture.record(
            live_make.session,
            here,
            uuid=UUID(int=number),
            kind="barrier",
            outcome_id=workshop.asked_outcomes[0].id,
            text=text,
        )
        wanted = select(Statement).where(Statement.uuid == UUID(int=number))
        return live_make.session.scalars(wanted).one()

    return written


@pytest.fixture
def vote(live_make, workshop, write):
    made = votes.create(live_make.session, workshop, title="Which first?", dots=3, secret=SECRET)
    for number, text in enumerate(("No buses after six", "Nowhere warm to meet"), start=900):
        votes.add_statement(live_make.session, made, write(text, number).id)
    votes.open_vote(live_make.session, made)
    return made


def test_the_wall_follows_the_tables_and_takes_a_keyboard(
    page, live_make, workshop, wall, write, axe
):
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_viewport_size({"width": 1280, "height": 720})
    write("From the first table", 1)
    page.goto(f"/w/{walls.code_of(wall, secret=SECRET)}/wall")
    cards = page.locator(".app-wall__card")
    expect(cards).to_have_count(1)
    assert axe(page) == []

    second = write("From the second table", 2, table=1)
    expect(cards).to_have_count(2)
    expect(cards.first).to_contain_text("From the second table")
    walls.rule(live_make.session, wall, second.id, is_shown=False, seen_version=1)
    expect(cards).to_have_count(1)
    walls.rule(live_make.session, wall, second.id, is_shown=True, seen_version=1)
    expect(cards).to_have_count(2)

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_contain_text("Table 2")
    expect(cards).to_have_count(1)
    assert "table=2" in page.url
    page.keyboard.press("4")
    expect(page.locator(".app-wall__grid")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("2")
    page.keyboard.press("ArrowLeft")
    expect(cards.first).to_contain_text("From the first table")

    page.keyboard.press("p")
    expect(page.get_by_text("What is here does not change")).to_be_visible()
    page.keyboard.press("p")
    walls.hold(live_make.session, wall)
    write("While it is held", 3)
    expect(page.get_by_text("Held: newer cards wait")).to_be_visible()
    expect(cards).to_have_count(1)

    page.set_viewport_size(PHONE)
    assert not scrolls_sideways(page)
    assert axe(page) == []
    assert faults == []


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_a_phone_votes_by_keyboard_and_the_wall_tells_how(
    new_context, live_make, workshop, wall, vote, axe, has_script
):
    phone = new_context(viewport=PHONE, java_script_enabled=has_script).new_page()
    screen = new_context(viewport={"width": 1280, "height": 720}).new_page()
    screen.goto(f"/w/{walls.code_of(wall, secret=SECRET)}/wall?show=vote")
    code = screen.locator(".app-wall__code").inner_text()
    expect(screen.get_by_text("0 ballots.")).to_be_visible()

    phone.goto(f"/w?code={code.lower()}")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Which first?")
    left = phone.locator("#left")
    for remaining in (2, 1, 0):
        give = phone.get_by_role("button", name="Give a dot").first
        give.focus()
        phone.keyboard.press("Enter")
        expect(left).to_contain_text(f"{remaining} dot")
    expect(phone.get_by_role("button", name="Give a dot").first).to_be_disabled()
    phone.get_by_role("button", name="Take back").first.focus()
    phone.keyboard.press("Enter")
    expect(left).to_contain_text("1 dot left")
    if has_script:
        assert axe(phone) == []
        assert not scrolls_sideways(phone)

    expect(screen.get_by_text("1 ballot.")).to_be_visible()
    assert axe(screen) == []
    votes.close(live_make.session, vote)
    expect(screen.get_by_text("Closed.")).to_be_visible()
    expect(screen.locator(".app-wall__results li").first).to_contain_text("2 dots")
    phone.reload()
    expect(phone.get_by_text("Your own dots were counted.")).to_be_visible()
    live_make.session.rollback()
    assert live_make.session.scalar(select(func.count()).select_from(Ballot)) == 1


def test_the_moderator_and_the_organiser_work_on_a_phone(
    new_context, sign_in, workshop, wall, write, axe
):
    phone = new_context(viewport=PHONE).new_page()
    write("Read me first " + "verylongword" * 8, 1)
    write("Nowhere to meet", 2)
    sign_in(phone)
    here = f"/staff/c/{workshop.consultation.slug}/workshops/{workshop.id}"
    phone.goto(f"{here}/wall")
    phone.get_by_role("button", name="Hold the wall").click()
    expect(phone.get_by_role("heading", name="The wall is held since")).to_be_visible()
    phone.get_by_role("button", name="Hold back “Nowhere").click()
    expect(phone.get_by_text("held back", exact=True)).to_be_visible()
    assert axe(phone) == []
    assert not scrolls_sideways(phone)

    phone.goto(f"{here}/votes")
    phone.get_by_label("What the room is asked").fill("Which first?")
    phone.get_by_role("button", name="Draft the vote").click()
    for _ in range(2):
        add = phone.get_by_role("button", name="Add “").first
        name = add.inner_text()
        add.click()
        expect(phone.get_by_role("button", name=name.replace("Add", "Take off", 1))).to_be_visible()
    assert axe(phone) == []
    phone.get_by_role("button", name="Open the vote").click()
    expect(phone.get_by_role("button", name="Close the vote")).to_be_visible()
    assert axe(phone) == []
    assert not scrolls_sideways(phone)
