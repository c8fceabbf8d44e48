"""The look of our Word files: real styles, so that a council can restyle a report in one place."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from consult.writers import palette

FONT = "Arial"
LANGUAGE = "en-GB"
HANGING = Cm(0.635)
LARGE, LARGE_HEADINGS = 1.5, 1.25
"""How much larger words and headings are in large type: words of 16 points or more."""

# Name, built on, size in points, bold, colour, space before and after in points.
STYLES = (
    ("Cover line", "Normal", 11, True, palette.PAPER, 0, 2),
    ("Cover note", "Normal", 13, False, palette.PAPER, 0, 14),
    ("Lead", "Normal", 13, False, palette.INK, 0, 8),
    ("Note", "Normal", 9.5, False, palette.QUIET, 2, 8),
    ("Notice", "Normal", 11, True, palette.INK, 8, 8),
    ("Prompt", "Normal", 11, False, palette.INK, 2, 8),
    ("Finding", "List Number", 12, False, palette.INK, 0, 7),
    ("Statement", "List Bullet", 11, False, palette.INK, 3, 0),
    ("Statement source", "Normal", 9.5, False, palette.QUIET, 0, 5),
    ("Quotation", "Normal", 11.5, False, palette.INK, 8, 0),
    ("Quotation source", "Normal", 9.5, False, palette.QUIET, 0, 10),
    ("Table words", "Normal", 10, False, palette.INK, 2, 2),
    ("Table number", "Table words", 10, False, palette.INK, 2, 2),
    ("Table header", "Table words", 9, True, palette.INK, 2, 2),
    ("Key number", "Normal", 24, True, palette.TEAL, 0, 4),
    ("Key name", "Normal", 10, False, palette.QUIET, 4, 0),
)
HEADINGS = (
    ("Title", 30, palette.PAPER, 0, 4),
    ("Heading 1", 18, palette.TEAL, 26, 8),
    ("Heading 2", 14, palette.TEAL, 20, 5),
    ("Heading 3", 11.5, palette.ACCENT, 12, 3),
    ("Caption", 10, palette.INK, 12, 4),
)
KEPT_WITH_NEXT = (
    "Cover line",
    "Title",
    "Caption",
    "Key name",
    "Statement",
    "Quotation",
)


def dress(document: Any, *, is_large: bool = False) -> None:
    """Give an empty document our styles, page and language; in large type where asked."""
    words, heads = (LARGE, LARGE_HEADINGS) if is_large else (1, 1)
    _normal(document.styles, words)
    for name, size, colour, before, after in HEADINGS:
        _set(document.styles[name], size * heads, True, colour, before, after)
        _forget_theme(document.styles[name])
    for name, parent, size, bold, colour, before, after in STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[parent]
        _set(style, size * words, bold, colour, before, after)
    for name in KEPT_WITH_NEXT:
        document.styles[name].paragraph_format.keep_with_next = True
    for name in ("Cover line", "Title", "Cover note"):
        _band(document.styles[name])
    _indent(document.styles)
    document.styles["Table words"].paragraph_format.line_spacing = 1
    document.styles["Table number"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _page(document.sections[0])


def border(parent: Any, name: str, colour: str, size: int, space: int = 0) -> None:
    """Add one border line to a set of borders; `size` is in eighths of a point."""
    line = OxmlElement(f"w:{name}")
    settings = {"val": "single", "sz": str(size), "space": str(space), "color": colour.lstrip("#")}
    for key, value in settings.items():
        line.set(qn(f"w:{key}"), value)
    parent.append(line)


def shading(colour: str) -> Any:
    """Return a fill of one colour, for a paragraph or a cell."""
    fill = OxmlElement("w:shd")
    for key, value in {"val": "clear", "color": "auto", "fill": colour.lstrip("#")}.items():
        fill.set(qn(f"w:{key}"), value)
    return fill


def _normal(styles: Any, words: float) -> None:
    normal = styles["Normal"]
    _set(normal, 11 * words, False, palette.INK, 0, 7)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    normal.paragraph_format.line_spacing = 1.15
    normal.paragraph_format.widow_control = True
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    for properties in (normal.element.rPr, styles.element.find(f".//{qn('w:rPrDefault')}/*")):
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LANGUAGE)
        properties.append(language)


def _set(style: Any, size: float, bold: bool, colour: str, before: float, after: float) -> None:
    style.font.name = FONT
    style.font.size = Pt(round(2 * size) / 2)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)


def _forget_theme(style: Any) -> None:
    """Drop the template's own theme fonts and rule: they would win over ours."""
    fonts = style.element.rPr.rFonts
    for name in [key for key in fonts.attrib if "Theme" in key]:
        del fonts.attrib[name]
    for old in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(old)


def _band(style: Any) -> None:
    """Fill the paragraph and its surroundings: equal neighbours join to one band."""
    edges = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        border(edges, side, palette.TEAL, 4, 12)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(edges, "w:shd", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    fill = shading(palette.TEAL)
    properties.insert_element_before(fill, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    style.paragraph_format.left_indent = Cm(0.45)
    style.paragraph_format.right_indent = Cm(0.45)


def _indent(styles: Any) -> None:
    """Set the marks of lists and quotes: hanging numbers, bullets and a warm bar."""
    for name in ("Finding", "Statement"):
        styles[name].paragraph_format.left_indent = HANGING
        styles[name].paragraph_format.first_line_indent = -HANGING
        close = OxmlElement("w:contextualSpacing")  # The template lets items touch.
        close.set(qn("w:val"), "0")
        styles[name].element.pPr.insert_element_before(close, "w:jc", "w:outlineLvl")
    styles["Statement source"].paragraph_format.left_indent = HANGING
    for name in ("Notice", "Prompt"):
        fill = shading(palette.WASH)
        properties = styles[name].element.get_or_add_pPr()
        properties.insert_element_before(fill, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    for name in ("Quotation", "Quotation source"):
        styles[name].paragraph_format.left_indent = Cm(0.6)
        edges = OxmlElement("w:pBdr")
        border(edges, "left", palette.ACCENT, 24, 10)
        styles[name].element.get_or_add_pPr().insert_element_before(
            edges, "w:shd", "w:spacing", "w:ind", "w:jc"
        )


def _page(section: Any) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2.2)
