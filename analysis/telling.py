"""The words of a statement that spoke most for a theme: those it would be less sure of without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from analysis.stopwords import STOP_STEMS
from analysis.tokens import BREAK, JOIN, Token, tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST, _MOST_TRIED = 4, 40
# A word counts as telling when it adds at least this share of what the most telling one adds.
_LEAST_SHARE = 0.4
# A negation alone tells an officer nothing; "can't" is read as "can not".
_SILENT = STOP_STEMS | {BREAK, JOIN, "can", "not", "no", "never"}


def telling_words(
    text: str, lean: Callable[[Sequence[str]], NDArray[np.float64]]
) -> tuple[str, ...]:
    """Return up to four words of the statement, in its order, never stop words.

    Parameters
    ----------
    text : str
    lean : callable
        Returns how far each of some texts leans to the theme.
    """
    content = [token for token in tokens(text) if token.stem not in _SILENT]
    words = list({token.stem: token for token in reversed(content)}.values())[::-1][:_MOST_TRIED]
    if not words:
        return ()
    leaning = lean([text, *(_without(text, word) for word in words)])
    missed = (float(leaning[0] - rest) for rest in leaning[1:])
    return _most_telling(text, list(zip(words, missed, strict=True)))


def pulling_words(text: str, pulls: NDArray[np.float64]) -> tuple[str, ...]:
    """Return the same where it is known how much each of the statement's stems pulls."""
    words = [token for token in tokens(text) if token.stem not in (BREAK, JOIN)]
    best: dict[str, tuple[Token, float]] = {}
    for word, pull in zip(words, pulls.tolist(), strict=True):
        if word.stem not in _SILENT and (word.stem not in best or pull > best[word.stem][1]):
            best[word.stem] = word, pull
    return _most_telling(text, list(best.values()))


def _most_telling(text: str, added: Sequence[tuple[Token, float]]) -> tuple[str, ...]:
    if not added:
        return ()
    ranked = sorted(added, key=lambda one: (-one[1], one[0].start))[:_MOST]
    most = ranked[0][1]
    telling = [word for word, share in ranked if share >= _LEAST_SHARE * most and share > 0]
    kept = sorted(telling or [ranked[0][0]], key=lambda word: word.start)
    return tuple(dict.fromkeys(text[word.start : word.end] for word in kept))


def _without(text: str, word: Token) -> str:
    return text[: word.start] + text[word.end :]
