"""Answers to closed questions in what leaves: with their base, and nobody to be known by."""

from __future__ import annotations

import io
import random
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import select

from consult.models.accounts import RoleName
from consult.models.areas import AreaSet, Ward
from consult.models.consultations import Stage
from consult.models.disclosure import FigureRelease
from consult.models.papers import PaperKind
from consult.models.surveys import Comparison, QuestionType
from consult.services import areas, disclosure, papers, responses, surveys
from consult.services.papers import groups
from consult.services.publishing import answers, editions, wording
from consult.services.reports import over_time
from consult.services.responses import results, scopes, standing
from consult.services.responses.answers_held import of as held
from consult.services.responses.choice_lines import TELLS_WARDS, WITH_OTHERS
from consult.services.responses.following import FOLLOWS, LEADS
from consult.services.surveys import conditions, equality, structure, versions
from consult.services.surveys.wording import Wording
from tests.questionnaires import asked, moved
from tests.services.reporting import Material
from tests.services.test_outputs import made
from tests.services.test_publishing import approve, publish

TYPE = QuestionType
TRAVEL, BEEN, STREET, GOOD = (
    "How do you get about?",
    "Where have you been?",
    "My street is friendly.",
    "How good are these?",
)
PLACES = ("Library", "Park", "Hall")
HIDDEN = "not shown"


@pytest.fixture
def material(session, make):
    """Return a consultation with statements to report, and a survey of closed questions."""
    material = Material(session, make, slug="parks", purpose="What stops you?")
    for number in range(12):
        material.say(f"There is no bus in the evening, says {number}", "resources", outcome="1.1")
    material.consultation.stage = Stage.DRAFT
    survey = surveys.create(session, material.consultation, outcomes=[])
    section = structure.add_section(session, survey, title="One")
    for each in (
        Wording(TYPE.ONE_CHOICE, TRAVEL, options=["On foot", "By bus", "By car"]),
        Wording(TYPE.SEVERAL_CHOICES, BEEN, options=PLACES, exclusive="Nowhere"),
        Wording(TYPE.SCALE, STREET),
        Wording(TYPE.MATRIX, GOOD, rows=["Streets", "Parks"], options=["Good", "Bad"]),
        Wording(TYPE.NUMBER, "How often a week?"),
    ):
        structure.add_question(session, section, each)
    equality.add(session, survey)
    moved(session, survey, Stage.OPEN)
    return material


@pytest.fixture
def survey(session, material):
    return surveys.current(session, material.consultation)


def send(session, survey, text, times, *labels):
    """Send so many responses that choose the labels of a question; return them."""
    question = asked(survey, text)
    typed = {question.id: [str(o.id) for o in question.options if o.label in labels]}
    return [responses.submit(session, survey, key=uuid4(), typed=typed) for _ in range(times)]


def travel(session, survey, **counts):
    for label, times in counts.items():
        send(session, survey, TRAVEL, times, label.replace("_", " "))


def told(session, consultation):
    """Return what may be told now by its question, and keep it as what left."""
    session.expire_all()
    found = answers.of(session, consultation)
    disclosure.remember(session, consultation, found.lines.values())
    return {each["question"]: each for each in answers.kept(found, consultation)}


def bars(each):
    return {bar["label"]: bar["text"] for bar in each["chart"]["bars"]}


