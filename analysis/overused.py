"""Which words a group uses more than everyone else, by the same prior, tests and disclosure rule.

A word is a theme that the speakers made themselves: how many statements of a group have it is
compared as the count of a theme is. Only words of enough statements are tried; that choice looks at
all groups together, so that it does not favour any.

References
----------
Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.comparing import NOT_GIVEN, RATE, Cell, compare_columns
from analysis.stopwords import STOP_STEMS
from analysis.tokens import BREAK, JOIN, tokens

_LEAST_STATEMENTS = 10
_MOST_WORDS = 2000
_MOST_SHOWN = 12
_SHORTEST = 3
_SILENT = STOP_STEMS | {BREAK, JOIN, "not", "can"}


def overused_words(
    texts: Sequence[str],
    columns: Mapping[str, Sequence[str]],
    *,
    threshold: int = 5,
    rate: float = RATE,
) -> dict[str, tuple[Cell, ...]]:
    """Return by column the words that its groups over-use, group by group, the surest first.

    Parameters
    ----------
    texts : sequence of str
    columns : mapping of str to sequences of str
        A group a text by column, such as ward and age band.
    threshold : int
        The least count that may be shown, at least 3; 0 hides nothing.
    rate : float
        The false discovery rate, in 0..1, over all words, groups and columns.

    Returns
    -------
    dict of str to tuple of Cell
        `theme` is the word as most speakers write it; at most 12 words a group.
    """
    spoken: dict[str, Counter[str]] = defaultdict(Counter)
    words = [_words(text, spoken) for text in texts]
    common = _common(words, max(_LEAST_STATEMENTS, 2 * threshold))
    codings = [row & common for row in words]
    found = compare_columns(codings, columns, threshold=threshold, are_rare=True)
    return {
        column: tuple(
            replace(cell, theme=_written(spoken[cell.theme]))
            for group in sorted(set(comparison.bases) - {NOT_GIVEN})
            for cell in _most(comparison.differences(rate), group)
        )
        for column, comparison in found.items()
    }


def _most(cells: Sequence[Cell], group: str) -> list[Cell]:
    more = [cell for cell in cells if cell.group == group and (cell.z or 0) > 0]
    return sorted(more, key=lambda cell: (-round(cell.z or 0, 9), cell.theme))[:_MOST_SHOWN]


def _words(text: str, spoken: Mapping[str, Counter[str]]) -> set[str]:
    """Return the stems that a text has, and note how each was written."""
    found = set()
    for token in tokens(text):
        if token.stem not in _SILENT and len(token.stem) >= _SHORTEST and token.stem.isalpha():
            spoken[token.stem][text[token.start : token.end].lower()] += 1
            found.add(token.stem)
    return found


def _common(words: Sequence[set[str]], least: int) -> set[str]:
    counts = Counter(word for row in words for word in row)
    usual = [word for word, count in counts.items() if least <= count <= len(words) - least]
    return set(sorted(usual, key=lambda word: (-counts[word], word))[:_MOST_WORDS])


def _written(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))
