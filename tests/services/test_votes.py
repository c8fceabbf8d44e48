"""Dot-voting: what is voted on, dots that never exceed what a ballot has, ties and turnout."""

from __future__ import annotations

import csv
import io
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from consult.db.engine import make_sessions
from consult.models.audit import AuditEvent
from consult.models.base import utc_now
from consult.models.statements import StatementState
from consult.models.votes import Ballot, BallotDots, Vote, VoteState
from consult.models.workshops import Attendance, Participant
from consult.services import statements, verification, votes, workshops
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.votes import CodeUnknown, NoDotsLeft, VoteNotOpen
from consult.services.votes.counting import Turnout
from tests.conftest import SECRET


@pytest.fixture
def workshop(session, make):
    return workshops.create(session, make.consultation(), title="Plenary", secret=SECRET, tables=2)


@pytest.fixture
def draft(session, workshop):
    return votes.create(session, workshop, title="What matters most?", dots=3, secret=SECRET)


@pytest.fixture
def vote(session, make, workshop, draft):
    for text in ("Buses", "Rooms", "=Rent", "Trust"):
        statement = make.statement(text, table=workshop.tables[0])
        votes.add_statement(session, draft, statement.id)
    votes.open_vote(session, draft)
    return draft


def options(vote):
    return {option.label: option.id for option in vote.options}


def give(session, vote, token, **dots):
    for label, number in dots.items():
        votes.give(session, vote, token=token, option_id=options(vote)[label], dots=number)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestCreate:
    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"title": " \x00 "}, "Enter what the room is asked"),
            ({"title": "x" * 201}, "201 characters"),
            ({"dots": 0}, "between 1 and 20"),
            ({"dots": 21}, "between 1 and 20"),
        ],
    )
    def test_refuses_what_nobody_could_vote_on(self, session, workshop, fields, sentence):
        given = {"title": "What?", "dots": 3, **fields}

        with pytest.raises(InvalidInput, match=sentence):
            votes.create(session, workshop, secret=SECRET, **given)

        assert votes.list_votes(session, workshop) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestChoosing:
    def test_takes_cards_and_themes_each_once(self, session, make, workshop, draft):
        statement = make.statement("Buses", table=workshop.tables[0])
        theme = make.codebook(workshop.consultation, "trust").themes[0]

        for _ in range(2):
            votes.add_statement(session, draft, statement.id)
            votes.add_theme(session, draft, theme.id)

        assert list(options(draft)) == ["Buses", "Trust"]
        assert votes.cards_to_add(session, draft) == ([], 0)
        assert votes.themes_to_add(session, draft) == []

    def test_takes_no_card_of_another_workshop_nor_one_that_does_not_count(
        self, session, make, workshop, draft
    ):
        struck = make.statement(
            "Gone",
            table=workshop.tables[0],
            state=StatementState.STRUCK,
            state_reason="Struck.",
        )

        for statement in (make.statement(), struck):
            with pytest.raises(NotFound):
                votes.add_statement(session, draft, statement.id)

    def test_finds_cards_by_words_and_table(self, session, make, workshop, draft):
        make.statement("A bus at night", table=workshop.tables[0])
        make.statement("A bus by day", table=workshop.tables[1])

        found, total = votes.cards_to_add(
            session, draft, words="bus", table_id=workshop.tables[1].id
        )

        assert ([each.text for each in found], total) == (["A bus by day"], 1)

    def test_takes_a_choice_off_again(self, session, make, workshop, draft):
        statement = make.statement("Buses", table=workshop.tables[0])
        option = votes.add_statement(session, draft, statement.id)

        votes.remove_option(session, draft, option.id)

        assert draft.options == []

    def test_changes_nothing_once_people_may_have_seen_it(self, session, make, workshop, vote):
        late = make.statement("Late", table=workshop.tables[0])

        with pytest.raises(Conflict, match="stays as it is"):
            votes.add_statement(session, vote, late.id)
        with pytest.raises(Conflict, match="stays as it is"):
            votes.remove_option(session, vote, vote.options[0].id)

    def test_votes_on_words_that_may_be_quoted(self, session, make, workshop, draft):
        statement = make.statement(
            "Ring Pat", table=workshop.tables[0], public_text="Ring [name of a person]"
        )

        votes.add_statement(session, draft, statement.id)

        assert list(options(draft)) == ["Ring [name of a person]"]


