"""Positions on a proposal: suggested by the machine, decided by people, apart from themes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.db.engine import make_sessions
from consult.jobs import run_job
from consult.models.audit import AuditEvent
from consult.models.positions import Position, StatementPosition
from consult.models.statements import StatementState
from consult.models.themes import Coding
from consult.services import analysis_runs, positions, reports, undoing
from consult.services.refusals import Conflict, InvalidInput
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.blocks import Table
from consult.writers.outline import outline
from tests.services.reporting import TODAY

PROPOSAL = "Close Mill Road to cars"
TEXTS = (
    "I support this, close it to cars at last",
    "I strongly oppose this, do not close the road",
    "Tuesday",
)


@pytest.fixture
def consultation(make):
    made = make.consultation(proposal=PROPOSAL)
    make.codebook(made)
    return made


@pytest.fixture
def statements(make, consultation):
    table = make.table(make.workshop(consultation))
    return [make.statement(text, table=table) for text in TEXTS]


def analyse(session, engine, consultation):
    job = analysis_runs.start(session, consultation)
    run_job(make_sessions(engine), job.id)
    session.rollback()
    session.refresh(job)
    assert job.state.value == "done", job.message


class TestSuggesting:
    def test_reads_each_statement_with_its_reasons_and_keeps_decisions(
        self, session, engine, officer, consultation, statements
    ):
        positions.decide(session, statements[2], Position.MIXED, seen=None)

        analyse(session, engine, consultation)

        found = positions.of(session, [each.id for each in statements])
        assert found[statements[0].id].suggested is Position.FOR
        assert found[statements[1].id].suggested is Position.AGAINST
        assert found[statements[1].id].why
        assert found[statements[2].id].decided is Position.MIXED
        assert found[statements[0].id].decided is None
        names = session.scalars(select(Coding.theme_id)).all()
        assert not any("against" in str(each) for each in names)

    def test_is_not_done_without_a_proposal(self, session, engine, consultation, statements):
        consultation.proposal = ""
        session.commit()

        analyse(session, engine, consultation)

        assert session.scalars(select(StatementPosition)).all() == []


class TestDeciding:
    def test_is_an_event_and_can_be_taken_back(self, session, officer, consultation, statements):
        positions.decide(session, statements[0], Position.FOR, seen=None)
        positions.decide(session, statements[0], Position.AGAINST, seen=Position.FOR)
        positions.decide(session, statements[0], None, seen=Position.AGAINST)

        row = positions.of(session, [statements[0].id])[statements[0].id]
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event.like("position.%")).order_by(AuditEvent.id)
        ).all()
        assert (row.decided, row.decided_by, row.decided_at) == (None, None, None)
        assert [(each.event, each.detail["was"], each.detail["position"]) for each in events] == [
            ("position.decided", None, "for"),
            ("position.decided", "for", "against"),
            ("position.taken_back", "against", None),
        ]

    def test_refuses_what_somebody_else_has_overtaken(
        self, session, make, officer, work_as, consultation, statements
    ):
        positions.decide(session, statements[0], Position.FOR, seen=None)
        work_as(make.user(name="Another"))

        with pytest.raises(Conflict, match="Somebody has decided this position meanwhile"):
            positions.decide(session, statements[0], Position.MIXED, seen=None)

    def test_needs_a_proposal(self, session, officer, consultation, statements):
        consultation.proposal = " "
        session.commit()

        with pytest.raises(InvalidInput, match="Write the proposal"):
            positions.decide(session, statements[0], Position.FOR, seen=None)

    def test_refuses_other_words(self):
        with pytest.raises(InvalidInput, match="for, against, mixed or unclear"):
            positions.named("perhaps")


class TestReporting:
    def test_counts_only_what_people_decided_and_what_counts(
        self, session, officer, consultation, statements
    ):
        for statement, position in zip(
            statements, (Position.FOR, Position.FOR, Position.AGAINST), strict=True
        ):
            positions.decide(session, statement, position, seen=None)
        statements[1].state = StatementState.WITHHELD
        statements[1].state_reason = "Not for us."
        session.commit()

        told = positions.in_words(positions.tally(session, consultation))

        assert told == (
            "Of 2 statements whose position on the proposal somebody decided (of 2), 1 were for "
            "it, 1 against, 0 mixed and 0 unclear. Positions are counted apart from themes."
        )
        summary = reports.barrier_summary(session, consultation, generated_on=TODAY)
        assert told in summary.method.notes
        assert BarrierSummary.from_dict(summary.to_dict()) == summary
        [table] = [
            each
            for each in outline(summary).blocks
            if isinstance(each, Table) and each.header[0] == "Position"
        ]
        assert table.caption == "Position on the proposal, of 2 statements"
        assert [[cell.text for cell in row] for row in table.rows] == [
            ["For", "1", "–"],
            ["Against", "1", "–"],
            ["Mixed", "0", "–"],
            ["Unclear", "0", "–"],
        ]

    def test_says_nothing_where_nothing_is_decided(self, session, consultation, statements):
        assert positions.tally(session, consultation).statements == 3
        assert positions.in_words(positions.tally(session, consultation)) == ""
        summary = reports.barrier_summary(session, consultation, generated_on=TODAY)
        assert summary.proposal is None

    def test_gives_percentages_from_a_base_of_ten(self):
        counts = {Position.FOR: 6, Position.AGAINST: 3, Position.MIXED: 1, Position.UNCLEAR: 0}

        assert "6 (60%) were for it" in positions.in_words(positions.Tally(counts, 12))


class TestUndoing:
    def test_is_shared_with_the_workbench_and_spares_what_others_decided(
        self, session, make, work_as, consultation, statements
    ):
        first, second, _ = statements
        ada = work_as(make.user(name="Ada"))
        positions.decide(session, first, Position.FOR, seen=None)
        # A second key before the first was shown: one's own decision is no conflict.
        positions.decide(session, first, Position.MIXED, seen=None)
        positions.decide(session, second, Position.FOR, seen=None)
        ben = work_as(make.user(name="Ben"))
        positions.decide(session, second, Position.AGAINST, seen=Position.FOR)
        work_as(ada)

        undone = [undoing.undo(session, consultation).text for _ in range(2)]

        found = positions.of(session, [each.id for each in statements])
        assert undone == ["Undone: deciding a position."] * 2
        assert undoing.undoable(session, consultation) is None
        assert (found[first.id].decided, found[first.id].decided_at) == (None, None)
        assert (found[second.id].decided, found[second.id].decided_by) == (Position.AGAINST, ben)
