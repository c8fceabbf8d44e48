"""All answers as files: a row a response for spreadsheets, and numbers for statisticians."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.models.base import UK_TIME
from consult.models.responses import Answer, Response, Standing
from consult.models.surveys import CHOICES, Question, QuestionType, Survey
from consult.services.refusals import ServiceError
from consult.services.responses import cells
from consult.services.responses.audiences import NAMES, Audience
from consult.services.responses.scopes import (
    AnyScope,
    Scope,
    is_counted,
    responses_by_version,
    scope_of,
)
from consult.writers import SHEETS, spss
from consult.writers.isolation import WritingFailed, write_in_child
from consult.writers.spss import Variable
from consult.writers.worksheets import Sheet, Sheets

# What stands before the answers; a file that begins so is one of ours.
PARTICULARS = ("Reference", "Received", "Route", "Counted with", "Organisation", "Ward", "Version")
VERSIONS = ("Version", "What changed", "Responses", "In this file")

YES_OR_NO: tuple[tuple[int, str], ...] = ((0, "No"), (1, "Yes"))


class NotExported(ServiceError):
    """A file could not be written; the text says why."""


def table(session: Session, asked: AnyScope) -> Iterator[list[str]]:
    """Yield the header, then a row a response: what a spreadsheet of all answers holds."""
    scope = scope_of(asked)
    columns = _columns(scope)
    yield [*PARTICULARS, *(heading for _, heading in columns)]
    for response in _responses(session, scope):
        answers = _answers(scope, response)
        yield [*_particulars(response), *(_cell(answers.get(each.id)) for each, _ in columns)]


def _columns(scope: Scope) -> list[tuple[Question, str]]:
    """Return the questions as shown, then those that other versions asked otherwise."""
    shown = list(zip(scope.survey.kept_questions, headings(scope.survey), strict=True))
    for survey in scope.counted[1:]:
        own = dict(zip([q.id for q in survey.kept_questions], headings(survey), strict=True))
        shown += [
            (question, f"{own[question.id]} (version {survey.version})")
            for version, question in scope.parted
            if version is survey
        ]
    return shown


def _answers(scope: Scope, response: Response) -> dict[int, Answer]:
    """Return the answers by the question in whose column they stand."""
    twins = scope.twins
    return {
        twins[each.question_id].id if each.question_id in twins else each.question_id: each
        for each in response.answers
    }


def headings(survey: Survey) -> list[str]:
    """Return a heading for each question, no two the same.

    A question of an outcome has the same words in each section, so the section is added; where
    that is not enough, the question's place.
    """
    questions = survey.kept_questions
    found = [_heading(each) for each in questions]
    for more in (
        [f" ({question.section.title})" for question in questions],
        [f" [{number}]" for number in range(1, len(questions) + 1)],
    ):
        taken = Counter([*found, *PARTICULARS])
        found = [
            " ".join(f"{text}{addition}".split()) if taken[text] > 1 else text
            for text, addition in zip(found, more, strict=True)
        ]
    return found


def _heading(question: Question) -> str:
    matrix = question.matrix
    text = f"{matrix.text}: {question.text}" if matrix is not None else question.text
    return " ".join(text.split())


def _responses(session: Session, scope: Scope) -> Iterator[Response]:
    return iter(
        session.scalars(
            select(Response)
            .where(is_counted(scope))
            .options(
                selectinload(Response.answers).selectinload(Answer.options),
                selectinload(Response.ward),
                selectinload(Response.survey),
            )
            .order_by(Response.id)
            .execution_options(yield_per=500)
        )
    )


def _particulars(response: Response) -> list[str]:
    return [
        response.reference,
        f"{response.submitted_at:%Y-%m-%d}",
        response.route.value,
        NAMES[_audience(response)],
        response.organisation,
        response.ward.name if response.ward else "",
        str(response.survey.version),
    ]


def _audience(response: Response) -> Audience:
    if response.standing is Standing.HELD:
        return Audience.HELD
    if response.standing is Standing.WITHDRAWN:
        return Audience.WITHDRAWN
    if response.standing is Standing.CAMPAIGN:
        return Audience.CAMPAIGN
    return Audience.ORGANISATIONS if response.organisation else Audience.PEOPLE


def _cell(answer: Answer | None) -> str:
    return cells.written(answer) if answer is not None else ""


def as_csv(session: Session, asked: AnyScope) -> bytes:
    """Return all answers as UTF-8 with the mark that Excel looks for; no cell is a formula."""
    held = io.StringIO(newline="")
    lines = csv.writer(held)
    for row in table(session, asked):
        lines.writerow([cells.guarded(cell) for cell in row])
    return held.getvalue().encode("utf-8-sig")


def as_xlsx(session: Session, asked: AnyScope) -> bytes:
    """Return all answers and their codebook as a workbook; every cell is typed as text.

    Raises
    ------
    NotExported
        When the work failed.
    """
    try:
        return write_in_child(SHEETS, sheets(session, asked).to_dict())
    except WritingFailed as failure:
        raise NotExported(str(failure)) from failure


def sheets(session: Session, asked: AnyScope) -> Sheets:
    """Return what stands in the workbook of all answers."""
    scope = scope_of(asked)
    header, *rows = table(session, scope)
    return Sheets(
        title=_title(scope),
        organisation="",
        made_on=datetime.now(UK_TIME).date(),
        sheets=(
            Sheet("Answers", tuple(header), tuple(map(tuple, rows))),
            Sheet("Codebook", spss.CODEBOOK, tuple(spss.codebook_rows(variables(scope)))),
            Sheet("Versions", VERSIONS, tuple(_versions(session, scope))),
        ),
    )


def _title(scope: Scope) -> str:
    return f"{scope.survey.title} ({scope.label.lower()})"


def _versions(session: Session, scope: Scope) -> Iterator[tuple[str, ...]]:
    """Yield a row for each version that was asked: what changed, and how many answered."""
    responses = responses_by_version(session, scope)
    for survey in reversed(scope.asked):
        is_here = "Yes" if survey in scope.counted else "No"
        yield (str(survey.version), survey.what_changed, str(responses[survey.version]), is_here)


def variables(asked: AnyScope) -> list[Variable]:
    """Return the variables in which a statistician reads the answers.

    A question with several answers is a variable an answer; a ranking, the place of each.
    """
    scope = scope_of(asked)
    found = [
        Variable("reference", "Reference"),
        Variable("route", "How it came"),
        Variable("counted", "Counted with"),
        Variable("ward", "Ward"),
        Variable(
            "version",
            "Version of the survey",
            tuple((each.version, f"Version {each.version}") for each in reversed(scope.counted)),
            True,
        ),
    ]
    own = {each.id for each in scope.survey.questions}
    for number, (question, heading) in enumerate(_columns(scope), 1):
        name = question.code or f"q{number}"
        if question.id not in own:
            name = f"{name}_version{question.section.survey.version}"
        found += _variables(question, name, heading)
    return found


def _variables(question: Question, name: str, heading: str) -> Iterator[Variable]:
    options, labels = question.options, YES_OR_NO
    if question.question_type in {QuestionType.SEVERAL_CHOICES, QuestionType.RANKING}:
        if question.question_type is QuestionType.RANKING:
            labels = ()
        for place, option in enumerate(options, 1):
            yield Variable(f"{name}_{place}", f"{heading}: {option.label}", labels, True)
    elif question.question_type in CHOICES:
        labels = tuple((place, option.label) for place, option in enumerate(options, 1))
        yield Variable(name, heading, labels, True)
    else:
        yield Variable(name, heading, (), question.question_type is QuestionType.NUMBER)
    if any(option.is_other for option in options):
        yield Variable(f"{name}_other", f"{heading}: in other words")


def _values(answer: Answer | None, question: Question) -> Iterator[str]:
    """Yield the cells of an answer, in the order of its variables; "" is “not answered”."""
    # Of another version the answer names that version's options, which are the same ones.
    question = answer.question if answer is not None else question
    chosen = {option.id for option in answer.options} if answer else set()
    text = answer.text if answer else ""
    if question.question_type is QuestionType.RANKING:
        order = ((answer.detail if answer else None) or {}).get("order", [])
        for option in question.options:
            yield str(order.index(option.id) + 1) if option.id in order else ""
    elif question.question_type is QuestionType.SEVERAL_CHOICES:
        for option in question.options:
            yield str(int(option.id in chosen)) if chosen else ""
    elif question.question_type in CHOICES:
        places = [n for n, option in enumerate(question.options, 1) if option.id in chosen]
        yield str(places[0]) if places else ""
    elif answer is not None:
        yield _cell(answer)
    else:
        yield ""
    if any(option.is_other for option in question.options):
        yield text


def as_spss(session: Session, asked: AnyScope) -> bytes:
    """Return a zip of the answers as numbers, the syntax that labels them, and the codebook."""
    scope = scope_of(asked)
    questions = [question for question, _ in _columns(scope)]
    rows = []
    for response in _responses(session, scope):
        answers = _answers(scope, response)
        reference, _, route, counted, _, ward, version = _particulars(response)
        values = [v for q in questions for v in _values(answers.get(q.id), q)]
        rows.append([reference, route, counted, ward, version, *values])
    return spss.write(variables(scope), rows, title=_title(scope))


WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "zip": as_spss}
