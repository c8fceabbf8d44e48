"""OpenDocument, Rich Text, PDF and web pages give what the same notes give in Word."""

from __future__ import annotations

import pytest

from consult.readers.notes import read_notes
from tests.readers.builders import told
from tests.readers.makers import odt, pdf, rtf

GRID = [
    ["Work", "Barriers"],
    ["Choir – GCH", "Rent of the hall"],
    ["Lunch club", "No bus after six"],
]
NOTES = [
    ("2.1", "work", "Choir – GCH"),
    ("2.1", "barrier", "Rent of the hall"),
    ("2.1", "work", "Lunch club"),
    ("2.1", "barrier", "No bus after six"),
]
OUTCOME = "Outcome 2.1: Neighbours know each other"


def html(*blocks) -> bytes:
    made = ""
    for block in blocks:
        if isinstance(block, str):
            made += f"<p>{block}</p>"
        else:
            rows = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in block)
            made += f"<table>{rows}</table>"
    return f"<!doctype html><html><body>{made}</body></html>".encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.odt", odt(OUTCOME, GRID)),
        ("notes.rtf", rtf(OUTCOME, GRID)),
        ("notes.html", html(OUTCOME, GRID)),
        ("notes.pdf", pdf(OUTCOME, grid=GRID)),
    ],
)
def test_a_table_under_an_outcome(name, content):
    reading = read_notes(content, name)

    assert told(reading) == NOTES
    assert reading.statements[0].partners == ("GCH",)
    assert {"table": 1, "row": 2, "column": 2}.items() <= dict(reading.statements[3].place).items()


@pytest.mark.parametrize("make", [odt, rtf])
def test_headings_and_lists(make):
    lines = ("Barriers", "• No money – or none that lasts", "• Two patches, one pavement")

    reading = read_notes(make(*lines), "notes." + make.__name__)

    assert told(reading) == [
        (None, "barrier", "No money – or none that lasts"),
        (None, "barrier", "Two patches, one pavement"),
    ]


class TestOpenDocument:
    def test_merged_cells_stand_once(self):
        grid = [[">2Work", "<", "Barriers"], ["Choir", "Walks", "Rent"]]

        reading = read_notes(odt(grid), "a.odt")

        assert [kind for _, kind, _ in told(reading)] == ["work", "work", "barrier"]

    def test_what_stands_beside_the_text_is_left_out_with_its_reason(self):
        raw = (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>Old words</text:p>"
            "</text:deletion></text:changed-region></text:tracked-changes>"
            "<text:p>Barriers</text:p><text:list><text:list-item><text:p>Rent"
            "<office:annotation><text:p>Is this so?</text:p></office:annotation></text:p>"
            "</text:list-item></text:list>"
        )
        styles = (
            "<office:master-styles><style:master-page><style:header><text:p>Draft</text:p>"
            "</style:header></style:master-page></office:master-styles>"
        )

        reading = read_notes(odt(raw=raw, styles=styles), "a.odt")

        assert told(reading) == [(None, "barrier", "Rent")]
        assert {(s.text, s.why) for s in reading.skipped} == {
            ("Old words", "deleted in tracked changes"),
            ("Is this so?", "a comment in the margin"),
            ("Draft", "a page header"),
        }

    def test_text_boxes_and_nested_tables_are_read(self):
        raw = (
            "<text:p>Barriers<draw:frame><draw:text-box><text:p>• In a box</text:p></draw:text-box>"
            "</draw:frame></text:p><table:table><table:table-row><table:table-cell><text:p>Outer"
            "</text:p><table:table><table:table-row><table:table-cell><text:p>Inner</text:p>"
            "</table:table-cell></table:table-row></table:table></table:table-cell>"
            "</table:table-row></table:table>"
        )

        reading = read_notes(odt(raw=raw), "a.odt")

        assert {text for _, _, text in told(reading)} == {"In a box", "Outer", "Inner"}


