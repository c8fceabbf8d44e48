"""Coding with a codebook: several themes a statement, each with a score and the reason for it.

Two witnesses are heard. The lexicon knows what people say outright; the vectors know what resembles
the theme's description and coded examples. Where neither is sure the statement is left as *other*.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.codebook import Codebook, CodebookError, Example, with_standard_lexicon
from analysis.encoder import Encoder, default_encoder
from analysis.points import points
from analysis.statements import Ledger, first_seen, plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]
_CHUNK = 2000
_MAJORITY = 0.6
THRESHOLD = 0.5
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
BY_PEOPLE = ("coded by people",)
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
    firsts = first_seen(texts, spared=coder.spared)
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
        self, codebook: Codebook, examples: Sequence[Example], encoder: Encoder | None, seed: int
    ) -> None:
        from analysis.witnesses import witnesses

        self.encoder = encoder or default_encoder()
        self._witnesses = witnesses(codebook, tuple(examples), self.encoder, seed)
        self._latin = codebook.language.lower().startswith("en")
        self.decided = _settled(examples)
        self.spared = frozenset(plain(example.text) for example in examples)

    def apply(self, texts: Sequence[str]) -> list[tuple[Applied, ...]]:
        """Return the themes of each text, likeliest first."""
        coded = self._weighed(texts)
        for row, text in enumerate(texts):
            by_people = self.decided.get(plain(text))
            if by_people is not None:
                coded[row] = tuple(Applied(theme, 1.0, BY_PEOPLE) for theme in by_people)
            elif self._latin and not _LATIN.search(text):
                coded[row] = ()
            elif parts := points(text):
                coded[row] = _joined([coded[row], *self._weighed(parts)])
        return coded

    def _weighed(self, texts: Sequence[str]) -> list[tuple[Applied, ...]]:
        found, evidence, vectors = self._witnesses.weigh(texts)
        themes = self._witnesses.themes
        return [
            tuple(
                Applied(
                    themes[at],
                    round(float(found[row, at]), 3),
                    (themes[at] in evidence[row] and evidence[row][themes[at]].why)
                    or self._witnesses.reason(text, vectors[row], at),
                )
                for at in _chosen(found[row])
            )
            for row, text in enumerate(texts)
        ]


def _settled(examples: Sequence[Example]) -> dict[str, tuple[str, ...]]:
    """Return what people decided of each text, by its plain words, where most of them agree."""
    found: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for example in examples:
        found[plain(example.text)][example.themes] += 1
    most = {words: themes.most_common(1)[0] for words, themes in found.items()}
    return {w: themes for w, (themes, n) in most.items() if n >= _MAJORITY * found[w].total()}


def _joined(parts: Sequence[tuple[Applied, ...]]) -> tuple[Applied, ...]:
    """Return every theme of a statement's points, each once, as its likeliest point has it."""
    best: dict[str, Applied] = {}
    for applied in (one for part in parts for one in part):
        if applied.theme not in best or applied.score > best[applied.theme].score:
            best[applied.theme] = applied
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.theme)))


def _chosen(chances: NDArray[np.float64]) -> list[int]:
    """Return the columns of the themes that a statement is given, likeliest first."""
    ranked = sorted(range(len(chances)), key=lambda at: (-chances[at], at))
    return [
        at
        for rank, at in enumerate(ranked)
        if chances[at] >= THRESHOLD or (rank == 0 and chances[at] >= LEAST)
    ]
