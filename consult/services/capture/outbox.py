"""What a device kept while it could not send: taken in by its own order, each change once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.sheets import SheetChange
from consult.models.statements import Statement
from consult.models.workshops import WorkshopTable
from consult.services import audit, statements
from consult.services.capture.cards import Card, cards, statement_of
from consult.services.capture.changes import Act, Change, Choice
from consult.services.capture.writing import (
    alter,
    held,
    open_consultation,
    store,
    strike,
    take_turns,
    text_at,
)
from consult.services.refusals import InvalidInput, NotFound, ServiceError
from consult.services.transaction import transaction
from consult.services.workshops import columns


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one change.

    Attributes
    ----------
    card
        The card as it is now; None where the change was refused.
    is_new
        Whether the change was not known before.
    """

    uuid: UUID
    card: Card | None = None
    is_new: bool = False
    refusal: ServiceError | None = None


def take_in(
    session: Session, table: WorkshopTable, *, device: str, changes: Sequence[Change]
) -> list[Taken]:
    """Store what a device did, in the order given, and say what came of each.

    A refused change leaves no trace and hinders none of the others. All are durable, or none,
    when this returns.
    """
    with transaction(session):
        take_turns(session, table)
        outcomes = [_attempt(session, table, device, each) for each in changes]
        wanted = {each.card for each in changes}
        known = {card.uuid: card for card in cards(session, table, uuids=wanted)}
    return [
        Taken(each.uuid, refusal=outcome)
        if isinstance(outcome, ServiceError)
        else Taken(each.uuid, card=known[each.card], is_new=outcome)
        for each, outcome in zip(changes, outcomes, strict=True)
    ]


def _attempt(
    session: Session, table: WorkshopTable, device: str, each: Change
) -> bool | ServiceError:
    try:
        with session.begin_nested():
            return _take(session, table, device, each)
    except ServiceError as refusal:
        return refusal


def _take(session: Session, table: WorkshopTable, device: str, each: Change) -> bool:
    """Do what a change says, and return whether it was new."""
    if each.act is Act.ADD:
        made = {**each.fields, "named": each.named, "device": device, "sequence": each.sequence}
        return store(session, table, uuid=each.card, **made)
    statement = statement_of(session, table, each.card)
    if session.scalar(select(SheetChange.id).where(SheetChange.uuid == each.uuid)):
        return False
    open_consultation(table)
    rival_text = None
    if each.act is Act.CHANGE:
        rival_text = _change(session, table, statement, each)
    elif each.act is Act.SETTLE:
        _settle(session, table, device, each)
    else:
        strike(session, statement, is_struck=each.act is Act.STRIKE)
    session.add(
        SheetChange(
            uuid=each.uuid,
            statement=statement,
            device=device,
            sequence=each.sequence,
            version=statement.version,
            rival_text=rival_text,
        )
    )
    session.flush()
    return True


def _change(
    session: Session, table: WorkshopTable, statement: Statement, each: Change
) -> str | None:
    """Change a card; return the words that are kept beside its own where both were changed."""
    held(session, table, each.card)
    earlier = _earlier(session, statement, each)
    fields, words = dict(each.fields), None
    if "text" in fields and not _read_what_stands(session, statement, each, earlier):
        words = statements.clean(fields.pop("text"))
        words = None if words == statement.text else words
    if fields:
        version = statement.version
        alter(session, table, statement, seen_version=version, named=each.named, **fields)
    if words is not None:
        audit.record(
            session,
            "statement.rival_kept",
            statement,
            consultation=statement.consultation,
        )
    if earlier is not None and earlier.rival_text is not None:
        # The device changed its own words once more: the newest are what it means.
        earlier.is_settled = True
        _raise_version(session, statement)
    elif words is not None:
        _raise_version(session, statement)
    return words


def _earlier(session: Session, statement: Statement, each: Change) -> SheetChange | None:
    return session.scalar(
        select(SheetChange).where(
            SheetChange.uuid == each.after, SheetChange.statement_id == statement.id
        )
    )


def _read_what_stands(
    session: Session, statement: Statement, each: Change, earlier: SheetChange | None
) -> bool:
    """Return whether the words that a device replaced are the ones that the card has."""
    if earlier is None:
        return text_at(session, statement, each.seen) == statement.text
    if earlier.rival_text is not None and not earlier.is_settled:
        return False
    return text_at(session, statement, earlier.version) == statement.text


def _settle(session: Session, table: WorkshopTable, device: str, each: Change) -> None:
    """Choose between a card's own words and the others, or open the choice again."""
    statement = held(session, table, each.card)
    rival = session.scalar(
        select(SheetChange).where(
            SheetChange.uuid == each.rival,
            SheetChange.statement_id == statement.id,
            SheetChange.rival_text.is_not(None),
        )
    )
    if rival is None:
        raise NotFound("There is no such other version of this card.")
    # Of two devices that choose, the first one's choice holds.
    if rival.is_settled is (each.choice is not Choice.OPEN):
        return
    rival.is_settled = each.choice is not Choice.OPEN
    words = rival.rival_text or ""
    if each.choice is Choice.RIVAL:
        alter(session, table, statement, seen_version=statement.version, text=words)
    elif each.choice is Choice.BOTH:
        _make_card(session, table, statement, device, each, words)
    choice = each.choice.value if each.choice else ""
    audit.record(
        session,
        "statement.rival_settled",
        statement,
        consultation=statement.consultation,
        choice=choice,
    )
    _raise_version(session, statement)


def _make_card(
    session: Session,
    table: WorkshopTable,
    statement: Statement,
    device: str,
    each: Change,
    words: str,
) -> None:
    if each.copy is None:
        raise InvalidInput("“copy” must be the new card’s UUID.", field="copy")
    own = columns.for_sheet(table.workshop, [(statement.kind, statement.heading)])
    column = columns.holding(own, statement.kind, statement.heading)
    store(
        session,
        table,
        uuid=each.copy,
        text=words,
        kind=column.key,
        outcome_id=statement.outcome_id,
        device=device,
        sequence=each.sequence,
    )


def _raise_version(session: Session, statement: Statement) -> None:
    """Let every device notice: they compare versions."""
    statements.change(session, statement, seen_version=statement.version)
