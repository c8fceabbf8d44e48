"""A paper in every format: numbers that Word counts, notices, a head, and the same bytes again."""

from __future__ import annotations

import io
from datetime import date

import docx as word
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from consult.writers import csv, docx, html, json, pdf, xlsx
from consult.writers.blocks import Cell
from consult.writers.figures import Figure
from consult.writers.isolation import write_in_child
from consult.writers.paper import Bound, Change, Paper, Part, Signature, Words
from consult.writers.plain import NotAReport

FIGURE = Figure(26, "theme:transport", 40)
PAPER = Paper(
    title="Buses in the evening",
    organisation="Testbury Together",
    consultation="Getting about",
    kind_of_paper="council-paper",
    state="draft",
    made_on=date(2026, 11, 28),
    figures_of=date(2026, 11, 1),
    particulars=(("Meeting", "Cabinet"), ("Date", "5 March 2027")),
    parts=(
        Part("heading", "1.0", words=(Words("Purpose of report"),)),
        Part(
            "paragraph",
            "1.1",
            words=(
                Words("Of these, "),
                Words("26 of 40 (65%)", True, "theme:transport", "{theme:transport.of}"),
                Words(" are about buses."),
            ),
        ),
        Part("prompt", "1.2", words=(Words("Say why."),)),
        Part("heading", level=2, words=(Words("What people told us"),)),
        Part("figure", rows=((Cell("Statements"), Cell("64", True, 0, "statements:all")),)),
        Part("quote", words=(Words("=The last bus […] goes"),), source="Table 1", statement_id="4"),
        Part(
            "chart",
            name="chart-1",
            caption="Barriers by theme",
            axis="Barriers",
            bars=(("Transport", FIGURE),),
            alt="Bar chart: Transport 26.",
        ),
        Part(
            "table",
            caption="Barriers",
            header=("Theme", "Barriers"),
            rows=((Cell("Transport"), Cell("26", True, 0, "theme:transport")),),
            widths=(0.5, 0.2),
        ),
        Part("heading", "2.0", words=(Words("Recommendations"),)),
        Part("paragraph", "2.1", words=(Words("That cabinet notes this."),)),
    ),
    figures=(Bound("{theme:transport.of}", "Transport", "1.1", "26 of 40 (65%)", FIGURE),),
    changes=(Change("1.1", "Transport", "26 of 40 (65%)", "27 of 41 (66%)"),),
    signatures=(Signature("Written", "A. Oak", date(2026, 11, 1)), Signature("Approved")),
)


def test_the_json_form_gives_the_paper_back():
    assert Paper.from_dict(PAPER.to_dict()) == PAPER


@pytest.mark.parametrize("plain", [{}, {"kind": "other"}, [], {"kind": "paper", "title": 3}])
def test_what_is_no_paper_is_refused(plain):
    with pytest.raises(NotAReport):
        Paper.from_dict(plain)


@pytest.mark.parametrize("writer", [csv, docx, html, json, pdf, xlsx])
def test_the_same_paper_gives_the_same_bytes(writer):
    assert writer.write(PAPER) == writer.write(PAPER)


def test_word_counts_the_numbers_itself_and_says_what_it_is():
    document = word.Document(io.BytesIO(docx.write(PAPER)))

    counted = [
        (p.text, p._p.pPr.numPr.ilvl.val)
        for p in document.paragraphs
        if p._p.pPr is not None and p._p.pPr.numPr is not None
    ]
    assert counted == [
        ("Purpose of report", 0),
        ("Of these, 26 of 40 (65%) are about buses.", 1),
        ("To be written. Say why.", 1),
        ("Recommendations", 0),
        ("That cabinet notes this.", 1),
    ]
    levels = document.part.numbering_part.element.iter(qn("w:lvlText"))
    assert {"%1.0", "%1.%2"} <= {level.get(qn("w:val")) for level in levels}
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.title == "Buses in the evening"
    captions = [t._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for t in document.tables]
    assert captions[0] == "Particulars of this report"
    assert "Barriers by theme: the numbers" in captions
    pictures = document.element.body.iter(qn("wp:docPr"))
    assert [each.get("descr") for each in pictures] == ["Bar chart: Transport 26."]


def test_a_draft_and_changed_figures_are_told_of_first():
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.write(PAPER))).pages)

    words = " ".join(said.split())
    assert words.index("Draft. It has not been checked") < words.index("Purpose of report")
    assert "as they stood on 1 November 2026. Since then 1 of them has changed" in words
    assert "27 of 41 (66%)" in words


def test_a_quote_that_looks_like_a_formula_stays_words():
    assert "'=The last bus" in csv.write(PAPER).decode("utf-8-sig")


def test_another_process_writes_a_paper_too():
    assert write_in_child("json", PAPER.to_dict()) == json.write(PAPER)
