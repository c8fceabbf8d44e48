"""Reads what a report rests on: a few queries, whatever the size of the consultation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.partners import Organisation
from consult.models.responses import Answer, Response
from consult.models.reviews import Bookmark
from consult.models.statements import (
    Statement,
    StatementPart,
    StatementPartner,
    StatementState,
)
from consult.models.strategy import Outcome
from consult.models.surveys import Survey
from consult.models.themes import Codebook, CoderKind, Coding, CodingState, Theme, ThemeState
from consult.services import overlaps, ties
from consult.services.double_coding import blinding
from consult.services.ledger import Place, place_of
from consult.services.reports.facts import CodingCounts, Facts, Named, Said, ThemeFacts

REPORTED = (StatementKind.BARRIER, StatementKind.WORK, StatementKind.SOLUTION)


def gather(session: Session, consultation: Consultation) -> Facts:
    """Read the store.

    Raises
    ------
    StillBlind
        For a coder who would see in it how others coded what they are coding blind.
    """
    blinding.refuse_report(session, consultation)
    said = _said(session, consultation)
    of_kind = {kind: tuple(each for each in said if each.kind is kind) for kind in REPORTED}
    barriers = {each.id: each for each in of_kind[StatementKind.BARRIER]}
    places, unseen = _places(session, consultation)
    themes, unused = _themes(session, consultation, barriers)
    _settle(places, themes)
    return Facts(
        received=_count(
            session,
            Statement.consultation_id == consultation.id,
            Statement.state != StatementState.REPLACED,
        ),
        places=places,
        unseen=unseen,
        outcomes=_outcomes(session, consultation),
        barriers=barriers,
        work=of_kind[StatementKind.WORK],
        solutions=of_kind[StatementKind.SOLUTION],
        themes=themes,
        unused_themes=unused,
        partners=_partners(session, consultation),
        codings=_codings(session, consultation),
        respondents=_respondents(session, consultation),
        respondents_without_barrier=_respondents(session, consultation, ~_named_a_barrier()),
        ties=ties.by_barrier(session, consultation),
        splits=_splits(session, consultation),
        overlaps=overlaps.judged(session, consultation),
    )


def themes_of(
    session: Session, consultation: Consultation
) -> tuple[tuple[ThemeFacts, ...], dict[Place, int]]:
    """Return the themes with barriers, and how many barriers stand in each place.

    Raises
    ------
    StillBlind
        For a coder who would see in it how others coded what they are coding blind.
    """
    blinding.refuse_report(session, consultation)
    places, _ = _places(session, consultation)
    accepted = frozenset(each for _, each in _accepted(session, consultation))
    themes, _ = _themes(session, consultation, accepted)
    _settle(places, themes)
    return themes, places


def _settle(places: dict[Place, int], themes: tuple[ThemeFacts, ...]) -> None:
    """Count from the same rows as the themes: a share can never be of fewer than it counts."""
    places[Place.THEMED] = len(frozenset[int]().union(*(theme.members for theme in themes)))


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Statement).where(*conditions)) or 0


def _splits(session: Session, consultation: Consultation) -> tuple[int, int]:
    """Return how many statements were split, and how many points count in their place."""
    wholes, parts = session.execute(
        select(func.count(StatementPart.whole_id.distinct()), func.count(StatementPart.part_id))
        .join(Statement, Statement.id == StatementPart.part_id)
        .where(
            Statement.consultation_id == consultation.id,
            Statement.state != StatementState.REPLACED,
        )
    ).one()
    return wholes, parts


def _live_barriers(consultation: Consultation) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the barriers that count."""
    return (
        Statement.consultation_id == consultation.id,
        Statement.kind == StatementKind.BARRIER,
        Statement.state == StatementState.LIVE,
    )


def _said(session: Session, consultation: Consultation) -> list[Said]:
    rows = session.execute(
        select(
            Statement.id,
            Statement.kind,
            Statement.outcome_id,
            Statement.quotable,
            Statement.source_kind,
            Statement.table_id,
            Statement.import_id,
            Statement.answer_id,
            Answer.question_id,
        )
        .add_columns(_is_bookmarked())
        .outerjoin(Answer, Statement.answer_id == Answer.id)
        .where(
            Statement.consultation_id == consultation.id,
            Statement.state == StatementState.LIVE,
            Statement.kind.in_(REPORTED),
        )
        .order_by(Statement.id)
    )
    return [Said(*row) for row in rows]


def _is_bookmarked() -> ColumnElement[bool]:
    return exists().where(Bookmark.statement_id == Statement.id, Bookmark.taken_back_at.is_(None))


def _places(session: Session, consultation: Consultation) -> tuple[dict[Place, int], int]:
    """Return the barriers in each place, and how many of the others nobody has looked at."""
    place = place_of(consultation.id).label("place")
    is_rejected = (
        select(Coding.id)
        .where(Coding.statement_id == Statement.id, Coding.state == CodingState.REJECTED)
        .exists()
    )
    rows = session.execute(
        select(place, func.count(), func.sum(case((is_rejected, 0), else_=1)))
        .where(
            Statement.consultation_id == consultation.id,
            Statement.kind == StatementKind.BARRIER,
            Statement.state != StatementState.REPLACED,
        )
        .group_by(place)
    ).all()
    counts = {name: number for name, number, _ in rows}
    unseen = {name: number for name, _, number in rows}
    return {each: counts.get(each.value, 0) for each in Place}, int(unseen.get(Place.OTHER, 0))


