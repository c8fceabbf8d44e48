"""What a question says of its limits before it is answered, and what it refuses after."""

from __future__ import annotations

import pytest

from consult.models.consultations import Stage
from consult.models.surveys import QuestionType
from consult.services import surveys
from consult.services.responses import limits, rules
from consult.services.surveys import structure
from consult.services.surveys.wording import Wording

CHOICES, NUMBER = QuestionType.SEVERAL_CHOICES, QuestionType.NUMBER


@pytest.fixture
def ask(session, make):
    """Return a way to put one question into a survey of its own."""

    def asked(kind, **fields):
        survey = surveys.create(session, make.consultation(stage=Stage.DRAFT), outcomes=[])
        section = structure.add_section(session, survey, title="One")
        return structure.add_question(session, section, Wording(kind, "Which of these?", **fields))

    return asked


def options(question, *labels):
    return [str(each.id) for each in question.options if each.label in labels]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestLimits:
    @pytest.mark.parametrize(
        ("least", "most", "said", "printed"),
        [
            (None, None, "", ""),
            (1, None, "", ""),
            (1, 3, "Choose up to 3.", "Tick up to 3."),
            (2, None, "Choose 2 or more.", "Tick 2 or more."),
            (2, 2, "Choose 2.", "Tick 2."),
            (2, 3, "Choose 2 to 3.", "Tick 2 to 3."),
        ],
    )
    def test_of_choices_are_told(self, ask, least, most, said, printed):
        question = ask(CHOICES, options=["Rent", "Work", "Air"], least=least, most=most)

        assert (limits.said(question), limits.printed(question)) == (said, printed)

    @pytest.mark.parametrize(
        ("least", "most", "said"),
        [
            (None, None, ""),
            (0, None, "0 or more."),
            (None, 2.5, "2.5 or less."),
            (7, 7, "The number 7."),
            (1, 20, "A number from 1 to 20."),
        ],
    )
    def test_of_a_number_are_told(self, ask, least, most, said):
        question = ask(NUMBER, least=least, most=most)

        assert limits.said(question) == said
        assert bool(limits.printed(question)) is bool(said)

    def test_of_a_text_are_told_by_its_counter(self, ask):
        assert limits.said(ask(QuestionType.TEXT, most=300)) == ""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestRefusals:
    def test_what_excludes_the_others_is_enough_however_many_are_wanted(self, ask):
        question = ask(CHOICES, options=["Rent", "Work"], exclusive="None", least=2)

        def fault(*labels):
            return rules.faults([question], {question.id: options(question, *labels)})

        assert fault("None") == {}
        assert "at least 2" in fault("Rent")[question.id]
        assert "not both" in fault("Rent", "None")[question.id]

    def test_a_question_that_is_a_sentence_is_named_without_its_full_stop(self, ask):
        question = ask(QuestionType.SCALE, is_required=True)
        question.text = "My street is friendly."

        found = rules.faults([question], {})

        assert found == {question.id: "Choose an answer to “My street is friendly”."}

    @pytest.mark.parametrize(
        ("typed", "is_required", "sentence"),
        [
            (["email=nobody"], False, "Enter an email address"),
            (["email=a@b.org", "telephone=call me"], False, "Enter a telephone number"),
            (["email=a@b.org", f"name={'x' * 201}"], False, "Shorten your name"),
            (["name=Ann"], False, "leave it all empty"),
            (["name=Ann"], True, "Say how we can reach you"),
            (["name=Ann", "telephone=01632 960 001"], True, ""),
        ],
    )
    def test_a_contact_is_refused_by_its_part(self, ask, typed, is_required, sentence):
        question = ask(QuestionType.CONTACT, is_required=is_required)

        found = rules.faults([question], {question.id: typed})

        assert sentence in found.get(question.id, "")
        assert bool(found) is bool(sentence)
