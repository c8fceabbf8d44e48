"""Slides as a PowerPoint file: real titles, native charts, alt text, language, and notes."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from typing import Any

import pptx as powerpoint
from openpyxl import Workbook
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.util import Inches, Pt

from consult.writers import palette, slides
from consult.writers.archive import pack, unpack
from consult.writers.docx_styles import LANGUAGE
from consult.writers.figures import dated
from consult.writers.glyphs import writable
from consult.writers.handout import Handout
from consult.writers.slides import Bars, Slide
from consult.writers.xlsx_sheets import fill, sheet_of, stable

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, ACROSS = Inches(0.7), Inches(11.9)
TITLE_TOP, TITLE_TALL = Inches(0.45), Inches(1.1)
BODY_TOP, BODY_TALL = Inches(1.6), Inches(5.2)
BASE_TOP, BASE_TALL = Inches(6.85), Inches(0.45)
MARK_TOP, MARK_TALL = Inches(0.12), Inches(0.4)
COVER, CONTENT, TITLE_ONLY = 0, 1, 5
FONT = b"Arial"
THEMES = tuple(f"ppt/theme/theme{number}.xml" for number in (1, 2))
SIZES = ((330, 28), (640, 24), (1_000, 20), (1_500, 16))
"""Up to how many letters a slide's words are set in which size, in points."""

SMALLEST = 14


Line = tuple[str, float, bool]
"""Some words, their size in points, and whether they are bold."""


def write(handout: Handout) -> bytes:
    """Return the slides as a `.pptx` file; the same handout gives the same bytes."""
    shown: Handout = writable(handout)
    deck: Any = powerpoint.Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _describe(deck, shown)
    _cover(deck, shown)
    for each in slides.of(shown):
        _slide(deck, each, shown.summary.generated_on)
        _mark(deck.slides[-1], shown)
    held = io.BytesIO()
    deck.save(held)
    members = unpack(held.getvalue())
    for name in THEMES:
        if name in members:
            members[name] = members[name].replace(b"Calibri", FONT)
    return pack(members)


def _describe(deck: Any, handout: Handout) -> None:
    about, summary = deck.core_properties, handout.summary
    about.title, about.author = summary.title[:255], summary.organisation[:255]
    about.subject, about.language = f"Slides on {summary.consultation}"[:255], LANGUAGE
    about.last_modified_by, about.keywords, about.comments = summary.organisation[:255], "", ""
    about.created = about.modified = datetime.combine(summary.generated_on, time(), UTC)


def _cover(deck: Any, handout: Handout) -> None:
    summary = handout.summary
    slide = deck.slides.add_slide(deck.slide_layouts[COVER])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _colour(palette.TEAL)
    title, below = slide.shapes.title, slide.placeholders[1]
    _place(title, Inches(2.2), Inches(1.6))
    _place(below, Inches(4), Inches(1.6))
    _say(title.text_frame, [(summary.title, 44, True)], palette.PAPER)
    day = " · ".join(filter(None, (summary.organisation, dated(summary.generated_on))))
    lines: list[Line] = [(summary.consultation, 26, False), (day, 18, False)]
    _say(below.text_frame, lines, palette.PAPER)
    if summary.standing is not None and summary.standing.notice:
        notice = slide.shapes.add_textbox(LEFT, Inches(5.9), ACROSS, Inches(1))
        _say(notice.text_frame, [(summary.standing.notice, 20, True)], palette.PAPER)
    slide.notes_slide.notes_text_frame.text = slides.base_note(handout)


def _slide(deck: Any, each: Slide, made_on: date) -> None:
    layout = deck.slide_layouts[TITLE_ONLY if each.bars else CONTENT]
    slide = deck.slides.add_slide(layout)
    _place(slide.shapes.title, TITLE_TOP, TITLE_TALL)
    _say(slide.shapes.title.text_frame, [(each.title, 34, True)], palette.TEAL)
    if each.bars:
        _chart(slide, each, made_on)
        base = slide.shapes.add_textbox(LEFT, BASE_TOP, ACROSS, BASE_TALL)
        _say(base.text_frame, [(each.base, 16, False)], palette.INK)
    else:
        body = slide.placeholders[1]
        _place(body, BODY_TOP, BODY_TALL)
        size = _size(sum(len(text) + len(source) + 40 for text, source in each.lines))
        lines = [
            line
            for text, source in each.lines
            for line in ((text, size, False), *([(source, 0.8 * size, False)] if source else []))
        ]
        _say(body.text_frame, lines, palette.INK)
    slide.notes_slide.notes_text_frame.text = each.notes or each.title


def _mark(slide: Any, handout: Handout) -> None:
    """Say on a slide that it is a draft: slides are shown without the first one, too."""
    standing = handout.summary.standing
    if standing is not None and standing.mark:
        mark = slide.shapes.add_textbox(LEFT, MARK_TOP, ACROSS, MARK_TALL)
        _say(mark.text_frame, [(standing.mark, 16, True)], palette.ACCENT)


def _place(shape: Any, top: int, tall: int) -> None:
    shape.left, shape.top, shape.width, shape.height = LEFT, top, ACROSS, tall


def _size(letters: int) -> float:
    return next((size for most, size in SIZES if letters <= most), SMALLEST)


def _say(frame: Any, lines: list[Line], colour: str) -> None:
    """Write paragraphs, each in its size; a smaller one is the source of the one before it."""
    frame.word_wrap = True
    largest = max(size for _, size, _ in lines) if lines else 0
    for place, (text, size, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = " ".join(text.split())
        run.font.size, run.font.bold = Pt(round(max(size, SMALLEST))), bold
        run.font.color.rgb = _colour(
            palette.QUIET if colour == palette.INK and size < largest else colour
        )
        run._r.get_or_add_rPr().set("lang", LANGUAGE)
        paragraph.space_after = Pt(8)
        paragraph.alignment = 1
        if colour == palette.INK and size < largest:
            paragraph.level = 1


def _chart(slide: Any, each: Slide, made_on: date) -> None:
    """Add a native bar chart, with its numbers in a workbook in which nothing is worked out."""
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [label for label, _ in each.bars]
    data.add_series(each.axis, [figure.count for _, figure in each.bars])
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED, LEFT, BODY_TOP, ACROSS, BODY_TALL, data
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", each.alt)
    frame._element.nvGraphicFramePr.cNvPr.set("title", each.title)
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_numbers(each.bars, each.axis, made_on))
    chart.has_legend = chart.has_title = False
    chart.font.size, chart.font.color.rgb = Pt(18), _colour(palette.INK)
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.color.rgb = _colour(palette.LINE)
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories, plot.has_data_labels = 60, False, True
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = _colour(palette.TEAL_MIDDLE)
    labels = plot.data_labels
    labels.show_value, labels.number_format = True, "#,##0"
    labels.number_format_is_linked, labels.position = False, XL_LABEL_POSITION.OUTSIDE_END


def _numbers(bars: Bars, axis: str, made_on: date) -> bytes:
    """Return the workbook behind a chart: a name that looks like a formula stays a name."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = sheet_of(book, "Sheet1", ("", axis), (40, 20))
    fill(sheet, ((label, figure.count) for label, figure in bars))
    return stable(book, made_on)


def _colour(colour: str) -> Any:
    return RGBColor.from_string(colour.lstrip("#"))  # type: ignore[no-untyped-call]
