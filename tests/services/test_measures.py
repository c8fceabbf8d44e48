"""What numbers, dates, rankings and places come to."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from consult.models.accounts import RoleName
from consult.models.consultations import Stage
from consult.models.surveys import QuestionType
from consult.services import responses, surveys
from consult.services.responses import measures, scopes, standing
from consult.services.responses.audiences import Audience
from consult.services.surveys import structure, versions
from consult.services.surveys.wording import Wording
from tests.questionnaires import Walk, moved

KINDS = {
    QuestionType.NUMBER: Wording(QuestionType.NUMBER, "How often?", unit="times"),
    QuestionType.DATE: Wording(QuestionType.DATE, "When did you last go?"),
    QuestionType.RANKING: Wording(
        QuestionType.RANKING, "What matters most?", options=["Rent", "Work", "Air"]
    ),
    QuestionType.PLACE: Wording(QuestionType.PLACE, "Where is it worst?"),
}


@pytest.fixture
def survey(session, make):
    """Return an open survey with one question of each kind that is measured."""
    survey = surveys.create(session, make.consultation(slug="town", stage=Stage.DRAFT), outcomes=[])
    section = structure.add_section(session, survey, title="One")
    for wording in KINDS.values():
        structure.add_question(session, section, wording)
    return moved(session, survey, Stage.OPEN)


def of_kind(survey, kind):
    return next(each for each in survey.questions if each.question_type is kind)


def send(session, survey, kind, *answers):
    """Store a response for each answer, and return what they come to."""
    question = of_kind(survey, kind)
    for each in answers:
        typed = {question.id: [each] if isinstance(each, str) else each}
        responses.submit(session, survey, key=uuid4(), typed=typed)
    return measures.by_question(session, survey).get(question.id)


def counts(measure):
    return {each.label: each.count for each in measure.lines}


class TestNumbers:
    def test_are_counted_value_by_value_with_their_middle_and_mean(self, session, survey):
        found = send(session, survey, QuestionType.NUMBER, "3", "1", "3", "7.50", "1,200")

        assert counts(found) == {"1": 1, "3": 2, "7.5": 1, "1,200": 1}
        assert found.summary == ("From 1 to 1,200 times; the middle answer is 3, the mean 242.9.")

    def test_one_of_many_keeps_the_unit_apart_from_the_number(self, session, survey):
        found = send(session, survey, QuestionType.NUMBER, "0", "1")

        assert found.summary.startswith("From 0 to 1 (times); ")

    @pytest.mark.parametrize(
        ("numbers", "spans"),
        [
            (range(20), ["0 to 1", "2 to 3", "4 to 5"]),
            (range(-10, 10), ["-10 to -9", "-8 to -7", "-6 to -5"]),
            ([Decimal(each) / 4 for each in range(20)], ["0 to under 0.5", "0.5 to under 1"]),
            (range(0, 2000, 100), ["0 to 199", "200 to 399"]),
        ],
    )
    def test_of_many_values_are_put_together_in_spans(self, session, survey, numbers, spans):
        found = send(session, survey, QuestionType.NUMBER, *map(str, numbers))

        labels = list(counts(found))
        assert labels[: len(spans)] == spans
        assert len(labels) <= measures.MOST_LINES
        assert sum(counts(found).values()) == len(numbers)


class TestDates:
    def test_are_counted_by_month(self, session, survey):
        found = send(session, survey, QuestionType.DATE, "2026-03-05", "2026-03-30", "2025-11-01")

        assert counts(found) == {"November 2025": 1, "March 2026": 2}
        assert found.summary == "From 1 November 2025 to 30 March 2026."

    def test_of_many_years_are_counted_by_year(self, session, survey):
        found = send(session, survey, QuestionType.DATE, "1990-03-05", "2026-03-30", "1990-12-31")

        assert (found.heading, counts(found)) == ("Year", {"1990": 2, "2026": 1})


class TestRankings:
    def test_tell_what_was_put_first_and_the_mean_place(self, session, survey):
        rent, work, _ = (each.id for each in of_kind(survey, QuestionType.RANKING).options)

        found = send(
            session,
            survey,
            QuestionType.RANKING,
            [f"{work}=1", f"{rent}=2"],
            [f"{work}=1", f"{rent}=2"],
            [f"{rent}=1", f"{work}=2"],
        )

        assert counts(found) == {"Rent": 1, "Work": 2, "Air": 0}
        assert found.places == ("1.7", "1.3", "–")
        assert [each.base for each in found.lines] == [3, 3, 3]

    def test_of_an_unchanged_question_are_added_up_over_versions(self, session, survey):
        rent, *_ = (each.id for each in of_kind(survey, QuestionType.RANKING).options)
        send(session, survey, QuestionType.RANKING, [f"{rent}=1"])
        draft = versions.begin(session, survey, what_changed="A word was wrong.")
        newest = versions.publish(session, draft)
        again = of_kind(newest, QuestionType.RANKING)
        send(session, newest, QuestionType.RANKING, [f"{again.options[0].id}=1"])

        scope = scopes.chosen(session, survey.consultation, scopes.ALL)
        found = measures.by_question(session, scope)[again.id]

        assert counts(found) == {"Rent": 2, "Work": 0, "Air": 0}


class TestPlaces:
    def test_are_counted_by_square_the_most_chosen_first(self, session, survey):
        found = send(
            session,
            survey,
            QuestionType.PLACE,
            ["words=By the mill"],
            ["words=The station", "square=B3"],
            ["square=B3"],
            ["square=A1"],
        )

        assert list(counts(found).items()) == [("B3", 2), ("A1", 1)]
        assert found.summary == "3 chose a square of the map, 2 wrote where it is."

    def test_in_words_alone_have_no_table(self, session, survey):
        assert send(session, survey, QuestionType.PLACE, ["words=By the mill"]) is None


class TestAudiences:
    def test_are_counted_apart(self, session, survey):
        send(session, survey, QuestionType.NUMBER, "3")
        question = of_kind(survey, QuestionType.NUMBER)
        sent = responses.submit(session, survey, key=uuid4(), typed={question.id: ["9"]})
        standing.count_apart(session, sent, reason="One of many.")

        of_people = measures.by_question(session, survey)
        of_campaigns = measures.by_question(session, survey, audience=Audience.CAMPAIGN)

        assert counts(of_people[question.id]) == {"3": 1}
        assert counts(of_campaigns[question.id]) == {"9": 1}

    def test_nothing_is_measured_before_anybody_answered(self, session, survey):
        assert measures.by_question(session, survey) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_results_show_them_with_their_base(session, survey, client_of):
    send(session, survey, QuestionType.NUMBER, "3", "4")

    page = Walk(client_of(RoleName.OFFICER)).open("/staff/c/town/survey/results")

    assert "How often? (base n = 2)" in page.text
    assert "the middle answer is 3.5, the mean 3.5." in page.text
