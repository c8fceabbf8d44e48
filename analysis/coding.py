"""Coding with a codebook: several themes a statement, each with a score and the reason for it.

Two witnesses are heard. The lexicon knows what people say outright; the vectors know what resembles
the theme's description and coded examples. Where neither is sure the statement is left as *other*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.codebook import Codebook, CodebookError, Example, with_standard_lexicon
from analysis.encoder import Encoder, default_encoder
from analysis.lexicon import Evidence, Lexicon
from analysis.prototypes import clauses_of
from analysis.statements import Ledger, first_seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.neighbours import Neighbours

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]
_CHUNK = 2000
THRESHOLD = 0.5
# The likeliest theme is given already here: most statements are about something.
LEAST = 0.28


class AnalysisCancelled(Exception):
    """The caller asked for the run to stop; nothing was returned."""


@dataclass(frozen=True, slots=True)
class Applied:
    """One theme applied to one statement: its score in 0..1 and the words that spoke for it."""

    theme: str
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """What became of one statement. `copy_of` is the index of the first that reads alike."""

    themes: tuple[Applied, ...]
    is_empty: bool = False
    copy_of: int | None = None


@dataclass(frozen=True, slots=True)
class CodingResult:
    """A coded batch, one entry a statement in the order given."""

    codings: tuple[Coded, ...]
    ledger: Ledger
    encoder: str


def code(
    texts: Sequence[str],
    codebook: Codebook,
    *,
    examples: Sequence[Example] | None = None,
    seed: int = 0,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> CodingResult:
    """Apply a codebook to statements.

    Parameters
    ----------
    texts : sequence of str
    codebook : Codebook
        Themes that are standard barriers are given the shipped lexicon.
    examples : sequence of Example, optional
        Statements that people coded, to learn from.
    seed : int
        For the learner; coding without examples has no random step.
    encoder : Encoder, optional
        Another source of vectors than the static table.
    progress : callable, optional
        Called with the share done, in 0..1.
    cancelled : callable, optional
        Asked between chunks; when it returns true the run stops.

    Raises
    ------
    CodebookError
        When an example names a theme that the codebook has not, or the lexicon cannot be read.
    AnalysisCancelled
        When `cancelled` said so.
    """
    _refuse_unknown(examples or (), codebook)
    coder = _Coder(with_standard_lexicon(codebook), tuple(examples or ()), encoder, seed)
    firsts = first_seen(texts)
    distinct = [index for index, first in enumerate(firsts) if first == index]
    applied: dict[int, tuple[Applied, ...]] = {}
    for at in range(0, len(distinct), _CHUNK):
        if cancelled is not None and cancelled():
            raise AnalysisCancelled("The run was stopped before it was finished.")
        chunk = distinct[at : at + _CHUNK]
        applied.update(zip(chunk, coder.apply([texts[index] for index in chunk]), strict=True))
        if progress is not None:
            progress((at + len(chunk)) / len(distinct))
    codings = tuple(_coded(index, first, applied) for index, first in enumerate(firsts))
    return CodingResult(codings, ledger_of(codings), coder.encoder.name)


def _coded(index: int, first: int | None, applied: dict[int, tuple[Applied, ...]]) -> Coded:
    if first is None:
        return Coded((), is_empty=True)
    return Coded(applied[first], copy_of=None if first == index else first)


def ledger_of(codings: Sequence[Coded]) -> Ledger:
    """Count what became of each statement."""
    empty = sum(coding.is_empty for coding in codings)
    duplicate = sum(coding.copy_of is not None for coding in codings)
    themed = sum(coding.copy_of is None and bool(coding.themes) for coding in codings)
    other = len(codings) - empty - duplicate - themed
    return Ledger(len(codings), themed, other, empty, duplicate)


def _refuse_unknown(examples: Sequence[Example], codebook: Codebook) -> None:
    for at, example in enumerate(examples, start=1):
        for theme in example.themes:
            if theme not in codebook:
                known = ", ".join(theme.id for theme in codebook.themes)
                raise CodebookError(
                    f"Example {at} has the theme “{theme}”, which the codebook has not. "
                    f"Its themes are: {known}."
                )


class _Coder:
    """A codebook made ready to be applied."""

    def __init__(
        self, codebook: Codebook, examples: tuple[Example, ...], encoder: Encoder | None, seed: int
    ) -> None:
        self.encoder = encoder or default_encoder()
        self._themes = tuple(theme.id for theme in codebook.themes)
        self._lexicon = Lexicon(codebook)
        self._neighbours = self._learned(codebook, codebook.examples + examples)

    def _learned(self, codebook: Codebook, examples: Sequence[Example]) -> Neighbours:
        import numpy as np

        from analysis.neighbours import Neighbours

        coded = {text: {theme} for theme, texts in clauses_of(codebook).items() for text in texts}
        for example in examples:
            coded[example.text] = set(example.themes)
        rows = [[theme in themes for theme in self._themes] for themes in coded.values()]
        return Neighbours(list(coded), np.array(rows, np.float64), self.encoder)

    def apply(self, texts: Sequence[str]) -> list[tuple[Applied, ...]]:
        """Return the themes of each text, strongest first."""
        import numpy as np

        vectors = self.encoder.encode(texts)
        leanings = self._neighbours.scores(texts, vectors)
        evidence = [self._lexicon.evidence(text) for text in texts]
        named = np.array(
            [[found[t].strength if t in found else 0.0 for t in self._themes] for found in evidence]
        )
        chances = _weighed(named, leanings)
        return [
            tuple(
                Applied(
                    self._themes[at],
                    round(float(chances[row, at]), 3),
                    evidence[row][self._themes[at]].why
                    if self._themes[at] in evidence[row]
                    else self._neighbours.reason(text, vectors[row], at),
                )
                for at in _chosen(chances[row])
            )
            for row, text in enumerate(texts)
        ]


def _chosen(chances: NDArray[np.float64]) -> list[int]:
    """Return the columns of the themes that a statement is given, likeliest first."""
    ranked = sorted(range(len(chances)), key=lambda at: (-chances[at], at))
    return [
        at
        for rank, at in enumerate(ranked)
        if chances[at] >= THRESHOLD or (rank == 0 and chances[at] >= LEAST)
    ]


def _weighed(named: NDArray[np.float64], leanings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chance of each theme, in 0..1, from both witnesses and those for its rivals.

    The weights were learned by logistic regression on the shipped examples, each scored by what the
    others teach.
    """
    import numpy as np

    def rivals(scores: NDArray[np.float64]) -> NDArray[np.float64]:
        if scores.shape[1] == 1:
            return np.zeros_like(scores)
        order = np.sort(scores, axis=1)
        return np.where(scores == order[:, -1:], order[:, -2:-1], order[:, -1:])

    weight = -2.85 + 4.0 * named + 8.2 * leanings - 2.0 * rivals(named) - 2.5 * rivals(leanings)
    return 1 / (1 + np.exp(-weight))
