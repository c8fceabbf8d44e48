"""Groups of distinct statements made into themes: named, counted, quoted, with their sub-themes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.likeness import cosines
from analysis.naming import Label, Namer
from analysis.quotes import Quotes, centre_of, choose_quotes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.grouping import Grouping


@dataclass(frozen=True, slots=True)
class SubTheme:
    """A part of a theme; `members` are indices in input order, copies included.

    Where they are many they are an array of integers.
    """

    id: str
    name: str
    keywords: tuple[str, ...]
    size: int
    members: Sequence[int]
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoundTheme:
    """A group of statements.

    `size` counts the members, copies included; they are indices in input order, in an array of
    integers where they are many. `quotes` cover the
    theme, the most typical first; `typical` and `untypical` are nearest to and furthest from its
    middle. `stability` in 0..1 is how often two of its members stay together when the grouping is
    repeated on parts of the statements. `subthemes` are largest first, and none where the theme
    holds together as one; together they hold all its members.
    """

    id: str
    name: str
    keywords: tuple[str, ...]
    size: int
    members: Sequence[int]
    quotes: tuple[int, ...]
    stability: float
    typical: tuple[int, ...] = ()
    untypical: tuple[int, ...] = ()
    subthemes: tuple[SubTheme, ...] = ()


class Found:
    """The distinct statements of a corpus in groups, ready to be described."""

    def __init__(
        self,
        texts: Sequence[str],
        firsts: Sequence[int | None],
        vectors: NDArray[np.float32],
        grouped: Grouping,
        namer: Namer,
        speakers: Sequence[Hashable | None] | None = None,
    ) -> None:
        """Take the corpus.

        Parameters
        ----------
        texts : sequence of str
            All statements.
        firsts : sequence of int or None
            For each, the first that reads alike; None where it says nothing.
        vectors : ndarray, shape (distinct statements, dimensions), float32
        grouped : Grouping
            Of the distinct statements; -1 for none.
        namer : Namer
            Of the distinct statements.
        speakers : sequence, optional
            Who said each statement.
        """
        self._distinct = [index for index, first in enumerate(firsts) if first == index]
        self._own = [texts[index] for index in self._distinct]
        self._speakers = None if speakers is None else [speakers[i] for i in self._distinct]
        self._copies: dict[int, list[int]] = {}
        for index, first in enumerate(firsts):
            if first is not None:
                self._copies.setdefault(first, []).append(index)
        self._vectors, self._grouped = vectors, grouped
        self._namer = namer

    def themes(self) -> tuple[FoundTheme, ...]:
        """Return the themes, largest first."""
        groups = _in_groups(self._grouped.labels)
        return tuple(
            FoundTheme(
                **self._told(f"t{at + 1}", members, words, quotes),
                stability=self._grouped.stability[at],
                typical=self._numbered(quotes.typical),
                untypical=self._numbered(quotes.untypical),
                subthemes=self._subthemes(f"t{at + 1}", members, words.name),
            )
            for at, (members, words, quotes) in enumerate(self._described(groups))
        )

    def _subthemes(self, theme: str, members: NDArray[np.int64], name: str) -> tuple[SubTheme, ...]:
        parts = [members[within] for within in _in_groups(self._grouped.parts[members])]
        described = self._described(parts, within=members, taken=[name])
        return tuple(
            SubTheme(**self._told(f"{theme}.{at}", part, words, quotes))
            for at, (part, words, quotes) in enumerate(described, start=1)
        )

    def _described(
        self,
        groups: Sequence[NDArray[np.int64]],
        *,
        within: NDArray[np.int64] | None = None,
        taken: Sequence[str] = (),
    ) -> list[tuple[NDArray[np.int64], Label, Quotes]]:
        import numpy as np

        if not groups:
            return []
        centres = np.array([centre_of(self._vectors[members]) for members in groups])
        ranked = [
            members[np.argsort(-cosines(self._vectors[members], centre), kind="stable")]
            for members, centre in zip(groups, centres, strict=True)
        ]
        labels = self._namer.labels(
            [members.tolist() for members in ranked],
            centres,
            within=None if within is None else within.tolist(),
            taken=taken,
        )
        return [
            (members, words, self._quotes(members))
            for members, words in zip(groups, labels, strict=True)
        ]

    def _quotes(self, members: NDArray[np.int64]) -> Quotes:
        return choose_quotes(self._own, self._vectors, members.tolist(), speakers=self._speakers)

    def _told(
        self, identity: str, members: NDArray[np.int64], words: Label, quotes: Quotes
    ) -> dict[str, Any]:
        """Return what a theme and a sub-theme have in common."""
        everyone = sorted(
            index for at in members.tolist() for index in self._copies[self._distinct[at]]
        )
        return {
            "id": identity,
            "name": words.name,
            "keywords": words.keywords,
            "size": len(everyone),
            "members": tuple(everyone),
            "quotes": self._numbered(quotes.covering),
        }

    def _numbered(self, chosen: Sequence[int]) -> tuple[int, ...]:
        return tuple(self._distinct[at] for at in chosen)


def _in_groups(labels: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return [(labels == at).nonzero()[0] for at in range(int(labels.max(initial=-1)) + 1)]
