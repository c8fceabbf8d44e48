"""The words by which people say where they stand, each with what is said about it.

Words of the proposal itself become one mark, so that "support the closure" of a lane and of a
library teach the same. Words after a negation are kept apart ("not safe" is not "safe"), and so are
those after *would* and *will*: "dangerous now" speaks for a change, "would be dangerous" against.

References
----------
Das and Chen (2007), Yahoo! for Amazon, Management Science 53: words marked after a negation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from analysis.patterns import stems_of
from analysis.stopwords import STOP_STEMS
from analysis.tokens import BREAK, JOIN, tokens

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SIZE = 1 << 15
PROPOSAL = "<proposal>"
_NEGATIONS = frozenset(
    {"not", "no", "never", "nobody", "nothing", "none", "nor", "without", "hardly"}
)
_WOULD = frozenset({"would", "will"})
_REACH = 4
_LONGEST = 3
_START, _END = "^", "$"


@dataclass(frozen=True, slots=True)
class Cue:
    """One to three words in a row, as they are learned, and where they stand in the text."""

    name: str
    start: int
    end: int

    @property
    def column(self) -> int:
        """Return the column of the cue's weights; the same in every process."""
        return crc32(self.name.encode()) % SIZE


def cues(text: str, proposal: frozenset[str] = frozenset()) -> list[Cue]:
    """Return the cues of a text, given the stems that the proposal is made of.

    Examples
    --------
    >>> [cue.name for cue in cues("Not safe")][:4]
    ['^', 'not', 'not_safe', '$']
    """
    words = [Cue(_START, 0, 0), *_words(text, proposal), Cue(_END, len(text), len(text))]
    rows = [
        Cue(" ".join(cue.name for cue in row), row[0].start, row[-1].end)
        for length in range(2, _LONGEST + 1)
        for row in zip(*(words[at:] for at in range(length)), strict=False)
    ]
    return [*words, *_supposed(words), *rows]


def stems_of_proposal(proposal: str) -> frozenset[str]:
    """Return the stems of a proposal that are no function words."""
    return frozenset(stems_of(proposal)) - STOP_STEMS


def cue_rows(texts: Sequence[str], proposals: Sequence[frozenset[str]]) -> csr_array:
    """Return a row a text, shape (texts, 32768), of length 1: which cues it has."""
    import numpy as np
    from scipy.sparse import csr_array

    found = [
        sorted({cue.column for cue in cues(text, proposal)})
        for text, proposal in zip(texts, proposals, strict=True)
    ]
    data = [np.full(len(row), len(row) ** -0.5) for row in found]
    places = np.array([column for row in found for column in row], np.int64)
    ends = np.cumsum([0, *map(len, found)])
    return csr_array((np.concatenate([np.zeros(0), *data]), places, ends), shape=(len(texts), SIZE))


def _words(text: str, proposal: frozenset[str]) -> Iterator[Cue]:
    """Yield the words, marked; the marks between clauses count, since a question mark tells."""
    left, start = 0, 0
    for token in tokens(text):
        if token.stem in (BREAK, JOIN):
            left = left if token.stem == JOIN else 0
            mark = text[token.start : token.end].strip()[:1] or BREAK
            yield Cue(mark, token.start, token.end)
        elif token.stem in _NEGATIONS:
            left, start = _REACH, token.start
            yield Cue(token.stem, token.start, token.end)
        else:
            name = PROPOSAL if token.stem in proposal else token.stem
            denied = left > 0
            left -= 1
            yield Cue(
                f"not_{name}" if denied else name, start if denied else token.start, token.end
            )


def _supposed(words: Sequence[Cue]) -> Iterator[Cue]:
    """Yield what follows *would* and *will*, as what somebody fears or hopes for."""
    left, start = 0, 0
    for word in words:
        if word.name.removeprefix("not_") in _WOULD:
            left, start = _REACH, word.start
        elif word.name in ".!?;:(":
            left = 0
        elif left:
            left -= 1
            if word.name.removeprefix("not_") not in STOP_STEMS and word.name not in (_END, ","):
                yield Cue(f"would_{word.name}", start, word.end)
