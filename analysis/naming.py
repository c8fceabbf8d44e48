"""Names and keywords of groups, made of the words that people in them used.

A phrase is good when many in the group use it, few elsewhere do, and its meaning lies near the
middle of the group. A phrase of two or three words wins over its parts when it is nearly as
frequent.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from analysis.stems import stem
from analysis.stopwords import STOP_WORDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.encoder import Encoder

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’-](?=[^\W_]))*")
_SENTENCE = re.compile(r"[.!?;:,()\n/]+")
# Words of praise, blame and wish: they say how people feel, not what about.
_WEAK = frozenset((files("analysis") / "data" / "weak-words.txt").read_text("utf-8").split())
_LONGEST = 3
_KEYWORDS = 6
_CANDIDATES = 40
_MEANING = 2.0
# How a word is written inside a sentence counts for more than at its head, where capitals mislead.
_INSIDE = 10
_LENGTH_BONUS = {1: 1.0, 2: 1.4, 3: 1.5}
Phrase = tuple[str, ...]
Spoken = dict[Phrase, Counter[str]]


@dataclass(frozen=True, slots=True)
class Label:
    """What to call a group, and the words that mark it, best first."""

    name: str
    keywords: tuple[str, ...]


def label(
    texts: Sequence[str],
    groups: Sequence[Sequence[int]],
    centres: NDArray[np.float32],
    encoder: Encoder,
) -> list[Label]:
    """Return a label for each group.

    Parameters
    ----------
    texts : sequence of str
    groups : sequence of sequences of int
        Indices into the texts.
    centres : ndarray, shape (groups, dimensions), float32
        The unit mean of each group.
    encoder : Encoder
        The one that made the centres.
    """
    spoken: Spoken = defaultdict(Counter)
    phrases = [_phrases(text, spoken) for text in texts]
    everywhere = Counter(phrase for found in phrases for phrase in found)
    used: set[str] = set()
    labels = []
    for members, centre in zip(groups, centres, strict=True):
        counts = Counter(phrase for index in members for phrase in phrases[index])
        worth = _distinctive(counts, everywhere, len(members), len(texts))
        ranked = _near(worth, spoken, centre, encoder)
        chosen = _distinct(ranked)
        words = [_surface(spoken[phrase]) for phrase in chosen]
        labels.append(Label(_name(words, used), tuple(words[:_KEYWORDS])))
    return labels


def _phrases(text: str, spoken: Spoken) -> frozenset[Phrase]:
    """Return the stemmed phrases of a text, and note how each was written."""
    found = set()
    for sentence in _SENTENCE.split(text):
        words = [word.replace("’", "'").removesuffix("'s") for word in _WORD.findall(sentence)]
        if words and not (words[0].isupper() and len(words[0]) > 1):
            words[0] = words[0].lower()
        for start in range(len(words)):
            for length in range(1, _LONGEST + 1):
                row = words[start : start + length]
                if len(row) == length and _is_phrase(row):
                    phrase = tuple(stem(word.lower()) for word in row)
                    spoken[phrase][" ".join(row)] += _INSIDE if start else 1
                    found.add(phrase)
    return frozenset(found)


def _is_phrase(words: Sequence[str]) -> bool:
    lower = [word.lower() for word in words]
    if any(word in _WEAK or len(word) < 2 or word.endswith("n't") for word in lower):
        return False
    return not any(word.replace("'", "") in STOP_WORDS for word in (lower[0], lower[-1]))


def _distinctive(
    counts: Counter[Phrase], everywhere: Counter[Phrase], members: int, total: int
) -> dict[Phrase, float]:
    """Return how well the best phrases mark a group: share inside times log-odds to outside."""
    least = 2 if members > 3 else 1

    def worth(phrase: Phrase) -> float:
        inside = counts[phrase] / members
        outside = (everywhere[phrase] - counts[phrase] + 0.5) / (total - members + 1)
        return inside * max(0.0, math.log(inside / outside)) * _LENGTH_BONUS[len(phrase)]

    frequent = [phrase for phrase, count in counts.items() if count >= least] or list(counts)
    ranked = sorted(frequent, key=lambda phrase: (-worth(phrase), phrase))
    return {phrase: worth(phrase) for phrase in ranked[:_CANDIDATES]}


def _near(
    worth: dict[Phrase, float], spoken: Spoken, centre: NDArray[np.float32], encoder: Encoder
) -> list[Phrase]:
    """Return the phrases, those first that mark the group and mean what it means."""
    import numpy as np

    phrases = list(worth)
    vectors = encoder.encode([_surface(spoken[phrase]) for phrase in phrases])
    scores = np.array(list(worth.values())) * np.exp(_MEANING * (vectors @ centre))
    order = sorted(range(len(phrases)), key=lambda at: (-round(float(scores[at]), 5), phrases[at]))
    return [phrases[at] for at in order]


def _distinct(ranked: Iterable[Phrase]) -> list[Phrase]:
    """Return the best phrases, none of which repeats the words of a better one."""
    chosen: list[Phrase] = []
    for phrase in ranked:
        if not any(set(phrase) & set(other) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == _KEYWORDS:
            break
    return chosen


def _surface(written: Counter[str]) -> str:
    """Return the commonest way in which a phrase was written."""
    return min(written, key=lambda form: (-written[form], form))


def _name(keywords: Sequence[str], used: set[str]) -> str:
    if not keywords:
        name = "Unnamed"
    elif len(keywords) == 1 or " " in keywords[0]:
        name = keywords[0]
    else:
        name = f"{keywords[0]} and {keywords[1]}"
    name = name[:1].upper() + name[1:]
    number, unique = 2, name
    while unique in used:
        unique, number = f"{name} ({number})", number + 1
    used.add(unique)
    return unique
