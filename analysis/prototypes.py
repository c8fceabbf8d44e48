"""Themes as points among the statements: likeness to what a codebook says of each theme.

Each clause of a theme (name, definition, when to use, examples, seed terms) is one point; a
statement is as like the theme as it is to the nearest. A clause of *when not to use* that ends with
another theme's id in brackets is a point of that theme.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.codebook import Codebook, Theme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.encoder import Encoder

_CLAUSE = re.compile(r"\s*[;.:]\s+|\s*;\s*")
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


def likeness(
    codebook: Codebook, vectors: NDArray[np.float32], encoder: Encoder
) -> NDArray[np.float32]:
    """Return how like each statement is to each theme.

    Parameters
    ----------
    codebook : Codebook
    vectors : ndarray, shape (statements, dimensions), float32
        Unit rows, from the same encoder.
    encoder : Encoder

    Returns
    -------
    ndarray, shape (statements, themes), float32
        The greatest cosine, in -1..1, over the theme's clauses and their mean.
    """
    import numpy as np

    from analysis.encoder import unit

    described = clauses_of(codebook)
    columns = []
    for theme in codebook.themes:
        points = encoder.encode(described[theme.id])
        points = np.vstack([points, unit(points.sum(axis=0, keepdims=True))])
        columns.append((vectors @ points.T).max(axis=1))
    return np.round(np.stack(columns, axis=1), 4)
