"""The demonstration's finished consultation: an imported file, every barrier decided."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.consultations import Consultation, Stage
from consult.models.positions import Position
from consult.models.strategy import Strategy
from consult.services import consultations, imports
from consult.services.demo import (
    deciding,
    files,
    papers,
    place,
    reviewing,
    second_reading,
    signing,
)
from consult.services.transaction import transaction

FILENAME = "reading-room-points.csv"


def load(
    session: Session, settings: dict[str, Any], plan: Strategy, people: dict[str, User]
) -> None:
    """Load the points as an officer would: from a spreadsheet, through the import."""
    consultation = place.add_consultation(session, settings, plan)
    consultations.move_to(session, consultation, Stage.OPEN)
    rows = files.rows("closed_notes.csv")
    content = _spreadsheet(rows)
    reading = imports.read_notes(content, FILENAME)
    added = imports.add(
        session, consultation, content=content, filename=FILENAME, reading=reading
    ).import_
    coded = {row["text"]: files.themes(row["themes"]) for row in rows if row["kind"] == "barrier"}
    stored = imports.statements_of(session, added)
    with transaction(session):
        added.imported_at = datetime.combine(settings["closes"], time(9, 30, tzinfo=UTC))
        for statement in stored:
            statement.recorded_at = added.imported_at
    consultations.move_to(session, consultation, Stage.CLOSED)
    reviewing.analyse(session, consultation, by=people["rafiq"])
    decided = {each.id: coded[each.text] for each in stored if each.text in coded}
    _read_twice(
        session, consultation, rows, decided, {each.id: each.text for each in stored}, people
    )
    reviewing.decide(session, consultation, decided, by=people["rafiq"])
    stands = {row["text"]: Position(row["position"]) for row in rows}
    reviewing.take_positions(
        session,
        {each: stands[each.text] for each in stored if each.text in stands},
        people["rafiq"],
    )
    signing.load(session, consultation, first=people["rafiq"], second=people["delphine"])
    papers.approved(session, consultation, author=people["delphine"], approver=people["ingrid"])
    consultations.move_to(session, consultation, Stage.REPORTED)
    deciding.load(session, consultation, files.read(settings["decisions"]), by=people["rafiq"])
    papers.publish(session, consultation, by=people["delphine"])


def _read_twice(
    session: Session,
    consultation: Consultation,
    rows: list[dict[str, str]],
    decided: dict[int, set[str]],
    texts: dict[int, str],
    people: dict[str, User],
) -> None:
    """Let two officers code a sample blind; the second reads some points in her own way."""
    notes = {row["text"]: row["note"] for row in rows}
    otherwise = {
        row["note"]: files.themes(row["themes"]) for row in files.rows("closed_second_reading.csv")
    }
    second = {one: otherwise.get(notes[texts[one]], keys) for one, keys in decided.items()}
    second_reading.load(
        session, consultation, (people["rafiq"], decided), (people["delphine"], second)
    )


def _spreadsheet(rows: list[dict[str, str]]) -> bytes:
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(["Outcome", "Kind", "Point"])
    sheet.writerows([row["outcome"], row["kind"], row["text"]] for row in rows)
    return written.getvalue().encode()
