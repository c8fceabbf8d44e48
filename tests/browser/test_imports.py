"""Importing notes in a real browser: by keyboard, on a phone, and open to everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from consult.models.imports import Import
from consult.models.statements import Statement
from tests.browser.conftest import scrolls_sideways
from tests.readers.builders import word
from tests.readers.makers import picture

pytestmark = pytest.mark.browser

NEW = "/staff/c/parks/imports/new"
NOTES = word(
    "Outcome 2.1: People feel safe",
    [["Work", "Barriers"], ["Choir – GCH", "Rent of the hall"], ["Walks", "Ring pat@example.org"]],
)
CORRECTED = word(
    "Outcome 2.1: People feel safe",
    [["Work", "Barriers"], ["Choir – GCH", "Rent of the town hall"], ["", "A new point"]],
)
SCREENS = [{"width": 1280, "height": 900}, {"width": 375, "height": 800}]


@pytest.fixture
def folder(tmp_path, live_server):
    live_server.app.extensions["staging"] = tmp_path / "staging"
    (tmp_path / "notes.docx").write_bytes(NOTES)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (tmp_path / "sheet.png").write_bytes(picture("Barriers", "• The hall is cold"))
    return tmp_path


@pytest.fixture
def consultation(live_make):
    return live_make.consultation(slug="parks", title="Parks and play areas")


def choose(page, *paths):
    page.goto(NEW)
    page.set_input_files("#file", list(paths))
    page.get_by_role("button", name="Preview").click()
    page.wait_for_load_state("load")


def assert_sound(page, axe):
    for screen in SCREENS:
        page.set_viewport_size(screen)
        assert axe(page) == []
        assert not scrolls_sideways(page)
    page.set_viewport_size(SCREENS[0])


@pytest.mark.usefixtures("consultation")
class TestPreview:
    def test_follows_an_answer_at_once_and_adds_by_keyboard(
        self, page, sign_in, folder, axe, live_make
    ):
        sign_in(page)
        choose(page, folder / "notes.docx")
        assert_sound(page, axe)

        page.get_by_label("Work", exact=True).select_option("solution")
        expect(page.locator("#outcome")).to_contain_text("2 solutions")
        button = page.get_by_role("button", name="Add 4 statements")
        button.focus()
        page.keyboard.press("Enter")

        expect(page.get_by_text("4 statements were added from notes.docx")).to_be_visible()
        assert_sound(page, axe)
        texts = {each.text: each.quotable for each in live_make.session.query(Statement)}
        assert texts["Ring pat@example.org"] == "Ring [email address]"

    def test_a_place_leads_into_the_file(self, page, sign_in, folder, axe):
        sign_in(page)
        choose(page, folder / "notes.docx")
        page.get_by_role("button", name="Add 4 statements").click()

        page.get_by_role("link", name="table 1, row 1, column 2").click()

        here = page.locator("#here")
        expect(here).to_be_in_viewport()
        expect(page.locator("td.app-here")).to_contain_text("Rent of the hall")
        assert_sound(page, axe)

    def test_privacy_of_single_statements_is_decided_without_losing_the_page(
        self, page, sign_in, folder, axe, live_make
    ):
        sign_in(page)
        choose(page, folder / "notes.docx")

        page.get_by_text("Decide for single statements").click()
        page.get_by_label("Ring pat@example.org").select_option("leave")
        assert axe(page) == []
        page.get_by_role("button", name="Add 4 statements").click()

        expect(page.get_by_text("3 statements were added")).to_be_visible()
        assert live_make.session.query(Statement).count() == 3


@pytest.mark.usefixtures("consultation")
class TestCorrection:
    def test_shows_what_differs_and_sets_it_back(self, page, sign_in, folder, axe, live_make):
        sign_in(page)
        choose(page, folder / "notes.docx")
        page.get_by_role("button", name="Add 4 statements").click()
        (folder / "notes.docx").write_bytes(CORRECTED)
        choose(page, folder / "notes.docx")

        expect(page.get_by_text("1 statement the same, 1 changed, 1 new, 2 gone")).to_be_visible()
        assert_sound(page, axe)
        page.get_by_label("Walks").check()
        page.get_by_role("button", name="Apply what differs").click()
        expect(page.get_by_text("1 statement changed, 1 new, 1 withheld")).to_be_visible()
        assert_sound(page, axe)
        page.get_by_role("button", name="Undo this import").click()

        expect(page.get_by_text("The import is undone")).to_be_visible()
        live = [each.text for each in live_make.session.query(Statement) if each.is_live]
        assert sorted(live) == ["Choir – GCH", "Rent of the hall", "Ring pat@example.org", "Walks"]


@pytest.mark.usefixtures("consultation")
class TestSeveralFiles:
    def test_one_after_the_other_with_a_summary(self, page, sign_in, folder, axe, live_make):
        sign_in(page)
        choose(page, folder / "notes.docx", folder / "broken.pdf", folder / "sheet.png")
        expect(page.get_by_role("heading", name="3 files")).to_be_visible()
        assert_sound(page, axe)

        page.get_by_role("button", name="Preview notes.docx").click()
        page.get_by_role("button", name="Add 4 statements").click()
        page.get_by_role("button", name="Preview sheet.png").click()
        assert_sound(page, axe)
        page.get_by_label("Statement 1, as recognised").fill("The town hall is cold")
        page.get_by_role("button", name="Add 1 statement").click()

        expect(page.get_by_text("2 of 3 added")).to_be_visible()
        assert live_make.session.query(Import).count() == 2
        texts = {each.text for each in live_make.session.query(Statement)}
        assert "The town hall is cold" in texts


@pytest.mark.usefixtures("consultation", "folder")
class TestPaste:
    PASTE = """([html, plain]) => {
        const data = new DataTransfer();
        data.setData("text/html", html);
        data.setData("text/plain", plain);
        const box = document.getElementById("pasted");
        box.focus();
        box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        box.value = plain;
        box.dispatchEvent(new InputEvent("input", {inputType: "insertFromPaste", bubbles: true}));
    }"""
    TABLE = "<table><tr><td>Work<td>Barriers</tr><tr><td>Choir<td>Rent of it</tr></table>"

    def test_keeps_a_table_and_forgets_it_when_somebody_types(self, page, sign_in, axe):
        sign_in(page)
        page.goto(NEW)
        page.evaluate(self.PASTE, [self.TABLE, "Work Barriers Choir Rent of it"])
        expect(page.get_by_text("Tables, lists and headings")).to_be_visible()
        assert_sound(page, axe)
        page.get_by_role("button", name="Preview").click()
        expect(page.locator("#outcome")).to_contain_text("1 work note, 1 barrier")

        page.goto(NEW)
        page.evaluate(self.PASTE, [self.TABLE, "Barriers\n- Rent"])
        page.wait_for_timeout(50)
        page.get_by_label("Or paste the notes here").press("End")
        page.keyboard.type(" of the hall")
        page.get_by_role("button", name="Preview").click()
        expect(page.locator("#outcome")).to_contain_text("1 statement: 1 barrier")
