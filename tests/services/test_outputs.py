"""What else a report can be had as: whole, redacted, and saying the same."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest

from consult.models.accounts import RoleName
from consult.models.audit import AuditEvent
from consult.models.papers import PaperKind
from consult.models.statements import StatementState
from consult.services import outputs, papers
from consult.services.outputs import Making
from consult.services.papers import fairness
from tests.services.reporting import TODAY, Material

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def material(session, make):
    material = Material(session, make, slug="parks", purpose="What stops you?")
    for number in range(12):
        material.say(f"There is no bus in the evening, says {number}", "resources", outcome="1.1")
    for number in range(6):
        material.say(f"Nobody believes that, says {number}", "trust", "apathy", outcome="2.1")
    return material


def made(session, material, name, ending):
    material.session.expire_all()
    return outputs.make(Making(session, material.consultation, TODAY, "Testbury"), name, ending)


def test_the_workbook_holds_every_statement_and_nothing_that_identifies_or_is_worked_out(
    session, material
):
    material.say("=1+1 is what they offer; ring 01452 396396", "trust")
    kept = material.say("My neighbour at 4 Elm Road drinks", state=StatementState.WITHHELD)

    book = openpyxl.load_workbook(io.BytesIO(made(session, material, "evidence", "xlsx")))

    assert book.sheetnames[0] == "How to read this"
    rows = {row[0]: row for row in book["Statements"].iter_rows(min_row=2, values_only=True)}
    assert len(rows) == 20
    assert rows[str(kept.id)][1] == "[withheld]"
    by_words = {row[1]: row for row in rows.values()}
    said = by_words["=1+1 is what they offer; ring [phone number]"]
    assert (said[5], said[-1]) == ("Trust", "phone number, by pattern")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert not any("Elm Road" in str(cell.value) for cell in cells)
    counts = {row[0]: row[3] for row in book["Themes"].iter_rows(min_row=2, values_only=True)}
    assert counts == {"resources": 12, "apathy": 6, "trust": 7}
    told = session.query(AuditEvent).filter_by(event="output.exported").one()
    assert told.detail["output"] == "evidence"


def test_the_quote_book_quotes_whole_statements_by_theme_and_nobody_who_could_be_known(
    session, material
):
    known = "The caretaker at Elm Hall says there is no bus"
    material.say(known, "resources")

    book = docx.Document(io.BytesIO(made(session, material, "quotes", "docx")))

    texts = [each.text for each in book.paragraphs]
    headings = [p.text for p in book.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["Resources", "Apathy", "Trust"]
    quoted = [p.text for p in book.paragraphs if p.style.name == "Quotation"]
    assert len(quoted) == len(set(quoted)) == 18
    assert known not in " ".join(texts)
    assert any("1 statement by which a person could be known is not quoted" in t for t in texts)
    assert any(t.startswith("How often. 13 of 19 (68%)") for t in texts)
    assert made(session, material, "quotes", "pdf").startswith(b"%PDF")


def test_the_quote_book_quotes_nobody_from_a_theme_too_small_to_be_counted(session, make):
    material = Material(session, make, ("resources", "trust"))
    for number in range(6):
        material.say(f"Nobody pays for the hall, says {number}", "resources")
    for number in range(4):
        material.say(f"Nobody trusts the panel, says {number}", "trust")

    book = docx.Document(io.BytesIO(made(session, material, "quotes", "docx")))

    texts = " ".join(each.text for each in book.paragraphs)
    assert "Nobody pays for the hall" in texts
    assert "Nobody trusts the panel" not in texts
    assert "Too seldom to show a number or a quote" in texts


def test_the_check_warns_of_a_quote_that_could_identify(session, make):
    material = Material(session, make, ("resources",))
    material.say("The caretaker at Elm Hall is ill, and nobody opens it", "resources")
    paper = papers.start(session, material.consultation, kind=PaperKind.FINDINGS, title="Findings")

    verdict = fairness.check(papers.desk(session, material.consultation, paper))

    (fault,) = [each for each in verdict.open_warnings if each.rule == "identifying-quote"]
    assert "a role with a place (“caretaker at Elm Hall”)" in fault.sentence


def test_the_page_offers_every_file_and_refuses_others(client_of, material):
    officer = client_of(RoleName.OFFICER)
    place = "/staff/c/parks/report/outputs"

    page = officer.get(place).get_data(as_text=True)

    for name, output in outputs.OUTPUTS.items():
        for ending in output.endings:
            assert f"{place}/{name}/{ending}" in page
    file = officer.get(f"{place}/quotes/docx")
    assert "parks-quotes.docx" in file.headers["Content-Disposition"]
    assert officer.get(f"{place}/quotes/exe").status_code == 404
    assert officer.get(f"{place}/secrets/docx").status_code == 404
