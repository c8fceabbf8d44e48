"""Taking responses: the rules, exactly once, the statements in them and the receipt."""

from __future__ import annotations

import csv
import io
import re
import threading
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from consult.db.engine import make_sessions
from consult.models.accounts import RoleName
from consult.models.consultations import Stage
from consult.models.kinds import StatementKind
from consult.models.responses import Answer, Response, Route
from consult.models.statements import SourceKind, Statement, StatementState
from consult.models.surveys import QuestionType
from consult.readers.answers import read_answers
from consult.services import audit, responses, surveys, verification
from consult.services.refusals import ConsultationNotOpen, NotFound
from consult.services.responses import (
    AlreadySent,
    exporting,
    importing,
    lists,
    references,
    results,
    rules,
    telling,
)
from consult.services.responses.lists import Filters
from consult.services.responses.rules import InvalidAnswers
from consult.services.surveys import structure
from consult.services.surveys.wording import Wording
from consult.writers import sheets
from tests.any_questionnaire import HOSTILE, as_kept, built, questionnaires, typed_and_kept
from tests.factories import count
from tests.markup import parse_page
from tests.questionnaires import answers, asked, choice, moved, town_survey


@pytest.fixture
def survey(session, make):
    """Return an open survey."""
    return town_survey(session, make)


class TestSubmit:
    def test_keeps_every_answer_and_what_was_left_out(self, session, survey):
        typed = answers(survey, "By bus", "Park", "Library", work=HOSTILE)

        response = responses.submit(session, survey, key=uuid4(), typed=typed)

        session.expire_all()
        kept = {each.question.text: each for each in response.answers}
        assert kept["What is being done?"].text == HOSTILE.strip()
        assert kept["What gets in the way?"].text == ""
        assert [each.label for each in kept["Where have you been?"].options] == ["Library", "Park"]
        assert kept["My street is friendly."].options == []
        assert len(kept) == 5

    def test_each_text_that_names_work_or_a_barrier_becomes_a_statement(self, session, survey):
        typed = answers(survey, "By car", work="Lunch club – HH", barriers="n/a")

        response = responses.submit(session, survey, key=uuid4(), typed=typed)

        kept = session.scalars(select(Statement).order_by(Statement.id)).all()
        assert [(each.kind, each.text, each.state) for each in kept] == [
            (StatementKind.WORK, "Lunch club – HH", StatementState.LIVE),
            (StatementKind.BARRIER, "n/a", StatementState.EMPTY),
        ]
        assert {each.source_kind for each in kept} == {SourceKind.ANSWER}
        assert {each.answer.response_id for each in kept} == {response.id}
        assert {each.outcome for each in kept} == {asked(survey, "What is").outcome}
        assert [each.partners for each in kept] == [[], []]
        assert verification.faults(session) == []

    def test_the_trail_names_the_route_and_no_person(self, session, survey):
        audit.act_as(session, audit.RESIDENT)

        responses.submit(session, survey, key=uuid4(), typed=answers(survey, "By car"))

        event = audit.list_events(session, event="response.received")[0][0]
        assert (event.detail, event.user_id) == ({"route": "online"}, None)

    def test_the_same_form_again_is_the_same_response(self, session, survey):
        key = uuid4()
        typed = answers(survey, "By bus", "Library", "Park", barriers="No buses")
        again = answers(survey, "By bus", "Park", "Library", barriers=" No buses\r\n")

        first = responses.submit(session, survey, key=key, typed=typed)
        second = responses.submit(session, survey, key=key, typed=again)

        assert first.id == second.id
        assert (count(session, Response), count(session, Statement)) == (1, 1)

    def test_the_same_form_with_other_answers_is_refused_with_the_first_reference(
        self, session, survey
    ):
        key = uuid4()
        first = responses.submit(session, survey, key=key, typed=answers(survey, "By bus"))

        with pytest.raises(AlreadySent, match=first.reference) as refusal:
            responses.submit(session, survey, key=key, typed=answers(survey, "By car"))

        assert refusal.value.reference == first.reference
        assert count(session, Response) == 1

    def test_a_form_sent_again_after_the_end_still_has_its_receipt(self, session, survey):
        key, typed = uuid4(), answers(survey, "By bus")
        first = responses.submit(session, survey, key=key, typed=typed)
        moved(session, survey, Stage.CLOSED)

        assert responses.submit(session, survey, key=key, typed=typed).id == first.id

    def test_fifty_copies_at_once_are_one_response(self, engine, session, survey):
        key, typed = uuid4(), answers(survey, "By bus", barriers="No buses")
        sessions = make_sessions(engine)
        references, start = [], threading.Barrier(10)

        def send():
            start.wait()
            for _ in range(5):
                with sessions() as own:
                    whole = surveys.load(own, survey.id)
                    sent = responses.submit(own, whole, key=key, typed=typed)
                    references.append(sent.reference)

        threads = [threading.Thread(target=send) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        session.rollback()  # leaves what this session saw before
        assert len(references) == 50
        assert len(set(references)) == 1
        assert (count(session, Response), count(session, Statement)) == (1, 1)
        assert verification.faults(session) == []


class TestRoutes:
    @pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.CLOSED, Stage.REPORTED])
    def test_residents_are_refused_outside_the_open_stage(self, session, survey, stage):
        moved(session, survey, stage)

        with pytest.raises(ConsultationNotOpen, match="not open"):
            responses.submit(session, survey, key=uuid4(), typed=answers(survey, "By bus"))

        assert count(session, Response) == 0

    def test_paper_that_came_in_time_is_keyed_in_after_the_end(self, session, make, survey):
        officer = make.user()
        moved(session, survey, Stage.CLOSED)

        response = responses.submit(
            session,
            survey,
            key=uuid4(),
            typed=answers(survey, "By bus"),
            route=Route.PAPER,
            entered_by=officer,
        )

        assert (response.route, response.entered_by_id) == (Route.PAPER, officer.id)

    @pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.REPORTED])
    def test_nothing_is_keyed_in_before_the_start_nor_after_the_report(
        self, session, survey, stage
    ):
        moved(session, survey, stage)

        with pytest.raises(ConsultationNotOpen):
            responses.submit(
                session, survey, key=uuid4(), typed=answers(survey, "By bus"), route=Route.PAPER
            )

    def test_nobody_can_ask_a_sheet_of_paper_again(self, session, survey):
        paper = responses.submit(session, survey, key=uuid4(), typed={}, route=Route.PAPER)

        with pytest.raises(InvalidAnswers, match="How do you get about"):
            responses.submit(session, survey, key=uuid4(), typed={}, route=Route.TELEPHONE)

        assert len(paper.answers) == 5
        assert count(session, Response) == 1


