"""Double coding: a random sample, coded blind by two, measured, and reconciled."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import select

from consult.models.accounts import RoleName
from consult.models.audit import AuditEvent
from consult.models.double_coding import BlindCoding, DoubleCoding, DoubleCodingState, Seat
from consult.models.responses import Route
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, ThemeState
from consult.services import codings, jobs, reports, responses, statement_pages, workbench
from consult.services.double_coding import (
    blinding,
    coding,
    drawing,
    figures,
    groups,
    measuring,
    reconciling,
    sampling,
    unfinished,
)
from consult.services.refusals import Conflict, InvalidInput, NotFound
from tests.questionnaires import asked, full_survey, town_survey
from tests.services.reporting import TODAY


@pytest.fixture
def town(session, make, officer):
    """Return a consultation with 12 barriers of two outcomes, three themes, and a second person."""

    consultation = make.consultation()
    codebook = make.codebook(consultation, "resources", "apathy", "trust")
    table = make.table(make.workshop(consultation))
    one, other = consultation.outcomes[:2]
    statements = [
        make.statement(f"Barrier number {n}", table=table, outcome=one if n < 8 else other)
        for n in range(12)
    ]
    return SimpleNamespace(
        consultation=consultation,
        themes=codebook.themes,
        table=table,
        statements=statements,
        first=officer,
        second=make.user(name="Sefton Second"),
    )


@pytest.fixture
def draw(session, town):
    """Return a function that draws a sample of the town's statements for its two coders."""

    def drawn(size=6, *, second=True, spread_by="outcome", seed=1):
        return drawing.draw(
            session,
            town.consultation,
            size=size,
            spread_by=spread_by,
            first=town.first,
            second=town.second if second else None,
            seed=seed,
        )

    return drawn


@pytest.fixture
def code_all(session, work_as):
    """Return a function that codes a whole sample as one person and hands it in."""

    def coded(double_coding, person, *given):
        work_as(person)
        for unit, wanted in zip(double_coding.units, given, strict=True):
            coding.code(
                session,
                double_coding,
                position=unit.position,
                theme_ids=[theme.id for theme in wanted],
                is_other=not wanted,
            )
        return coding.hand_in(session, double_coding)

    return coded


@pytest.fixture
def run(session):
    """Return a function that does a job as a worker would."""

    def done(job):
        leased = jobs.lease(session, job.id, worker="w")
        message = measuring.execute(session, leased)
        jobs.finish(session, leased, worker="w", message=message)
        return message

    return done


class TestSampling:
    def test_parts_a_sample_as_the_whole_is_parted(self):
        strata = {"a": range(60), "b": range(60, 90), "c": range(90, 100)}

        drawn = sampling.draw(strata, 20, seed=4)

        assert Counter(name for name, _ in drawn) == {"a": 12, "b": 6, "c": 2}
        assert len({statement_id for _, statement_id in drawn}) == 20

    def test_gives_the_same_sample_for_the_same_seed_alone(self):
        strata = {"a": range(100)}

        same = [sampling.draw(strata, 10, seed=seed) for seed in (1, 1, 2)]

        assert same[0] == same[1] != same[2]

    def test_advises_sizes_that_can_be_drawn(self):
        assert sampling.advice(60) == [(30, 11), (50, 5), (60, 0)]
        assert sampling.suggested(60) == 60


