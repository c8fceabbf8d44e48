"""The capture sheet without a network: it opens, keeps, warns, and hands on what it kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from consult.models.accounts import RoleName, User
from consult.services import verification, workshops
from tests.browser.conftest import PASSWORD
from tests.browser.sheets import BACK_AGAIN, add, box, card, connection, kept_on, stored, words
from tests.conftest import SECRET

pytestmark = pytest.mark.browser

ALL_SENT = "Connected. Every card is sent."


def wait_until_kept(page: Page) -> None:
    """Wait until the page says that it opens without a network."""
    expect(page.locator("#opens")).to_contain_text("opens again", timeout=15_000)


def addresses_kept(page: Page) -> list[str]:
    """Return the addresses of all that the device keeps copies of."""
    return page.evaluate(
        """async () => {
            const names = await caches.keys();
            const opened = await Promise.all(names.map((name) => caches.open(name)));
            const requests = await Promise.all(opened.map((cache) => cache.keys()));
            return requests.flat().map(({ url }) => new URL(url).pathname);
        }"""
    )


@pytest.fixture
def second_address(table):
    second = table.workshop.tables[1]
    return f"/w/{workshops.code_of(second, secret=SECRET)}"


class TestOpening:
    def test_works_after_a_first_visit_with_its_cards_and_half_typed_words(
        self, sheet, live_server, address, live_make
    ):
        add(sheet, "Sent before")
        expect(card(sheet, "Sent before")).to_contain_text("sent")
        wait_until_kept(sheet)
        expect(connection(sheet)).to_have_text(ALL_SENT)
        box(sheet).fill("Half a sen")
        live_server.stop()
        again = sheet.context.new_page()
        sheet.close()

        again.goto(address)

        expect(card(again, "Sent before")).to_contain_text("sent")
        expect(box(again)).to_have_value("Half a sen")
        box(again).fill("Half a sentence, and the rest")
        box(again).press("Enter")
        expect(card(again, "and the rest")).to_contain_text("on this device")
        live_server.start()
        expect(connection(again)).to_have_text(ALL_SENT, timeout=BACK_AGAIN)
        texts = [each.text for each in stored(live_make)]
        assert texts == ["Sent before", "Half a sentence, and the rest"]

    def test_keeps_copies_of_the_sheet_and_of_nothing_else(self, sheet, address):
        add(sheet, "Said in confidence")
        expect(card(sheet, "Said in confidence")).to_contain_text("sent")
        wait_until_kept(sheet)

        pages = [
            path for path in addresses_kept(sheet) if not path.startswith(("/static/", "/sheet/"))
        ]

        assert pages == [address]
        kept = sheet.evaluate("async (path) => (await caches.match(path)).text()", address)
        assert "Said in confidence" not in kept

    def test_of_the_staff_sheet_works_too(self, page, sign_in, table, live_server):
        sign_in(page, RoleName.OFFICER)
        slug = table.workshop.consultation.slug
        address = f"/staff/c/{slug}/workshops/{table.workshop_id}/tables/1"
        page.goto(address)
        wait_until_kept(page)
        live_server.stop()

        page.goto(address)

        expect(connection(page)).to_contain_text("No connection.")
        live_server.start()


class TestMovingOn:
    def test_to_another_table_leaves_nothing_of_the_first_but_sends_what_it_kept(
        self, sheet, live_server, address, second_address, table, live_make
    ):
        add(sheet, "Sent at the first table")
        expect(card(sheet, "Sent at")).to_contain_text("sent")
        wait_until_kept(sheet)
        live_server.stop()
        add(sheet, "Kept at the first table")
        expect(card(sheet, "Kept at")).to_contain_text("on this device")
        live_server.start()
        second = sheet.context.new_page()
        sheet.close()

        second.goto(second_address)
        wait_until_kept(second)

        expect(connection(second)).to_have_text(ALL_SENT)
        found = [(each.text, each.table_id) for each in stored(live_make)]
        assert found == [
            ("Sent at the first table", table.id),
            ("Kept at the first table", table.id),
        ]
        assert {each[0] for each in kept_on(second)} == {0, table.workshop.tables[1].id}
        assert address not in addresses_kept(second)
        expect(card(second, "first table")).to_have_count(0)

    def test_of_the_table_to_another_device_loses_nothing_of_the_old_one(
        self, sheet, new_context, address, live_make
    ):
        old = sheet
        old.context.set_offline(True)
        add(old, "Typed on the old device")
        expect(card(old, "Typed on the old")).to_contain_text("on this device")
        old.get_by_text("This device, and handing the table on").click()
        expect(old.get_by_text("1 card is still only here: leave this device on")).to_be_visible()
        expect(old.get_by_alt_text("QR code of the address of this table")).to_be_visible()

        new = new_context().new_page()
        new.goto(old.locator(".app-capture__address").inner_text())
        expect(connection(new)).to_contain_text("Connected")
        add(new, "Typed on the new device")
        expect(card(new, "Typed on the new")).to_contain_text("sent", timeout=BACK_AGAIN)
        old.context.set_offline(False)

        for page in (old, new):
            expect(card(page, "Typed on the old")).to_contain_text("sent", timeout=BACK_AGAIN)
            expect(card(page, "Typed on the new")).to_contain_text("sent", timeout=BACK_AGAIN)
        expect(old.locator("#still-here")).to_have_text(
            "This device has nothing left to send, so it can be put away.", timeout=BACK_AGAIN
        )
        assert len(stored(live_make)) == 2

    def test_to_a_second_tab_shows_what_the_first_has_not_sent(self, sheet, address):
        second = sheet.context.new_page()
        second.goto(address)
        sheet.context.set_offline(True)

        add(sheet, "Typed in the first tab")

        expect(card(second, "Typed in the first tab")).to_contain_text("on this device")
        sheet.context.set_offline(False)


class TestJoiningAgain:
    def test_by_a_new_code_in_the_same_page_sends_what_was_kept(self, sheet, table, live_make, axe):
        workshops.renew_code(live_make.session, table, secret=SECRET)
        add(sheet, "Between two codes")
        box(sheet, "barriers").fill("half typed")
        expect(connection(sheet)).to_contain_text("has not joined the table", timeout=10_000)
        code = sheet.get_by_label("Join again: the code of this table")
        code.fill("AAAAA-AAAAA")
        sheet.get_by_role("button", name="Join", exact=True).click()
        expect(sheet.get_by_role("alert")).to_contain_text("No table or vote has this code.")
        assert axe(sheet) == []

        code.fill(workshops.spoken(workshops.code_of(table, secret=SECRET)))
        code.press("Enter")

        expect(card(sheet, "Between two codes")).to_contain_text("sent", timeout=BACK_AGAIN)
        expect(box(sheet, "barriers")).to_have_value("half typed")
        expect(code).to_be_hidden()
        assert [each.text for each in stored(live_make)] == ["Between two codes"]

    def test_by_another_tables_code_is_refused(self, sheet, table, live_make, second_address):
        workshops.renew_code(live_make.session, table, secret=SECRET)
        code = sheet.get_by_label("Join again: the code of this table")

        code.fill(second_address[3:], timeout=10_000)
        code.press("Enter")

        expect(sheet.get_by_role("alert")).to_contain_text("This is the code of another table.")

    def test_happens_by_itself_where_only_the_session_ended(self, sheet, live_make):
        sheet.context.clear_cookies()

        add(sheet, "After the session")

        expect(card(sheet, "After the session")).to_contain_text("sent", timeout=BACK_AGAIN)
        assert [each.text for each in stored(live_make)] == ["After the session"]

    def test_by_signing_in_sends_what_a_facilitator_kept(self, page, sign_in, table, live_make):
        sign_in(page, RoleName.OFFICER)
        slug = table.workshop.consultation.slug
        page.goto(f"/staff/c/{slug}/workshops/{table.workshop_id}/tables/1")
        wait_until_kept(page)
        page.context.clear_cookies()
        add(page, "Signed out meanwhile")
        expect(card(page, "Signed out")).to_contain_text("on this device")

        page.get_by_role("link", name="Sign in again").click()
        sign_in_again(page, live_make)

        expect(card(page, "Signed out")).to_contain_text("sent", timeout=BACK_AGAIN)
        assert [each.text for each in stored(live_make)] == ["Signed out meanwhile"]


def sign_in_again(page: Page, make) -> None:
    email = make.session.scalars(select(User.email)).one()
    make.session.rollback()
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


class TestRescueFile:
    def test_carries_everything_by_hand_and_nothing_comes_twice(
        self, sheet, live_server, new_context, sign_in, table, live_make, tmp_path
    ):
        add(sheet, "Sent before")
        expect(card(sheet, "Sent before")).to_contain_text("sent")
        live_server.stop()
        add(sheet, "Only on the device – “quoted” 🐢")
        add(sheet, "Struck on the device")
        words(sheet, "Struck on").press("Delete")
        box(sheet, "barriers").fill("Half a sen")
        saved = save_rescue_file(sheet, tmp_path)
        live_server.start()
        sheet.context.set_offline(True)

        officer = new_context().new_page()
        sign_in(officer, RoleName.OFFICER)
        for _ in range(2):
            officer.goto(
                f"/staff/c/{table.workshop.consultation.slug}/workshops/{table.workshop_id}"
            )
            officer.get_by_text("Bring in a rescue file").click()
            officer.get_by_label("Rescue file").set_input_files(saved)
            officer.get_by_role("button", name="Bring it in").click()
            expect(officer.get_by_text("Half-typed and not added: “Half a sen”.")).to_be_visible()
        expect(officer.get_by_text("0 cards added, 4 there already.")).to_be_visible()
        sheet.context.set_offline(False)

        expect(connection(sheet)).to_have_text(ALL_SENT, timeout=BACK_AGAIN)
        assert [(each.text, each.state.value) for each in stored(live_make)] == [
            ("Sent before", "live"),
            ("Only on the device – “quoted” 🐢", "live"),
            ("Struck on the device", "struck"),
        ]
        assert verification.faults(live_make.session) == []

    def test_is_offered_where_the_code_has_ended(
        self, sheet, address, table, live_make, tmp_path, axe
    ):
        workshops.end_code(live_make.session, table)
        add(sheet, "After the code had ended")
        expect(connection(sheet)).to_contain_text("has not joined the table", timeout=10_000)
        sheet.on("dialog", lambda dialog: dialog.accept())

        sheet.goto(address)

        expect(
            sheet.get_by_text("1 card of Table 1, Evening, is kept on this device.")
        ).to_be_visible()
        with sheet.expect_download() as download:
            sheet.get_by_role("button", name="Save a rescue file of Table 1").click()
        rescue = json.loads(download.value.path().read_text(encoding="utf-8"))
        assert [each["text"] for each in rescue["waiting"]] == ["After the code had ended"]
        assert rescue["table"] == {"id": table.id, "label": "Table 1", "workshop": "Evening"}
        assert axe(sheet) == []

    def test_can_be_saved_at_any_time_and_read_by_a_person(self, sheet, tmp_path):
        add(sheet, "Sent already")
        expect(card(sheet, "Sent already")).to_contain_text("sent")

        rescue = json.loads(save_rescue_file(sheet, tmp_path).read_text(encoding="utf-8"))

        assert rescue["table"]["label"] == "Table 1"
        assert [each["text"] for each in rescue["stored"]] == ["Sent already"]
        assert rescue["waiting"] == []


def save_rescue_file(page: Page, folder: Path) -> Path:
    page.get_by_text("This device, and handing the table on").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a rescue file").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "rescue-table-1-evening.json"
    return path


def test_what_is_typed_before_the_scripts_run_stays_in_the_box(page, address):
    page.add_init_script(
        """new MutationObserver((_, watch) => {
            const box = document.querySelector("form textarea");
            if (!box) return;
            watch.disconnect();
            box.value = "A quick hand";
        }).observe(document, { childList: true, subtree: true });"""
    )

    page.goto(address)

    expect(connection(page)).to_contain_text("Connected")
    expect(page.locator("form textarea").first).to_have_value("A quick hand")


class TestWarnings:
    def test_little_room_is_said_before_anything_is_lost(self, page, address):
        page.add_init_script(
            "navigator.storage.estimate = async () => ({ quota: 1e9, usage: 1e9 - 1e6 })"
        )

        page.goto(address)

        expect(connection(page)).to_contain_text("This device has little room left")

    @pytest.mark.parametrize(
        ("answer", "words"), [("true", "has promised"), ("false", "may clear them by itself")]
    )
    def test_what_the_browser_promises_is_said_in_words(self, page, address, answer, words):
        page.add_init_script(
            f"navigator.storage.persisted = navigator.storage.persist = async () => {answer}"
        )
        page.goto(address)
        page.context.set_offline(True)

        add(page, "Something to lose")

        expect(page.locator("#promise")).to_contain_text(words)

    def test_what_a_browser_clears_under_an_open_page_is_written_again(
        self, sheet, live_server, address
    ):
        live_server.stop()
        add(sheet, "Kept all the same")
        expect(card(sheet, "Kept all")).to_contain_text("on this device")
        origin = live_server.url
        sheet.context.new_cdp_session(sheet).send(
            "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"}
        )

        sheet.wait_for_timeout(3_000)

        changes = [each for each in kept_on(sheet) if isinstance(each, dict)]
        assert [each["text"] for each in changes] == ["Kept all the same"]
        live_server.start()

    def test_a_browser_that_keeps_nothing_says_so_and_still_sends(
        self, page, address, live_server, live_make
    ):
        page.add_init_script(
            "Object.defineProperty(window, 'indexedDB', { value: { open() { throw Error(); } } })"
        )
        page.goto(address)
        expect(connection(page)).to_contain_text("This browser keeps nothing when it is closed")
        live_server.stop()
        add(page, "Nowhere but here")
        expect(card(page, "Nowhere")).to_contain_text("on this page only")

        live_server.start()

        expect(card(page, "Nowhere")).to_contain_text("sent", timeout=BACK_AGAIN)
        assert [each.text for each in stored(live_make)] == ["Nowhere but here"]


class TestEarlierVersion:
    def test_what_it_kept_is_brought_over_and_sent(self, page, table, address, live_make):
        known = live_make.statement("Stored before", table=table)
        entries = {
            "card:11111111-1111-4111-8111-111111111111": {
                "create": {
                    "uuid": "11111111-1111-4111-8111-111111111111",
                    "text": "Never sent",
                    "kind": "work",
                    "outcome": table.workshop.consultation.outcomes[0].id,
                    "device": "old",
                    "sequence": 4,
                },
                "want": {"struck": True},
                "seen": 1,
            },
            f"card:{known.uuid}": {"want": {"text": "Stored, and changed"}, "seen": 1},
            f"draft:barrier:{table.workshop.consultation.outcomes[0].id}": "Half a sen",
        }
        page.goto("/w")
        page.evaluate(
            """([prefix, entries]) => {
                localStorage.setItem("consult:device", "old");
                for (const [name, value] of Object.entries(entries)) {
                    localStorage.setItem(prefix + name, JSON.stringify(value));
                }
            }""",
            [f"consult:table:{table.id}:", entries],
        )

        page.goto(address)

        expect(connection(page)).to_have_text(ALL_SENT, timeout=BACK_AGAIN)
        expect(box(page, "barriers")).to_have_value("Half a sen")
        assert page.evaluate("Object.keys(localStorage)") == []
        assert [(each.text, each.state.value) for each in stored(live_make)] == [
            ("Stored, and changed", "live"),
            ("Never sent", "struck"),
        ]