class TestOneChoice:
    def test_has_every_option_with_its_base_as_the_officers_page_counts_it(self, session, survey):
        travel(session, survey, On_foot=12, By_bus=8)

        found = told(session, survey.consultation)[TRAVEL]

        officers = results.by_question(session, survey)[0]
        assert bars(found) == {
            "On foot": "12 of 20 (60%)", "By bus": "8 of 20 (40%)", "By car": "0 of 20 (0%)"
        }  # fmt: skip
        assert found["base"] == str(officers.base)
        assert [bar["count"] for bar in found["chart"]["bars"]] == [
            option.count for option in officers.options
        ]

    def test_hides_a_small_count_with_another(self, session, survey):
        travel(session, survey, On_foot=12, By_bus=8, By_car=2)

        found = told(session, survey.consultation)[TRAVEL]

        assert bars(found) == {"On foot": "12 of 22 (55%)", "By bus": HIDDEN, "By car": HIDDEN}

    def test_of_so_few_says_nothing(self, session, survey):
        travel(session, survey, On_foot=3)

        found = told(session, survey.consultation)[TRAVEL]

        assert (found["base"], found["chart"]["bars"]) == (HIDDEN, [])

    def test_stands_until_enough_have_answered(self, session, survey):
        travel(session, survey, On_foot=12, By_bus=8, By_car=5)
        first = told(session, survey.consultation)[TRAVEL]
        travel(session, survey, By_car=1)

        assert told(session, survey.consultation)[TRAVEL] == first

    def test_hides_in_a_later_release_what_would_tell_an_earlier_one(self, session, survey):
        travel(session, survey, On_foot=12, By_bus=8, By_car=4)
        told(session, survey.consultation)
        travel(session, survey, On_foot=5)

        found = bars(told(session, survey.consultation)[TRAVEL])

        assert found == {"On foot": "17 of 29 (59%)", "By bus": HIDDEN, "By car": HIDDEN}

    def test_is_counted_over_the_versions_that_asked_it_alike(self, session, survey):
        travel(session, survey, On_foot=6)
        first = told(session, survey.consultation)[TRAVEL]
        draft = versions.begin(session, survey, what_changed="The same once more.")
        versions.publish(session, draft)
        travel(session, draft, On_foot=6)

        found = told(session, survey.consultation)[TRAVEL]

        assert (first["base"], found["base"]) == ("6", "12")
        lines = session.scalars(select(FigureRelease.line).distinct()).all()
        assert len(lines) == 1


class TestScalesAndRows:
    def test_have_their_answers_in_order(self, session, survey):
        send(session, survey, STREET, 9, "Agree")
        send(session, survey, STREET, 11, "Strongly disagree")

        found = told(session, survey.consultation)[STREET]

        assert bars(found) == {
            "Strongly agree": "0 of 20 (0%)",
            "Agree": "9 of 20 (45%)",
            "Neither agree nor disagree": "0 of 20 (0%)",
            "Disagree": "0 of 20 (0%)",
            "Strongly disagree": "11 of 20 (55%)",
        }

    def test_a_row_of_a_matrix_says_what_it_is_a_row_of(self, session, survey):
        send(session, survey, "Streets", 9, "Good")

        found = told(session, survey.consultation)["Streets"]

        assert found["matrix"] == GOOD
        items = [row["item"] for row in answers.rows(answers.of(session, survey.consultation))]
        assert f"{GOOD}: Streets: Good" in items


