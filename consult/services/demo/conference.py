"""The demonstration's conference: six tables' notes, analysed, and partly reviewed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import ActorKind
from consult.models.consultations import Consultation, Stage
from consult.models.kinds import StatementKind
from consult.models.overlaps import Verdict
from consult.models.statements import Statement, StatementState
from consult.models.strategy import Strategy
from consult.models.workshops import Attendance, Workshop
from consult.services import audit, consultations, overlaps, statements, ties
from consult.services.audit import Actor
from consult.services.demo import deciding, files, papers, place, plenary, reviewing
from consult.services.statements import Source
from consult.services.transaction import transaction
from consult.services.workshops import attendance, columns
from consult.services.workshops.attendance import Written

MORNING = time(10, 0, tzinfo=UTC)


def load(
    session: Session,
    settings: dict[str, Any],
    plan: Strategy,
    people: dict[str, User],
    *,
    secret: str,
) -> None:
    """Load the conference and who was there, run the analysis and decide what was reviewed."""
    consultation = place.add_consultation(session, settings, plan)
    consultations.move_to(session, consultation, Stage.OPEN)
    event = settings["workshop"]
    workshop = place.add_workshop(session, consultation, event, people, secret=secret)
    _attend(session, workshop, event)
    began = datetime.combine(event["date"], MORNING)
    with transaction(session):
        noted, decided = _notes(session, consultation, workshop, began)
        tied = _discuss(session, consultation, workshop, event, began)
    consultations.move_to(session, consultation, Stage.CLOSED)
    reviewing.analyse(session, consultation, by=people["delphine"])
    reviewing.decide(session, consultation, decided, by=people["delphine"])
    reviewing.leave(session, consultation, noted, by=people["delphine"])
    reviewing.learn(session, consultation, by=people["delphine"])
    for solution, barriers in tied:
        ties.tie(session, solution, [noted[barrier] for barrier in barriers])
    _confirm_overlap(session, noted["n055"], noted["n098"], by=people["delphine"])
    deciding.load(session, consultation, files.read(settings["decisions"]), by=people["delphine"])
    papers.begin(session, consultation, by=people["rafiq"])
    plenary.load(session, workshop, by=people["delphine"], secret=secret)


def _confirm_overlap(session: Session, one: Statement, other: Statement, *, by: User) -> None:
    """Say of two partners' work that it is the same; another pair is left to the reader."""
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=by.id))
    reason = "Two panels of residents give out small grants in the same streets."
    overlaps.decide(session, one, other, verdict=Verdict.CONFIRMED, reason=reason)
    audit.act_as(session, audit.SYSTEM)


def _attend(session: Session, workshop: Workshop, event: dict[str, Any]) -> None:
    """Fill the attendance list as it stood when the day was over."""
    rows = files.rows(event["people"])
    invited = [Written(row["name"], row["organisation"]) for row in rows]
    listed = attendance.add(session, workshop, invited).added
    with transaction(session):
        for person, row in zip(listed, rows, strict=True):
            if row["attendance"] != Attendance.EXPECTED.value:
                attendance.mark(session, person, Attendance(row["attendance"]))
            if row["substitute"]:
                attendance.substitute(session, person, row["substitute"])


def _notes(
    session: Session, consultation: Consultation, workshop: Workshop, began: datetime
) -> tuple[dict[str, Statement], dict[int, set[str]]]:
    """Record the cards of the tables; return them by note, and what was decided of each."""
    outcomes = {each.reference: each for each in consultation.outcomes}
    tables = {str(table.number): table for table in workshop.tables}
    noted: dict[str, Statement] = {}
    decided: dict[int, set[str]] = {}
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
        noted[row["note"]] = statement
        if row["reviewed"] == "yes":
            decided[statement.id] = files.themes(row["themes"])
    return noted, decided


def _discuss(
    session: Session,
    consultation: Consultation,
    workshop: Workshop,
    event: dict[str, Any],
    began: datetime,
) -> list[tuple[Statement, list[str]]]:
    """Record the group discussion; return its solutions with the notes that each answers."""
    tables = {str(table.number): table for table in workshop.tables}
    headings = {each.heading: each for each in columns.of(workshop) if each.is_discussion}
    tied = []
    for number, row in enumerate(files.rows(event["discussion_notes"])):
        heading = headings[row["heading"]]
        statement = statements.record(
            session,
            consultation,
            kind=heading.kind,
            text=row["text"],
            source=Source(table=tables[row["table"]]),
            heading=heading.card_heading,
            device=f"table-{row['table']}",
            sequence=1_000 + number,
        )
        statement.recorded_at = began + timedelta(minutes=2 * number)
        if row["answers"]:
            tied.append((statement, row["answers"].split(";")))
    return tied


def _strike(session: Session, statement: Statement, row: dict[str, str]) -> None:
    if row["struck"] == "yes":
        statements.set_state(
            session, statement, StatementState.STRUCK, reason="Struck through at the table."
        )
