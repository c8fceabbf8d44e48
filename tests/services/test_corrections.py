"""A respondent corrects or withdraws what they sent: old words kept, counts and ledger right."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from consult.models.audit import AuditEvent
from consult.models.base import utc_now
from consult.models.consultations import Stage
from consult.models.responses import ResponseVersion, Route, Standing
from consult.models.statements import Statement, StatementState
from consult.models.surveys import QuestionType
from consult.models.themes import CodingState
from consult.services import codings, ledger, responses, surveys, verification
from consult.services.refusals import Conflict, ConsultationNotOpen, NotFound
from consult.services.responses import corrections, reading
from consult.services.responses.audiences import Audience
from consult.services.responses.audiences import ledger as audiences
from consult.services.responses.rules import InvalidAnswers
from consult.services.responses.standing import release
from tests.conftest import SECRET
from tests.questionnaires import answers, asked, choice, full_survey, moved, town_survey


@pytest.fixture
def survey(session, make):
    """Return an open survey."""
    return town_survey(session, make)


@pytest.fixture
def response(session, survey):
    """Return a response with a barrier and two choices."""
    typed = answers(survey, "By bus", "Park", barriers="No buses after six")
    return responses.submit(session, survey, key=uuid4(), typed=typed)


def found(session, response, **changes):
    code = corrections.code_of(SECRET, reference=response.reference, key=response.submission_key)
    given = {"reference": response.reference, "code": code, **changes}
    return corrections.find(session, response.survey.consultation, secret=SECRET, **given)


def statements_of(session):
    return list(session.scalars(select(Statement).order_by(Statement.id)))


def words_of(response, beginning):
    question = asked(response.survey, beginning)
    return next(each for each in response.answers if each.question_id == question.id).text


class TestFinding:
    def test_takes_the_reference_and_the_code_however_they_are_typed(self, session, response):
        code = corrections.code_of(
            SECRET, reference=response.reference, key=response.submission_key
        )

        again = found(
            session,
            response,
            reference=f" {response.reference.lower().replace('-', '')} ",
            code=code.lower().replace("-", " "),
        )

        assert again is response

    @pytest.mark.parametrize("code", ["", "2222-3333-4444", "é", "\0", "x" * 10_000])
    def test_a_reference_alone_opens_nothing(self, session, response, code):
        with pytest.raises(NotFound, match="do not belong together"):
            found(session, response, code=code)

    def test_a_wrong_reference_is_told_in_the_same_words(self, session, response):
        with pytest.raises(NotFound, match="do not belong together"):
            found(session, response, reference="2222-3333-44")

    @pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.REPORTED])
    def test_nothing_is_changed_after_the_end(self, session, response, stage):
        moved(session, response.survey, stage)

        with pytest.raises(ConsultationNotOpen, match="can no longer be changed"):
            found(session, response)


class TestCorrecting:
    def test_new_words_are_a_new_version_of_the_statement(self, session, response):
        typed = answers(response.survey, barriers="No buses after eight")

        number = corrections.correct(session, response, typed=typed)

        (statement,) = statements_of(session)
        assert number == 1
        assert words_of(response, "What gets") == "No buses after eight"
        assert (statement.text, statement.version) == ("No buses after eight", 2)
        assert statement.versions[0].text == "No buses after six"
        assert verification.faults(session) == []

    def test_what_was_there_before_is_kept(self, session, response):
        question_id, bus = choice(response.survey, "By bus")
        corrections.correct(
            session, response, typed={question_id: [choice(response.survey, "By car")[1]]}
        )

        (version,) = session.scalars(select(ResponseVersion))
        assert version.answers[str(question_id)]["options"] == ["By bus"]
        assert bus not in corrections.typed(response)[question_id]

    def test_words_that_are_taken_back_are_withheld(self, session, response):
        question = asked(response.survey, "What gets")

        corrections.correct(session, response, typed={question.id: [""]})

        (statement,) = statements_of(session)
        assert (statement.state, statement.state_reason) == (
            StatementState.WITHHELD,
            "Withdrawn by the respondent.",
        )

    def test_an_answer_that_was_left_out_before_makes_a_statement(self, session, response):
        corrections.correct(session, response, typed=answers(response.survey, work="Lunch club"))

        assert [each.text for each in statements_of(session)] == [
            "No buses after six",
            "Lunch club",
        ]

    def test_words_that_come_back_make_another_statement(self, session, response):
        question = asked(response.survey, "What gets")
        corrections.correct(session, response, typed={question.id: [""]})
        corrections.correct(session, response, typed={question.id: ["No lights"]})

        assert [(each.text, each.is_live) for each in statements_of(session)] == [
            ("No buses after six", False),
            ("No lights", True),
        ]

    def test_the_same_again_changes_nothing(self, session, response):
        number = corrections.correct(session, response, typed=corrections.typed(response))

        assert number == 0
        assert session.scalars(select(ResponseVersion)).all() == []

    def test_passes_the_same_rules(self, session, response):
        question = asked(response.survey, "How do you")

        with pytest.raises(InvalidAnswers, match="Choose an answer"):
            corrections.correct(session, response, typed={question.id: []})

    def test_the_first_form_sent_again_is_still_told_as_sent(self, session, response):
        first = answers(response.survey, "By bus", "Park", barriers="No buses after six")
        corrections.correct(session, response, typed=answers(response.survey, barriers="Other"))
        survey = surveys.load(session, response.survey_id)

        again = responses.submit(session, survey, key=response.submission_key, typed=first)

        assert again.id == response.id
        assert words_of(again, "What gets") == "Other"

    def test_asks_again_for_what_was_decided_of_the_old_words(self, session, make, response):
        [statement] = statements_of(session)
        theme = make.codebook(statement.consultation).themes[0]
        coding = make.coding(statement, theme)
        codings.set_state(coding, CodingState.ACCEPTED, make.user(), utc_now())
        session.commit()
        barriers = asked(response.survey, "What gets")

        corrections.correct(session, response, typed={barriers.id: ["No trains"]})

        session.refresh(coding)
        assert (coding.state, coding.decided_by) == (CodingState.PROPOSED, None)
        told = session.scalars(
            select(AuditEvent.detail).where(AuditEvent.event == "statement.changed")
        ).all()
        assert told[-1] == {"reopened": [coding.id]}

    def test_keeps_what_a_paper_answered_past_its_routing(self, session, make):
        survey = full_survey(session, make)
        often = asked(survey, "How many times")
        travel_id, by_car = choice(survey, "By car")
        typed = {travel_id: [by_car], often.id: ["3"]}
        response = responses.submit(
            session, survey, key=uuid4(), typed=typed, route=Route.PAPER, keeps_all=True
        )
        free = next(each for each in survey.questions if each.question_type is QuestionType.TEXT)

        corrections.correct(session, response, typed={free.id: ["Dogs"]})

        assert words_of(response, "How many times") == "3"


class TestWithdrawing:
    def test_takes_it_out_of_every_count_and_keeps_it_in_the_ledgers(self, session, response):
        corrections.withdraw(session, response)

        (statement,) = statements_of(session)
        counted = audiences(session, response.survey)
        whole = ledger.of(session, response.survey.consultation)
        assert statement.state is StatementState.WITHHELD
        assert (counted[Audience.PEOPLE], counted[Audience.WITHDRAWN]) == (0, 1)
        assert whole.received == sum(whole.parts.values()) == 1
        assert words_of(response, "What gets") == "No buses after six"

    def test_is_for_good(self, session, response):
        corrections.withdraw(session, response)

        with pytest.raises(Conflict, match="withdrawn"):
            found(session, response)
        with pytest.raises(Conflict, match="for good"):
            release(session, response)
        assert response.standing is Standing.WITHDRAWN


def test_a_stored_answer_is_typed_as_it_would_be_read_again(session, response):
    for answer in response.answers:
        again = reading.given(answer.question, reading.typed(answer))

        assert (again.text, list(again.options), again.detail) == (
            answer.text,
            list(answer.options),
            answer.detail,
        )
