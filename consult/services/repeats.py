"""Statements that a run takes out of the count: empty ones, repeats and campaigns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consult.models.repeats import RepeatKind
from consult.models.statements import StatementState
from consult.services.analysis_inputs import Inputs, Item
from consult.services.repeat_groups import Found

CAMPAIGN_SIZE = 5
SAYS_NOTHING = "It says nothing that can be counted."


@dataclass(frozen=True, slots=True)
class Aside:
    """Why a statement is taken out of the count."""

    state: StatementState
    reason: str


def set_aside(inputs: Inputs, is_empty: Sequence[bool]) -> dict[int, Aside]:
    """Return the statements to take out of the count, and why.

    What a person has decided about stays. The first of several equal ones always stays.

    Parameters
    ----------
    is_empty
        For each live statement whether it says nothing.
    """
    empty = {
        item.id: Aside(StatementState.EMPTY, SAYS_NOTHING)
        for item, says_nothing in zip(inputs.live, is_empty, strict=True)
        if says_nothing and not item.is_settled
    }
    left = [item for item in inputs.items if item.id not in empty]
    return {**_campaigns(left), **_repeats(left), **empty}


def groups(inputs: Inputs) -> tuple[Found, ...]:
    """Return the statements that say the same, for people to decide about as one."""
    from analysis.duplicates import find_duplicates

    items = inputs.items
    return tuple(
        Found(RepeatKind(group.kind), tuple(items[index].id for index in group.members))
        for group in find_duplicates([item.text for item in items])
    )


def _repeats(items: Iterable[Item]) -> dict[int, Aside]:
    """Return what one speaker said twice: the same words under the same outcome and heading."""
    from analysis.statements import plain

    first: dict[tuple[object, ...], int] = {}
    found = {}
    for item in items:
        if item.speaker is None or not item.is_live:
            continue
        said = (item.speaker, item.kind, item.outcome_id, item.heading, plain(item.text))
        earlier = first.setdefault(said, item.id)
        if earlier != item.id and not item.is_settled:
            reason = f"The same speaker said the same words in statement {earlier}, which counts."
            found[item.id] = Aside(StatementState.DUPLICATE, reason)
    return found


def _campaigns(items: Sequence[Item]) -> dict[int, Aside]:
    """Return the copies of texts that at least five respondents of the survey sent."""
    from analysis.duplicates import find_duplicates

    surveyed = [item for item in items if item.is_survey]
    found = {}
    for group in find_duplicates([item.text for item in surveyed]):
        members = [surveyed[index] for index in group.members]
        people = len({item.speaker for item in members})
        if group.kind != "campaign" or people < CAMPAIGN_SIZE:
            continue
        kept = members[0]
        reason = f"One of {people} near-identical answers; statement {kept.id} counts for them."
        for item in members[1:]:
            if item.is_live and not item.is_settled:
                found[item.id] = Aside(StatementState.CAMPAIGN, reason)
    return found
