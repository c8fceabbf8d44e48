"""Discovery: the themes that statements fall into, named, counted and quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.chunks import Cancelled, Progress, Steps
from analysis.coding import Applied, Coded, ledger_of
from analysis.curve import CurvePoint
from analysis.encoder import Encoder, default_encoder
from analysis.found import Found, FoundTheme, SubTheme
from analysis.grouping import LARGE, Grouping
from analysis.large import CHUNK, Means, discover_large
from analysis.naming import Namer
from analysis.speech import Speech, without
from analysis.statements import Ledger, first_seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.checkpoints import Checkpoints

_LEAST_LIKE = 0.12

__all__ = ["CurvePoint", "Discovery", "FoundTheme", "SubTheme", "discover"]


@dataclass(frozen=True, slots=True)
class Discovery:
    """The themes found, largest first, and each statement's theme in input order.

    `curve` says what other numbers of themes would be like; it is empty below three statements.
    """

    themes: tuple[FoundTheme, ...]
    codings: Sequence[Coded]
    ledger: Ledger
    encoder: str
    curve: tuple[CurvePoint, ...] = ()


def discover(
    texts: Sequence[str],
    *,
    k: int | None = None,
    seed: int = 0,
    encoder: Encoder | None = None,
    speakers: Sequence[Hashable | None] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    executor: Executor | None = None,
    checkpoints: Checkpoints | None = None,
    sample: int = LARGE,
    chunk: int = CHUNK,
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
    speakers : sequence, optional
        Who said each statement, None where that is not known: nobody is quoted twice.
    progress : callable, optional
        Called with the share done, in 0..1.
    cancelled : callable, optional
        Asked between steps; when it returns true the run stops.
    executor : Executor, optional
        Hands for the chunks of a large run; the numbers are the same without.
    checkpoints : Checkpoints, optional
        Where a large run keeps what it has finished.
    sample : int
        More statements than this are a large run: so many are compared with each other, and the
        rest joins the nearest theme or sub-theme.
    chunk : int
        How many statements a large run reads at once.

    Raises
    ------
    AnalysisCancelled
        When `cancelled` said so.
    """
    step = Steps(progress, cancelled)
    encoder = encoder or default_encoder()
    if len(texts) > sample:
        means = Means(step, chunk, executor, checkpoints)
        return discover_large(
            texts,
            k=k,
            seed=seed,
            encoder=encoder,
            speakers=speakers,
            sample=sample,
            means=means,
        )
    return _compared(texts, k=k, seed=seed, encoder=encoder, speakers=speakers, step=step)


def _compared(
    texts: Sequence[str],
    *,
    k: int | None,
    seed: int,
    encoder: Encoder,
    speakers: Sequence[Hashable | None] | None,
    step: Steps,
) -> Discovery:
    """Group statements of which each is compared with each other."""
    firsts = first_seen(texts)
    distinct = [index for index, first in enumerate(firsts) if first == index]
    step(0.1)
    own = [texts[index] for index in distinct]
    speech = Speech(own)
    # What statements are about is not where they are about: the town goes out of them.
    about = without(own, speech.common_names())
    vectors = encoder.encode(about)
    step(0.4)
    grouped, likeness = _grouped(about, vectors, _copies(firsts, distinct), k, seed)
    step(0.8)
    namer = Namer(speech, encoder)
    themes = Found(texts, firsts, vectors, grouped, namer, speakers).themes()
    codings = _codings(firsts, distinct, grouped.labels, likeness, themes)
    step(1.0)
    return Discovery(themes, codings, ledger_of(codings), encoder.name, grouped.curve)


def _copies(firsts: Sequence[int | None], distinct: Sequence[int]) -> NDArray[np.int64]:
    """Return how often each distinct statement was made."""
    import numpy as np

    times = Counter(firsts)
    return np.array([times[index] for index in distinct], np.int64)


def _grouped(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    copies: NDArray[np.int64],
    k: int | None,
    seed: int,
) -> tuple[Grouping, NDArray[np.float32]]:
    """Return the groups, -1 for *other*, and each statement's likeness to its group's centre."""
    import numpy as np

    from analysis.consensus import DENSE
    from analysis.grouping import centroids, grouping, kept_only
    from analysis.words import WordSpace

    if not len(vectors):
        nothing = np.zeros(0, np.int64)
        return Grouping(nothing, nothing, (), ()), np.zeros(0, np.float32)
    words = WordSpace(texts).rows(texts) if len(texts) <= DENSE else None
    found = grouping(vectors, words=words, k=k, seed=seed)
    labels = found.labels
    likeness = np.round((vectors * centroids(vectors, labels)[labels]).sum(axis=1), 3)
    alone = np.bincount(labels)[labels] == 1
    left_out = (likeness < _LEAST_LIKE) | (alone & (k is None) & (len(vectors) > 1))
    return kept_only(found, ~left_out, copies), likeness


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
