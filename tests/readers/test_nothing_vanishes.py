"""Every piece of text of a file is in a statement, skipped, or a heading or title of one."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.readers.notes import read_notes
from consult.readers.readings import NotesReading
from tests.readers.builders import sheets, word
from tests.readers.makers import mail, odt, pdf, rtf

PHRASES = (
    """
Work|Barriers|Ideas|Outcome|Type|Partner|Comments|Barrier|Strengths|Moreton|Id|2.1|N/A|-||Choir
What gets in the way|Outcome 2.1|Outcome 2.2 – Safer parks|3.1 Warm homes|Group discussion:
Transport –|No money for the hall|Training – GTC|- Bus stops at six|1) Rent|• Damp walls
(See overleaf)|Please list your points|STREETS AND PARKS|Date: 3 May|ideas of the young
Barrier: no lights|Club – Moreton|lower case line|The hall is cold. Nobody minds, and so it stays
""".strip()
    .replace("\n", "|")
    .split("|")
)
texts = st.one_of(
    st.sampled_from(PHRASES),
    st.text(st.characters(codec="cp1252", categories=["L", "N", "P", "Zs"]), max_size=30),
)
grids = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), min_size=1, max_size=6)
)
cells = st.lists(st.lists(texts, max_size=3).map("\n".join), min_size=2, max_size=2)
styles = st.sampled_from(["Normal", "Heading 1", "Heading 2", "List Bullet"])
checked = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]{2,}", text)


def assert_nothing_vanished(content: bytes, name: str, pieces: list[str]) -> None:
    if not any(character.isalpha() for piece in pieces for character in piece):
        return
    reading = read_notes(content, name)

    told = Counter(words(_everything(reading)))
    lost = {word for piece in pieces for word in words(piece)} - told.keys() - {"Outcome"}

    assert not {word for word in lost if not _is_marker(word, pieces)}
    assert _occurrences(reading) == len(set(_places(reading)))


def _everything(reading: NotesReading) -> str:
    parts = [s.text for s in reading.skipped]
    for s in reading.statements:
        parts += [s.text, s.outcome or "", s.outcome_title or "", s.heading or "", *s.partners]
        parts += s.about.values()
    return "\n".join(parts)


def _is_marker(word: str, pieces: list[str]) -> bool:
    """Whether the word is only ever the number of a list item: "12) Rent"."""
    return all(
        re.match(rf"\s*\S{{0,3}}\(?{re.escape(word)}[.)]", p) for p in pieces if word in words(p)
    )


def _places(reading: NotesReading) -> list[str]:
    """Return every paragraph's place once: nothing is both a statement and skipped.

    The rows of a header have no number, so that those that say the same share a place.
    """
    records = [*reading.statements, *reading.skipped]
    return [f"{sorted(r.place.items())}{r.text}" for r in records if not _is_in_header(r.place)]


def _is_in_header(place) -> bool:
    return "table" in place and "row" not in place


def _occurrences(reading: NotesReading) -> int:
    records = [*reading.statements, *reading.skipped]
    return sum(not _is_in_header(record.place) for record in records)


@checked
@given(st.lists(texts, max_size=10))
def test_text(lines):
    content = "\n".join(lines)

    assert_nothing_vanished(content.encode(), "a.txt", lines)


@checked
@given(grids)
def test_separated_values(grid):
    stream = io.StringIO()
    csv.writer(stream).writerows(grid)

    assert_nothing_vanished(stream.getvalue().encode(), "a.csv", [c for row in grid for c in row])


@checked
@given(grids)
def test_spreadsheet(grid):
    safe = [[re.sub(r"^[=+]", "", cell) for cell in row] for row in grid]

    assert_nothing_vanished(sheets(Sheet1=safe), "a.xlsx", [c for row in safe for c in row])


@checked
@given(
    st.lists(st.tuples(styles, texts), max_size=5),
    st.lists(cells, max_size=4),
    st.tuples(styles, texts),
)
def test_word(before, rows, after):
    content = word(*before, *([rows] if rows else []), after)

    pieces = [text for _, text in (*before, after)] + [cell for row in rows for cell in row]
    assert_nothing_vanished(content, "a.docx", pieces)


# What a format cannot carry, or its maker cannot typeset, is no loss of the reader.
plain_texts = texts.map(lambda text: "".join(c for c in text if c.isprintable() and c not in "#*_"))
plain_grids = st.integers(2, 3).flatmap(
    lambda width: st.lists(
        st.lists(plain_texts, min_size=width, max_size=width), min_size=1, max_size=5
    )
)
latin = st.one_of(
    st.sampled_from(PHRASES),
    st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ ,.;:!?()'&/0123456789", max_size=40),
)


@checked
@given(st.lists(plain_texts, max_size=6), plain_grids)
def test_opendocument(lines, grid):
    pieces = [*lines, *(cell for row in grid for cell in row)]
    safe = [["" if cell.startswith((">", "<")) else cell for cell in row] for row in grid]

    assert_nothing_vanished(odt(*lines, safe), "a.odt", [p for p in pieces if p[:1] not in "<>"])


@checked
@given(st.lists(plain_texts, max_size=6), plain_grids)
def test_rich_text(lines, grid):
    content = rtf(*lines, grid)

    assert_nothing_vanished(content, "a.rtf", [*lines, *(cell for row in grid for cell in row)])


@checked
@given(st.lists(plain_texts, max_size=6), plain_grids)
def test_web_page(lines, grid):
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in grid
    )
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines) + f"<table>{rows}</table>"

    pieces = [*lines, *(cell for row in grid for cell in row)]
    assert_nothing_vanished(f"<html>{body}</html>".encode(), "a.html", pieces)


@checked
@given(st.lists(plain_texts, max_size=6), st.lists(plain_texts, max_size=4), plain_grids)
def test_mail(lines, quoted, grid):
    stream = io.StringIO()
    csv.writer(stream).writerows(grid)
    text = "\n".join([*lines, "", "On 3 May 2026, Sam Hill wrote:", *(f"> {q}" for q in quoted)])

    content = mail(text, ("table.csv", stream.getvalue().encode()))

    pieces = [*lines, *quoted, *(cell for row in grid for cell in row), "Sam Hill wrote"]
    assert_nothing_vanished(content, "a.eml", pieces)


@checked
@given(plain_grids)
def test_records(grid):
    header = [f"field {n} of it" for n in range(len(grid[0]))]
    records = [dict(zip(header, row, strict=True)) for row in grid]

    pieces = [*header, *(cell for row in grid for cell in row)]
    assert_nothing_vanished(json.dumps(records).encode(), "a.json", pieces)


@settings(checked, max_examples=25)
@given(
    st.lists(latin, max_size=8),
    st.lists(st.lists(latin, min_size=2, max_size=2), min_size=1, max_size=6),
)
def test_pdf(lines, grid):
    content = pdf(*lines, grid=grid, footer="Kept by the scribe")

    pieces = [*lines, *(cell for row in grid for cell in row), "Kept by the scribe"]
    assert_nothing_vanished(content, "a.pdf", pieces)