class TestDraw:
    def test_stores_the_words_and_the_groups_and_tells_the_trail(self, session, town, draw):
        double_coding = draw(6)

        assert [unit.position for unit in double_coding.units] == [1, 2, 3, 4, 5, 6]
        assert Counter(unit.stratum for unit in double_coding.units) == {"1.1": 4, "1.2": 2}
        assert all(unit.text == unit.statement.text for unit in double_coding.units)
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event.event == "double_coding.drawn"
        assert event.detail["seed"] == 1
        assert event.detail["drawn_from"] == 12

    def test_leaves_out_what_a_coder_has_decided_before(self, session, town, make, draw):
        seen = make.coding(town.statements[0], town.themes[0])
        codings.accept(session, seen, seen=CodingState.PROPOSED)

        double_coding = draw(11)

        assert town.statements[0].id not in {unit.statement_id for unit in double_coding.units}

    def test_leaves_out_what_does_not_count(self, session, town, make, draw):
        town.statements[0].state = StatementState.WITHHELD
        town.statements[0].state_reason = "Not for us."
        session.commit()

        with pytest.raises(InvalidInput, match="from 5 to 11"):
            draw(12)

    @pytest.mark.parametrize("size", [0, 4, 13, -1])
    def test_refuses_a_size_that_cannot_be_drawn(self, draw, size):
        with pytest.raises(InvalidInput, match="Enter a size from 5 to 12"):
            draw(size)

    def test_refuses_one_person_as_both(self, session, town):
        with pytest.raises(InvalidInput, match="two different coders"):
            drawing.draw(
                session,
                town.consultation,
                size=6,
                spread_by="kind",
                first=town.first,
                second=town.first,
            )

    def test_refuses_somebody_who_may_not_code(self, session, town, make):
        with pytest.raises(InvalidInput, match="may not code"):
            drawing.draw(
                session,
                town.consultation,
                size=6,
                spread_by="kind",
                first=town.first,
                second=make.user(RoleName.FACILITATOR),
            )

    def test_refuses_groups_that_there_are_not(self, draw):
        with pytest.raises(InvalidInput, match="spread over"):
            draw(6, spread_by="about:Ward")

    def test_refuses_a_second_sample_while_one_is_coded(self, draw):
        draw(6)

        with pytest.raises(Conflict, match="Another sample is being coded"):
            draw(5)

    def test_lets_another_be_drawn_when_one_is_given_up(self, session, draw):
        given_up = draw(6)
        drawing.abandon(session, given_up)

        assert draw(6).id != given_up.id
        assert given_up.state is DoubleCodingState.ABANDONED


class TestGroups:
    def test_are_what_files_and_surveys_tell(self, session, make, town):
        imported = make.imported(town.consultation)
        for statement, ward in zip(town.statements[:2], ("North", "South"), strict=True):
            statement.about = {"Ward": ward, "Id": statement.text}
            statement.source_kind, statement.table_id = "import", None
            statement.import_id = imported.id
        session.commit()

        found = groups.columns(session, town.consultation)
        read = groups.read(session, [each.id for each in town.statements])

        assert found["about:Ward"] == "Ward"
        assert groups.of(read, "about:Ward")[town.statements[0].id] == "North"
        assert groups.of(read, "about:Ward")[town.statements[5].id] == groups.NOT_GIVEN
        assert Counter(groups.of(read, "route").values()) == {
            "Imported file": 2,
            "Workshop table": 10,
        }

    @pytest.mark.parametrize("route", Route)
    def test_know_every_route_of_a_response(self, session, make, route):
        survey = town_survey(session, make)
        about, said = asked(survey, "How do you get"), asked(survey, "What gets in the way?")
        typed = {about.id: [str(about.options[0].id)], said.id: ["No bus"]}
        sent = responses.submit(session, survey, key=uuid4(), typed=typed)
        sent.route = route
        session.commit()
        ids = session.scalars(select(Statement.id)).all()

        laid = groups.of(groups.read(session, ids), "route")

        assert ids
        assert all(name.startswith("Survey, ") for name in laid.values())

    def test_are_no_equality_questions_whose_answers_are_kept_apart(self, session, make):
        survey = full_survey(session, make)
        apart = [each for each in survey.questions if each.section.is_equality]

        found = groups.columns(session, survey.consultation)

        assert apart
        assert not {f"question:{each.id}" for each in apart} & found.keys()
        assert [key for key in found if key.startswith("question:")]