class TestSeveralChoices:
    def test_are_told_option_by_option_of_all_who_answered(self, session, survey):
        send(session, survey, BEEN, 12, "Library", "Park")
        send(session, survey, BEEN, 10, "Park", "Hall")
        send(session, survey, BEEN, 8, "Nowhere")

        found = told(session, survey.consultation)[BEEN]

        assert bars(found) == {
            "Library": "12 of 30 (40%)",
            "Park": "22 of 30 (73%)",
            "Hall": "10 of 30 (33%)",
            "Nowhere": "8 of 30 (27%)",
        }
        assert found["base"] == "30"
        assert "several" in found["note"]

    @pytest.mark.parametrize("times", [2, 18])
    def test_hide_an_option_that_few_chose_or_few_did_not(self, session, survey, times):
        send(session, survey, BEEN, times, "Library", "Park")
        send(session, survey, BEEN, 20 - times, "Park")

        found = bars(told(session, survey.consultation)[BEEN])

        assert found["Library"] == HIDDEN
        assert "Park" in found

    def test_hide_more_where_nearly_all_chose_one_alone(self, session, survey):
        # All chose one at least: 20 less 17 would leave the three who were in the hall.
        send(session, survey, BEEN, 9, "Library")
        send(session, survey, BEEN, 8, "Park")
        send(session, survey, BEEN, 3, "Hall")

        found = bars(told(session, survey.consultation)[BEEN])

        assert found["Hall"] == HIDDEN
        lowest = 20 - sum(int(text.split()[0]) for text in found.values() if text != HIDDEN)
        assert lowest <= 3

    def test_of_which_one_may_be_chosen_are_one_line(self, session, make):
        consultation = make.consultation(slug="one", stage=Stage.DRAFT)
        survey = surveys.create(session, consultation, outcomes=[])
        section = structure.add_section(session, survey, title="One")
        worded = Wording(TYPE.SEVERAL_CHOICES, BEEN, options=PLACES, most=1)
        structure.add_question(session, section, worded)
        moved(session, survey, Stage.OPEN)
        send(session, survey, BEEN, 12, "Library")
        send(session, survey, BEEN, 8, "Park")
        send(session, survey, BEEN, 2, "Hall")

        found = bars(told(session, consultation)[BEEN])

        assert found == {"Library": "12 of 22 (55%)", "Park": HIDDEN, "Hall": HIDDEN}

    @pytest.mark.parametrize("nowhere", [0, 8])
    def test_of_which_just_two_are_chosen_hide_a_second_option(self, session, make, nowhere):
        consultation = make.consultation(slug="two", stage=Stage.DRAFT)
        survey = surveys.create(session, consultation, outcomes=[])
        section = structure.add_section(session, survey, title="One")
        labels = [*PLACES, "Pool"]
        worded = Wording(
            TYPE.SEVERAL_CHOICES, BEEN, options=labels, exclusive="Nowhere", least=2, most=2
        )
        structure.add_question(session, section, worded)
        moved(session, survey, Stage.OPEN)
        send(session, survey, BEEN, 10, "Library", "Park")
        send(session, survey, BEEN, 8, "Library", "Pool")
        send(session, survey, BEEN, 8, "Park", "Pool")
        send(session, survey, BEEN, 2, "Hall", "Pool")
        send(session, survey, BEEN, nowhere, "Nowhere")

        found = bars(told(session, consultation)[BEEN])

        # Those who went somewhere chose two each: the others' sum would leave the two of the hall.
        assert found["Hall"] == HIDDEN
        assert sum(text == HIDDEN for text in found.values()) == 2

    def test_one_more_answer_is_not_told_by_a_second_release(self, session, survey):
        send(session, survey, BEEN, 12, "Library", "Park")
        send(session, survey, BEEN, 10, "Park", "Hall")
        first = told(session, survey.consultation)[BEEN]
        send(session, survey, BEEN, 1, "Nowhere")

        assert told(session, survey.consultation)[BEEN] == first

    @pytest.mark.parametrize("seed", range(5))
    def test_leave_each_small_count_two_values_that_fit_their_sum(self, session, survey, seed):
        draw = random.Random(seed)  # noqa: S311 (nothing here is secret)
        for _ in range(draw.randint(8, 24)):
            chosen = draw.sample(PLACES, draw.choice([1, 1, 1, 1, 2]))
            send(session, survey, BEEN, 1, *chosen)

        found = bars(told(session, survey.consultation)[BEEN])

        result = next(r for r in results.by_question(session, survey) if r.question.text == BEEN)
        true = {option.label: option.count for option in result.options}
        known = {label: true[label] for label, text in found.items() if text != HIDDEN}
        assert not any(0 < n < 5 or result.base - 5 < n < result.base for n in known.values())
        others = len(found) - len(known) - 1
        for label in found.keys() - known.keys():
            least = result.base - sum(known.values()) - others * (result.base - 1)
            if 0 < true[label] < 5:
                assert max(1, least) <= 3


