"""One page to hang up: large numbers, bars and quotes as a picture, with all of it in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from consult.writers import palette
from consult.writers.barrier_summary import Quote, ThemeSection
from consult.writers.figures import Figure, dated, quoted, whole
from consult.writers.glyphs import drawable, writable
from consult.writers.handout import Handout
from consult.writers.outline_handout import quotes
from consult.writers.plain import map_text
from consult.writers.slides import base_note

WIDTH, HEIGHT = 794, 1123
"""Of the picture, in pixels: an A4 page at 96 to the inch."""

EDGE = 52
ACROSS = WIDTH - 2 * EDGE
LETTER = 0.6
"""The usual width of a letter, in heights of the type."""

WIDEST_LETTER = 0.78
FOOT = 96
SIGNED_SIZE, MOST_SIGNED, MARK_WIDE = 12, 3, 176
MOST_TILES, MOST_QUOTES = 3, 3
NOT_PEOPLE = "The numbers count statements, not people: one person can make several."


class Page:
    """The picture while it is being drawn, from the top down."""

    def __init__(self) -> None:
        self.y = 0.0
        self.parts: list[str] = []

    def words(
        self,
        text: str,
        size: float,
        *,
        colour: str = palette.INK,
        bold: bool = False,
        most: int = 1,
        evidence: str = "",
        left: float = EDGE,
        across: float = ACROSS,
    ) -> None:
        """Draw a text over at most so many lines, cut with a mark where there is more."""
        for line in wrapped(text, size, across, most):
            self.y += 1.32 * size
            self.put(line, left, self.y, size, colour=colour, bold=bold, evidence=evidence)

    def put(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        colour: str = palette.INK,
        bold: bool = False,
        evidence: str = "",
    ) -> None:
        """Draw one line of text at a place."""
        weight = ' font-weight="bold"' if bold else ""
        named = f" data-evidence={quoteattr(evidence)}" if evidence else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{weight}{named}>'
            f"{escape(text)}</text>"
        )

    def box(self, x: float, y: float, wide: float, tall: float, colour: str) -> None:
        """Draw a filled box."""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
            f' fill="{colour}"/>'
        )


def wrapped(text: str, size: float, across: float, most: int) -> list[str]:
    """Return a text in lines that fit; capitals and unknown letters are taken as wide ones."""
    wide = sum(WIDEST_LETTER if c.isupper() or ord(c) > 0x24F else LETTER for c in text)
    letter = size * (wide / len(text) if text else LETTER)
    return textwrap.wrap(
        text, max(8, int(across / letter)), max_lines=most, placeholder=" …", break_on_hyphens=False
    )


def write(handout: Handout) -> bytes:
    """Return the picture as SVG; it names itself, and says all that it shows."""
    shown: Handout = map_text(writable(handout), drawable)
    page = Page()
    _head(page, shown)
    _tiles(page, tiles(shown))
    _bars(page, shown)
    _quotes(page, shown)
    _foot(page, shown)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
        f' height="{HEIGHT}" role="img" aria-labelledby="title words" lang="en-GB"'
        f' font-family="DejaVu Sans, Arial, sans-serif">\n<title id="title">'
        f"{escape(name(shown))}</title>\n"
        f'<desc id="words">{escape(in_words(shown))}</desc>\n'
        + "\n".join(page.parts)
        + "\n</svg>\n"
    ).encode("utf-8", "replace")


def name(handout: Handout) -> str:
    """Return what the picture is called."""
    return f"{handout.title}: {handout.summary.consultation}"


def in_words(handout: Handout) -> str:
    """Return all that the picture shows."""
    parts = [f"{label}: {whole(figure.count)}." for label, figure in tiles(handout)]
    if handout.themes:
        named = "; ".join(f"{each.name}, {each.figure.text}" for each in handout.themes)
        parts.append(f"What gets in the way, by number of barriers: {named}.")
    parts += [f"Somebody said, of {s.name}: {quoted(q.text)}" for s, q in _quoted(handout)]
    standing = handout.summary.standing
    said = (standing.notice, standing.signed) if standing else ("", "")
    return " ".join(filter(None, [said[0], *parts, base_note(handout), NOT_PEOPLE, said[1]]))


def tiles(handout: Handout) -> list[tuple[str, Figure]]:
    """Return the large numbers at the top."""
    base = handout.summary.base
    named = [
        ("statements received", base.statements),
        ("of them name a barrier", base.barriers),
        *((each.label, each.figure) for each in base.people),
    ]
    return [(label, figure) for label, figure in named if handout.may_show(figure)][:MOST_TILES]


def _quoted(handout: Handout) -> tuple[tuple[ThemeSection, Quote], ...]:
    return quotes(handout)[:MOST_QUOTES]


def _head(page: Page, handout: Handout) -> None:
    summary = handout.summary
    page.box(0, 0, WIDTH, 176, palette.TEAL)
    page.box(0, 176, WIDTH, 6, palette.ACCENT)
    page.y = 12
    page.words(summary.organisation, 15, colour=palette.PAPER, bold=True)
    if summary.standing is not None and summary.standing.mark:
        page.box(WIDTH - EDGE - MARK_WIDE, 12, MARK_WIDE, 26, palette.ACCENT)
        page.put(
            summary.standing.mark,
            WIDTH - EDGE - MARK_WIDE + 10,
            30,
            13,
            colour=palette.PAPER,
            bold=True,
        )
    page.words(handout.title, 42, colour=palette.PAPER, bold=True)
    page.y += 12
    page.words(summary.consultation, 19, colour=palette.PAPER, most=2)
    page.y = 206


def _tiles(page: Page, shown: list[tuple[str, Figure]]) -> None:
    gap = 18
    wide = (ACROSS - gap * (MOST_TILES - 1)) / MOST_TILES
    top = page.y
    for place, (label, figure) in enumerate(shown):
        left = EDGE + place * (wide + gap)
        page.box(left, top, wide, 112, palette.WASH)
        page.y = top + 2
        number = whole(figure.count)
        page.words(
            number,
            40,
            colour=palette.TEAL,
            bold=True,
            evidence=figure.evidence,
            left=left + 14,
            across=wide,
        )
        page.y += 8
        page.words(label, 14, left=left + 14, across=wide - 24, most=2)
    page.y = top + (112 if shown else 0) + 14


def _bars(page: Page, handout: Handout) -> None:
    if not handout.themes:
        return
    page.words("What gets in the way", 25, colour=palette.TEAL, bold=True)
    page.y += 10
    greatest = max(each.figure.count for each in handout.themes) or 1
    for each in handout.themes:
        page.words(each.name, 15.5, bold=True)
        page.y += 7
        long = max(2, (ACROSS - 190) * each.figure.count / greatest)
        page.box(EDGE, page.y, long, 20, palette.TEAL_MIDDLE)
        page.put(
            each.figure.text,
            EDGE + long + 10,
            page.y + 15.5,
            15.5,
            evidence=each.figure.evidence,
        )
        page.y += 27
    page.words(f"{base_note(handout)}", 12.5, colour=palette.QUIET)


def _quotes(page: Page, handout: Handout) -> None:
    room = HEIGHT - _foot_tall(handout) - page.y - 50
    fitting = []
    for section, quote in _quoted(handout):
        lines = wrapped(quoted(quote.text), 15.5, ACROSS - 22, 9)
        needed = 1.32 * 15.5 * len(lines) + 42
        if needed <= room:
            fitting.append((section, quote, needed))
            room -= needed
    if not fitting:
        return
    page.y += 12
    page.words("In people’s own words", 25, colour=palette.TEAL, bold=True)
    for section, quote, needed in fitting:
        page.y += 10
        page.box(EDGE, page.y + 4, 4, needed - 18, palette.ACCENT)
        page.words(quoted(quote.text), 15.5, left=EDGE + 18, across=ACROSS - 22, most=9)
        source = f"{section.name} · statement {quote.statement_id}"
        page.words(source, 12.5, colour=palette.QUIET, left=EDGE + 18, across=ACROSS - 22)
        page.y += 6


def _foot(page: Page, handout: Handout) -> None:
    tall = _foot_tall(handout)
    page.box(0, HEIGHT - tall, WIDTH, tall, palette.WASH)
    page.y = HEIGHT - tall + 8
    for line in _ends(handout):
        page.words(line, 13, most=2)
    standing = handout.summary.standing
    for said in filter(None, (standing.notice, standing.signed) if standing else ()):
        page.words(
            said, SIGNED_SIZE, most=MOST_SIGNED, bold=said == getattr(standing, "notice", "")
        )


def _foot_tall(handout: Handout) -> float:
    """Return how tall the foot is: one that says who signed needs more."""
    standing = handout.summary.standing
    said = filter(None, (standing.notice, standing.signed) if standing else ())
    lines = sum(len(wrapped(each, SIGNED_SIZE, ACROSS, MOST_SIGNED)) for each in said)
    return FOOT + 1.32 * SIGNED_SIZE * lines


def _ends(handout: Handout) -> Iterator[str]:
    yield NOT_PEOPLE
    if handout.contact:
        yield f"Questions, or another format: {handout.contact}"
    yield f"Figures of {dated(handout.summary.generated_on)}."
