"""Every piece of text of a file is in a statement, skipped, or a heading or title of one."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.readers.notes import read_notes
from consult.readers.readings import NotesReading
from tests.readers.builders import sheets, word

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
