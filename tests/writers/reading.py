"""Reads the figures back out of the files that the writers make."""

from __future__ import annotations

import dataclasses
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import docx
import html5lib
from docx.oxml.ns import qn
from pypdf import PdfReader

from consult.writers.figures import Figure

NUMBER = re.compile(r"\d[\d,]*")


def all_figures(value: Any) -> Iterator[Figure]:
    """Return every figure in a report by walking its data, whatever a writer makes of it."""
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from all_figures(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from all_figures(getattr(value, field.name))


def docx_tables(content: bytes) -> list[tuple[str, list[list[str]]]]:
    """Return caption and body rows of each table of a Word file."""
    tables = docx.Document(io.BytesIO(content)).tables
    return [
        (
            table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")),
            [[cell.text for cell in row.cells] for row in list(table.rows)[1:]],
        )
        for table in tables
    ]


def html_tables(content: bytes) -> list[tuple[str, list[list[str]]]]:
    """Return caption and body rows of each table of a page."""
    page = html5lib.parse(content, namespaceHTMLElements=False)
    return [
        (
            "".join(table.find("caption").itertext()),
            [["".join(cell.itertext()) for cell in row] for row in table.find("tbody")],
        )
        for table in page.iter("table")
    ]


def docx_numbers(content: bytes) -> Counter[str]:
    """Count the numbers in the body of a Word file."""
    body = docx.Document(io.BytesIO(content)).element.body
    paragraphs = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    return Counter(number for text in paragraphs for number in NUMBER.findall(text))


def pdf_numbers(content: bytes, *, in_footer: list[str]) -> Counter[str]:
    """Count the numbers in the body of a PDF; each page's footer has some more."""
    pages = PdfReader(io.BytesIO(content)).pages
    found = Counter(n for page in pages for n in NUMBER.findall(page.extract_text()))
    for place in range(1, len(pages) + 1):
        found -= Counter([*in_footer, str(place), str(len(pages))])
    return found


def evidence(content: bytes) -> list[tuple[str, str]]:
    """Return evidence and text of each element of a page that names its evidence."""
    page = html5lib.parse(content, namespaceHTMLElements=False)
    named = (e for e in page.iter() if isinstance(e.tag, str) and e.get("data-evidence"))
    return [(element.get("data-evidence"), "".join(element.itertext())) for element in named]
