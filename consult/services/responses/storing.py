"""How a response is written: a few statements for all of its answers, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid5

from sqlalchemy import Integer, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from consult.models.responses import Answer, AnswerFile, Response, Route, Standing, answer_option
from consult.models.statements import SourceKind, Statement, StatementVersion
from consult.services import audit
from consult.services.audit import Event
from consult.services.prepared import Insertion, Prepared
from consult.services.responses import apart, arrivals, drafts, references
from consult.services.responses.apart import Aside
from consult.services.responses.arrivals import Arrival
from consult.services.responses.reading import Given
from consult.services.statement_texts import first_state
from consult.services.surveys.frozen import AnySurvey
from consult.services.transaction import connection_of

LETTERS_IN_A_REFERENCE = 10
_responses = Insertion(cast(Table, Response.__table__), unless="submission_key")
_answers = Insertion(cast(Table, Answer.__table__))
_RESPONSE_ID = bindparam("of_response", type_=Integer())
# The answer to a question of the response: to ask for its id first would cost a query more.
_ANSWER = (
    select(Answer.id)
    .where(
        Answer.response_id == _RESPONSE_ID,
        Answer.question_id == bindparam("of_question", type_=Integer()),
    )
    .scalar_subquery()
)
_chosen = Insertion(answer_option, reading={"answer_id": _ANSWER})
_statements = Insertion(cast(Table, Statement.__table__), reading={"answer_id": _ANSWER})
_COPIED = ("text", "kind", "heading", "outcome_id", "state")
_versions = Prepared(
    lambda _: (
        insert(StatementVersion)
        .from_select(
            [*_COPIED, "number", "statement_id", "changed_at"],
            select(
                *(getattr(Statement, name) for name in _COPIED),
                Statement.version,
                Statement.id,
                Statement.recorded_at,
            )
            .join(Answer, Answer.id == Statement.answer_id)
            .where(Answer.response_id == _RESPONSE_ID)
            .order_by(Statement.id),
            include_defaults=False,
        )
        .returning(StatementVersion.statement_id, StatementVersion.kind)
    )
)
_attached = Prepared(
    lambda _: (
        update(AnswerFile)
        .where(AnswerFile.id == bindparam("file_id", type_=Integer()))
        .values(answer_id=_ANSWER)
    )
)


@dataclass(frozen=True, slots=True)
class Sending:
    """A response that passed every rule.

    Attributes
    ----------
    replies
        What is kept with it, in the order in which it was asked.
    aside
        What is kept apart from it.
    has_draft
        Whether it was kept to be come back to, which ends now.
    """

    survey: AnySurvey
    key: UUID
    digest: str
    route: Route
    entered_by_id: int | None
    arrival: Arrival
    ward_id: int | None
    replies: Sequence[Given]
    aside: Aside
    has_draft: bool

    @property
    def standing(self) -> Standing:
        """Return whether it counts at once."""
        return Standing.HELD if self.arrival.held_because else Standing.COUNTED


def store(session: Session, sending: Sending) -> tuple[int, str] | None:
    """Store a response inside the caller's transaction, and return its id and reference.

    Where another of the same key is there by now, nothing is stored and None is returned.
    """
    connection = connection_of(session)
    reference = references.grouped(LETTERS_IN_A_REFERENCE)
    stored = _responses.run(connection, _row(sending, reference))
    if not stored:
        return None
    response_id: int = stored[0][0]
    if sending.route is Route.INVITED:
        arrivals.spend(session, sending.survey.consultation_id, sending.arrival.token)
    _store_answers(session, response_id, sending.replies)
    apart.store(session, sending.survey, response_id, sending.aside)
    told = []
    if sending.standing is not Standing.HELD:
        told = _store_statements(session, sending, response_id)
    if sending.has_draft:
        drafts.erase(session, sending.key)
    received = Event(
        "response.received", (Response.__tablename__, response_id), {"route": sending.route.value}
    )
    audit.record_all(session, sending.survey.consultation_id, [*told, received])
    return response_id, reference


def _row(sending: Sending, reference: str) -> dict[str, Any]:
    return {
        "survey_id": sending.survey.id,
        "reference": reference,
        "submission_key": sending.key,
        "body_digest": sending.digest,
        "route": sending.route,
        "entered_by_id": sending.entered_by_id,
        "standing": sending.standing,
        "standing_reason": sending.arrival.held_because,
        "is_late": sending.arrival.is_late,
        "organisation": sending.arrival.organisation.strip()[:200],
        "ward_id": sending.ward_id,
    }


def _store_answers(session: Session, response_id: int, replies: Sequence[Given]) -> None:
    """Store the answers with their options and files."""
    connection = connection_of(session)
    files = apart.files_of(session, replies)
    rows, chosen = [], []
    for each in replies:
        question_id = each.question.id
        file = files.get(question_id)
        # Of a file the name under which it was kept, not what the page sent along.
        text, detail = (file.filename, None) if file is not None else (each.text, each.detail)
        rows.append(
            {"response_id": response_id, "question_id": question_id, "text": text, "detail": detail}
        )
        of = {"of_response": response_id, "of_question": question_id}
        chosen += [{**of, "option_id": option.id} for option in each.options]
    _answers.run_all(connection, rows)
    _chosen.run_all(connection, chosen)
    for question_id, file in files.items():
        of = {"of_response": response_id, "of_question": question_id}
        _attached.run(connection, {**of, "file_id": file.id})


def _store_statements(session: Session, sending: Sending, response_id: int) -> list[Event]:
    """Put the written answers into the statement store, and return what happened."""
    connection = connection_of(session)
    rows: list[dict[str, Any]] = []
    for each in sending.replies:
        question = each.question
        if question.statement_kind is None or not each.text:
            continue
        state, reason = first_state(each.text)
        rows.append(
            {
                "uuid": uuid5(sending.key, str(question.id)),
                "consultation_id": sending.survey.consultation_id,
                "outcome_id": question.outcome_id,
                "kind": question.statement_kind,
                "text": each.text,
                "state": state,
                "state_reason": reason,
                "source_kind": SourceKind.ANSWER,
                "of_response": response_id,
                "of_question": question.id,
            }
        )
    if not rows:
        return []
    _statements.run_all(connection, rows)
    kept = _versions.run(connection, {"of_response": response_id})
    return [
        Event("statement.recorded", (Statement.__tablename__, statement_id), {"kind": kind})
        for statement_id, kind in sorted(kept)
    ]
