"""The Word file as assistive technology and Word itself find it."""

from __future__ import annotations

import io
import itertools
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import docx as word
import pytest
from docx.oxml.ns import qn

from consult.writers import docx
from consult.writers.archive import BEGINNING
from tests.writers.sample import empty, matrix, rich
from tests.writers.strategies import HOSTILE

# The order that the file format's schema asks for; Word calls other orders damage.
TABLE_ORDER = (
    "tblStyle",
    "tblW",
    "jc",
    "tblInd",
    "tblBorders",
    "tblLayout",
    "tblCellMar",
    "tblLook",
    "tblCaption",
)
CELL_ORDER = ("tcW", "shd", "textDirection", "vAlign")
PARAGRAPH_ORDER = (
    "pStyle",
    "keepNext",
    "pBdr",
    "shd",
    "bidi",
    "spacing",
    "ind",
    "jc",
    "outlineLvl",
)


@pytest.fixture(scope="module")
def document():
    return word.Document(io.BytesIO(docx.write(rich())))


@pytest.fixture(scope="module")
def members():
    with zipfile.ZipFile(io.BytesIO(docx.write(rich()))) as archive:
        return archive.infolist()


def text_of(content):
    body = word.Document(io.BytesIO(content)).element.body
    return "\n".join(words_in(p) for p in body.iter(qn("w:p")))


def words_in(paragraph):
    return "".join(t.text or "" for t in paragraph.iter(qn("w:t")))


class TestAccessibility:
    def test_headings_leave_out_no_level(self, document):
        styles = [p.style.name for p in document.paragraphs]
        levels = [int(name[-1]) for name in styles if name.startswith("Heading")]

        assert "Title" in styles
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))

    def test_each_table_repeats_its_header_row_and_says_what_it_is(self, document):
        for table in document.tables:
            assert table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
            assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
            assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"

    def test_no_table_has_merged_cells(self, document):
        for table in document.tables:
            assert not list(table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge")))

    def test_chart_says_its_numbers_in_words(self, document):
        pictures = list(document.element.body.iter(qn("wp:docPr")))

        assert [picture.get("descr")[:46] for picture in pictures] == [
            "Bar chart of barriers by theme: Resources 74, "
        ]

    def test_heading_of_a_chart_stays_with_it_and_leaves_no_page_half_empty(self, document):
        (heading,) = (p for p in document.paragraphs if p.text == "Barriers by theme")

        assert not heading.paragraph_format.page_break_before
        assert heading.style.paragraph_format.keep_with_next
        assert document.styles["Caption"].paragraph_format.keep_with_next

    def test_language_is_british_english(self, document):
        languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}

        assert languages == {"en-GB"}
        assert document.core_properties.language == "en-GB"

    def test_properties_name_the_report_and_its_maker(self, document):
        about = document.core_properties

        assert about.title == "What stands in the way"
        assert about.author == "Alderhaven Community Partnership"
        assert about.subject == "Barrier summary of Alderhaven conversation 2026"
        assert about.created.replace(tzinfo=UTC) == datetime(2026, 4, 9, tzinfo=UTC)

    def test_lists_are_lists(self, document):
        parents = {
            p.style.name: p.style.base_style.name for p in document.paragraphs if p.style.base_style
        }

        assert parents["Finding"] == "List Number"
        assert parents["Statement"] == "List Bullet"

    def test_no_empty_paragraph_stands_in_for_space(self, document):
        bare = [p for p in document.paragraphs if not p.text.strip()]

        assert all(p._p.findall(f".//{qn('w:drawing')}") for p in bare)


class TestFile:
    def test_does_not_tell_when_it_was_zipped(self, members):
        assert {member.date_time for member in members} == {BEGINNING}

    @pytest.mark.parametrize(
        ("tag", "order"),
        [("w:tblPr", TABLE_ORDER), ("w:tcPr", CELL_ORDER), ("w:pPr", PARAGRAPH_ORDER)],
    )
    def test_settings_stand_in_the_order_of_the_schema(self, document, tag, order):
        roots = (document.element.body, document.styles.element)
        for properties in itertools.chain.from_iterable(root.iter(qn(tag)) for root in roots):
            names = [child.tag.split("}")[1] for child in properties]
            places = [order.index(name) for name in names if name in order]
            assert places == sorted(places)

    def test_footer_numbers_the_pages(self, document):
        codes = [e.text for e in document.sections[0].footer._element.iter(qn("w:instrText"))]

        assert codes == ["PAGE", "NUMPAGES"]


class TestMatrix:
    def test_few_themes_stay_on_an_upright_page(self, document):
        assert len(document.sections) == 1

    def test_many_themes_turn_the_page_and_turn_it_back(self):
        wide = matrix()
        counts = {"themes": wide.themes * 2, "totals": wide.totals * 2}
        rows = tuple(replace(row, counts=row.counts * 2) for row in wide.rows)
        summary = replace(rich(), matrix=replace(wide, rows=rows, **counts))

        sections = word.Document(io.BytesIO(docx.write(summary))).sections

        assert [s.page_width > s.page_height for s in sections] == [False, True, False]


class TestText:
    @pytest.mark.parametrize("text", [t for t in HOSTILE if t.isprintable()])
    def test_quote_is_verbatim(self, text):
        section = rich().sections[0]
        quote = replace(section.quotes[0], text=text)
        summary = replace(rich(), sections=(replace(section, quotes=(quote,)),))

        assert f"“{text}”" in text_of(docx.write(summary))

    def test_characters_that_no_file_can_hold_leave_a_mark(self):
        summary = replace(rich(), purpose="Half\x00a word")

        assert "Half\N{REPLACEMENT CHARACTER}a word" in text_of(docx.write(summary))

    def test_right_to_left_statement_runs_from_the_right(self):
        section = rich().sections[0]
        quote = replace(section.quotes[0], text="לא הגיע אוטובוס")
        summary = replace(rich(), sections=(replace(section, quotes=(quote,)),))

        body = word.Document(io.BytesIO(docx.write(summary))).element.body

        turned = [p for p in body.iter(qn("w:p")) if p.findall(f"{qn('w:pPr')}/{qn('w:bidi')}")]
        assert [words_in(p) for p in turned] == ["“לא הגיע אוטובוס”"]

    def test_empty_report_says_that_nothing_was_accepted(self):
        text = text_of(docx.write(empty()))

        assert "No barrier has been accepted yet." in text
        assert "0 barriers came in." in text
        assert "by theme" not in text
