"""The theme workbench in a real browser: by keyboard, at once, on a phone, and without scripts."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import expect

from consult.jobs import run_job
from consult.models.audit import AuditEvent
from consult.models.candidates import CandidateMember, CandidateTheme
from consult.models.repeats import RepeatGroup, RepeatMember
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState
from tests.browser.conftest import scrolls_sideways, wait_for_words

pytestmark = pytest.mark.browser

BENCH = "/staff/c/parks/themes"


@pytest.fixture
def bench(live_make):
    """Fill a consultation whose first theme has four suggestions, and its Other two statements."""
    make = live_make
    consultation = make.consultation(slug="parks", title="Parks and play areas")
    codebook = make.codebook(consultation, "resources", "apathy", "trust")
    table = make.table(make.workshop(consultation, title="Spring evening"))
    texts = ("No money after March", "No money <b>for</b> us", "W" * 200, "No volunteers")
    statements = [make.statement(text, table=table) for text in texts]
    unexplained = [make.statement(f"Dogs on pitch {n}", table=table) for n in (1, 2)]
    run = make.run(consultation)
    for at, statement in enumerate(statements):
        make.coding(statement, codebook.themes[0], run=run, score=0.9 - at / 10, why=["No money"])
    make.session.add(
        CandidateTheme(
            run=run,
            position=0,
            name="Dogs",
            keywords=["dogs"],
            members=[
                CandidateMember(statement=each, position=at) for at, each in enumerate(unexplained)
            ],
        )
    )
    make.session.flush()
    dogs = make.session.query(CandidateTheme).one()
    for at, (name, each) in enumerate(zip(("Leads", "Fouling"), unexplained, strict=True)):
        make.session.add(
            CandidateTheme(
                run=run,
                parent=dogs,
                position=at,
                name=name,
                members=[CandidateMember(statement=each, position=0)],
            )
        )
    members = [RepeatMember(statement=each, position=at) for at, each in enumerate(statements)]
    make.session.add(
        RepeatGroup(
            consultation_id=consultation.id, run_id=run.id, kind="near", members=members[:2]
        )
    )
    make.session.commit()
    return codebook.themes


def numbers(page, theme):
    """Return a theme's accepted and to-review numbers as the codebook shows them."""
    return tuple(
        int(page.locator(f'.app-wb-book [data-number="theme-{theme.id}-{state}"]').inner_text())
        for state in ("accepted", "proposed")
    )


def states(live_make):
    live_make.session.rollback()
    live_make.session.expire_all()
    codings = live_make.session.query(Coding).order_by(Coding.id)
    return [coding.state for coding in codings]


def focused(page):
    return page.evaluate("document.activeElement.dataset.card ?? null")