class TestRules:
    @pytest.mark.parametrize(
        ("question", "values", "sentence"),
        [
            ("How do you", [], "Choose an answer to “How do you get about?”."),
            ("How do you", ["", " "], "Choose an answer to “How do you get about?”."),
            ("How do you", ["999999"], "Choose only from the answers that are listed"),
            ("How do you", ["1 OR 1=1"], "Choose only from the answers that are listed"),
            ("My street", ["By bus"], "Choose only from the answers that are listed"),
            ("Where have", ["Park", "By bus"], "Choose only from the answers that are listed"),
            ("How do you", ["By bus", "By car"], "Choose only one answer to"),
            ("What is", ["one", "two"], "Give one answer to “What is being done?”."),
            ("What is", ["x" * 4_001], "has 4,001 characters. Shorten it to 4,000 or fewer."),
            ("What is", ["x" * 25_000], "has 25,000 characters."),
        ],
    )
    def test_refuses_in_a_sentence_at_its_question(
        self, session, survey, question, values, sentence
    ):
        typed = answers(survey, "By bus")
        labels = {option.label: str(option.id) for q in survey.questions for option in q.options}
        typed[asked(survey, question).id] = [labels.get(value, value) for value in values]

        with pytest.raises(InvalidAnswers) as refusal:
            responses.submit(session, survey, key=uuid4(), typed=typed)

        assert list(refusal.value.faults) == [asked(survey, question).id]
        assert sentence in str(refusal.value)
        assert count(session, Response) == 0

    def test_a_required_text_needs_more_than_white_space(self, session, make):
        survey = town_survey(session, make, stage=Stage.DRAFT)
        text = Wording(QuestionType.TEXT, "Why? " * 40, is_required=True)
        several = Wording(
            QuestionType.SEVERAL_CHOICES, "Which?", is_required=True, options=["A", "B"]
        )
        added = [
            structure.add_question(session, survey.sections[0], each) for each in (text, several)
        ]
        typed = {added[0].id: [" \r\n\x00 "], added[1].id: []}

        faults = rules.faults(added, typed)

        assert faults[added[0].id].startswith("Enter an answer to “Why? Why?")
        assert len(faults[added[0].id]) < 130
        assert faults[added[1].id] == "Choose at least one answer to “Which?”."

    def test_a_line_end_counts_once_however_the_browser_writes_it(self, survey):
        question = asked(survey, "What is")
        typed = {question.id: ["a\r\n" * 1_999 + "aa"]}

        assert rules.faults([question], typed) == {}


