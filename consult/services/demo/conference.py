"""The demonstration's conference: six tables' notes, analysed, and partly reviewed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.consultations import Stage
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementState
from consult.models.strategy import Strategy
from consult.services import consultations, statements
from consult.services.demo import files, place, reviewing
from consult.services.statements import Source
from consult.services.transaction import transaction

MORNING = time(10, 0, tzinfo=UTC)


def load(
    session: Session,
    settings: dict[str, Any],
    plan: Strategy,
    people: dict[str, User],
    *,
    secret: str,
) -> None:
    """Load the conference with its notes, run the analysis and decide what was reviewed."""
    consultation = place.add_consultation(session, settings, plan)
    consultations.move_to(session, consultation, Stage.OPEN)
    event = settings["workshop"]
    workshop = place.add_workshop(session, consultation, event, people, secret=secret)
    outcomes = {each.reference: each for each in consultation.outcomes}
    tables = {str(table.number): table for table in workshop.tables}
    decided: dict[int, set[str]] = {}
    began = datetime.combine(event["date"], MORNING)
    with transaction(session):
        for number, row in enumerate(files.rows("conference_notes.csv")):
            statement = statements.record(
                session,
                consultation,
                kind=StatementKind(row["kind"]),
                text=row["text"],
                source=Source(table=tables[row["table"]]),
                outcome=outcomes.get(row["outcome"]),
                device=f"table-{row['table']}",
                sequence=number,
            )
            statement.recorded_at = began + timedelta(minutes=2 * number)
            _strike(session, statement, row)
            if row["reviewed"] == "yes":
                decided[statement.id] = files.themes(row["themes"])
    consultations.move_to(session, consultation, Stage.CLOSED)
    reviewing.analyse(session, consultation, by=people["delphine"])
    reviewing.decide(session, consultation, decided, by=people["delphine"])


def _strike(session: Session, statement: Statement, row: dict[str, str]) -> None:
    if row["struck"] == "yes":
        statements.set_state(
            session, statement, StatementState.STRUCK, reason="Struck through at the table."
        )