def _outcomes(session: Session, consultation: Consultation) -> dict[int, Outcome]:
    named = (
        select(Statement.outcome_id)
        .where(Statement.consultation_id == consultation.id, Statement.state == StatementState.LIVE)
        .distinct()
    )
    asked = [outcome.id for outcome in consultation.outcomes]
    rows = session.scalars(
        select(Outcome)
        .where(Outcome.id.in_(asked) | Outcome.id.in_(named))
        .order_by(Outcome.position, Outcome.id)
    )
    return {outcome.id: outcome for outcome in rows}


def _themes(
    session: Session, consultation: Consultation, barriers: Collection[int]
) -> tuple[tuple[ThemeFacts, ...], tuple[str, ...]]:
    """Return the themes with barriers, the largest first, and the names of those without."""
    all_themes = session.scalars(
        select(Theme)
        .join(Codebook)
        .where(Codebook.consultation_id == consultation.id)
        .order_by(Theme.position, Theme.id)
    ).all()
    merged = {each.id: each.merged_into_id for each in all_themes}
    members: dict[int, set[int]] = defaultdict(set)
    for theme_id, statement_id in _accepted(session, consultation):
        if statement_id in barriers:
            members[standing(theme_id, merged)].add(statement_id)
    in_use = [each for each in all_themes if each.state is ThemeState.ACTIVE]
    parts: dict[int | None, list[ThemeFacts]] = defaultdict(list)
    for place, each in enumerate(in_use):
        parts[each.parent_id].append(_facts(each, place, members[each.id]))
    found = [
        _with_parts(_facts(each, place, members[each.id]), parts[each.id])
        for place, each in enumerate(in_use)
        if each.parent_id is None
    ]
    return _largest_first(found), tuple(theme.name for theme in found if not theme.members)


def _facts(theme: Theme, place: int, members: Collection[int]) -> ThemeFacts:
    return ThemeFacts(theme.key, theme.name, theme.definition, place, frozenset(members))


def _with_parts(theme: ThemeFacts, parts: list[ThemeFacts]) -> ThemeFacts:
    return replace(
        theme,
        members=theme.members.union(*(part.members for part in parts)),
        parts=_largest_first(parts),
    )


def _largest_first(themes: list[ThemeFacts]) -> tuple[ThemeFacts, ...]:
    used = (theme for theme in themes if theme.members)
    return tuple(sorted(used, key=lambda theme: (-len(theme.members), theme.position)))


def _accepted(session: Session, consultation: Consultation) -> list[tuple[int, int]]:
    rows = session.execute(
        select(Coding.theme_id, Coding.statement_id)
        .join(Statement)
        .where(*_live_barriers(consultation), Coding.state == CodingState.ACCEPTED)
    )
    return [(theme_id, statement_id) for theme_id, statement_id in rows]


def standing(theme_id: int, merged: dict[int, int | None]) -> int:
    """Return the theme into which this one was merged in the end: itself where it was not."""
    seen = {theme_id}
    while (into := merged.get(theme_id)) is not None and into not in seen:
        seen.add(into)
        theme_id = into
    return theme_id


def _partners(session: Session, consultation: Consultation) -> dict[int, tuple[Named, ...]]:
    rows = session.execute(
        select(StatementPartner.statement_id, StatementPartner.label, Organisation.name)
        .join(Statement)
        .outerjoin(Organisation, StatementPartner.organisation_id == Organisation.id)
        .where(Statement.consultation_id == consultation.id, Statement.state == StatementState.LIVE)
        .order_by(StatementPartner.id)
    )
    found: dict[int, list[Named]] = defaultdict(list)
    for statement_id, label, name in rows:
        found[statement_id].append(Named(label, name or label))
    return {statement_id: tuple(named) for statement_id, named in found.items()}


def _codings(session: Session, consultation: Consultation) -> CodingCounts:
    by_people = func.sum(case((Coding.decided_by_id.is_not(None), 1), else_=0))
    by_machine = func.sum(case((Coding.coder_kind == CoderKind.MACHINE, 1), else_=0))
    accepted, decided, proposed = session.execute(
        select(func.count(), by_people, by_machine)
        .select_from(Coding)
        .join(Statement)
        .where(*_live_barriers(consultation), Coding.state == CodingState.ACCEPTED)
    ).one()
    return CodingCounts(accepted, int(decided or 0), int(proposed or 0))


def _respondents(
    session: Session, consultation: Consultation, *conditions: ColumnElement[bool]
) -> int:
    wanted = (
        select(func.count(Response.id))
        .join(Survey)
        .where(Survey.consultation_id == consultation.id, *conditions)
    )
    return session.scalar(wanted) or 0


def _named_a_barrier() -> ColumnElement[bool]:
    """Return the condition that one of a response's answers is a barrier that counts."""
    return exists().where(
        Answer.response_id == Response.id,
        Statement.answer_id == Answer.id,
        Statement.kind == StatementKind.BARRIER,
        Statement.state == StatementState.LIVE,
    )