class TestCode:
    def test_stores_each_answer_as_it_is_given_and_anew(self, session, town, draw):
        double_coding = draw(6)

        coding.code(session, double_coding, position=2, theme_ids=[town.themes[0].id])
        coding.code(
            session, double_coding, position=2, theme_ids=[each.id for each in town.themes[:2]]
        )

        found = session.scalars(select(BlindCoding)).all()
        assert [(each.seat, each.themes) for each in found] == [(Seat.FIRST, town.themes[:2])]
        sheet = coding.sheet(session, double_coding)
        assert (sheet.unit.position, sheet.coded, sheet.given) == (1, 1, None)
        assert coding.sheet(session, double_coding, 2).given == tuple(
            each.id for each in town.themes[:2]
        )

    def test_other_is_an_answer(self, session, draw):
        double_coding = draw(6)

        coding.code(session, double_coding, position=1, theme_ids=[], is_other=True)

        assert coding.sheet(session, double_coding, 1).given == ()
        assert coding.sheet(session, double_coding).unit.position == 2

    @pytest.mark.parametrize(("count", "is_other"), [(0, False), (1, True)])
    def test_refuses_nothing_and_both(self, session, town, draw, count, is_other):
        ids = [theme.id for theme in town.themes[:count]]

        with pytest.raises(InvalidInput, match=r"none of them fits"):
            coding.code(session, draw(6), position=1, theme_ids=ids, is_other=is_other)

    def test_refuses_a_theme_that_was_merged_meanwhile(self, session, town, draw):
        double_coding = draw(6)
        gone = town.themes[2]
        gone.state, gone.merged_into_id = ThemeState.MERGED, town.themes[0].id
        session.commit()

        with pytest.raises(InvalidInput, match="codebook has changed"):
            coding.code(session, double_coding, position=1, theme_ids=[gone.id])

    def test_is_for_the_two_coders_alone(self, session, make, work_as, draw):
        double_coding = draw(6)
        work_as(make.user())

        with pytest.raises(NotFound, match="Only its two coders"):
            coding.sheet(session, double_coding)
        with pytest.raises(NotFound, match="Only its two coders"):
            coding.code(session, double_coding, position=1, theme_ids=[], is_other=True)

    def test_knows_no_statement_beyond_the_sample(self, session, draw):
        with pytest.raises(NotFound, match="statements 1 to 6"):
            coding.sheet(session, draw(6), 7)

    def test_shows_a_coder_nothing_of_the_other(self, session, town, work_as, draw):
        double_coding = draw(6)
        coding.code(session, double_coding, position=1, theme_ids=[town.themes[0].id])

        work_as(town.second)
        sheet = coding.sheet(session, double_coding, 1)

        assert (sheet.seat, sheet.given, sheet.coded) == (Seat.SECOND, None, 0)

    def test_the_trail_never_says_how(self, session, town, draw):
        coding.code(session, draw(6), position=1, theme_ids=[town.themes[0].id])

        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event.event == "double_coding.coded"
        assert set(event.detail) == {"statement"}


class TestHandIn:
    def test_refuses_while_statements_are_left(self, session, town, draw):
        double_coding = draw(6)
        coding.code(session, double_coding, position=1, theme_ids=[town.themes[0].id])

        with pytest.raises(Conflict, match="5 statements are left"):
            coding.hand_in(session, double_coding)

    def test_needs_no_code_for_what_was_withheld_meanwhile(self, session, town, draw):
        double_coding = draw(6)
        for position in range(1, 6):
            coding.code(session, double_coding, position=position, theme_ids=[town.themes[0].id])
        double_coding.units[5].statement.state = StatementState.WITHHELD
        double_coding.units[5].statement.state_reason = "Not for us."
        session.commit()

        assert coding.hand_in(session, double_coding) is None
        assert double_coding.first_done_at is not None

    def test_closes_ones_own_coding(self, session, town, draw, code_all):
        double_coding = draw(5)
        code_all(double_coding, town.first, *[town.themes[:1]] * 5)

        with pytest.raises(Conflict, match="handed this sample in"):
            coding.code(session, double_coding, position=1, theme_ids=[town.themes[1].id])
        with pytest.raises(Conflict, match="already"):
            coding.hand_in(session, double_coding)

    def test_of_the_second_starts_the_comparing(self, town, draw, code_all):
        double_coding = draw(5)
        nothing = code_all(double_coding, town.first, *[town.themes[:1]] * 5)
        job = code_all(double_coding, town.second, *[town.themes[:1]] * 5)

        assert nothing is None
        assert (job.kind, job.subject_id) == (coding.JOB_KIND, double_coding.id)
        assert double_coding.state is DoubleCodingState.MEASURING


