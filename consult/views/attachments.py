"""Files on their way in with a form, and which version of a survey the form was opened with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from consult.config import MOST_BYTES_IN_A_FIELD
from consult.db import db
from consult.forms.numbers import number_in
from consult.forms.responses import Sheet
from consult.models.surveys import QuestionType
from consult.services import audit
from consult.services.refusals import ServiceError
from consult.services.responses import uploads
from consult.services.surveys import frozen, versions
from consult.services.surveys.frozen import AnyConsultation, AnyQuestion, AnySurvey, Questionnaire

# Stands for a file in a preview, which keeps none.
NO_FILE = UUID(int=0)
# Under which token a file is kept, and its name.
Kept = tuple[UUID, str]


def opened_with(consultation: AnyConsultation, newest: Questionnaire) -> Questionnaire:
    """Return the version that the form was opened with: who has an older one may still send it."""
    sent = number_in(request.form.get("survey")) if request.method == "POST" else None
    if sent is None or sent == newest.id:
        return newest
    older = versions.asked_in(db.session, consultation, sent)
    # Frozen, since the answers are stored in another thread.
    return frozen.of(older) if older is not None else newest


def allow(survey: AnySurvey) -> None:
    """Let the request be as large as the files that the survey asks for."""
    files = sum(each.question_type is QuestionType.FILE for each in survey.questions)
    if files:
        request.max_content_length = MOST_BYTES_IN_A_FIELD + files * (uploads.MOST_BYTES + 2**20)


def take(sheet: Sheet, *, is_preview: bool = False) -> bool:
    """Keep the files that came with the page; return whether all of them can be taken."""

    def keep(question: AnyQuestion, filename: str, content: bytes) -> Kept:
        if is_preview:
            return NO_FILE, filename
        return db.write_public(lambda session: _keep(session, question, filename, content))

    _take(sheet, sheet.questions, keep)
    return not sheet.faults


def take_keyed(sheet: Sheet) -> bool:
    """Keep the files that staff add to what they key in; return whether all can be taken.

    All questions are on one page, also those that earlier answers lead past.
    """

    def keep(question: AnyQuestion, filename: str, content: bytes) -> Kept:
        file = uploads.keep(db.session, question, filename=filename, content=content)
        return file.token, file.filename

    _take(sheet, sheet.survey.questions, keep)
    return not sheet.faults


def _take(
    sheet: Sheet,
    questions: Sequence[AnyQuestion],
    keep: Callable[[AnyQuestion, str, bytes], Kept],
) -> None:
    for question in questions:
        if question.question_type is not QuestionType.FILE:
            continue
        if request.form.get(f"q{question.id}.remove"):
            sheet.typed[question.id] = []
        sent = request.files.get(f"q{question.id}.upload")
        if sent is None or not sent.filename:
            continue
        try:
            token, name = keep(question, sent.filename, sent.read(uploads.MOST_BYTES + 1))
        except ServiceError as refusal:
            sheet.faults[question.id] = str(refusal)
        else:
            sheet.typed[question.id] = [f"file={token} {name}"]


def _keep(session: Session, question: AnyQuestion, filename: str, content: bytes) -> Kept:
    audit.act_as(session, audit.RESIDENT)
    file = uploads.keep(session, question, filename=filename, content=content)
    return file.token, file.filename
