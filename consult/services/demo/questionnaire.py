"""The demonstration's open survey: its questions, its 300 respondents, and the first review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.consultations import Consultation, Stage
from consult.models.kinds import StatementKind
from consult.models.responses import Answer, Response, Route
from consult.models.statements import Statement
from consult.models.strategy import Outcome, Strategy
from consult.models.surveys import Option, Question, QuestionType, Section, Survey
from consult.services import audit, consultations, responses, translations
from consult.services.demo import asking, files, place, reviewing, ways_in
from consult.services.transaction import transaction

TYPES = {
    "text": QuestionType.TEXT,
    "choice": QuestionType.ONE_CHOICE,
    "scale": QuestionType.SCALE,
}
# How many respondents' barriers an officer has been through; the rest wait for the visitor.
REVIEWED = 120
_KEYS = UUID("0d6c1a34-2f0e-4a39-9d43-08a5a3b1a7b9")


def load(
    session: Session,
    settings: dict[str, Any],
    plan: Strategy,
    people: dict[str, User],
    *,
    secret: str,
) -> None:
    """Make the survey and the evening, send in the answers, run the analysis and review a part."""
    consultation = place.add_consultation(session, settings, plan)
    survey, questions = _survey(session, settings, consultation)
    asking.add(session, survey)
    _translate(session, consultation, survey)
    place.add_workshop(session, consultation, settings["workshop"], people, secret=secret)
    consultations.move_to(session, consultation, Stage.OPEN)
    rows = files.rows("survey_answers.csv")
    opened = datetime.combine(settings["opens"], time(0, 0, tzinfo=UTC))
    sent = {}
    with transaction(session):
        audit.act_as(session, audit.RESIDENT)
        for number, row in enumerate(rows):
            ticked = asking.typed(survey, number)
            sent[row["respondent"]] = _send(session, survey, questions, row, opened, ticked)
        audit.act_as(session, audit.SYSTEM)
    reviewing.analyse(session, consultation, by=people["rafiq"])
    decided = _decided(session, questions, sent)
    reviewing.decide(session, consultation, decided, by=people["rafiq"])
    ways_in.load(session, survey, questions, sent, until=settings["closes"])


def _survey(
    session: Session, settings: dict[str, Any], consultation: Consultation
) -> tuple[Survey, dict[str, Question]]:
    outcomes = {each.reference: each for each in consultation.outcomes}
    survey = Survey(
        consultation=consultation, title=settings["title"], introduction=settings["summary"]
    )
    questions: dict[str, Question] = {}
    for position, written in enumerate(settings["section"], start=1):
        section = Section(position=position, title=written["title"])
        survey.sections.append(section)
        for place_in_section, asked in enumerate(written["question"], start=1):
            question = _question(asked, outcomes)
            question.position = place_in_section
            question.code = f"q{len(questions) + 1}"
            section.questions.append(question)
            questions[asked["id"]] = question
    with transaction(session):
        session.add(survey)
        audit.record(session, "survey.created", survey, consultation=consultation)
    return survey, questions


def _translate(session: Session, consultation: Consultation, survey: Survey) -> None:
    """Give the survey its Welsh; the notice and the wards are left in English, as a gap to see."""
    typed = {
        translations.digest(each["en"]): each["cy"]
        for each in files.read("survey_in_welsh.toml")["text"]
    }
    translations.save(session, consultation, survey, code="cy", typed=typed)


def _question(written: dict[str, Any], outcomes: dict[str, Outcome]) -> Question:
    return Question(
        question_type=TYPES[written["type"]],
        text=written["text"],
        hint=written.get("hint", ""),
        outcome=outcomes.get(written.get("outcome", "")),
        statement_kind=StatementKind(written["kind"]) if "kind" in written else None,
        options=[
            Option(position=position, label=label)
            for position, label in enumerate(_labels(written), start=1)
        ],
    )


def _labels(written: dict[str, Any]) -> list[str]:
    if written["type"] != "scale":
        return list(written.get("options", []))
    points = written["points"]
    words = {1: f" – {written['low']}", points: f" – {written['high']}"}
    return [f"{number}{words.get(number, '')}" for number in range(1, points + 1)]


def _send(
    session: Session,
    survey: Survey,
    questions: dict[str, Question],
    row: dict[str, str],
    opened: datetime,
    ticked: Mapping[int, Sequence[str]],
) -> Response:
    typed = dict(ticked) | {
        question.id: _typed(question, row[name])
        for name, question in questions.items()
        if row[name]
    }
    response = responses.submit(
        session,
        survey,
        key=uuid5(_KEYS, row["respondent"]),
        typed=typed,
        route=Route(row["route"]),
        # On paper some answered what their earlier answers led past, as people do.
        keeps_all=True,
    )
    came = opened + timedelta(days=int(row["day"]), hours=int(row["hour"]))
    response.submitted_at = came
    answers = [answer.id for answer in response.answers]
    session.execute(
        update(Statement).where(Statement.answer_id.in_(answers)).values(recorded_at=came)
    )
    return response


def _typed(question: Question, cell: str) -> Sequence[str]:
    if question.question_type is QuestionType.TEXT:
        return [cell]
    if question.question_type is QuestionType.SCALE:
        return [str(question.options[int(cell) - 1].id)]
    return [str(option.id) for option in question.options if option.label == cell]


def _decided(
    session: Session, questions: dict[str, Question], sent: dict[str, Response]
) -> dict[int, set[str]]:
    """Return the hand coding of the first respondents' barriers by their statements' ids."""
    early = set(list(sent)[:REVIEWED])
    decided = {}
    for row in files.rows("survey_codings.csv"):
        if row["respondent"] not in early:
            continue
        question = questions[row["question"]]
        statement_id = session.scalar(
            select(Statement.id)
            .join(Answer, Answer.id == Statement.answer_id)
            .where(
                Answer.response_id == sent[row["respondent"]].id,
                Answer.question_id == question.id,
            )
        )
        if statement_id is not None:
            decided[statement_id] = files.themes(row["themes"])
    return decided
