"""What the styles of a Word document say of a paragraph: heading, list item, bold."""

from __future__ import annotations

import re

from lxml import etree

from consult.readers.archive import Archive

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = W + "val"
_HEADING_NAME = re.compile(r"heading (\d)", re.IGNORECASE)
_LIST_NAME = re.compile(r"list (bullet|number|paragraph)", re.IGNORECASE)
_TITLE_NAMES = {"title", "subtitle"}
_DEEPEST = 9


class Styles:
    """The paragraph styles of one document, with what they inherit."""

    def __init__(self, archive: Archive) -> None:
        part = "word/styles.xml"
        root = archive.xml(part) if part in archive.names else etree.Element("none")
        self._styles = {style.get(W + "styleId", ""): style for style in root.iter(W + "style")}

    def level(self, paragraph: etree._Element) -> int:
        """Return the level of the heading that the paragraph is declared to be; 0 for none."""
        outline = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None:
            return _outline_level(outline)
        for style in self._chain(paragraph):
            name = _name(style)
            if heading := _HEADING_NAME.fullmatch(name):
                return int(heading[1])
            if name.lower() in _TITLE_NAMES:
                return 1
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return _outline_level(outline)
        return 0

    def is_listed(self, paragraph: etree._Element) -> bool:
        """Whether Word draws a bullet or a number before the paragraph."""
        numbering = paragraph.find(f"{W}pPr/{W}numPr")
        if numbering is not None:
            return _draws(numbering)
        for style in self._chain(paragraph):
            numbering = style.find(f"{W}pPr/{W}numPr")
            if numbering is not None:
                return _draws(numbering)
            if (kind := _LIST_NAME.match(_name(style))) and kind[1].lower() != "paragraph":
                return True
        return False

    def is_bold(self, paragraph: etree._Element) -> bool:
        """Whether every word of the paragraph stands in bold type."""
        runs = [
            run
            for run in paragraph.iter(W + "r")
            if "".join(map(str, run.itertext(W + "t"))).strip()
        ]
        inherited = any(_is_on(style.find(f"{W}rPr/{W}b")) for style in self._chain(paragraph))

        def bold(run: etree._Element) -> bool:
            own = run.find(f"{W}rPr/{W}b")
            return inherited if own is None else _is_on(own)

        return bool(runs) and all(map(bold, runs))

    def _chain(self, paragraph: etree._Element) -> list[etree._Element]:
        """Return the paragraph's style and those on which it is based."""
        used = paragraph.find(f"{W}pPr/{W}pStyle")
        name = used.get(_VALUE, "") if used is not None else ""
        chain: list[etree._Element] = []
        while (style := self._styles.get(name)) is not None and style not in chain:
            chain.append(style)
            base = style.find(W + "basedOn")
            name = base.get(_VALUE, "") if base is not None else ""
        return chain


def _name(style: etree._Element) -> str:
    name = style.find(W + "name")
    return name.get(_VALUE, "") if name is not None else ""


def _outline_level(outline: etree._Element) -> int:
    value = outline.get(_VALUE, "9")
    level = int(value) + 1 if value.isdecimal() and len(value) < 3 else 0
    return level if level <= _DEEPEST else 0


def _draws(numbering: etree._Element) -> bool:
    number = numbering.find(W + "numId")
    return number is None or number.get(_VALUE) != "0"


def _is_on(toggle: etree._Element | None) -> bool:
    return toggle is not None and toggle.get(_VALUE, "true") not in {"0", "false", "off"}
