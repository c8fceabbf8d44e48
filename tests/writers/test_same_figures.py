"""Every format says the numbers of the report, and no others, whatever its texts hold."""

from __future__ import annotations

import csv as standard_csv
import io
import json as standard_json
from collections import Counter
from collections.abc import Iterable

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pypdf import PdfReader

from consult.writers import (
    csv,
    docx,
    html,
    infographic,
    infographic_pdf,
    json,
    outline_handout,
    pdf,
    pptx,
    xlsx,
)
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.blocks import Chart
from consult.writers.figures import Figure, percentage, whole
from consult.writers.handout import EASY_READ, PLAIN, Decided, Handout
from consult.writers.outline_handout import out_of
from tests.writers.reading import (
    NUMBER,
    all_figures,
    docx_numbers,
    docx_tables,
    evidence,
    html_tables,
    pdf_numbers,
)
from tests.writers.sample import empty, rich
from tests.writers.strategies import summaries

few = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def expected_tables(summary: BarrierSummary) -> dict[str, list[list[str]]]:
    """Return what the numbers of the main tables must be, row by row."""
    ledger = summary.ledger
    themes = [s.figure for s in summary.sections]
    matrix = [
        [whole(f.count) if f.count else "–" for f in row.counts] for row in summary.matrix.rows
    ]
    parts = (ledger.themed, ledger.other, ledger.empty, ledger.duplicate, ledger.campaign)
    return {
        "The numbers behind the chart": [
            [whole(f.count), percentage(f.count, f.base or 0) or "–"] for f in themes
        ],
        "Barriers by outcome and theme": matrix if summary.sections else [],
        "Where each barrier is": [
            [whole(f.count)] for f in (*parts, ledger.withheld, ledger.received)
        ],
    }


def check_tables(tables: list[tuple[str, list[list[str]]]], summary: BarrierSummary) -> None:
    """Compare the main tables of a file with the report's data."""
    for title, expected in expected_tables(summary).items():
        found = [rows for caption, rows in tables if caption.startswith(title)]
        if title.startswith("Barriers by outcome"):
            pieces = [[row[1:-1] for row in rows[: len(expected)]] for rows in found]
            joined = [
                [cell for piece in line for cell in piece] for line in zip(*pieces, strict=True)
            ]
            assert joined == expected
        else:
            assert [row[1:] for rows in found for row in rows] == expected


@few
@given(summaries())
def test_word_tables_hold_the_report_s_numbers(summary):
    check_tables(docx_tables(docx.write(summary)), summary)


@few
@given(summaries())
def test_page_tables_hold_the_report_s_numbers(summary):
    check_tables(html_tables(html.write(summary)), summary)


@few
@given(summaries())
def test_page_names_the_evidence_of_every_figure(summary):
    shown = evidence(html.write(summary))

    parts = [summary.base, summary.ledger, summary.method, summary.barriers_without_work]
    if summary.sections:
        parts += [summary.first_lines, summary.sections]
    if summary.sections and summary.matrix.rows:
        parts.append(summary.matrix)
    wanted = list(all_figures(tuple(parts)))
    for figure in wanted:
        texts = [text for name, text in shown if name == figure.evidence]
        assert any(text in (figure.text, whole(figure.count)) for text in texts) or "–" in texts


@few
@given(summaries())
def test_pdf_holds_the_same_numbers_as_the_word_file(summary):
    made_on = summary.generated_on

    in_pdf = pdf_numbers(pdf.write(summary), in_footer=[str(made_on.day), str(made_on.year)])
    in_word = docx_numbers(docx.write(summary))

    # Word counts the first lines by itself; in the PDF their numbers are text.
    in_word.update(str(line) for line in range(1, 1 + len(summary.first_lines)))
    assert in_pdf == in_word


@many
@given(summaries())
def test_workbook_lists_every_figure_with_its_base_and_evidence(summary):
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(summary)))

    rows = list(book["Figures"].iter_rows(min_row=2, values_only=True))
    assert Counter((row[4], row[5], row[7]) for row in rows) == Counter(
        (figure.count, figure.base, figure.evidence) for figure in all_figures(summary)
    )


@many
@given(summaries())
def test_csv_lists_every_figure_with_its_base_and_evidence(summary):
    text = csv.write(summary).decode("utf-8-sig")

    rows = [row for row in standard_csv.DictReader(io.StringIO(text, newline="")) if row["count"]]
    assert Counter((row["count"], row["base"], row["evidence"]) for row in rows) == Counter(
        (str(f.count), "" if f.base is None else str(f.base), f.evidence)
        for f in all_figures(summary)
    )


