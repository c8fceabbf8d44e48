"""What the public is told: for each theme, what was decided and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.actions import ActionStatus, Decision, Verdict
from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, Theme
from consult.services import disclosure
from consult.services.actions.decisions import list_decisions
from consult.words import marked

VERDICTS = {
    Verdict.WILL: marked("We will do it"),
    Verdict.LOOK_INTO: marked("We will look into it"),
    Verdict.WILL_NOT: marked("We will not do it"),
}
STATUSES = {
    ActionStatus.PLANNED: marked("Planned"),
    ActionStatus.UNDER_WAY: marked("Under way"),
    ActionStatus.DONE: marked("Done"),
    ActionStatus.STOPPED: marked("Stopped"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A theme as it stands now, and how many statements that count are under it."""

    theme: Theme
    statements: int
    # Fewer are not counted in public: whoever made them could be known.
    fewest: int = disclosure.USUAL

    @property
    def is_counted_in_public(self) -> bool:
        """Return whether there are enough statements to say how many."""
        return self.statements >= self.fewest


@dataclass(frozen=True, slots=True)
class Answered:
    """What people said, and the decision that answers it."""

    decision: Decision
    said: list[Said]


def answered(
    session: Session, consultation: Consultation, *, only_public: bool = True
) -> list[Answered]:
    """Return the decisions with what people had said, in the order in which they were noted."""
    decisions = [
        each for each in list_decisions(session, consultation) if each.is_public or not only_public
    ]
    found = {decision.id: _as_they_are_now(session, decision.themes) for decision in decisions}
    counts = _counts(session, {theme.id for themes in found.values() for theme in themes})
    fewest = consultation.fewest_shown
    return [
        Answered(each, [Said(theme, counts.get(theme.id, 0), fewest) for theme in found[each.id]])
        for each in decisions
    ]


def unanswered(session: Session, consultation: Consultation, themes: Iterable[Theme]) -> list[Said]:
    """Return the themes with statements that no decision answers yet, the largest first."""
    about = {
        theme.id
        for decision in list_decisions(session, consultation)
        for theme in _as_they_are_now(session, decision.themes)
    }
    left = [theme for theme in themes if theme.id not in about]
    counts = _counts(session, {theme.id for theme in left})
    said = [Said(theme, counts[theme.id]) for theme in left if counts.get(theme.id)]
    return sorted(said, key=lambda each: (-each.statements, each.theme.position))


def _as_they_are_now(session: Session, themes: Iterable[Theme]) -> list[Theme]:
    """Return each theme, or the one that it was merged into since, once."""
    now = {}
    for theme in themes:
        while theme.merged_into_id is not None:
            theme = session.get_one(Theme, theme.merged_into_id)
        now[theme.id] = theme
    return list(now.values())


def _counts(session: Session, theme_ids: set[int]) -> dict[int, int]:
    counted = (
        select(Coding.theme_id, func.count(Coding.statement_id.distinct()))
        .join(Statement, Coding.statement_id == Statement.id)
        .where(
            Coding.theme_id.in_(theme_ids),
            Coding.state == CodingState.ACCEPTED,
            Statement.state == StatementState.LIVE,
        )
        .group_by(Coding.theme_id)
    )
    return {theme_id: number for theme_id, number in session.execute(counted)}
