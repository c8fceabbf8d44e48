"""From words with their positions on a page to lines, columns and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from consult.readers import markers

_GUTTER = 9.0
_FEWEST_LINES = 4
_STEP = 2.0
_SPACED = 1.45
_SPACE = 0.3
_UNFINISHED = ("-", "–", "—", ",", "/", "&")


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word with its edges in points from the page's left and top."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float = 0.0
    is_bold: bool = False

    @property
    def middle(self) -> float:
        """Return its height on the page."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of one column; `zone` counts the columns within a page that has several."""

    words: tuple[Word, ...]
    zone: int = 0

    @property
    def text(self) -> str:
        """Return its words with a space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Return where it begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Return where it ends."""
        return self.words[-1].x1

    @property
    def top(self) -> float:
        """Return its upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Return its lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """Return the size of most of its letters."""
        return max(self.words, key=lambda word: len(word.text)).size

    @property
    def is_bold(self) -> bool:
        """Whether every word of it stands in bold type."""
        return all(word.is_bold for word in self.words if any(map(str.isalnum, word.text)))


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Return words that stand on one height together, from the top, each row from the left."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.middle, word.x0)):
        # The small number of a footnote stands a little higher than its line.
        if rows and _overlap(rows[-1][-1], word) > 0.5:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def _overlap(one: Word, other: Word) -> float:
    """Return how much of the lower of two words stands on the height of the other, up to 1."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared / max(0.1, min(one.bottom - one.top, other.bottom - other.top))


def lines_of(words: Sequence[Word], width: float) -> list[Line]:
    """Return the lines of a page in reading order; columns one after the other.

    A line that crosses the gutter, such as a title, divides the page: the columns above it are
    read before it, those below it after.
    """
    rows = rows_of(words)
    gutter = _gutter(rows, width)
    if gutter is None:
        return [Line(tuple(row)) for row in rows]
    lines: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for row in rows:
        if any(word.x0 < gutter < word.x1 for word in row) or _is_unbroken(row, gutter):
            lines += [*left, *right, Line(tuple(row))]
            left, right = [], []
            continue
        for side, zone in ((left, 1), (right, 2)):
            own = [word for word in row if (word.x0 >= gutter) == (zone == 2)]
            if own:
                side.append(Line(tuple(own), zone))
    return [*lines, *left, *right]


def _is_unbroken(row: Sequence[Word], gutter: float) -> bool:
    """Whether a row runs over the gutter with no more than a space between its words."""
    for word, following in pairwise(row):
        if word.x1 <= gutter <= following.x0:
            return following.x0 - word.x1 < _GUTTER * 0.7
    return False


def _gutter(rows: Sequence[Sequence[Word]], width: float) -> float | None:
    """Return the middle of the white band between two columns of text, or None."""
    best, best_width = None, 0.0
    start = None
    x = width * 0.25
    allowed = max(1, len(rows) // 6)
    while x <= width * 0.75:
        crossing = sum(any(word.x0 - 1 < x < word.x1 + 1 for word in row) for row in rows)
        if crossing <= allowed:
            start = x if start is None else start
            if x - start > best_width:
                best_width, best = x - start, (x + start) / 2
        else:
            start = None
        x += _STEP
    if best is None or best_width < _GUTTER or not _has_two_columns(rows, best):
        return None
    return best


def _has_two_columns(rows: Sequence[Sequence[Word]], gutter: float) -> bool:
    """Whether on both sides there is running text, rather than labels beside values."""
    sides = []
    for is_right in (False, True):
        own = [[word for word in row if (word.x0 >= gutter) == is_right] for row in rows]
        sides.append([side for side in own if side])
    if min(map(len, sides)) < _FEWEST_LINES:
        return False
    return all(median(len(side) for side in sides_) >= 3 for sides_ in sides)


def paragraphs_of(lines: Sequence[Line], edge: float = 0.0) -> list[list[Line]]:
    """Return the lines as paragraphs: by white space, bullets, type, and where a line ends short.

    Parameters
    ----------
    edge
        Where lines end on the right, if that is known; else it is where the longest ends.
    """
    gaps = [
        below.top - above.top
        for above, below in pairwise(lines)
        if below.zone == above.zone and 0 < below.top - above.top < 4 * above.size
    ]
    usual = median(gaps) if gaps else 0.0
    edges: dict[int, float] = {}
    for line in lines:
        edges[line.zone] = max(edges.get(line.zone, edge), line.x1)
    found: list[list[Line]] = []
    for line in lines:
        if found and _goes_on(found[-1], line, usual, edges[line.zone]):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _goes_on(paragraph: Sequence[Line], line: Line, usual: float, edge: float) -> bool:
    above, first = paragraph[-1], paragraph[0]
    gap = line.top - above.top
    if line.zone != above.zone or gap <= 0 or markers.split(line.text)[0]:
        return False
    if gap > max(usual, above.size * 1.1) * _SPACED:
        return False
    if abs(line.size - above.size) > 0.6 or (line.is_bold != above.is_bold and above is first):
        return False
    if above.text.endswith(_UNFINISHED) or line.text.startswith("("):
        return True
    has_room = edge - above.x1 > (line.words[0].x1 - line.words[0].x0) + above.size * _SPACE
    if markers.split(first.text)[0]:
        # What stands under the text of a list item, not under its bullet, belongs to the item.
        return line.x0 > first.x0 + 2 or not has_room
    # A line that had room for the next word was ended on purpose.
    return not has_room or (line.text[0].islower() and not above.text.endswith((".", ":", "?")))


def joined(lines: Sequence[Line]) -> str:
    """Return the lines of a paragraph as one text; a word parted by a hyphen is one word again."""
    text = lines[0].text
    for line in lines[1:]:
        if text.endswith("\u00ad"):
            text = text[:-1] + line.text
        elif line.text[:1].islower() and re.search(r"\w-$", text):
            text += line.text
        else:
            text += " " + line.text
    return text
