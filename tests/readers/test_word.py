"""What only Word files have: text beside the text, changes, boxes, controls."""

from __future__ import annotations

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from consult.readers.notes import read_notes
from tests.readers.builders import saved, told

TEXT = "<w:r><w:t>{}</w:t></w:r>"


def paragraph(inner: str, properties: str = ""):
    return parse_xml(f"<w:p {nsdecls('w')}>{properties}{inner}</w:p>")


def with_body(*elements) -> bytes:
    document = docx.Document()
    document.add_paragraph("Barriers", style="Heading 1")
    for element in reversed(elements):
        document.paragraphs[0]._p.addnext(element)
    return saved(document)


def test_tracked_changes_are_read_as_accepted_and_deletions_said():
    changed = paragraph(
        TEXT.format("Rent is ")
        + '<w:del w:id="1" w:author="a"><w:r><w:delText>fair</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2" w:author="a">{TEXT.format("too high")}</w:ins>'
    )

    reading = read_notes(with_body(changed), "notes.docx")

    assert told(reading) == [(None, "barrier", "Rent is too high")]
    assert [(s.text, s.why) for s in reading.skipped] == [("fair", "deleted in tracked changes")]


def test_text_boxes_are_read_once():
    box = paragraph(
        TEXT.format("Rent")
        + "<w:r><w:pict><w:txbxContent><w:p>"
        + TEXT.format("Damp walls")
        + "</w:p></w:txbxContent></w:pict></w:r>"
    )

    reading = read_notes(with_body(box), "notes.docx")

    assert [text for _, _, text in told(reading)] == ["Rent", "Damp walls"]


def test_content_controls_are_stepped_into():
    inner = f"<w:sdtContent><w:p>{TEXT.format('Rent')}</w:p></w:sdtContent>"
    control = parse_xml(f"<w:sdt {nsdecls('w')}>{inner}</w:sdt>")

    reading = read_notes(with_body(control), "notes.docx")

    assert told(reading) == [(None, "barrier", "Rent")]


def test_headers_and_footers_are_skipped_and_said():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Riverside partnership"
    document.add_paragraph("Barriers", style="Heading 1")
    document.add_paragraph("Rent")

    reading = read_notes(saved(document), "notes.docx")

    assert [(s.text, s.why) for s in reading.skipped] == [
        ("Riverside partnership", "a page header")
    ]


def test_a_line_break_inside_a_paragraph_is_a_space_but_typed_bullets_part_it():
    broken = paragraph("<w:r><w:t>The hall</w:t><w:br/><w:t>is cold</w:t></w:r>")
    listed = paragraph("<w:r><w:t>• Rent</w:t><w:br/><w:t>• Damp</w:t></w:r>")

    reading = read_notes(with_body(listed, broken), "notes.docx")

    assert [text for _, _, text in told(reading)] == ["Rent", "Damp", "The hall is cold"]


def test_a_numbered_paragraph_is_a_list_item():
    numbering = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'

    reading = read_notes(with_body(paragraph(TEXT.format("Rent:"), numbering)), "notes.docx")

    assert told(reading) == [(None, "barrier", "Rent:")]
