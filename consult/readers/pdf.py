"""PDF files with text to the neutral layout: ruled tables, and prose in one or several columns."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from consult.readers.layout import Layout
from consult.readers.page_tables import Box, ruled_tables
from consult.readers.page_words import Word, lines_of
from consult.readers.pages import Page, compose
from consult.readers.refusals import UnreadableFile

_MOST_PAGES = 200
_MOST_CHARACTERS_OF_PAGE = 60_000
_THIN = 3.0


def read(content: bytes, filename: str, _answers: Mapping[str, str]) -> Layout:
    """Return the layout of a PDF.

    Raises
    ------
    UnreadableFile
        When it is damaged, protected, scanned without recognised text, or very long.
    """
    pages = list(_pages(content, filename))
    if not any(page.lines or page.tables for page in pages):
        raise UnreadableFile(
            f"“{filename}” is a scan: its pages are pictures without text; ask for the file it was "
            "made from, or save its pages as pictures (.png or .jpg) and import those."
        )
    return Layout("PDF", *compose(pages))


def _pages(content: bytes, filename: str) -> Iterator[Page]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    damaged = UnreadableFile(
        f"“{filename}” is a damaged or incomplete PDF; save it again from the program that "
        "made it, or copy its text into a Word or text file."
    )
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > _MOST_PAGES:
                raise UnreadableFile(
                    f"“{filename}” has {len(document.pages)} pages; "
                    f"split it into files of at most {_MOST_PAGES}."
                )
            if not document.pages:
                raise damaged
            for page in document.pages:
                yield _page(page, filename)
                page.close()
    except (PdfminerException, PDFPasswordIncorrect) as error:
        if isinstance(error, PDFPasswordIncorrect) or any(
            isinstance(each, PDFPasswordIncorrect) for each in error.args
        ):
            raise UnreadableFile(
                f"“{filename}” is protected with a password; save a copy without one."
            ) from None
        raise damaged from None
    except (PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError):
        raise damaged from None
    except (AssertionError, RecursionError, ArithmeticError):
        raise damaged from None


def _page(page: Any, filename: str) -> Page:
    if len(page.chars) > _MOST_CHARACTERS_OF_PAGE:
        raise UnreadableFile(
            f"“{filename}” has more text on page {page.page_number} than a page of notes; "
            "copy the notes into a Word or text file."
        )
    words = [
        Word(
            re.sub("[\u200b\u200c\ufeff]", "", word["text"]),
            float(word["x0"]),
            float(word["x1"]),
            float(word["top"]),
            float(word["bottom"]),
            size=round(float(word["size"]), 1),
            is_bold="bold" in str(word["fontname"]).lower(),
        )
        for word in _once(page).extract_words(
            x_tolerance_ratio=0.15, y_tolerance=2, extra_attrs=["fontname", "size"]
        )
    ]
    words = [word for word in words if word.text.strip()]
    tables = tuple(ruled_tables(_boxes(page), words, int(page.page_number)))
    inside = {id(word) for table in tables for word in table.words()}
    lines = lines_of([word for word in words if id(word) not in inside], float(page.width))
    return Page(int(page.page_number), float(page.height), tuple(lines), tables)


def _once(page: Any) -> Any:
    """Return the page without the letters that some programs print twice to make them bold."""
    spots = {(char["text"], round(char["x0"]), round(char["top"])) for char in page.chars}
    return page.dedupe_chars() if len(spots) < len(page.chars) * 0.95 else page


def _boxes(page: Any) -> list[list[Box]]:
    """Return the cells of each table that is ruled on the page."""
    tables = page.filter(_is_ruling).find_tables()
    return [
        [(float(x0), float(top), float(x1), float(bottom)) for x0, top, x1, bottom in table.cells]
        for table in tables
    ]


def _is_ruling(shape: Any) -> bool:
    """Whether a shape can be a rule: the paint behind a line of text or a cell is none."""
    if shape["object_type"] == "char":
        return False
    is_thin = min(shape.get("width", 0), shape.get("height", 0)) <= _THIN
    return bool(shape.get("stroke")) or is_thin
