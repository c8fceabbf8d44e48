"""Learning: decisions teach, what nobody decided is coded anew, and what changed is shown."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from consult.db.engine import make_sessions
from consult.jobs import run_job
from consult.models.candidates import CandidateTheme
from consult.models.jobs import Job, JobState
from consult.models.themes import AnalysisRun, Coding, CodingState, RunChange, RunPlace
from consult.services import analysis_runs, candidates, codings, workbench
from consult.services.double_coding import blinding, drawing
from consult.services.learning import recoding, showing
from consult.services.refusals import Conflict
from consult.services.workbench import Queue, View

DOGS = ["Dogs run loose", "Dog mess on the path", "Dogs off the lead", "Barking dogs all night"]
LAMPS = ["The lamps are out", "No lamp by the bridge", "Lamps too dim", "A broken lamp post"]
PLACES = ["by Elm Road", "near Ash Lane", "at Oak Hill"]


@pytest.fixture
def town(session, make, officer):
    """Return a consultation whose two themes the machine can only learn from people."""
    consultation = make.consultation()
    codebook = make.codebook(consultation, "zeta", "omega")
    table = make.table(make.workshop(consultation))
    texts = [f"{said} {place}" for place in PLACES for said in (*DOGS, *LAMPS)]
    statements = [make.statement(text, table=table) for text in texts]
    return SimpleNamespace(
        consultation=consultation,
        animals=codebook.themes[0],
        light=codebook.themes[1],
        statements=statements,
    )


@pytest.fixture
def done(session, engine):
    """Return a function that does a job as a worker would."""

    def do(job):
        run_job(make_sessions(engine), job.id)
        session.rollback()
        session.refresh(job)
        assert job.state is JobState.DONE, job.message
        return analysis_runs.get(session, job.subject_id)

    return do


def decide(session, town, count):
    """Give the first statements the themes that they have."""
    for statement in town.statements[:count]:
        is_dog = "og" in statement.text.split(" by ")[0].split(" near ")[0].split(" at ")[0]
        codings.add(session, statement, town.animals if is_dog else town.light)


def proposed(session, town):
    session.expire_all()
    rows = session.execute(
        select(Coding.statement_id, Coding.theme_id).where(Coding.state == CodingState.PROPOSED)
    )
    return {tuple(row) for row in rows}


def offered_in(session, town):
    return [each.candidate.id for each in candidates.list_proposed(session, town.consultation)]


class TestRecoding:
    def test_teaches_and_shows_what_changed_and_touches_no_decision(self, session, town, done):
        done(analysis_runs.start(session, town.consultation))
        before = proposed(session, town)
        decide(session, town, 16)
        decided = session.execute(
            select(Coding.id, Coding.state, Coding.decided_at).where(Coding.decided_by_id > 0)
        ).all()
        open_ = proposed(session, town)

        run = done(recoding.start(session, town.consultation))

        after = proposed(session, town)
        assert (
            session.execute(
                select(Coding.id, Coding.state, Coding.decided_at).where(Coding.decided_by_id > 0)
            ).all()
            == decided
        )
        dogs = {each.id for each in town.statements[16:20]}
        assert {(each, town.animals.id) for each in dogs} <= after
        changes = session.scalars(select(RunChange).where(RunChange.run_id == run.id)).all()
        gained = {(each.statement_id, each.theme_id) for each in changes if each.is_gained}
        lost = {(each.statement_id, each.theme_id) for each in changes if not each.is_gained}
        assert gained == after - open_
        assert lost == open_ - after
        assert {(each, town.light.id) for each in dogs} <= lost
        assert after < before
        shown = showing.of(session, town.consultation)
        assert (shown.gained, shown.lost) == (len(gained), len(lost))
        listed, total = showing.list_changes(
            session, run, theme_id=town.light.id, is_gained=False, per_page=2
        )
        assert (len(listed), total) == (2, len({p for p in lost if p[1] == town.light.id}))

    def test_keeps_the_candidates_of_the_run_before(self, session, make, town, done):
        first = done(analysis_runs.start(session, town.consultation))
        offered = [
            each.candidate.id for each in candidates.list_proposed(session, town.consultation)
        ]

        second = done(recoding.start(session, town.consultation))

        assert (first.is_recoding, second.is_recoding) == (False, True)
        assert offered_in(session, town) == offered
        assert session.scalar(select(func.count()).where(CandidateTheme.run_id == second.id)) == 0

    def test_is_refused_before_the_first_analysis(self, session, town):
        with pytest.raises(Conflict, match="Start the analysis first"):
            recoding.start(session, town.consultation)

    def test_starts_by_itself_after_a_page_of_decisions_and_once(
        self, session, make, town, monkeypatch
    ):
        monkeypatch.setattr(recoding, "DECISIONS_A_TIME", 3)
        make.run(town.consultation)
        decide(session, town, 2)
        early = recoding.start_if_due(session, town.consultation)
        decide(session, town, 3)

        job = recoding.start_if_due(session, town.consultation)
        again = recoding.start_if_due(session, town.consultation)

        assert early is None
        assert again is None
        assert session.get(AnalysisRun, job.subject_id).is_recoding
        assert session.scalar(select(func.count()).select_from(Job)) == 1


class TestOrders:
    @pytest.fixture
    def placed(self, session, make, town):
        """Return a run that found both orders, the reverse of each other, of three statements."""
        run = make.run(town.consultation)
        for at, statement in enumerate(town.statements[:3], start=1):
            make.coding(statement, town.animals, run=run, score=0.9)
            session.add(
                RunPlace(
                    run_id=run.id,
                    statement_id=statement.id,
                    uncertainty=1 / at,
                    least_certain=at,
                    most_different=4 - at,
                )
            )
        make.coding(town.statements[3], town.animals, run=run, score=0.1)
        session.commit()
        return run

    def ids(self, session, town, queue):
        cards, _ = workbench.cards(session, town.consultation, View(queue=queue))
        return [card.statement.id for card in cards]

    def test_the_queues_read_the_order_of_the_run(self, session, town, placed):
        one, two, three, unplaced = (each.id for each in town.statements[:4])

        assert self.ids(session, town, Queue.LEAST_SURE) == [one, two, three, unplaced]
        assert self.ids(session, town, Queue.MOST_DIFFERENT) == [three, two, one]

    def test_what_is_decided_leaves_the_queues(self, session, town, placed):
        codings.add(session, town.statements[1], town.light)

        found = workbench.counts(session, town.consultation)

        assert self.ids(session, town, Queue.MOST_DIFFERENT) == [
            town.statements[2].id,
            town.statements[0].id,
        ]
        assert found.queues[Queue.MOST_DIFFERENT] == 2

    def test_a_later_run_takes_the_place_of_an_earlier_one(self, session, make, town, placed):
        make.run(town.consultation)

        assert self.ids(session, town, Queue.MOST_DIFFERENT) == []


class TestFigures:
    def test_a_run_stores_orders_and_figures_with_their_base(self, session, town, done):
        make_decisions = 20
        decide(session, town, make_decisions)

        run = done(analysis_runs.start(session, town.consultation))

        places = session.scalars(select(RunPlace).where(RunPlace.run_id == run.id)).all()
        assert {each.statement_id for each in places} == {each.id for each in town.statements[20:]}
        assert sorted(each.least_certain for each in places) == [1, 2, 3, 4]
        assert sorted(each.most_different for each in places) == [1, 2, 3, 4]
        assert (run.learning["decisions"], run.learning["unread"]) == (20, 4)
        assert run.learning["by_chance"] is None
        assert run.learning["by_queue"]["decisions"] == 20
        shown = showing.of(session, town.consultation)
        assert "decided in sight of the suggestions" in shown.estimates[0]
        assert "twice as many decisions" in shown.outlook

    def test_say_so_when_there_are_too_few(self):
        assert showing.estimates({"decisions": 7, "unread": 5}) == [
            "When it last learned, 7 statements had an accepted theme. "
            "From 20 on, agreement can be estimated."
        ]
        assert showing.estimates({}) == []

    def test_keep_what_chance_chose_apart_from_what_was_seen(self):
        interval = {"value": 0.714, "low": 0.6, "high": 0.8}
        part = {"decisions": 30, "unread": 70, "f1_micro": interval, "identical": interval}

        blind, assisted = showing.estimates({"by_chance": part, "by_queue": part})

        assert blind.startswith("By 30 statements that were drawn at random and coded blind")
        assert "71% (likely 60% to 80%)" in blind
        assert "led by it" in assisted

    @pytest.mark.parametrize(
        ("worth", "said"),
        [
            ({"middle": 150, "low": 50, "high": 300}, "About 150 more of the 800"),
            ({"middle": 0, "low": 0, "high": 50}, "less than one point in a hundred"),
            (None, "twice as many"),
        ],
    )
    def test_say_how_many_more_are_worth_it(self, worth, said):
        assert said in showing.outlook({"worth": worth, "unread": 800})

    def test_say_when_all_is_decided(self):
        assert showing.outlook({"worth": None, "unread": 0}) == "Every statement is decided."

    def test_before_any_run_there_is_nothing(self, session, town):
        assert showing.of(session, town.consultation).run is None


def test_changes_of_what_is_coded_blind_are_hidden_from_its_coder(session, make, town, officer):
    run = make.run(town.consultation)
    for statement in town.statements:
        session.add(
            RunChange(
                run_id=run.id, statement_id=statement.id, theme_id=town.light.id, is_gained=True
            )
        )
    session.commit()
    drawing.draw(
        session, town.consultation, size=20, spread_by="kind", first=officer, second=make.user()
    )

    blinding.read_blind(session)

    assert showing.list_changes(session, run)[1] == 4
    assert showing.of(session, town.consultation).gained == 4
