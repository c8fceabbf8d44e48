"""What leaves says how far a report of the same figures has come, and who signed it."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from docx import Document

from consult.models.papers import PaperKind, PaperState
from consult.services import outputs, papers
from consult.services.outputs import Making
from consult.services.papers import standing
from consult.services.reports import exporting
from consult.writers.standing import CHANGED, CHECKED, DRAFT, NOBODY_AT_ALL
from tests.services.reporting import TODAY, Material

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MOMENT = datetime(2026, 11, 5, 12, tzinfo=UTC)


@pytest.fixture
def material(session, make):
    material = Material(session, make, slug="parks", purpose="What stops you?")
    for number in range(12):
        material.say(f"There is no bus in the evening, says {number}", "resources", outcome="1.1")
    return material


@pytest.fixture
def sign(session, make, material):
    """Return a function that takes a new paper to a state, signed by people of those names."""

    def sign(state, title="Findings"):
        paper = papers.start(session, material.consultation, kind=PaperKind.FINDINGS, title=title)
        ann, bob, cleo = (
            make.user(name=name) for name in ("Ann Writer", "Bob Reader", "Cleo Head")
        )
        paper.author, paper.state = ann, state
        if state is not PaperState.DRAFT:
            paper.checked_by, paper.checked_at = bob, MOMENT
        if state is PaperState.APPROVED:
            paper.approved_by, paper.approved_at = cleo, MOMENT
        session.commit()
        return paper

    return sign


class TestOf:
    def test_is_a_draft_where_nothing_is_written(self, session, material):
        found = standing.of(session, material.consultation)

        assert (found.notice, found.signed) == (DRAFT, NOBODY_AT_ALL)

    def test_names_whoever_wrote_a_draft(self, session, material, sign):
        sign(PaperState.DRAFT)

        found = standing.of(session, material.consultation)

        assert found.notice == DRAFT
        assert "Written by Ann Writer" in found.signed

    def test_is_that_of_the_report_that_has_come_furthest(self, session, material, sign):
        sign(PaperState.APPROVED, "Council paper")
        sign(PaperState.CHECKED)
        sign(PaperState.DRAFT)

        found = standing.of(session, material.consultation)

        assert (found.state, found.report, found.notice) == ("approved", "Council paper", "")
        assert "Approved by Cleo Head, 5 November 2026." in found.signed

    def test_is_checked_and_no_more(self, session, material, sign):
        sign(PaperState.CHECKED)

        assert standing.of(session, material.consultation).notice == CHECKED

    def test_is_a_draft_again_once_a_figure_has_changed(self, session, material, sign):
        sign(PaperState.APPROVED)
        material.say("One more bus", "resources")
        session.expire_all()

        found = standing.of(session, material.consultation)

        assert (found.state, found.notice) == ("draft", CHANGED)
        assert "Approved by Cleo Head" in found.signed

    def test_is_that_of_another_report_which_still_says_the_figures(self, session, material, sign):
        sign(PaperState.APPROVED)
        material.say("One more bus", "resources")
        session.expire_all()
        sign(PaperState.CHECKED, "Newer")

        found = standing.of(session, material.consultation)

        assert (found.state, found.report) == ("checked", "Newer")


class TestFiles:
    @pytest.mark.parametrize(
        ("state", "notice"), [(PaperState.DRAFT, DRAFT), (PaperState.APPROVED, "")]
    )
    def test_say_it_whatever_they_are(self, session, material, sign, state, notice):
        sign(state)
        making = Making(session, material.consultation, TODAY, "Testbury")

        files = [
            outputs.make(making, "residents", "docx"),
            outputs.make(making, "quotes", "docx"),
            outputs.make_by_group(making, "workshop", "docx"),
            exporting.render(
                session, material.consultation, "docx", made_on=TODAY, organisation="Testbury"
            ),
        ]
        book = openpyxl.load_workbook(io.BytesIO(outputs.make(making, "evidence", "xlsx")))

        for content in files:
            body = Document(io.BytesIO(content)).element.body
            text = "".join(body.itertext())
            assert (DRAFT in text) is bool(notice)
            assert "Ann Writer" in text
            assert ("Cleo Head" in text) is (state is PaperState.APPROVED)
        how = dict(book["How to read this"].iter_rows(min_row=2, values_only=True))
        assert how["State"] == (notice or "Approved.")
        assert "Ann Writer" in how["Signed"]
