"""Strategies: listing them, and keeping a file's reading as a new version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from consult.models.strategy import Action, Aim, DeliveredItem, Outcome, Strategy
from consult.services import audit
from consult.services.refusals import InvalidInput, NotFound
from consult.services.transaction import checked_transaction, transaction


def list_strategies(session: Session) -> list[Strategy]:
    """Return all strategies, newest first, with their outcomes."""
    return list(
        session.scalars(
            select(Strategy).options(selectinload(Strategy.outcomes)).order_by(Strategy.id.desc())
        )
    )


def get(session: Session, strategy_id: int) -> Strategy:
    """Return one strategy with all that it holds, or raise NotFound."""
    strategy = session.scalar(
        select(Strategy)
        .where(Strategy.id == strategy_id)
        .options(
            selectinload(Strategy.aims).selectinload(Aim.outcomes).selectinload(Outcome.actions),
            selectinload(Strategy.delivered).selectinload(DeliveredItem.outcomes),
        )
    )
    if strategy is None:
        raise NotFound("There is no such strategy.")
    return strategy


def delivered_for(strategy: Strategy, outcome: Outcome) -> list[DeliveredItem]:
    """Return what is already being delivered for an outcome, its own and shared."""
    return [item for item in strategy.delivered if outcome in item.outcomes]


def find_by_id(session: Session, strategy_id: int | None) -> Strategy | None:
    """Return the strategy of that id, or None for no id or no strategy."""
    return session.get(Strategy, strategy_id) if strategy_id else None


def outcomes_by_id(session: Session, outcome_ids: Iterable[int]) -> list[Outcome]:
    """Return the outcomes of those ids in the strategy's order; unknown ids are left out."""
    ids = list(outcome_ids)
    return list(
        session.scalars(select(Outcome).where(Outcome.id.in_(ids)).order_by(Outcome.position))
    )


def store(session: Session, *, title: str, reading: Mapping[str, Any]) -> Strategy:
    """Keep what a reader found in a strategy's file as a new version of that title.

    Parameters
    ----------
    reading
        The reader's JSON form: ``aims``, each with ``outcomes`` and their ``actions`` and
        ``delivered``, and ``shared_delivered`` with ``references``.

    Raises
    ------
    InvalidInput
        For an empty title, or a reading without any outcome.
    """
    name = title.strip()
    if not name:
        raise InvalidInput("Enter the strategy’s title.", field="title")
    if not any(aim["outcomes"] for aim in reading["aims"]):
        raise InvalidInput("No outcome was found in it, so there is nothing to keep.")
    newest = session.scalar(select(func.max(Strategy.version)).where(Strategy.title == name))
    version = (newest or 0) + 1
    with checked_transaction(session, lambda: _refuse_taken(session, name, version)):
        strategy = Strategy(title=name, version=version)
        session.add(strategy)
        for aim in reading["aims"]:
            _add_aim(strategy, aim)
        _share(strategy, reading.get("shared_delivered", ()))
        audit.record(session, "strategy.stored", strategy, version=strategy.version)
    return strategy


def _refuse_taken(session: Session, title: str, version: int) -> None:
    there = select(Strategy.id).where(Strategy.title == title, Strategy.version == version)
    if session.scalar(there):
        raise InvalidInput(
            f"Somebody else has just stored version {version} of this strategy. Look at theirs, "
            "or store yours again as the next.",
            field="title",
        )


def _add_aim(strategy: Strategy, read: Mapping[str, Any]) -> None:
    aim = Aim(number=read["number"], title=read["title"])
    strategy.aims.append(aim)
    for found in read["outcomes"]:
        outcome = Outcome(
            aim=aim,
            reference=found["reference"],
            title=found["title"],
            position=len(strategy.outcomes) + 1,
            actions=[
                Action(number=number, text=action["text"])
                for number, action in enumerate(found["actions"], start=1)
            ],
        )
        strategy.outcomes.append(outcome)
        strategy.delivered.extend(
            DeliveredItem(text=text, outcomes=[outcome]) for text in found["delivered"]
        )


def _share(strategy: Strategy, shared: Sequence[Mapping[str, Any]]) -> None:
    by_reference = {outcome.reference: outcome for outcome in strategy.outcomes}
    for item in shared:
        named = [by_reference[each] for each in item["references"] if each in by_reference]
        strategy.delivered.append(DeliveredItem(text=item["text"], outcomes=named))


def ensure_outcome(session: Session, strategy: Strategy, *, reference: str, title: str) -> Outcome:
    """Return the strategy's outcome with that reference, adding it where there is none."""
    found = session.scalar(
        select(Outcome).where(Outcome.strategy_id == strategy.id, Outcome.reference == reference)
    )
    if found is not None:
        return found
    with transaction(session):
        aim = next((a for a in strategy.aims if reference.startswith(f"{a.number}.")), None)
        last = session.scalar(
            select(func.max(Outcome.position)).where(Outcome.strategy_id == strategy.id)
        )
        outcome = Outcome(
            strategy=strategy,
            aim=aim,
            reference=reference,
            title=title or f"Outcome {reference}",
            position=(last or 0) + 1,
        )
        session.add(outcome)
        audit.record(session, "outcome.added", outcome, reference=reference)
    return outcome
