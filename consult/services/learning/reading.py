"""What a run finds about learning, in the worker: orders of review, estimates, what changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from consult.config import encoder_name
from consult.models.statements import Statement
from consult.models.themes import AnalysisRun, CoderKind, Coding, CodingState, RunChange, RunPlace

if TYPE_CHECKING:
    from analysis.reviewing import Queued
    from consult.services.analysis_inputs import Inputs, Item

# A queue of two hundred is found among so many; of more, chance chooses which are looked at.
MOST_LOOKED_AT = 5_000
# A theme proposed for a statement.
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands in the two orders, from 1 on; None where in one of them alone."""

    uncertainty: float
    least_certain: int | None = None
    most_different: int | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """The two orders by statement, and the figures as they are stored with the run."""

    places: dict[int, Place] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)


def learn(inputs: Inputs) -> Learned:
    """Return in which order to review what nobody has decided, and what reviewing has brought."""
    from analysis.estimate import FEWEST
    from analysis.minilm import encoder_named
    from analysis.progress import orders

    open_ = [item for item in inputs.live if not item.is_settled]
    looked_at = _some(open_, inputs.seed)
    certain, different = orders(
        [item.text for item in looked_at],
        inputs.frame,
        inputs.examples,
        encoder=encoder_named(encoder_name()),
    )
    places = _places(looked_at, certain, different)
    figures: dict[str, Any] = {"decisions": len(inputs.examples), "unread": len(open_)}
    if len(inputs.examples) >= FEWEST and looked_at:
        figures |= _figures(inputs, looked_at, len(open_))
    return Learned(places, figures)


def _some(items: Sequence[Item], seed: int) -> Sequence[Item]:
    if len(items) <= MOST_LOOKED_AT:
        return items
    chance = Random(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    return sorted(chance.sample(items, MOST_LOOKED_AT), key=lambda item: item.id)


def _places(
    items: Sequence[Item], certain: Sequence[Queued], different: Sequence[Queued]
) -> dict[int, Place]:
    first = {items[each.index].id: at for at, each in enumerate(certain, start=1)}
    second = {items[each.index].id: at for at, each in enumerate(different, start=1)}
    uncertain = {items[each.index].id: each.uncertainty for each in (*certain, *different)}
    return {
        statement_id: Place(value, first.get(statement_id), second.get(statement_id))
        for statement_id, value in sorted(uncertain.items())
    }


def _figures(inputs: Inputs, looked_at: Sequence[Item], unread: int) -> dict[str, Any]:
    """Return the estimates and the curve; decisions that chance chose are told apart."""
    from analysis.minilm import encoder_named
    from analysis.progress import progress
    from analysis.reviewing import review, review_document

    encoder = encoder_named(encoder_name())
    found = review(
        [item.text for item in looked_at],
        inputs.frame,
        inputs.examples,
        queued=[each not in inputs.drawn for each in inputs.example_ids],
        seed=inputs.seed,
        encoder=encoder,
    )
    so_far = progress(
        inputs.frame, inputs.examples, unread=unread, seed=inputs.seed, encoder=encoder
    )
    return {
        **{name: review_document(found)[name] for name in ("by_chance", "by_queue")},
        "curve": [{"decisions": each.decisions, **asdict(each.f1_micro)} for each in so_far.curve],
        "worth": asdict(so_far.worth) if so_far.worth else None,
    }


def proposed(session: Session, run: AnalysisRun) -> set[Pair]:
    """Return what the machine proposes and nobody has decided, as the store stands now."""
    found = session.execute(
        select(Coding.statement_id, Coding.theme_id)
        .join(Statement, Coding.statement_id == Statement.id)
        .where(
            Statement.consultation_id == run.consultation_id,
            Coding.coder_kind == CoderKind.MACHINE,
            Coding.state == CodingState.PROPOSED,
        )
    )
    return {(statement_id, theme_id) for statement_id, theme_id in found}


def store(
    session: Session,
    run: AnalysisRun,
    learned: Learned,
    *,
    before: Collection[Pair],
    seen: int,
    unchanged: Collection[int],
) -> None:
    """Store the orders, the figures and what changed, inside the caller's transaction.

    Parameters
    ----------
    before
        What was proposed before the run's result was stored.
    seen
        The newest statement that the run before looked at: what came later has not changed.
    unchanged
        The statements that are still as the run read them.
    """
    run.learning = learned.figures
    places = [
        {"run_id": run.id, "statement_id": statement_id, **asdict(place)}
        for statement_id, place in learned.places.items()
        if statement_id in unchanged
    ]
    after = proposed(session, run)
    changes = [
        {"run_id": run.id, "statement_id": pair[0], "theme_id": pair[1], "is_gained": pair in after}
        for pair in sorted(after.symmetric_difference(before))
        if pair[0] <= seen
    ]
    for table, rows in ((RunPlace, places), (RunChange, changes)):
        if rows:
            session.execute(insert(table), rows)
