"""Whether a statement counts, and each of its versions: it is never deleted or overwritten."""

from __future__ import annotations

from sqlalchemy.orm import Session

from consult.models.statements import Statement, StatementState, StatementVersion
from consult.services import audit
from consult.services.refusals import Conflict, InvalidInput
from consult.services.transaction import transaction


class EditedMeanwhile(Conflict):
    """Somebody else changed the statement; both texts are kept.

    Attributes
    ----------
    theirs
        The text that is stored.
    mine
        The text that was refused.
    version
        The number of the version that is stored.
    """

    def __init__(self, theirs: str, mine: str, *, version: int) -> None:
        super().__init__("Somebody else changed this card. Both texts are shown: choose one.")
        self.theirs = theirs
        self.mine = mine
        self.version = version


def set_state(
    session: Session,
    statement: Statement,
    state: StatementState,
    *,
    reason: str = "",
    seen_version: int | None = None,
) -> Statement:
    """Strike, withhold or bring back a statement; it is never deleted.

    Raises
    ------
    EditedMeanwhile
        When it has changed since `seen_version`, where that is given.
    InvalidInput
        For a state other than live without a reason, or where other statements hold its words.
    """
    if state is not StatementState.LIVE and not reason.strip():
        raise InvalidInput("Say why this statement should not count.", field="reason")
    with transaction(session):
        session.refresh(statement, with_for_update={"of": Statement})
        if seen_version is not None and statement.version != seen_version:
            raise EditedMeanwhile(statement.text, statement.text, version=statement.version)
        refuse_replaced(statement)
        enter(session, statement, state, "" if state is StatementState.LIVE else reason.strip())
    return statement


def enter(session: Session, statement: Statement, state: StatementState, reason: str) -> None:
    """Put a statement into a state, inside the caller's transaction and at its word."""
    statement.state = state
    statement.state_reason = reason
    statement.version += 1
    keep_version(session, statement)
    audit.record(
        session,
        "statement.state_changed",
        statement,
        consultation=statement.consultation,
        state=state.value,
    )


def refuse_replaced(statement: Statement) -> None:
    """Refuse to change a statement whose words stand in others."""
    if statement.state is StatementState.REPLACED:
        raise InvalidInput(
            f"Statement {statement.id} is replaced: other statements hold its words. "
            "Change those, or undo the split."
        )


def keep_version(session: Session, statement: Statement) -> None:
    """Store a statement as it stands now, inside the caller's transaction."""
    session.flush()
    session.add(
        StatementVersion(
            statement=statement,
            number=statement.version,
            text=statement.text,
            kind=statement.kind,
            heading=statement.heading,
            outcome_id=statement.outcome.id if statement.outcome else None,
            state=statement.state,
            changed_by_id=audit.actor_of(session).user_id,
        )
    )
    session.flush()
