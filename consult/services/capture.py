"""The capture sheet of one table: its columns and cards, and what is done with a card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.partners import Organisation
from consult.models.statements import Statement, StatementPartner, StatementState, StatementVersion
from consult.models.strategy import Outcome
from consult.models.workshops import WorkshopTable
from consult.services import statements
from consult.services.refusals import Conflict, ConsultationNotOpen, InvalidInput, NotFound
from consult.services.statements import EditedMeanwhile, Source
from consult.services.transaction import transaction

STRUCK_AT_THE_TABLE = "Struck through at the table."
ANOTHER_CARD = "Another card was stored under the same number. Send it again."


class OtherCard(Conflict):
    """Another card was stored under this card's UUID."""


@dataclass(frozen=True, slots=True)
class Card:
    """A statement as a capture sheet shows it.

    Attributes
    ----------
    partners
        Pairs of the name as written and the partner's whole name, "" where it is not known.
    is_withheld
        Whether an officer withheld it; its text is then empty here.
    """

    uuid: UUID
    text: str
    kind: StatementKind
    outcome_id: int | None
    version: int
    is_struck: bool
    is_withheld: bool
    partners: tuple[tuple[str, str], ...]
    device: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a table's page is made of."""

    kinds: tuple[StatementKind, ...]
    outcomes: tuple[Outcome, ...]
    cards: tuple[Card, ...]
    etag: str


def sheet(session: Session, table: WorkshopTable) -> Sheet:
    """Return the table's sheet.

    A column or an outcome that was taken away since stays for as long as it has cards.
    """
    etag = mark(session, table)
    found = cards(session, table)
    consultation = table.workshop.consultation
    kinds = [StatementKind(kind) for kind in table.workshop.kinds]
    outcomes = list(consultation.outcomes)
    missing = {card.outcome_id for card in found} - {each.id for each in outcomes} - {None}
    if missing:
        outcomes += session.scalars(
            select(Outcome).where(Outcome.id.in_(missing)).order_by(Outcome.position)
        )
    return Sheet(
        kinds=tuple(dict.fromkeys([*kinds, *(card.kind for card in found)])),
        outcomes=tuple(outcomes),
        cards=tuple(found),
        etag=etag,
    )


def mark(session: Session, table: WorkshopTable) -> str:
    """Return a text that differs whenever the cards, or whether they may change, do.

    Cards are never deleted and every change raises a version, so number and sum tell.
    """
    number, versions = session.execute(
        select(func.count(), func.sum(Statement.version)).where(Statement.table_id == table.id)
    ).one()
    return f"{table.id}-{number}-{versions or 0}-{table.workshop.consultation.version}"


def cards(session: Session, table: WorkshopTable) -> list[Card]:
    """Return every card of the table, in order."""
    partners = selectinload(Statement.partners).selectinload(StatementPartner.organisation)
    found = session.scalars(
        select(Statement)
        .where(Statement.table_id == table.id)
        .options(partners.selectinload(Organisation.short_names))
        .order_by(Statement.id)
    )
    return [_card(statement) for statement in _in_order(list(found))]


def _in_order(arrived: Sequence[Statement]) -> Iterator[Statement]:
    """Yield statements as they arrived, but each device's own ones in its own order."""
    own_order: dict[str, list[Statement]] = defaultdict(list)
    for statement in sorted(arrived, key=lambda each: (each.sequence, each.id), reverse=True):
        own_order[statement.device].append(statement)
    return (own_order[statement.device].pop() for statement in arrived)


def _card(statement: Statement) -> Card:
    withheld = statement.state is StatementState.WITHHELD
    return Card(
        uuid=statement.uuid,
        text="" if withheld else statement.text,
        kind=statement.kind,
        outcome_id=statement.outcome_id,
        version=statement.version,
        is_struck=statement.state is StatementState.STRUCK,
        is_withheld=withheld,
        partners=tuple(
            (each.label, each.organisation.name if each.organisation else "")
            for each in ([] if withheld else statement.partners)
        ),
        device=statement.device,
        sequence=statement.sequence,
    )


def get(session: Session, table: WorkshopTable, uuid: UUID) -> Card:
    """Return one card of the table, or raise NotFound."""
    return _card(_statement(session, table, uuid))


