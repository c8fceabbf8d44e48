"""Numbers, dates, rankings and places in an edition: with their base, and nobody to be known by."""

from __future__ import annotations

import io
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import select

from consult.models.consultations import Stage
from consult.models.disclosure import FigureRelease
from consult.models.papers import BlockKind, PaperKind
from consult.models.surveys import QuestionType
from consult.services import disclosure, papers, responses, surveys
from consult.services.papers import building, fairness, writing
from consult.services.papers import told as leaving
from consult.services.papers.writing import Content
from consult.services.publishing import answers, contents, releasing
from consult.services.responses import measures, standing
from consult.services.surveys import structure, versions
from tests.questionnaires import moved
from tests.services.reporting import TODAY, Material
from tests.services.test_measures import KINDS, of_kind
from tests.services.test_outputs import made
from tests.services.test_publishing import publish


def measured_survey(session, consultation):
    """Return an open survey of the consultation with a question of each of the four kinds."""
    consultation.stage = Stage.DRAFT
    survey = surveys.create(session, consultation, outcomes=[])
    section = structure.add_section(session, survey, title="One")
    for wording in KINDS.values():
        structure.add_question(session, section, wording)
    return moved(session, survey, Stage.OPEN)


@pytest.fixture
def material(session, make):
    """Return a consultation with statements to report, and a question of each of the four kinds."""
    material = Material(session, make, slug="parks", purpose="What stops you?")
    for number in range(12):
        material.say(f"There is no bus in the evening, says {number}", "resources", outcome="1.1")
    measured_survey(session, material.consultation)
    return material


@pytest.fixture
def survey(session, material):
    return surveys.current(session, material.consultation)


def send(session, survey, kind, *typed):
    question = of_kind(survey, kind)
    return [
        responses.submit(
            session,
            survey,
            key=uuid4(),
            typed={question.id: [each] if isinstance(each, str) else each},
        )
        for each in typed
    ]


def ranked(survey, *labels):
    """Return a ranking as it is typed."""
    options = {each.label: each.id for each in of_kind(survey, QuestionType.RANKING).options}
    return [f"{options[label]}={place}" for place, label in enumerate(labels, 1)]


def said(session, survey):
    """Return what may be told now, by its question, and keep it as what left."""
    found = answers.of(session, survey.consultation)
    disclosure.remember(session, survey.consultation, found.lines.values())
    return {each["question"]: each for each in answers.kept(found, survey.consultation)}


def bars(told):
    return {each["label"]: each["text"] for each in told["chart"]["bars"]}


class TestFigures:
    def test_numbers_have_their_base_middle_and_mean(self, session, survey):
        send(session, survey, QuestionType.NUMBER, *["1"] * 6, *["3"] * 8)

        told = said(session, survey)["How often?"]

        assert bars(told) == {"1": "6 of 14 (43%)", "3": "8 of 14 (57%)"}
        assert (told["base"], told["middle"], told["mean"]) == ("14", "3", "2.1")
        assert told["unit"] == "times"

    def test_dates_are_told_by_month_and_never_a_day(self, session, survey):
        days = [*["2026-03-05"] * 6, *["2026-04-09"] * 9]
        send(session, survey, QuestionType.DATE, *days)

        told = said(session, survey)["When did you last go?"]

        assert bars(told) == {"March 2026": "6 of 15 (40%)", "April 2026": "9 of 15 (60%)"}
        assert told["middle"] == "April 2026"
        assert "5 March" not in str(told)

    def test_rankings_have_who_put_it_first_and_the_mean_place(self, session, survey):
        orders = [*[("Rent", "Work", "Air")] * 10, *[("Work", "Rent", "Air")] * 10]
        send(session, survey, QuestionType.RANKING, *(ranked(survey, *each) for each in orders))

        told = said(session, survey)["What matters most?"]

        assert bars(told) == {
            "Rent": "10 of 20 (50%)", "Work": "10 of 20 (50%)", "Air": "0 of 20 (0%)"
        }  # fmt: skip
        assert told["places"] == [
            {"label": "Rent", "text": "1.5"},
            {"label": "Work", "text": "1.5"},
            {"label": "Air", "text": "3.0"},
        ]

    def test_a_mean_place_says_how_many_gave_one(self, session, survey):
        orders = [*[("Rent",)] * 10, *[("Work", "Rent", "Air")] * 10]
        send(session, survey, QuestionType.RANKING, *(ranked(survey, *each) for each in orders))

        [_, work, _] = said(session, survey)["What matters most?"]["places"]

        assert work == {"label": "Work", "text": "1.0 (10)"}

    def test_places_are_told_by_square_with_those_who_only_wrote(self, session, survey):
        typed = [*[["square=C4"]] * 7, *[["words=By the mill"]] * 6]
        send(session, survey, QuestionType.PLACE, *typed)

        told = said(session, survey)["Where is it worst?"]

        assert bars(told) == {"C4": "7 of 13 (54%)", "No square, only words": "6 of 13 (46%)"}
        assert "mill" not in str(told)

    def test_organisations_are_not_counted_with_people(self, session, survey):
        *_, last = send(session, survey, QuestionType.NUMBER, *["1"] * 9)
        standing.speak_for(session, last, organisation="A club")

        assert said(session, survey)["How often?"]["base"] == "8"

    def test_count_as_the_officers_page_does(self, session, survey):
        send(session, survey, QuestionType.NUMBER, *map(str, range(60)), *map(str, range(60)))

        told = said(session, survey)["How often?"]

        question = of_kind(survey, QuestionType.NUMBER)
        officers = measures.by_question(session, survey)[question.id]
        assert {each.label for each in officers.lines} == set(bars(told))
        assert "20 of 120 (17%)" in bars(told).values()
        assert not told["mean"]  # it is not to be worked out from the counts that are shown


