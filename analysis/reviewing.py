"""Review by people: which statements next, how well the rest is coded, what more would bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from analysis.codebook import Codebook, Example, with_standard_lexicon
from analysis.coding import refuse_unknown
from analysis.encoder import Encoder, default_encoder
from analysis.estimate import FEWEST, Estimate, estimate, estimate_queued, outlook
from analysis.queues import MOST, by_both, by_diversity, by_uncertainty, uncertainty
from analysis.statements import first_seen, plain
from analysis.witnesses import witnesses

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.witnesses import Witnesses

By = Literal["uncertainty", "diversity", "both"]
# How many more decisions the outlook looks ahead to.
AHEAD = (50, 100, 200)
_PARTS = (4, 2, 1)


@dataclass(frozen=True, slots=True)
class Queued:
    """A statement to review: its place, how uncertain its coding is (0..1), and that coding."""

    index: int
    uncertainty: float
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Agreement expected on the unread.

    `by_chance` is from decisions on statements that chance chose, `by_queue` from those that a
    queue chose; either is None under `estimate.FEWEST` decisions. `ahead` has the micro F1 to be
    expected after so many more decisions.
    """

    by_chance: Estimate | None
    by_queue: Estimate | None
    ahead: dict[int, float]


def queue(
    texts: Sequence[str],
    codebook: Codebook,
    examples: Sequence[Example],
    *,
    by: By = "both",
    most: int = MOST,
    encoder: Encoder | None = None,
) -> list[Queued]:
    """Return which undecided statements to review next, in order.

    Empty answers, repeats, and what reads like a statement already decided are left out.

    Raises
    ------
    CodebookError
        When an example names a theme that the codebook has not.
    """
    import numpy as np

    heard = heard_with(codebook, examples, encoder)
    open_ = undecided(texts, examples)
    if not open_:
        return []
    found, _, vectors = heard.weigh([texts[at] for at in open_])
    given = heard.given(found)
    uncertain = uncertainty(found, heard.thresholds)
    known = (encoder or default_encoder()).encode([example.text for example in examples])
    return [
        Queued(
            open_[at],
            round(float(uncertain[at]), 3),
            tuple(heard.themes[theme] for theme in np.flatnonzero(given[at])),
        )
        for at in _ordered(by, uncertain, vectors, known, most).tolist()
    ]


def _ordered(
    by: By,
    uncertain: NDArray[np.float64],
    vectors: NDArray[np.float32],
    known: NDArray[np.float32],
    most: int,
) -> NDArray[np.intp]:
    if by == "uncertainty":
        return by_uncertainty(uncertain, most)
    if by == "diversity":
        return by_diversity(vectors, known, most)
    return by_both(uncertain, vectors, known, most)


def review(
    texts: Sequence[str],
    codebook: Codebook,
    examples: Sequence[Example],
    *,
    queued: Sequence[bool] = (),
    seed: int = 0,
    encoder: Encoder | None = None,
) -> Review:
    """Estimate how the machine agrees with people on the statements that nobody has decided.

    Parameters
    ----------
    texts : sequence of str
        All the statements.
    codebook : Codebook
    examples : sequence of Example
        People's decisions.
    queued : sequence of bool, optional
        For each decision whether a queue chose its statement; if not given, chance chose them all.
    seed : int
        For the order in which the decisions are taken to tell what more would bring.
    encoder : Encoder, optional

    Raises
    ------
    CodebookError
        When an example names a theme that the codebook has not.
    """
    refuse_unknown(examples, [codebook])
    open_ = [texts[at] for at in undecided(texts, examples)]
    if not open_ or len(examples) < FEWEST:
        return Review(None, None, {})
    flags = queued or [False] * len(examples)
    decided = sorted(zip(examples, flags, strict=True), key=lambda one: (*_order(one[0]), one[1]))
    heard = heard_with(codebook, examples, encoder)
    by_chance, by_queue = _estimates(heard, open_, [is_queued for _, is_queued in decided])
    chosen_by_chance = [example for example, is_queued in decided if not is_queued]
    return Review(by_chance, by_queue, _ahead(codebook, chosen_by_chance, encoder, seed))


def _estimates(
    heard: Witnesses, unread: Sequence[str], queued: Sequence[bool]
) -> tuple[Estimate | None, Estimate | None]:
    """Return the estimates by chance and by queue, for decisions in the learner's order."""
    import numpy as np

    coded, truth = left_out(heard)
    chance, queue = np.flatnonzero(np.logical_not(queued)), np.flatnonzero(queued)
    by_chance = by_queue = None
    if len(chance) >= FEWEST:
        by_chance = estimate(coded[chance], truth[chance], unread=len(unread))
    if len(queue) >= FEWEST:
        now = uncertainty(heard.weigh(unread)[0], heard.thresholds)
        was = uncertainty(heard.learnt.left_out, heard.thresholds)
        by_queue = estimate_queued(coded[queue], truth[queue], was[queue], now)
    return by_chance, by_queue


def _order(example: Example) -> tuple[str, tuple[str, ...]]:
    return example.text, example.themes


def heard_with(
    codebook: Codebook, examples: Sequence[Example], encoder: Encoder | None
) -> Witnesses:
    """Return the witnesses for a codebook and what people decided."""
    refuse_unknown(examples, [codebook])
    known = with_standard_lexicon(codebook)
    return witnesses(known, tuple(examples), encoder or default_encoder())


def undecided(texts: Sequence[str], examples: Sequence[Example]) -> list[int]:
    """Return the places of texts that read like nothing before them and nothing decided."""
    decided = {plain(example.text) for example in examples}
    return [
        at
        for at, first in enumerate(first_seen(texts))
        if first == at and plain(texts[at]) not in decided
    ]


def left_out(heard: Witnesses) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what the machine gives each example without having seen it, and what people gave."""
    learner = heard.learnt
    return heard.given(learner.left_out).astype(float), learner.coded


def _ahead(
    codebook: Codebook, examples: Sequence[Example], encoder: Encoder | None, seed: int
) -> dict[int, float]:
    """Return what more decisions would bring, by what a quarter, half and all of them brought."""
    import numpy as np

    if len(examples) < _PARTS[0] * FEWEST:
        return {}
    order = np.random.default_rng(seed).permutation(len(examples))
    reached = {}
    for part in _PARTS:
        some = [examples[at] for at in order[: len(examples) // part]]
        coded, truth = left_out(heard_with(codebook, some, encoder))
        reached[len(some)] = float(2 * (coded * truth).sum() / max((coded + truth).sum(), 1))
    return {more: round(f1, 4) for more, f1 in outlook(reached, AHEAD).items()}


def review_document(found: Review) -> dict[str, Any]:
    """Return the document of a review, its figures to four places."""
    return {
        "by_chance": _estimate_document(found.by_chance),
        "by_queue": _estimate_document(found.by_queue),
        "ahead": [{"more": more, "f1_micro": f1} for more, f1 in found.ahead.items()],
    }


def _estimate_document(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    document: dict[str, Any] = {"decisions": found.decisions, "unread": found.unread}
    for name in ("f1_micro", "identical"):
        interval = asdict(getattr(found, name))
        document[name] = {part: round(value, 4) for part, value in interval.items()}
    return document
