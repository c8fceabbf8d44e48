"""Analysis runs: one at a time, all or nothing, the same for the same input, never over people."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from analysis.minilm import better_encoder
from consult.cli import main
from consult.db.engine import make_sessions
from consult.jobs import run_job
from consult.models.audit import AuditEvent
from consult.models.base import utc_now
from consult.models.candidates import CandidateTheme
from consult.models.jobs import Job, JobState
from consult.models.statements import Statement, StatementState
from consult.models.themes import AnalysisRun, Coding, CodingState, RunState
from consult.services import (
    analysis_inputs,
    analysis_results,
    analysis_runs,
    codings,
    merging,
    starting_codebooks,
    statements,
    themes,
    verification,
)
from consult.services import jobs as job_rows
from consult.services.analysis_findings import Findings, Proposal
from consult.services.analysis_runs import LeaseLost
from consult.services.pulse import Pulse
from consult.services.refusals import Conflict, InvalidInput, NotFound
from tests.conftest import SECRET
from tests.factories import count

TEXTS = (
    "Not enough money to keep the hall open",
    "Funding stops in March",
    "Nobody cares any more",
    "The council and the police do not talk to each other",
    "Meetings are always in working hours",
    "We never hear what happened to our ideas",
    "Three surveys asked us the same questions",
    "People do not trust promises",
    "The swans are lovely this year",
)
CAMPAIGN = "Please keep the number nine bus running to the hospital in the evening"


@pytest.fixture
def consultation(session, make):
    consultation = make.consultation()
    starting_codebooks.start_standard(session, consultation)
    return consultation


@pytest.fixture
def sessions(engine):
    return make_sessions(engine)


@pytest.fixture
def filled(make, consultation):
    table = make.table(make.workshop(consultation))
    return [make.statement(text, table=table) for text in TEXTS]


def analyse(session, sessions, consultation, **options) -> AnalysisRun:
    job = analysis_runs.start(session, consultation, **options)
    run_job(sessions, job.id)
    session.expire_all()
    assert job.state is JobState.DONE, job.message
    return analysis_runs.get(session, job.subject_id)


def proposals(session, run):
    found = session.execute(
        select(Coding.statement_id, Coding.theme_id, Coding.score, Coding.why)
        .where(Coding.run_id == run.id)
        .order_by(Coding.statement_id, Coding.theme_id)
    )
    return [tuple(row) for row in found]


class TestStart:
    def test_refuses_while_another_waits(self, session, consultation, filled):
        analysis_runs.start(session, consultation)

        with pytest.raises(Conflict, match="under way"):
            analysis_runs.start(session, consultation)

        assert count(session, AnalysisRun) == 1

    def test_refuses_when_there_is_nothing_to_code(self, session, make, consultation):
        make.statement("Lunch club", consultation=consultation, kind="work")

        with pytest.raises(InvalidInput, match="nothing to analyse"):
            analysis_runs.start(session, consultation)

        assert count(session, Job) == 0

    def test_refuses_without_a_codebook(self, session, make):
        with pytest.raises(NotFound, match="no codebook"):
            analysis_runs.start(session, make.consultation())

    def test_may_start_again_after_a_run_that_was_given_up(self, session, consultation, filled):
        job = analysis_runs.start(session, consultation)
        for _ in range(job_rows.MOST_ATTEMPTS):
            job_rows.lease(session, job.id, worker="doomed")
            job_rows.sweep(session, now=utc_now() + timedelta(minutes=2))

        analysis_runs.start(session, consultation)

        states = session.scalars(select(AnalysisRun.state).order_by(AnalysisRun.id)).all()
        assert states == [RunState.FAILED, RunState.WAITING]


class TestStop:
    def test_ends_a_run_that_waits_and_another_may_start(self, session, consultation, filled):
        job = analysis_runs.start(session, consultation)

        analysis_runs.stop(session, consultation)

        session.refresh(job)
        assert (job.state, job.message) == (JobState.FAILED, analysis_runs.STOPPED)
        assert analysis_runs.get(session, job.subject_id).state is RunState.FAILED
        assert job_rows.lease(session, job.id, worker="late") is None
        assert analysis_runs.start(session, consultation).id != job.id

    def test_a_worker_that_is_at_it_stores_nothing(self, session, consultation, filled):
        job = analysis_runs.start(session, consultation)
        mine = job_rows.lease(session, job.id, worker="busy")

        analysis_runs.stop(session, consultation)
        with pytest.raises(LeaseLost, match="was stopped"):
            analysis_runs.execute(session, mine)
        job_rows.finish(session, mine, worker="busy", message="All done.")

        assert count(session, Coding) == 0
        assert (job.state, job.message) == (JobState.FAILED, analysis_runs.STOPPED)
        assert analysis_runs.get(session, job.subject_id).state is RunState.FAILED
        assert verification.faults(session) == []

    def test_is_in_the_trail(self, session, consultation, filled):
        analysis_runs.start(session, consultation)

        analysis_runs.stop(session, consultation)

        assert count(session, AuditEvent, AuditEvent.event == "analysis.stopped") == 1

    def test_is_refused_when_it_is_over(self, session, sessions, consultation, filled):
        run = analyse(session, sessions, consultation)

        with pytest.raises(Conflict, match="was over before"):
            analysis_runs.stop(session, consultation)

        assert run.state is RunState.FINISHED

    def test_comes_too_late_while_the_result_is_being_stored(self, session, consultation, filled):
        job = analysis_runs.start(session, consultation)
        job_rows.lease(session, job.id, worker="busy")
        run = analysis_runs.get(session, job.subject_id)
        run.state, run.finished_at = RunState.FINISHED, utc_now()
        session.commit()

        with pytest.raises(Conflict, match="was over before"):
            analysis_runs.stop(session, consultation)

        session.refresh(job)
        assert job.state is JobState.RUNNING


class TestProgress:
    def test_each_step_counts_its_own_statements(self, session, consultation, filled):
        job = analysis_runs.start(session, consultation)
        pulse = Pulse(job_rows.lease(session, job.id, worker="me"))
        pulse.say("Step 1 of 3: coding the statements", total=9)
        pulse.advance(1.0)
        pulse.say("Step 3 of 3: looking for further themes", total=4)
        pulse.advance(0.5)

        assert pulse.beat(session)

        session.refresh(job)
        assert (job.progress, job.total) == (2, 4)
        assert job.message == "Step 3 of 3: looking for further themes"

    def test_a_stop_is_noticed_at_the_next_beat(self, session, consultation, filled):
        job = analysis_runs.start(session, consultation)
        pulse = Pulse(job_rows.lease(session, job.id, worker="me"))
        assert pulse.beat(session)
        assert not pulse.is_lost()

        analysis_runs.stop(session, consultation)

        assert not pulse.beat(session)
        assert pulse.is_lost()


class TestExecute:
    def test_proposes_themes_with_the_words_that_matched(
        self, session, sessions, consultation, filled
    ):
        run = analyse(session, sessions, consultation)

        [money] = session.scalars(select(Coding).where(Coding.statement_id == filled[1].id))
        assert money.theme.key == "resources"
        assert money.state is CodingState.PROPOSED
        assert all(phrase.lower() in filled[1].text.lower() for phrase in money.why)
        assert run.ledger["received"] == len(TEXTS)
        assert run.input_digest.startswith("sha256:")
        assert run.versions["wordllama"]
        assert verification.faults(session) == []

    @pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
    def test_the_database_knows_how_much_it_holds_from_then_on(
        self, session, sessions, consultation, filled
    ):
        analyse(session, sessions, consultation)

        thought = session.scalar(text("SELECT reltuples FROM pg_class WHERE relname = 'coding'"))
        assert thought == count(session, Coding) > 0

    def test_gives_the_same_for_the_same_input(self, session, sessions, consultation, filled):
        first = analyse(session, sessions, consultation)
        found = proposals(session, first)

        second = analyse(session, sessions, consultation)

        assert second.input_digest == first.input_digest
        assert proposals(session, second) == found
        assert second.ledger == first.ledger

    def test_another_text_or_decision_is_another_input(
        self, session, sessions, consultation, filled, officer
    ):
        digests = {analyse(session, sessions, consultation).input_digest}
        statements.change(session, filled[0], seen_version=1, text="Not enough money for the hall")
        digests.add(analyse(session, sessions, consultation).input_digest)
        codings.add(session, filled[8], themes.find_codebook(session, consultation).themes[0])
        digests.add(analyse(session, sessions, consultation).input_digest)
        digests.add(analyse(session, sessions, consultation, seed=1).input_digest)

        assert len(digests) == 4

    def test_supersedes_what_nobody_decided_and_touches_no_decision(
        self, session, sessions, consultation, filled, officer
    ):
        analyse(session, sessions, consultation)
        accepted, rejected, *rest = session.scalars(select(Coding).order_by(Coding.id)).all()
        codings.accept(session, accepted, seen=CodingState.PROPOSED)
        codings.reject(session, rejected, seen=CodingState.PROPOSED)

        second = analyse(session, sessions, consultation)

        session.expire_all()
        assert accepted.state is CodingState.ACCEPTED
        assert rejected.state is CodingState.REJECTED
        assert {each.state for each in rest} == {CodingState.SUPERSEDED}
        decided = {(each.statement_id, each.theme_id) for each in (accepted, rejected)}
        again = {(row[0], row[1]) for row in proposals(session, second)}
        assert again.isdisjoint(decided)
        assert verification.faults(session) == []

    def test_finds_further_themes_among_the_unexplained(
        self, session, sessions, make, consultation
    ):
        for place in ("pond", "lake", "river", "canal", "park", "bridge"):
            make.statement(f"Swans by the {place} hiss", consultation=consultation)
            make.statement(f"Pigeons above the {place} coo", consultation=consultation)

        run = analyse(session, sessions, consultation)

        assert run.ledger["other"] >= 8
        members = [member for each in run.candidates for member in each.members]
        assert len(members) > 6
        assert len({member.statement_id for member in members}) == len(members)

    def test_says_so_where_the_better_vectors_are_not_installed(
        self, session, sessions, consultation, filled, monkeypatch
    ):
        monkeypatch.setenv("CONSULT_ENCODER", "better")
        monkeypatch.setattr("analysis.minilm._PACKAGE", "a_package_that_is_not_there")
        better_encoder.cache_clear()
        job = analysis_runs.start(session, consultation)

        run_job(sessions, job.id)

        session.expire_all()
        assert job.state is JobState.FAILED
        assert "The better encoder is not installed" in job.message

    def test_a_codebook_that_cannot_be_read_fails_with_a_sentence(
        self, session, sessions, consultation, filled
    ):
        themes.find_codebook(session, consultation).themes[0].lexicon = {
            "seeds": ["<no-such-list>"]
        }
        session.commit()
        job = analysis_runs.start(session, consultation)

        run_job(sessions, job.id)

        session.expire_all()
        assert job.state is JobState.FAILED
        assert "no-such-list" in job.message
        assert analysis_runs.get(session, job.subject_id).state is RunState.FAILED
        analysis_runs.start(session, consultation)


class TestStatementsSetAside:
    def test_the_same_words_of_one_table_count_once(
        self, session, sessions, make, consultation, filled
    ):
        again = make.statement(TEXTS[0].upper(), table=filled[0].table)
        elsewhere = make.statement(TEXTS[0], consultation=consultation)

        analyse(session, sessions, consultation)

        session.expire_all()
        assert again.state is StatementState.DUPLICATE
        assert str(filled[0].id) in again.state_reason
        assert (filled[0].is_live, elsewhere.is_live) == (True, True)
        assert count(session, Coding, Coding.statement_id == again.id) == 0

    def test_near_identical_answers_of_five_people_are_a_campaign(
        self, session, sessions, make, consultation
    ):
        answers = [make.response(consultation, CAMPAIGN + "." * n)[0] for n in range(5)]

        analyse(session, sessions, consultation)

        session.expire_all()
        states = [each.state for each in answers]
        assert states == [StatementState.LIVE] + [StatementState.CAMPAIGN] * 4
        assert "One of 5" in answers[4].state_reason

    def test_a_later_copy_joins_the_campaign(self, session, sessions, make, consultation):
        for _ in range(5):
            make.response(consultation, CAMPAIGN)
        analyse(session, sessions, consultation)
        [late] = make.response(consultation, CAMPAIGN)

        analyse(session, sessions, consultation)

        session.expire_all()
        assert late.state is StatementState.CAMPAIGN

    def test_four_people_or_notes_of_a_workshop_are_no_campaign(
        self, session, sessions, make, consultation
    ):
        said = [make.response(consultation, CAMPAIGN)[0] for _ in range(4)]
        said += [make.statement(CAMPAIGN, consultation=consultation) for _ in range(5)]

        analyse(session, sessions, consultation)

        session.expire_all()
        assert all(each.is_live for each in said)

    def test_what_a_person_brought_back_is_left_alone(
        self, session, sessions, make, consultation, filled, officer
    ):
        again = make.statement(TEXTS[0], table=filled[0].table)
        analyse(session, sessions, consultation)
        session.expire_all()
        statements.set_state(session, again, StatementState.LIVE)

        analyse(session, sessions, consultation)

        session.expire_all()
        assert again.is_live

    def test_what_a_person_coded_is_left_alone(
        self, session, sessions, make, consultation, filled, officer
    ):
        again = make.statement(TEXTS[0], table=filled[0].table)
        codings.add(session, again, themes.find_codebook(session, consultation).themes[0])

        analyse(session, sessions, consultation)

        session.expire_all()
        assert again.is_live


class TestWhatChangedMeanwhile:
    @pytest.fixture
    def found(self, session, consultation, filled):
        """Return a run that has read its input, and what it found: one theme for each statement."""
        run = analysis_runs.get(session, analysis_runs.start(session, consultation).subject_id)
        inputs = analysis_inputs.read(session, run)
        wanted = tuple(Proposal(item.id, "resources", 0.9, ()) for item in inputs.live)
        return run, inputs, Findings(wanted, {}, (), "none")

    def store(self, session, found):
        run, inputs, findings = found
        analysis_results.store(session, run, inputs, findings, versions={})
        session.commit()
        session.expire_all()
        return {row[0]: row[1] for row in proposals(session, run)}

    def test_an_edited_or_withheld_statement_is_left_alone(self, session, filled, found):
        statements.change(session, filled[0], seen_version=1, text="Something else")
        statements.set_state(session, filled[1], StatementState.WITHHELD, reason="a name in it")

        stored = self.store(session, found)

        assert stored.keys() == {each.id for each in filled[2:]}

    def test_a_merged_themes_statements_go_to_its_heir(self, session, consultation, found):
        codebook = themes.find_codebook(session, consultation)
        resources, heir = codebook.themes[:2]
        merging.merge(session, resources, heir, seen_version=1)

        stored = self.store(session, found)

        assert set(stored.values()) == {heir.id}
        assert verification.faults(session) == []

    def test_a_decision_stands(self, session, consultation, filled, found, officer):
        theme = themes.find_codebook(session, consultation).themes[0]
        coding = codings.add(session, filled[0], theme)

        stored = self.store(session, found)

        assert filled[0].id not in stored
        assert coding.state is CodingState.ACCEPTED

    def test_a_worker_that_lost_its_job_stores_nothing(
        self, session, sessions, consultation, filled
    ):
        job = analysis_runs.start(session, consultation)
        mine = job_rows.lease(session, job.id, worker="slow")
        job_rows.sweep(session, now=utc_now() + timedelta(minutes=2))
        with sessions() as other:
            job_rows.lease(other, job.id, worker="quick")

        with pytest.raises(LeaseLost):
            analysis_runs.execute(session, mine)
        job_rows.fail(session, mine, worker="slow", message="I lost it.")

        assert count(session, Coding) == 0
        assert (job.state, job.worker) == (JobState.RUNNING, "quick")
        assert analysis_runs.get(session, job.subject_id).state is RunState.WAITING


class TestKilledWorker:
    @pytest.mark.parametrize("seconds_in", [0.0, 0.6])
    def test_leaves_nothing_and_the_next_comes_to_the_same(
        self, session, sessions, make, consultation, database_url, filled, seconds_in
    ):
        for number in range(60):
            make.statement(f"{TEXTS[number % 9]}, said {number}", consultation=consultation)
        job = analysis_runs.start(session, consultation)
        run = analysis_runs.get(session, job.subject_id)
        expected = replace(analysis_inputs.read(session, run), seed=0).digest()
        session.rollback()
        worker = subprocess.Popen([sys.executable, "-c", WORKER, database_url, str(job.id)])

        wait_until_running(session, job)
        time.sleep(seconds_in)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()

        if analysis_runs.get(session, run.id).state is RunState.WAITING:
            assert count(session, Coding) == 0
            assert count(session, CandidateTheme) == 0
        job_rows.sweep(session, now=utc_now() + timedelta(minutes=2))
        run_job(sessions, job.id)
        session.expire_all()
        assert (job.state, run.state) == (JobState.DONE, RunState.FINISHED)
        assert run.input_digest == expected
        after_the_kill = proposals(session, run)
        undisturbed = analyse(session, sessions, consultation)
        assert after_the_kill == proposals(session, undisturbed)
        assert count(session, Statement, Statement.state != StatementState.LIVE) == 0
        assert verification.faults(session) == []


WORKER = """
import sys
from consult.db.engine import make_engine, make_sessions
from consult.jobs import run_job

