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
    added = {word: float(leaning[0] - rest) for word, rest in zip(words, leaning[1:], strict=True)}
    most = max(added.values())
    chosen = sorted(words, key=lambda word: (-added[word], word.start))[:_MOST]
    telling = [word for word in chosen if added[word] >= _LEAST_SHARE * most and added[word] > 0]
    kept = sorted(telling or chosen[:1], key=lambda word: word.start)
    return tuple(dict.fromkeys(text[word.start : word.end] for word in kept))


def _without(text: str, word: Token) -> str:
    return text[: word.start] + text[word.end :]
