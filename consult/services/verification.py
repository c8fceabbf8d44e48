"""What must always hold in the store, as queries that find where it does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from consult.models.consultations import Consultation
from consult.models.sign_offs import SignOff
from consult.models.statements import Statement, StatementPart, StatementState, StatementVersion
from consult.models.themes import (
    AnalysisRun,
    Codebook,
    Coding,
    CodingState,
    RunState,
    Theme,
    ThemeState,
)
from consult.models.votes import Ballot, BallotDots
from consult.services import audit, ledger
from consult.services.sign_offs import digest_of

Check = Callable[[Session], Iterator[str]]


def faults(session: Session) -> list[str]:
    """Return a sentence for each thing that does not hold; an empty list when all is well."""
    return [fault for check in CHECKS for fault in check(session)]


def _audit_chain(session: Session) -> Iterator[str]:
    broken = audit.broken_link(session)
    if broken is not None:
        yield f"The audit trail is broken at event {broken}: it was changed outside the app."


def _newest_versions(session: Session) -> Iterator[str]:
    newest = aliased(StatementVersion)
    differing = session.scalars(
        select(Statement.id)
        .outerjoin(
            newest, (newest.statement_id == Statement.id) & (newest.number == Statement.version)
        )
        .where(
            newest.id.is_(None)
            | (newest.text != Statement.text)
            | (newest.kind != Statement.kind)
            | (newest.heading != Statement.heading)
            | (newest.state != Statement.state)
        )
    )
    for statement_id in differing:
        yield f"Statement {statement_id} is not the same as its newest version."


def _all_versions(session: Session) -> Iterator[str]:
    counted = (
        select(StatementVersion.statement_id, func.count().label("kept"))
        .group_by(StatementVersion.statement_id)
        .subquery()
    )
    missing = session.scalars(
        select(Statement.id)
        .join(counted, counted.c.statement_id == Statement.id)
        .where(counted.c.kept != Statement.version)
    )
    for statement_id in missing:
        yield f"Statement {statement_id} lacks one of its earlier versions."


def _codings_at_home(session: Session) -> Iterator[str]:
    strayed = session.scalars(
        select(Coding.id)
        .join(Statement, Coding.statement_id == Statement.id)
        .join(Theme, Coding.theme_id == Theme.id)
        .join(Codebook, Theme.codebook_id == Codebook.id)
        .where(Codebook.consultation_id != Statement.consultation_id)
    )
    for coding_id in strayed:
        yield f"Coding {coding_id} ties a statement to another consultation's theme."


def _unused_themes_are_empty(session: Session) -> Iterator[str]:
    standing = exists().where(Coding.theme_id == Theme.id, Coding.state != CodingState.SUPERSEDED)
    for theme in session.scalars(select(Theme).where(Theme.state != ThemeState.ACTIVE, standing)):
        yield f"Theme {theme.id} was {theme.state.value} but still has codings."


def _sub_themes_have_one_level(session: Session) -> Iterator[str]:
    above = aliased(Theme)
    wanted = (
        select(Theme)
        .join(above, Theme.parent_id == above.id)
        .where(
            Theme.state == ThemeState.ACTIVE,
            or_(above.state != ThemeState.ACTIVE, above.parent_id.is_not(None)),
        )
    )
    for theme in session.scalars(wanted):
        yield f"Theme {theme.id} stands under one that is not in use or is a sub-theme itself."


def _outcomes_of_the_strategy(session: Session) -> Iterator[str]:
    for consultation in session.scalars(select(Consultation)):
        if any(each.strategy_id != consultation.strategy_id for each in consultation.outcomes):
            yield f"Consultation “{consultation.slug}” has an outcome of another strategy."


def _ledgers_add_up(session: Session) -> Iterator[str]:
    for consultation in session.scalars(select(Consultation).order_by(Consultation.id)):
        standing = ledger.of(session, consultation)
        received = _count(session, *ledger.counted_in(session, consultation))
        if sum(standing.parts.values()) != received:
            yield f"The ledger of “{consultation.slug}” does not add up to what was received."
        accepted = _count(
            session,
            *ledger.counted_in(session, consultation),
            Statement.state == StatementState.LIVE,
            exists().where(
                Coding.statement_id == Statement.id, Coding.state == CodingState.ACCEPTED
            ),
        )
        if standing.themed != accepted:
            yield f"The ledger of “{consultation.slug}” has other themed statements than the store."


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Statement).where(*conditions)) or 0


def _runs_are_whole(session: Session) -> Iterator[str]:
    unfinished = exists().where(
        AnalysisRun.id == Coding.run_id, AnalysisRun.state != RunState.FINISHED
    )
    for coding_id in session.scalars(select(Coding.id).where(unfinished)):
        yield f"Coding {coding_id} comes from an analysis that was never finished."


def _splits_count_once(session: Session) -> Iterator[str]:
    """Find wholes that count beside their parts, and replaced statements that nothing replaces."""
    wholes = defaultdict(list)
    for part_id, whole_id in session.execute(select(StatementPart.part_id, StatementPart.whole_id)):
        wholes[whole_id].append(part_id)
    replaced = set(
        session.scalars(select(Statement.id).where(Statement.state == StatementState.REPLACED))
    )
    own_whole = {part: whole for whole, parts in wholes.items() for part in parts}
    for whole, parts in wholes.items():
        if whole not in replaced and not replaced.issuperset(parts):
            yield f"Statement {whole} counts beside the parts that it was split into."
    for each in sorted(replaced):
        others = [*wholes.get(each, []), *([own_whole[each]] if each in own_whole else [])]
        if not any(other not in replaced or other in wholes for other in others):
            yield f"Statement {each} is replaced, but no other statement holds its words."


def _ballots_add_up(session: Session) -> Iterator[str]:
    given = func.coalesce(func.sum(BallotDots.dots), 0)
    wrong = session.scalars(
        select(Ballot.id)
        .outerjoin(BallotDots, BallotDots.ballot_id == Ballot.id)
        .group_by(Ballot.id)
        .having(given != Ballot.used)
    )
    for ballot_id in wrong:
        yield f"Ballot {ballot_id} says that it gave another number of dots than it did."


def _sign_offs_are_as_signed(session: Session) -> Iterator[str]:
    for signed in session.scalars(select(SignOff)):
        if digest_of(signed.content) != signed.digest:
            yield f"What was signed in sign-off {signed.id} is no longer what its digest says."


CHECKS: tuple[Check, ...] = (
    _audit_chain,
    _newest_versions,
    _all_versions,
    _codings_at_home,
    _unused_themes_are_empty,
    _sub_themes_have_one_level,
    _outcomes_of_the_strategy,
    _ledgers_add_up,
    _runs_are_whole,
    _splits_count_once,
    _ballots_add_up,
    _sign_offs_are_as_signed,
)
