"""The import pages: preview, add, undo, refusals."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import func, select

from consult.models.accounts import RoleName
from consult.models.statements import Statement

NOTES = b"""Outcome 2.1: People feel safe

Work
- Street wardens on Fridays
- Youth club in the hall

Barriers
- No money after March
- <script>alert(1)</script> nobody told us
"""


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def facilitator(app, client_of, tmp_path):
    app.extensions["staging"] = tmp_path / "staging"
    return client_of(RoleName.FACILITATOR)


def send(facilitator, consultation, content=NOTES, name="notes.txt"):
    return facilitator.post(
        f"/staff/c/{consultation.slug}/imports/new",
        data={"file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def stored(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(Statement))


class TestPreview:
    def test_shows_what_becomes_what_and_stores_nothing(self, facilitator, consultation, session):
        reply = send(facilitator, consultation)
        page = facilitator.get(reply.location).text

        assert "Add 4 statements" in page
        assert "No money after March" in page
        assert "<script>alert(1)" not in page
        assert stored(session) == 0

    def test_follows_an_answer_in_the_address(self, facilitator, consultation):
        table = b"What is going well,Something else\nLunch club,Bus stop\nChoir,Bin store\n"
        preview = send(facilitator, consultation, table, "notes.csv").location

        page = facilitator.get(preview + "?answer.table1.column2=barrier").text

        assert "3 barrier" in page

    def test_pasted_text_is_read_as_well(self, facilitator, consultation):
        reply = facilitator.post(
            f"/staff/c/{consultation.slug}/imports/new", data={"pasted": NOTES.decode()}
        )

        assert "Add 4 statements" in facilitator.get(reply.location).text

    @pytest.mark.parametrize(
        ("content", "name", "says"),
        [
            (b"", "notes.txt", "empty"),
            (b"PK\x03\x04garbage", "notes.docx", "notes.docx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "notes.doc", "notes.doc"),
        ],
    )
    def test_a_bad_file_is_refused_on_the_same_page(
        self, facilitator, consultation, session, content, name, says
    ):
        reply = send(facilitator, consultation, content, name)

        assert reply.status_code == 200
        assert says in reply.text
        assert "govuk-error-summary" in reply.text
        assert stored(session) == 0

    def test_nothing_chosen_is_said(self, facilitator, consultation):
        reply = facilitator.post(f"/staff/c/{consultation.slug}/imports/new", data={})

        assert "Choose a file, or paste the notes below." in reply.text

    def test_somebody_else_cannot_open_it(self, facilitator, consultation, client_of):
        preview = send(facilitator, consultation).location

        reply = client_of(RoleName.FACILITATOR).get(preview)

        assert reply.status_code == 404


class TestAdd:
    def test_stores_what_was_previewed_and_undoes_it(self, facilitator, consultation, session):
        preview = send(facilitator, consultation).location

        added = facilitator.post(preview, follow_redirects=True)
        after_adding = stored(session)
        undo = f"{added.request.path}/undo"
        undone = facilitator.post(undo, follow_redirects=True)

        assert "4 statements were added from notes.txt" in added.text
        assert after_adding == 4
        assert "4 statements were taken out again" in undone.text
        assert stored(session) == 0

    def test_the_same_file_again_adds_nothing_and_says_so(self, facilitator, consultation, session):
        facilitator.post(send(facilitator, consultation).location)

        second = send(facilitator, consultation).location
        warned = facilitator.get(second).text
        reply = facilitator.post(second, follow_redirects=True)

        assert "Adding it again adds nothing" in warned
        assert "nothing was added now" in reply.text
        assert stored(session) == 4

    def test_the_original_comes_back_as_a_download(self, facilitator, consultation):
        added = facilitator.post(send(facilitator, consultation).location, follow_redirects=True)

        reply = facilitator.get(f"{added.request.path}/original")

        assert reply.data == NOTES
        assert reply.headers["Content-Disposition"].startswith("attachment")
        assert reply.mimetype == "application/octet-stream"
