"""The wall's pages: who sees it, what its screen asks for, and the moderator's hand."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from uuid import UUID

import pytest

from consult.models.accounts import RoleName
from consult.models.jobs import Job
from consult.models.statements import Statement, StatementState
from consult.models.walls import Wall
from consult.services import capture, statements, votes, walls, workshops
from consult.services.votes import setting_up
from tests.conftest import SECRET

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def workshop(session, make):
    return workshops.create(
        session, make.consultation(), title="Plenary <b>", secret=SECRET, tables=2
    )


@pytest.fixture
def wall(session, workshop):
    return walls.open_wall(session, workshop, secret=SECRET)


@pytest.fixture
def address(wall):
    return f"/w/{walls.code_of(wall, secret=SECRET)}/wall"


@pytest.fixture
def staff(client_of):
    return client_of(RoleName.FACILITATOR)


@pytest.fixture
def place(workshop):
    return f"/staff/c/{workshop.consultation.slug}/workshops/{workshop.id}/wall"


def write(session, workshop, text, *, table=1, number=1):
    here = workshop.tables[table - 1]
    capture.record(session, here, uuid=UUID(int=number), kind="barrier", outcome_id=None, text=text)
    return session.query(Statement).order_by(Statement.id.desc()).first()


class TestShowWall:
    def test_shows_cards_as_text_to_whoever_has_the_code(self, client, session, workshop, address):
        write(session, workshop, "<script>alert(1)</script>")

        page = client.get(address)

        assert page.status_code == 200
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
        assert "Plenary &lt;b&gt;" in page.text
        assert "Show what is new" in page.text, "without a script a link reads it anew"
        assert page.headers["Cache-Control"] == "no-store"

    def test_gives_only_what_changes_and_304_where_nothing_did(
        self, client, session, workshop, address
    ):
        write(session, workshop, "No buses")
        first = client.get(f"{address}?part=live")
        etag = first.headers["ETag"]

        same = client.get(f"{address}?part=live", headers={"If-None-Match": etag})
        write(session, workshop, "No rooms", number=2)
        changed = client.get(f"{address}?part=live", headers={"If-None-Match": etag})

        assert "<html" not in first.text
        assert (same.status_code, same.text) == (304, "")
        assert changed.status_code == 200
        assert "No rooms" in changed.text

    def test_filters_by_table_in_the_address(self, client, session, workshop, address):
        write(session, workshop, "From one")
        write(session, workshop, "From two", table=2, number=2)

        page = client.get(f"{address}?table=2&show=cards").text

        assert "From two" in page
        assert "From one" not in page
        assert client.get(f"{address}?table=99&show=nonsense").status_code == 200

    def test_shows_no_word_of_a_withheld_struck_or_held_back_card(
        self, client, session, workshop, wall, address
    ):
        shown = [write(session, workshop, f"Secret {n}", number=n) for n in (1, 2, 3)]
        statements.set_state(session, shown[0], StatementState.WITHHELD, reason="A name.")
        statements.set_state(session, shown[1], StatementState.STRUCK, reason="Struck.")
        walls.rule(session, wall, shown[2].id, is_shown=False, seen_version=1)

        assert "Secret" not in client.get(address).text

    def test_a_tables_code_shows_the_wall_only_where_the_organiser_allows_it(
        self, client, session, workshop, wall
    ):
        write(session, workshop, "Of another table", table=2)
        code = workshops.code_of(workshop.tables[0], secret=SECRET)
        refused = client.get(f"/w/{code}/wall")

        walls.allow_tables(session, wall, is_allowed=True)

        assert refused.status_code == 403
        assert "Of another table" not in refused.text
        assert "Of another table" in client.get(f"/w/{code}/wall").text

    def test_knows_no_wall_by_a_wrong_or_ended_code(self, client, session, wall, address):
        assert client.get("/w/AAAAAAAAAA/wall").status_code == 404

        walls.end_code(session, wall)

        assert client.get(address).status_code == 404

    def test_the_walls_code_typed_where_tables_join_leads_to_the_wall(self, client, wall, address):
        code = walls.code_of(wall, secret=SECRET)

        reply = client.get(f"/w?code={code[:5]}-{code[5:]}", follow_redirects=True)

        assert reply.request.path.endswith("/wall")
        assert reply.status_code == 200

    def test_slows_down_whoever_tries_codes(self, app, client, wall):
        app.extensions["limiter_of_sign_in"].enabled = True
        tries = [client.get(f"/w/WRONG{n:05}/wall").status_code for n in range(21)]
        app.extensions["limiter_of_sign_in"].enabled = False

        assert tries[:20] == [404] * 20
        assert tries[20] == 429

    def test_shows_the_results_of_a_vote_until_the_hall_has_read_them(
        self, client, session, workshop, address, monkeypatch
    ):
        vote = votes.create(session, workshop, title="Which first?", dots=3, secret=SECRET)
        for number in (1, 2):
            card = write(session, workshop, f"Buses {number}", number=number)
            votes.add_statement(session, vote, card.id)
        votes.open_vote(session, vote)
        while_open = client.get(address).text

        votes.close(session, vote)
        just_closed = client.get(address, query_string={"part": "live"})
        monkeypatch.setattr(setting_up, "NEWS_FOR", timedelta(0))
        later = client.get(
            address,
            query_string={"part": "live"},
            headers={"If-None-Match": just_closed.headers["ETag"]},
        )

        assert "and type" in while_open
        assert "Closed. 0 ballots" in just_closed.text
        assert later.status_code == 200
        assert "Which first?" not in later.text
        assert "Which first?" in client.get(address, query_string={"show": "vote"}).text

    def test_leaves_the_analysis_to_the_worker(self, client, session, workshop, address):
        write(session, workshop, "Lack of money")
        loaded = {"analysis.coding", "sklearn"} & set(sys.modules)

        client.get(address)
        client.get(address)

        session.rollback()  # what it has read is of before
        assert session.query(Job).filter_by(kind=walls.JOB_KIND).count() == 1
        assert {"analysis.coding", "sklearn"} & set(sys.modules) == loaded


class TestModerate:
    def test_teaches_where_there_is_no_wall_and_opens_one(self, staff, session, place):
        before = staff.get(place).text
        screen_before = staff.get(f"{place}/screen").status_code

        staff.post(f"{place}/open", follow_redirects=True)

        session.rollback()
        assert "No wall yet" in before
        assert screen_before == 404
        assert session.query(Wall).count() == 1
        assert staff.get(f"{place}/screen").status_code == 200

    def test_holds_and_releases_the_wall(self, staff, client, session, workshop, wall, place):
        staff.post(f"{place}/hold", data={"held": "yes"})
        write(session, workshop, "Waits")
        held = staff.get(f"{place}/screen").text
        waiting = staff.get(f"{place}?show=waiting").text

        staff.post(f"{place}/hold", data={"held": "no"})

        assert "Waits" not in held
        assert "Held: newer cards wait" in held
        assert "Waits" in waiting
        assert "Waits" in staff.get(f"{place}/screen").text

    def test_rules_on_a_card_and_comes_back_to_the_same_list(
        self, staff, session, workshop, wall, place
    ):
        statement = write(session, workshop, "Rude words")

        reply = staff.post(
            f"{place}/cards/{statement.id}",
            data={"shown": "no", "version": "1", "show": "shown", "q": "rude", "table": "1"},
        )
        stale = staff.post(
            f"{place}/cards/{statement.id}",
            data={"shown": "yes", "version": "7"},
            follow_redirects=True,
        )

        assert reply.headers["Location"].endswith("show=shown&q=rude&table=1")
        assert "changed this card after you read it" in stale.text
        assert "Rude words" not in staff.get(f"{place}/screen").text

    def test_ends_and_renews_the_code(self, staff, client, wall, place, address):
        staff.post(f"{place}/code", data={"code": "end"})
        ended = client.get(address).status_code
        page = staff.get(place).text
        staff.post(f"{place}/code", data={"code": "renew"})

        link = re.search(r"/w/[0-9A-Z]{10}/wall", staff.get(place).text)[0]

        assert ended == 404
        assert "code has ended" in page
        assert link != address
        assert client.get(link).status_code == 200

    def test_only_who_manages_may_open_it_to_tables(self, client_of, staff, session, wall, place):
        refused = staff.post(f"{place}/tables", data={"allowed": "yes"})
        allowed = client_of(RoleName.OFFICER).post(f"{place}/tables", data={"allowed": "yes"})

        session.refresh(wall)
        assert (refused.status_code, allowed.status_code) == (403, 302)
        assert wall.is_open_to_tables