class TestKeys:
    def test_decide_one_statement_after_the_other(self, page, sign_in, axe, bench, live_make):
        sign_in(page)
        page.goto(f"{BENCH}?theme={bench[0].id}")
        status = page.locator("[data-status]")

        page.keyboard.press("j")
        first = focused(page)
        page.keyboard.press("a")
        expect(status).to_have_text("Accepted: Resources.")
        after_accepting = (focused(page), numbers(page, bench[0]))
        page.keyboard.press("x")
        expect(status).to_have_text("Rejected: Resources.")
        after_rejecting = (focused(page), numbers(page, bench[0]))
        page.keyboard.press("u")
        expect(status).to_contain_text("Undone")
        back = focused(page)

        second = after_accepting[0]
        assert after_accepting == (second, (1, 3))
        assert after_rejecting[1] == (1, 2)
        assert len({first, second, after_rejecting[0]}) == 3
        assert back == second
        assert numbers(page, bench[0]) == (1, 3)
        expect(page.locator(".app-wb-progress label")).to_have_text("1 of 4 decided")
        assert states(live_make) == [CodingState.ACCEPTED] + [CodingState.PROPOSED] * 3
        assert axe(page) == []

    def test_change_ones_mind_without_going_on(self, page, sign_in, bench):
        sign_in(page)
        page.goto(f"{BENCH}?theme={bench[0].id}")
        page.keyboard.press("j")
        first = focused(page)
        page.keyboard.press("a")
        expect(page.locator("[data-status]")).to_have_text("Accepted: Resources.")

        page.keyboard.press("k")
        page.keyboard.press("x")
        expect(page.locator("[data-status]")).to_have_text("Rejected: Resources.")

        assert focused(page) == first

    def test_pass_over_what_is_decided_and_tell_what_is_suggested_next(self, page, sign_in, bench):
        sign_in(page)
        page.goto(BENCH)
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("a")
        third = focused(page)
        page.keyboard.press("k")
        page.keyboard.press("k")

        page.keyboard.press("a")

        assert focused(page) == third
        card = page.locator(f'[data-card="{third}"]')
        expect(card).to_have_accessible_description("Resources match 70% because of “No money”")

    def test_undoing_with_the_mouse_leaves_the_focus_on_the_button(self, page, sign_in, bench):
        sign_in(page)
        page.goto(BENCH)
        page.keyboard.press("j")
        page.keyboard.press("a")
        undo = page.get_by_role("button", name="Undo my last decision")
        undo.click()
        expect(page.locator("[data-status]")).to_contain_text("Undone")

        assert focused(page) is None

    def test_are_listed_by_a_question_mark_and_can_be_turned_off(
        self, page, sign_in, bench, live_make
    ):
        sign_in(page)
        page.goto(f"{BENCH}?theme={bench[0].id}")
        page.keyboard.press("?")
        page.get_by_label("Keys are on").uncheck()
        page.keyboard.press("j")
        page.keyboard.press("a")

        assert focused(page) is None
        page.reload()
        page.keyboard.press("j")
        assert focused(page) is None
        assert set(states(live_make)) == {CodingState.PROPOSED}

    def test_leave_typing_alone(self, page, sign_in, bench, live_make):
        sign_in(page)
        page.goto(f"{BENCH}?theme={bench[0].id}")
        words = page.get_by_label("With the words")

        words.press_sequentially("jax?u")

        assert words.input_value() == "jax?u"
        assert set(states(live_make)) == {CodingState.PROPOSED}

    def test_decide_one_suggestion_after_the_other_however_quickly(
        self, page, sign_in, bench, live_make
    ):
        statement = live_make.session.query(Statement).order_by(Statement.id).first()
        live_make.coding(statement, bench[1], score=0.5)
        sign_in(page)
        page.goto(BENCH)
        card = page.locator(f'[data-card="{statement.id}"]')
        card.focus()

        page.keyboard.press("a")
        assert focused(page) == str(statement.id)
        page.keyboard.press("x")
        assert focused(page) not in (None, str(statement.id))

        expect(page.locator('[data-number="ledger-themed"]')).to_have_text("1")
        expect(card.locator(".app-wb-coding--accepted")).to_contain_text(bench[0].name)
        expect(card.locator(".app-wb-coding--rejected")).to_contain_text(bench[1].name)