class TestWhateverIsAskedAndAnswered:
    @settings(
        max_examples=8,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(sections=questionnaires(), is_workbook=st.booleans())
    def test_what_was_typed_is_what_is_stored_shown_and_handed_out(
        self, session, make, client_of, sections, is_workbook
    ):
        survey, asked_items = built(session, make, sections)
        typed, expected = typed_and_kept(session, sections, asked_items)

        response = responses.submit(session, survey, key=uuid4(), typed=typed)

        session.expire_all()
        answers_of = {each.question_id: each for each in response.answers}
        assert {key: as_kept(each) for key, each in answers_of.items()} == expected
        assert said(session, survey) == [
            expected[each.id][0]
            for each in survey.questions
            if each.statement_kind and each.id in expected and expected[each.id][0]
        ]
        assert shown(client_of, survey, response) == [
            telling.as_text(answers_of[each.id]) or "Not answered"
            for each in survey.questions
            if each.id in answers_of
        ]
        if is_workbook:
            # Written here and not in a child process, or each example would start one.
            handed_out = sheets.write(exporting.sheets(session, survey)), "answers.xlsx"
        else:
            handed_out = exporting.as_csv(session, survey), "answers.csv"
        again, back = answered_again(session, make, sections, *handed_out)
        expected_again = {
            new.id: expected[old.id]
            for old, new in zip(survey.questions, again.questions, strict=True)
            if old.id in expected
        }
        for question in again.questions:
            if question.question_type is QuestionType.FILE and question.id in back:
                # What is in a file cannot stand in a cell.
                expected_again[question.id] = ("", [], None)
        assert back == expected_again


def said(session, survey):
    """Return the statements of a survey's answers."""
    mine = Statement.consultation_id == survey.consultation_id
    return list(session.scalars(select(Statement.text).where(mine).order_by(Statement.id)))


def shown(client_of, survey, response):
    """Return what the response's own page says under each question, parsed strictly."""
    address = f"/staff/c/{survey.consultation.slug}/survey/responses/{response.id}"
    tree = parse_page(client_of(RoleName.OFFICER).get(address).text)
    cells = [each for each in tree.iter("dd") if "summary-list__value" in each.get("class", "")]
    return ["".join(next(iter([*cell.iter("span"), *cell.iter("a")])).itertext()) for cell in cells]


def answered_again(session, make, sections, content, filename):
    """Import a file into a survey of the same questions; return it and its answers."""
    survey, _ = built(session, make, sections)
    reading = read_answers(content, filename)
    planned = importing.plan(session, survey, reading, filename=filename)
    [response] = importing.add(session, survey, planned)
    return survey, {each.question_id: as_kept(each) for each in response.answers}


class TestReceipt:
    def test_a_reference_is_easily_read_out_and_spells_no_word(self):
        drawn = {references.grouped(10) for _ in range(500)}

        assert len(drawn) == 500
        for reference in drawn:
            assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}", reference)
            assert not set(reference) & set("AEIOU01LS5")

    def test_is_found_however_it_is_typed_but_only_in_its_own_consultation(
        self, session, make, survey
    ):
        sent = responses.submit(session, survey, key=uuid4(), typed=answers(survey, "By bus"))

        found = responses.by_reference(session, survey.consultation, f" {sent.reference.lower()} ")

        assert found.id == sent.id
        with pytest.raises(NotFound, match="no receipt"):
            responses.by_reference(session, make.consultation(), sent.reference)


