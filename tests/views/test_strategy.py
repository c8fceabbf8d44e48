"""Strategies as officers add and see them."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from consult.models.accounts import RoleName
from consult.models.strategy import Strategy

TYPED = """\
Aim 1: People know their neighbours
Outcome 1.1: Every street has something to do
Action: Lend out street party boxes
Outcome 1.2: Newcomers are welcomed
"""


@pytest.fixture
def officer(client_of):
    return client_of(RoleName.OFFICER)


class TestNewStrategy:
    def test_is_typed_without_any_file_and_previewed_before_it_is_stored(self, officer, session):
        preview = officer.post("/staff/strategy/new", data={"title": "Ours", "typed": TYPED})

        shown = officer.get(preview.location).text
        assert "1.2 Newcomers are welcomed" in shown
        assert "No strategy yet" in officer.get("/staff/strategy/").text

        officer.post(preview.location, data={"title": "Ours"})

        [stored] = session.scalars(select(Strategy))
        assert [each.label for each in stored.outcomes] == [
            "1.1 Every street has something to do",
            "1.2 Newcomers are welcomed",
        ]

    def test_what_cannot_be_read_is_told_at_the_field_and_kept(self, officer):
        page = officer.post(
            "/staff/strategy/new", data={"title": "Ours", "typed": "Be <kind>."}
        ).text

        assert 'id="typed-error"' in page
        assert "Be &lt;kind&gt;." in page
        assert "names no outcome" in page

    def test_a_file_goes_before_what_was_typed(self, officer):
        file = (BytesIO(b"Nothing here"), "plan.txt")

        page = officer.post("/staff/strategy/new", data={"file": file, "typed": TYPED}).text

        assert 'id="file-error"' in page
        assert "plan.txt" in page

    def test_nothing_sent_is_told(self, officer):
        page = officer.post("/staff/strategy/new", data={"title": "Ours"}).text

        assert "Choose the strategy’s file, or type it below." in page

    def test_an_aim_without_a_title_has_no_colon(self, officer):
        preview = officer.post("/staff/strategy/new", data={"typed": "Outcome 1.1: Clean streets"})
        page = officer.get(preview.location).text

        assert "Aim 1</h2>" in page