class TestBlindness:
    """While it lasts, a coder sees of a sampled statement nothing that anybody thinks."""

    @pytest.fixture
    def sampled(self, session, make, town, draw):
        """Return a statement of the sample with a suggestion and an accepted theme."""
        run = make.run(town.consultation)
        proposals = [
            make.coding(each, town.themes[0], run=run, why=["number"]) for each in town.statements
        ]
        third = make.user(name="Thea Third")
        double_coding = draw(6)
        statement = double_coding.units[0].statement
        proposal = next(each for each in proposals if each.statement_id == statement.id)
        proposal.state, proposal.decided_by = CodingState.ACCEPTED, third
        proposal.decided_at = double_coding.created_at
        session.commit()
        return statement

    def test_hides_codings_from_both_coders_and_nobody_else(
        self, session, make, town, work_as, sampled
    ):
        seen = {}
        for person in (town.first, town.second, make.user(name="Thea")):
            work_as(person)
            session.expire_all()
            blinding.read_blind(session)
            seen[person.name] = len(statement_pages.codings_of(session, sampled))

        assert seen == {"Olwen Officer": 0, "Sefton Second": 0, "Thea": 1}

    def test_hides_sampled_statements_in_the_workbench(self, session, town, sampled):
        blinding.read_blind(session)
        view = workbench.View()

        cards, total = workbench.cards(session, town.consultation, view)
        counts = workbench.counts(session, town.consultation)

        assert (len(cards), total, counts.queues[workbench.Queue.TO_REVIEW]) == (6, 6, 6)
        assert sampled.id not in {card.statement.id for card in cards}
        assert workbench.cards_of(session, town.consultation, [sampled.id], None)[0].codings == ()
        assert counts.ledger.themed == 1

    def test_refuses_to_decide_a_sampled_statement(self, session, town, sampled):
        mine = session.scalars(select(Coding).where(Coding.statement_id == sampled.id)).one()

        for act in (
            lambda: codings.accept(session, mine, seen=CodingState.ACCEPTED),
            lambda: codings.reject(session, mine, seen=CodingState.ACCEPTED),
            lambda: codings.add(session, sampled, town.themes[1]),
            lambda: codings.move(session, mine, town.themes[1], seen=CodingState.ACCEPTED),
        ):
            with pytest.raises(blinding.StillBlind, match="coding this statement blind"):
                act()
        assert mine.state is CodingState.ACCEPTED

    def test_accepting_all_passes_over_sampled_statements(self, session, town, sampled):
        waiting = session.scalars(
            select(Coding.id).where(Coding.state == CodingState.PROPOSED)
        ).all()

        assert len(waiting) == 11
        assert codings.accept_all(session, town.consultation, waiting) == 6

    def test_refuses_the_report_to_a_coder_alone(self, session, make, town, work_as, sampled):
        blinding.read_blind(session)

        with pytest.raises(blinding.StillBlind, match="Hand in your double coding first"):
            reports.barrier_summary(session, town.consultation, generated_on=TODAY)
        work_as(make.user())
        found = reports.barrier_summary(session, town.consultation, generated_on=TODAY)
        assert found.ledger.themed.count == 1

    def test_ends_when_it_is_given_up(self, session, town, sampled):
        drawing.abandon(session, drawing.under_way(session, town.consultation))

        assert blinding.hidden_among(session, [sampled.id]) == set()


