"""Coding just a part of a statement: its place in the words is kept, and said when they change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult.models.reviews import Passage
from consult.models.statements import Statement, StatementVersion
from consult.models.themes import Coding, CodingState, Theme
from consult.services import codings
from consult.services.double_coding import blinding
from consult.services.refusals import Conflict, InvalidInput
from consult.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class Span:
    """Which words of a statement are meant.

    Attributes
    ----------
    start
        Where they begin, in characters; None where only the words were told.
    version
        The statement's version in which the person saw them.
    """

    words: str
    version: int
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a statement that is coded, as it can be shown now.

    Attributes
    ----------
    start, end
        Where the words stand in the newest version; None where an edit took or doubled them.
    version
        The version whose words these are.
    """

    id: int
    coding_id: int
    theme: str
    words: str
    version: int
    start: int | None
    end: int | None

    @property
    def is_lost(self) -> bool:
        """Return whether the words no longer stand in the statement."""
        return self.start is None


def code(
    session: Session,
    statement: Statement,
    theme: Theme,
    span: Span,
    *,
    seen: CodingState | None = None,
) -> Coding:
    """Code a part of a statement with a theme: the statement counts under it, the part is kept.

    Raises
    ------
    Conflict
        When the statement was edited since it was seen, or somebody has rejected the theme here.
    InvalidInput
        When the words do not stand in the statement, or stand there more than once.
    """
    deciding = codings.decision(session)
    blinding.refuse(session, statement.id)
    with transaction(session):
        session.refresh(statement, with_for_update={"of": Statement})
        start, end = _place(statement, span)
        codings.refuse_rejected_since(session, deciding, statement, theme, seen)
        coding = codings.give(session, deciding, statement, theme)
        if not _is_coded(session, coding, statement.version, start, end):
            passage = Passage(
                coding_id=coding.id,
                statement_version=statement.version,
                start_offset=start,
                end_offset=end,
                made_by_id=deciding.by.id,
                made_at=deciding.at,
            )
            session.add(passage)
            session.flush()
            deciding.changes.append({"passage": passage.id, "stood": False})
        if deciding.changes:
            codings.record(session, "passage.coded", coding, deciding)
    return coding


def _place(statement: Statement, span: Span) -> tuple[int, int]:
    if span.version != statement.version:
        raise Conflict(
            "Somebody edited this statement since you saw it; the part was not coded. "
            "Read it again and choose the words anew."
        )
    text, words = statement.text, span.words
    if not words.strip():
        raise InvalidInput("Choose the words of the statement that the theme is about.")
    start = text.find(words) if span.start is None else span.start
    if start < 0 or text[start : start + len(words)] != words:
        raise InvalidInput(f"“{words[:60]}” does not stand in the statement as it is written.")
    if span.start is None and text.find(words, start + 1) >= 0:
        raise InvalidInput(
            f"“{words[:60]}” stands in the statement more than once. Choose a few words more."
        )
    inner = len(words) - len(words.lstrip())
    return start + inner, start + len(words.rstrip())


def _is_coded(session: Session, coding: Coding, version: int, start: int, end: int) -> bool:
    found = select(Passage.id).where(
        Passage.coding_id == coding.id,
        Passage.statement_version == version,
        Passage.start_offset == start,
        Passage.end_offset == end,
        Passage.taken_back_at.is_(None),
    )
    return session.scalar(found) is not None


def of(session: Session, statements: Collection[Statement]) -> dict[int, list[Part]]:
    """Return the coded parts of some statements, by statement, as they can be shown now."""
    by_id = {each.id: each for each in statements}
    passages = session.scalars(
        select(Passage)
        .join(Coding, Passage.coding_id == Coding.id)
        .where(
            Coding.statement_id.in_(by_id),
            # Proposed again where the words changed since: what was meant is shown all the more.
            Coding.state.in_([CodingState.ACCEPTED, CodingState.PROPOSED]),
            Passage.taken_back_at.is_(None),
        )
        .options(joinedload(Passage.coding).joinedload(Coding.theme).defer(Theme.lexicon))
        .order_by(Passage.start_offset, Passage.id)
    ).all()
    earlier = _texts(session, by_id, passages)
    found: dict[int, list[Part]] = defaultdict(list)
    for each in passages:
        statement = by_id[each.coding.statement_id]
        text = earlier.get((statement.id, each.statement_version), statement.text)
        found[statement.id].append(_shown(each, statement, text))
    return found


def _texts(
    session: Session, by_id: dict[int, Statement], passages: Collection[Passage]
) -> dict[tuple[int, int], str]:
    """Return the texts of the versions that are no longer the newest."""
    old = {
        each.coding.statement_id
        for each in passages
        if each.statement_version != by_id[each.coding.statement_id].version
    }
    if not old:
        return {}
    rows = session.execute(
        select(StatementVersion.statement_id, StatementVersion.number, StatementVersion.text).where(
            StatementVersion.statement_id.in_(old)
        )
    )
    return {(statement_id, number): text for statement_id, number, text in rows}


def _shown(passage: Passage, statement: Statement, text: str) -> Part:
    words = text[passage.start_offset : passage.end_offset]
    start = located(words, statement.text, passage.start_offset)
    return Part(
        id=passage.id,
        coding_id=passage.coding_id,
        theme=passage.coding.theme.name,
        words=words,
        version=passage.statement_version,
        start=start,
        end=None if start is None else start + len(words),
    )


def located(words: str, text: str, start: int) -> int | None:
    """Return where words of an earlier version stand in a text, or None where that is not sure.

    Examples
    --------
    >>> located("bus", "No bus", 3), located("bus", "Sadly no bus", 3), located("bus", "No tram", 3)
    (3, 9, None)
    """
    if text[start : start + len(words)] == words:
        return start
    found = text.find(words)
    return found if found >= 0 and text.find(words, found + 1) < 0 else None
