"""Which statements on the right answer those on the left: barriers to work, work to work.

A pair is judged by how alike the two are, whole and without their function words, and by how
crowded it is about each of them: what lies near everything answers nothing. What that evidence is
worth was learned from coded pairs, for each use, so that a score is the chance that a person would
call it a match.

References
----------
Conneau et al. (2018), Word translation without parallel data: nearness corrected for crowding.
Platt (1999), Probabilistic outputs for support vector machines.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from analysis.calibration import chances
from analysis.encoder import Encoder, default_encoder
from analysis.statements import plain
from analysis.stopwords import STOP_STEMS
from analysis.tokens import BREAK, JOIN, tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

USES = ("barriers", "work", "questions")
EVIDENCE = ("always", "alike", "alike_without_function_words", "crowd_left", "crowd_right", "many")
_BLOCK = 1000
_CANDIDATES = 10
_CROWD = 5
# The coded collections had some ten to a hundred statements on the right; beyond, it is one size.
_FEWEST, _MOST = 5, 100


@dataclass(frozen=True, slots=True)
class Match:
    """One right-hand statement near a left-hand one: its index, and the chance that it matches."""

    right: int
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The nearest right-hand statements of some left-hand ones, and the evidence on each pair.

    `right` are indices, shape (left, candidates); `evidence` has shape (left, candidates, kinds).
    """

    right: NDArray[np.int64]
    evidence: NDArray[np.float64]


def match(
    left: Sequence[str],
    right: Sequence[str],
    *,
    use: str = "barriers",
    most: int = 3,
    least: float = 0.05,
    are_same: bool = False,
    encoder: Encoder | None = None,
) -> tuple[tuple[Match, ...], ...]:
    """Return for each left-hand statement its nearest right-hand ones, best first.

    Parameters
    ----------
    left, right : sequences of str
    use : str
        What is matched: "barriers" to work, "work" to the same work of others, or "questions" to
        the same question in other words.
    most : int
        How many matches a statement may have, up to 10.
    least : float
        The lowest chance that is shown, in 0..1.
    are_same : bool
        Whether both sides are one list, of which no statement matches itself.
    encoder : Encoder, optional
        Another source of vectors than the static table, for which the chances were learned.

    Raises
    ------
    ValueError
        When there is no such use.
    """
    import numpy as np

    if use not in USES:
        raise ValueError(f"“{use}” cannot be matched. Use one of {', '.join(USES)}.")
    weights = learned_weights()[use]
    if len(right) < 1 + are_same:
        return tuple(() for _ in left)
    known = [plain(text) for text in right]
    found: list[tuple[Match, ...]] = []
    for block in candidates(left, right, are_same=are_same, encoder=encoder):
        for row, evidence in zip(block.right, block.evidence, strict=True):
            own = plain(left[len(found)])
            # No pair that was learned from is word for word the same; here there is no doubt.
            certain = np.array([bool(own) and own == known[at] for at in row])
            scores = np.where(certain, 1.0, chances(evidence, weights))
            found.append(_best(row, scores, most, least))
    return tuple(found)


def candidates(
    left: Sequence[str],
    right: Sequence[str],
    *,
    are_same: bool = False,
    encoder: Encoder | None = None,
) -> Iterator[Candidates]:
    """Yield the nearest right-hand statements of all left-hand ones, a thousand at a time."""
    import numpy as np

    encoder = encoder or default_encoder()
    whole, bare = encoder.encode(right), encoder.encode([_bare(text) for text in right])
    crowd = _crowds(whole, whole, are_same=True)
    many = float(np.log(np.clip(len(right), _FEWEST, _MOST)))
    for at in range(0, len(left), _BLOCK):
        texts = left[at : at + _BLOCK]
        alike = _alike(encoder.encode(texts), whole, at if are_same else None)
        places = np.argsort(-alike.round(5), axis=1, kind="stable")[:, :_CANDIDATES]
        places = places[:, : len(right) - 1] if are_same else places
        bare_alike = np.take_along_axis(
            encoder.encode([_bare(text) for text in texts]) @ bare.T, places, axis=1
        )
        chosen = np.take_along_axis(alike, places, axis=1)
        own = np.repeat(_nearest_mean(alike)[:, None], places.shape[1], axis=1)
        parts = [np.ones_like(chosen), chosen, bare_alike, own, crowd[places]]
        parts.append(np.full_like(chosen, many))
        yield Candidates(places, np.stack(parts, axis=2).astype(np.float64).round(4))


@cache
def learned_weights() -> dict[str, NDArray[np.float64]]:
    """Return what each kind of evidence is worth, by use."""
    import numpy as np

    content = (files("analysis") / "data" / "matching.toml").read_text("utf-8")
    learned = tomllib.loads(content)
    return {use: np.array([learned[use][name] for name in EVIDENCE]) for use in USES}


def _best(
    right: NDArray[np.int64], scores: NDArray[np.float64], most: int, least: float
) -> tuple[Match, ...]:
    order = sorted(range(len(right)), key=lambda at: (-round(float(scores[at]), 3), at))
    return tuple(
        Match(int(right[at]), round(float(scores[at]), 3))
        for at in order[:most]
        if scores[at] >= least
    )


def _bare(text: str) -> str:
    """Return the words of a text that are no function words.

    Examples
    --------
    >>> _bare("There are no buses after six")
    'no buses six'
    """
    silent = STOP_STEMS | {BREAK, JOIN}
    return " ".join(text[at.start : at.end] for at in tokens(text) if at.stem not in silent)


def _alike(
    rows: NDArray[np.float32], right: NDArray[np.float32], same_from: int | None
) -> NDArray[np.float32]:
    """Return how alike each row is to each on the right; one and the same is least alike."""
    import numpy as np

    found = rows @ right.T
    if same_from is not None:
        at = np.arange(len(rows))
        found[at, same_from + at] = -1
    return np.asarray(found, np.float32)


def _crowds(
    rows: NDArray[np.float32], others: NDArray[np.float32], *, are_same: bool
) -> NDArray[np.float32]:
    import numpy as np

    found = [np.zeros(0, np.float32)]
    for at in range(0, len(rows), _BLOCK):
        block = _alike(rows[at : at + _BLOCK], others, at if are_same else None)
        found.append(_nearest_mean(block))
    return np.concatenate(found)


def _nearest_mean(alike: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how alike each row is, on average, to the five most alike."""
    import numpy as np

    count = min(_CROWD, alike.shape[1])
    nearest = np.partition(alike, alike.shape[1] - count, axis=1)[:, alike.shape[1] - count :]
    return np.asarray(np.sort(nearest, axis=1).mean(axis=1), np.float32)
