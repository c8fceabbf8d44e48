"""The statement store's one door: recording, changing, striking and listing statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.imports import Import
from consult.models.kinds import StatementKind
from consult.models.responses import Answer
from consult.models.statements import (
    SourceKind,
    Statement,
    StatementPartner,
    StatementState,
)
from consult.models.strategy import Outcome
from consult.models.themes import Coding, CodingState
from consult.models.workshops import WorkshopTable
from consult.readers import personal
from consult.services import audit, partners
from consult.services.refusals import NotFound
from consult.services.statement_lists import Filters, Sort, find, source_label
from consult.services.statement_states import (
    EditedMeanwhile,
    enter,
    keep_version,
    refuse_replaced,
    set_state,
)
from consult.services.statement_texts import (
    MOST_CHARACTERS,
    clean,
    first_state,
    says_nothing,
)
from consult.services.transaction import transaction

# Lists, states and texts have modules of their own; who works with statements finds all of it here.
__all__ = [
    "MOST_CHARACTERS",
    "EditedMeanwhile",
    "Filters",
    "Sort",
    "Source",
    "change",
    "clean",
    "enter",
    "find",
    "first_state",
    "get",
    "record",
    "says_nothing",
    "set_state",
    "source_label",
]


@dataclass(frozen=True, slots=True)
class Source:
    """Which of the three doors a statement came in by: exactly one is given."""

    table: WorkshopTable | None = None
    answer: Answer | None = None
    import_: Import | None = None

    @property
    def kind(self) -> SourceKind:
        """Return the door's name."""
        if self.table is not None:
            return SourceKind.TABLE
        return SourceKind.ANSWER if self.answer is not None else SourceKind.IMPORT


def record(
    session: Session,
    consultation: Consultation,
    *,
    kind: StatementKind,
    text: str,
    source: Source,
    outcome: Outcome | None = None,
    uuid: UUID | None = None,
    heading: str = "",
    place: dict[str, Any] | None = None,
    partner_labels: Iterable[str] | None = None,
    device: str = "",
    sequence: int = 0,
) -> Statement:
    """Store one statement, verbatim; the same `uuid` again stores nothing and returns it.

    Parameters
    ----------
    heading
        That of the column or question that it stands under; "" for its kind's usual one.
    place
        Where in its file it stood.
    partner_labels
        Partners as written; None has them found at the end of the text.
    device, sequence
        Which device made it, and its place in the device's own order.

    Raises
    ------
    InvalidInput
        For an empty or endless text.
    """
    words = clean(text)
    labels = partners.named_at_the_end(session, words) if partner_labels is None else partner_labels
    with transaction(session):
        known = uuid and session.scalar(select(Statement).where(Statement.uuid == uuid))
        if known:
            return known
        state, reason = first_state(words)
        statement = Statement(
            uuid=uuid or uuid4(),
            consultation=consultation,
            outcome=outcome,
            kind=kind,
            text=words,
            heading=heading,
            state=state,
            state_reason=reason,
            source_kind=source.kind,
            table=source.table,
            answer=source.answer,
            import_=source.import_,
            place=place or {},
            device=device,
            sequence=sequence,
            partners=[
                StatementPartner(label=label, organisation_id=organisation_id)
                for label, organisation_id in partners.resolve(session, labels)
            ],
        )
        session.add(statement)
        keep_version(session, statement)
        audit.record(
            session, "statement.recorded", statement, consultation=consultation, kind=kind.value
        )
    return statement


def change(
    session: Session,
    statement: Statement,
    *,
    seen_version: int,
    text: str | None = None,
    kind: StatementKind | None = None,
    outcome: Outcome | None = None,
    keep_outcome: bool = True,
    heading: str | None = None,
) -> Statement:
    """Make a new version of a statement that somebody saw at `seen_version`.

    Parameters
    ----------
    keep_outcome
        Whether the outcome stays as it is; False sets it to `outcome`, which may be None.

    Raises
    ------
    EditedMeanwhile
        When it has changed since.
    InvalidInput
        For an empty or endless text, or where other statements hold its words by now.
    """
    words = statement.text if text is None else clean(text)
    with transaction(session):
        session.refresh(statement, with_for_update={"of": Statement})
        if statement.version != seen_version:
            raise EditedMeanwhile(statement.text, words, version=statement.version)
        refuse_replaced(statement)
        reopened: list[int] = []
        if words != statement.text:
            statement.is_one_point = False
            reopened = _reopened(session, statement)
            _rename_partners(session, statement, words)
            if statement.state in {StatementState.LIVE, StatementState.EMPTY}:
                statement.state, statement.state_reason = first_state(words)
        statement.text = words
        if statement.public_text:
            statement.public_text = personal.redacted(words)
        statement.kind = kind or statement.kind
        statement.heading = statement.heading if heading is None else heading
        if not keep_outcome:
            statement.outcome = outcome
        statement.version += 1
        keep_version(session, statement)
        audit.record(
            session,
            "statement.changed",
            statement,
            consultation=statement.consultation,
            **({"reopened": reopened} if reopened else {}),
        )
    return statement


def _reopened(session: Session, statement: Statement) -> list[int]:
    """Take back what was decided of a statement's themes: nobody has read these words yet."""
    decided = Coding.state.in_([CodingState.ACCEPTED, CodingState.REJECTED])
    return sorted(
        session.scalars(
            update(Coding)
            .where(Coding.statement_id == statement.id, decided)
            .values(state=CodingState.PROPOSED, decided_by_id=None, decided_at=None)
            .returning(Coding.id)
        )
    )


def _rename_partners(session: Session, statement: Statement, words: str) -> None:
    labels = partners.named_at_the_end(session, words)
    known = {each.label: each for each in statement.partners}
    statement.partners = [
        known.get(label) or StatementPartner(label=label, organisation_id=organisation_id)
        for label, organisation_id in partners.resolve(session, labels)
    ]


def get(session: Session, consultation: Consultation, statement_id: int) -> Statement:
    """Return one statement of the consultation, or raise NotFound."""
    statement = session.get(Statement, statement_id)
    if statement is None or statement.consultation_id != consultation.id:
        raise NotFound("There is no such statement in this consultation.")
    return statement