class TestOrganisations:
    def test_are_not_counted(self, session, survey):
        travel(session, survey, On_foot=12)
        [club] = send(session, survey, TRAVEL, 1, "By bus")
        standing.speak_for(session, club, organisation="A club")

        found = told(session, survey.consultation)[TRAVEL]

        assert bars(found)["By bus"] == "0 of 12 (0%)"

    def test_are_not_told_by_a_group_of_a_paper_beside_an_edition(self, session, material, survey):
        travel(session, survey, On_foot=12, By_bus=9)
        for club in send(session, survey, TRAVEL, 2, "By bus"):
            standing.speak_for(session, club, organisation="A club")
        paper = papers.start(
            session, material.consultation, kind=PaperKind.FINDINGS, title="Findings"
        )
        edition = told(session, survey.consultation)[TRAVEL]

        menu = papers.desk(session, material.consultation, paper).menu

        assert menu.find("group:by-bus").figure.text == "9 of 21 (43%)"
        assert bars(edition)["By bus"] == "9 of 21 (43%)"

    def test_that_left_with_people_before_leave_the_question_out(self, session, material, survey):
        travel(session, survey, On_foot=12, By_bus=9)
        question = asked(survey, TRAVEL)
        left_before(session, survey, f"question-{question.id}", 12, 11, 0)
        for club in send(session, survey, TRAVEL, 2, "By bus"):
            standing.speak_for(session, club, organisation="A club")

        edition = publish(session, material)

        assert edition.content["left_out"] == [{"question": TRAVEL, "why": WITH_OTHERS}]
        assert TRAVEL not in str(edition.content["answers"]) + str(edition.content["data"])
        of_paper = [g for g in groups.of(session, material.consultation) if g.question == TRAVEL]
        assert [(each.name, each.is_small) for each in of_paper] == [("By car", True)]

    def test_that_never_answered_leave_what_left_before_an_earlier_release(self, session, survey):
        travel(session, survey, On_foot=12, By_bus=9, By_car=6)
        left_before(session, survey, f"question-{asked(survey, TRAVEL).id}", 12, 9, 6)
        travel(session, survey, By_car=1)

        found = told(session, survey.consultation)[TRAVEL]

        assert (found["base"], bars(found)["By car"]) == ("27", "6 of 27 (22%)")

    @pytest.mark.parametrize("line", ["over-time: question-{}", "question-{}"])
    def test_what_left_of_one_version_or_of_all_that_came_leaves_it_out(
        self, session, survey, line
    ):
        travel(session, survey, On_foot=12, By_bus=9)
        left_before(session, survey, line.format(asked(survey, TRAVEL).id), 12, 9, 0)
        draft = versions.begin(session, survey, what_changed="The same once more.")
        versions.publish(session, draft)

        found = answers.of(session, survey.consultation)

        assert found.left_out == ((TRAVEL, WITH_OTHERS),)


def left_before(session, survey, line, *counts):
    """Keep a line as it left when groups were counted otherwise."""
    options = asked(survey, TRAVEL).options
    session.add(
        FigureRelease(
            consultation_id=survey.consultation_id,
            line=line,
            counts={str(o.id): n for o, n in zip(options, counts, strict=True)},
            hidden=[],
        )
    )
    session.commit()


