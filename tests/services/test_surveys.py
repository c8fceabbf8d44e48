"""Making surveys, changing them while that is allowed, and what hinders opening them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from consult.models.consultations import Stage
from consult.models.kinds import StatementKind
from consult.models.surveys import Option, Question, QuestionType, Section
from consult.services import audit, responses, surveys
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.surveys import SurveyLocked, structure
from consult.services.surveys.wording import AGREEMENT, Wording, fingerprint
from tests.factories import count
from tests.questionnaires import WAYS, answers, asked, moved, town_survey

TEXT = QuestionType.TEXT
CHOICE = QuestionType.ONE_CHOICE


def order(survey):
    return [
        (section.title, [each.text for each in section.questions]) for section in survey.sections
    ]


@pytest.fixture
def survey(session, make):
    """Return the survey of a draft."""
    return town_survey(session, make, stage=Stage.DRAFT)


class TestCreate:
    def test_each_outcome_becomes_a_section_with_its_two_questions(self, session, make):
        consultation = make.consultation(stage=Stage.DRAFT)

        survey = surveys.create(session, consultation, outcomes=consultation.outcomes[:2])

        assert [section.title for section in survey.sections] == ["Title of 1.1", "Title of 1.2"]
        assert [(each.text, each.statement_kind) for each in survey.sections[0].questions] == [
            ("What is being done?", StatementKind.WORK),
            ("What gets in the way?", StatementKind.BARRIER),
        ]
        assert {each.outcome for each in survey.sections[1].questions} == {consultation.outcomes[1]}
        assert audit.event_names(session) == ["survey.created"]

    def test_an_outcome_with_a_long_title_still_has_its_section(self, session, make):
        strategy = make.strategy("1.1")
        strategy.outcomes[0].title = "so that " * 60
        consultation = make.consultation(stage=Stage.DRAFT, strategy=strategy)

        survey = surveys.create(session, consultation, outcomes=strategy.outcomes)

        assert len(survey.sections[0].title) <= 200
        assert survey.sections[0].title.endswith("…")

    def test_refuses_a_second_one(self, session, survey):
        with pytest.raises(Conflict, match="has a survey already"):
            surveys.create(session, survey.consultation, outcomes=[])

    def test_refuses_while_the_consultation_is_open(self, session, make):
        consultation = make.consultation(stage=Stage.OPEN)

        with pytest.raises(SurveyLocked, match="Close it"):
            surveys.create(session, consultation, outcomes=consultation.outcomes)

        assert surveys.current(session, consultation) is None


class TestQuestions:
    def test_a_new_one_stands_at_the_end_with_its_options_in_order(self, session, survey):
        section = survey.sections[1]

        added = structure.add_question(
            session,
            section,
            Wording(CHOICE, " Which one? ", hint=" One. ", options=["  B ", "", "A   a"]),
        )

        assert section.questions[-1] is added
        assert (added.text, added.hint, added.position) == ("Which one?", "One.", 4)
        assert [each.label for each in added.options] == ["B", "A a"]

    def test_a_scale_without_options_is_given_agreement(self, survey):
        scale = asked(survey, "My street")

        assert tuple(option.label for option in scale.options) == AGREEMENT

    def test_a_text_question_has_no_options_and_a_choice_makes_no_statements(self, session, survey):
        question = asked(survey, "What gets")

        structure.change_question(
            session,
            question,
            Wording(CHOICE, "Which?", options=WAYS, statement_kind=StatementKind.BARRIER),
            seen=fingerprint(question),
        )
        was = (question.statement_kind, len(question.options))
        structure.change_question(
            session,
            question,
            Wording(TEXT, "Why?", options=WAYS, statement_kind=StatementKind.BARRIER),
            seen=fingerprint(question),
        )

        assert was == (None, 3)
        assert (question.statement_kind, question.options) == (StatementKind.BARRIER, [])

    def test_options_that_stay_keep_their_identity_when_others_come_and_go(self, session, survey):
        question = asked(survey, "How do you")
        before = {option.label: option.id for option in question.options}

        structure.change_question(
            session,
            question,
            Wording(CHOICE, question.text, options=["By car", "By tram", "On foot"]),
            seen=fingerprint(question),
        )

        session.expire_all()
        after = {option.label: option.id for option in question.options}
        assert list(after) == ["By car", "By tram", "On foot"]
        assert after["By car"] == before["By car"]
        assert count(session, Option) == 3 + 3 + 5

    @pytest.mark.parametrize(
        ("wording", "sentence", "field"),
        [
            (Wording(TEXT, "  "), "Enter the question", "text"),
            (Wording(CHOICE, "Which?", options=["Bus", "bus"]), "“Bus” is there twice", "options"),
            (Wording(CHOICE, "Which?", options=["x" * 301]), "301 characters", "options"),
            (
                Wording(CHOICE, "Which?", options=[str(n) for n in range(51)]),
                "There are 51 answers; the most is 50",
                "options",
            ),
        ],
    )
    def test_refuses_what_cannot_be_asked(self, session, survey, wording, sentence, field):
        with pytest.raises(InvalidInput, match=sentence) as refusal:
            structure.add_question(session, survey.sections[0], wording)

        assert refusal.value.field == field
        assert count(session, Question) == 5

    def test_refuses_to_overwrite_what_a_colleague_just_changed(self, session, survey):
        question = asked(survey, "How do you")
        seen = fingerprint(question)
        structure.change_question(
            session, question, Wording(CHOICE, "How do you travel?", options=WAYS), seen=seen
        )

        with pytest.raises(Conflict, match="Somebody else"):
            structure.change_question(
                session, question, Wording(CHOICE, "How do you move?", options=WAYS), seen=seen
            )

        session.expire_all()
        assert question.text == "How do you travel?"

    def test_one_that_is_removed_takes_its_options_along(self, session, survey):
        structure.remove_question(session, asked(survey, "How do you"))

        assert count(session, Question) == 4
        assert count(session, Option) == 3 + 5
        assert [each.position for each in survey.sections[1].questions] == [1, 2]


class TestSections:
    def test_can_be_added_changed_and_removed_with_their_questions(self, session, survey):
        added = structure.add_section(session, survey, title=" Last ", introduction=" Short. ")
        structure.change_section(
            session, added, seen=fingerprint(added), title="The end", introduction=""
        )

        structure.remove_section(session, survey.sections[0])

        assert order(surveys.get(session, survey.consultation))[-1] == ("The end", [])
        assert [section.position for section in survey.sections] == [1, 2]
        assert count(session, Question) == 3

    def test_refuses_one_without_a_title(self, session, survey):
        section = survey.sections[0]

        with pytest.raises(InvalidInput, match="Enter a title"):
            structure.add_section(session, survey, title=" ")
        with pytest.raises(InvalidInput, match="Enter a title"):
            structure.change_section(
                session, section, seen=fingerprint(section), title="", introduction=""
            )
        with pytest.raises(InvalidInput, match="Enter a title"):
            structure.change(session, survey, title="", introduction="")

        assert count(session, Section) == 2

    def test_refuses_to_overwrite_what_a_colleague_just_changed(self, session, survey):
        section = survey.sections[0]

        with pytest.raises(Conflict):
            structure.change_section(session, section, seen="older", title="x", introduction="")

    def test_the_survey_has_a_title_and_an_introduction_of_its_own(self, session, survey):
        structure.change(session, survey, title=" Your town ", introduction=" Hello. ")

        assert (survey.title, survey.introduction) == ("Your town", "Hello.")


class TestMove:
    def test_a_section_changes_places_with_its_neighbour(self, session, survey):
        structure.move_section(session, survey.sections[1], up=True)
        structure.move_section(session, survey.sections[0], up=True)

        session.expire_all()
        assert [title for title, _ in order(survey)] == ["About you", "Title of 1.1"]

    def test_a_question_moves_by_one_and_over_the_edge_of_its_section(self, session, survey):
        question = asked(survey, "Where have")

        structure.move_question(session, question, up=True)
        within = order(surveys.load(session, survey.id))[1][1][0]
        structure.move_question(session, question, up=True)
        session.expire_all()
        above = order(survey)
        structure.move_question(session, question, up=False)
        session.expire_all()

        assert within == "Where have you been?"
        assert above[0][1][-1] == "Where have you been?"
        assert order(survey)[1][1] == [
            "Where have you been?",
            "How do you get about?",
            "My street is friendly.",
        ]
        assert count(session, Question) == 5

    def test_the_first_cannot_go_up_nor_the_last_down(self, session, survey):
        before = order(survey)

        structure.move_question(session, survey.questions[0], up=True)
        structure.move_question(session, survey.questions[-1], up=False)
        structure.move_section(session, survey.sections[-1], up=False)

        session.expire_all()
        assert order(survey) == before


class TestLock:
    def changes(self, session, survey):
        section, question = survey.sections[0], survey.questions[0]
        return [
            lambda: structure.change(session, survey, title="x", introduction=""),
            lambda: structure.add_section(session, survey, title="x"),
            lambda: structure.change_section(
                session, section, seen=fingerprint(section), title="x", introduction=""
            ),
            lambda: structure.move_section(session, section, up=False),
            lambda: structure.add_question(session, section, Wording(TEXT, "x")),
            lambda: structure.change_question(
                session, question, Wording(TEXT, "x"), seen=fingerprint(question)
            ),
            lambda: structure.move_question(session, question, up=False),
            lambda: structure.remove_question(session, question),
            lambda: structure.remove_section(session, section),
        ]

    def test_no_door_opens_while_the_consultation_is_open(self, session, make):
        survey = town_survey(session, make, stage=Stage.OPEN)
        before, events = order(survey), len(audit.list_events(session, per_page=999)[0])

        for change in self.changes(session, survey):
            with pytest.raises(SurveyLocked, match="everybody must be asked the same"):
                change()

        session.expire_all()
        assert order(survey) == before
        assert len(audit.list_events(session, per_page=999)[0]) == events

    def test_nor_once_somebody_has_answered(self, session, make):
        survey = town_survey(session, make, stage=Stage.OPEN)
        responses.submit(session, survey, key=uuid4(), typed=answers(survey, "By bus"))
        moved(session, survey, Stage.CLOSED)

        for change in self.changes(session, survey):
            with pytest.raises(SurveyLocked, match="1 response came in"):
                change()

    def test_a_closed_one_that_nobody_answered_can_be_mended(self, session, make):
        survey = town_survey(session, make, stage=Stage.CLOSED)

        assert surveys.why_locked(session, survey) == ""

    def test_every_change_is_in_the_audit_trail(self, session, survey):
        for change in self.changes(session, survey):
            session.expire_all()
            change()

        assert audit.event_names(session) == [
            "survey.changed",
            "survey.created",
            "survey.question_added",
            "survey.question_changed",
            "survey.question_moved",
            "survey.question_removed",
            "survey.section_added",
            "survey.section_changed",
            "survey.section_moved",
            "survey.section_removed",
        ]
        assert audit.broken_link(session) is None


class TestHindrances:
    def test_there_are_none_where_all_is_well(self, survey):
        assert surveys.hindrances(survey) == []

    def test_names_each_thing_to_mend(self, session, make):
        consultation = make.consultation(stage=Stage.DRAFT, privacy_notice=" ")
        survey = surveys.create(session, consultation, outcomes=[])
        empty = surveys.hindrances(survey)
        section = structure.add_section(session, survey, title="One")
        with_a_section = surveys.hindrances(survey)
        structure.add_section(session, survey, title="Two")
        structure.add_question(session, section, Wording(CHOICE, "Which?", options=["Only"]))

        found = surveys.hindrances(survey)

        assert empty == [
            "There is no question in it. Add a section, and write its first question.",
            "There is no privacy notice. Write one in the consultation’s settings.",
        ]
        assert with_a_section[0] == "There is no question in it. Add one."
        assert found == [
            "The section “Two” has no question. Add one, or remove the section.",
            "“Which?” has fewer than two answers to choose from. Add them.",
            "There is no privacy notice. Write one in the consultation’s settings.",
        ]


class TestFinding:
    def test_refuses_what_is_not_there(self, session, make, survey):
        for find in (
            lambda: surveys.get(session, make.consultation()),
            lambda: surveys.load(session, 999),
            lambda: surveys.get_section(survey, 999),
            lambda: surveys.get_question(survey, 999),
        ):
            with pytest.raises(NotFound):
                find()
