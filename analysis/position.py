"""Where a statement stands on a proposal: for, against, mixed or unclear.

There is no list of good and bad words: what speaks for a road closure speaks against a bus cut. How
people speak for and against in general was learned from coded statements on other proposals, and a
consultation's own coded statements are learned on top of that. Whatever is not sure enough is
*unclear*, for a person to read. A position is never a theme.

References
----------
Chelba and Acero (2004), Adaptation of maximum entropy capitalizer, EMNLP: a prior from elsewhere.
Guo, Pleiss, Sun and Weinberger (2017), On calibration of modern neural networks: temperature.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.cues import PROPOSAL, cues, stems_of_proposal
from analysis.encoder import default_encoder
from analysis.positions_learned import (
    POSITIONS,
    UNCLEAR,
    evidence,
    shipped,
    temperature_of,
    weights_beside,
)
from analysis.stopwords import STOP_STEMS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.encoder import Encoder
    from analysis.positions_learned import General

_FOLDS = 5
# The fewer a consultation's own examples, the nearer the weights stay to the general ones.
_CAUTION, _TRUSTED = 6.0, 50
_LEAST_CHANCE = 0.5
_MOST_REASONS = 3
_MOST_CHARACTERS = 20_000
_LEAST_TO_CALIBRATE = 30
LEAST_TO_ASSESS = 20


@dataclass(frozen=True, slots=True)
class Position:
    """Where one statement stands.

    `chance` is the calibrated chance, in 0..1, of the likeliest position; where it is not enough,
    `position` is *unclear*. `why` are the words that spoke most for the likeliest.
    """

    position: str
    chance: float
    likeliest: str = UNCLEAR
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """How well positions were told on `n` statements that were not learned from; all in 0..1.

    `accuracy` and `f1_macro` are those of the likeliest position, however unsure; `majority` and
    `majority_f1` those of giving everything the commonest. `clear` is the share that is sure enough
    not to be left *unclear*, and `clear_accuracy` the accuracy there.
    """

    n: int
    accuracy: float
    f1_macro: float
    majority: float
    majority_f1: float
    clear: float
    clear_accuracy: float


class PositionReader:
    """Tells positions on one proposal; made by `learn`."""

    def __init__(
        self,
        texts: Sequence[str],
        positions: Sequence[str],
        proposal: str,
        encoder: Encoder,
        general: General,
    ) -> None:
        self._proposal, self._encoder = proposal, encoder
        self._stems = stems_of_proposal(proposal)
        self._weights, self._temperature = general.weights, general.temperature
        if texts:
            pairs = sorted(zip(texts, positions, strict=True))
            rows = self._rows([text for text, _ in pairs])
            given = [position for _, position in pairs]
            self._weights = _beside(rows, given, general)
            if len(pairs) >= _LEAST_TO_CALIBRATE:
                self._temperature = _own_temperature(rows, given, general)

    def read(
        self, texts: Sequence[str], *, least_chance: float = _LEAST_CHANCE
    ) -> tuple[Position, ...]:
        """Return the position of each statement; below `least_chance`, in 0..1, it is *unclear*."""
        if not texts:
            return ()
        from scipy.special import softmax

        reach = self._rows(texts) @ self._weights
        chances = softmax(reach.round(9) / self._temperature, axis=1).round(4)
        return tuple(
            self._position(text, row, least_chance)
            for text, row in zip(texts, chances, strict=True)
        )

    def _rows(self, texts: Sequence[str]) -> Any:
        short = [text[:_MOST_CHARACTERS] for text in texts]
        return evidence(short, [self._proposal] * len(short), self._encoder)

    def _position(self, text: str, chances: NDArray[np.float64], least_chance: float) -> Position:
        if not any(mark.isalpha() for mark in text):
            return Position(UNCLEAR, 0.0)
        column = int(chances.argmax())
        chance = float(chances[column])
        likeliest = POSITIONS[column]
        position = likeliest if chance >= least_chance else UNCLEAR
        return Position(position, chance, likeliest, self._why(text[:_MOST_CHARACTERS], column))

    def _why(self, text: str, column: int) -> tuple[str, ...]:
        """Return the words of a text that spoke most for a position, as the speaker wrote them."""
        reasons: dict[str, float] = {}
        for cue in cues(text, self._stems):
            said = text[cue.start : cue.end].strip()
            if _tells(cue.name, said):
                # What speaks for all positions alike speaks for none.
                weights = self._weights[cue.column]
                reasons[said] = max(reasons.get(said, 0.0), float(weights[column] - weights.mean()))
        order = sorted(reasons, key=lambda said: (-round(reasons[said], 6), said))
        return tuple(said for said in order[:_MOST_REASONS] if reasons[said] > 0)


def _beside(rows: Any, positions: Sequence[str], general: General) -> NDArray[np.float64]:
    caution = _CAUTION / (1 + len(positions) / _TRUSTED)
    return weights_beside(rows, positions, general.weights, caution)


def _own_temperature(rows: Any, positions: Sequence[str], general: General) -> float:
    """Return the temperature at which each fifth's chances, told by the rest, are right."""
    import numpy as np

    reach = np.zeros((len(positions), len(POSITIONS)))
    fold = np.arange(len(positions)) % _FOLDS
    for one in range(_FOLDS):
        rest = [name for name, at in zip(positions, fold, strict=True) if at != one]
        reach[fold == one] = rows[fold == one] @ _beside(rows[fold != one], rest, general)
    return temperature_of(reach, positions)