def record(
    session: Session,
    table: WorkshopTable,
    *,
    uuid: UUID,
    text: str,
    kind: StatementKind,
    outcome_id: int | None = None,
    device: str = "",
    sequence: int = 0,
) -> tuple[Card, bool]:
    """Store one card, and return it and whether it is new; a replay stores nothing.

    Raises
    ------
    ConsultationNotOpen
        Outside the open stage.
    OtherCard
        When this UUID was stored with another text, or at another table.
    InvalidInput
        For a text that cannot be stored, or an outcome of another strategy.
    """
    words = statements.clean(text)
    with transaction(session):
        _take_turns(session, table)
        known = session.scalar(select(Statement).where(Statement.uuid == uuid))
        if known is not None:
            if known.table_id != table.id or _text_at(session, known, 1) != words:
                raise OtherCard(ANOTHER_CARD)
            return _card(known), False
        consultation = _open(table)
        statement = statements.record(
            session,
            consultation,
            kind=kind,
            text=words,
            source=Source(table=table),
            outcome=_outcome(session, consultation, outcome_id),
            uuid=uuid,
            device=device,
            sequence=sequence,
        )
        if statement.table_id != table.id:
            raise OtherCard(ANOTHER_CARD)
        return _card(statement), True


def _take_turns(session: Session, table: WorkshopTable) -> None:
    """Let one request at a time add to the table, so that of two copies one is the replay."""
    turn = select(WorkshopTable.id).where(WorkshopTable.id == table.id)
    session.execute(turn.with_for_update(key_share=True))


def change(
    session: Session,
    table: WorkshopTable,
    uuid: UUID,
    *,
    seen_version: int,
    **fields: Any,
) -> Card:
    """Change a card that somebody saw at `seen_version`: its text, its kind, its outcome.

    Only two edits of the words can conflict: a move leaves them alone, and an edit of words that
    nobody else touched since holds. A replay of a change that is already there changes nothing.

    Parameters
    ----------
    fields
        Any of text, kind, outcome_id.

    Raises
    ------
    EditedMeanwhile
        When somebody else changed the words since.
    InvalidInput
        For a text that cannot be stored, an outcome of another strategy, or a withheld card.
    """
    consultation = _open(table)
    wanted = {**fields, "text": statements.clean(fields["text"])} if "text" in fields else fields
    with transaction(session):
        statement = _statement(session, table, uuid)
        session.refresh(statement, with_for_update=True)
        if statement.state is StatementState.WITHHELD:
            raise InvalidInput("An officer withheld this card, so the table cannot change it.")
        if all(getattr(statement, name) == value for name, value in wanted.items()):
            return _card(statement)
        text = wanted.get("text", statement.text)
        if text != statement.text and _text_at(session, statement, seen_version) != statement.text:
            raise EditedMeanwhile(statement.text, text, version=statement.version)
        statements.change(
            session,
            statement,
            seen_version=statement.version,
            text=text,
            kind=wanted.get("kind"),
            outcome=_outcome(session, consultation, wanted.get("outcome_id")),
            keep_outcome="outcome_id" not in wanted,
        )
        return _card(statement)


def set_struck(session: Session, table: WorkshopTable, uuid: UUID, *, is_struck: bool) -> Card:
    """Strike a card through, or bring it back; doing so twice does it once."""
    _open(table)
    with transaction(session):
        statement = _statement(session, table, uuid)
        session.refresh(statement, with_for_update=True)
        if is_struck and statement.state in {StatementState.LIVE, StatementState.EMPTY}:
            statements.set_state(
                session, statement, StatementState.STRUCK, reason=STRUCK_AT_THE_TABLE
            )
        elif not is_struck and statement.state is StatementState.STRUCK:
            state, reason = statements.first_state(statement.text)
            statements.set_state(session, statement, state, reason=reason)
        return _card(statement)


def _statement(session: Session, table: WorkshopTable, uuid: UUID) -> Statement:
    statement = session.scalar(
        select(Statement).where(Statement.uuid == uuid, Statement.table_id == table.id)
    )
    if statement is None:
        raise NotFound("There is no such card at this table.")
    return statement


def _text_at(session: Session, statement: Statement, number: int) -> str | None:
    return session.scalar(
        select(StatementVersion.text).where(
            StatementVersion.statement_id == statement.id, StatementVersion.number == number
        )
    )


def _open(table: WorkshopTable) -> Consultation:
    consultation = table.workshop.consultation
    if not consultation.is_open:
        raise ConsultationNotOpen(
            f"“{consultation.title}” is not open, so its sheets cannot change. "
            "Ask the officer who runs it to open it."
        )
    return consultation


def _outcome(
    session: Session, consultation: Consultation, outcome_id: int | None
) -> Outcome | None:
    if outcome_id is None:
        return None
    outcome = session.get(Outcome, outcome_id)
    # One that was taken out of the consultation since is taken: a device may have kept the card.
    if outcome is None or outcome.strategy_id != consultation.strategy_id:
        raise InvalidInput("Choose one of the outcomes of this consultation.", field="outcome")
    return outcome
