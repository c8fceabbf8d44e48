"""Themes as points: what a codebook says of each, and what people gave it.

Each clause of a theme (name, definition, when to use, examples, seed terms) describes it. A clause
of *when not to use* that ends with another theme's id in brackets describes that theme.

References
----------
Rocchio (1971), Relevance feedback in information retrieval.
Snell, Swersky and Zemel (2017), Prototypical networks for few-shot learning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.codebook import Codebook, Theme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.pieces import Rows

_CLAUSE = re.compile(r"\s*[;.:]\s+|\s*;\s*")
# How many coded statements a theme's description is worth.
_DESCRIPTION = 5.0
_REFERRED = re.compile(r"^(?P<clause>.*?)\s*\((?P<theme>[^()]+)\)\s*$")


def clauses_of(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """Return for each theme's id the sentences that describe it."""
    found: dict[str, list[str]] = {theme.id: _described(theme) for theme in codebook.themes}
    for theme in codebook.themes:
        for clause in _split(theme.exclude):
            referred = _REFERRED.match(clause)
            if referred and referred["theme"] in found:
                found[referred["theme"]].append(referred["clause"])
    return {theme: tuple(dict.fromkeys(texts)) for theme, texts in found.items()}


def _described(theme: Theme) -> list[str]:
    words = [", ".join(theme.seeds)] if theme.seeds else []
    return [theme.name, *_split(theme.definition), *_split(theme.include), *theme.examples, *words]


def _split(text: str) -> list[str]:
    return [clause.strip(" .") for clause in _CLAUSE.split(text) if clause.strip(" .")]


class Prototypes:
    """One point a theme: what describes it, and the statements that people gave it, added up."""

    def __init__(self, rows: Rows, coded: NDArray[np.float64], described: int) -> None:
        """Learn.

        Parameters
        ----------
        rows : Rows
        coded : ndarray, shape (rows, themes), float64
            1 where a row has the theme, 0 where not.
        described : int
            The first so many rows are descriptions, which count for `_DESCRIPTION` statements
            together, however many they are.
        """
        import numpy as np

        lengths = rows[np.arange(described)].pooled(coded[:described]).lengths()
        pull = coded.copy()
        pull[:described] *= _DESCRIPTION / np.where(lengths > 0, lengths, 1)
        self._points = rows.pooled(pull)
        self._lengths = _safe(self._points.lengths())
        self._rows, self._coded = rows, coded

    def scores(self, rows: Rows) -> NDArray[np.float64]:
        """Return the cosine of each row with each theme's point, shape (rows, themes)."""
        return self._points.scores(rows) / self._lengths

    def left_out_scores(self) -> NDArray[np.float64]:
        """Return the same for what was learned from, each row without its own part in the point."""
        import numpy as np

        reach = self._points.scores(self._rows)
        own = self._rows.squares()[:, None]
        rest = _safe(np.sqrt(np.maximum(self._lengths**2 - 2 * reach + own, 0)))
        return np.where(self._coded > 0, (reach - own) / rest, reach / self._lengths)


def _safe(lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    return np.where(lengths > 1e-6, lengths, 1.0)
