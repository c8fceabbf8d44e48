"""What is done with one card: it is stored once, changed without losing words, struck through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementPartner, StatementState, StatementVersion
from consult.models.strategy import Outcome
from consult.models.workshops import WorkshopTable
from consult.services import partners, statements
from consult.services.capture import storing
from consult.services.capture.cards import Card, get, statement_of
from consult.services.refusals import Conflict, ConsultationNotOpen, InvalidInput
from consult.services.statements import EditedMeanwhile
from consult.services.transaction import transaction
from consult.services.workshops import columns

STRUCK_AT_THE_TABLE = "Struck through at the table."
ANOTHER_CARD = "Another card was stored under the same number. Send it again."


class OtherCard(Conflict):
    """Another card was stored under this card's UUID."""


class CardWithheld(InvalidInput):
    """An officer withheld the card, so it is no longer the table's to change."""


def record(
    session: Session,
    table: WorkshopTable,
    *,
    uuid: UUID,
    text: str,
    kind: str,
    outcome_id: int | None = None,
    named: Iterable[str] = (),
    device: str = "",
    sequence: int = 0,
) -> tuple[Card, bool]:
    """Store one card, and return it and whether it is new; a replay stores nothing.

    Parameters
    ----------
    kind
        The key of its column; a kind's own word is the key of that kind's usual column.
    named
        Partners that somebody picked or added for the card, as its text writes them.

    Raises
    ------
    ConsultationNotOpen
        Outside the open stage.
    OtherCard
        When this UUID was stored with another text, or at another table.
    InvalidInput
        For a text that cannot be stored, an outcome of another strategy, or no column.
    """
    with transaction(session):
        take_turns(session, table)
        is_new = store(
            session,
            table,
            uuid=uuid,
            text=text,
            kind=kind,
            outcome_id=outcome_id,
            named=named,
            device=device,
            sequence=sequence,
        )
        return get(session, table, uuid), is_new


def store(
    session: Session,
    table: WorkshopTable,
    *,
    uuid: UUID,
    text: str,
    kind: str,
    outcome_id: int | None = None,
    named: Iterable[str] = (),
    device: str = "",
    sequence: int = 0,
) -> bool:
    """Store one card as `record` does, when it is this request's turn; return whether it is new."""
    words = statements.clean(text)
    if _is_known(session, table, uuid, words):
        return False
    consultation = open_consultation(table)
    column = columns.by_key(table.workshop, kind)
    outcome = _outcome(session, consultation, outcome_id)
    state, reason = statements.first_state(words)
    labels = [*partners.named_at_the_end(session, words), *_written(named, words)]
    card = {
        "uuid": uuid,
        "consultation_id": consultation.id,
        "outcome_id": None if column.is_discussion or outcome is None else outcome.id,
        "kind": column.kind,
        "heading": column.card_heading,
        "text": words,
        "state": state,
        "state_reason": reason,
        "table_id": table.id,
        "device": device,
        "sequence": sequence,
    }
    is_new = storing.insert(session, card, partners.resolve(session, labels))
    if not is_new:
        # Another request stored one of that UUID at this very moment: is it this card?
        _is_known(session, table, uuid, words)
    return is_new


def _is_known(session: Session, table: WorkshopTable, uuid: UUID, words: str) -> bool:
    """Return whether this very card was stored before.

    Raises
    ------
    OtherCard
        Where another was.
    """
    known = storing.known(session, uuid)
    if known is not None and known != (table.id, words):
        raise OtherCard(ANOTHER_CARD)
    return known is not None


def take_turns(session: Session, table: WorkshopTable) -> None:
    """Let one request at a time add to the table, so that of two copies one is the replay."""
    turn = select(WorkshopTable.id).where(WorkshopTable.id == table.id)
    session.execute(turn.with_for_update(key_share=True))


def change(
    session: Session,
    table: WorkshopTable,
    uuid: UUID,
    *,
    seen_version: int,
    named: Iterable[str] = (),
    **fields: Any,
) -> Card:
    """Change a card that somebody saw at `seen_version`: its text, its kind, its outcome.

    Only two edits of the words can conflict: a move leaves them alone, and an edit of words that
    nobody else touched since holds. A replay of a change that is already there changes nothing.

    Parameters
    ----------
    fields
        Any of text, kind (the key of its column) and outcome_id.

    Raises
    ------
    EditedMeanwhile
        When somebody else changed the words since.
    InvalidInput
        For a text that cannot be stored, an outcome of another strategy, or a withheld card.
    """
    open_consultation(table)
    with transaction(session):
        statement = held(session, table, uuid)
        alter(session, table, statement, seen_version=seen_version, named=named, **fields)
        return get(session, table, uuid)