class TestOpening:
    def test_needs_a_choice(self, session, draft):
        with pytest.raises(InvalidInput, match="at least two"):
            votes.open_vote(session, draft)

    def test_lets_one_vote_of_a_workshop_be_open(self, session, make, workshop, vote):
        other = votes.create(session, workshop, title="And?", dots=1, secret=SECRET)
        for option in vote.options[:2]:
            votes.add_statement(session, other, option.statement_id)
        with pytest.raises(Conflict, match="Close it first"):
            votes.open_vote(session, other)

        with pytest.raises(IntegrityError):
            session.execute(update(Vote).values(state=VoteState.OPEN))
        session.rollback()
        votes.close(session, vote)
        votes.open_vote(session, other)

        assert votes.current(session, workshop) is other

    def test_closing_and_opening_are_in_the_audit_trail_and_dots_stay(self, session, vote):
        give(session, vote, "a", Buses=2)
        votes.close(session, vote)
        votes.close(session, vote)

        votes.open_vote(session, vote)

        assert votes.dots_of(session, vote, "a") == {options(vote)["Buses"]: 2}
        events = session.scalars(
            select(AuditEvent.event).where(AuditEvent.event.in_(["vote.opened", "vote.closed"]))
        ).all()
        assert sorted(events) == ["vote.closed", "vote.opened", "vote.opened"]

    def test_a_draft_cannot_be_closed(self, session, draft):
        with pytest.raises(InvalidInput, match="not been opened"):
            votes.close(session, draft)


