"""Every number of a paper is what its query counts, in every format, whatever happened before."""

from __future__ import annotations

import io
import json as standard_json
import random
from collections import Counter
from datetime import date

import docx as word
import html5lib
import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import text

from consult.models.consultations import Consultation, Stage
from consult.models.papers import BlockKind, PaperKind
from consult.models.statements import Statement
from consult.services import papers
from consult.services.papers import binding, building, quoting, tables, then_and_now, writing
from consult.services.papers.writing import Content
from consult.services.reports import evidence, shares
from consult.writers import csv, docx, drawing, html, json, pdf, xlsx
from consult.writers.blocks import Heading, KeyFigures, Paragraph, Quotation, Table
from consult.writers.figures import Figure
from tests.services.reporting import Material, at_random, counted
from tests.writers.reading import NUMBER, docx_numbers, pdf_numbers
from tests.writers.reading import evidence as evidence_of

TODAY = date(2026, 11, 28)
ELSEWHERE = {
    "responses:all": """SELECT COUNT(*) FROM response r JOIN survey v ON v.id = r.survey_id
        WHERE v.consultation_id = :id""",
    "overlaps:confirmed": """SELECT COUNT(*) FROM overlap_verdict WHERE consultation_id = :id
        AND verdict = 'confirmed'""",
    "gaps:barriers-without-work": """SELECT COUNT(*) FROM statement s JOIN outcome o
        ON o.id = s.outcome_id WHERE s.consultation_id = :id AND s.kind = 'barrier'
        AND s.state = 'live' AND NOT EXISTS (SELECT 1 FROM statement w WHERE w.kind = 'work'
        AND w.state = 'live' AND w.consultation_id = :id AND w.outcome_id = s.outcome_id)""",
}
UNDER_KIND = """SELECT COUNT(DISTINCT s.id) FROM statement s JOIN coding c ON c.statement_id = s.id
    JOIN theme t ON t.id = c.theme_id LEFT JOIN theme m ON m.id = t.merged_into_id
    WHERE s.consultation_id = :id AND s.state = 'live' AND s.kind = :kind
    AND c.state = 'accepted' AND COALESCE(m.key, t.key) = :theme"""


def count_again(session, consultation, name: str) -> int:
    """Return what a figure should say, in plain SQL that shares nothing with the menu."""
    parts = evidence.parts_of(name)
    if slug := parts.pop("consultation", ""):
        then = session.query(Consultation).filter_by(slug=slug).one()
        return count_again(session, then, evidence.name(**parts))
    if parts.pop("change", ""):
        return count_again(session, consultation, evidence.name(**parts))
    values = {"id": consultation.id, **parts}
    if name in ELSEWHERE:
        return session.execute(text(ELSEWHERE[name]), values).scalar_one()
    if {"kind", "theme"} <= values.keys():
        return session.execute(text(UNDER_KIND), values).scalar_one()
    return counted(session, consultation, name)


def base_again(session, consultation, figure: Figure) -> int | None:
    """Return what a share should be of."""
    parts = evidence.parts_of(figure.evidence)
    if slug := parts.get("consultation"):
        then = session.query(Consultation).filter_by(slug=slug).one()
        return counted(session, then, "settled:barrier")
    if "change" in parts:
        return counted(session, consultation, "settled:barrier")
    if figure.base is None or "partner" in parts:
        return figure.base
    name = {
        ("theme",): "settled:barrier",
        ("outcome", "theme"): "theme:any"
        if parts.get("theme") == "any"
        else f"theme:any outcome:{parts.get('outcome')}",
    }.get(tuple(sorted(parts)), "kind:barrier state:live")
    return counted(session, consultation, name)


def random_paper(session, material: Material, seed: int):
    """Return a paper of everything that a paper can hold, chosen by chance."""
    draw = random.Random(seed)  # noqa: S311 (nothing here is secret)
    paper = papers.start(
        session, material.consultation, kind=PaperKind.FINDINGS, title=f"Paper {seed}"
    )
    menu = papers.desk(session, material.consultation, paper).menu
    subjects = draw.sample(sorted(menu.entries), 12)
    subjects += [each for each in menu.entries if each.startswith(("before:", "change:"))]
    earlier = then_and_now.NEED_EARLIER if menu.before.earlier else frozenset()
    others = sorted(tables.TABLES.keys() - then_and_now.NEED_EARLIER)
    words = " and ".join(f"{{{each}.{draw.choice(binding.MEASURES)}}}" for each in subjects)
    contents = [
        Content(BlockKind.FINDING, f"So {words}."),
        Content(BlockKind.FIGURE, shows=f"{{{draw.choice(subjects)}.of}}"),
        *(Content(BlockKind.TABLE, shows=name) for name in draw.sample(others, 3)),
        *(Content(BlockKind.TABLE, shows=name) for name in sorted(earlier)),
    ]
    for statement in draw.sample(session.query(Statement).filter_by(state="live").all(), 3):
        said = statement.quotable.split()
        left = [said[0], "[…]", said[-1]] if len(said) > 3 else said
        contents.append(Content(BlockKind.QUOTE, " ".join(left), statement=statement))
    for content in contents:
        writing.add_block(session, paper, content, section="findings", after=None)
    return paper


def written(session, material: Material, paper):
    session.expire_all()
    desk = papers.desk(session, material.consultation, paper)
    return building.build(desk, made_on=TODAY, organisation="Testbury Together")


