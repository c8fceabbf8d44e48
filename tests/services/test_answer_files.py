"""Files of answers: the rows that answer nothing."""

from __future__ import annotations

import csv
import io
import json
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from consult.cli import main
from consult.models.responses import Response
from consult.models.surveys import QuestionType, Survey
from consult.readers.answers import read_answers
from consult.services import responses, surveys
from consult.services.responses import exporting, importing
from consult.services.surveys import structure
from consult.services.surveys.wording import Wording
from tests.conftest import SECRET
from tests.questionnaires import Stage, moved, town_survey

HEAD = "Name,How do you get about?,Where have you been?,What is being done?\n"


@pytest.fixture
def survey(session, make):
    """Return an open survey."""
    return town_survey(session, make)


def free_survey(session, make):
    """Return an open survey in which no question must be answered."""
    survey = surveys.create(session, make.consultation(stage=Stage.DRAFT), outcomes=[])
    section = structure.add_section(session, survey, title="Travel")
    structure.add_question(session, section, Wording(QuestionType.TEXT, "What gets in the way?"))
    return moved(session, survey, Stage.OPEN)


def planned(session, survey, text):
    reading = read_answers(text.encode(), "answers.csv")
    return importing.plan(session, survey, reading, filename="answers.csv")


class TestRowsThatAnswerNothing:
    def test_are_counted_and_left_out(self, session, survey):
        text = f"{HEAD}Ann,By bus,,\nBen,,,\nCat, ,\t,\nDot,By boat,,\n"

        plan = planned(session, survey, text)
        importing.add(session, survey, plan, skip=True)

        assert [each.row for each in plan.ready] == [2]
        assert plan.told_blank == "2 rows answer nothing and are left out."
        assert plan.faulty_rows == 1
        assert session.scalar(select(func.count()).select_from(Response)) == 1

    @pytest.mark.parametrize(
        ("rows", "told"),
        [("Ann,By bus,,\n", ""), ("Ann,,,\n", "1 row answers nothing and is left out.")],
    )
    def test_are_told_in_a_sentence(self, session, survey, rows, told):
        assert planned(session, survey, HEAD + rows).told_blank == told

    def test_are_left_out_though_another_tool_numbered_them(self, session, survey):
        plan = planned(session, survey, "Response ID,How do you get about?\n8,\n9,By bus\n")

        assert ([each.row for each in plan.ready], plan.blank) == ([3], 1)

    def test_stay_in_a_file_of_our_own_where_they_have_a_reference(self, session, make):
        survey, twin = free_survey(session, make), free_survey(session, make)
        responses.submit(session, survey, key=uuid4(), typed={})
        out = io.StringIO()
        by_hand = ["", "2026-01-02", "paper"]
        csv.writer(out).writerows([*exporting.table(session, survey), by_hand])

        plan = planned(session, twin, out.getvalue())
        importing.add(session, twin, plan)
        again = planned(session, twin, out.getvalue())

        assert (len(plan.ready), plan.blank) == (1, 1)
        assert (again.ready, again.repeated, again.blank) == ([], 1, 1)
        [kept] = session.scalars(select(Response).where(Response.survey_id == twin.id))
        assert [each.text for each in kept.answers] in ([], [""])

    def test_are_counted_by_the_command(
        self, session, survey: Survey, database_url, monkeypatch, tmp_path
    ):
        monkeypatch.setenv("CONSULT_DATABASE_URL", database_url)
        monkeypatch.setenv("CONSULT_SECRET_KEY", SECRET)
        file = tmp_path / "answers.csv"
        file.write_text(f"{HEAD}Ann,By bus,,\nBen,,,\n")
        line = ["responses", "import", str(file), "--survey", survey.consultation.slug]

        told = CliRunner().invoke(main, [*line, "--dry-run"])
        report = json.loads(CliRunner().invoke(main, [*line, "--json"]).stdout)

        assert told.output.endswith("0 have faults. 1 row answers nothing and is left out.\n")
        assert (report["added"], report["answer_nothing"]) == (1, 1)
