"""Discovery among more statements than can be compared with each other.

Themes are found, named and quoted in a sample of the distinct statements; every other statement
joins the theme whose middle lies nearest. Statements are read chunk by chunk and no vectors are
kept, so a run needs a few bytes a statement. With `Checkpoints`, each finished chunk is kept.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.checkpoints import Arrays, Checkpoints
from analysis.chunks import Steps, mapped
from analysis.encoder import Encoder
from analysis.joined import NOWHERE, Joined
from analysis.sampled import Cell, Sampled, discover_sample, renumbered
from analysis.statements import plain, says_nothing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.discovery import Discovery, FoundTheme, SubTheme

CHUNK = 10_000
# Less like every theme than this, a statement is left as *other*.
_LEAST_LIKE = 0.12
# How much of the time is over when repeats are known, and when the sample is discovered.
_REPEATS, _SAMPLE = 0.15, 0.5
# Eight bytes of a digest: among a million texts, two collide once in forty million runs.
_MARK_BYTES = 8
Work = Callable[[Sequence[str]], Arrays]


@dataclass(frozen=True)
class Means:
    """With what a long run is made: nothing here changes a number."""

    steps: Steps
    chunk: int = CHUNK
    executor: Executor | None = None
    checkpoints: Checkpoints | None = None

    def each(self, stage: str, work: Work, chunks: Iterable[Sequence[str]]) -> Iterator[Arrays]:
        """Yield what `work` makes of each chunk, in order; what is kept is not made again."""
        kept = partial(_kept, self.checkpoints, stage, work)
        return mapped(kept, enumerate(chunks), self.executor)


def _kept(
    checkpoints: Checkpoints | None, stage: str, work: Work, numbered: tuple[int, Sequence[str]]
) -> Arrays:
    at, texts = numbered
    if checkpoints is None:
        return work(texts)
    name = f"{stage}-{at:05}"
    found = checkpoints.arrays(name)
    if found is None:
        found = work(texts)
        checkpoints.keep_arrays(name, found)
    return found


def discover_large(
    texts: Sequence[str],
    *,
    k: int | None,
    seed: int,
    encoder: Encoder,
    speakers: Sequence[Hashable | None] | None,
    sample: int,
    means: Means,
) -> Discovery:
    """Group many statements into themes.

    Parameters
    ----------
    texts : sequence of str
        Read in slices, several times over.
    k, seed, encoder, speakers
        As for `analysis.discovery.discover`.
    sample : int
        How many distinct statements are compared with each other.
    means : Means

    Raises
    ------
    AnalysisCancelled
        When the steps say so.
    """
    import numpy as np

    firsts = _firsts(texts, means)
    distinct = np.flatnonzero(firsts == np.arange(len(firsts)))
    chosen = _drawn(distinct, sample, seed)
    sampled = discover_sample(
        [texts[at] for at in chosen.tolist()],
        k=k,
        seed=seed,
        encoder=encoder,
        speakers=None if speakers is None else [speakers[at] for at in chosen.tolist()],
        steps=means.steps.within(_REPEATS, _SAMPLE),
        checkpoints=means.checkpoints,
    )
    homes = np.full(len(texts), NOWHERE, np.int32)
    scores = np.zeros(len(texts), np.float32)
    homes[chosen] = sampled.homes
    rest = np.setdiff1d(distinct, chosen, assume_unique=True)
    joined = _joined(texts, rest, sampled, encoder, means)
    homes[rest], scores[rest] = joined["homes"], joined["scores"]
    means.steps(1.0)
    return _discovery(sampled, chosen, firsts, homes, scores)


def _firsts(texts: Sequence[str], means: Means) -> NDArray[np.int64]:
    """Return for each text the index of the first that reads alike, or `NOWHERE` if empty."""
    import numpy as np

    marks = np.zeros(len(texts), np.uint64)
    starts = range(0, len(texts), means.chunk)
    chunks = (texts[at : at + means.chunk] for at in starts)
    for at, found in zip(starts, means.each("marks", marks_of, chunks), strict=True):
        marks[at : at + means.chunk] = found["marks"]
        means.steps(_REPEATS * at / len(texts))
    _, first, inverse = np.unique(marks, return_index=True, return_inverse=True)
    firsts = first[inverse]
    firsts[marks == 0] = NOWHERE
    return np.asarray(firsts, np.int64)


def marks_of(texts: Sequence[str]) -> Arrays:
    """Return a number for each text, the same for texts that read alike, and 0 for empty ones."""
    import numpy as np

    return {"marks": np.frombuffer(b"".join(map(_mark, texts)), "<u8")}


def _mark(text: str) -> bytes:
    words = plain(text)
    if says_nothing(words):
        return bytes(_MARK_BYTES)
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=_MARK_BYTES).digest()


def _drawn(distinct: NDArray[np.int64], sample: int, seed: int) -> NDArray[np.int64]:
    import numpy as np

    if len(distinct) <= sample:
        return distinct
    return np.sort(np.random.default_rng(seed).choice(distinct, sample, replace=False))


def _joined(
    texts: Sequence[str],
    rest: NDArray[np.int64],
    sampled: Sampled,
    encoder: Encoder,
    means: Means,
) -> Arrays:
    """Return the home of each of the rest and its likeness to it, in the order of the rest."""
    import numpy as np

    starts = range(0, len(texts), means.chunk)
    ends = np.searchsorted(rest, [*starts, len(texts)])
    parts = [rest[one:other] for one, other in pairwise(ends)]
    chunks = (
        _chosen(texts[at : at + means.chunk], part - at)
        for at, part in zip(starts, parts, strict=True)
    )
    work = partial(homes_of, encoder, sampled.middles)
    made = []
    for at, found in zip(starts, means.each("homes", work, chunks), strict=True):
        made.append(found)
        means.steps(_SAMPLE + (1 - _SAMPLE) * at / len(texts))
    return {name: np.concatenate([found[name] for found in made]) for name in made[0]}


def _chosen(texts: Sequence[str], places: NDArray[np.int64]) -> list[str]:
    return [texts[at] for at in places.tolist()]


def homes_of(encoder: Encoder, middles: NDArray[np.float32], texts: Sequence[str]) -> Arrays:
    """Return the nearest middle of each text and its cosine; `NOWHERE` if none is near."""
    import numpy as np

    if not len(middles):
        return {"homes": np.full(len(texts), NOWHERE), "scores": np.zeros(len(texts), np.float32)}
    likeness = encoder.encode(texts) @ middles.T
    homes = likeness.argmax(axis=1)
    scores = np.round(likeness.max(axis=1), 3)
    homes[scores < _LEAST_LIKE] = NOWHERE
    return {"homes": homes, "scores": scores}


def _discovery(
    sampled: Sampled,
    chosen: NDArray[np.int64],
    firsts: NDArray[np.int64],
    homes: NDArray[np.int32],
    scores: NDArray[np.float32],
) -> Discovery:
    sampled = renumbered(sampled, _sizes(sampled.cells, homes[firsts[firsts != NOWHERE]]))
    found = sampled.found
    themes = {theme.id: theme for theme in found.themes}
    cells = [{name: themes[name].keywords[:2] for name in cell.themes} for cell in sampled.cells]
    settled = {at: coded.themes for at, coded in zip(chosen.tolist(), found.codings, strict=True)}
    codings = Joined(firsts, homes, scores, cells, settled)
    counted = tuple(_counted(theme, sampled.cells, chosen, codings) for theme in found.themes)
    return replace(found, themes=counted, codings=codings, ledger=codings.ledger())


def _sizes(cells: Sequence[Cell], homes: NDArray[np.int32]) -> Mapping[str, int]:
    """Return how many statements each theme and each part has, copies included."""
    import numpy as np

    sizes: Counter[str] = Counter()
    counts = np.bincount(homes[homes != NOWHERE], minlength=len(cells)).tolist()
    for cell, count in zip(cells, counts, strict=True):
        sizes.update(dict.fromkeys((*cell.themes, cell.part), count))
    return sizes


def _counted(
    theme: FoundTheme, cells: Sequence[Cell], chosen: NDArray[np.int64], codings: Joined
) -> FoundTheme:
    """Return a theme of the sample as it is among all."""
    members = codings.members(at for at, cell in enumerate(cells) if theme.id in cell.themes)
    return replace(
        theme,
        size=len(members),
        members=array("q", members.tobytes()),
        quotes=_among(theme.quotes, chosen),
        typical=_among(theme.typical, chosen),
        untypical=_among(theme.untypical, chosen),
        subthemes=tuple(_part(part, cells, chosen, codings) for part in theme.subthemes),
    )


def _part(
    part: SubTheme, cells: Sequence[Cell], chosen: NDArray[np.int64], codings: Joined
) -> SubTheme:
    members = codings.members(at for at, cell in enumerate(cells) if cell.part == part.id)
    return replace(
        part,
        size=len(members),
        members=array("q", members.tobytes()),
        quotes=_among(part.quotes, chosen),
    )


def _among(places: Sequence[int], chosen: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(int(chosen[at]) for at in places)