class TestMeasuring:
    def test_compares_what_the_two_gave(self, session, town, draw, code_all, run):
        a, b, c = town.themes
        double_coding = draw(6)
        code_all(double_coding, town.first, [a], [a], [b], [b], [c], [])
        job = code_all(double_coding, town.second, [a], [a], [b], [a, b], [c], [])

        run(job)

        found = double_coding.figures
        assert double_coding.state is DoubleCodingState.RECONCILING
        assert (found["n"], found["intervals"]) == (6, None)
        assert found["identical"] == round(5 / 6, 4)
        assert found["f1_micro"] == round(2 * 5 / (5 + 6), 4)
        of_a = next(each for each in found["per_theme"] if each["key"] == "resources")
        assert (of_a["first"], of_a["second"], of_a["both"]) == (2, 3, 2)
        assert (of_a["precision"], of_a["recall"]) == (round(2 / 3, 4), 1.0)

    def test_gives_intervals_from_thirty_on(self, session, town, make, draw, code_all, run):
        for number in range(20):
            make.statement(f"Further barrier {number}", table=town.table)
        double_coding = draw(30, spread_by="kind")
        a, b, _ = town.themes
        given = [[a] if n % 2 else [b] for n in range(30)]
        code_all(double_coding, town.first, *given)
        run(code_all(double_coding, town.second, *given[:27], [a], [a], [a]))

        low, high = double_coding.figures["intervals"]["alpha"]

        assert low < double_coding.figures["alpha"] <= high <= 1
        assert figures.of(session, double_coding).has_intervals

    def test_counts_a_merged_theme_as_its_heir(self, session, town, draw, code_all, run):
        a, b, _ = town.themes
        double_coding = draw(5)
        code_all(double_coding, town.first, *[[a]] * 5)
        job = code_all(double_coding, town.second, *[[b]] * 5)
        b.state, b.merged_into_id = ThemeState.MERGED, a.id
        session.commit()

        run(job)

        assert double_coding.figures["identical"] == 1.0
        assert [each["key"] for each in double_coding.figures["per_theme"]] == ["resources"]

    def test_lets_the_machine_code_without_what_people_decided(
        self, session, town, make, work_as, draw, code_all, run
    ):
        double_coding = draw(5, second=False)
        third = work_as(make.user())
        for unit in double_coding.units:
            codings.add(session, unit.statement, town.themes[1])
        assert third.id != town.first.id

        run(code_all(double_coding, town.first, *[town.themes[1:2]] * 5))

        machine = session.scalars(select(BlindCoding).where(BlindCoding.seat == Seat.SECOND)).all()
        assert [each.coder_id for each in machine] == [None] * 5
        assert not any(town.themes[1] in each.themes for each in machine)
        assert double_coding.figures["identical"] == 0

    def test_does_nothing_twice(self, session, town, draw, code_all, run):
        double_coding = draw(5)
        code_all(double_coding, town.first, *[town.themes[:1]] * 5)
        job = code_all(double_coding, town.second, *[town.themes[:1]] * 5)
        run(job)
        measured_at = double_coding.measured_at

        assert "before" in measuring.execute(session, job)
        assert double_coding.measured_at == measured_at

    def test_says_so_when_nobody_coded_the_same(self, session, town, draw):
        double_coding = draw(5)
        for unit in double_coding.units:
            unit.statement.state, unit.statement.state_reason = StatementState.WITHHELD, "Gone."
        session.commit()
        coding.hand_in(session, double_coding)
        double_coding.second_done_at = double_coding.first_done_at
        job = coding.measure(session, double_coding)

        with pytest.raises(InvalidInput, match="nothing to compare"):
            measuring.execute(session, jobs.lease(session, job.id, worker="w"))

    def test_hides_small_groups_and_what_would_give_them_away(self):
        found = measuring.by_group({"a": [18, 2], "b": [9, 11], "c": [1, 1], "d": [6, 0]})

        assert [(row["group"], row["n"]) for row in found["rows"]] == [
            ("a", 20),
            ("b", 20),
            ("c", None),
            ("d", None),
        ]
        assert found["n"] == 40
        assert found["v"] == pytest.approx(0.4804, abs=1e-4)


