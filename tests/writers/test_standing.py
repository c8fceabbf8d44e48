"""Every file says on its face that it is a draft, and at its end who checked and approved it."""

from __future__ import annotations

import io
import json as standard_json
from dataclasses import replace
from datetime import date

import docx as word
import html5lib
import openpyxl
import pytest
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
    pdf,
    pptx,
    xlsx,
)
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.booklet import Booklet, Part
from consult.writers.by_group import ByGroup
from consult.writers.figures import Figure
from consult.writers.handout import EASY_READ, Handout
from consult.writers.paper import Signature
from consult.writers.standing import CHANGED, CHECKED, DRAFT, NOBODY, Standing
from tests.writers.sample import rich

WRITTEN = Signature("Written", "Ann Writer", date(2026, 11, 3))
LOOKED = Signature("Checked", "Bob Reader", date(2026, 11, 4))
PASSED = Signature("Approved", "Cleo Head", date(2026, 11, 5))
TO_COME = (Signature("Checked"), Signature("Approved"))
STANDINGS = {
    DRAFT: Standing("draft", "Findings", signatures=(WRITTEN, *TO_COME)),
    CHECKED: Standing("checked", "Findings", signatures=(WRITTEN, LOOKED, Signature("Approved"))),
    CHANGED: Standing("draft", "Findings", is_changed=True, signatures=(WRITTEN, LOOKED, PASSED)),
    "": Standing("approved", "Findings", signatures=(WRITTEN, LOOKED, PASSED)),
}


def summary_of(standing):
    return replace(rich(), standing=standing)


def booklet_of(standing):
    parts = (Part("Buses", said=(("", "None runs."),)),)
    return Booklet("Said", "Testbury", "Parks", "Quotes", date(2026, 11, 9), parts, standing)


def groups_of(standing):
    return ByGroup(
        *("By ward", "Testbury", "Parks", "ward", date(2026, 11, 9), (), (), ()),
        Figure(0, "theme:any"),
        standing=standing,
    )


REPORTS = {
    "summary": (summary_of, (csv, docx, html, json, pdf, xlsx)),
    "residents": (lambda s: Handout(summary_of(s)), (docx, html, pdf)),
    "easy-read": (lambda s: Handout(summary_of(s), EASY_READ), (docx, html, pdf)),
    "slides": (lambda s: Handout(summary_of(s)), (pptx,)),
    "infographic": (lambda s: Handout(summary_of(s)), (infographic, infographic_pdf)),
    "quotes": (booklet_of, (docx, pdf)),
    "by-group": (groups_of, (docx, html, pdf)),
}
FILES = [(name, writer) for name, (_, writers) in REPORTS.items() for writer in writers]


def text_of(writer, content):
    """Return all words of a file, in one line."""
    if writer is docx:
        words = "\n".join(
            each.text or ""
            for each in word.Document(io.BytesIO(content)).element.body.iter()
            if each.tag.endswith("}t")
        )
    elif writer is html:
        words = " ".join(html5lib.parse(content, namespaceHTMLElements=False).itertext())
    elif writer is pdf:
        words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif writer is infographic_pdf:
        words = alt_of(content)
    elif writer is infographic:
        words = " ".join(etree.fromstring(content).itertext())
    elif writer is xlsx:
        book = openpyxl.load_workbook(io.BytesIO(content))
        words = " ".join(str(c.value) for sheet in book for row in sheet for c in row)
    elif writer is pptx:
        words = " ".join(said for slide in slides_of(content) for said in slide)
    else:
        words = content.decode()
    return " ".join(words.split())


def alt_of(content):
    """Return the words of the one picture of a page."""
    reader = PdfReader(io.BytesIO(content))
    return " ".join(
        str(each.get_object()["/Alt"])
        for each in map(reader.get_object, range(1, reader.trailer["/Size"]))
        if isinstance(each, dict) and "/Alt" in each
    )


def slides_of(content):
    return [
        [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        for slide in Presentation(io.BytesIO(content)).slides
    ]


@pytest.mark.parametrize(("name", "writer"), FILES)
@pytest.mark.parametrize("notice", STANDINGS)
def test_says_its_state_and_who_signed(name, writer, notice):
    standing = STANDINGS[notice]

    text = text_of(writer, writer.write(REPORTS[name][0](standing)))

    for each in (DRAFT, CHECKED, CHANGED):
        assert (each in text) is (each == notice and writer is not json), each
    for signature in standing.signatures:
        if signature.name:
            assert signature.name in text
    if writer is json:
        kept = BarrierSummary.from_dict(standard_json.loads(text)).standing
        assert kept == standing
    elif standing.state == "draft" and not standing.is_changed:
        assert NOBODY in text


@pytest.mark.parametrize(("name", "writer"), [f for f in FILES if f[1] in (docx, html, csv)])
def test_says_nothing_of_it_where_nobody_asked(name, writer):
    text = text_of(writer, writer.write(REPORTS[name][0](None)))

    assert NOBODY not in text
    assert "Draft." not in text


def test_each_slide_is_marked_until_it_is_approved():
    marked = slides_of(pptx.write(Handout(summary_of(STANDINGS[DRAFT]))))
    approved = slides_of(pptx.write(Handout(summary_of(STANDINGS[""]))))

    assert DRAFT in marked[0]
    assert all("DRAFT" in said for said in marked[1:])
    assert not any("DRAFT" in said for said in approved)
    assert any("Approved by Cleo Head, 5 November 2026." in text for text in approved[-1])


def test_the_page_to_hang_up_keeps_within_its_page():
    for standing in STANDINGS.values():
        picture = etree.fromstring(infographic.write(Handout(summary_of(standing))))

        assert all(
            float(each.get("y")) <= infographic.HEIGHT - 4
            for each in picture
            if each.text and each.get("y")
        )


def test_a_summary_for_residents_still_has_two_pages():
    for standing in STANDINGS.values():
        pages = PdfReader(
            io.BytesIO(pdf.write(Handout(summary_of(standing), contact="Ask us.")))
        ).pages

        assert len(pages) == 2