run_job(make_sessions(make_engine(sys.argv[1])), int(sys.argv[2]))
"""


def wait_until_running(session, job):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        session.refresh(job)
        session.rollback()
        if job.state is not JobState.QUEUED:
            return
        time.sleep(0.02)
    pytest.fail("the worker never took the job")


class TestCommand:
    @pytest.fixture
    def run_command(self, database_url, monkeypatch):
        monkeypatch.setenv("CONSULT_DATABASE_URL", database_url)
        monkeypatch.setenv("CONSULT_SECRET_KEY", SECRET)
        return lambda *words: CliRunner().invoke(main, ["themes", "run", *words])

    def test_prints_one_document_whose_ledger_adds_up(self, consultation, filled, run_command):
        outcome = run_command(consultation.slug, "--json")

        assert outcome.exit_code == 0, outcome.stderr
        told = json.loads(outcome.stdout)
        assert told["n"] == len(TEXTS)
        parts = {place: number for place, number in told["ledger"].items() if place != "received"}
        assert sum(parts.values()) == told["ledger"]["received"]
        assert {"id", "name", "accepted", "to_review"} == told["themes"][0].keys()

    def test_starts_the_standard_codebook_where_there_is_none(self, make, run_command):
        consultation = make.consultation()
        make.statement("No money", consultation=consultation)

        outcome = run_command(consultation.slug)

        assert outcome.exit_code == 0, outcome.stderr
        assert outcome.stdout.startswith("1 statement looked at: 1 to review")

    def test_refuses_an_unknown_consultation_with_a_sentence(self, run_command):
        outcome = run_command("nowhere")

        assert outcome.exit_code == 1
        assert "no such consultation" in outcome.stderr
        assert outcome.stdout == ""
