"""Files of answers: read, planned and added once; and all answers given out as files."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from sqlalchemy import select

from consult.models.consultations import Stage
from consult.models.responses import Response, Route
from consult.models.surveys import QuestionType
from consult.readers.answers import read_answers
from consult.services import surveys, verification
from consult.services.responses import (
    columns,
    exporting,
    exporting_apart,
    importing,
    scopes,
)
from consult.services.responses.exporting import NotExported
from consult.services.surveys import structure
from consult.services.surveys.structure import Wording
from tests.conftest import SECRET
from tests.factories import count
from tests.questionnaires import send, town_survey


@pytest.fixture
def survey(session, make):
    """Return an open survey."""
    return town_survey(session, make)


def planned(session, survey, text, filename="answers.csv"):
    reading = read_answers(text.encode(), filename)
    return importing.plan(session, survey, reading, filename=filename)


HEAD = "How do you get about?,Where have you been?,What is being done?\n"


class TestFiles:
    def test_a_row_is_a_response_and_the_same_file_twice_adds_nothing(self, session, survey):
        text = HEAD + 'By bus,"Library, Park",Lunch club\nby  CAR,,\nby  CAR,,\n'

        importing.add(session, survey, planned(session, survey, text))
        again = planned(session, survey, text)

        kept = session.scalars(select(Response).order_by(Response.id)).all()
        assert [each.route for each in kept] == [Route.SPREADSHEET] * 3
        assert [len(each.options) for each in kept[0].answers] == [0, 0, 1, 2, 0]
        assert (again.repeated, again.ready) == (3, [])
        assert verification.faults(session) == []

    def test_faults_name_row_and_column_and_nothing_is_added(self, session, survey):
        text = HEAD + f"By bus,,fine\nBy boat,,\nOn foot,Moon,{'x' * 4001}\n"
        plan = planned(session, survey, text)

        with pytest.raises(
            importing.NotImported, match="Row 3, column “How do you get about"
        ) as no:
            importing.add(session, survey, plan)

        assert "“By boat” is none of its answers." in str(no.value)
        assert [(each.row, each.column[:3]) for each in plan.faults] == [
            (3, "How"), (4, "Whe"), (4, "Wha")
        ]  # fmt: skip
        assert count(session, Response) == 0
        assert len(importing.add(session, survey, plan, skip=True)) == 1

    def test_asks_which_of_two_questions_in_the_same_words_a_column_answers(self, session, make):
        survey = surveys.create(session, make.consultation(stage=Stage.DRAFT), outcomes=[])
        twins = []
        for title in ("The park", "The hall"):
            section = structure.add_section(session, survey, title=title)
            wording = Wording(QuestionType.TEXT, "What gets in the way?")
            twins.append(structure.add_question(session, section, wording))
        reading = read_answers(b"What gets in the way?\nDogs\n", "answers.csv")

        targets = columns.Targets(survey)
        [unsure] = columns.columns(targets, reading.headings, {})
        [said] = columns.columns(targets, reading.headings, {"1": f"q{twins[1].id}"})

        assert (unsure.meaning, unsure.is_unsure) == ("", True)
        assert (said.meaning, said.is_unsure) == (f"q{twins[1].id}", False)
        offered = [label for value, label in targets.choices if value.startswith("q")]
        assert offered == [
            "What gets in the way? (The park)", "What gets in the way? (The hall)"
        ]  # fmt: skip

    def test_says_so_where_no_heading_is_a_question(self, session, survey):
        with pytest.raises(importing.NotImported, match="no column whose heading is a question"):
            planned(session, survey, "Colour,Shape\nred,round\n")

    @pytest.mark.parametrize(
        ("tool", "text"),
        [
            (
                "Qualtrics",
                "StartDate,EndDate,Status,ResponseId,Q1,Q2,Q3\n"
                "Start Date,End Date,Response Type,Response ID,How do you get about?,"
                "Where have you been? - Selected Choice,What is being done?\n"
                '"{""ImportId"":""startDate""}",a,b,c,d,e,f\n'
                '2026-03-01 10:00:00,2026-03-01 10:09:00,IP,R_1,By bus,"Library,Park",Club\n',
            ),
            (
                "SmartSurvey",
                "UserID,UserNo,Started,Ended,How do you get about?,Where have you been?,,"
                "What is being done?\n"
                ",,,,,Library,Park,\n"
                "77,1,01/03/2026 10:00,01/03/2026 10:09,By bus,Library,Park,Club\n",
            ),
            (
                "Google Forms",
                "Timestamp,How do you get about?,Where have you been?,What is being done?\n"
                '2026-03-01 10:09:00,By bus,"Library, Park",Club\n',
            ),
            (
                "KoboToolbox",
                "end,How do you get about?,Where have you been?,Where have you been?/Library,"
                "Where have you been?/Park,What is being done?,_id,_uuid,_index\n"
                "2026-03-01T10:09:00.000+00:00,By bus,Library Park,1,1,Club,5,u-5,1\n",
            ),
        ],
    )
    def test_knows_the_exports_of_survey_tools(self, session, survey, tool, text):
        reading = read_answers(text.encode(), "export.csv")
        meanings = None
        if tool == "KoboToolbox":
            # It says the same twice: the ticked columns are the ones to take.
            meanings = {"3": ""}

        plan = importing.plan(session, survey, reading, filename="export.csv", meanings=meanings)
        [stored] = importing.add(session, survey, plan)

        told = {each.question.text: each for each in stored.answers}
        assert reading.tool == tool
        assert [o.label for o in told["Where have you been?"].options] == ["Library", "Park"]
        assert [o.label for o in told["How do you get about?"].options] == ["By bus"]
        assert told["What is being done?"].text == "Club"
        assert stored.submitted_at.date() == date(2026, 3, 1)

    def test_numbers_for_statisticians_have_their_labels(self, session, survey):
        send(session, survey, "By bus", "Park", work='=1 "o\'clock"\nnext')

        held = zipfile.ZipFile(io.BytesIO(exporting.as_spss(session, survey)))

        assert held.namelist() == ["answers.csv", "answers.sps", "codebook.csv"]
        data = held.read("answers.csv").decode("utf-8-sig").split("\r\n")
        names = data[0].replace('"', "").split(",")
        assert len(names) == len(set(names))
        assert "'=1" in data[1]
        syntax = held.read("answers.sps").decode()
        assert "2 'By bus'" in syntax
        assert all(f"    {name} " in syntax for name in names)

    def test_the_workbook_has_the_answers_and_their_codebook(self, session, survey):
        from openpyxl import load_workbook

        send(session, survey, "By bus", work="=1+1")

        book = load_workbook(io.BytesIO(exporting.as_xlsx(session, survey)))

        assert book.sheetnames == ["Answers", "Codebook", "Versions"]
        assert {cell.data_type for row in book["Answers"].rows for cell in row} <= {"s", "n"}


class TestFilesOfManyAnswers:
    """They are put together in a process of their own; here any answer is many."""

    @pytest.fixture
    def scope(self, session, survey, database_url, monkeypatch):
        monkeypatch.setenv("CONSULT_DATABASE_URL", "sqlite:////nowhere/else.db")
        monkeypatch.setenv("CONSULT_SECRET_KEY", SECRET)
        send(session, survey, "By bus", work="Łódź =1+1")
        return scopes.chosen(session, survey.consultation, "")

    def test_are_the_same_as_those_of_few(self, session, scope):
        apart = exporting_apart.write(session, scope, "csv", most_here=0)

        assert apart == exporting_apart.write(session, scope, "csv")
        assert "Łódź" in apart.decode("utf-8-sig")

    def test_are_a_workbook_as_well(self, session, scope):
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(exporting_apart.write(session, scope, "xlsx", most_here=0)))

        assert book.sheetnames == ["Answers", "Codebook", "Versions"]

    def test_say_so_when_they_cannot_be_written(self, session, scope, monkeypatch):
        monkeypatch.setenv("CONSULT_SECRET_KEY", "short")

        with pytest.raises(NotExported, match="could not be written"):
            exporting_apart.write(session, scope, "csv", most_here=0)

    def test_say_so_when_they_take_too_long(self, session, scope, monkeypatch):
        monkeypatch.setattr(exporting_apart, "LONGEST_WAIT", 0.001)

        with pytest.raises(NotExported, match="was not ready within"):
            exporting_apart.write(session, scope, "csv", most_here=0)
