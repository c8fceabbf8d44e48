"""Taking an import back, for as long as nobody has built on its statements."""

from __future__ import annotations

from sqlalchemy import Select, delete, exists, or_, select
from sqlalchemy.orm import Session

from consult.models.base import Base, utc_now
from consult.models.candidates import CandidateMember
from consult.models.consultations import Consultation
from consult.models.imports import Import
from consult.models.overlaps import OverlapVerdict
from consult.models.repeats import RepeatMember
from consult.models.reviews import Bookmark, StatementNote
from consult.models.statements import (
    SolutionTie,
    Statement,
    StatementPart,
    StatementPartner,
    StatementState,
    StatementVersion,
)
from consult.models.strategy import Outcome
from consult.models.themes import Coding
from consult.services import audit, statements
from consult.services.refusals import ServiceError
from consult.services.transaction import transaction


class CannotUndo(ServiceError):
    """The import's statements are in use."""


def can_undo(session: Session, record: Import) -> bool:
    """Return whether the import stands and none of its statements is coded or changed."""
    return record.undone_at is None and _in_use(session, record) is None


def _new_ones(record: Import) -> Select[int]:
    """Select the ids of the statements that the import brought in itself."""
    taken_over = [change["id"] for change in record.changes]
    return select(Statement.id).where(
        Statement.import_id == record.id, Statement.id.not_in(taken_over)
    )


def _in_use(session: Session, record: Import) -> str | None:
    own = _new_ones(record)
    if session.scalar(select(Coding.id).where(Coding.statement_id.in_(own)).limit(1)):
        return "some of its statements are coded"
    if session.scalar(
        select(CandidateMember.id).where(CandidateMember.statement_id.in_(own)).limit(1)
    ):
        return "an analysis run has used its statements"
    built_on = _built_on(session, own)
    if built_on is not None:
        return built_on
    # What was changed and set back again stands as its file had it.
    changed = (
        select(Statement.id)
        .join(StatementVersion, StatementVersion.statement_id == Statement.id)
        .where(
            Statement.id.in_(own),
            StatementVersion.number == 1,
            or_(
                Statement.text != StatementVersion.text,
                Statement.kind != StatementVersion.kind,
                Statement.state != StatementVersion.state,
                Statement.outcome_id.is_distinct_from(StatementVersion.outcome_id),
            ),
        )
    )
    if session.scalar(changed.limit(1)):
        return "some of its statements were changed since"
    standing = select(Import.id).where(Import.corrects_id == record.id, Import.undone_at.is_(None))
    if session.scalar(standing.limit(1)):
        return "a corrected file has taken its place; undo that one first"
    versions = {change["id"]: change["version_after"] for change in record.changes}
    for statement in session.scalars(select(Statement).where(Statement.id.in_(versions))):
        if statement.version != versions[statement.id]:
            return "some of the statements that it corrected were changed since"
    return None


def _built_on(session: Session, own: Select[int]) -> str | None:
    """Return what people made of the statements, besides coding them."""
    tied = SolutionTie.solution_id.in_(own) | SolutionTie.barrier_id.in_(own)
    if session.scalar(select(SolutionTie.solution_id).where(tied).limit(1)):
        return "solutions are tied to barriers among its statements"
    split = select(StatementPart.part_id).where(StatementPart.whole_id.in_(own))
    if session.scalar(split.limit(1)):
        return "some of its statements were split"
    for left, told in ((StatementNote, "have notes"), (Bookmark, "are bookmarked")):
        if session.scalar(select(left.id).where(left.statement_id.in_(own)).limit(1)):
            return f"some of its statements {told}"
    judged = OverlapVerdict.one_id.in_(own) | OverlapVerdict.other_id.in_(own)
    if session.scalar(select(OverlapVerdict.one_id).where(judged).limit(1)):
        return "some of its statements were judged to overlap with others, or not to"
    if session.scalar(select(RepeatMember.id).where(RepeatMember.statement_id.in_(own)).limit(1)):
        return "an analysis run has used its statements"
    return None


def undo(session: Session, record: Import) -> int:
    """Take an import's statements out again and return how many they were.

    What it corrected stands as before. The file, and the fact that it was added and taken back,
    stay; outcomes go that it alone had brought in.

    Raises
    ------
    CannotUndo
        When it is undone already, or its statements are in use.
    """
    if record.undone_at is not None:
        raise CannotUndo("This import was undone already.")
    with transaction(session):
        use = _in_use(session, record)
        if use is not None:
            raise CannotUndo(
                f"This import can no longer be undone: {use}. Withhold single statements instead."
            )
        own = list(session.scalars(_new_ones(record)))
        for child in (StatementVersion, StatementPartner):
            session.execute(delete(child).where(child.statement_id.in_(own)))
        session.execute(delete(Statement).where(Statement.id.in_(own)))
        session.expire_all()
        for change in record.changes:
            _set_back(session, change)
        consultation = record.notes_file.consultation
        _take_out_outcomes(session, consultation, record)
        record.undone_at = utc_now()
        audit.record(
            session, "import.undone", record, consultation=consultation, statements=len(own)
        )
    session.expire_all()
    return len(own)


def _set_back(session: Session, change: dict[str, object]) -> None:
    """Give a statement the words, the state and the place that it had before a correction."""
    statement = session.get_one(Statement, change["id"])
    state = StatementState(str(change["state"]))
    if (
        statement.text != change["text"]
        or statement.kind.value != change["kind"]
        or (statement.outcome_id != change["outcome_id"])
    ):
        outcome = session.get(Outcome, change["outcome_id"]) if change["outcome_id"] else None
        statements.change(
            session,
            statement,
            seen_version=statement.version,
            text=str(change["text"]),
            kind=type(statement.kind)(str(change["kind"])),
            outcome=outcome,
            keep_outcome=False,
        )
    if statement.state is not state:
        reason = str(change["state_reason"])
        statements.set_state(session, statement, state, reason=reason)
    statement.import_id = int(str(change["import"]))
    statement.place = dict(change["place"])  # type: ignore[call-overload]
    statement.sequence = int(str(change["sequence"]))
    statement.public_text = str(change["public_text"])


def _take_out_outcomes(session: Session, consultation: Consultation, record: Import) -> None:
    """Take the outcomes out again that the import brought in, where nothing else needs them."""
    for added in record.new_outcomes:
        outcome = session.get(Outcome, added["id"])
        if outcome is None or _is_needed(session, outcome, consultation):
            continue
        if outcome in consultation.outcomes:
            consultation.outcomes.remove(outcome)
        session.flush()
        if added["is_made"]:
            session.delete(outcome)
            session.flush()


def _is_needed(session: Session, outcome: Outcome, consultation: Consultation) -> bool:
    """Whether any record but this consultation's own list of outcomes names the outcome."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is not Outcome.__table__:
                continue
            named = key.parent == outcome.id
            if table.name == "consultation_outcome":
                named &= table.c.consultation_id != consultation.id
            if session.scalar(select(exists().where(named))):
                return True
    return False
