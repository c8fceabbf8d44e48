"""Discovery: the themes that statements fall into, named, counted and quoted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.coding import AnalysisCancelled, Applied, Coded, ledger_of
from analysis.encoder import Encoder, default_encoder
from analysis.statements import Ledger, first_seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]
_LEAST_LIKE = 0.12


@dataclass(frozen=True, slots=True)
class FoundTheme:
    """A group of statements.

    `size` counts the members, copies included; `members` are indices in input order; `quotes` are
    indices, the most typical first; `stability` in 0..1 is how often two of its members stay
    together when the grouping is repeated on parts of the statements.
    """

    id: str
    name: str
    keywords: tuple[str, ...]
    size: int
    members: tuple[int, ...]
    quotes: tuple[int, ...]
    stability: float


@dataclass(frozen=True, slots=True)
class Discovery:
    """The themes found, largest first, and each statement's theme in input order."""

    themes: tuple[FoundTheme, ...]
    codings: tuple[Coded, ...]
    ledger: Ledger
    encoder: str


def discover(
    texts: Sequence[str],
    *,
    k: int | None = None,
    seed: int = 0,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Discovery:
    """Group statements into themes.

    Parameters
    ----------
    texts : sequence of str
    k : int, optional
        How many themes to make; found where not given.
    seed : int
    encoder : Encoder, optional
        Another source of vectors than the static table.
    progress : callable, optional
        Called with the share done, in 0..1.
    cancelled : callable, optional
        Asked between steps; when it returns true the run stops.

    Raises
    ------
    AnalysisCancelled
        When `cancelled` said so.
    """
    step = _steps(progress, cancelled)
    encoder = encoder or default_encoder()
    firsts = first_seen(texts)
    distinct = [index for index, first in enumerate(firsts) if first == index]
    step(0.1)
    vectors = encoder.encode([texts[index] for index in distinct])
    step(0.4)
    labels, likeness = _grouped(vectors, k, seed)
    step(0.7)
    stabilities = _stabilities(vectors, labels, k, seed)
    step(0.9)
    themes = _themes(texts, distinct, firsts, vectors, labels, stabilities, encoder)
    codings = _codings(firsts, distinct, labels, likeness, themes)
    step(1.0)
    return Discovery(themes, codings, ledger_of(codings), encoder.name)


def _steps(progress: Progress | None, cancelled: Cancelled | None) -> Callable[[float], None]:
    def step(share: float) -> None:
        if cancelled is not None and cancelled():
            raise AnalysisCancelled("The run was stopped before it was finished.")
        if progress is not None:
            progress(share)

    return step


def _grouped(
    vectors: NDArray[np.float32], k: int | None, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return each statement's group, or -1 for *other*, and its likeness to the group's centre."""
    import numpy as np

    from analysis.grouping import by_size, centroids, group

    if not len(vectors):
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    labels = group(vectors, k=k, seed=seed)
    likeness = np.round((vectors * centroids(vectors, labels)[labels]).sum(axis=1), 3)
    alone = np.bincount(labels)[labels] == 1
    left_out = (likeness < _LEAST_LIKE) | (alone & (k is None) & (len(vectors) > 1))
    kept = ~left_out
    if not kept.any():
        return np.full(len(vectors), -1, np.int64), likeness
    labels[left_out] = -1
    labels[kept] = by_size(labels[kept])
    return labels, likeness


def _stabilities(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], k: int | None, seed: int
) -> list[float]:
    from analysis.stability import stability

    return stability(vectors, labels, k=k, seed=seed)


def _themes(
    texts: Sequence[str],
    distinct: Sequence[int],
    firsts: Sequence[int | None],
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
    stabilities: Sequence[float],
    encoder: Encoder,
) -> tuple[FoundTheme, ...]:
    from analysis.grouping import centroids
    from analysis.naming import label
    from analysis.quotes import choose_quotes

    own = [texts[index] for index in distinct]
    groups = [(labels == at).nonzero()[0].tolist() for at in range(len(stabilities))]
    places = {index: at for at, index in enumerate(distinct)}
    home = [None if first is None else int(labels[places[first]]) for first in firsts]
    if not groups:
        return ()
    kept = labels >= 0
    names = label(own, groups, centroids(vectors[kept], labels[kept]), encoder)
    found = []
    for at, (members, words) in enumerate(zip(groups, names, strict=True)):
        everyone = tuple(index for index, group in enumerate(home) if group == at)
        quotes = choose_quotes(own, vectors, members)
        found.append(
            FoundTheme(
                id=f"t{at + 1}",
                name=words.name,
                keywords=words.keywords,
                size=len(everyone),
                members=everyone,
                quotes=tuple(distinct[quote] for quote in quotes),
                stability=stabilities[at],
            )
        )
    return tuple(found)


def _codings(
    firsts: Sequence[int | None],
    distinct: Sequence[int],
    labels: NDArray[np.int64],
    likeness: NDArray[np.float32],
    themes: Sequence[FoundTheme],
) -> tuple[Coded, ...]:
    applied: dict[int, tuple[Applied, ...]] = {}
    for index, label, score in zip(distinct, labels.tolist(), likeness.tolist(), strict=True):
        theme = themes[label] if label >= 0 else None
        applied[index] = (
            (Applied(theme.id, round(min(score, 1.0), 3), theme.keywords[:2]),) if theme else ()
        )
    return tuple(
        Coded((), is_empty=True)
        if first is None
        else Coded(applied[first], copy_of=None if first == index else first)
        for index, first in enumerate(firsts)
    )