class TestTwoOfficers:
    def test_the_second_is_told_and_nothing_is_overwritten(
        self, page, new_context, sign_in, bench, live_make
    ):
        other = new_context().new_page()
        for each in (page, other):
            sign_in(each)
            each.goto(f"{BENCH}?theme={bench[0].id}")

        page.get_by_role("button", name="Accept Resources").first.click()
        expect(page.locator("[data-status]")).to_have_text("Accepted: Resources.")
        other.get_by_role("button", name="Reject Resources").first.click()

        expect(other.locator("[data-status]")).to_contain_text("has accepted this meanwhile")
        assert states(live_make)[0] is CodingState.ACCEPTED
        mark = other.locator("[data-card]").first.locator("[data-refused]")
        expect(mark).to_contain_text("not saved")
        other.get_by_role("button", name="Accept Resources").last.click()
        expect(other.locator("[data-status]")).to_have_text("Accepted: Resources.")
        # The next decision takes over the line above, but not what is said on the card.
        expect(mark).to_contain_text("has accepted this meanwhile")
        other.get_by_role("button", name="Reject Resources").first.click()
        expect(mark).to_be_hidden()
        assert states(live_make)[0] is CodingState.REJECTED

    def test_a_refusal_names_the_statement_that_was_left(self, page, new_context, sign_in, bench):
        other = new_context().new_page()
        for each in (page, other):
            sign_in(each)
        other.route("**/changes?*", lambda route: route.abort())
        for each in (page, other):
            each.goto(f"{BENCH}?theme={bench[0].id}")
            each.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.locator("[data-status]")).to_have_text("Accepted: Resources.")

        other.keyboard.press("x")

        status = other.locator("[data-status]")
        expect(status).to_contain_text("“No money after March”: ")
        expect(status).to_contain_text("has accepted this meanwhile")

    def test_each_sees_what_the_other_decided_without_a_reload(
        self, page, new_context, sign_in, bench
    ):
        other = new_context().new_page()
        for each in (page, other):
            sign_in(each)
            each.goto(f"{BENCH}?theme={bench[0].id}")

        page.get_by_role("button", name="Accept Resources").first.click()

        expect(other.locator("[data-status]")).to_contain_text("decided something here")
        expect(other.locator("[data-card]").first).to_contain_text("accepted by")
        expect(other.locator(".app-wb-progress label")).to_have_text("1 of 4 decided")

    def test_what_is_decided_without_the_server_is_sent_when_it_is_back_once_each(
        self, page, sign_in, bench, live_server, live_make
    ):
        sign_in(page)
        page.goto(f"{BENCH}?theme={bench[0].id}")
        status = page.locator("[data-status]")
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(status).to_have_text("Accepted: Resources.")

        live_server.stop()
        page.keyboard.press("x")
        expect(status).to_contain_text("One decision is kept in this browser")
        page.keyboard.press("3")
        expect(status).to_contain_text("2 decisions are kept in this browser")
        expect(page.locator("[data-pending]:visible")).to_have_count(2)
        live_server.start()

        expect(status).to_have_text("Added: Trust.")
        expect(page.locator("[data-pending]:visible")).to_have_count(0)
        live_make.session.rollback()
        events = live_make.session.query(AuditEvent.event).order_by(AuditEvent.id)
        decided = [name for (name,) in events if name.startswith("coding.")]
        assert decided == ["coding.accepted", "coding.rejected", "coding.added"]

    def test_what_waits_outlives_a_reload(self, page, sign_in, bench, live_make):
        sign_in(page)
        # Before the page is opened: else a busy browser may let the first request through.
        page.route("**/accept", lambda route: route.abort())
        page.goto(f"{BENCH}?theme={bench[0].id}")
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.locator("[data-status]")).to_contain_text("One decision is kept")

        page.unroute("**/accept")
        page.reload()

        expect(page.locator("[data-status]")).to_have_text("Accepted: Resources.")
        assert states(live_make)[0] is CodingState.ACCEPTED


class TestFiftyStatements:
    def test_are_coded_by_keyboard_alone(self, page, sign_in, axe, live_make):
        make = live_make
        consultation = make.consultation(slug="parks")
        themes = make.codebook(consultation, "resources", "apathy", "trust").themes
        table = make.table(make.workshop(consultation))
        run = make.run(consultation)
        for number in range(50):
            statement = make.statement(f"No money for thing {number}", table=table)
            make.coding(statement, themes[0], run=run, score=0.99 - number / 100)
        consultation.proposal = "Share the hall"
        run.last_statement_id = statement.id
        make.session.commit()
        sign_in(page)
        page.goto(BENCH)
        status = page.locator("[data-status]")

        page.keyboard.press("j")
        for number in range(50):
            key, done = [
                ("a", "Accepted: Resources."),
                ("x", "Rejected: Resources."),
                ("3", "Added: Trust."),
            ][number % 3]
            page.keyboard.press(key)
            if number % 3 == 2:
                wait_for_words(page, "[data-status]", done)
                page.keyboard.press("x")
                done = "Rejected: Resources."
            wait_for_words(page, "[data-status]", done)
            wait_for_words(page, ".app-wb-progress label", f"{number + 1} of 50 decided")
            if number == 24:
                expect(page.get_by_role("button", name="Go on")).to_be_focused()
                page.keyboard.press("Enter")
                expect(page.locator("[data-card]").first).to_be_focused()
                page.keyboard.press("u")
                expect(page.locator("[data-text]").first).to_have_text("No money for thing 24")
                expect(page.locator("[data-card]").first).to_be_focused()
                page.keyboard.press("a")
                wait_for_words(page, ".app-wb-progress label", "25 of 50 decided")
        page.keyboard.press("k")
        page.keyboard.press("g")
        expect(status).to_have_text("Position: against.")
        expect(page.locator("[data-card]").last).to_contain_text("against, Person")
        assert axe(page) == []
        page.keyboard.press("u")
        expect(status).to_have_text("Undone: deciding a position.")
        page.keyboard.press("u")

        expect(status).to_have_text("Undone: rejecting a theme.")
        found = Counter(states(make))
        assert found == {
            CodingState.ACCEPTED: 17 + 16,
            CodingState.REJECTED: 17 + 16 - 1,
            CodingState.PROPOSED: 1,
        }

    @pytest.mark.parametrize("state", ["", "&state=accepted"])
    def test_under_a_theme_undo_brings_back_what_the_page_before_decided(
        self, page, sign_in, bench, state
    ):
        sign_in(page)
        page.goto(f"{BENCH}?theme={bench[0].id}")
        page.keyboard.press("j")
        words = page.locator("[data-text]").first.inner_text()
        page.keyboard.press("a")
        wait_for_words(page, ".app-wb-progress label", "1 of 4 decided")
        page.keyboard.press("a")
        wait_for_words(page, ".app-wb-progress label", "2 of 4 decided")
        if state:
            # The list by what was accepted, and another decision about its first.
            page.goto(f"{BENCH}?theme={bench[0].id}{state}")
            page.keyboard.press("j")
            page.keyboard.press("x")
            wait_for_words(page, "[data-status]", "Rejected: Resources.")
        else:
            page.keyboard.press("u")
            wait_for_words(page, ".app-wb-progress label", "1 of 4 decided")
        page.reload()
        expect(page.locator("[data-text]").filter(has_text=words)).to_have_count(0)

        page.keyboard.press("u")

        expect(page.locator("[data-text]").first).to_have_text(words)
        expect(page.locator("[data-card]").first).to_be_focused()