class TestSmallCounts:
    def test_are_hidden_with_another_and_no_mean_gives_them_away(self, session, survey):
        send(session, survey, QuestionType.NUMBER, *["1"] * 12, *["2"] * 7, "3", "3")

        told = said(session, survey)["How often?"]

        assert bars(told) == {"1": "12 of 21 (57%)", "2": "not shown", "3": "not shown"}
        assert (told["base"], told["mean"], told["middle"]) == ("21", "", "")

    def test_of_a_place_in_a_ranking_hide_the_mean_place(self, session, survey):
        orders = [*[("Rent", "Work", "Air")] * 10, *[("Rent", "Air", "Work")] * 2]
        send(session, survey, QuestionType.RANKING, *(ranked(survey, *each) for each in orders))

        places = {
            each["label"]: each["text"]
            for each in said(session, survey)["What matters most?"]["places"]
        }

        assert places == {"Rent": "1.0", "Work": "not shown", "Air": "not shown"}

    def test_so_few_that_nothing_is_said(self, session, survey):
        send(session, survey, QuestionType.NUMBER, "1", "7")

        told = said(session, survey)["How often?"]

        assert (told["base"], told["chart"]["bars"], told["mean"]) == ("not shown", [], "")

    def test_one_more_answer_is_not_told_by_a_second_release(self, session, survey):
        send(session, survey, QuestionType.NUMBER, *["1"] * 6, *["3"] * 8)
        first = said(session, survey)
        send(session, survey, QuestionType.NUMBER, "90")

        assert said(session, survey) == first

    def test_the_spans_of_the_first_release_stand(self, session, survey):
        send(session, survey, QuestionType.NUMBER, *map(str, [*range(30), *range(30)] * 3))
        first = said(session, survey)["How often?"]
        send(session, survey, QuestionType.NUMBER, *["400"] * 20)

        second = said(session, survey)["How often?"]

        assert set(bars(first)) < set(bars(second))
        assert bars(second)["400 to 404"] == "20 of 200 (10%)"

    def test_a_consultation_that_rounds_tells_no_mean(self, session, survey):
        survey.consultation.rounds_counts = True
        send(session, survey, QuestionType.NUMBER, *["1"] * 6, *["3"] * 8)

        told = said(session, survey)["How often?"]

        assert set(bars(told).values()) == {"5 of 15 (33%)", "10 of 15 (67%)"}
        assert (told["mean"], told["middle"]) == ("", "")


