"""What an analysis run found, put in terms of the store and held until it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from consult.services.analysis_inputs import Inputs, Item
from consult.services.learning.reading import Learned
from consult.services.positions import Suggested
from consult.services.repeat_groups import Found
from consult.services.repeats import Aside

if TYPE_CHECKING:
    from analysis.coding import CodingResult
    from analysis.discovery import Discovery, FoundTheme, SubTheme

LONGEST_CANDIDATE_NAME = 120


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme proposed for a statement."""

    statement_id: int
    theme_key: str
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A further theme, its statements from the most typical on, and its sub-themes."""

    name: str
    keywords: tuple[str, ...]
    stability: float | None
    statement_ids: tuple[int, ...]
    subthemes: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """The whole result of a run."""

    proposals: tuple[Proposal, ...]
    aside: dict[int, Aside]
    candidates: tuple[Candidate, ...]
    encoder: str
    learned: Learned = field(default_factory=Learned)
    repeats: tuple[Found, ...] = ()
    positions: dict[int, Suggested] = field(default_factory=dict)


def findings(
    inputs: Inputs,
    result: CodingResult,
    aside: dict[int, Aside],
    others: Sequence[Item],
    further: Discovery | None,
    learned: Learned,
) -> Findings:
    """Put together what the analysis returned, in terms of the store."""
    proposals = tuple(
        Proposal(item.id, applied.theme, applied.score, applied.why)
        for item, coded in zip(inputs.live, result.codings, strict=True)
        if item.id not in aside
        for applied in coded.themes
    )
    found = further.themes if further is not None else ()
    return Findings(
        proposals=proposals,
        aside=aside,
        candidates=tuple(_candidate(theme, others) for theme in found if theme.size > 1),
        encoder=result.encoder,
        learned=learned,
    )


def _candidate(theme: FoundTheme, others: Sequence[Item]) -> Candidate:
    subthemes = tuple(_described(part, others, stability=None) for part in theme.subthemes)
    found = _described(theme, others, stability=theme.stability)
    return replace(found, subthemes=subthemes)


def _described(
    theme: FoundTheme | SubTheme, others: Sequence[Item], *, stability: float | None
) -> Candidate:
    typical_first = dict.fromkeys((*theme.quotes, *theme.members))
    return Candidate(
        name=theme.name[:LONGEST_CANDIDATE_NAME],
        keywords=theme.keywords,
        stability=stability,
        statement_ids=tuple(others[index].id for index in typical_first),
    )
