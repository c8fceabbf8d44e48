"""A long file page by page: so many rows and paragraphs of it, and what became of just these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from consult.readers.readings import LaidBlock, LaidTable, NotesReading, Skipped, Statement

PER_PAGE = 60
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Numbered:
    """A statement with its number in the reading."""

    number: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Window:
    """One page of a file as it was read, with the statements that stand in it, by outcome."""

    blocks: tuple[LaidBlock, ...]
    groups: dict[str, list[Numbered]]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text that was left out for one reason: how many pieces, and the first of them."""

    why: str
    count: int
    first: tuple[str, ...]


def window(reading: NotesReading, page: int) -> Window:
    """Return a page of the file, the last one where there are not so many."""
    cut = _cut(reading.layout)
    page = min(page, len(cut))
    blocks = tuple(cut[page - 1])
    groups: dict[str, list[Numbered]] = {}
    for number in sorted(_numbers(blocks)):
        statement = reading.statements[number]
        groups.setdefault(statement.outcome or "", []).append(Numbered(number, statement))
    return Window(blocks, groups, page, len(cut))


def page_of(reading: NotesReading, number: int) -> int:
    """Return the page on which a statement stands."""
    for page, blocks in enumerate(_cut(reading.layout), 1):
        if number in _numbers(blocks):
            return page
    return 1


def left_out(skipped: Sequence[Skipped]) -> list[LeftOut]:
    """Return what was left out, by reason, with the first pieces of each."""
    counts = Counter(each.why for each in skipped)
    return [
        LeftOut(why, count, tuple(each.text for each in skipped if each.why == why)[:_MOST_SHOWN])
        for why, count in counts.items()
    ]


def _numbers(blocks: Sequence[LaidBlock]) -> set[int]:
    found: set[int] = set()
    for block in blocks:
        if isinstance(block, LaidTable):
            found |= {n for row in block.rows for cell in row for n in cell.statements}
        else:
            found |= set(block.statements)
    return found


def _cut(layout: Sequence[LaidBlock]) -> list[list[LaidBlock]]:
    """Cut the file into pages; a long table goes over several of them."""
    pages: list[list[LaidBlock]] = [[]]
    room = PER_PAGE
    for piece, size in _pieces(layout):
        if size > room and pages[-1]:
            pages.append([])
            room = PER_PAGE
        pages[-1].append(piece)
        room -= size
    return pages


def _pieces(layout: Sequence[LaidBlock]) -> Iterator[tuple[LaidBlock, int]]:
    for block in layout:
        if not isinstance(block, LaidTable):
            yield block, 1
            continue
        for start in range(0, max(1, len(block.rows)), PER_PAGE):
            rows = block.rows[start : start + PER_PAGE]
            # The columns are set once, where the table begins.
            columns = block.columns if start == 0 else ()
            yield replace(block, rows=rows, columns=columns), len(rows)