class TestWordsNotesAndQuotes:
    def test_by_keyboard_and_selection(self, page, sign_in, axe, bench):
        sign_in(page)
        page.goto(f"{BENCH}?theme={bench[0].id}")
        status = page.locator("[data-status]")
        card = page.locator("[data-card]").first
        page.keyboard.press("j")

        page.keyboard.press("b")
        expect(card.get_by_text("to be quoted")).to_be_visible()
        page.keyboard.press("t")
        page.keyboard.type("Ask about March")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(card.get_by_text("Ask about March", exact=False).first).to_be_visible()
        page.evaluate(
            """() => {
                const text = document.querySelector("[data-text]");
                const last = [...text.childNodes].at(-1);
                const range = document.createRange();
                range.setStart(last, last.textContent.length - 11);
                range.setEnd(last, last.textContent.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
            }"""
        )
        page.keyboard.press("2")
        expect(status).to_have_text("Coded that part: Apathy.")
        expect(card.locator(".app-wb-part")).to_have_text("after March")
        page.keyboard.press("n")
        page.keyboard.type("Spring budgets")
        page.keyboard.press("Enter")
        expect(card.locator(".app-wb-coding__theme").last).to_have_text("Spring budgets")
        assert axe(page) == []

        for expected in ("making a theme", "coding a part", "writing a note", "setting a bookmark"):
            page.keyboard.press("u")
            expect(status).to_contain_text(f"Undone: {expected}")
        expect(card.locator(".app-wb-part")).to_have_count(0)
        page.keyboard.press("k")
        page.get_by_role("button", name="Hide suggestions").click()
        expect(page.get_by_text("match 90%")).to_have_count(0)

    def test_a_statement_is_dragged_onto_a_theme(self, page, sign_in, bench):
        # With other fonts the list is longer, and a page that scrolls under the hand drops nothing.
        page.set_viewport_size({"width": 1280, "height": 1400})
        sign_in(page)
        page.goto(f"{BENCH}?theme={bench[0].id}")
        grip = page.locator("[data-grip]").first

        grip.drag_to(page.locator(f'[data-theme="{bench[2].id}"]'))

        expect(page.locator("[data-status]")).to_have_text("Added: Trust.")


class TestWithoutScripts:
    def test_every_act_is_a_form(self, new_context, sign_in, bench, live_make):
        page = new_context(java_script_enabled=False).new_page()
        sign_in(page)
        here = f"{BENCH}?theme={bench[0].id}"
        page.goto(here)

        page.get_by_role("button", name="Accept Resources").first.click()
        assert page.url.endswith(here)
        expect(page.get_by_text("Accepted: Resources.")).to_be_visible()
        page.get_by_role("button", name="Undo my last decision").click()

        assert set(states(live_make)) == {CodingState.PROPOSED}


