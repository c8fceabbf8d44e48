"""Numbers of a Word file's headings and paragraphs: 1.0, 1.1, counted by Word and not typed."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

LEVELS = ("%1.0", "%1.%2")
HANGING = Cm(1.5)
HEADING_HANGING = Cm(1.9)


def start_numbers(document: Any) -> int:
    """Add a list of two levels to a document and return its id."""
    numbering = document.part.numbering_part.element
    taken = [int(each.get(qn("w:abstractNumId"))) for each in numbering.findall(_ABSTRACT)]
    number = max(taken, default=0) + 1
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), str(number))
    _value(abstract, "w:multiLevelType", "multilevel")
    for level, text in enumerate(LEVELS):
        abstract.append(_level(level, text))
    # The schema wants every abstract list before the first that is one of them.
    numbering.insert(len(taken), abstract)
    return int(numbering.add_num(number).numId)


def number_as(paragraph: Any, number: str, numbers: int) -> None:
    """Let a paragraph be counted; one without a number stays as it is."""
    if not number:
        return
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0 if number.endswith(".0") else 1
    properties.get_or_add_numId().val = numbers
    hanging = HEADING_HANGING if number.endswith(".0") else HANGING
    paragraph.paragraph_format.left_indent = hanging
    paragraph.paragraph_format.first_line_indent = -hanging


def _level(level: int, text: str) -> Any:
    found = OxmlElement("w:lvl")
    found.set(qn("w:ilvl"), str(level))
    _value(found, "w:start", "1")
    _value(found, "w:numFmt", "decimal")
    _value(found, "w:suff", "tab")
    _value(found, "w:lvlText", text)
    _value(found, "w:lvlJc", "left")
    properties = OxmlElement("w:pPr")
    indent = OxmlElement("w:ind")
    hanging = HANGING if level else HEADING_HANGING
    indent.set(qn("w:left"), str(hanging.twips))
    indent.set(qn("w:hanging"), str(hanging.twips))
    properties.append(indent)
    found.append(properties)
    return found


def _value(parent: Any, name: str, value: str) -> None:
    child = OxmlElement(name)
    child.set(qn("w:val"), value)
    parent.append(child)


_ABSTRACT = qn("w:abstractNum")
