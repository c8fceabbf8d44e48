"""Statements to tokens: spoken contractions spelt out, clauses kept apart, lists of lacks opened.

"Can't" becomes "can not" and "dont" becomes "do not", so that one pattern meets every spelling.
Each token remembers where it stood, so that a match can be shown in the speaker's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from analysis.stems import stem

BREAK = "."
JOIN = ","

_PIECE = re.compile(
    r"(?P<word>[£$€]?[^\W_]+(?:['’ʼ`][^\W_]+)*%?)|(?P<stop>[.!?;:\n\r•()]+)|(?P<join>[,/&+])"
)
_CONTRACTIONS = {
    "ain't": "is not",
    "arent": "are not",
    "can't": "can not",
    "cannot": "can not",
    "cant": "can not",
    "couldnt": "could not",
    "didnt": "did not",
    "doesnt": "does not",
    "dont": "do not",
    "dunno": "do not know",
    "hasnt": "has not",
    "havent": "have not",
    "ive": "i have",
    "im": "i am",
    "isnt": "is not",
    "nobody's": "nobody is",
    "noone": "no one",
    "shan't": "shall not",
    "shouldnt": "should not",
    "theres": "there is",
    "theyre": "they are",
    "theyve": "they have",
    "wasnt": "was not",
    "weve": "we have",
    "werent": "were not",
    "what's": "what is",
    "won't": "will not",
    "wont": "will not",
    "wouldnt": "would not",
    "youre": "you are",
}
_ENDINGS = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}
_WHO_IS = frozenset({"it", "that", "there", "he", "she", "who", "where", "how", "here", "everyone"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word as it is matched, and where it stood in the text."""

    stem: str
    start: int
    end: int


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text in order, with `BREAK` between clauses and `JOIN` in lists.

    Kept, since the lexicon and the learner both read each statement.

    Examples
    --------
    >>> [token.stem for token in tokens("We can't get volunteers. No-one's asked!")]
    ['we', 'can', 'not', 'get', 'volunteer', '.', 'no', 'one', 'ask', '.']
    """
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    for piece in _PIECE.finditer(text):
        start, end = piece.span()
        kind = piece.lastgroup
        if kind == "word":
            for word in _stems(piece[0]):
                yield Token(word, start, end)
        else:
            yield Token(BREAK if kind == "stop" else JOIN, start, end)


@lru_cache(maxsize=65536)
def _stems(word: str) -> tuple[str, ...]:
    return tuple(stem(part) for part in _spelt_out(word.lower()))


def _spelt_out(word: str) -> tuple[str, ...]:
    word = word.replace("’", "'").replace("ʼ", "'").replace("`", "'")
    if word in _CONTRACTIONS:
        return tuple(_CONTRACTIONS[word].split())
    for ending, meaning in _ENDINGS.items():
        if word.endswith(ending):
            return word.removesuffix(ending), meaning
    if word.endswith("'s"):
        base = word.removesuffix("'s")
        return (base, "is") if base in _WHO_IS else (base,)
    return (word.replace("'", ""),)


_AND = frozenset({JOIN, "and", "or", "nor"})
_LONGEST_ITEM = 3


def clauses(text: str, heads: frozenset[tuple[str, ...]]) -> list[tuple[Token, ...]]:
    """Return the runs of words in which patterns are looked for.

    The first is the whole text without its list marks. Each list after one of the heads ("lack of
    manpower / money / interest") adds a run for every item but the first ("lack of money").

    Parameters
    ----------
    text : str
    heads : frozenset of tuple of str
        Stems that open a list, such as ``("lack", "of")``.
    """
    words = tokens(text)
    runs = [tuple(token for token in words if token.stem != JOIN)]
    opening = {head[0] for head in heads}
    for at, word in enumerate(words):
        for length in (1, 2) if word.stem in opening else ():
            head = words[at : at + length]
            if tuple(token.stem for token in head) in heads:
                runs.extend(head + item for item in _items(words[at + length :])[1:])
    return runs


def _items(words: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """Return the items of a list that starts here; the last may run on, so it is cut short."""
    items: list[tuple[Token, ...]] = [()]
    for token in words:
        if token.stem == BREAK:
            break
        if token.stem in _AND:
            items.append(())
        elif len(items[-1]) < _LONGEST_ITEM:
            items[-1] += (token,)
        elif len(items) == 1:
            return []
        else:
            break
    return [item for item in items if item]
