"""Deciding codings: accept, reject, add, move, many at once, undo, and two people at once."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from consult.db.engine import make_engine, make_sessions
from consult.models.audit import ActorKind, AuditEvent
from consult.models.themes import CoderKind, Coding, CodingState
from consult.services import audit, codings, deleting, statements, undoing, verification
from consult.services.audit import Actor
from consult.services.codings import NotAPerson
from consult.services.refusals import Conflict, InvalidInput, NotFound

PROPOSED, ACCEPTED, REJECTED = CodingState.PROPOSED, CodingState.ACCEPTED, CodingState.REJECTED


def events(session, name):
    return session.scalars(select(AuditEvent).where(AuditEvent.event == name)).all()


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def themes(make, consultation):
    return make.codebook(consultation, "resources", "apathy", "trust").themes


@pytest.fixture
def coding(make, consultation, themes):
    return make.coding(make.statement("No money", consultation=consultation), themes[0])


class TestDecide:
    @pytest.mark.parametrize(
        ("decide", "state"), [(codings.accept, ACCEPTED), (codings.reject, REJECTED)]
    )
    def test_says_who_decided_and_keeps_the_event(self, session, coding, officer, decide, state):
        decide(session, coding, seen=PROPOSED)

        assert coding.state is state
        assert coding.decided_by == officer
        [event] = events(session, f"coding.{state.value}")
        assert event.detail["statement"] == coding.statement_id
        assert event.detail["theme"] == coding.theme_id
        assert verification.faults(session) == []

    def test_the_same_decision_again_changes_nothing(self, session, coding, officer):
        codings.accept(session, coding, seen=PROPOSED)

        codings.accept(session, coding, seen=PROPOSED)

        assert len(events(session, "coding.accepted")) == 1

    def test_refuses_over_somebody_elses_decision(self, session, make, coding, officer, work_as):
        codings.accept(session, coding, seen=PROPOSED)
        work_as(make.user(name="Pryce Planner"))

        with pytest.raises(Conflict, match="Olwen Officer has accepted this meanwhile"):
            codings.reject(session, coding, seen=PROPOSED)

        assert coding.state is ACCEPTED

    def test_changes_a_decision_that_the_person_saw(self, session, coding, officer):
        codings.accept(session, coding, seen=PROPOSED)

        codings.reject(session, coding, seen=ACCEPTED)

        assert coding.state is REJECTED

    def test_refuses_whoever_is_nobody(self, session, coding):
        with pytest.raises(NotAPerson, match="signed in"):
            codings.accept(session, coding, seen=PROPOSED)

        assert coding.state is PROPOSED


class TestWhileTheMachineLearns:
    """A page stays open while a run replaces every suggestion that nobody has decided."""

    @pytest.fixture
    def old(self, session, coding):
        codings.set_state(coding, CodingState.SUPERSEDED, None, None)
        session.commit()
        return coding

    @pytest.fixture
    def again(self, make, old):
        return make.coding(old.statement, old.theme)

    @pytest.mark.parametrize(
        ("decide", "state"), [(codings.accept, ACCEPTED), (codings.reject, REJECTED)]
    )
    def test_what_it_suggests_anew_is_decided_in_the_place_of_what_was_seen(
        self, session, old, again, officer, decide, state
    ):
        decided = decide(session, old, seen=PROPOSED)

        assert decided is again
        assert (again.state, again.decided_by) == (state, officer)
        assert old.state is CodingState.SUPERSEDED
        assert verification.faults(session) == []

    @pytest.mark.parametrize(
        ("decide", "state"), [(codings.accept, ACCEPTED), (codings.reject, REJECTED)]
    )
    def test_what_it_no_longer_suggests_is_decided_all_the_same(
        self, session, consultation, old, officer, decide, state
    ):
        decided = decide(session, old, seen=PROPOSED)

        assert (decided.state, decided.decided_by) == (state, officer)
        assert verification.faults(session) == []
        undoing.undo(session, consultation)
        assert old.state is PROPOSED

    def test_it_is_moved_as_well(self, session, old, again, themes, officer):
        moved = codings.move(session, old, themes[1], seen=PROPOSED)

        assert (moved.theme, moved.state) == (themes[1], ACCEPTED)
        assert again.state is REJECTED

    def test_somebody_elses_decision_stands(self, session, make, old, again, officer, work_as):
        codings.accept(session, again, seen=PROPOSED)
        work_as(make.user(name="Pryce Planner"))

        with pytest.raises(Conflict, match="Olwen Officer has accepted this meanwhile"):
            codings.reject(session, old, seen=PROPOSED)

    def test_a_statement_in_new_words_is_looked_at_again(self, session, old, again, officer):
        statements.change(session, old.statement, text="No time", seen_version=1)

        with pytest.raises(Conflict, match="has changed meanwhile"):
            codings.accept(session, old, seen=PROPOSED)

        assert again.state is PROPOSED

    def test_a_theme_that_is_gone_is_not_brought_back(self, session, old, themes, officer):
        deleting.delete(session, themes[0], seen_version=1)

        with pytest.raises(Conflict, match="has changed meanwhile"):
            codings.accept(session, old, seen=PROPOSED)


class TestTwoPeopleAtOnce:
    def test_one_decision_stands_and_the_other_is_told(self, database_url, make, coding):
        people = [make.user(), make.user()]
        coding_id = coding.id
        start = threading.Barrier(2)
        outcomes = []

        def decide(person_id, act):
            engine = make_engine(database_url)
            with make_sessions(engine)() as session:
                audit.act_as(session, Actor(ActorKind.PERSON, user_id=person_id))
                mine = session.get(Coding, coding_id)
                session.rollback()
                start.wait(timeout=10)
                try:
                    outcomes.append(act(session, mine, seen=PROPOSED).state)
                except Conflict as refusal:
                    outcomes.append(refusal)
            engine.dispose()

        threads = [
            threading.Thread(target=decide, args=(person.id, act))
            for person, act in zip(people, (codings.accept, codings.reject), strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)

        kept = [outcome for outcome in outcomes if isinstance(outcome, CodingState)]
        assert len(outcomes) == 2
        assert len(kept) == 1
        make.session.refresh(coding)
        assert coding.state is kept[0]


class TestAdd:
    def test_makes_an_accepted_coding_by_the_person(
        self, session, make, consultation, themes, officer
    ):
        statement = make.statement(consultation=consultation)

        coding = codings.add(session, statement, themes[1])

        assert (coding.coder_kind, coding.coder_id) == (CoderKind.PERSON, officer.id)
        assert coding.state is ACCEPTED
        assert verification.faults(session) == []

    @pytest.mark.parametrize("state", [PROPOSED, REJECTED])
    def test_accepts_what_stands_there_already(self, session, coding, themes, officer, state):
        if state is REJECTED:
            codings.reject(session, coding, seen=PROPOSED)

        added = codings.add(session, coding.statement, themes[0])

        assert added is coding
        assert coding.state is ACCEPTED

    def test_twice_is_once(self, session, make, consultation, themes, officer):
        statement = make.statement(consultation=consultation)
        codings.add(session, statement, themes[1])

        codings.add(session, statement, themes[1])

        assert session.scalar(select(func.count()).select_from(Coding)) == 1
        assert len(events(session, "coding.added")) == 1

    def test_refuses_a_theme_of_another_consultation(self, session, make, coding, officer):
        strange = make.codebook(make.consultation(), "parks").themes[0]

        with pytest.raises(NotFound):
            codings.add(session, coding.statement, strange)

        assert verification.faults(session) == []


class TestMove:
    def test_rejects_one_and_accepts_the_other(self, session, coding, themes, officer):
        moved = codings.move(session, coding, themes[2], seen=PROPOSED)

        assert coding.state is REJECTED
        assert (moved.theme, moved.state) == (themes[2], ACCEPTED)

    def test_is_undone_as_one(self, session, coding, themes, officer):
        moved = codings.move(session, coding, themes[2], seen=PROPOSED)

        undoing.undo(session, coding.statement.consultation)

        assert coding.state is PROPOSED
        assert moved.state is CodingState.SUPERSEDED

    def test_refuses_the_same_theme(self, session, coding, themes, officer):
        with pytest.raises(InvalidInput, match="another theme"):
            codings.move(session, coding, themes[0], seen=PROPOSED)

        assert coding.state is PROPOSED


class TestAcceptAll:
    def test_accepts_what_waits_and_leaves_the_rest(
        self, session, make, consultation, themes, coding, officer
    ):
        other = make.coding(make.statement(consultation=consultation), themes[1])
        rejected = make.coding(make.statement(consultation=consultation), themes[1])
        codings.reject(session, rejected, seen=PROPOSED)

        count = codings.accept_all(session, consultation, [coding.id, other.id, rejected.id])

        assert count == 2
        assert [each.state for each in (coding, other, rejected)] == [ACCEPTED, ACCEPTED, REJECTED]
        assert len(events(session, "codings.accepted")) == 1

    def test_touches_no_other_consultation(self, session, make, coding, officer):
        count = codings.accept_all(session, make.consultation(), [coding.id])

        assert count == 0
        assert coding.state is PROPOSED

    def test_is_undone_as_one(self, session, make, consultation, themes, coding, officer):
        other = make.coding(make.statement(consultation=consultation), themes[1])
        codings.accept_all(session, consultation, [coding.id, other.id])

        undone = undoing.undo(session, consultation)

        assert "2 codings" in undone.text
        assert {coding.state, other.state} == {PROPOSED}


class TestUndo:
    def test_takes_back_one_decision_after_the_other(self, session, consultation, coding, officer):
        codings.accept(session, coding, seen=PROPOSED)
        codings.reject(session, coding, seen=ACCEPTED)

        undoing.undo(session, consultation)
        first = coding.state
        undoing.undo(session, consultation)

        assert (first, coding.state) == (ACCEPTED, PROPOSED)
        assert coding.decided_at is None
        assert verification.faults(session) == []

    def test_refuses_when_nothing_is_left(self, session, consultation, coding, officer):
        codings.accept(session, coding, seen=PROPOSED)
        undoing.undo(session, consultation)

        with pytest.raises(Conflict, match="no decision of yours"):
            undoing.undo(session, consultation)

        assert undoing.undoable(session, consultation) is None

    def test_leaves_what_somebody_else_decided_since(
        self, session, make, consultation, coding, officer, work_as
    ):
        codings.accept(session, coding, seen=PROPOSED)
        work_as(make.user())
        codings.reject(session, coding, seen=ACCEPTED)
        work_as(officer)

        with pytest.raises(Conflict):
            undoing.undo(session, consultation)

        assert coding.state is REJECTED

    def test_never_takes_back_another_persons_decision(
        self, session, make, consultation, coding, officer, work_as
    ):
        codings.accept(session, coding, seen=PROPOSED)
        work_as(make.user())

        with pytest.raises(Conflict):
            undoing.undo(session, consultation)

        assert coding.state is ACCEPTED

    def test_an_added_theme_goes_without_a_trace_in_the_count(
        self, session, make, consultation, themes, officer
    ):
        coding = codings.add(session, make.statement(consultation=consultation), themes[0])

        undoing.undo(session, consultation)

        assert coding.state is CodingState.SUPERSEDED
        assert codings.ledger(session, consultation).themed == 0
