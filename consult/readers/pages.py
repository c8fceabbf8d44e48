"""Pages, from a PDF or a picture, put together: text in order, tables where they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from consult.readers.layout import Block, Paragraph, split_paragraph
from consult.readers.page_tables import Ruled, as_table
from consult.readers.page_words import Line, joined, paragraphs_of

_EDGE = 0.09
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—]?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4})?\s*[-–—]?", re.I)
_SMALL, _LARGE = 0.95, 1.12
_FOOT = 0.6


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page: its lines in reading order, and its tables with their tops."""

    number: int
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Ruled, ...]


def compose(pages: Sequence[Page]) -> tuple[tuple[Block, ...], tuple[Paragraph, ...]]:
    """Return the blocks of all pages, and what stands beside them: headers, footers, footnotes."""
    body, edges = _without_edges(pages)
    composer = _Composer(body)
    blocks = tuple(composer.blocks())
    return blocks, (*edges, *composer.footnotes)


def _without_edges(pages: Sequence[Page]) -> tuple[list[Page], list[Paragraph]]:
    """Set apart page numbers, and what stands at the upper or lower edge of most pages."""
    seen = Counter(
        key
        for page in pages
        for key in {_repeated(line) for line in page.lines if _at_edge(line, page)}
    )
    often = max(2, len(pages) // 2)
    body, edges = [], []
    for page in pages:
        kept = []
        for line in page.lines:
            is_number = bool(_PAGE_NUMBER.fullmatch(line.text))
            if _at_edge(line, page) and (is_number or seen[_repeated(line)] >= often):
                why = "a page header or footer"
                edges.append(Paragraph(line.text, {"page": page.number}, aside=why))
            else:
                kept.append(line)
        body.append(replace(page, lines=tuple(kept)))
    return body, edges


def _at_edge(line: Line, page: Page) -> bool:
    return line.bottom < page.height * _EDGE or line.top > page.height * (1 - _EDGE)


def _repeated(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


class _Composer:
    """Puts pages together: text in order, tables where they stand, both across page breaks."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = pages
        self.count = 0
        self.footnotes: list[Paragraph] = []
        sizes: Counter[float] = Counter()
        for page in pages:
            for line in page.lines:
                sizes[line.size] += len(line.text)
        self.body_size = sizes.most_common(1)[0][0] if sizes else 0.0
        larger = sorted((size for size in sizes if size > self.body_size * _LARGE), reverse=True)
        self.levels = {size: min(rank, 6) for rank, size in enumerate(larger, 1)}

    def blocks(self) -> list[Block]:
        """Return all blocks in reading order."""
        found: list[Block | Ruled] = []
        for page in self.pages:
            for item in self._in_order(page):
                last = found[-1] if found else None
                if isinstance(item, Ruled) and isinstance(last, Ruled) and last.goes_on_with(item):
                    found[-1] = last.with_rows_of(item)
                elif isinstance(item, Ruled):
                    found.append(item)
                else:
                    self._add(item, page, found)
        return [
            as_table(block, number) if isinstance(block, Ruled) else block
            for number, block in _numbered(found)
        ]

    def _in_order(self, page: Page) -> list[list[Line] | Ruled]:
        """Return the paragraphs and tables of a page from top to bottom."""
        items: list[list[Line] | Ruled] = []
        waiting = sorted(page.tables, key=lambda table: table.top)
        for paragraph in paragraphs_of(page.lines):
            while waiting and waiting[0].top < paragraph[0].top and paragraph[0].zone == 0:
                items.append(waiting.pop(0))
            items.append(paragraph)
        return [*items, *waiting]

    def _add(self, lines: list[Line], page: Page, found: list[Block | Ruled]) -> None:
        text = joined(lines)
        last = found[-1] if found else None
        first = lines[0]
        size = first.size
        if isinstance(last, Paragraph) and self._goes_on(last, text, page):
            found[-1] = replace(last, text=f"{last.text} {text}")
            return
        self.count += 1
        place = {"page": page.number, "paragraph": self.count}
        if size < self.body_size * _SMALL and first.top > page.height * _FOOT and text[0].isdigit():
            self.footnotes.append(Paragraph(text, place, aside="a footnote"))
            return
        bold = all(line.is_bold for line in lines)
        found += split_paragraph(text, place, level=self.levels.get(size, 0), bold=bold)

    def _goes_on(self, last: Paragraph, text: str, page: Page) -> bool:
        """Whether a paragraph broke off on the page before, and goes on in lower case."""
        is_next = last.place.get("page") == page.number - 1
        return is_next and text[0].islower() and not last.text.endswith((".", "?", "!", ":"))


def _numbered(found: Sequence[Block | Ruled]) -> Iterator[tuple[int, Block | Ruled]]:
    number = 0
    for block in found:
        number += isinstance(block, Ruled)
        yield number, block