class TestGive:
    def test_gives_and_takes_back(self, session, vote):
        give(session, vote, "a", Buses=2, Rooms=1)
        give(session, vote, "a", Buses=1)
        left = votes.give(session, vote, token="a", option_id=options(vote)["Rooms"], dots=0)

        assert votes.dots_of(session, vote, "a") == {options(vote)["Buses"]: 1}
        assert left == 2

    def test_the_same_request_twice_changes_nothing(self, session, vote):
        for _ in range(3):
            give(session, vote, "a", Buses=2)

        assert votes.dots_of(session, vote, "a") == {options(vote)["Buses"]: 2}

    def test_gives_no_more_than_a_ballot_has(self, session, vote):
        give(session, vote, "a", Buses=2, Rooms=1)

        with pytest.raises(NoDotsLeft, match="all 3 of your dots"):
            give(session, vote, "a", Trust=1)
        with pytest.raises(NoDotsLeft):
            give(session, vote, "a", Buses=3)

        assert sum(votes.dots_of(session, vote, "a").values()) == 3

    @pytest.mark.parametrize("when", ["draft", "closed", "forgotten"])
    def test_takes_no_dot_unless_it_is_open(self, session, vote, when):
        if when == "closed":
            votes.close(session, vote)
        vote.state = VoteState.DRAFT if when == "draft" else vote.state
        if when == "forgotten":
            vote.opened_at = utc_now() - timedelta(days=3)
        session.commit()

        with pytest.raises(VoteNotOpen):
            give(session, vote, "a", Buses=1)

        assert session.scalar(select(func.count()).select_from(Ballot)) == 0

    def test_takes_no_dot_for_what_is_not_voted_on(self, session, vote):
        with pytest.raises(InvalidInput, match="not among what is voted on"):
            votes.give(session, vote, token="a", option_id=999, dots=1)

    def test_keeps_no_token_but_its_hash(self, session, vote):
        token = votes.new_token()
        give(session, vote, token, Buses=1)

        stored = session.scalars(select(Ballot.token_hash)).one()

        assert len(token) == 32
        assert stored != token
        assert votes.dots_of(session, vote, stored) == {}

    def test_a_device_has_one_ballot_in_the_database(self, session, vote):
        give(session, vote, "a", Buses=1)
        first = session.scalars(select(Ballot)).one()

        session.add(Ballot(vote_id=vote.id, token_hash=first.token_hash, allowed=3))

        with pytest.raises(IntegrityError):
            session.commit()
        session.rollback()

    def test_the_database_refuses_a_ballot_that_gave_too_much(self, session, vote):
        give(session, vote, "a", Buses=1)

        with pytest.raises(IntegrityError):
            session.execute(update(Ballot).values(used=4))
        session.rollback()

    def test_requests_at_once_never_give_more_than_there_is(self, engine, session, vote):
        ids, tokens = list(options(vote).values()), ["a", "b"]
        sessions = make_sessions(engine)
        gate = threading.Barrier(8)

        def press(number):
            gate.wait()
            for turn in range(6):
                with sessions() as own:
                    try:
                        votes.give(
                            own,
                            own.get(Vote, vote.id),
                            token=tokens[number % 2],
                            option_id=ids[(number + turn) % 4],
                            dots=1 + turn % 3,
                        )
                    except (NoDotsLeft, IntegrityError):
                        continue

        threads = [threading.Thread(target=press, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        session.rollback()
        given = session.execute(
            select(Ballot.used, func.sum(BallotDots.dots))
            .join(BallotDots, BallotDots.ballot_id == Ballot.id)
            .group_by(Ballot.id)
        ).all()
        assert len(given) == 2
        assert all(used == total <= 3 for used, total in given)


class TestCounting:
    def test_shares_places_where_there_is_a_tie(self, session, vote):
        give(session, vote, "a", Buses=2, Rooms=1)
        give(session, vote, "b", Rooms=1, Trust=2)

        found = votes.results(session, vote)

        assert [(each.told_place, each.label, each.dots, each.ballots) for each in found] == [
            ("1=", "Buses", 2, 1),
            ("1=", "Rooms", 2, 2),
            ("1=", "Trust", 2, 1),
            ("4", "=Rent", 0, 0),
        ]

    def test_counts_no_ballot_that_took_everything_back(self, session, vote):
        give(session, vote, "a", Buses=1)
        give(session, vote, "a", Buses=0)

        assert votes.turnout(session, vote) == Turnout(ballots=0, dots=0, present=None)

    def test_has_who_was_present_as_its_base(self, session, workshop, vote):
        session.add_all(
            Participant(workshop=workshop, name=f"P{n}", attendance=Attendance.PRESENT)
            for n in range(2)
        )
        session.commit()
        give(session, vote, "a", Buses=1)

        assert votes.turnout(session, vote).told == "1 ballot, 2 present."

    @pytest.mark.parametrize(
        ("ballots", "present", "told"),
        [
            (4, None, "4 ballots. Who was present is not known."),
            (3, 9, "3 ballots, 9 present."),
            (3, 10, "3 ballots, 10 present (30%)."),
            (12, 11, "more ballots than people on the list"),
        ],
    )
    def test_tells_turnout_in_words(self, ballots, present, told):
        assert told in Turnout(ballots, 9, present).told

    def test_shows_no_words_of_a_card_that_was_withheld_since(self, session, vote):
        statement = vote.options[0].statement
        statements.set_state(session, statement, StatementState.WITHHELD, reason="A name.")

        labels = {each.label for each in votes.results(session, vote)}

        assert "Buses" not in labels
        assert any("withheld" in label for label in labels)

    def test_writes_a_file_that_no_spreadsheet_runs(self, session, vote):
        give(session, vote, "a", **{"=Rent": 3})

        rows = list(csv.reader(io.StringIO(votes.as_csv(session, vote).lstrip("\ufeff"))))

        assert rows[1] == ["1", "'=Rent", "card", "3", "1"]
        assert ["ballots", "1"] in rows
        assert ["people present", ""] in rows

    def test_marks_change_with_each_dot(self, session, workshop, vote):
        before = votes.mark(session, workshop)

        give(session, vote, "a", Buses=1)

        assert votes.mark(session, workshop) != before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestFind:
    def test_knows_a_vote_by_its_code_only(self, session, vote):
        code = votes.code_of(vote, secret=SECRET)

        assert votes.find(session, code.lower(), secret=SECRET) is vote
        for wrong in (code[:-1], "", code + "0"):
            with pytest.raises(CodeUnknown):
                votes.find(session, wrong, secret=SECRET)


def test_the_store_notices_a_ballot_whose_sum_is_wrong(session, vote):
    give(session, vote, "a", Buses=2)
    session.execute(update(Ballot).values(used=1))
    session.commit()

    assert any("Ballot" in fault for fault in verification.faults(session))
