"""Quick hands on the capture sheet: by keyboard alone, on small and large screens, with undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import scrolls_sideways
from tests.browser.sheets import add, box, card, connection, stored, words

pytestmark = pytest.mark.browser

ALL_SENT = "Connected. Every card is sent."


def paste(page: Page, text: str, column: str = "work") -> None:
    """Paste as a person does; a headless browser has no clipboard of its own to fill."""
    box(page, column).evaluate(
        """(box, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const event = { clipboardData, bubbles: true, cancelable: true };
            if (box.dispatchEvent(new ClipboardEvent("paste", event))) box.setRangeText(text);
        }""",
        text,
    )


def said(page: Page):
    return page.locator("#said")


def texts_in(page: Page, column: str) -> list[str]:
    return page.locator(f"#column-{column} .app-capture__words").all_inner_texts()


def wait_until_sent(page: Page) -> None:
    expect(connection(page)).to_have_text(ALL_SENT, timeout=10_000)


@pytest.mark.parametrize("width", [375, 1280])
class TestByKeyboardOnly:
    def test_a_table_is_filled_and_put_right(self, sheet, axe, width, live_make, table):
        sheet.set_viewport_size({"width": width, "height": 800})
        findings: list[str] = []
        press, type_ = sheet.keyboard.press, sheet.keyboard.type
        box(sheet).focus()

        type_("First")
        press("Enter")
        type_("Second")
        press("Enter")
        press("Tab")
        expect(box(sheet, "barriers")).to_be_focused()
        type_("No buses")
        press("Enter")
        findings += axe(sheet)
        press("ArrowUp")
        expect(words(sheet, "No buses")).to_be_focused()
        press("Shift+ArrowLeft")
        expect(said(sheet)).to_have_text("Moved to Work.")
        expect(words(sheet, "No buses")).to_be_focused()
        press("Shift+ArrowDown")
        expect(said(sheet)).to_have_text("Moved to 1.2.")
        expect(words(sheet, "No buses")).to_be_focused()
        findings += axe(sheet)
        press("d")
        expect(sheet.get_by_text("Duplicate to another column")).to_be_visible()
        findings += axe(sheet)
        sheet.get_by_role("button", name="1.1 Title of 1.1").focus()
        press("Enter")
        expect(said(sheet)).to_have_text("Duplicated to 1.1.")
        press("Delete")
        expect(card(sheet, "No buses")).to_contain_text("struck through")
        findings += axe(sheet)

        wait_until_sent(sheet)
        assert findings == []
        assert not scrolls_sideways(sheet)
        first, second = table.workshop.consultation.outcomes[:2]
        found = [(each.text, each.outcome_id, each.state.value) for each in stored(live_make)]
        assert found == [
            ("First", first.id, "live"),
            ("Second", first.id, "live"),
            ("No buses", second.id, "struck"),
            ("No buses", first.id, "live"),
        ]

    def test_everything_can_be_undone_in_turn(self, sheet, width, live_make):
        sheet.set_viewport_size({"width": width, "height": 800})
        press, type_ = sheet.keyboard.press, sheet.keyboard.type
        box(sheet).focus()
        type_("Lunch club")
        press("Enter")
        press("ArrowUp")
        press("F2")
        type_(" on Fridays")
        press("Enter")
        press("Shift+ArrowRight")
        expect(said(sheet)).to_have_text("Moved to Barriers.")
        press("Delete")
        expect(card(sheet, "Lunch club")).to_contain_text("struck through")

        press("u")
        expect(card(sheet, "Lunch club")).not_to_contain_text("struck through")
        press("Control+z")
        expect(sheet.locator("#column-work li")).to_have_count(1)
        press("u")
        expect(words(sheet, "Lunch club")).to_have_text("Lunch club")
        press("u")

        expect(card(sheet, "Lunch club")).to_contain_text("struck through")
        press("u")
        expect(said(sheet)).to_have_text("There is nothing to undo.")
        wait_until_sent(sheet)
        (statement,) = stored(live_make)
        assert (statement.text, statement.state.value) == ("Lunch club", "struck")


class TestPaste:
    def test_of_ten_lines_makes_ten_cards(self, sheet, live_make, axe):
        lines = [f"Point {number}" for number in range(1, 11)]

        paste(sheet, "\n".join(lines))

        expect(said(sheet)).to_have_text("10 cards added to Work.")
        wait_until_sent(sheet)
        assert axe(sheet) == []
        assert [each.text for each in stored(live_make)] == lines
        sheet.get_by_role("button", name="Undo: add 10 cards").click()
        wait_until_sent(sheet)
        assert {each.state.value for each in stored(live_make)} == {"struck"}

    def test_takes_off_only_what_marks_a_list_and_puts_it_back_on_demand(self, sheet, live_make):
        paste(sheet, "1. Youth club\n2. 3 buses a day\n3. Repairs")
        expect(sheet.get_by_text("3 cards added, one a line, without the marks")).to_be_visible()
        assert texts_in(sheet, "work") == ["Youth club", "3 buses a day", "Repairs"]

        sheet.get_by_role("button", name="Put the marks back").click()

        assert texts_in(sheet, "work") == ["1. Youth club", "2. 3 buses a day", "3. Repairs"]
        sheet.get_by_role("button", name="Undo: change of words on 3 cards").click()
        assert texts_in(sheet, "work") == ["Youth club", "3 buses a day", "Repairs"]
        wait_until_sent(sheet)
        assert [each.text for each in stored(live_make)] == [
            "Youth club",
            "3 buses a day",
            "Repairs",
        ]

    @pytest.mark.parametrize(
        ("pasted", "cards"),
        [
            ("– one\n– two", ["one", "two"]),
            ("* one\n+ two\n- three", ["one", "two", "three"]),
            ("a) one\nb) two", ["a) one", "b) two"]),
            ("3. Liga is far away\nNo buses", ["3. Liga is far away", "No buses"]),
            ("5. five\n9. nine\nten", ["5. five", "9. nine", "ten"]),
            ("1) one\n2) two\nand more", ["one", "two", "and more"]),
            ("- 5 degrees in the hall\nNo heating", ["- 5 degrees in the hall", "No heating"]),
            ("• one\r\n\r\n•two\r\n", ["one", "two"]),
            ("•\n• two", ["•", "two"]),
        ],
    )
    def test_knows_a_mark_from_a_word(self, sheet, pasted, cards):
        paste(sheet, pasted)

        expect(said(sheet)).to_contain_text("added to Work.")
        assert texts_in(sheet, "work") == cards

    def test_can_become_one_card(self, sheet, live_make):
        paste(sheet, "One sentence that\ngoes over two lines")

        sheet.get_by_role("button", name="Make it one card").click()

        wait_until_sent(sheet)
        live = [each.text for each in stored(live_make) if each.is_live]
        assert live == ["One sentence that\ngoes over two lines"]
        sheet.get_by_role("button", name="Undo: one card of 2 lines").click()
        wait_until_sent(sheet)
        live = [each.text for each in stored(live_make) if each.is_live]
        assert live == ["One sentence that", "goes over two lines"]

    def test_into_words_that_stand_there_changes_nothing_by_itself(self, sheet):
        box(sheet).fill("We want: ")

        paste(sheet, "one\ntwo")

        assert texts_in(sheet, "work") == []
        assert "one\ntwo" in box(sheet).input_value()


class TestPartners:
    @pytest.fixture(autouse=True)
    def directory(self, live_make):
        live_make.organisation("Hartwell Housing", "HH")
        live_make.organisation("Hallow Community Trust", "HCT", "Hallow Trust")

    @pytest.mark.parametrize("width", [375, 1280])
    def test_complete_by_arrow_and_enter(self, sheet, axe, width, live_make):
        sheet.set_viewport_size({"width": width, "height": 800})
        sheet.reload()
        box(sheet).press_sequentially("Lunch club – ha")
        expect(sheet.get_by_role("option")).to_have_count(2)
        assert axe(sheet) == []

        sheet.keyboard.press("ArrowDown")
        sheet.keyboard.press("ArrowDown")
        expect(sheet.get_by_role("option", selected=True)).to_have_text("HH Hartwell Housing")
        assert axe(sheet) == []
        sheet.keyboard.press("Enter")
        expect(box(sheet)).to_have_value("Lunch club – HH")
        sheet.keyboard.press("Enter")

        expect(card(sheet, "Lunch club").locator("abbr")).to_have_text("HH")
        wait_until_sent(sheet)
        assert [each.text for each in stored(live_make)] == ["Lunch club – HH"]

    def test_in_brackets_are_closed(self, sheet):
        sheet.reload()
        box(sheet).press_sequentially("Lunch club (hall")

        sheet.get_by_role("option", name="HCT").click()

        expect(box(sheet)).to_have_value("Lunch club (HCT)")
        expect(box(sheet)).to_be_focused()

    def test_do_not_hinder_enter(self, sheet):
        sheet.reload()
        box(sheet).press_sequentially("Lunch club – HH")
        expect(sheet.get_by_role("option")).to_have_count(1)

        sheet.keyboard.press("Enter")

        expect(card(sheet, "Lunch club – HH")).to_be_visible()
        expect(sheet.get_by_role("listbox")).to_be_hidden()

    def test_go_away_by_escape_and_keep_the_words(self, sheet):
        sheet.reload()
        box(sheet).press_sequentially("Lunch club – ha")

        sheet.keyboard.press("Escape")

        expect(sheet.get_by_role("listbox")).to_be_hidden()
        expect(box(sheet)).to_have_value("Lunch club – ha")

    def test_that_nobody_knows_can_be_added_even_without_a_network(
        self, sheet, live_server, live_make
    ):
        sheet.reload()
        live_server.stop()
        box(sheet).press_sequentially("Repairs – Riverside Trust")
        sheet.get_by_role("option", name="Add “Riverside Trust” as a partner").click()
        sheet.keyboard.press("Enter")
        expect(card(sheet, "Repairs").locator(".app-chip")).to_have_text("Riverside Trust")
        box(sheet).press_sequentially("Lunch club – river")
        expect(sheet.get_by_role("option")).to_have_text("Riverside Trust")
        live_server.start()

        expect(card(sheet, "Repairs")).to_contain_text("sent", timeout=20_000)
        expect(card(sheet, "Repairs").locator(".app-chip")).to_have_text("Riverside Trust")
        (statement,) = stored(live_make)
        assert [each.label for each in statement.partners] == ["Riverside Trust"]

    def test_are_not_seen_in_ordinary_words(self, sheet):
        sheet.reload()
        box(sheet).press_sequentially("No room – but nobody came (yet)")

        expect(sheet.get_by_role("listbox")).to_be_hidden()


class TestDictation:
    # A stand-in for the browser's own recognition, which a headless browser has not.
    RECOGNITION = """
        window.SpeechRecognition = class {
            static async available({ langs, processLocally }) { return "%s"; }
            start() { window.heard = this; }
            stop() { this.onend(); }
        };
        %s
    """
    LOCALLY = "SpeechRecognition.prototype.processLocally = false;"

    @pytest.mark.parametrize(
        ("answer", "locally"),
        [("downloadable", LOCALLY), ("unavailable", LOCALLY), ("available", "")],
    )
    def test_is_not_offered_where_speech_would_leave_the_device(
        self, page, address, answer, locally
    ):
        page.add_init_script(self.RECOGNITION % (answer, locally))

        page.goto(address)

        expect(connection(page)).to_have_text(ALL_SENT)
        expect(page.get_by_role("button", name="Dictate")).to_have_count(0)

    def test_writes_into_the_box_what_the_device_heard(self, page, address, axe):
        page.add_init_script(self.RECOGNITION % ("available", self.LOCALLY))
        page.goto(address)
        page.get_by_role("button", name="Dictate into work").click()

        page.evaluate(
            """() => window.heard.onresult({ resultIndex: 0, results: [
                Object.assign([{ transcript: "no buses " }], { isFinal: true }),
                Object.assign([{ transcript: "after" }], { isFinal: false }),
            ] })"""
        )

        expect(box(page)).to_have_value("no buses")
        assert page.evaluate("window.heard.processLocally") is True
        assert axe(page) == []
        page.get_by_role("button", name="Dictate into work").click()
        expect(page.get_by_role("button", name="Dictate into work")).to_have_attribute(
            "aria-pressed", "false"
        )


class TestManners:
    @pytest.mark.parametrize("width", [320, 375, 768, 1024, 1280])
    def test_every_control_is_large_enough_for_a_thumb(self, sheet, width):
        sheet.set_viewport_size({"width": width, "height": 800})
        add(sheet, "Lunch club")
        words(sheet, "Lunch club").click()
        sheet.get_by_role("button", name="Duplicate…").click()
        sheet.get_by_text("This device, and handing the table on").click()

        small = sheet.evaluate(
            """() => [...document.querySelectorAll("main :is(button, input, textarea, summary)")]
                .filter((each) => each.checkVisibility())
                .map((each) => [each.textContent.trim() || each.id, each.getBoundingClientRect()])
                .filter(([, { width, height }]) => height < 44 || width < 44)
                .map(([name, { width, height }]) => `${name}: ${width} by ${height}`)"""
        )

        assert small == []
        assert not scrolls_sideways(sheet)

    def test_news_of_others_is_told_now_and_then_not_card_by_card(
        self, sheet, new_context, address
    ):
        sheet.evaluate(
            """() => {
                window.told = [];
                const said = document.getElementById("said");
                const heard = () => window.told.push(said.textContent);
                new MutationObserver(heard).observe(said, { childList: true });
            }"""
        )
        other = new_context().new_page()
        other.goto(address)

        for number in range(4):
            add(other, f"Point {number}")
            expect(card(sheet, f"Point {number}")).to_be_visible(timeout=10_000)

        assert sheet.evaluate("window.told.filter(Boolean)") == []
