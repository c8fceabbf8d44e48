"""A corrected file over one that was added before: what differs, and only that applied."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.models.consultations import Consultation
from consult.models.imports import Import, NotesFile
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementPart, StatementState
from consult.readers.readings import NotesReading
from consult.services import audit, statements
from consult.services.imports import storing
from consult.services.imports.choosing import Chosen, choose
from consult.services.refusals import Conflict
from consult.services.transaction import transaction

GONE_REASON = "It is no longer in the corrected file."
_ALIKE = 0.55
_ALIKE_IN_PLACE = 0.35
_NEAR = 12


class AlreadyCorrected(Conflict):
    """The import was undone, or another file corrects it already."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement of the store and what the corrected file says in its stead."""

    statement: Statement
    chosen: Chosen


@dataclass(frozen=True, slots=True)
class Difference:
    """What a corrected file would leave, change, add, and no longer has."""

    same: tuple[Pair, ...]
    changed: tuple[Pair, ...]
    new: tuple[Chosen, ...]
    gone: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What applying a difference came to."""

    import_: Import
    changed: int
    new: int
    withdrawn: int


def candidates(session: Session, consultation: Consultation, filename: str) -> list[Import]:
    """Return the imports that a file may correct, those of the same name first."""
    corrected = select(Import.corrects_id).where(
        Import.corrects_id.is_not(None), Import.undone_at.is_(None)
    )
    found = session.scalars(
        select(Import)
        .join(NotesFile)
        .where(
            Import.consultation_id == consultation.id,
            Import.undone_at.is_(None),
            Import.id.not_in(corrected),
        )
        .options(joinedload(Import.notes_file))
        .order_by(Import.id.desc())
    ).all()
    return sorted(found, key=lambda each: each.notes_file.filename != filename)


def difference(
    session: Session, old: Import, reading: NotesReading, answers: Mapping[str, str]
) -> Difference:
    """Compare the statements of an import with those of the file that corrects it.

    A statement that somebody edited since counts as the same while the file still says what it
    said: nobody's edit is undone by a file that did not change there.
    """
    standing = session.scalars(
        select(Statement)
        .where(
            Statement.import_id == old.id,
            # Points that were split off are not in the file: their whole is.
            Statement.id.not_in(select(StatementPart.part_id)),
        )
        .options(selectinload(Statement.versions), joinedload(Statement.outcome))
        .order_by(Statement.sequence)
    ).all()
    return compare(standing, choose(reading, answers).chosen)


def compare(standing: Sequence[Statement], chosen: Sequence[Chosen]) -> Difference:
    """Pair what is stored with what a file says: by the same words, then by place and likeness."""
    waiting = defaultdict[Any, list[Chosen]](list)
    for each in reversed(chosen):
        waiting[_as_said(each)].append(each)
    same: list[Pair] = []
    rest: list[Statement] = []
    for statement in standing:
        said = next((key for key in _ever_said(statement) if waiting[key]), None)
        if said is None:
            rest.append(statement)
        else:
            same.append(Pair(statement, waiting[said].pop()))
    taken = {pair.chosen.number for pair in same}
    open_ = [each for each in chosen if each.number not in taken]
    changed, gone = _paired(rest, open_)
    taken |= {pair.chosen.number for pair in changed}
    new = tuple(each for each in chosen if each.number not in taken)
    return Difference(tuple(same), tuple(changed), new, tuple(gone))


def _as_said(chosen: Chosen) -> tuple[str, str, str]:
    read = chosen.statement
    return statements.clean(read.text), read.kind, read.outcome or ""


def _ever_said(statement: Statement) -> list[tuple[str, str, str]]:
    """Return the words, kind and outcome that a statement has, and those that it had before."""
    reference = statement.outcome.reference if statement.outcome else ""
    versions = [(version.text, version.kind.value) for version in reversed(statement.versions)]
    return [(text, kind, reference) for text, kind in versions]


def _paired(
    standing: Sequence[Statement], chosen: Sequence[Chosen]
) -> tuple[list[Pair], list[Statement]]:
    """Pair what remains: what is alike, and stands in the same place or near in order."""
    free = list(chosen)
    changed: list[Pair] = []
    gone: list[Statement] = []
    for statement in standing:
        best, likeness = None, 0.0
        for each in _near(free, statement):
            found = _likeness(statement, each)
            if found > likeness:
                best, likeness = each, found
        if best is None:
            gone.append(statement)
        else:
            changed.append(Pair(statement, best))
            free.remove(best)
    return changed, gone


def _near(free: Sequence[Chosen], statement: Statement) -> Sequence[Chosen]:
    """Return the statements of the file that come near the same place in its order."""
    at = bisect_left(free, statement.sequence, key=lambda each: each.number)
    return free[max(0, at - _NEAR) : at + _NEAR]


def _likeness(statement: Statement, chosen: Chosen) -> float:
    """Return how alike the words are, 0 where it is not enough to be the same point."""
    words = statement.text.casefold(), chosen.statement.text.casefold()
    ratio = difflib.SequenceMatcher(None, *words, autojunk=False).ratio()
    least = _ALIKE_IN_PLACE if dict(chosen.statement.place) == statement.place else _ALIKE
    return ratio if ratio >= least else 0.0


def apply(
    session: Session,
    consultation: Consultation,
    old: Import,
    *,
    content: bytes,
    filename: str,
    reading: NotesReading,
    answers: Mapping[str, str],
    withdraw: Collection[int] = (),
) -> Corrected:
    """Apply what a corrected file changes, and nothing else; codings stay where they are.

    Changed words become a new version, new statements are added, and those that are gone are
    withheld where their ids are in `withdraw`. What is the same moves to the new file's place.

    Raises
    ------
    AlreadyCorrected
        When the import is undone, or another file took its place meanwhile.
    """
    if old not in candidates(session, consultation, filename):
        raise AlreadyCorrected("That import was undone or corrected meanwhile; look at it again.")
    choice = choose(reading, answers)
    with transaction(session):
        record = storing.keep_file(
            session, consultation, content, filename, reading, choice, answers
        )
        record.corrects, record.workshop = old, old.workshop
        found = difference(session, old, reading, answers)
        outcomes = storing.outcomes_for(session, consultation, record, choice.chosen)
        changes = [_take_over(record, pair) for pair in found.same]
        changes += [_change(session, record, pair, outcomes) for pair in found.changed]
        gone = [each for each in found.gone if each.id in withdraw and each.is_live]
        changes += [_withhold(session, each) for each in gone]
        storing.store(session, consultation, record, found.new, outcomes)
        record.changes = changes
        counts = {"changed": len(found.changed), "new": len(found.new), "withdrawn": len(gone)}
        audit.record(session, "import.corrected", record, consultation=consultation, **counts)
    return Corrected(record, **counts)


def _standing(statement: Statement) -> dict[str, Any]:
    """Return how a statement stands, so that undoing can set it back."""
    return {
        "id": statement.id,
        "import": statement.import_id,
        "place": statement.place,
        "sequence": statement.sequence,
        "text": statement.text,
        "public_text": statement.public_text,
        "kind": statement.kind.value,
        "outcome_id": statement.outcome_id,
        "state": statement.state.value,
        "state_reason": statement.state_reason,
        "version_after": statement.version,
    }


def _take_over(record: Import, pair: Pair) -> dict[str, Any]:
    """Let a statement stand in the new file, and return how it stood."""
    was = _standing(pair.statement)
    pair.statement.import_ = record
    pair.statement.place = dict(pair.chosen.statement.place)
    pair.statement.sequence = pair.chosen.number
    storing.tell(pair.statement, pair.chosen)
    return was


def _change(
    session: Session, record: Import, pair: Pair, outcomes: Mapping[str, Any]
) -> dict[str, Any]:
    """Make a new version of a statement by the file, and return how it stood."""
    was, read = _standing(pair.statement), pair.chosen.statement
    statements.change(
        session,
        pair.statement,
        seen_version=pair.statement.version,
        text=read.text,
        kind=StatementKind(read.kind),
        outcome=outcomes.get(read.outcome or ""),
        keep_outcome=False,
    )
    _take_over(record, pair)
    return {**was, "version_after": pair.statement.version}


def _withhold(session: Session, statement: Statement) -> dict[str, Any]:
    """Withhold a statement that is no longer in the file, and return how it stood."""
    was = _standing(statement)
    statements.set_state(session, statement, StatementState.WITHHELD, reason=GONE_REASON)
    return {**was, "version_after": statement.version}
