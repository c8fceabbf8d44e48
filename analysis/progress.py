"""What reviewing has brought so far, and how much more is worth it: a curve with its spread.

For each of several numbers of decisions, agreement of the machine with people is taken on decisions
left out in turn; each number but the last is drawn anew a few times, so that the spread says how
much chance is in the curve.

References
----------
Figueroa et al. (2012), Predicting sample size required for classification performance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING

from analysis.codebook import Codebook, Example
from analysis.encoder import default_encoder
from analysis.estimate import FEWEST, Interval, outlook
from analysis.queues import MOST, by_diversity, by_uncertainty, uncertainty
from analysis.reviewing import Queued, heard_with, left_out, undecided

if TYPE_CHECKING:
    from analysis.encoder import Encoder

# Another so many decisions are worth making while they raise agreement by so much.
STEP, LEAST_GAIN = 50, 0.01
_PARTS = (8, 4, 2, 1)
_DRAWS = 4


@dataclass(frozen=True, slots=True)
class Reached:
    """Agreement (micro F1, in 0..1) after so many decisions: the draws' mean, and their ends."""

    decisions: int
    f1_micro: Interval


@dataclass(frozen=True, slots=True)
class Worth:
    """How many more decisions are worth making: the middle of the draws, and their ends."""

    middle: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The curve so far, and what more would bring; without both where decisions are too few."""

    curve: tuple[Reached, ...]
    worth: Worth | None


def progress(
    codebook: Codebook,
    examples: Sequence[Example],
    *,
    unread: int,
    seed: int = 0,
    encoder: Encoder | None = None,
) -> Progress:
    """Return what so many decisions have brought, and how many more are worth making.

    Parameters
    ----------
    codebook : Codebook
    examples : sequence of Example
        People's decisions.
    unread : int
        How many statements nobody has decided: no more can be worth deciding.
    seed : int
        Of the draws.
    encoder : Encoder, optional

    Raises
    ------
    CodebookError
        When an example names a theme that the codebook has not.
    """
    import numpy as np

    ordered = sorted(examples, key=lambda one: (one.text, one.themes))
    sizes = [len(ordered) // part for part in _PARTS if len(ordered) // part >= FEWEST]
    if len(sizes) < 2:
        return Progress((), None)
    draws = []
    whole = _agreement(codebook, ordered, encoder)
    for number in range(_DRAWS):
        order = np.random.default_rng((seed, number)).permutation(len(ordered))
        part = {
            size: _agreement(codebook, [ordered[at] for at in order[:size]], encoder)
            for size in sizes[:-1]
        }
        draws.append(part | {sizes[-1]: whole})
    return Progress(
        tuple(Reached(size, _spread([draw[size] for draw in draws])) for size in sizes),
        _worth([worth_making(draw, unread) for draw in draws]),
    )


def _agreement(codebook: Codebook, examples: Sequence[Example], encoder: Encoder | None) -> float:
    coded, truth = left_out(heard_with(codebook, examples, encoder))
    return float(2 * (coded * truth).sum() / max(float((coded + truth).sum()), 1.0))


def _spread(values: Sequence[float]) -> Interval:
    return Interval(*(round(each, 4) for each in (fmean(values), min(values), max(values))))


def _worth(values: Sequence[int]) -> Worth:
    return Worth(int(median(values)), min(values), max(values))


def worth_making(curve: Mapping[int, float], unread: int) -> int:
    """Return how many more decisions are worth making, in steps of fifty.

    Parameters
    ----------
    curve : mapping of int to float
        Agreement after so many decisions, at two numbers at least.
    unread : int

    Examples
    --------
    >>> worth_making({25: 0.5, 50: 0.6, 100: 0.67}, 1_000)
    150
    >>> worth_making({25: 0.8, 50: 0.8, 100: 0.8}, 1_000)
    0
    """
    steps = range(0, unread + 2 * STEP, STEP)
    ahead = outlook(curve, steps)
    for more in steps[:-1]:
        if ahead[more + STEP] - ahead[more] < LEAST_GAIN:
            return min(more, unread)
    return unread


def orders(
    texts: Sequence[str],
    codebook: Codebook,
    examples: Sequence[Example],
    *,
    most: int = MOST,
    encoder: Encoder | None = None,
) -> tuple[list[Queued], list[Queued]]:
    """Return which undecided statements to review: least certain first, and most different first.

    Takes and refuses what `reviewing.queue` does, and learns once for both orders.
    """
    import numpy as np

    heard = heard_with(codebook, examples, encoder)
    open_ = undecided(texts, examples)
    if not open_:
        return [], []
    found, _, vectors = heard.weigh([texts[at] for at in open_])
    given = heard.given(found)
    uncertain = uncertainty(found, heard.thresholds)
    known = (encoder or default_encoder()).encode([example.text for example in examples])

    def queued(places: Sequence[int]) -> list[Queued]:
        return [
            Queued(
                open_[at],
                round(float(uncertain[at]), 3),
                tuple(heard.themes[theme] for theme in np.flatnonzero(given[at])),
            )
            for at in places
        ]

    return (
        queued(by_uncertainty(uncertain, most).tolist()),
        queued(by_diversity(vectors, known, most).tolist()),
    )