class TestResults:
    def send(self, session, survey, *labels, route=Route.ONLINE, **texts):
        typed = answers(survey, *labels, **texts)
        return responses.submit(session, survey, key=uuid4(), typed=typed, route=route)

    def test_counts_each_option_with_its_base_and_no_percentage_of_few(self, session, survey):
        for number in range(12):
            way = "By bus" if number < 4 else "By car"
            places = ["Park", "Library"] if number < 5 else []
            self.send(session, survey, way, *places, work="Lunch club" if number < 3 else "")

        found = {each.question.text: each for each in results.by_question(session, survey)}

        ways, places = found["How do you get about?"], found["Where have you been?"]
        assert [(each.label, each.count, each.percentage) for each in ways.options] == [
            ("On foot", 0, "0%"),
            ("By bus", 4, "33%"),
            ("By car", 8, "67%"),
        ]
        assert (ways.base, places.base) == (12, 5)
        assert [(each.count, each.percentage) for each in places.options] == [
            (5, ""),
            (5, ""),
            (0, ""),
        ]
        assert found["What is being done?"].base == 3
        assert found["What is being done?"].options == ()

    def test_counts_by_day_and_route(self, session, survey):
        for route in (Route.ONLINE, Route.PAPER, Route.ONLINE):
            self.send(session, survey, "By bus", route=route)

        days = results.by_day(session, survey)

        assert [each.by_route for each in days] == [{Route.ONLINE: 2, Route.PAPER: 1}]
        assert days[0].total == 3
        assert results.routes(days) == [Route.ONLINE, Route.PAPER]
        assert results.count(session, survey) == 3

    def test_lists_the_newest_first_by_route_reference_and_page(self, session, survey):
        sent = [
            self.send(session, survey, "By bus", route=route, work="Lunch club")
            for route in (Route.ONLINE, Route.PAPER, Route.ONLINE)
        ]

        everything, total = lists.find(session, survey, Filters(), page=1, per_page=2)
        last, _ = lists.find(session, survey, Filters(), page=2, per_page=2)
        paper, _ = lists.find(session, survey, Filters(route=Route.PAPER))
        one, _ = lists.find(session, survey, Filters(words=f" {sent[0].reference[:6].lower()}"))
        none, nothing = lists.find(session, survey, Filters(words="%"))

        assert [row.response.id for row in everything] == [sent[2].id, sent[1].id]
        assert [row.response.id for row in last] == [sent[0].id]
        assert [row.response.id for row in paper] == [sent[1].id]
        assert [row.response.id for row in one] == [sent[0].id]
        assert (total, everything[0].answered) == (3, 2)
        assert (none, nothing) == ([], 0)

    def test_one_response_belongs_to_its_own_survey(self, session, make, survey):
        sent = self.send(session, survey, "By bus")
        other = town_survey(session, make)

        assert results.get(session, survey, sent.id).id == sent.id
        with pytest.raises(NotFound):
            results.get(session, other, sent.id)

    def test_no_cell_of_the_file_is_a_formula(self, session, survey):
        self.send(session, survey, "By bus", "Library", "Park", work="=1+1", barriers="+44 20\nx")

        text = exporting.as_csv(session, survey).decode("utf-8-sig")

        header, row = csv.reader(io.StringIO(text))
        assert header[:3] == ["Reference", "Received", "Route"]
        assert header[6:8] == ["Version", "What is being done?"]
        assert row[2:] == [
            "online",
            "People",
            "",
            "",
            "1",
            "'=1+1",
            "'+44 20\nx",
            "By bus",
            "Library; Park",
            "",
        ]

    def test_an_unasked_question_is_an_empty_cell(self, session, survey):
        sent = self.send(session, survey, "By bus")
        session.delete(sent.answers[0])
        session.commit()

        row = list(exporting.table(session, survey))[1]

        assert row[7:9] == ["", ""]
        assert count(session, Answer) == 4

    def test_a_choice_is_typed_by_its_option(self, survey):
        question_id, value = choice(survey, "Park")

        assert rules.given(asked(survey, "Where"), [value]).options[0].label == "Park"
        assert question_id == asked(survey, "Where").id
