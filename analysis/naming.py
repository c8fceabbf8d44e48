"""Names and keywords of groups, as a person would put them: in the words that people used.

A name is a phrase that somebody in the group said: "Buses after six", "Parking near the station".
It is good when many in the group say its words and few elsewhere do, when its meaning lies near the
middle of the group, and when it is whole. A group in which no phrase is good is called by its
commonest word, or by what its most typical member says.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.likeness import cosines
from analysis.phrases import commonest, most_general, spans, wholeness
from analysis.speech import Clause, Speech, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.encoder import Encoder

_KEYWORDS = 6
# A large group is named by this many of its members, those nearest to its middle.
_READ = 120
_CANDIDATES = 60
_LONGEST, _SHORTENED = 6, 8
# How much closeness to the middle counts, and how little it does that a phrase is rare.
_MEANING, _RARITY = 3.0, 0.25
# What a phrase of so many telling words is worth beside its words, and each word beyond four.
_BY_CONTENT, _LONG_NAME = {1: 0.9, 2: 1.7, 3: 1.85, 4: 1.6}, 0.85
# A proper name counts little where this share of all others speak of it as well.
_EVERYWHERE, _LITTLE = 0.015, 0.35
# Under this share of a group, no word of a name is common enough to stand for it.
_LEAST_COVERED, _TYPICAL = 0.15, 12
# In a group above this, a phrase that one person said is no name for all.
_ONCE_IN = 8
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What to call a group, and the words that mark it, best first."""

    name: str
    keywords: tuple[str, ...]


class Namer:
    """A corpus made ready for naming groups of it."""

    def __init__(self, speech: Speech, encoder: Encoder) -> None:
        self._speech = speech
        self._encoder = encoder
        self._holding: defaultdict[str, set[int]] = defaultdict(set)
        for index, clauses in enumerate(self._speech.clauses):
            for clause in clauses:
                for word in clause:
                    self._holding[word.stem].add(index)
        self._everyone = frozenset(range(len(speech.clauses)))
        self._places = self._speech.capitalised()
        self._said: dict[int, set[Clause]] = {}

    def labels(
        self,
        groups: Sequence[Sequence[int]],
        centres: NDArray[np.float32],
        *,
        within: Iterable[int] | None = None,
        taken: Iterable[str] = (),
    ) -> list[Label]:
        """Return a label for each group, no two with the same name.

        Parameters
        ----------
        groups : sequence of sequences of int
            Indices into the texts, those nearest to the centre first.
        centres : ndarray, shape (groups, dimensions), float32
            The unit mean of each group.
        within : iterable of int, optional
            The texts that the groups are to be told apart from; all where not given.
        taken : iterable of str
            Names that are in use.
        """
        around = self._everyone if within is None else frozenset(within)
        used = {name.casefold() for name in taken}
        found = []
        for members, centre in zip(groups, centres, strict=True):
            naming = _Naming(self._speech, self._holding, self._places, members, around, self._said)
            name = naming.name(centre, self._encoder, used)
            used.add(name.casefold())
            found.append(Label(name, naming.keywords(centre, self._encoder)))
        return found


