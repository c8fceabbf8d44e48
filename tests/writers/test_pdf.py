"""The PDF as a reader and as assistive technology find it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from consult.writers import pdf
from tests.writers.sample import empty, rich
from tests.writers.strategies import HOSTILE


@pytest.fixture(scope="module")
def document():
    return PdfReader(io.BytesIO(pdf.write(rich())))


def words_of(content):
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def with_quote(text):
    section = rich().sections[0]
    quote = replace(section.quotes[0], text=text)
    return replace(rich(), sections=(replace(section, quotes=(quote,)),))


def tags(element, found):
    found.append(element.get("/S"))
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(child, dict):
            tags(child, found)
    return found


class TestAccessibility:
    def test_claims_and_is_tagged_for_pdf_ua(self, document):
        root = document.trailer["/Root"]

        assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en-GB"

    def test_properties_name_the_report_and_its_maker(self, document):
        about = document.metadata

        assert about.title == "What stands in the way"
        assert about.author == "Alderhaven Community Partnership"
        assert about.creation_date.date().isoformat() == "2026-04-09"

    def test_headings_tables_quotes_and_pictures_are_tagged_as_such(self, document):
        tree = document.trailer["/Root"]["/StructTreeRoot"]
        found = tags(tree, [])

        assert {
            "/H1",
            "/H2",
            "/H3",
            "/Table",
            "/TH",
            "/BlockQuote",
            "/Figure",
            "/L",
            "/Caption",
        } <= set(found)

    def test_every_font_comes_with_the_file(self, document):
        fonts = {str(name) for page in document.pages for name in _fonts(page)}

        assert fonts
        assert all("Libertinus" in name or "DejaVu" in name for name in fonts)


def _fonts(page):
    for font in page["/Resources"].get("/Font", {}).values():
        yield font.get_object()["/BaseFont"]


class TestText:
    def test_statement_that_looks_like_markup_stays_a_statement(self):
        text = '#set page(fill: red) *bold* $x$ #read("secret") @ref <label>'

        assert text in words_of(pdf.write(with_quote(text)))

    @pytest.mark.parametrize("text", HOSTILE)
    def test_any_statement_can_be_printed(self, text):
        assert pdf.write(with_quote(text)).startswith(b"%PDF")

    def test_long_statement_runs_over_to_the_next_page_whole(self):
        words = [f"w{number}" for number in range(1500)]

        printed = words_of(pdf.write(with_quote(" ".join(words))))

        assert all(word in printed for word in words)

    def test_symbol_without_a_shape_is_named(self):
        assert "Lunch [sushi]" in words_of(pdf.write(with_quote("Lunch 🍣")))

    def test_words_of_a_script_without_shapes_are_spoken_of_once(self):
        shown = "No bus: [words in a script that our fonts lack; the Word file has them]."

        assert shown in words_of(pdf.write(with_quote("No bus: 公共汽车不来.")))

    def test_empty_report_says_that_nothing_was_accepted(self):
        text = words_of(pdf.write(empty()))

        assert "No barrier has been accepted yet." in text
        assert "0 barriers came in." in text