class TestWards:
    """Papers count all responses of a ward, those of organisations too."""

    def test_a_question_that_tells_the_ward_is_left_out(self, session, survey):
        travel(session, survey, On_foot=12, By_bus=9)
        wards = AreaSet(name="Wards", wards=[Ward(name="On foot"), Ward(name="By bus")])
        session.add(wards)
        session.flush()
        areas.decide(session, survey.consultation, area_set=wards, question=asked(survey, TRAVEL))

        assert answers.of(session, survey.consultation).left_out == ((TRAVEL, TELLS_WARDS),)

    def test_where_its_answers_left_before_no_ward_may_leave(self, session, survey):
        travel(session, survey, On_foot=12, By_bus=9)
        told(session, survey.consultation)
        wards = AreaSet(name="Wards", wards=[Ward(name="On foot"), Ward(name="By bus")])
        session.add(wards)
        session.flush()
        areas.decide(session, survey.consultation, area_set=wards, question=asked(survey, TRAVEL))

        found = groups.of(session, survey.consultation)

        assert {(each.count, each.is_small) for each in found if each.line == "wards"} == {
            (0, True)
        }
        [line] = groups.lines_of(session, survey.consultation, {"wards"})
        assert line.says_nothing

    def test_also_where_it_no_longer_does_and_wards_were_told(self, session, survey):
        travel(session, survey, On_foot=12, By_bus=9)
        ward = Ward(name="by bus")
        session.add(AreaSet(name="Wards", wards=[ward]))
        session.flush()
        counts = {f"ward-{ward.id}": 9, "ward-elsewhere": 12}
        kept = {"line": "wards", "counts": counts, "hidden": []}
        session.add(FigureRelease(consultation_id=survey.consultation_id, **kept))
        session.commit()

        assert answers.of(session, survey.consultation).left_out == ((TRAVEL, TELLS_WARDS),)


class TestQuestionsThatFollow:
    """Whoever answers “How often a week?” goes by one of the ways before it."""

    @pytest.fixture
    def follow(self, session, survey):
        def follow(*labels, comparison=Comparison.ANY_OF, source=TRAVEL):
            first = asked(survey, source)
            survey.consultation.stage = Stage.DRAFT
            conditions.add(
                session,
                asked(survey, "How often"),
                source=first,
                comparison=comparison,
                options=[each for each in first.options if each.label in labels],
            )
            moved(session, survey, Stage.OPEN)

        return follow

    def go(self, session, survey, label, times):
        number, first = asked(survey, "How often"), asked(survey, TRAVEL)
        way = next(str(o.id) for o in first.options if o.label == label)
        for _ in range(times):
            typed = {first.id: [way], number.id: ["2"]}
            responses.submit(session, survey, key=uuid4(), typed=typed)

    def test_are_told_where_their_base_is_told_already(self, session, survey, follow):
        follow("By bus")
        self.go(session, survey, "By bus", 8)
        travel(session, survey, On_foot=9)

        assert told(session, survey.consultation)["How often a week?"]["base"] == "8"

    def test_are_left_out_where_it_would_tell_a_count_that_is_hidden(self, session, survey, follow):
        follow("By bus")
        self.go(session, survey, "By bus", 8)
        travel(session, survey, On_foot=9, By_car=3)

        found = answers.of(session, survey.consultation)

        assert found.left_out == (("How often a week?", FOLLOWS),)
        assert bars(told(session, survey.consultation)[TRAVEL])["By bus"] == HIDDEN

    def test_of_all_that_is_hidden_together_are_told(self, session, survey, follow):
        follow("On foot", comparison=Comparison.NONE_OF)
        self.go(session, survey, "By bus", 8)
        travel(session, survey, On_foot=9, By_car=3)

        assert answers.of(session, survey.consultation).left_out == ()

    def test_of_either_of_two_places_would_tell_who_was_in_both(self, session, survey, follow):
        follow("Library", "Park", source=BEEN)
        number, been = asked(survey, "How often"), asked(survey, BEEN)
        both = [str(o.id) for o in been.options if o.label in {"Library", "Park"}]
        for _ in range(8):
            typed = {been.id: both, number.id: ["2"]}
            responses.submit(session, survey, key=uuid4(), typed=typed)

        [(question, why)] = answers.of(session, survey.consultation).left_out

        assert (question, why) == ("How often a week?", FOLLOWS)

    def test_that_left_before_leave_out_what_they_follow(self, session, survey, follow):
        follow("By bus")
        self.go(session, survey, "By bus", 8)
        travel(session, survey, On_foot=9)
        told(session, survey.consultation)
        travel(session, survey, By_car=3, On_foot=4)

        left_out = dict(answers.of(session, survey.consultation).left_out)

        assert left_out == {TRAVEL: LEADS, "How often a week?": FOLLOWS}