def alter(
    session: Session,
    table: WorkshopTable,
    statement: Statement,
    *,
    seen_version: int,
    named: Iterable[str] = (),
    **fields: Any,
) -> None:
    """Change a card that is held, as `change` does."""
    wanted = _placed(table, fields)
    if "text" in fields:
        wanted["text"] = statements.clean(fields["text"])
    if all(getattr(statement, name) == value for name, value in wanted.items()):
        return
    text = wanted.get("text", statement.text)
    if text != statement.text and text_at(session, statement, seen_version) != statement.text:
        raise EditedMeanwhile(statement.text, text, version=statement.version)
    labels = [*(each.label for each in statement.partners), *named]
    consultation = open_consultation(table)
    statements.change(
        session,
        statement,
        seen_version=statement.version,
        text=text,
        kind=wanted.get("kind"),
        heading=wanted.get("heading"),
        outcome=_outcome(session, consultation, wanted.get("outcome_id")),
        keep_outcome="outcome_id" not in wanted,
    )
    _keep_partners(session, statement, _written(labels, text))


def _placed(table: WorkshopTable, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a change with its column as a statement has it: kind and heading."""
    if "kind" not in fields:
        return dict(fields)
    column = columns.by_key(table.workshop, fields["kind"])
    placed = {**fields, "kind": column.kind, "heading": column.card_heading}
    return {**placed, "outcome_id": None} if column.is_discussion else placed


def set_struck(session: Session, table: WorkshopTable, uuid: UUID, *, is_struck: bool) -> Card:
    """Strike a card through, or bring it back; doing so twice does it once."""
    open_consultation(table)
    with transaction(session):
        strike(session, statement_of(session, table, uuid), is_struck=is_struck)
        return get(session, table, uuid)


def strike(session: Session, statement: Statement, *, is_struck: bool) -> None:
    """Strike a card's statement through, or bring it back, where it is not so already."""
    session.refresh(statement, with_for_update={"of": Statement})
    if is_struck and statement.state in {StatementState.LIVE, StatementState.EMPTY}:
        statements.set_state(session, statement, StatementState.STRUCK, reason=STRUCK_AT_THE_TABLE)
    elif not is_struck and statement.state is StatementState.STRUCK:
        state, reason = statements.first_state(statement.text)
        statements.set_state(session, statement, state, reason=reason)


def held(session: Session, table: WorkshopTable, uuid: UUID) -> Statement:
    """Return a card's statement, locked for a change.

    Raises
    ------
    CardWithheld
        When an officer withheld it.
    """
    statement = statement_of(session, table, uuid)
    session.refresh(statement, with_for_update={"of": Statement})
    if statement.state is StatementState.WITHHELD:
        raise CardWithheld("An officer withheld this card, so the table cannot change it.")
    if statement.state is StatementState.REPLACED:
        raise CardWithheld("An officer split this card into its points: it stays as it was said.")
    return statement


def text_at(session: Session, statement: Statement, number: int) -> str | None:
    """Return a statement's text as it stood at a version, None where there is no such version."""
    return session.scalar(
        select(StatementVersion.text).where(
            StatementVersion.statement_id == statement.id, StatementVersion.number == number
        )
    )


def open_consultation(table: WorkshopTable) -> Consultation:
    """Return the table's consultation, or raise ConsultationNotOpen."""
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


def _written(labels: Iterable[str], words: str) -> list[str]:
    """Return the labels that a text has in it: a chip for words that nobody wrote would lie."""
    return [label for label in labels if label.strip() and label.lower() in words.lower()]


def _keep_partners(session: Session, statement: Statement, labels: Iterable[str]) -> None:
    """Keep chips that somebody added and whose words are still there."""
    known = {each.label for each in statement.partners}
    for label, organisation_id in partners.resolve(session, labels):
        if label not in known:
            statement.partners.append(
                StatementPartner(label=label, organisation_id=organisation_id)
            )
    session.flush()
