"""Councils' own Word templates: filled in the sandbox, refused in one sentence."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from consult.models.papers import PaperKind, PaperTemplate
from consult.services import papers
from consult.services.papers import exporting, own_templates
from consult.services.papers.own_templates import BadTemplate
from consult.services.refusals import InvalidInput
from tests.services.reporting import Material
from tests.services.test_papers import TODAY

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def template(*paragraphs: str) -> bytes:
    """Return a council's Word file with these paragraphs."""
    document = docx.Document()
    for each in paragraphs:
        document.add_paragraph(each)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def add(session, *paragraphs: str) -> PaperTemplate:
    return own_templates.add(
        session, name="Cabinet report", filename="cabinet.docx", content=template(*paragraphs)
    )


def test_fields_are_filled_with_what_the_paper_says(session, make):
    material = Material(session, make)
    for number in range(12):
        material.say(f"No bus <in> the evening & {number}", "resources")
    added = add(
        session,
        "{{ title }} for {{ consultation }}",
        "{%p for each in sections %}",
        "{{ each.number }} {{ each.title }}: {{ each.paragraphs | join(' ') }}",
        "{%p endfor %}",
        "{{ section['background'] }}",
        "{{ notice }}",
    )
    desk = papers.draft(session, material.consultation, PaperKind.COUNCIL_PAPER, "Buses & <more>")

    content = exporting.fill(desk, added, made_on=TODAY, organisation="Testbury")

    words = [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]
    assert words[0] == f"Buses & <more> for {material.consultation.title}"
    assert any(each.startswith("3.0 Background and key issues") for each in words)
    assert "12 of 12 (100%)" in " ".join(words)
    assert "Draft." in words[-1]


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("Minutes of the last meeting", "names no field"),
        ("{{ titel }}", "'titel' is undefined"),
        ("{{ section.backgrund }}", "backgrund"),
        ("{{ title", "cannot be read"),
        ("{{ ''.__class__.__mro__ }}", "may not do|no paper has"),
        ("{{ title.__init__.__globals__ }}", "may not do|no paper has"),
        ("{% for x in range(99999999999) %}{% endfor %}", "may not do|cannot be filled"),
        ("{{ nothing() }}", "nothing"),
    ],
)
def test_a_bad_template_is_refused_in_one_sentence_that_names_the_fault(session, field, says):
    with pytest.raises(BadTemplate, match=says) as refusal:
        add(session, field)

    assert "\n" not in str(refusal.value)
    assert "Traceback" not in str(refusal.value)
    assert own_templates.list_templates(session) == []


def test_what_is_no_word_file_is_refused(session):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("something.txt", "else")

    for content in (b"", b"not a zip", held.getvalue()):
        with pytest.raises(BadTemplate, match="no Word file"):
            own_templates.add(session, name="Mine", filename="a.docx", content=content)


def test_what_would_unpack_to_too_much_is_refused(session):
    held = io.BytesIO(template("{{ title }}"))
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/large.bin", b"\0" * (65 * 2**20))

    with pytest.raises(BadTemplate, match="would unpack to"):
        own_templates.add(session, name="Mine", filename="a.docx", content=held.getvalue())


def test_two_of_one_name_are_refused(session):
    add(session, "{{ title }}")

    with pytest.raises(InvalidInput, match="already"):
        add(session, "{{ title }}")


def test_a_table_is_a_table_and_a_lower_heading_a_heading(session, make):
    material = Material(session, make)
    for number in range(12):
        material.say(f"No bus in the evening {number}", "resources")
    added = add(
        session,
        "{%p for each in sections %}",
        "{%p for text in each.paragraphs %}",
        "{{ text }}",
        "{%p endfor %}",
        "{%p endfor %}",
        "All in one: {{ section['background'] }}",
    )
    desk = papers.draft(session, material.consultation, PaperKind.COUNCIL_PAPER, "Buses")

    filled = docx.Document(
        io.BytesIO(exporting.fill(desk, added, made_on=TODAY, organisation="Testbury"))
    )

    styles = {each.text: each.style.name for each in filled.paragraphs}
    assert styles["What people told us"] == "Heading 2"
    tables = {each.rows[0].cells[0].text: each for each in filled.tables}
    assert [cell.text for cell in tables["Place"].rows[1].cells] == ["Under a theme", "12"]
    assert [cell.text for cell in tables["What"].rows[1].cells] == ["Resources", "12"]
    assert tables["Principle"].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    in_one = next(each.text for each in filled.paragraphs if each.text.startswith("All in one"))
    assert "Where each barrier is: Place; Barriers. Under a theme; 12" in in_one
    assert "\ue000" not in "".join(styles)


def test_background_documents_are_what_the_paper_says(session, make):
    material = Material(session, make)
    added = add(session, "Documents: {{ background_documents }}.")
    desk = papers.draft(session, material.consultation, PaperKind.COUNCIL_PAPER, "Buses")
    desk.paper.particulars = {"background_documents": "The strategy to 2034"}

    content = exporting.fill(desk, added, made_on=TODAY, organisation="Testbury")

    words = [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]
    assert words == ["Documents: The strategy to 2034."]
