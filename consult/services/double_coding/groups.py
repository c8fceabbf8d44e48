"""In which groups statements can be laid: outcome, kind, route, and what respondents told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.models.consultations import Consultation
from consult.models.responses import Answer, Response, Route
from consult.models.statements import SourceKind, Statement
from consult.models.surveys import Question, QuestionType, Section, Survey

NOT_GIVEN = "not given"
# A column of a file with more values than this, such as dates, is no group.
MOST_GROUPS = 20
OUTCOME, KIND, ROUTE = "outcome", "kind", "route"
USUAL = {OUTCOME: "Outcome", KIND: "Kind", ROUTE: "How it reached us"}
_ROUTES = {
    Route.ONLINE: "Survey, online",
    Route.PAPER: "Survey, on paper",
    Route.TELEPHONE: "Survey, by telephone",
    Route.ASSISTED: "Survey, with help",
    Route.EMAIL: "Survey, by email",
    Route.LETTER: "Survey, by letter",
    Route.INVITED: "Survey, by a link that works once",
    Route.SPREADSHEET: "Survey, from a spreadsheet",
}


def read(session: Session, statement_ids: Collection[int]) -> list[Statement]:
    """Return statements with all that says which groups they are of."""
    return list(
        session.scalars(
            select(Statement)
            .where(Statement.id.in_(list(statement_ids)))
            .options(
                joinedload(Statement.outcome),
                joinedload(Statement.answer)
                .joinedload(Answer.response)
                .selectinload(Response.answers)
                .selectinload(Answer.options),
            )
            .order_by(Statement.id)
        )
    )


def columns(session: Session, consultation: Consultation) -> dict[str, str]:
    """Return what a consultation's statements can be grouped by: keys with their names."""
    found = dict(USUAL)
    questions = session.scalars(
        select(Question)
        .join(Section)
        .join(Survey)
        .where(
            Survey.consultation_id == consultation.id,
            # What stands in these is kept apart from the answers, so nobody could be laid by it.
            Section.is_equality.is_(False),
            Question.question_type == QuestionType.ONE_CHOICE,
        )
        .options(selectinload(Question.options))
        .order_by(Section.position, Question.position, Question.id)
    )
    found |= {f"question:{each.id}": each.text for each in questions}
    told: dict[str, set[str]] = defaultdict(set)
    for about in session.scalars(
        select(Statement.about).where(
            Statement.consultation_id == consultation.id, Statement.import_id.is_not(None)
        )
    ):
        for name, value in about.items():
            told[name].add(str(value))
    found |= {
        f"about:{name}": name
        for name, values in sorted(told.items())
        if 1 < len(values) <= MOST_GROUPS
    }
    # A key is stored with the sample it was drawn by.
    return {key: name for key, name in found.items() if len(key) <= 120}


def of(statements: Iterable[Statement], key: str) -> dict[int, str]:
    """Return the group of each statement; of whom it is not known, “not given”."""
    return {each.id: _group(each, key) or NOT_GIVEN for each in statements}


def _group(statement: Statement, key: str) -> str:
    if key == OUTCOME:
        return statement.outcome.reference if statement.outcome else ""
    if key == KIND:
        return statement.kind.value.capitalize()
    if key == ROUTE:
        return _route(statement)
    door, _, name = key.partition(":")
    if door == "about":
        return str(statement.about.get(name, "")).strip()
    return _chosen(statement, name)


def _route(statement: Statement) -> str:
    if statement.answer is not None:
        return _ROUTES[statement.answer.response.route]
    return "Workshop table" if statement.source_kind is SourceKind.TABLE else "Imported file"


def _chosen(statement: Statement, question_id: str) -> str:
    """Return what the statement's respondent chose in a question of the survey."""
    if statement.answer is None:
        return ""
    return next(
        (
            option.label
            for answer in statement.answer.response.answers
            if str(answer.question_id) == question_id
            for option in answer.options
        ),
        "",
    )
