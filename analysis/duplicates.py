"""Statements sent more than once: word for word, nearly so, and campaigns.

Short answers are one text only if they say the same words but for courtesies: "no buses" is not
"more buses". Longer ones are near when hardly a word is changed. A campaign is at least five
statements of some length that share most of a letter, whatever its senders put before, behind or
between; what they share, its core, decides who belongs.

References
----------
Broder (1997), On the resemblance and containment of documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.shingles import Shingles
from analysis.statements import plain, says_nothing
from analysis.stopwords import STOP_WORDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CAMPAIGN_SIZE = 5
CAMPAIGN_WORDS = 8
# A pair is near if so much of the shorter, and of both together, is shared.
_NEAR_CONTAINED, _NEAR_ALIKE, _NEAR_WORDS = 0.9, 0.8, 10
# To belong together in a campaign, less will do: its core is looked at afterwards.
_LETTER_SHARED = 5.0
# What many letters tie into one tangle is taken apart by asking for more and more in common.
_LETTER_CONTAINED = (0.45, 0.6, 0.75, 0.9)
_MOST_ROUNDS = 60
_MODEL_KEPT, _CORE_SHARE, _CORE_KEPT, _CORE_WEIGHT = 0.4, 0.4, 0.4, 8.0
_SAME_LETTER = 0.5
# Letters stand first, being typical: after so many texts that are none, none is expected.
_MOST_MISSES = 30
_FUNCTION_WORDS = 0.25
_COURTESIES = frozenset(
    {"a", "an", "the", "please", "kindly", "thanks", "thank", "you", "very", "really", "just"}
    | {"we", "i", "our", "my", "to", "be", "is", "are", "was", "it", "its", "of", "and", "so", "do"}
)


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Statements that are one text: `kind` is exact, near or campaign; indices in input order."""

    kind: str
    members: tuple[int, ...]


def find_duplicates(texts: Sequence[str]) -> tuple[DuplicateGroup, ...]:
    """Group the statements that repeat one another.

    A statement is in one group at most; groups stand in the order of their first members.
    """
    alike: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        words = plain(text)
        if not says_nothing(words):
            alike[words].append(index)
    distinct = [words.split() for words in alike]
    copies = list(alike.values())
    campaigns, near = _groups(distinct, [len(members) for members in copies])
    found = [DuplicateGroup("campaign", _joined(group, copies)) for group in campaigns]
    for group in near:
        kind = _kind(group, distinct, copies)
        found.append(DuplicateGroup(kind, _joined(group, copies)))
    return tuple(sorted((g for g in found if len(g.members) > 1), key=lambda g: g.members))


