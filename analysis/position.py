"""Where a statement stands on a proposal: for, against, mixed or unclear.

It is learned from coded examples alone. There is no list of good and bad words: what speaks for a
road closure speaks against a bus cut, so only people's own decisions on this proposal teach it.
Words after a negation are kept apart ("not safe" is not "safe"). Whatever is not sure enough is
*unclear*, for a person to read.

References
----------
Das and Chen (2007), Yahoo! for Amazon, Management Science 53: words marked after a negation.
Guo, Pleiss, Sun and Weinberger (2017), On calibration of modern neural networks: temperature.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analysis.encoder import default_encoder
from analysis.stopwords import STOP_STEMS
from analysis.tokens import BREAK, JOIN, tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.encoder import Encoder

UNCLEAR = "unclear"
POSITIONS = ("for", "against", "mixed", UNCLEAR)
LEAST_EXAMPLES = 10

_NEGATIONS = frozenset({"not", "no", "never", "nobody", "nothing", "none", "nor", "without"})
_REACH = 4
_FOLDS = 5
_STRENGTH = 3.0
# Vectors tell what a statement is about, words where it stands: so vectors count half.
_VECTORS_SHARE = 0.5
_LEAST_CHANCE = 0.5
_MOST_REASONS = 3
_NEEDED = ("for", "against")


class TooFewExamples(ValueError):
    """There are not enough coded statements to learn a position from."""


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
    """Tells positions on one proposal, as coded examples taught it; made by `learn`."""

    def __init__(
        self, texts: Sequence[str], positions: Sequence[str], encoder: Encoder, seed: int
    ) -> None:
        from sklearn.calibration import CalibratedClassifierCV
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import StratifiedKFold
        from sklearn.pipeline import make_pipeline, make_union
        from sklearn.preprocessing import FunctionTransformer

        words = TfidfVectorizer(analyzer=_terms, sublinear_tf=True)
        vectors = FunctionTransformer(lambda rows: encoder.encode(rows) * _VECTORS_SHARE)
        judge = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1000)
        # The words are learned anew in each fold: a new statement has words that nobody coded, and
        # so must those on which the chances are calibrated.
        self._model = CalibratedClassifierCV(
            make_pipeline(make_union(words, vectors), judge),
            method="temperature",
            cv=StratifiedKFold(_FOLDS, shuffle=True, random_state=seed),
            ensemble=False,
        ).fit(list(texts), list(positions))
        union, self._judge = self._model.calibrated_classifiers_[0].estimator
        self._words = union.transformer_list[0][1]

    def read(
        self, texts: Sequence[str], *, least_chance: float = _LEAST_CHANCE
    ) -> tuple[Position, ...]:
        """Return the position of each statement; below `least_chance`, in 0..1, it is *unclear*."""
        if not texts:
            return ()
        chances = self._model.predict_proba(list(texts)).round(4)
        return tuple(
            self._position(text, row, least_chance)
            for text, row in zip(texts, chances, strict=True)
        )

    def _position(self, text: str, chances: NDArray[Any], least_chance: float) -> Position:
        if not any(mark.isalpha() for mark in text):
            return Position(UNCLEAR, 0.0)
        column = int(chances.argmax())
        chance = float(chances[column])
        likeliest = str(self._model.classes_[column])
        position = likeliest if chance >= least_chance else UNCLEAR
        return Position(position, chance, likeliest, self._why(text, column))

    def _why(self, text: str, column: int) -> tuple[str, ...]:
        """Return the words of a text that spoke most for a position, as the speaker wrote them."""
        learned = self._judge.coef_
        pull = learned[column] if len(learned) > 1 else learned[0] * (1 if column else -1)
        row, places = self._words.transform([text]), self._words.vocabulary_
        reasons = {
            text[start:end]: float(row[0, at] * pull[at])
            for term, start, end in _spans(text)
            if (at := places.get(term)) is not None and term not in STOP_STEMS
        }
        order = sorted(reasons, key=lambda words: (-round(reasons[words], 6), words))
        return tuple(words for words in order[:_MOST_REASONS] if reasons[words] > 0)


def learn(
    texts: Sequence[str],
    positions: Sequence[str],
    *,
    encoder: Encoder | None = None,
    seed: int = 0,
) -> PositionReader:
    """Learn to tell positions on one proposal.

    Parameters
    ----------
    texts, positions : sequences of str
        Statements, and the position that a person gave each: for, against, mixed or unclear.
    encoder : Encoder, optional
        The static one where not given.
    seed : int
        Decides which examples calibrate which.

    Raises
    ------
    TooFewExamples
        When *for* or *against*, or another position that is used, has fewer than 10 examples.
    ValueError
        When a position is unknown, or the two sequences differ in length.
    """
    _refuse(texts, positions)
    return PositionReader(texts, positions, encoder or default_encoder(), seed)


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
    encoder: Encoder | None = None,
    seed: int = 0,
) -> Assessment:
    """Return how well each fifth of the examples is told by what the other four teach.

    Takes and refuses what `learn` does.
    """
    _refuse(texts, positions)
    from sklearn.model_selection import StratifiedKFold

    encoder = encoder or default_encoder()
    found: dict[int, Position] = {}
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    for learned, left_out in folds.split(texts, positions):
        reader = PositionReader(
            [texts[at] for at in learned], [positions[at] for at in learned], encoder, seed
        )
        told = reader.read([texts[at] for at in left_out])
        found.update(zip(map(int, left_out), told, strict=True))
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
    counts = Counter(positions)
    for position in POSITIONS:
        if counts[position] < LEAST_EXAMPLES and (position in counts or position in _NEEDED):
            raise TooFewExamples(
                f"“{position}” has {counts[position]} coded statements: code at least "
                f"{LEAST_EXAMPLES} before positions are learned."
            )


def _terms(text: str) -> list[str]:
    return [term for term, _, _ in _spans(text)]


def _spans(text: str) -> list[tuple[str, int, int]]:
    """Return the words and pairs of words of a text, each with where it stands there.

    Words that follow a negation in the same clause are marked with it: "not_safe". The marks
    between clauses count as words, since a question mark or a comma often tells something.
    """
    words: list[tuple[str, int, int]] = []
    left, start = 0, 0
    for token in tokens(text):
        stem, begin = token.stem, token.start
        if stem in (BREAK, JOIN):
            stem = text[token.start : token.end].strip()[:1] or BREAK
            left = left if token.stem == JOIN else 0
        elif stem in _NEGATIONS:
            left, start = _REACH + 1, token.start
        elif left:
            stem, begin = f"not_{stem}", start
        left = max(0, left - 1)
        words.append((stem, begin, token.end))
    pairs = [(f"{one[0]} {other[0]}", one[1], other[2]) for one, other in pairwise(words)]
    return [*words, *pairs]
