"""The capture sheet in real browsers, with and without a server to talk to."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from threading import Barrier
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from consult.models.accounts import RoleName
from consult.models.consultations import Stage
from consult.models.statements import StatementState
from consult.services import statements, verification, workshops
from tests.browser.conftest import scrolls_sideways
from tests.browser.sheets import BACK_AGAIN, add, box, card, connection, kept_on, stored, words
from tests.conftest import SECRET

pytestmark = pytest.mark.browser

SEEN_BY_OTHERS = 20_000


class TestCards:
    def test_a_card_is_added_by_enter_with_its_partner_as_a_chip(self, sheet, live_make):
        live_make.organisation("Hartwell Housing", "HH")

        add(sheet, "Lunch club – HH")

        expect(card(sheet, "Lunch club")).to_contain_text("sent")
        expect(card(sheet, "Lunch club").locator(".app-chip")).to_have_text("HH")
        expect(box(sheet)).to_have_value("")
        expect(box(sheet)).to_be_focused()
        assert [each.text for each in stored(live_make)] == ["Lunch club – HH"]

    def test_two_facilitators_see_each_others_cards_within_three_seconds(
        self, sheet, new_context, address
    ):
        other = new_context().new_page()
        other.goto(address)

        add(sheet, "From the first")
        expect(card(other, "From the first")).to_be_visible(timeout=SEEN_BY_OTHERS)
        add(other, "From the second", "barriers")

        expect(card(sheet, "From the second")).to_be_visible(timeout=SEEN_BY_OTHERS)

    def test_several_pasted_lines_are_offered_as_one_card_a_line(self, sheet, live_make):
        box(sheet).fill("• Youth club\n2. Lunch club\n\n– Repairs day")
        box(sheet).press("Enter")
        sheet.get_by_role("button", name="Add 3 cards, one a line").click()

        expect(sheet.locator("#said")).to_have_text("3 cards added to Work.")
        expect(connection(sheet)).to_have_text("Connected. Every card is sent.")
        texts = [each.text for each in stored(live_make)]
        assert texts == ["Youth club", "Lunch club", "Repairs day"]

    def test_markup_is_shown_as_text(self, sheet):
        add(sheet, "<img src=x onerror=alert(1)> & <b>bold</b>")

        expect(words(sheet, "bold")).to_have_text("<img src=x onerror=alert(1)> & <b>bold</b>")

    def test_a_card_is_struck_through_and_undone(self, sheet, live_make):
        add(sheet, "Typed by mistake")
        words(sheet, "Typed by mistake").click()
        sheet.get_by_role("button", name="Strike through").click()
        expect(card(sheet, "Typed by mistake")).to_contain_text("struck through")

        sheet.get_by_role("button", name="Undo: strike").click()

        expect(card(sheet, "Typed by mistake")).not_to_contain_text("struck through")
        expect(connection(sheet)).to_have_text("Connected. Every card is sent.")
        assert stored(live_make)[0].is_live

    def test_two_devices_that_change_one_card_keep_both_versions_and_both_say_so(
        self, sheet, new_context, address, live_make
    ):
        add(sheet, "No buses")
        expect(card(sheet, "No buses")).to_contain_text("sent")
        other = new_context().new_page()
        other.goto(address)
        words(other, "No buses").click()
        words(sheet, "No buses").click()
        sheet.get_by_label("What was said").fill("No buses after six")
        sheet.get_by_label("What was said").press("Enter")
        expect(connection(sheet)).to_have_text("Connected. Every card is sent.")

        other.get_by_label("What was said").fill("No buses on Sundays")
        other.get_by_label("What was said").press("Enter")
        for page in (sheet, other):
            expect(card(page, "No buses on Sundays")).to_contain_text("kept both versions")
            expect(card(page, "No buses on Sundays")).to_contain_text("First: No buses after six")
            expect(connection(page)).to_contain_text("1 card with two versions: choose one.")
        expect(card(other, "No buses")).to_contain_text("Second, from this device")
        expect(card(sheet, "No buses")).to_contain_text("Second, from another device")
        other.get_by_role("tab").nth(1).click()
        other.get_by_role("button", name="Show the card").click()
        expect(words(other, "No buses after six")).to_be_focused()
        other.get_by_role("button", name="Keep both, as two cards").click()

        expect(words(sheet, "No buses on Sundays")).to_be_visible(timeout=SEEN_BY_OTHERS)
        expect(connection(other)).to_have_text("Connected. Every card is sent.")
        texts = [each.text for each in stored(live_make)]
        assert texts == ["No buses after six", "No buses on Sundays"]


class TestKeyboard:
    def test_does_everything_without_a_mouse(self, sheet, live_make):
        press = sheet.keyboard.press
        box(sheet).focus()
        for text in ("First", "Second", "Third"):
            sheet.keyboard.type(text)
            press("Enter")
        press("Shift+Tab")
        expect(words(sheet, "Third")).to_be_focused()
        press("ArrowUp")
        press("F2")
        press("End")
        sheet.keyboard.type(" thoughts")
        press("Enter")
        expect(words(sheet, "Second thoughts")).to_be_focused()
        press("ArrowUp")
        press("Delete")
        expect(card(sheet, "First")).to_contain_text("struck through")
        press("u")
        expect(card(sheet, "First")).not_to_contain_text("struck through")
        press("Delete")
        press("ArrowDown")
        press("m")
        expect(sheet.get_by_role("button", name="Barriers", exact=True)).to_be_focused()
        press("Enter")
        expect(sheet.locator("#said")).to_have_text("Moved to Barriers.")
        expect(words(sheet, "Second thoughts")).to_be_focused()
        press("ArrowLeft")
        expect(words(sheet, "First")).to_be_focused()
        expect(connection(sheet)).to_have_text("Connected. Every card is sent.")

        found = [(each.text, each.kind.value, each.state.value) for each in stored(live_make)]

        assert found == [
            ("First", "work", "struck"),
            ("Second thoughts", "barrier", "live"),
            ("Third", "work", "live"),
        ]

    def test_goes_from_outcome_to_outcome_with_the_arrows(self, sheet, table, live_make):
        outcomes = table.workshop.consultation.outcomes
        sheet.get_by_role("tab", selected=True).focus()

        sheet.keyboard.press("ArrowRight")
        expect(sheet.get_by_role("heading", level=2, name=outcomes[1].title)).to_be_visible()
        add(sheet, "Under the second")

        expect(sheet.get_by_role("tab", selected=True)).to_contain_text("1.2 1")
        expect(connection(sheet)).to_have_text("Connected. Every card is sent.")
        assert stored(live_make)[0].outcome_id == outcomes[1].id

    def test_leaves_a_card_as_it_was_by_escape(self, sheet):
        add(sheet, "As it was")
        words(sheet, "As it was").press("Enter")
        sheet.keyboard.type("changed")

        sheet.keyboard.press("Escape")

        expect(words(sheet, "As it was")).to_be_focused()
        expect(words(sheet, "As it was")).to_have_text("As it was")


class TestWithoutAServer:
    def test_cards_and_half_typed_words_outlive_the_page(
        self, live_server, sheet, address, live_make
    ):
        live_server.stop()
        add(sheet, "Said while the network was down")
        expect(connection(sheet)).to_contain_text("No connection. 1 card is kept on this device")
        expect(card(sheet, "Said while")).to_contain_text("on this device")
        box(sheet, "barriers").fill("Half a sen")
        sheet.goto("about:blank")
        live_server.start()

        sheet.goto(address)

        expect(box(sheet, "barriers")).to_have_value("Half a sen")
        expect(card(sheet, "Said while")).to_contain_text("sent", timeout=BACK_AGAIN)
        assert [each.text for each in stored(live_make)] == ["Said while the network was down"]

    def test_a_half_made_change_outlives_the_page_and_overwrites_nobody(
        self, sheet, new_context, address, live_make
    ):
        add(sheet, "No buses")
        expect(card(sheet, "No buses")).to_contain_text("sent")
        words(sheet, "No buses").click()
        sheet.get_by_label("What was said").fill("No buses on Sun")
        other = new_context().new_page()
        other.goto(address)
        words(other, "No buses").click()
        other.get_by_label("What was said").fill("No buses after six")
        other.get_by_label("What was said").press("Enter")
        expect(connection(other)).to_have_text("Connected. Every card is sent.")

        sheet.reload()

        expect(sheet.get_by_label("What was said")).to_have_value("No buses on Sun")
        sheet.get_by_role("button", name="Save").click()
        expect(card(sheet, "No buses on Sun")).to_contain_text("First: No buses after six")
        assert [each.text for each in stored(live_make)] == ["No buses after six"]

    def test_what_was_done_meanwhile_is_sent_in_order_when_it_is_back(
        self, live_server, sheet, live_make
    ):
        add(sheet, "Before")
        expect(card(sheet, "Before")).to_contain_text("sent")
        live_server.stop()
        for text in ("One", "Two", "Three"):
            add(sheet, text)
        words(sheet, "Two").click()
        sheet.get_by_label("What was said").fill("Two, in better words")
        sheet.get_by_label("What was said").press("Enter")
        words(sheet, "Before").press("Delete")
        expect(connection(sheet)).to_contain_text("4 cards are kept on this device")

        live_server.start()

        expect(connection(sheet)).to_have_text("Connected. Every card is sent.", timeout=BACK_AGAIN)
        found = [(each.text, each.state.value) for each in stored(live_make)]
        assert found == [
            ("Before", "struck"),
            ("One", "live"),
            ("Two, in better words", "live"),
            ("Three", "live"),
        ]
        assert verification.faults(live_make.session) == []

    def test_a_reply_that_got_lost_stores_nothing_twice(self, sheet, live_make):
        statuses = []

        def lose_the_first_reply(route):
            reply = route.fetch()
            statuses.append(reply.status)
            if len(statuses) == 1:
                route.abort()
            else:
                route.fulfill(response=reply)

        sheet.route("**/changes", lose_the_first_reply)

        add(sheet, "Once only")

        expect(connection(sheet)).to_have_text("Connected. Every card is sent.", timeout=BACK_AGAIN)
        assert statuses == [200, 200]
        assert [each.text for each in stored(live_make)] == ["Once only"]

    def test_the_page_warns_before_it_is_left_with_unsent_cards(self, live_server, sheet):
        live_server.stop()
        add(sheet, "Not sent")
        expect(card(sheet, "Not sent")).to_contain_text("on this device")

        with sheet.expect_event("dialog") as warning:
            sheet.close(run_before_unload=True)
        live_server.start()

        assert warning.value.type == "beforeunload"
        warning.value.dismiss()

    def test_a_device_cannot_leave_with_unsent_cards(self, live_server, sheet):
        live_server.stop()
        add(sheet, "Only here")
        expect(card(sheet, "Only here")).to_contain_text("on this device")

        sheet.get_by_role("button", name="Leave this table").click()

        expect(connection(sheet)).to_contain_text("You cannot leave yet: 1 card")
        live_server.start()


class TestRefusals:
    def test_a_closed_consultation_leaves_the_card_on_the_device_and_says_why(
        self, sheet, table, live_make
    ):
        set_stage(live_make, table, Stage.CLOSED)

        add(sheet, "Said too late")

        expect(connection(sheet)).to_contain_text("is not open", timeout=10_000)
        expect(connection(sheet)).to_contain_text("1 card is kept on this device")
        assert stored(live_make) == []
        set_stage(live_make, table, Stage.OPEN)
        expect(card(sheet, "Said too late")).to_contain_text("sent", timeout=BACK_AGAIN)

    def test_a_code_that_ended_keeps_the_card_until_the_device_joins_again(
        self, sheet, table, live_make
    ):
        workshops.renew_code(live_make.session, table, secret=SECRET)
        add(sheet, "Between two codes")
        expect(connection(sheet)).to_contain_text("has not joined the table", timeout=10_000)
        expect(card(sheet, "Between two codes")).to_contain_text("on this device")
        sheet.on("dialog", lambda dialog: dialog.accept())

        sheet.goto(f"/w/{workshops.code_of(table, secret=SECRET)}")

        expect(card(sheet, "Between two codes")).to_contain_text("sent", timeout=BACK_AGAIN)

    def test_a_token_that_ran_out_is_renewed_without_a_word(self, sheet, live_make):
        cookies = [each for each in sheet.context.cookies() if each["name"] == "consult"]
        sheet.context.clear_cookies()
        table_page = sheet.context.new_page()
        table_page.goto(sheet.url)
        renewed = [each for each in sheet.context.cookies() if each["name"] == "consult"]
        assert renewed[0]["value"] != cookies[0]["value"]

        add(sheet, "With an old token")

        expect(card(sheet, "With an old token")).to_contain_text("sent")
        assert [each.text for each in stored(live_make)] == ["With an old token"]

    def test_a_card_that_cannot_be_stored_says_why_and_can_be_mended(self, sheet, live_make):
        add(sheet, "x" * 20_001)
        expect(sheet.get_by_text("20,001 characters")).to_be_visible()
        expect(sheet.get_by_text("not taken", exact=True)).to_be_visible()
        expect(connection(sheet)).to_contain_text("1 card not taken")

        words(sheet, "xxx").click()
        sheet.get_by_label("What was said").fill("Shorter")
        sheet.get_by_label("What was said").press("Enter")

        expect(card(sheet, "Shorter")).to_contain_text("sent")
        assert [each.text for each in stored(live_make)] == ["Shorter"]

    def test_a_card_that_an_officer_withheld_shows_nothing_and_takes_no_change(
        self, sheet, live_make
    ):
        add(sheet, "Mrs Example’s telephone number")
        expect(card(sheet, "Mrs Example")).to_contain_text("sent")
        (statement,) = stored(live_make)
        withheld = StatementState.WITHHELD
        statements.set_state(live_make.session, statement, withheld, reason="names somebody")

        sheet.get_by_role("button", name="Undo: add").click()

        expect(words(sheet, "An officer withheld this card.")).to_be_disabled(timeout=5_000)
        expect(sheet.get_by_text("Mrs Example")).to_have_count(0, timeout=10_000)
        expect(connection(sheet)).to_have_text("Connected. Every card is sent.")
        assert stored(live_make)[0].state is withheld

    def test_leaving_the_table_leaves_nothing_on_a_shared_tablet(self, sheet):
        add(sheet, "Sent already")
        expect(card(sheet, "Sent already")).to_contain_text("sent")
        box(sheet).fill("half typed")

        sheet.get_by_role("button", name="Leave this table").click()

        expect(sheet.get_by_role("heading", name="Join with a code")).to_be_visible()
        assert sheet.evaluate("Object.keys(localStorage)") == []
        assert sheet.evaluate("caches.keys()") == []
        assert [name for _, name in kept_on(sheet)] == ["device"]


class TestPages:
    @pytest.mark.parametrize("width", [320, 375, 768, 1280])
    def test_hold_at_every_width_and_axe_finds_nothing(self, sheet, axe, width, table, live_make):
        sheet.set_viewport_size({"width": width, "height": 800})
        add(sheet, "Lunch club " + "averylongwordwithoutanyspaceinit" * 6)
        expect(card(sheet, "Lunch club")).to_contain_text("sent")
        findings = axe(sheet)
        words(sheet, "Lunch club").click()
        sheet.get_by_role("button", name="Move…").click()
        findings += axe(sheet)
        sideways = scrolls_sideways(sheet)
        sheet.keyboard.press("Escape")
        words(sheet, "Lunch club").press("Delete")
        findings += axe(sheet)

        assert findings == []
        assert not sideways
        assert not scrolls_sideways(sheet)

    def test_of_the_staff_hold_too(self, page, axe, sign_in, table, live_make):
        sign_in(page, RoleName.OFFICER)
        slug = table.workshop.consultation.slug
        base = f"/staff/c/{slug}/workshops"

        for path in ("/", "/new", f"/{table.workshop_id}", f"/{table.workshop_id}/tables/1"):
            page.goto(base + path)
            assert axe(page) == [], path
            page.set_viewport_size({"width": 320, "height": 700})
            assert not scrolls_sideways(page), path

    def test_of_a_wrong_code_holds_too(self, page, axe):
        page.goto("/w/AAAAAAAAAA")

        assert axe(page) == []
        expect(page.get_by_text("No table or vote has this code")).to_be_visible()

    def test_work_without_a_script(self, new_context, address, live_make):
        page = new_context(java_script_enabled=False).new_page()
        page.goto(address)
        page.get_by_label("Add to work", exact=True).fill("Youth club")
        page.get_by_role("button", name="Add to work").click()
        page.get_by_role("link", name="Youth club").click()
        page.get_by_label("What was said").fill("Youth club on Fridays")
        page.get_by_label("Barriers").check()
        page.get_by_role("button", name="Save").click()

        expect(page.get_by_role("link", name="Youth club on Fridays")).to_be_visible()
        found = [(each.text, each.kind.value) for each in stored(live_make)]
        assert found == [("Youth club on Fridays", "barrier")]


def set_stage(make, table, stage: Stage) -> None:
    table.workshop.consultation.stage = stage
    table.workshop.consultation.version += 1
    make.session.commit()


def test_fifty_copies_at_once_over_real_connections_are_one_card(
    live_server, live_make, table, address
):
    uuid = str(uuid4())
    made = {"uuid": uuid, "card": uuid, "act": "add", "sequence": 1, "text": "Once", "kind": "work"}
    body = {"device": "tablet", "changes": [made]}
    together = Barrier(50)

    def post(_: int) -> bool:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        browser.open(live_server.url + address).read()
        with browser.open(f"{live_server.url}/tables/{table.id}/token") as reply:
            token = json.load(reply)["token"]
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{live_server.url}/tables/{table.id}/changes",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "X-CSRFToken": token},
        )
        together.wait(timeout=120)
        with browser.open(request, timeout=60) as reply:
            return json.load(reply)["results"][0]["new"]

    with ThreadPoolExecutor(50) as pool:
        was_new = Counter(pool.map(post, range(50)))

    assert was_new == {True: 1, False: 49}
    assert [each.text for each in stored(live_make)] == ["Once"]
    assert verification.faults(live_make.session) == []
