"""Votes on the web: the ballot without an account or a script, and the organiser's pages."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from consult.models.accounts import RoleName
from consult.models.audit import AuditEvent
from consult.models.statements import StatementState
from consult.models.votes import Ballot, Vote, VoteState
from consult.services import statements, votes, walls, workshops
from tests.conftest import SECRET

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def workshop(session, make):
    return workshops.create(session, make.consultation(), title="Plenary", secret=SECRET, tables=1)


@pytest.fixture
def draft(session, make, workshop):
    vote = votes.create(session, workshop, title="What first? <b>", dots=2, secret=SECRET)
    for text in ("Buses <i>", "Rooms"):
        votes.add_statement(session, vote, make.statement(text, table=workshop.tables[0]).id)
    return vote


@pytest.fixture
def vote(session, draft):
    votes.open_vote(session, draft)
    return draft


@pytest.fixture
def address(draft):
    return f"/v/{votes.code_of(draft, secret=SECRET)}"


@pytest.fixture
def officer(client_of):
    return client_of(RoleName.OFFICER)


@pytest.fixture
def place(workshop):
    return f"/staff/c/{workshop.consultation.slug}/workshops/{workshop.id}/votes"


def press(browser, address, vote, which, dots):
    return browser.post(
        f"{address}/dots",
        data={"option": vote.options[which].id, "dots": dots},
        follow_redirects=True,
    )


class TestBallot:
    def test_gives_and_takes_back_by_plain_forms(self, client, vote, address):
        first = client.get(address).text
        given = press(client, address, vote, 0, 2).text
        back = press(client, address, vote, 0, 1).text

        assert "2 dots left" in first
        assert "Buses &lt;i&gt;" in first
        assert "0 dots left" in given
        assert "1 dot left" in back

    def test_says_when_no_dot_is_left(self, client, vote, address):
        press(client, address, vote, 0, 2)

        page = press(client, address, vote, 1, 1).text

        assert "You have given all 2 of your dots" in page
        assert "0 dots left" in page

    def test_a_device_keeps_its_ballot_and_another_has_its_own(
        self, app, session, client, vote, address
    ):
        press(client, address, vote, 0, 1)
        press(client, address, vote, 1, 1)
        other = app.test_client()
        press(other, address, vote, 0, 2)

        session.rollback()  # what it has read is of before
        assert session.scalar(select(func.count()).select_from(Ballot)) == 2
        assert "0 dots left" in client.get(address).text

    def test_looking_makes_no_ballot(self, session, client, vote, address):
        client.get(address)

        session.rollback()
        assert session.scalar(select(func.count()).select_from(Ballot)) == 0

    @pytest.mark.parametrize(
        "data", [{}, {"option": "x", "dots": "1"}, {"option": "1", "dots": "-1"}]
    )
    def test_refuses_what_no_form_of_ours_sends(self, session, client, vote, address, data):
        data = {**data, "option": data.get("option", "999999")}

        reply = client.post(f"{address}/dots", data=data, follow_redirects=True)

        session.rollback()
        assert reply.status_code == 200
        assert session.scalar(select(func.count()).select_from(Ballot).where(Ballot.used > 0)) == 0

    def test_a_draft_waits_and_a_closed_vote_shows_its_results(
        self, session, client, draft, address
    ):
        waiting = client.get(address).text
        votes.open_vote(session, draft)
        press(client, address, draft, 1, 2)
        during = client.get(address).text
        votes.close(session, draft)
        late = press(client, address, draft, 0, 1).text

        closed = client.get(address).text

        assert "has not been opened yet" in waiting
        assert "ballot, " not in during, "nobody is told who leads while dots are given"
        assert "This vote is closed, so no dot was given" in late
        assert "1 ballot. Who was present is not known." in closed
        assert "Your own dots were counted" in closed

    def test_shows_no_words_that_were_withheld_since(self, session, client, vote, address):
        statement = vote.options[0].statement
        statements.set_state(session, statement, StatementState.WITHHELD, reason="A name.")

        page = client.get(address).text

        assert "Buses" not in page
        assert "withheld" in page

    def test_a_wrong_code_asks_again_and_the_right_one_is_found_where_codes_are_typed(
        self, client, vote, address
    ):
        code = address.removeprefix("/v/")

        assert client.get("/v/WRONG00").status_code == 404
        assert client.post("/v/WRONG00/dots").status_code == 404
        assert client.get(f"/w?code={code.lower()}", follow_redirects=True).request.path == address

    def test_leaves_no_trace_of_who_gave_which_dot(self, session, client, vote, address):
        before = session.scalar(select(func.count()).select_from(AuditEvent))

        press(client, address, vote, 0, 1)

        session.rollback()
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == before
        columns = set(Ballot.__table__.columns.keys())
        assert columns == {"id", "vote_id", "token_hash", "allowed", "used"}


class TestOrganising:
    def test_drafts_chooses_opens_closes_and_downloads(
        self, officer, client, session, make, workshop, place
    ):
        theme = make.codebook(workshop.consultation, "trust").themes[0]
        card = make.statement("Buses", table=workshop.tables[0])
        officer.post(place, data={"title": "What first?", "dots": "2"})
        vote = session.scalars(select(Vote)).one()
        here = f"{place}/{vote.id}"
        early = officer.post(f"{here}/state", data={"to": "open"}, follow_redirects=True).text
        for act, which in (("theme", theme.id), ("card", card.id)):
            officer.post(f"{here}/options", data={"act": act, "which": which})

        opened = officer.post(f"{here}/state", data={"to": "open"}, follow_redirects=True).text
        session.rollback()
        session.refresh(vote, ["options"])
        address = f"/v/{votes.code_of(vote, secret=SECRET)}"
        press(client, address, vote, 1, 2)
        closed = officer.post(f"{here}/state", data={"to": "close"}, follow_redirects=True).text
        file = officer.get(f"{here}/results.csv")

        assert "at least two cards or themes" in early
        assert address in opened
        assert "1 ballot. Who was present is not known." in closed
        assert "1,Buses,card,2,1" in file.text
        assert "2,Trust,theme,0,0" in file.text

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({"title": "", "dots": "3"}, "Enter what the room is asked"),
            ({"title": "What?", "dots": "21"}, "Enter a number of dots from 1 to 20"),
            ({"title": "What?", "dots": "many"}, "Enter a number of dots from 1 to 20"),
        ],
    )
    def test_refuses_a_vote_that_nobody_could_take(self, officer, session, place, data, sentence):
        page = officer.post(place, data=data).text

        session.rollback()
        assert page.count(f"#{'title' if not data['title'] else 'dots'}") == 1
        assert sentence in page
        assert "Not a valid" not in page
        assert session.scalar(select(func.count()).select_from(Vote)) == 0

    def test_says_why_an_option_is_not_taken(self, officer, vote, place):
        here = f"{place}/{vote.id}/options"

        opened = officer.post(here, data={"act": "card", "which": "1"}, follow_redirects=True)
        nonsense = officer.post(here, data={"act": "all", "which": "x"}, follow_redirects=True)

        assert "stays as it is" in opened.text
        assert "Choose a card or a theme" in nonsense.text

    def test_knows_no_vote_of_another_workshop(self, officer, make, vote, place):
        other = make.workshop()
        elsewhere = f"/staff/c/{other.consultation.slug}/workshops/{other.id}/votes/{vote.id}"

        assert officer.get(elsewhere).status_code == 404
        assert officer.post(f"{elsewhere}/state", data={"to": "close"}).status_code == 404


class TestOnTheWall:
    def test_shows_how_to_take_part_and_then_the_results(
        self, client, session, workshop, vote, address
    ):
        wall = walls.open_wall(session, workshop, secret=SECRET)
        screen = f"/w/{walls.code_of(wall, secret=SECRET)}/wall?show=vote&part=live"
        before = client.get(screen)
        press(client, address, vote, 0, 2)
        during = client.get(screen, headers={"If-None-Match": before.headers["ETag"]})
        votes.close(session, vote)

        after = client.get(screen)

        assert address.removeprefix("/v/") in before.text
        assert "0 ballots" in before.text
        assert (during.status_code, "1 ballot." in during.text) == (200, True)
        assert "2 dots" in after.text
        assert "Closed." in after.text
        assert session.get(Vote, vote.id).state is VoteState.CLOSED
