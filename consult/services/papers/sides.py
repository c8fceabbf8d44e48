"""The sides from which people spoke of a theme: as what gets in the way, and as what works."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementState
from consult.models.themes import Codebook, Coding, CodingState, Theme

FEWEST = 3
"""Statements on the lesser side from which on a theme is contested."""

OTHER_SIDES = (StatementKind.WORK.value, StatementKind.ASPIRATION.value)
"""Kinds that say of a theme that it goes well, or could."""


@dataclass(frozen=True, slots=True)
class Sides:
    """How many accepted statements of each kind stand under a theme."""

    by_kind: dict[str, int] = field(default_factory=dict)

    @property
    def besides_barriers(self) -> dict[str, int]:
        """Return the kinds other than barriers."""
        barrier = StatementKind.BARRIER.value
        return {kind: count for kind, count in self.by_kind.items() if kind != barrier}

    @property
    def is_contested(self) -> bool:
        """Return whether a good number of people speak for either side."""
        others = sum(self.by_kind.get(kind, 0) for kind in OTHER_SIDES)
        return min(self.by_kind.get(StatementKind.BARRIER.value, 0), others) >= FEWEST


def of(session: Session, consultation: Consultation) -> dict[str, Sides]:
    """Return the sides of each theme in use, by its key; a merged theme counts where it went."""
    standing = func.coalesce(Theme.merged_into_id, Theme.id)
    rows = session.execute(
        select(standing, Statement.kind, func.count(Statement.id.distinct()))
        .select_from(Coding)
        .join(Theme, Coding.theme_id == Theme.id)
        .join(Codebook, Theme.codebook_id == Codebook.id)
        .join(Statement, Coding.statement_id == Statement.id)
        .where(
            Codebook.consultation_id == consultation.id,
            Coding.state == CodingState.ACCEPTED,
            Statement.state == StatementState.LIVE,
        )
        .group_by(standing, Statement.kind)
        .order_by(standing, Statement.kind)
    )
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for theme_id, kind, count in rows:
        counts[theme_id][kind.value] = count
    keys = session.execute(select(Theme.id, Theme.key).where(Theme.id.in_(counts)))
    return {key: Sides(counts[theme_id]) for theme_id, key in keys}
