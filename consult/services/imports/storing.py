"""A reading's statements into the store, with the file as it came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.imports import Import, NotesFile
from consult.models.kinds import StatementKind
from consult.models.statements import Statement
from consult.models.strategy import Outcome, Strategy
from consult.readers.readings import NotesReading
from consult.services import audit, statements, strategy
from consult.services.imports.choosing import Choice, Chosen
from consult.services.imports.reading import safe_name
from consult.services.statements import Source

_NAMESPACE = UUID("6f1c2d7e-5a7b-4d0e-9a0c-6a1f0b8f2b11")


def digest_of(content: bytes) -> str:
    """Return the SHA-256 by which the same file is known again."""
    return hashlib.sha256(content).hexdigest()


def keep_file(
    session: Session,
    consultation: Consultation,
    content: bytes,
    filename: str,
    reading: NotesReading,
    choice: Choice,
    answers: Mapping[str, str],
) -> Import:
    """Store a file and the record of its import, still without statements."""
    who = audit.actor_of(session).user_id
    digest = digest_of(content)
    kept = NotesFile(
        consultation=consultation,
        filename=safe_name(filename),
        digest=digest,
        content=content,
        received_by_id=who,
    )
    record = Import(
        consultation_id=consultation.id,
        notes_file=kept,
        digest=digest,
        imported_by_id=who,
        answers=dict(answers),
        skipped=[
            {"text": each.text, "why": each.why, "place": dict(each.place)}
            for each in (*reading.skipped, *choice.left_out)
        ],
    )
    session.add(record)
    session.flush()
    return record


def store(
    session: Session,
    consultation: Consultation,
    record: Import,
    chosen: Iterable[Chosen],
    outcomes: Mapping[str, Outcome],
) -> None:
    """Record each statement with its place; a second time, it is stored no more."""
    for each in chosen:
        found = each.statement
        stored = statements.record(
            session,
            consultation,
            kind=StatementKind(found.kind),
            text=found.text,
            source=Source(import_=record),
            outcome=outcomes.get(found.outcome or ""),
            uuid=uuid5(_NAMESPACE, f"{record.id}:{record.digest}:{each.number}"),
            heading=found.heading or "",
            place=dict(found.place),
            partner_labels=found.partners,
            sequence=each.number,
        )
        tell(stored, each)


def tell(stored: Statement, chosen: Chosen) -> None:
    """Note what the file tells of a statement besides, and what may be quoted of it."""
    stored.about = dict(chosen.statement.about)
    stored.public_text = chosen.public_text


def outcomes_for(
    session: Session, consultation: Consultation, record: Import, chosen: Iterable[Chosen]
) -> dict[str, Outcome]:
    """Return the outcomes that statements name, adding those that the consultation has not."""
    titles: dict[str, str | None] = {}
    for each in chosen:
        if each.statement.outcome:
            title = each.statement.outcome_title
            titles[each.statement.outcome] = titles.get(each.statement.outcome) or title
    if titles and consultation.strategy is None:
        consultation.strategy = Strategy(title=f"Outcomes of {consultation.title}")
        session.flush()
    found = {}
    added = []
    for reference, title in titles.items():
        assert consultation.strategy is not None  # noqa: S101 - made above where it was missing
        known = {outcome.reference for outcome in consultation.strategy.outcomes}
        found[reference] = strategy.ensure_outcome(
            session,
            consultation.strategy,
            reference=reference,
            title=" ".join((title or "").split()),
        )
        if found[reference] not in consultation.outcomes:
            consultation.outcomes.append(found[reference])
            added.append({"id": found[reference].id, "is_made": reference not in known})
    record.new_outcomes = added
    return found