class TestReconcile:
    @pytest.fixture
    def measured(self, town, draw, code_all, run):
        """Return a double coding with four statements alike and two that differ."""
        a, b, c = town.themes
        double_coding = draw(6)
        code_all(double_coding, town.first, [a], [a], [b], [b], [a, c], [])
        run(code_all(double_coding, town.second, [a], [a], [b], [c], [a], []))
        return double_coding

    def test_shows_what_differs_side_by_side(self, session, town, measured):
        a, b, c = town.themes

        standing = reconciling.standing(session, measured)

        assert (standing.alike, standing.left) == (4, 2)
        assert [(each.first, each.second) for each in standing.differences] == [
            ((b,), (c,)),
            ((a, c), (a,)),
        ]
        assert standing.differences[1].offered == [a.id]

    def test_shows_nothing_before_both_have_handed_in(self, session, draw):
        with pytest.raises(Conflict, match="hidden until both"):
            reconciling.standing(session, draw(5))

    def test_keeps_both_originals_and_makes_the_result_accepted(
        self, session, town, make, measured
    ):
        a, b, c = town.themes
        wrong = make.coding(measured.units[0].statement, c)

        reconciling.settle(session, measured, position=4, theme_ids=[c.id])
        reconciling.settle(session, measured, position=5, theme_ids=[], is_other=True)
        reconciling.settle(session, measured, position=5, theme_ids=[a.id])
        count = reconciling.finish(session, measured)

        accepted = session.scalars(select(Coding).where(Coding.state == CodingState.ACCEPTED)).all()
        by_position = {
            unit.position: [e.theme for e in accepted if e.statement_id == unit.statement_id]
            for unit in measured.units
        }
        assert count == 6
        assert by_position == {1: [a], 2: [a], 3: [b], 4: [c], 5: [a], 6: []}
        assert wrong.state is CodingState.REJECTED
        assert measured.units[3].of(Seat.FIRST).themes == [b]
        assert measured.units[3].of(Seat.SECOND).themes == [c]
        assert measured.state is DoubleCodingState.FINISHED

    def test_refuses_to_finish_while_differences_are_open(self, session, town, measured):
        reconciling.settle(session, measured, position=4, theme_ids=[town.themes[0].id])

        with pytest.raises(Conflict, match="1 difference is open"):
            reconciling.finish(session, measured)
        assert session.scalars(select(Coding)).all() == []

    def test_refuses_to_settle_what_was_coded_alike(self, session, town, measured):
        with pytest.raises(NotFound, match="did not differ"):
            reconciling.settle(session, measured, position=1, theme_ids=[town.themes[0].id])

    def test_leaves_alone_what_was_edited_meanwhile(self, session, town, measured):
        measured.units[0].statement.text = "Other words"
        session.commit()
        for position in (4, 5):
            reconciling.settle(session, measured, position=position, theme_ids=[town.themes[0].id])

        assert reconciling.finish(session, measured) == 5

    def test_is_over_when_it_is_finished(self, session, town, measured):
        for position in (4, 5):
            reconciling.settle(session, measured, position=position, theme_ids=[town.themes[0].id])
        reconciling.finish(session, measured)

        with pytest.raises(Conflict, match="is over"):
            reconciling.settle(session, measured, position=4, theme_ids=[town.themes[1].id])
        with pytest.raises(Conflict, match="is finished"):
            drawing.abandon(session, measured)

    def test_its_decisions_count_for_no_assisted_figure(self, session, town, make, measured):
        seen = make.coding(
            next(
                each
                for each in town.statements
                if each.id not in {unit.statement_id for unit in measured.units}
            ),
            town.themes[0],
        )
        make.coding(measured.units[0].statement, town.themes[0])
        for position in (4, 5):
            reconciling.settle(session, measured, position=position, theme_ids=[town.themes[0].id])
        reconciling.finish(session, measured)
        codings.accept(session, seen, seen=CodingState.PROPOSED)

        assert figures.assisted(session, town.consultation).text == "1 of 1"