class TestRichText:
    def test_signs_beyond_ascii_and_escapes(self):
        reading = read_notes(
            rtf("Barriers", "• “Café” costs £3 {twice} \\ week – every 😀 day"), "a.rtf"
        )

        assert "“Café” costs £3 {twice} \\ week" in reading.statements[0].text

    def test_the_characters_of_an_older_file(self):
        content = rb"{\rtf1\ansi\ansicpg1252 Barriers\par \bullet Caf\'e9 at \'a33\par}"

        assert told(read_notes(content, "a.rtf")) == [(None, "barrier", "Café at £3")]

    def test_footnotes_and_headers_stand_aside(self):
        content = rb"{\rtf1{\header Draft\par}Barriers\par \bullet Rent{\footnote Rising}\par}"

        reading = read_notes(content, "a.rtf")

        assert told(reading) == [(None, "barrier", "Rent")]
        assert {(s.text, s.why) for s in reading.skipped} == {
            ("Draft", "a page header"), ("Rising", "a footnote"),
        }  # fmt: skip


class TestPdf:
    def test_prose_keeps_its_paragraphs_and_page(self):
        long = (
            "Nobody who works until six can get home by bus, and nobody has said why that is so. "
            * 3
        )

        reading = read_notes(pdf("= What gets in the way", long, "• Damp", "• Noise"), "a.pdf")

        assert told(reading) == [
            (None, "barrier", long.strip()),
            (None, "barrier", "Damp"),
            (None, "barrier", "Noise"),
        ]
        assert all(each.place["page"] == 1 for each in reading.statements)

    def test_two_columns_are_read_one_after_the_other(self):
        sentence = (
            "The path by the river floods in winter and nobody can pass it with a pram then. "
        )
        lines = [f"Point {n}: {sentence * 3}" for n in range(1, 13)]

        reading = read_notes(pdf("= Barriers", *lines, columns=2), "a.pdf")

        starts = [text.split(":")[0] for _, _, text in told(reading) if text.startswith("Point")]
        assert starts == [f"Point {n}" for n in range(1, 13)]

    def test_a_table_goes_on_over_the_page(self):
        grid = [["Work", "Barriers"], *([f"Project {n}", f"Obstacle {n}"] for n in range(60))]

        reading = read_notes(pdf(grid=grid, footer="Kept by the scribe"), "a.pdf")

        assert len(reading.statements) == 120
        assert {kind for _, kind, _ in told(reading)} == {"work", "barrier"}
        assert {each.place["table"] for each in reading.statements} == {1}
        assert reading.statements[-1].place["page"] > 1
        assert {s.why for s in reading.skipped} == {"a page header or footer"}


class TestWebPages:
    def test_a_paste_from_word_keeps_its_lists(self):
        pasted = (
            "<html xmlns:o='urn:x'><body><p class=MsoNormal><b>Barriers</b></p>"
            "<p class=MsoListParagraph style='mso-list:l0 level1'><span style='mso-list:Ignore'>"
            "·<span>&nbsp;&nbsp;</span></span>Rent of the hall<o:p></o:p></p></body></html>"
        )

        assert told(read_notes(pasted.encode(), "p.html")) == [
            (None, "barrier", "Rent of the hall")
        ]

    def test_a_paste_from_excel_keeps_its_cells(self):
        pasted = (
            "<html><table><tr><td>Work<td>Barriers</tr><tr><td>Choir<td>Rent<br>Damp</tr></table>"
        )

        assert told(read_notes(pasted.encode(), "p.html")) == [
            (None, "work", "Choir"), (None, "barrier", "Rent"), (None, "barrier", "Damp"),
        ]  # fmt: skip

    def test_scripts_are_no_text_and_hidden_words_stand_aside(self):
        page = (
            "<!doctype html><title>Our notes</title><script>alert('x')</script><h2>Barriers</h2>"
            "<ul><li>Rent</li></ul><div style='display: none'>Seen by nobody</div>"
        )

        reading = read_notes(page.encode(), "p.html")

        assert told(reading) == [(None, "barrier", "Rent")]
        assert {s.text for s in reading.skipped} == {"Our notes", "Seen by nobody"}

    def test_a_table_that_calls_itself_an_excel_file(self):
        page = "<html><table><tr><th>Work<th>Barriers</tr><tr><td>Choir<td>Rent</tr></table></html>"

        assert [k for _, k, _ in told(read_notes(page.encode(), "export.xls"))] == [
            "work",
            "barrier",
        ]
