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
from sqlalchemy import func, select

from consult.db.engine import make_sessions
from consult.models.consultations import Stage
from consult.models.kinds import StatementKind
from consult.models.responses import Answer, Response, Route
from consult.models.statements import SourceKind, Statement, StatementState
from consult.models.surveys import QuestionType
from consult.services import audit, responses, surveys, verification
from consult.services.refusals import ConsultationNotOpen, NotFound
from consult.services.responses import AlreadySent, InvalidAnswers, results, rules
from consult.services.surveys import structure
from consult.services.surveys.wording import Wording
from tests.questionnaires import answers, asked, choice, moved, town_survey

HOSTILE = "  =1+1 <script>alert('x')</script>\t–\n\n“{{ 7*7 }}” 🐢 ’; DROP TABLE answer; -- ż\u202e"


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


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


# What a keyboard can bring and a document can hold; line ends and edges have tests of their own.
KEYBOARD = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | (
    st.sampled_from("\n\t=+-@\"'<>&;,")
)
TEXTS = st.text(KEYBOARD, max_size=80) | st.just(HOSTILE)
LABELS = st.lists(
    st.text(KEYBOARD, min_size=1, max_size=30)
    .map(lambda label: " ".join(label.split()))
    .filter(bool),
    min_size=2,
    max_size=6,
    unique_by=str.casefold,
)


@st.composite
def questionnaires(draw):
    """Return sections of wordings, each with what is answered: a text, or places of options."""
    sections = []
    for _ in range(draw(st.integers(1, 3))):
        items = []
        for _ in range(draw(st.integers(1, 3))):
            question_type = draw(st.sampled_from(list(QuestionType)))
            text = draw(st.text(KEYBOARD, min_size=1, max_size=60).filter(str.strip))
            if question_type is QuestionType.TEXT:
                kind = draw(st.none() | st.sampled_from(list(StatementKind)))
                items.append((Wording(question_type, text, statement_kind=kind), draw(TEXTS)))
                continue
            options = draw(LABELS)
            most = len(options) if question_type is QuestionType.SEVERAL_CHOICES else 1
            chosen = draw(st.sets(st.integers(0, len(options) - 1), max_size=most))
            items.append((Wording(question_type, text, options=options), sorted(chosen)))
        sections.append(items)
    return sections


class TestWhateverIsAskedAndAnswered:
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(sections=questionnaires())
    def test_what_was_typed_is_what_is_stored_listed_and_handed_out(self, session, make, sections):
        consultation = make.consultation(stage=Stage.DRAFT)
        survey = surveys.create(session, consultation, outcomes=[])
        typed, expected = {}, {}
        for items in sections:
            section = structure.add_section(session, survey, title="Section")
            for wording, answer in items:
                question = structure.add_question(session, section, wording)
                if isinstance(answer, str):
                    typed[question.id] = [answer]
                    expected[question.id] = answer.strip()
                else:
                    typed[question.id] = [str(question.options[at].id) for at in answer]
                    expected[question.id] = [question.options[at].label for at in answer]
        moved(session, survey, Stage.OPEN)

        response = responses.submit(session, survey, key=uuid4(), typed=typed)

        session.expire_all()
        kept = {
            each.question_id: [option.label for option in each.options]
            if each.question.options
            else each.text
            for each in results.get(session, survey, response.id).answers
        }
        assert kept == expected
        said = session.scalars(
            select(Statement.text)
            .where(Statement.consultation_id == consultation.id)
            .order_by(Statement.id)
        ).all()
        assert said == [
            expected[each.id]
            for each in survey.questions
            if each.statement_kind is not None and expected[each.id]
        ]
        rows = list(csv.reader(io.StringIO(results.as_csv(session, survey).decode("utf-8-sig"))))
        cells = [
            each if isinstance(each, str) else "; ".join(each)
            for each in (expected[question.id] for question in survey.questions)
        ]
        assert [cell.removeprefix("'") for cell in rows[1][3:]] == [
            cell.removeprefix("'") for cell in cells
        ]


class TestReceipt:
    def test_a_reference_is_easily_read_out_and_spells_no_word(self):
        references = {responses.new_reference() for _ in range(500)}

        assert len(references) == 500
        for reference in references:
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

        everything, total = results.find(session, survey, page=1, per_page=2)
        last, _ = results.find(session, survey, page=2, per_page=2)
        paper, _ = results.find(session, survey, route=Route.PAPER)
        one, _ = results.find(session, survey, reference=f" {sent[0].reference[:6].lower()}")
        none, nothing = results.find(session, survey, reference="%")

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

        text = results.as_csv(session, survey).decode("utf-8-sig")

        header, row = csv.reader(io.StringIO(text))
        assert header[:4] == ["Reference", "Received", "Route", "What is being done?"]
        assert row[2:] == ["online", "'=1+1", "'+44 20\nx", "By bus", "Library; Park", ""]

    def test_an_unasked_question_is_an_empty_cell(self, session, survey):
        sent = self.send(session, survey, "By bus")
        session.delete(sent.answers[0])
        session.commit()

        row = list(results.table(session, survey))[1]

        assert row[3:5] == ["", ""]
        assert count(session, Answer) == 4

    def test_a_choice_is_typed_by_its_option(self, survey):
        question_id, value = choice(survey, "Park")

        assert rules.given(asked(survey, "Where"), [value]).options[0].label == "Park"
        assert question_id == asked(survey, "Where").id