class TestFigures:
    def test_are_words_with_their_base(self, session, town, draw, code_all, run):
        double_coding = draw(5)
        code_all(double_coding, town.first, *[town.themes[:1]] * 5)
        run(code_all(double_coding, town.second, *[town.themes[:1]] * 5))

        assert figures.newest(session, town.consultation) is double_coding
        assert figures.in_words(double_coding) == (
            "5 statements drawn at random were coded by two people without seeing each other or "
            "any suggestion. Krippendorff’s alpha was 1.00 (too few statements for an interval); "
            "5 of 5 were coded alike."
        )

    def test_none_are_shown_before_both_have_handed_in(self, session, draw):
        assert figures.of(session, draw(5)) is None

    @pytest.mark.parametrize(
        ("alpha", "n", "said"),
        [(0.9, 100, "agree well"), (0.7, 100, "enough"), (0.5, 100, "too little"), (1, 29, "29")],
    )
    def test_say_how_far_they_carry(self, alpha, n, said):
        assert said in figures.verdict(alpha, n)


def test_the_list_says_how_far_each_is(session, town, draw):
    double_coding = draw(5)
    coding.code(session, double_coding, position=1, theme_ids=[town.themes[0].id])

    (row,) = drawing.list_all(session, town.consultation)

    assert (row.double_coding, row.size, row.first, row.second) == (double_coding, 5, 1, 0)
    assert isinstance(row.double_coding, DoubleCoding)


class TestUnfinished:
    def test_says_nothing_of_none_of_finished_and_of_given_up(self, session, town, draw):
        assert unfinished.of(session, town.consultation) == []

        drawing.abandon(session, draw(5))

        assert unfinished.of(session, town.consultation) == []

    def test_says_who_has_still_to_code(self, session, town, draw):
        double_coding = draw(5)
        coding.code(session, double_coding, position=1, theme_ids=[town.themes[0].id])

        (found,) = unfinished.of(session, town.consultation)

        assert found.double_coding is double_coding
        assert "Olwen Officer has coded 1 of 5, Sefton Second has coded 0 of 5." in found.lacks
        assert found.to_do.startswith("Olwen Officer and Sefton Second can code the rest")
        assert "says nothing of agreement yet" in found.told

    def test_asks_nothing_of_who_has_handed_in(self, session, town, draw, code_all):
        code_all(draw(5), town.first, *[town.themes[:1]] * 5)

        (found,) = unfinished.of(session, town.consultation)

        assert "Olwen Officer has handed in, Sefton Second has coded 0 of 5." in found.lacks
        assert found.to_do.startswith("Sefton Second can code the rest")

    def test_names_no_second_person_where_the_machine_is_it(self, session, town, draw):
        draw(5, second=False)

        (found,) = unfinished.of(session, town.consultation)

        assert found.lacks.endswith("is not coded: Olwen Officer has coded 0 of 5.")
        assert "by a person and the machine" in found.told

    def test_follows_it_from_comparing_to_finishing(self, session, town, draw, code_all, run):
        double_coding = draw(5)
        a, b, _ = town.themes
        code_all(double_coding, town.first, [a], [a], [a], [a], [a])
        job = code_all(double_coding, town.second, [a], [a], [a], [a], [b])
        said = [unfinished.of(session, town.consultation)[0]]

        run(job)
        said.append(unfinished.of(session, town.consultation)[0])
        reconciling.settle(session, double_coding, position=5, theme_ids=[a.id])
        said.append(unfinished.of(session, town.consultation)[0])
        reconciling.finish(session, double_coding)

        assert [each.lacks.split(", ", 2)[2] for each in said] == [
            "is coded, and the two codings are not compared yet.",
            "is coded and compared, and 1 difference is not settled.",
            "is settled, and it is not finished: what was agreed is not accepted.",
        ]
        assert "Finish it" in said[2].to_do
        assert "What was agreed is not taken into the codings" in said[2].told
        assert unfinished.of(session, town.consultation) == []
