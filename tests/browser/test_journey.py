"""The main job from end to end: notes in, themes and a barrier summary out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect
from sqlalchemy import text

from consult.models.accounts import RoleName
from tests.browser.conftest import scrolls_sideways
from tests.conftest import ROOT, SECRET

pytestmark = pytest.mark.browser

FOUNDING = "seeds/2008-workshop-feedback-notes.docx"
OWN = files("consult.services") / "demo" / "notes" / "evening_notes.docx"

ACCEPT = re.compile(r"^Accept .+ for statement \d+$")
REJECT = re.compile(r"^Reject .+ for statement \d+$")

# Independent of every service: what the report must say, asked of the tables themselves.
ACCEPTED = """
    SELECT theme.name, count(DISTINCT coding.statement_id)
    FROM coding JOIN theme ON theme.id = coding.theme_id
    JOIN statement ON statement.id = coding.statement_id
    WHERE coding.state = 'accepted' AND statement.state = 'live'
    GROUP BY theme.name
"""


@pytest.fixture(scope="module")
def notes() -> Path:
    """Return the founding workshop's file where it is, else our own of the same shape."""
    folders = (os.environ.get("CONSULT_SHARED"), ROOT.parent / "shared", "/work/shared")
    found = [Path(each) / FOUNDING for each in folders if each and (Path(each) / FOUNDING).exists()]
    return found[0] if found else Path(str(OWN))


@pytest.fixture
def worker(live_server):
    """Run the real background worker on the live server's database."""
    config = live_server.app.extensions["config"]
    environment = {
        **os.environ,
        "CONSULT_DATABASE_URL": config.database_url,
        "CONSULT_QUEUE_PATH": str(config.queue_path),
        "CONSULT_SECRET_KEY": SECRET,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "consult.cli", "worker"], env=environment, cwd=ROOT
    )
    yield
    process.terminate()
    process.wait(timeout=20)


class Journey:
    """One officer's way, with every page looked at by axe and on a small screen."""

    def __init__(self, page, axe):
        self.page = page
        self.axe = axe

    def look(self):
        self.page.locator("h1").first.wait_for()
        assert self.axe(self.page) == [], self.page.url
        self.page.set_viewport_size({"width": 320, "height": 800})
        assert not scrolls_sideways(self.page), self.page.url
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def start_consultation(self):
        self.page.get_by_role("button", name="Start a consultation").click()
        self.page.get_by_label("Title").fill("Stronger communities")
        self.page.get_by_label("Privacy notice").fill("We keep the notes for two years.")
        self.look()
        self.page.get_by_role("button", name="Save as a draft").click()
        self.look()

    def import_notes(self, notes):
        self.page.get_by_role("link", name="Statements", exact=True).click()
        self.look()
        self.page.get_by_role("button", name="Import notes").first.click()
        self.look()
        self.page.set_input_files("input[type=file]", notes)
        self.page.get_by_role("button", name="Preview").click()
        self.look()
        self.page.get_by_role("button", name=re.compile(r"^Add \d+ statements$")).click()
        self.look()

    def analyse(self):
        self.page.get_by_role("link", name="Themes", exact=True).click()
        self.look()
        self.page.get_by_role("button", name="Start from the standard codebook").click()
        self.look()
        self.page.get_by_role("button", name="Start the analysis").click()
        self.page.get_by_role("button", name=ACCEPT).first.wait_for(timeout=90_000)
        self.look()

    def download_summary(self):
        self.page.get_by_role("link", name="Report", exact=True).click()
        self.look()
        with self.page.expect_download(timeout=60_000) as download:
            self.page.get_by_role("link", name=re.compile("Word")).click()
        return Document(BytesIO(Path(download.value.path()).read_bytes()))


def test_from_last_nights_notes_to_a_barrier_summary(page, axe, sign_in, worker, notes, live_make):
    journey = Journey(page, axe)
    sign_in(page, RoleName.OFFICER)
    journey.look()
    journey.start_consultation()
    journey.import_notes(notes)
    journey.analyse()

    correct_three_codings(journey)
    accept_what_is_left(journey)
    document = journey.download_summary()

    session = live_make.session
    session.rollback()
    accepted = dict(session.execute(text(ACCEPTED)).all())
    decided = session.execute(
        text("SELECT count(*) FROM coding WHERE decided_by_id IS NOT NULL")
    ).scalar_one()
    assert decided >= 3
    assert len(accepted) >= 5
    assert counts_on_the_page(page) == accepted
    assert counts_in_word(document, set(accepted)) == accepted


def correct_three_codings(journey):
    """Reject one suggestion, accept another, and give a statement a theme of one's own."""
    page = journey.page
    for name, told in ((REJECT, "Rejected: "), (ACCEPT, "Accepted: ")):
        page.get_by_role("button", name=name).first.click()
        expect(page.locator("[data-status]")).to_contain_text(told)
    card = page.locator("[data-card]").first
    card.locator("[data-more] summary").click()
    card.get_by_label("Theme for statement").select_option(index=4)
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        card.get_by_role("button", name="Add", exact=True).click()
    journey.look()


def accept_what_is_left(journey):
    page = journey.page
    page.get_by_role("link", name="Themes", exact=True).click()
    page.get_by_role("link", name=re.compile("^Accept all")).click()
    journey.look()
    page.get_by_role("button", name=re.compile(r"^Accept \d+ suggestions")).click()
    journey.look()


def counts_on_the_page(page) -> dict[str, int]:
    page.get_by_text("Show the numbers").first.click()
    rows = page.locator("details[open] tbody tr").all()
    return {
        row.locator("th, td").first.inner_text().strip(): int(
            re.sub(r"\D.*", "", row.locator("th, td").nth(1).inner_text().strip())
        )
        for row in rows
    }


def counts_in_word(document, names) -> dict[str, int]:
    found = {}
    for table in document.tables:
        for row in table.rows:
            cells = [cell.text.strip() for cell in row.cells]
            if cells[0] in names and len(cells) >= 2 and cells[0] not in found:
                found[cells[0]] = int(re.sub(r"\D.*", "", cells[1]))
    return found
