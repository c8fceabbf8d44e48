"""What the page of learning shows: what changed, the curve, and estimates in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from consult.models.consultations import Consultation
from consult.models.themes import AnalysisRun, RunChange, Theme
from consult.services import analysis_runs
from consult.services.double_coding import blinding
from consult.services.learning import recoding

FEWEST_DECISIONS = 20


@dataclass(frozen=True, slots=True)
class Change:
    """How many statements gained a theme by the last run, and how many lost it."""

    theme: Theme
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the curve: decisions, agreement in whole per cent, and the ends of its draws."""

    decisions: int
    agreement: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Learning:
    """All that the page shows beside the list of changes."""

    run: AnalysisRun | None
    decided_since: int
    until_next: int
    changes: tuple[Change, ...]
    curve: tuple[Point, ...]
    estimates: tuple[str, ...]
    outlook: str

    @property
    def gained(self) -> int:
        """Return how many themes were gained in all."""
        return sum(each.gained for each in self.changes)

    @property
    def lost(self) -> int:
        """Return how many themes were lost in all."""
        return sum(each.lost for each in self.changes)


def of(session: Session, consultation: Consultation) -> Learning:
    """Return what the newest run tells of learning."""
    run = analysis_runs.latest(session, consultation)
    if run is None:
        return Learning(None, 0, recoding.DECISIONS_A_TIME, (), (), (), "")
    since = recoding.decided_since(session, run)
    return Learning(
        run=run,
        decided_since=since,
        until_next=max(recoding.DECISIONS_A_TIME - since, 0),
        changes=tuple(_changes(session, run)),
        curve=tuple(_point(each) for each in run.learning.get("curve", ())),
        estimates=tuple(estimates(run.learning)),
        outlook=outlook(run.learning),
    )


def _changes(session: Session, run: AnalysisRun) -> list[Change]:
    gained = func.sum(case((RunChange.is_gained, 1), else_=0))
    rows = session.execute(
        select(Theme, gained, func.count())
        .join(RunChange, RunChange.theme_id == Theme.id)
        .where(RunChange.run_id == run.id, *_visible(session))
        .group_by(Theme.id)
        .order_by(func.count().desc(), Theme.position)
    )
    return [Change(theme, int(got), int(all_) - int(got)) for theme, got, all_ in rows]


def _visible(session: Session) -> list[Any]:
    hidden = blinding.hidden_from_reader(session)
    return [] if hidden is None else [RunChange.statement_id.not_in(hidden)]


def list_changes(
    session: Session,
    run: AnalysisRun,
    *,
    theme_id: int | None = None,
    is_gained: bool | None = None,
    page: int = 1,
    per_page: int = 25,
) -> tuple[list[RunChange], int]:
    """Return one page of the statements whose themes a run changed, and how many there are."""
    wanted: Select[RunChange] = select(RunChange).where(
        RunChange.run_id == run.id, *_visible(session)
    )
    if theme_id is not None:
        wanted = wanted.where(RunChange.theme_id == theme_id)
    if is_gained is not None:
        wanted = wanted.where(RunChange.is_gained == is_gained)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    listed = session.scalars(
        wanted.options(joinedload(RunChange.statement), joinedload(RunChange.theme))
        .order_by(RunChange.statement_id, RunChange.theme_id)
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return list(listed), total


def _point(each: dict[str, Any]) -> Point:
    value, low, high = (round(100 * each[name]) for name in ("value", "low", "high"))
    return Point(each["decisions"], value, low, high)


def _per_cent(interval: dict[str, float]) -> str:
    value, low, high = (round(100 * interval[name]) for name in ("value", "low", "high"))
    return f"{value}% (likely {low}% to {high}%)"


def estimates(learning: dict[str, Any]) -> list[str]:
    """Return in words how the machine is likely to agree with people on what nobody has read.

    What was decided of statements drawn at random and coded blind stands apart from what was
    decided in sight of suggestions.
    """
    told = []
    by_chance, by_queue = learning.get("by_chance"), learning.get("by_queue")
    if by_chance:
        told.append(
            f"By {by_chance['decisions']:,} statements that were drawn at random and coded blind, "
            f"agreement on what nobody has read is {_per_cent(by_chance['f1_micro'])}; "
            f"{_per_cent(by_chance['identical'])} would get exactly the same themes."
        )
    if by_queue:
        told.append(
            f"By {by_queue['decisions']:,} statements that were decided in sight of the "
            "suggestions, agreement on what nobody has read is "
            f"{_per_cent(by_queue['f1_micro'])}. Whoever sees a suggestion is "
            "led by it, so the truth may be lower."
        )
    if not told and "decisions" in learning:
        told.append(
            f"When it last learned, {learning['decisions']:,} statements had an accepted theme. "
            f"From {FEWEST_DECISIONS} on, agreement can be estimated."
        )
    return told


def outlook(learning: dict[str, Any]) -> str:
    """Return in words how many more statements are worth deciding, and between what that lies."""
    worth, unread = learning.get("worth"), learning.get("unread", 0)
    if not unread:
        return "Every statement is decided." if learning else ""
    if worth is None:
        return (
            "How many more are worth deciding can be told when there are twice as many decisions "
            f"as the {FEWEST_DECISIONS} that an estimate needs."
        )
    between = f"between {worth['low']:,} and {worth['high']:,}, by how the draws differ"
    base = f"of the {unread:,} that nobody has decided"
    if not worth["middle"]:
        return (
            f"Another 50 decisions would raise agreement by less than one point in a hundred. "
            f"For the machine’s sake no more {base} need be read ({between}); a report still "
            "counts only what somebody accepted."
        )
    return (
        f"About {worth['middle']:,} more {base} are worth deciding ({between}). After that, "
        "another 50 would raise agreement by less than one point in a hundred."
    )