@many
@given(summaries())
def test_json_gives_back_the_report(summary):
    written = standard_json.loads(json.write(summary))

    assert Counter(all_figures(BarrierSummary.from_dict(written))) == Counter(all_figures(summary))


def said(figures: Iterable[Figure]) -> set[str]:
    """Return the numbers by which figures are said."""
    return {number for figure in figures for number in NUMBER.findall(figure.text)}


@few
@given(summaries(), st.sampled_from((PLAIN, EASY_READ)), st.sampled_from((5, 10)))
def test_a_handout_says_the_report_s_numbers_and_no_small_one(summary, manner, fewest):
    handout = Handout(summary, manner, fewest)
    shown = said(f for f in all_figures(summary) if handout.may_show(f))
    made_on = summary.generated_on

    in_word = docx_numbers(docx.write(handout))
    in_pdf = pdf_numbers(pdf.write(handout), in_footer=[str(made_on.day), str(made_on.year)])

    picture = etree.fromstring(infographic.write(handout))
    _, words, *drawn = picture
    texts = [each for each in drawn if each.text]
    on_page = {n for each in texts for n in NUMBER.findall(each.text)}

    assert in_word.keys() <= shown
    assert in_pdf == in_word
    assert on_page <= shown | {str(made_on.day), str(made_on.year)}
    for section in handout.themes if manner == PLAIN else ():
        assert section.figure.text in words.text
        assert section.figure.text in [each.text for each in texts]
    assert all(float(each.get("y")) <= infographic.HEIGHT for each in texts)
    counts = {f.evidence: set() for f in all_figures(summary)}
    for figure in all_figures(summary):
        counts[figure.evidence] |= {figure.text, whole(figure.count), out_of(figure)}
    # What else has evidence is a quote: its statement.
    for name, text in evidence(html.write(handout)):
        assert name.startswith("S-") or text in counts[name]


@few
@given(summaries(), st.sampled_from((5, 10)))
def test_slides_say_the_report_s_numbers_in_native_charts_with_words_for_them(summary, fewest):
    handout = Handout(summary, fewest=fewest)
    figures = [f for f in all_figures(summary) if handout.may_show(f)]
    day = {str(summary.generated_on.day), str(summary.generated_on.year)}

    deck = Presentation(io.BytesIO(pptx.write(handout)))

    charts = []
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text.strip()
        notes = slide.notes_slide.notes_text_frame.text
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        for text in (*texts, notes):
            assert set(NUMBER.findall(text)) <= said(figures) | day
        for shape in (shape for shape in slide.shapes if shape.has_chart):
            charts.append(shape.chart)
            (series,) = shape.chart.plots[0].series
            alt = shape._element.nvGraphicFramePr.cNvPr.get("descr")
            assert all(whole(int(value)) in alt for value in series.values)
            book = openpyxl.load_workbook(
                io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)
            )
            rows = list(book.active.iter_rows(min_row=2))
            assert [row[1].value for row in rows] == [int(value) for value in series.values]
            assert all(cell.data_type != "f" for row in rows for cell in row)
    wanted = [[s.figure.count for s in handout.themes]] if handout.themes else []
    assert [list(c.plots[0].series[0].values) for c in charts][: len(wanted)] == wanted
    assert pptx.write(handout) == pptx.write(handout)


def test_a_summary_for_residents_has_two_pages_and_shows_every_large_theme_in_words():
    handout = Handout(rich(), contact="Ask us.", decided=(Decided("No bus.", "One will run."),))

    pages = PdfReader(io.BytesIO(pdf.write(handout))).pages

    assert len(pages) == 2
    assert len(PdfReader(io.BytesIO(infographic_pdf.write(handout))).pages) == 1
    (chart,) = [b for b in outline_handout.outline(handout).blocks if isinstance(b, Chart)]
    assert all(each.figure.text in chart.alt for each in handout.themes)


@pytest.mark.parametrize("writer", [csv, docx, html, json, pdf, xlsx])
@pytest.mark.parametrize("make", [rich, empty])
def test_same_report_gives_the_same_bytes(writer, make):
    once, twice = writer.write(make()), writer.write(make())

    assert once == twice