def _joined(group: Iterable[int], copies: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(sorted(index for at in group for index in copies[at]))


def _kind(
    group: Sequence[int], distinct: Sequence[Sequence[str]], copies: Sequence[Sequence[int]]
) -> str:
    sent = sum(len(copies[at]) for at in group)
    if sent >= CAMPAIGN_SIZE and min(len(distinct[at]) for at in group) >= CAMPAIGN_WORDS:
        return "campaign"
    return "exact" if len(group) == 1 else "near"


def _groups(
    texts: Sequence[Sequence[str]], copies: Sequence[int]
) -> tuple[list[list[int]], list[list[int]]]:
    """Return the campaigns, and the near groups of what is in none, singles included."""
    import numpy as np

    shingles = Shingles(texts, STOP_WORDS, _FUNCTION_WORDS)
    words = np.array([len(text) for text in texts], np.int64)
    pairs = shingles.meeting()
    shared = shingles.shared(pairs)
    sizes = shingles.sizes[pairs] if len(pairs) else np.zeros((0, 2), np.float32)
    contained = shared / np.maximum(sizes.min(axis=1), 1)
    sent = np.array(copies, np.int64)
    tied = shared >= _LETTER_SHARED
    letters = _letters(pairs[tied], contained[tied], shingles, sent, words)
    campaigns = _campaigns(letters, shingles, sent, words)
    resemblance = shared / np.maximum(sizes.sum(axis=1) - shared, 1)
    near = (contained >= _NEAR_CONTAINED) & (resemblance >= _NEAR_ALIKE)
    near &= words[pairs].min(axis=1) >= _NEAR_WORDS if len(pairs) else near
    taken = {at for group in campaigns for at in group}
    links = [(int(one), int(other)) for one, other in pairs[near]] + _same_words(texts)
    free = [pair for pair in links if taken.isdisjoint(pair)]
    singles = (group for group in _linked(len(texts), free) if group[0] not in taken)
    return campaigns, list(singles)


def _same_words(texts: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Return pairs of texts that say the same words, but for courtesies and doubled letters."""
    first: dict[tuple[str, ...], int] = {}
    pairs = []
    for at, words in enumerate(texts):
        said = tuple(_undoubled(word) for word in words if word not in _COURTESIES)
        if said:
            seen = first.setdefault(said, at)
            if seen != at:
                pairs.append((seen, at))
    return pairs


def _undoubled(word: str) -> str:
    """Return a word with every run of one letter made one letter: a common slip.

    Examples
    --------
    >>> _undoubled("accommodation") == _undoubled("accomodation")
    True
    """
    return "".join(mark for at, mark in enumerate(word) if word[at - 1 : at] != mark)


def _letters(
    pairs: NDArray[np.int64],
    contained: NDArray[np.float32],
    shingles: Shingles,
    copies: NDArray[np.int64],
    words: NDArray[np.int64],
) -> list[NDArray[np.int64]]:
    """Return the cores of all letters among texts of some length."""
    import numpy as np

    found: list[NDArray[np.int64]] = []
    is_open = words >= CAMPAIGN_WORDS
    for least in _LETTER_CONTAINED:
        tied = pairs[(contained >= least) & is_open[pairs].all(axis=1)]
        is_open = np.zeros(len(words), bool)
        for group in _linked(len(words), tied):
            if len(group) > 1 and copies[group].sum() >= CAMPAIGN_SIZE:
                cores, rest = _cores(np.array(group), shingles, copies)
                found += cores
                is_open[rest] = True
        if not is_open.any():
            break
    return found


def _campaigns(
    cores: Sequence[NDArray[np.int64]],
    shingles: Shingles,
    copies: NDArray[np.int64],
    words: NDArray[np.int64],
) -> list[list[int]]:
    """Return the campaigns: for each core all texts of some length that have enough of it."""
    import numpy as np

    if not cores:
        return []
    long = np.flatnonzero(words >= CAMPAIGN_WORDS)
    held = shingles.held(cores, long)
    best = np.asarray(held.argmax(axis=1)).ravel()
    belongs = np.asarray(held.max(axis=1).todense()).ravel() >= _CORE_KEPT
    found = [long[belongs & (best == at)] for at in np.unique(best[belongs])]
    return [group.tolist() for group in found if copies[group].sum() >= CAMPAIGN_SIZE]


def _cores(
    group: NDArray[np.int64], shingles: Shingles, copies: NDArray[np.int64]
) -> tuple[list[NDArray[np.int64]], NDArray[np.int64]]:
    """Return what letters a group has at heart, the most widely sent first, and who is left over.

    A chance likeness may have tied two letters together; so the text that is most like all others
    is taken with its own kind, then the most typical of the rest. Those are left over whom as many
    rounds as are allowed did not reach.
    """
    import numpy as np

    found: list[NDArray[np.int64]] = []
    misses = 0
    for _ in range(_MOST_ROUNDS):
        if copies[group].sum() < CAMPAIGN_SIZE or misses == _MOST_MISSES:
            return found, group[:0]
        model = shingles.typical(group, copies[group])
        near = _keeping(model, group, shingles, _MODEL_KEPT)
        core = shingles.core(near, copies[near], _CORE_SHARE)
        kept = _keeping(core, group, shingles, _CORE_KEPT)
        is_letter = (
            shingles.weights[core].sum() >= _CORE_WEIGHT and copies[kept].sum() >= CAMPAIGN_SIZE
        )
        misses = 0 if is_letter else misses + 1
        if is_letter and not any(_is_part(core, other) for other in found):
            found.append(core)
        group = np.setdiff1d(group, np.union1d(near, kept))
    return found, group


def _is_part(core: NDArray[np.int64], other: NDArray[np.int64]) -> bool:
    """Return whether a core is another letter's own, as kept by those who left much of it out."""
    import numpy as np

    return len(np.intersect1d(core, other)) >= _SAME_LETTER * len(core)


def _keeping(
    columns: NDArray[np.int64], group: NDArray[np.int64], shingles: Shingles, least: float
) -> NDArray[np.int64]:
    import numpy as np

    held = shingles.held([columns], group).toarray()[:, 0]
    return np.asarray(group[held >= least], np.int64)


def _linked(size: int, pairs: Iterable[Sequence[int]]) -> list[list[int]]:
    """Return the connected groups of 0..size-1, singles included."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = np.array(list(pairs), np.int64).reshape(-1, 2)
    links = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    _, labels = connected_components(links, directed=False)
    groups: dict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(labels.tolist()):
        groups[group].append(at)
    return list(groups.values())
