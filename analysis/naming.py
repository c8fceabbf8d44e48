"""Names and keywords of groups, made of the words that people in them used.

A phrase is good when many in the group use it and few elsewhere do. A phrase of two or three words
wins over its parts when it is nearly as frequent.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.stems import stem
from analysis.stopwords import STOP_WORDS

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’](?=[^\W_]))*")
_SENTENCE = re.compile(r"[.!?;:,()\n/]+")
_LONGEST = 3
_KEYWORDS = 6
_LENGTH_BONUS = {1: 1.0, 2: 1.35, 3: 1.5}
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What to call a group, and the words that mark it, best first."""

    name: str
    keywords: tuple[str, ...]


def label(texts: Sequence[str], groups: Sequence[Sequence[int]]) -> list[Label]:
    """Return a label for each group of indices into the texts."""
    spoken: dict[Phrase, Counter[str]] = defaultdict(Counter)
    phrases = [_phrases(text, spoken) for text in texts]
    everywhere = Counter(phrase for found in phrases for phrase in found)
    used: set[str] = set()
    labels = []
    for members in groups:
        counts = Counter(phrase for index in members for phrase in phrases[index])
        ranked = _ranked(counts, everywhere, len(members), len(texts))
        chosen = [_surface(spoken[phrase]) for phrase in _distinct(ranked)]
        labels.append(Label(_name(chosen, used), tuple(chosen[:_KEYWORDS])))
    return labels


def _phrases(text: str, spoken: dict[Phrase, Counter[str]]) -> frozenset[Phrase]:
    """Return the stemmed phrases of a text, and note how each was written."""
    found = set()
    for sentence in _SENTENCE.split(text):
        words = [word.replace("’", "'") for word in _WORD.findall(sentence)]
        for start in range(len(words)):
            for length in range(1, _LONGEST + 1):
                row = words[start : start + length]
                if len(row) == length and _is_phrase(row):
                    phrase = tuple(stem(word.lower().removesuffix("'s")) for word in row)
                    spoken[phrase][" ".join(row)] += 1
                    found.add(phrase)
    return frozenset(found)


def _is_phrase(words: Sequence[str]) -> bool:
    first, last = words[0].lower(), words[-1].lower()
    return not any(len(w) < 2 or w.replace("'", "") in STOP_WORDS for w in (first, last))


def _ranked(
    counts: Counter[Phrase], everywhere: Counter[Phrase], members: int, total: int
) -> list[Phrase]:
    least = 2 if members > 3 else 1

    def worth(phrase: Phrase) -> float:
        inside = counts[phrase] / members
        outside = (everywhere[phrase] - counts[phrase] + 0.5) / (total - members + 1)
        return inside * max(0.0, math.log(inside / outside)) * _LENGTH_BONUS[len(phrase)]

    frequent = [phrase for phrase, count in counts.items() if count >= least]
    return sorted(frequent or counts, key=lambda phrase: (-worth(phrase), phrase))


def _distinct(ranked: Iterable[Phrase]) -> list[Phrase]:
    """Return the best phrases, none of which repeats the words of a better one."""
    chosen: list[Phrase] = []
    for phrase in ranked:
        if not any(set(phrase) & set(other) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == _KEYWORDS + 2:
            break
    return chosen


def _surface(written: Counter[str]) -> str:
    """Return the commonest way in which a phrase was written; lower case unless always a name."""
    lower = Counter[str]()
    for form, count in written.items():
        lower[form.lower()] += count
    best = min(lower, key=lambda form: (-lower[form], form))
    forms = [form for form in written if form.lower() == best]
    is_name = all(form != form.lower() for form in forms) and written.total() > 2
    return min(forms, key=lambda form: (-written[form], form)) if is_name else best


def _name(keywords: Sequence[str], used: set[str]) -> str:
    if not keywords:
        name = "Unnamed"
    elif len(keywords) == 1 or " " in keywords[0]:
        name = keywords[0]
    else:
        name = f"{keywords[0]} and {keywords[1]}"
    name = name[:1].upper() + name[1:]
    number = 2
    unique = name
    while unique in used:
        unique, number = f"{name} ({number})", number + 1
    used.add(unique)
    return unique