def _tells(name: str, said: str) -> bool:
    words = [word.removeprefix("would_").removeprefix("not_") for word in name.split()]
    silent = all(word in STOP_STEMS or word == PROPOSAL or not word.isalpha() for word in words)
    return any(mark.isalpha() for mark in said) and not silent


def learn(
    texts: Sequence[str] = (),
    positions: Sequence[str] = (),
    *,
    proposal: str = "",
    encoder: Encoder | None = None,
) -> PositionReader:
    """Learn to tell positions on one proposal.

    Parameters
    ----------
    texts, positions : sequences of str
        Statements on the proposal, and the position that a person gave each: for, against, mixed
        or unclear. Without any, only how people speak in general is known.
    proposal : str
        What is proposed, in a sentence; its words are then known as the matter itself.
    encoder : Encoder, optional
        The static one where not given.

    Raises
    ------
    ValueError
        When a position is unknown, or the two sequences differ in length.
    """
    _refuse(texts, positions)
    encoder = encoder or default_encoder()
    return PositionReader(texts, positions, proposal, encoder, shipped(encoder))


def assess(truth: Sequence[str], found: Sequence[Position]) -> Assessment:
    """Compare the positions found with those that people gave, statement by statement.

    Raises
    ------
    ValueError
        When the two sequences differ in length, or there is nothing to compare.
    """
    if not truth or len(truth) != len(found):
        raise ValueError(
            f"There are {len(truth)} coded statements and {len(found)} positions: give one each."
        )
    from sklearn.metrics import f1_score

    given = [position.likeliest for position in found]
    commonest = [Counter(sorted(truth)).most_common(1)[0][0]] * len(truth)
    right = [one == other for one, other in zip(truth, given, strict=True)]
    clear = [at for at, position in enumerate(found) if position.position != UNCLEAR]
    return Assessment(
        n=len(truth),
        accuracy=sum(right) / len(truth),
        f1_macro=float(f1_score(truth, given, average="macro", zero_division=0.0)),
        majority=truth.count(commonest[0]) / len(truth),
        majority_f1=float(f1_score(truth, commonest, average="macro", zero_division=0.0)),
        clear=len(clear) / len(truth),
        clear_accuracy=sum(right[at] for at in clear) / len(clear) if clear else 0.0,
    )


def cross_validate(
    texts: Sequence[str],
    positions: Sequence[str],
    *,
    proposal: str = "",
    encoder: Encoder | None = None,
    seed: int = 0,
) -> Assessment:
    """Return how well each fifth of the examples is told by what the other four teach.

    Takes and refuses what `learn` does; `seed` decides who is in which fifth.

    Raises
    ------
    ValueError
        When there are fewer than five examples.
    """
    import numpy as np

    _refuse(texts, positions)
    if len(texts) < _FOLDS:
        raise ValueError(f"There are {len(texts)} examples: give {_FOLDS} or more.")
    order = np.random.default_rng(seed).permutation(len(texts))
    found: dict[int, Position] = {}
    for left_out in np.array_split(order, _FOLDS):
        kept = sorted(set(range(len(texts))) - set(left_out.tolist()))
        reader = learn(
            [texts[at] for at in kept],
            [positions[at] for at in kept],
            proposal=proposal,
            encoder=encoder,
        )
        told = reader.read([texts[at] for at in left_out])
        found.update(zip(left_out.tolist(), told, strict=True))
    return assess(positions, [found[at] for at in range(len(texts))])


def _refuse(texts: Sequence[str], positions: Sequence[str]) -> None:
    if len(texts) != len(positions):
        raise ValueError(
            f"There are {len(texts)} statements and {len(positions)} positions: give one each."
        )
    for at, position in enumerate(positions, start=1):
        if position not in POSITIONS:
            raise ValueError(
                f"Example {at}: “{position}” is not a position. Use one of {', '.join(POSITIONS)}."
            )