class TestEditions:
    def test_keep_the_answers_and_their_open_data(self, session, material, survey):
        send(session, survey, QuestionType.NUMBER, *["1"] * 12, *["2"] * 7, "3", "3")

        edition = publish(session, material)

        [asked] = edition.content["answers"]
        rows = [row for row in edition.content["data"] if row["part"] == answers.PART]
        assert asked["base"] == "21"
        assert [(row["item"], row["count"], row["base"], row["hidden"]) for row in rows] == [
            ("How often?: 1", 12, 21, False),
            ("How often?: 2", None, None, True),
            ("How often?: 3", None, None, True),
        ]
        assert "answers-" in str(session.scalars(select(FigureRelease.line)).all())

    def test_count_a_question_over_the_versions_that_asked_it_alike(
        self, session, material, survey
    ):
        send(session, survey, QuestionType.NUMBER, *["1"] * 6)
        publish(session, material)
        draft = versions.begin(session, survey, what_changed="The same once more.")
        versions.publish(session, draft)
        send(session, draft, QuestionType.NUMBER, *["1"] * 6)

        edition = publish(session, material, what_changed="More answers.")

        assert edition.content["answers"][0]["base"] == "12"
        lines = session.scalars(select(FigureRelease.line)).all()
        assert len({each for each in lines if each.startswith("answers-")}) == 1

    def test_without_a_survey_have_none(self, session, make):
        material = Material(session, make, slug="parks", purpose="What stops you?")
        for number in range(12):
            material.say(f"No bus, says {number}", "resources", outcome="1.1")

        assert publish(session, material).content["answers"] == []


class TestEvidenceWorkbook:
    def test_has_the_answers_below_its_figures_and_is_held_against_editions(
        self, session, material, survey
    ):
        send(session, survey, QuestionType.NUMBER, *["1"] * 12, *["2"] * 7, "3", "3")
        publish(session, material)
        send(session, survey, QuestionType.NUMBER, "3", "3")

        book = openpyxl.load_workbook(io.BytesIO(made(session, material, "evidence", "xlsx")))

        rows = [
            (row[1], *row[4:7])
            for row in book["Figures"].iter_rows(min_row=2, values_only=True)
            if row[0] == answers.PART
        ]
        assert rows == [
            ("How often?: 1", 12, 21, "57%"),
            ("How often?: 2", releasing.NOT_SHOWN, None, None),
            ("How often?: 3", releasing.NOT_SHOWN, None, None),
        ]


class TestPapers:
    @pytest.fixture
    def paper(self, session, material, survey):
        """Return a report with the answers as a table, of which two counts are hidden."""
        send(session, survey, QuestionType.NUMBER, *["1"] * 12, *["2"] * 7, "3", "3")
        paper = papers.start(
            session, material.consultation, kind=PaperKind.FINDINGS, title="Findings"
        )
        content = Content(BlockKind.TABLE, "", shows="answers")
        writing.add_block(session, paper, content, section="findings", after=None)
        return paper

    def table(self, session, material, paper):
        desk = papers.desk(session, material.consultation, paper)
        built = building.build(desk, made_on=TODAY, organisation="Testbury")
        [part] = [each for each in built.parts if each.name == "answers"]
        return desk, built, {row[1].text: row[2].text for row in part.rows}

    def test_tell_the_answers_with_their_base_and_hide_small_counts(self, session, material, paper):
        desk, built, rows = self.table(session, material, paper)

        assert rows == {"1": "12 of 21 (57%)", "2": "not shown", "3": "not shown"}
        assert len(desk.menu.by_group()["Answers in figures"]) == 1
        assert not built.changes

    def test_are_kept_when_they_leave_and_held_against_what_comes_after(
        self, session, material, survey, paper
    ):
        desk, _, _ = self.table(session, material, paper)
        leaving.remember(desk)
        send(session, survey, QuestionType.NUMBER, "3", "3")

        kept = said(session, survey)["How often?"]

        assert bars(kept)["1"] == "12 of 21 (57%)"

    def test_that_say_what_may_no_longer_be_said_are_found_and_hidden(
        self, session, material, survey, paper
    ):
        send(session, survey, QuestionType.NUMBER, *["1"] * 20)
        desk, built, rows = self.table(session, material, paper)

        faults = [each for each in fairness.check(desk).errors if each.rule == "changed-group"]
        content = contents.of(session, material.consultation, built)

        [table] = [
            each for each in content["parts"] if each.get("caption", "").startswith(answers.PART)
        ]
        assert rows["1"] == "12 of 21 (57%)"
        assert "may no longer be shown as 12" in faults[0].sentence
        assert table["rows"][0][2]["text"] == "not shown"
        assert content["answers"][0]["base"] == "41"