@dataclass(frozen=True, slots=True)
class _Naming:
    """One group among the texts around it."""

    _speech: Speech
    _holding: Mapping[str, set[int]]
    _places: Collection[str]
    _group: Sequence[int]
    _around: frozenset[int]
    _said: dict[int, set[Clause]]
    _known: dict[str, float] = field(default_factory=dict)

    def name(self, centre: NDArray[np.float32], encoder: Encoder, used: Collection[str]) -> str:
        """Return what to call a group, unlike every name in use."""
        ranked = self._ranked(centre, encoder)
        short = self._short_clause()
        if short and ranked and self._covers(ranked[0]) < _LEAST_COVERED:
            ranked.insert(0, short)
        for phrase in ranked:
            name = self._written(phrase)
            if name.casefold() not in used:
                return name
        return self._numbered(self._shortened(), used)

    def _covers(self, phrase: Clause) -> float:
        """Return the share of the group that says the commonest telling word of a phrase."""
        stems = [word.stem for word in phrase if self._speech.is_content(word)]
        said = [len(self._holding[stem].intersection(self._group)) for stem in stems]
        return max(said, default=0) / len(self._group)

    def _short_clause(self) -> Clause | None:
        """Return what a typical member says, if that is short and the group is not.

        Where no word is common, as in praise, one answer stands for the others: "All good".
        """
        if not _ONCE_IN <= len(self._group) <= _READ:
            return None
        firsts = (self._speech.clauses[index][0] for index in self._group[:_TYPICAL])
        return next((clause for clause in firsts if 1 < len(clause) < _LONGEST), None)

    def keywords(self, centre: NDArray[np.float32], encoder: Encoder) -> tuple[str, ...]:
        """Return the words that mark a group, best first."""
        import numpy as np

        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for word in self._words():
            if self._speech.is_content(word):
                forms[word.stem][self._speech.as_written(word)] += 1
        worth = {stem: self._marks(stem) for stem in forms}
        best = sorted(worth, key=lambda stem: (-worth[stem], stem))[: 4 * _KEYWORDS]
        spoken = [min(forms[stem], key=lambda form: (-forms[stem][form], form)) for stem in best]
        if not best:
            return ()
        near = np.exp(_MEANING * cosines(encoder.encode(spoken), centre))
        scores = [
            round(worth[stem] * float(close), 5) for stem, close in zip(best, near, strict=True)
        ]
        order = sorted(range(len(best)), key=lambda rank: (-scores[rank], spoken[rank]))
        return tuple(spoken[rank] for rank in order[:_KEYWORDS])

    def _words(self) -> Iterator[Word]:
        for index in self._group[:_READ]:
            for clause in self._speech.clauses[index]:
                yield from clause

    def _marks(self, stem: str) -> float:
        """Return how well a word marks the group: how many in it say it, and how few elsewhere."""
        if stem not in self._known:
            self._known[stem] = self._mark(stem)
        return self._known[stem]

    def _mark(self, stem: str) -> float:
        saying = self._holding[stem] & self._around
        inside = len(saying.intersection(self._group))
        share = inside / len(self._group)
        outside, others = len(saying) - inside, len(self._around) - len(self._group)
        elsewhere = (outside + 0.5) / (others + 1)
        if not inside:
            return 0.0
        # The town that all talk about names no part of what they say.
        is_everywhere = outside > max(2, _EVERYWHERE * others) and stem in self._places
        weight = _LITTLE if is_everywhere else 1.0
        return weight * math.sqrt(share) * max(0.0, math.log(share / elsewhere))

    def _ranked(self, centre: NDArray[np.float32], encoder: Encoder) -> list[Clause]:
        """Return the phrases that could name a group, best first."""
        import numpy as np

        spoken = self._phrases()
        worth = {key: self._worth(forms) for key, forms in spoken.items()}
        best = sorted((key for key in worth if worth[key] > 0), key=lambda k: (-worth[k], k))
        best = best[:_CANDIDATES]
        if not best:
            return []
        chosen = [
            most_general(spoken[key]) if len(key) == 1 else commonest(spoken[key]) for key in best
        ]
        vectors = encoder.encode([self._written(phrase) for phrase in chosen])
        close = np.exp(_MEANING * cosines(vectors, centre))
        scores = [round(worth[key] * float(near), 5) for key, near in zip(best, close, strict=True)]
        order = sorted(range(len(best)), key=lambda rank: (-scores[rank], best[rank]))
        return [chosen[rank] for rank in order]

    def _phrases(self) -> dict[Key, Counter[Clause]]:
        """Return the phrases said in a group by their stems, each with the ways it was said."""
        spoken: defaultdict[Key, Counter[Clause]] = defaultdict(Counter)
        for index in self._group[:_READ]:
            for phrase in self._spans(index):
                spoken[self._key(phrase)][phrase] += 1
        return spoken

    def _spans(self, index: int) -> Collection[Clause]:
        """Return the phrases of a text, which a theme and its parts ask for in turn."""
        if index not in self._said:
            self._said[index] = {
                phrase
                for clause in self._speech.clauses[index]
                for phrase in spans(clause, self._speech)
            }
        return self._said[index]

    def _key(self, phrase: Clause) -> Key:
        return tuple(word.stem for word in phrase if word.lower not in ("the", "a", "an"))

    def _worth(self, forms: Counter[Clause]) -> float:
        phrase = commonest(forms)
        stems = [word.stem for word in phrase if self._speech.is_content(word)]
        if len(set(stems)) < len(stems) and not any(word.lower == "to" for word in phrase):
            return 0.0
        read = min(len(self._group), _READ)
        times = sum(forms.values())
        if times < 2 and read > _ONCE_IN and len(stems) > 1:
            return 0.0
        marks = sum(self._marks(stem) for stem in stems) / len(stems)
        shape = _BY_CONTENT[len(stems)] * _LONG_NAME ** max(0, len(phrase) - 4)
        return shape * marks * math.pow(times / read, _RARITY) * wholeness(phrase, self._speech)

    def _written(self, phrase: Clause) -> str:
        """Return a phrase as a heading: a capital first, the rest as people write it."""
        words = [self._speech.as_written(word) for word in phrase]
        text = " ".join(words)
        return text[:1].upper() + text[1:]

    def _shortened(self) -> str:
        """Return how the most typical member that says something begins, to a word of weight."""
        for index in self._group[:_READ]:
            for clause in self._speech.clauses[index]:
                ends = [at for at, word in enumerate(clause) if self._speech.is_content(word)]
                if ends:
                    near = [at for at in ends if at < _SHORTENED] or ends[:1]
                    return self._written(clause[: near[-1] + 1][-_SHORTENED:])
        return "Unnamed"

    def _numbered(self, name: str, used: Iterable[str]) -> str:
        number, unique = 2, name
        while unique.casefold() in used:
            unique, number = f"{name} ({number})", number + 1
        return unique
