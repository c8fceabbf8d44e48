"""A codebook made ready to be applied to statements, and what it says of each.

Two witnesses are heard. The lexicon knows what people say outright; the vectors know what resembles
the theme's description and coded examples. What people decided of the very same words stands.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.abbreviations import Abbreviations, with_bodies
from analysis.codebook import Codebook, Example, with_standard_lexicon
from analysis.encoder import Encoder
from analysis.points import points
from analysis.statements import plain

if TYPE_CHECKING:
    from analysis.lexicon import Evidence

BY_PEOPLE = ("coded by people",)
_MAJORITY = 0.6
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")


@dataclass(frozen=True, slots=True)
class Applied:
    """One theme applied to one statement: its score in 0..1 and the words that spoke for it."""

    theme: str
    score: float
    why: tuple[str, ...]


class Coder:
    """A codebook made ready to be applied."""

    def __init__(
        self,
        codebook: Codebook,
        examples: Sequence[Example],
        encoder: Encoder,
        abbreviations: Mapping[str, str],
    ) -> None:
        from analysis.witnesses import witnesses

        self._short = Abbreviations(abbreviations)
        known = with_bodies(with_standard_lexicon(codebook), abbreviations)
        taught = tuple(Example(self._short.spelt_out(e.text), e.themes) for e in examples)
        self._witnesses = witnesses(known, taught, encoder)
        self._latin = codebook.language.lower().startswith("en")
        self.decided = _settled(examples)

    def apply(self, texts: Sequence[str]) -> list[tuple[Applied, ...]]:
        """Return the themes of each text, likeliest first."""
        read = [self._short.spelt_out(text) for text in texts]
        parts = [(row, part) for row, text in enumerate(read) for part in points(text)]
        weighed = self._weighed([*read, *(part for _, part in parts)])
        coded = weighed[: len(texts)]
        for (row, _), applied in zip(parts, weighed[len(texts) :], strict=True):
            coded[row] = _joined([coded[row], applied])
        return [
            self._settled(text, self._in_own_words(applied, text))
            for text, applied in zip(texts, coded, strict=True)
        ]

    def _settled(self, text: str, applied: tuple[Applied, ...]) -> tuple[Applied, ...]:
        by_people = self.decided.get(plain(text))
        if by_people is not None:
            return tuple(Applied(theme, 1.0, BY_PEOPLE) for theme in by_people)
        return () if self._latin and not _LATIN.search(text) else applied

    def _in_own_words(self, applied: tuple[Applied, ...], text: str) -> tuple[Applied, ...]:
        if not self._short:
            return applied
        return tuple(
            Applied(one.theme, one.score, self._short.own_words(one.why, text)) for one in applied
        )

    def _weighed(self, texts: Sequence[str]) -> list[tuple[Applied, ...]]:
        chance, named, _ = self._witnesses.weigh(texts)
        themes = self._witnesses.themes
        given = list(zip(*self._witnesses.given(chance).nonzero(), strict=True))
        silent = [(row, at) for row, at in given if not _why(named[row].get(themes[at]))]
        told = self._witnesses.reasons([texts[row] for row, _ in silent], [at for _, at in silent])
        reasons = dict(zip(silent, told, strict=True))
        coded: list[list[Applied]] = [[] for _ in texts]
        for row, at in given:
            why = _why(named[row].get(themes[at])) or reasons[row, at]
            coded[row].append(Applied(themes[at], round(float(chance[row, at]), 3), why))
        return [tuple(sorted(applied, key=_likeliest)) for applied in coded]


def _why(evidence: Evidence | None) -> tuple[str, ...]:
    return evidence.why if evidence is not None else ()


def _likeliest(applied: Applied) -> tuple[float, str]:
    return -applied.score, applied.theme


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
    return tuple(sorted(best.values(), key=_likeliest))