class TestMouse:
    def test_adds_and_moves_from_the_card(self, page, sign_in, bench, live_make):
        sign_in(page)
        page.goto(f"{BENCH}?theme={bench[0].id}")
        card = page.locator("[data-card]").first

        card.get_by_text("Add or move").click()
        card.get_by_label("Theme for statement").select_option("Trust")
        card.get_by_role("button", name="Move here from Resources").click()

        expect(page.locator("[data-status]")).to_have_text("Moved to Trust.")
        assert numbers(page, bench[2]) == (1, 0)
        assert states(live_make)[0] is CodingState.REJECTED

    def test_accepts_what_is_shown_after_saying_how_many(
        self, page, sign_in, bench, live_make, axe
    ):
        sign_in(page)
        page.goto(f"{BENCH}?theme={bench[0].id}")

        page.get_by_role("link", name="Accept all 4 shown").click()
        assert axe(page) == []
        page.get_by_role("button", name="Accept 4 suggestions").click()

        assert numbers(page, bench[0]) == (4, 0)
        assert set(states(live_make)) == {CodingState.ACCEPTED}

    def test_makes_a_group_of_the_unexplained_a_theme(self, page, sign_in, bench, axe):
        sign_in(page)
        page.goto(f"{BENCH}?queue=other")
        assert axe(page) == []

        page.get_by_label("Name of the theme from Dogs").fill("Dogs off the lead")
        page.get_by_role("button", name="Make it a theme with 2 statements").click()

        expect(page.get_by_role("heading", name="Dogs off the lead").first).to_be_visible()
        assert axe(page) == []


class TestRunning:
    def test_shows_how_far_it_is_and_then_what_was_found(
        self, page, sign_in, bench, live_server, axe
    ):
        sign_in(page)
        page.goto(BENCH)
        page.get_by_role("button", name="Analyse again").click()
        bar = page.get_by_role("progressbar", name="Waiting to start")
        expect(bar).to_be_visible()
        assert axe(page) == []

        # Whoever has begun to work keeps the place, and asks for what was found.
        page.keyboard.press("j")
        place = focused(page)

        run_job(live_server.app.extensions["database"][1], 1)

        expect(page.get_by_text("The machine has finished.")).to_be_visible(timeout=30_000)
        expect(bar).to_be_hidden()
        assert focused(page) == place is not None
        page.get_by_role("link", name="Show what it found").click()
        expect(page.get_by_role("button", name="Analyse again")).to_be_visible()


class TestPages:
    @pytest.mark.parametrize("width", [320, 1280])
    def test_hold_at_every_width(self, page, sign_in, bench, axe, width):
        page.set_viewport_size({"width": width, "height": 800})
        sign_in(page)
        theme = bench[0].id
        addresses = (
            BENCH,
            f"{BENCH}?queue=least-sure",
            f"{BENCH}?queue=other",
            f"{BENCH}?theme={theme}",
            f"{BENCH}?q=nothing+has+these+words",
            f"{BENCH}/repeats",
            f"{BENCH}/new",
            f"{BENCH}/{theme}/edit",
            f"{BENCH}/{theme}/merge",
            f"{BENCH}/{theme}/merge?into={bench[1].id}",
            "/staff/c/parks/statements",
            "/staff/c/parks/statements?kind=work",
            "/staff/c/parks/statements/3",
        )
        for address in addresses:
            page.goto(address)

            assert axe(page) == [], address
            assert not scrolls_sideways(page), address
            assert page.locator("h1").count() == 1, address

    def test_a_withheld_statement_says_so(self, page, sign_in, bench, axe, live_make):
        sign_in(page)
        page.goto("/staff/c/parks/statements/1")
        page.get_by_label("Reason").fill("It names a neighbour")
        page.get_by_role("button", name="Withhold").click()

        expect(page.get_by_text("It is withheld: It names a neighbour")).to_be_visible()
        assert axe(page) == []
        live_make.session.rollback()
        live_make.session.expire_all()
        statement = live_make.session.query(Coding).order_by(Coding.id).first().statement
        assert statement.state is StatementState.WITHHELD


@pytest.mark.parametrize("width", [1280, 320])
def test_a_candidate_shows_its_sub_themes_and_is_taken_apart(
    new_context, bench, sign_in, axe, width
):
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    sign_in(page)
    page.goto(f"{BENCH}?queue=other")
    candidate = page.get_by_role("region", name="Dogs")

    expect(candidate.get_by_role("listitem").filter(has_text="Fouling")).to_be_visible()
    assert axe(page) == []
    assert not scrolls_sideways(page)
    candidate.get_by_role("button", name="Make 2 themes of it").click()

    expect(page.get_by_text("“Leads”, “Fouling” are themes now")).to_be_visible()