def earlier_one(session, make, seed: int) -> None:
    """Make an earlier consultation with the same themes, each with enough barriers to be shown."""
    draw = random.Random(seed)  # noqa: S311 (nothing here is secret)
    then = Material(session, make, stage=Stage.CLOSED, title="Years ago")
    for theme in then.codebook.themes:
        for number in range(draw.randint(5, 15)):
            then.say(f"{theme.key} is lacking, case {number}", theme.key)


def change_again(session, consultation, figure: Figure) -> str:
    """Return how a share changed, from counts in plain SQL."""
    parts = evidence.parts_of(figure.evidence)
    then = session.query(Consultation).filter_by(slug=parts["change"]).one()
    both = [
        (
            counted(session, each, evidence.name(theme=parts["theme"])),
            counted(session, each, "settled:barrier"),
        )
        for each in (then, consultation)
    ]
    return shares.change_in_words(*both)


@pytest.mark.parametrize("seed", range(3))
def test_every_number_in_every_format_is_what_its_query_counts(session, make, seed):
    earlier_one(session, make, seed)
    material = at_random(session, make, seed)
    document = written(session, material, random_paper(session, material, seed))

    consultation = material.consultation
    figures = [each.figure for each in document.figures]
    assert any("consultation" in evidence.parts_of(each.evidence) for each in figures)
    changes = [each for each in document.figures if each.reference.startswith("{change:")]
    # Of the first seed too few are under any theme to tell of a change.
    assert changes or seed == 0
    for each in changes:
        assert each.text == change_again(session, consultation, each.figure)
    assert len({figure.evidence for figure in figures}) > 20
    for figure in figures:
        assert figure.count == count_again(session, consultation, figure.evidence), figure
        assert figure.base == base_again(session, consultation, figure), figure
    said = {
        name: {b.text for b in document.figures if b.figure.evidence == name}
        for name in {figure.evidence for figure in figures}
    }
    shown = evidence_of(html.write(document))
    for name, words in shown:
        if name in said:
            assert words in said[name], (name, words)
    again = standard_json.loads(json.write(document))
    assert Counter(f["figure"]["count"] for f in again["figures"]) == Counter(
        figure.count for figure in figures
    )
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(document)))
    rows = list(book["Figures"].iter_rows(min_row=2, values_only=True))
    assert Counter((row[2], row[3], row[7]) for row in rows) == Counter(
        (figure.count, figure.base, figure.evidence) for figure in figures
    )
    in_word = docx_numbers(docx.write(document))
    assert in_word == numbers_of(document)
    day = [str(TODAY.day), str(TODAY.year)]
    subtitle = NUMBER.findall(document.consultation)
    assert pdf_numbers(pdf.write(document), in_footer=[*day, *subtitle]) == in_word


def numbers_of(document) -> Counter[str]:
    """Count the numbers that a paper's blocks hold, from its data alone."""
    report = drawing.document_of(document)
    texts = [report.title, report.organisation, report.subtitle]
    for block in report.blocks:
        match block:
            case Heading() | Paragraph():
                texts.append(block.text)
            case Quotation():
                texts += [block.text, block.source]
            case KeyFigures():
                texts += [part for name, cell in block.items for part in (name, cell.text)]
            case Table():
                texts += [block.caption, *block.header]
                texts += [cell.text for row in block.rows for cell in row]
            case _:
                texts += [block.caption]
    return Counter(number for words in texts for number in NUMBER.findall(words))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(3))
def test_every_quote_is_made_of_its_statement_s_own_words(session, make, seed):
    material = at_random(session, make, seed)
    document = written(session, material, random_paper(session, material, seed))

    assert len(document.quotes) >= 3
    page = " ".join(everything(html.write(document)).split())
    for quote in document.quotes:
        said = session.execute(
            text("SELECT text FROM statement WHERE id = :id"), {"id": int(quote.statement_id)}
        ).scalar_one()
        for piece in quoting.pieces(quote.text):
            assert piece in said
        assert f"Statement {quote.statement_id}" in page
        assert quote.text in page


def everything(content: bytes) -> str:
    return "".join(html5lib.parse(content, namespaceHTMLElements=False).itertext())


def texts_of(document) -> dict[str, str]:
    """Return the words of every format."""
    body = word.Document(io.BytesIO(docx.write(document))).element.body
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(document)))
    pages = PdfReader(io.BytesIO(pdf.write(document))).pages
    return {
        "html": everything(html.write(document)),
        "docx": "".join(body.itertext()),
        "pdf": " ".join(page.extract_text() for page in pages),
        "xlsx": " ".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        ),
        "csv": csv.write(document).decode("utf-8-sig"),
        "json": json.write(document).decode(),
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_changed_count_makes_every_format_say_that_it_is_out_of_date(session, make):
    material = at_random(session, make, 4)
    paper = random_paper(session, material, 4)
    writing.add_block(
        session, paper, Content(BlockKind.TABLE, shows="ledger"), section="findings", after=None
    )
    before = texts_of(written(session, material, paper))

    material.say("One more that gets in the way", "resources")
    after = texts_of(written(session, material, paper))

    for name, words in before.items():
        assert "Out of date" not in words, name
    assert '"is_stale": false' in before["json"]
    assert '"is_stale": true' in after.pop("json")
    for name, words in after.items():
        assert "Out of date" in " ".join(words.split()), name
