"""Splitting a statement that makes several points: the original is kept, and one side counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.models.consultations import Consultation
from consult.models.statements import SourceKind, Statement, StatementPart, StatementState
from consult.models.workshops import WorkshopTable
from consult.services import audit, partners, points, statements
from consult.services.points import MOST_POINTS
from consult.services.refusals import InvalidInput
from consult.services.statements import EditedMeanwhile, Source
from consult.services.transaction import transaction

# How many statements one look for suggestions goes through, so that a page never waits long.
MOST_LOOKED_AT = 5_000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A statement that seems to make several points."""

    statement: Statement
    points: tuple[str, ...]
    repeats_words: bool


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Some suggestions, oldest statement first.

    Attributes
    ----------
    last
        The statement up to which all were looked at.
    is_all
        Whether there is none after it.
    """

    found: list[Suggestion]
    last: int
    is_all: bool


def split(
    session: Session, statement: Statement, texts: Sequence[str], *, seen_version: int
) -> list[Statement]:
    """Store the points of a statement as statements of their own, which count in its place.

    Each has the source, kind, outcome, heading and place of the whole, and its partners unless it
    names its own.

    Raises
    ------
    InvalidInput
        For fewer than two points, too many, or a statement that does not count.
    EditedMeanwhile
        When somebody changed it since.
    """
    words = [statements.clean(text) for text in texts if text.strip()]
    if not 2 <= len(words) <= MOST_POINTS:
        raise InvalidInput(
            f"Write at least two points, and at most {MOST_POINTS}, one a line.", field="points"
        )
    with transaction(session):
        session.refresh(statement, with_for_update={"of": Statement})
        if statement.version != seen_version:
            raise EditedMeanwhile(statement.text, statement.text, version=statement.version)
        if not statement.is_live:
            raise InvalidInput("Only a statement that counts can be split.", field="points")
        parts = [_part(session, statement, each) for each in words]
        session.add_all(StatementPart(part=part, whole=statement) for part in parts)
        numbers = ", ".join(str(part.id) for part in parts)
        reason = f"It made several points: statements {numbers}."
        statements.enter(session, statement, StatementState.REPLACED, reason)
        audit.record(
            session,
            "statement.split",
            statement,
            consultation=statement.consultation,
            parts=[part.id for part in parts],
        )
    return parts


def _part(session: Session, whole: Statement, text: str) -> Statement:
    own = partners.named_at_the_end(session, text)
    part = statements.record(
        session,
        whole.consultation,
        kind=whole.kind,
        text=text,
        source=_source(whole),
        outcome=whole.outcome,
        heading=whole.heading,
        place=whole.place,
        partner_labels=own or [each.label for each in whole.partners],
        device=whole.device,
        sequence=whole.sequence,
    )
    part.recorded_at, part.about = whole.recorded_at, whole.about
    # A person has just said where its points begin and end.
    part.is_one_point = True
    return part


def _source(whole: Statement) -> Source:
    if whole.source_kind is SourceKind.TABLE:
        return Source(table=whole.table)
    if whole.source_kind is SourceKind.ANSWER:
        return Source(answer=whole.answer)
    return Source(import_=whole.import_)


def undo(session: Session, whole: Statement) -> Statement:
    """Let a statement that was split count as it was said; its parts are kept, and count no more.

    Raises
    ------
    InvalidInput
        Where it is not split, or one of its parts was split in turn.
    """
    with transaction(session):
        session.refresh(whole, with_for_update={"of": Statement})
        known = parts_of(session, whole)
        standing = [part for part in known if part.state is not StatementState.REPLACED]
        in_turn = next((part for part in known if _counts_as_parts(session, part)), None)
        if in_turn is not None:
            raise InvalidInput(
                f"Statement {in_turn.id}, one of its points, was split as well. "
                "Undo that split first."
            )
        if whole.state is not StatementState.REPLACED or not standing:
            raise InvalidInput(f"Statement {whole.id} is not split.")
        for part in standing:
            reason = f"Statement {whole.id} counts again as it was said."
            statements.enter(session, part, StatementState.REPLACED, reason)
        state, reason = statements.first_state(whole.text)
        statements.enter(session, whole, state, reason)
        audit.record(session, "statement.split_undone", whole, consultation=whole.consultation)
    return whole


def _counts_as_parts(session: Session, statement: Statement) -> bool:
    """Return whether a replaced statement counts as parts of its own."""
    return statement.state is StatementState.REPLACED and any(
        part.state is not StatementState.REPLACED for part in parts_of(session, statement)
    )


def keep_whole(session: Session, statement: Statement) -> Statement:
    """Remember that a person found one point in it: it is suggested no more."""
    with transaction(session):
        statement.is_one_point = True
        audit.record(
            session, "statement.kept_whole", statement, consultation=statement.consultation
        )
    return statement


def parts_of(session: Session, whole: Statement) -> list[Statement]:
    """Return every statement that was ever split off this one, the oldest first."""
    found = session.scalars(
        select(Statement)
        .join(StatementPart, StatementPart.part_id == Statement.id)
        .where(StatementPart.whole_id == whole.id)
        .order_by(Statement.id)
    )
    return list(found)


def whole_of(session: Session, part: Statement) -> Statement | None:
    """Return the statement that this one was split off, if any."""
    return session.scalar(
        select(Statement)
        .join(StatementPart, StatementPart.whole_id == Statement.id)
        .where(StatementPart.part_id == part.id)
    )


def suggestion(statement: Statement) -> Suggestion | None:
    """Return what a statement could be split into, or None where it makes one point."""
    if not statement.is_live or statement.is_one_point:
        return None
    found = points.suggest(statement.text)
    if not found:
        return None
    return Suggestion(statement, found, points.repeats_words(statement.text, found))


def suggested(
    session: Session, consultation: Consultation, *, after: int = 0, most: int = 10
) -> Suggestions:
    """Return the next statements that seem to make several points."""
    found: list[Suggestion] = []
    looked_at = 0
    while looked_at < MOST_LOOKED_AT:
        batch = _next(session, consultation, after)
        for statement in batch:
            after = statement.id
            offered = suggestion(statement)
            found += [offered] if offered else []
            if len(found) == most:
                return Suggestions(found, after, not _next(session, consultation, after, 1))
        looked_at += len(batch)
        if len(batch) < _AT_ONCE:
            return Suggestions(found, after, True)
    return Suggestions(found, after, False)


def _next(
    session: Session, consultation: Consultation, after: int, most: int = _AT_ONCE
) -> Sequence[Statement]:
    return session.scalars(
        select(Statement)
        .where(
            Statement.consultation_id == consultation.id,
            Statement.state == StatementState.LIVE,
            Statement.is_one_point.is_(False),
            Statement.id > after,
        )
        .options(
            joinedload(Statement.outcome),
            joinedload(Statement.table).joinedload(WorkshopTable.workshop),
            selectinload(Statement.partners),
        )
        .order_by(Statement.id)
        .limit(most)
    ).all()
