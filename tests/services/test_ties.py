"""Solutions tied to the barriers that they answer."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.models.audit import AuditEvent
from consult.models.kinds import StatementKind
from consult.models.statements import SolutionTie
from consult.services import statements, ties
from consult.services.refusals import InvalidInput


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def table(make, consultation):
    return make.table(make.workshop(consultation))


@pytest.fixture
def solution(make, table, consultation):
    return make.statement(
        "Run a later bus on Fridays",
        table=table,
        kind=StatementKind.SOLUTION,
        outcome=consultation.outcomes[0],
    )


@pytest.fixture
def barrier(make, table):
    return make.statement("No bus after eight", table=table)


class TestTie:
    def test_is_seen_from_both_sides(self, session, solution, barrier):
        ties.tie(session, solution, [barrier])

        assert ties.barriers_of(session, solution) == [barrier]
        assert ties.solutions_to(session, barrier) == [solution]

    def test_twice_is_once(self, session, solution, barrier):
        ties.tie(session, solution, [barrier, barrier])

        assert ties.tie(session, solution, [barrier]) == []
        assert len(session.scalars(select(SolutionTie)).all()) == 1

    def test_is_in_the_trail(self, session, solution, barrier):
        ties.tie(session, solution, [barrier])
        ties.untie(session, solution, barrier)

        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert [each.event for each in events] == ["solution.tied", "solution.untied"]
        assert events[0].detail == {"barriers": [barrier.id]}

    def test_refuses_to_tie_nothing(self, session, solution):
        with pytest.raises(InvalidInput, match="at least one barrier"):
            ties.tie(session, solution, [])

    def test_refuses_what_is_no_solution(self, session, barrier, make, table):
        with pytest.raises(InvalidInput, match="is no solution"):
            ties.tie(session, barrier, [make.statement(table=table)])

    def test_refuses_what_is_no_barrier(self, session, solution, make, table):
        work = make.statement("Lunch club", table=table, kind=StatementKind.WORK)

        with pytest.raises(InvalidInput, match="is no barrier"):
            ties.tie(session, solution, [work])

    def test_refuses_a_barrier_of_another_consultation(self, session, solution, make):
        with pytest.raises(InvalidInput, match="another consultation"):
            ties.tie(session, solution, [make.statement("Elsewhere")])


class TestUntie:
    def test_takes_the_tie_away(self, session, solution, barrier):
        ties.tie(session, solution, [barrier])

        ties.untie(session, solution, barrier)

        assert ties.barriers_of(session, solution) == []

    def test_refuses_what_is_not_tied(self, session, solution, barrier):
        with pytest.raises(InvalidInput, match="is not tied"):
            ties.untie(session, solution, barrier)


class TestOffered:
    def test_begins_with_those_that_share_words_then_the_outcome(
        self, session, solution, make, table, consultation
    ):
        elsewhere = make.statement("Rents are high", consultation=consultation)
        same_outcome = make.statement("Too cold", table=table, outcome=consultation.outcomes[0])
        same_words = make.statement("Fridays have no later transport", consultation=consultation)

        assert ties.offered(session, solution) == [same_words, same_outcome, elsewhere]

    def test_finds_words(self, session, solution, barrier, make, table):
        make.statement("Too cold", table=table)

        assert ties.offered(session, solution, words="AFTER") == [barrier]

    def test_leaves_out_what_is_tied_or_does_not_count(self, session, solution, barrier, make):
        ties.tie(session, solution, [barrier])
        make.statement("Gone", table=solution.table, state="withheld", state_reason="A reason.")

        assert ties.offered(session, solution) == []


class TestByBarrier:
    def test_knows_only_what_counts(self, session, consultation, solution, barrier):
        ties.tie(session, solution, [barrier])

        before = ties.by_barrier(session, consultation)
        statements.set_state(session, solution, statements.StatementState.WITHHELD, reason="No.")

        assert before == {barrier.id: [solution.id]}
        assert ties.by_barrier(session, consultation) == {}
