"""Drawing a sample for two coders, finding it again, and giving it up."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.accounts import Permission, User
from consult.models.consultations import Consultation
from consult.models.double_coding import (
    BlindCoding,
    DoubleCoding,
    DoubleCodingState,
    SampledStatement,
    Seat,
)
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding
from consult.services import audit, themes
from consult.services.double_coding import blinding, groups, sampling
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

FEWEST, MOST = 5, 1_000


def coders(session: Session) -> list[User]:
    """Return who may code, by name."""
    people = session.scalars(select(User).order_by(User.name, User.id))
    return [each for each in people if each.may(Permission.CODE)]


def eligible(
    session: Session, consultation: Consultation, first: User | None, second: User | None
) -> list[int]:
    """Return the statements that neither coder has coded before, blind or in the workbench.

    Who has decided about a statement has seen what the machine thinks of it.
    """
    people = [each.id for each in (first, second) if each is not None]
    kinds = themes.kinds_of(themes.find_codebook(session, consultation))
    decided = select(Coding.statement_id).where(Coding.decided_by_id.in_(people))
    coded = (
        select(SampledStatement.statement_id)
        .join(BlindCoding)
        .where(BlindCoding.coder_id.in_(people))
    )
    return list(
        session.scalars(
            select(Statement.id)
            .where(
                Statement.consultation_id == consultation.id,
                Statement.kind.in_(kinds),
                Statement.state == StatementState.LIVE,
                Statement.id.not_in(decided),
                Statement.id.not_in(coded),
            )
            .order_by(Statement.id)
        )
    )


def draw(
    session: Session,
    consultation: Consultation,
    *,
    size: int,
    spread_by: str,
    first: User,
    second: User | None,
    seed: int | None = None,
) -> DoubleCoding:
    """Draw a random sample, spread over groups, for two coders.

    Parameters
    ----------
    size
        How many statements.
    spread_by
        A key of `groups.columns`: each group is in the sample as it is in the whole.
    second
        The second coder; None for the machine.
    seed
        What the sample is drawn by; a new one where not given.

    Raises
    ------
    InvalidInput
        When the coders, the size or the groups cannot be had.
    Conflict
        While another sample of the consultation is being coded.
    """
    codebook = themes.get_codebook(session, consultation)
    _refuse_coders(first, second)
    if spread_by not in groups.columns(session, consultation):
        raise InvalidInput("Choose what the sample is spread over.", field="spread_by")
    with transaction(session):
        themes.lock(session, consultation)
        if under_way(session, consultation) is not None:
            raise Conflict("Another sample is being coded. Finish it or give it up first.")
        ids = eligible(session, consultation, first, second)
        _refuse_size(size, len(ids))
        made = DoubleCoding(
            consultation=consultation,
            codebook_version=codebook.version,
            seed=secrets.randbelow(2**31) if seed is None else seed,
            spread_by=spread_by,
            drawn_from=len(ids),
            first_coder=first,
            second_coder=second,
            drawn_by_id=audit.actor_of(session).user_id,
        )
        made.units = _units(session, ids, size, spread_by, seed=made.seed)
        session.add(made)
        audit.record(
            session,
            "double_coding.drawn",
            made,
            consultation=consultation,
            seed=made.seed,
            size=size,
            drawn_from=len(ids),
            coders=[first.id, second.id if second else None],
        )
    return made


def _units(
    session: Session, ids: list[int], size: int, spread_by: str, *, seed: int
) -> list[SampledStatement]:
    """Draw statements, each group of them as it is in the whole, with the words to be coded."""
    found = {each.id: each for each in groups.read(session, ids)}
    strata: dict[str, list[int]] = defaultdict(list)
    for statement_id, group in groups.of(found.values(), spread_by).items():
        strata[group].append(statement_id)
    drawn = sampling.draw(strata, size, seed=seed)
    return [
        SampledStatement(
            statement_id=statement_id,
            position=position,
            stratum=stratum,
            text=found[statement_id].text,
        )
        for position, (stratum, statement_id) in enumerate(drawn, start=1)
    ]


def _refuse_coders(first: User, second: User | None) -> None:
    for person, field in ((first, "first"), (second, "second")):
        if person is not None and not person.may(Permission.CODE):
            raise InvalidInput(
                f"{person.name}’s account may not code. Choose somebody else.", field=field
            )
    if second is not None and first.id == second.id:
        raise InvalidInput(
            "Choose two different coders: nobody agrees with themselves.", field="second"
        )


def _refuse_size(size: int, available: int) -> None:
    if available < FEWEST:
        raise InvalidInput(
            f"These two coders have left {available} statements that neither has decided about. "
            f"A sample needs {FEWEST}: choose other coders.",
            field="second",
        )
    most = min(available, MOST)
    if not FEWEST <= size <= most:
        raise InvalidInput(
            f"Enter a size from {FEWEST} to {most:,}: so many statements can be drawn for these "
            "coders.",
            field="size",
        )


def under_way(session: Session, consultation: Consultation) -> DoubleCoding | None:
    """Return the sample that is being coded or measured, if any."""
    return session.scalar(
        select(DoubleCoding)
        .where(
            DoubleCoding.consultation_id == consultation.id,
            DoubleCoding.state.in_(blinding.OPEN),
        )
        .limit(1)
    )


def get(session: Session, consultation: Consultation, double_coding_id: int) -> DoubleCoding:
    """Return one double coding of the consultation, or raise NotFound."""
    found = session.get(DoubleCoding, double_coding_id)
    if found is None or found.consultation_id != consultation.id:
        raise NotFound("There is no such double coding in this consultation.")
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A double coding in the list: its size, and how many statements each coder has coded."""

    double_coding: DoubleCoding
    size: int
    first: int
    second: int


def list_all(session: Session, consultation: Consultation) -> list[Row]:
    """Return the consultation's double codings, newest first."""
    made = session.scalars(
        select(DoubleCoding)
        .where(DoubleCoding.consultation_id == consultation.id)
        .order_by(DoubleCoding.id.desc())
    )
    return [row_of(session, each) for each in made]


def row_of(session: Session, double_coding: DoubleCoding) -> Row:
    """Return how far one double coding is."""
    size = session.scalar(
        select(func.count()).where(SampledStatement.double_coding_id == double_coding.id)
    )
    rows = session.execute(
        select(BlindCoding.seat, func.count())
        .join(SampledStatement)
        .where(SampledStatement.double_coding_id == double_coding.id)
        .group_by(BlindCoding.seat)
    )
    coded = {seat: number for seat, number in rows}
    return Row(double_coding, size or 0, coded.get(Seat.FIRST, 0), coded.get(Seat.SECOND, 0))


def abandon(session: Session, double_coding: DoubleCoding) -> None:
    """Give a sample up: what was coded is kept, and counts for nothing.

    Raises
    ------
    Conflict
        When it is finished.
    """
    with transaction(session):
        session.refresh(double_coding, with_for_update={"of": DoubleCoding})
        if double_coding.state is DoubleCodingState.FINISHED:
            raise Conflict("This double coding is finished; its codings are in the report.")
        double_coding.state = DoubleCodingState.ABANDONED
        audit.record(
            session,
            "double_coding.abandoned",
            double_coding,
            consultation=double_coding.consultation,
        )
