"""What a change of the codebook would do: who moves, and what the report's figures become."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, Theme
from consult.services import ledger, themes
from consult.services.codebook_figures import (
    OTHER,
    Figure,
    Standing,
    deleted,
    figures,
    merged,
    moved,
)

MOST_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Statements that go to one place together, and some of them."""

    to: str
    accepted: int
    to_review: int
    samples: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would move, and what the report's figures become.

    Attributes
    ----------
    figures
        Of each theme that the report counts and whose number changes, then of the ledger.
    """

    groups: tuple[Group, ...]
    figures: tuple[Figure, ...] = ()


def standing(session: Session, consultation: Consultation) -> Standing:
    """Return how the themes in use stand now."""
    codebook = themes.get_codebook(session, consultation)
    in_use = themes.list_themes(session, codebook)
    sets: dict[CodingState, dict[int, set[int]]] = {
        state: defaultdict(set)
        for state in (CodingState.ACCEPTED, CodingState.PROPOSED, CodingState.REJECTED)
    }
    rows = session.execute(
        select(Coding.theme_id, Coding.state, Coding.statement_id)
        .join(Statement, Coding.statement_id == Statement.id)
        .where(
            *ledger.counted_in(session, consultation),
            Statement.state == StatementState.LIVE,
            Coding.state.in_(list(sets)),
        )
    )
    for theme_id, state, statement_id in rows:
        sets[state][theme_id].add(statement_id)
    accepted, proposed, refused = (
        {theme_id: frozenset(ids) for theme_id, ids in found.items()} for found in sets.values()
    )
    return Standing(
        {theme.id: theme.name for theme in in_use},
        {theme.id: theme.parent_id for theme in in_use},
        accepted,
        proposed,
        refused,
    )


def group(session: Session, before: Standing, theme: Theme, to: str, ids: Iterable[int]) -> Group:
    """Return statements of a theme that go to one place, with the surest of them."""
    wanted = frozenset(ids)
    mine = wanted & before.accepted.get(theme.id, frozenset())
    waiting = wanted & before.proposed.get(theme.id, frozenset())
    return Group(to, len(mine), len(waiting), samples(session, theme, mine or waiting))


def samples(
    session: Session, theme: Theme, ids: frozenset[int], *, most: int = MOST_SAMPLES
) -> tuple[Statement, ...]:
    """Return the surest of some statements of a theme."""
    found: list[Statement] = []
    surest = (
        select(Statement)
        .join(Coding, Coding.statement_id == Statement.id)
        .where(
            Coding.theme_id == theme.id,
            Coding.state.in_([CodingState.ACCEPTED, CodingState.PROPOSED]),
        )
        .order_by(Coding.score.desc(), Statement.id)
    )
    for statement in session.scalars(surest).yield_per(200):
        if statement.id in ids:
            found.append(statement)
        if len(found) == most:
            break
    return tuple(found)


def of_merge(session: Session, consultation: Consultation, theme: Theme, into: Theme) -> Preview:
    """Return what merging a theme into another would do."""
    before = standing(session, consultation)
    after = merged(before, theme, into)
    mine = before.own(theme.id)
    return Preview(
        (group(session, before, theme, f"“{into.name}”", mine),),
        figures(before, after, other=_other(session, consultation)),
    )


def of_delete(session: Session, consultation: Consultation, theme: Theme) -> Preview:
    """Return what deleting a theme would do: who goes to Other, and who has another theme too."""
    before = standing(session, consultation)
    after = deleted(before, theme)
    mine = before.own(theme.id)
    elsewhere = mine & (after.themed | after.to_review)
    groups = [group(session, before, theme, OTHER, mine - elsewhere)]
    if elsewhere:
        groups.append(group(session, before, theme, "the themes that they have as well", elsewhere))
    return Preview(tuple(groups), figures(before, after, other=_other(session, consultation)))


def of_move(
    session: Session, consultation: Consultation, theme: Theme, parent: Theme | None
) -> Preview:
    """Return what putting a theme under another would do to the figures; nobody moves."""
    before = standing(session, consultation)
    after = moved(before, theme, parent)
    return Preview((), figures(before, after, other=_other(session, consultation)))


def _other(session: Session, consultation: Consultation) -> int:
    return ledger.of(session, consultation).other
