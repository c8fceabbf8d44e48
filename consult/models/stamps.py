"""The stamp of all questionnaires: a new one with each change of what residents are asked.

A process that keeps a questionnaire in memory compares one short text to know that nobody, in
whichever process, has changed it since. One stamp stands for all consultations: officers change
few things and residents read many.
"""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import CheckConstraint, String, event, insert, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from consult.models.base import Base
from consult.models.consultations import Consultation
from consult.models.surveys import Condition, Option, Question, Section, Survey
from consult.models.translations import Translation

WATCHED = (Consultation, Survey, Section, Question, Option, Condition, Translation)
_CHANGED = "questionnaires changed"


class QuestionnaireStamp(Base):
    """The one row; there is none before the first change."""

    __tablename__ = "questionnaire_stamp"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # Drawn, not counted: after a backup is put back, no number means something else than before.
    stamp: Mapped[str] = mapped_column(String(32))


@event.listens_for(Session, "after_flush")
def _note(session: Session, context: Any) -> None:
    if any(isinstance(each, WATCHED) for each in (*session.new, *session.dirty, *session.deleted)):
        session.info[_CHANGED] = True


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    is_read = state.is_select or state.is_column_load or state.is_relationship_load
    if not is_read and any(each.class_ in WATCHED for each in state.all_mappers):
        state.session.info[_CHANGED] = True


@event.listens_for(Session, "before_commit")
def _stamp(session: Session) -> None:
    """Write the new stamp as the very last thing, so that nobody waits long for its row."""
    if session.in_nested_transaction():
        return
    session.flush()
    if not session.info.pop(_CHANGED, False):
        return
    connection = session.connection()
    values = {"stamp": secrets.token_hex(16)}
    if not connection.execute(update(QuestionnaireStamp.__table__).values(values)).rowcount:  # type: ignore[arg-type]
        connection.execute(insert(QuestionnaireStamp).values(id=1, **values))