class TestWhatLeaves:
    def test_an_edition_its_data_and_the_workbook_say_the_same(self, session, material, survey):
        travel(session, survey, On_foot=12, By_bus=8, By_car=2)

        edition = publish(session, material)
        book = openpyxl.load_workbook(io.BytesIO(made(session, material, "evidence", "xlsx")))

        rows = [row for row in edition.content["data"] if row["part"] == answers.PART]
        assert [(row["item"], row["count"], row["base"], row["hidden"]) for row in rows] == [
            (f"{TRAVEL}: On foot", 12, 22, False),
            (f"{TRAVEL}: By bus", None, None, True),
            (f"{TRAVEL}: By car", None, None, True),
        ]
        in_book = [
            (*row[1:6:3], row[5])
            for row in book["Figures"].iter_rows(min_row=2, values_only=True)
            if row[0] == answers.PART
        ]
        assert [row[1] for row in in_book] == [12, HIDDEN, HIDDEN]
        assert edition.content["left_out"] == []

    def test_a_comparison_over_time_is_held_with_an_edition(self, session, material, survey):
        travel(session, survey, On_foot=12, By_bus=8)
        [club] = send(session, survey, TRAVEL, 1, "By bus")
        standing.speak_for(session, club, organisation="A club")
        told(session, survey.consultation)
        travel(session, survey, By_car=1)
        found = over_time.Held(session, 5, leaves=True)

        [compared, *_] = over_time._asked(survey.consultation, survey.consultation, found)

        assert [line.now.words for line in compared.lines][:2] == [
            "12 of 20 (60%)",
            "8 of 20 (40%)",
        ]
        assert {line.name.partition("-")[0] for _, line in found.lines} == {"answers"}

    def test_no_equality_question_is_ever_in_it(self, session, material, survey):
        questions = [q for s in survey.sections if s.is_equality for q in s.questions]
        first = questions[0]
        for _ in range(9):
            typed = {first.id: [str(first.options[0].id)]}
            typed |= {asked(survey, TRAVEL).id: [str(asked(survey, TRAVEL).options[0].id)]}
            responses.submit(session, survey, key=uuid4(), typed=typed)

        found = held(session, survey.consultation)

        assert {each.question.id for each in found.asked}.isdisjoint(q.id for q in questions)
        assert first.text not in str(publish(session, material).content)
        assert (
            scopes.chosen(session, survey.consultation, scopes.ALL).survey.sections[-1].is_equality
        )

    def test_its_questions_and_options_can_be_translated(self, session, material, survey):
        send(session, survey, "Streets", 9, "Good")
        publish(session, material)

        texts = {text for _, text in wording.of(session, material.consultation)}

        assert {GOOD, "Streets", "Good", "Bad"} <= texts


class TestPages:
    def test_staff_read_what_is_left_out_and_residents_do_not(
        self, session, client, client_of, material, survey
    ):
        travel(session, survey, On_foot=12, By_bus=9)
        send(session, survey, STREET, 9, "Agree")
        send(session, survey, BEEN, 9, "Library", "Park")
        left_before(session, survey, f"over-time: question-{asked(survey, TRAVEL).id}", 12, 9, 0)
        version = approve(session, material)
        officer = client_of(RoleName.OFFICER)

        fields = {"version_id": version.id, "licence": editions.LICENCE}
        checked = officer.post("/staff/c/parks/publishing/new/check", data=fields).text
        editions.publish(session, material.consultation, version_id=version.id)
        seen = officer.get("/staff/c/parks/publishing/1").text
        public = client.get("/c/parks/results").text

        assert WITH_OTHERS in checked
        assert WITH_OTHERS in seen
        assert "9 of 9" in checked
        assert "left out" not in public
        assert TRAVEL not in public
        assert f">{STREET}</h3>" in public
        assert "could choose several answers" in public
