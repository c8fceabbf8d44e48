"""A report as a Word file: real headings, repeated headers, alt text, language, page numbers."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any

import docx as word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt

from consult.writers import charts, drawing
from consult.writers.archive import pack, unpack
from consult.writers.blocks import (
    Block,
    Chart,
    Document,
    Findings,
    Heading,
    Items,
    KeyFigures,
    Paragraph,
    Particulars,
    Quotation,
    Run,
    Sideways,
    Table,
    Tone,
    leading,
)
from consult.writers.docx_numbers import number_as, start_numbers
from consult.writers.docx_styles import LANGUAGE, dress
from consult.writers.docx_tables import add_key_figures, add_particulars, add_table
from consult.writers.figures import dated
from consult.writers.glyphs import is_right_to_left, writable

TONES = {
    Tone.BODY: "Normal",
    Tone.LEAD: "Lead",
    Tone.NOTE: "Note",
    Tone.NOTICE: "Notice",
    Tone.PROMPT: "Prompt",
}
TALLEST_PICTURE = Cm(21)
AFTER_TABLE = Pt(12)


def write(report: drawing.Report) -> bytes:
    """Return the report as a `.docx` file; the same report gives the same bytes."""
    document = drawing.document_of(writable(report))
    pictures = {name: charts.png(each) for name, each in drawing.pictures_of(report).items()}
    held = io.BytesIO()
    Drawing(document, pictures).document.save(held)
    return pack(unpack(held.getvalue()))


class Drawing:
    """One Word document while it is being drawn.

    Parameters
    ----------
    report
        What is drawn, block by block.
    pictures
        PNG of each chart, by its name.
    """

    def __init__(self, report: Document, pictures: dict[str, bytes]) -> None:
        self.document = word.Document()
        self.report = report
        self.pictures = pictures
        self.gap: Pt | None = None
        dress(self.document, is_large=report.is_large)
        self.numbers = start_numbers(self.document)
        self._properties(report)
        self._cover(report)
        self._footer()
        self._draw_all(report.blocks)

    @property
    def width(self) -> int:
        """The width between the margins of the present page, in EMU."""
        section: Any = self.document.sections[-1]
        return int(section.page_width - section.left_margin - section.right_margin)

    def _properties(self, report: Document) -> None:
        about = self.document.core_properties
        about.title, about.author = report.title[:255], report.organisation[:255]
        about.subject, about.language = report.subject[:255], LANGUAGE
        about.comments = about.keywords = ""
        about.last_modified_by = report.organisation[:255]
        about.created = about.modified = datetime.combine(report.made_on, time(), UTC)

    def _cover(self, report: Document) -> None:
        self.document.add_paragraph(report.organisation, style="Cover line")
        self.document.add_paragraph(report.title, style="Title")
        self.document.add_paragraph(report.subtitle, style="Cover note")

    def _footer(self) -> None:
        """Give the present section a footer that fits the width of its page."""
        section = self.document.sections[-1]
        section.footer.is_linked_to_previous = False
        footer = section.footer.paragraphs[0]
        footer.style = "Note"
        footer.paragraph_format.tab_stops.add_tab_stop(Emu(self.width), WD_TAB_ALIGNMENT.RIGHT)
        footer.add_run(f"{self.report.subtitle} · {dated(self.report.made_on)}\tPage ")
        for name, after in (("PAGE", " of "), ("NUMPAGES", "")):
            for kind, text in (("begin", ""), ("", name), ("end", "")):
                footer.add_run()._r.append(_field(kind, text))
            footer.add_run(after)

    def _draw_all(self, blocks: tuple[Block, ...]) -> None:
        leads = leading(blocks)
        for place, block in enumerate(blocks):
            self._draw(block)
            if place in leads:
                self.document.paragraphs[-1].paragraph_format.keep_with_next = True
            is_box = isinstance(block, Table | KeyFigures | Particulars)
            self.gap = AFTER_TABLE if is_box else None

    def _draw(self, block: Block) -> None:
        match block:
            case Sideways():
                self._sideways(block)
            case Table():
                add_table(self.document, block, self.width)
            case KeyFigures():
                add_key_figures(self.document, block, self.width)
            case Particulars():
                add_particulars(self.document, block, self.width)
            case Heading():
                heading = self.document.add_heading(block.text, block.level)
                number_as(heading, block.number, self.numbers)
            case Chart():
                self._chart(block)
            case _:
                self._words(block)

    def _words(self, block: Paragraph | Findings | Items | Quotation) -> None:
        match block:
            case Paragraph():
                paragraph = self._paragraph(block.runs, TONES[block.tone])
                number_as(paragraph, block.number, self.numbers)
            case Findings():
                for runs in block.items:
                    self._paragraph(runs, "Finding")
            case Items():
                for place, (text, source) in enumerate(block.entries, start=2):
                    self._statement(text, source, is_last_but_one=place == len(block.entries))
            case Quotation():
                self._paragraph((Run(block.marked),), "Quotation")
                if block.source:
                    self._paragraph((Run(block.source),), "Quotation source")

    def _paragraph(self, runs: tuple[Run, ...], style: str) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        if self.gap is not None:
            paragraph.paragraph_format.space_before, self.gap = self.gap, None
        for run in runs:
            paragraph.add_run(run.text).bold = True if run.strong else None
        if is_right_to_left("".join(run.text for run in runs)):
            _turn_around(paragraph)
        return paragraph

    def _statement(self, text: str, source: str, *, is_last_but_one: bool) -> None:
        """Add one item of a list; the last one is not left alone on a page."""
        last = self._paragraph((Run(text),), "Statement")
        if source:
            last = self._paragraph((Run(source),), "Statement source")
        last.paragraph_format.keep_with_next = is_last_but_one

    def _chart(self, chart: Chart) -> None:
        self.document.add_paragraph(chart.caption, style="Caption")
        picture = self.document.add_picture(io.BytesIO(self.pictures[chart.name]), Emu(self.width))
        if picture.height > TALLEST_PICTURE:
            picture.width = Emu(int(picture.width * TALLEST_PICTURE / picture.height))
            picture.height = TALLEST_PICTURE
        about = picture._inline.docPr
        about.set("descr", chart.alt)
        about.set("title", chart.caption)

    def _sideways(self, wide: Sideways) -> None:
        """Draw blocks on a page on its side, and go on upright."""
        for orientation in (WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT):
            section = self.document.add_section(WD_SECTION.NEW_PAGE)
            section.orientation = orientation
            section.page_width, section.page_height = section.page_height, section.page_width
            self._footer()
            if orientation is WD_ORIENT.LANDSCAPE:
                self._draw_all(wide.blocks)


def _field(kind: str, text: str) -> Any:
    """Return a piece of a field such as the page number: its begin, its code or its end."""
    piece = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        piece.set(qn("w:fldCharType"), kind)
    else:
        piece.text = text
    return piece


def _turn_around(paragraph: Any) -> None:
    """Let a paragraph run from right to left."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
    )
    for run in paragraph.runs:
        run.font.rtl = True
