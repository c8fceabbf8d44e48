"""The accepted codings of a consultation as files that other programs read."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.exchange import CodedStatement, plain_text
from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, Theme
from consult.services import codebooks, ledger, themes
from consult.services.codebooks import Format
from consult.services.refusals import NotFound
from consult.writers import coded

FORMATS = {
    "long": Format("CSV, a row for each theme of a statement", "text/csv; charset=utf-8"),
    "matrix": Format("CSV, statements by themes with 0 and 1", "text/csv; charset=utf-8"),
    "qdpx": Format("REFI-QDA project, for NVivo, ATLAS.ti, MAXQDA, QualCoder", "application/zip"),
    "themefinder": Format("JSON of i.AI’s ThemeFinder, zipped", "application/zip"),
}
"""What codings can be had as."""
ENDINGS = {"long": "csv", "matrix": "csv", "qdpx": "qdpx", "themefinder": "zip"}


def statements(session: Session, consultation: Consultation) -> list[CodedStatement]:
    """Return the statements that count, as reports may quote them, with their accepted themes."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(Coding.statement_id, Theme.key)
        .join(Statement, Coding.statement_id == Statement.id)
        .join(Theme, Coding.theme_id == Theme.id)
        .where(
            Statement.consultation_id == consultation.id,
            Coding.state == CodingState.ACCEPTED,
        )
        .order_by(Coding.statement_id, Theme.position, Theme.id)
    )
    for statement_id, key in rows:
        found[statement_id].append(key)
    texts = session.execute(
        select(Statement.id, Statement.quotable)
        .where(*ledger.counted_in(session, consultation), Statement.state == StatementState.LIVE)
        .order_by(Statement.id)
    )
    return [
        CodedStatement(str(statement_id), plain_text(text), tuple(found[statement_id]))
        for statement_id, text in texts
    ]


def export(session: Session, consultation: Consultation, kind: str) -> bytes:
    """Return the codings as a file.

    Raises
    ------
    NotFound
        For a kind of file that there is none of, or where there is no codebook.
    """
    if kind not in FORMATS:
        raise NotFound(f"Codings cannot be had as “{kind}”. Choose {', '.join(FORMATS)}.")
    book = codebooks.entries(session, themes.get_codebook(session, consultation))
    said = statements(session, consultation)
    match kind:
        case "long":
            return coded.long_form(book, said)
        case "matrix":
            return coded.matrix(book, said)
        case "qdpx":
            return coded.qdpx(consultation.title, book, said)
    return coded.theme_finder(consultation.purpose or consultation.title, book, said)


def name(slug: str, kind: str) -> str:
    """Return what the file of a consultation is called."""
    return f"{slug}-codings-{kind}.{ENDINGS[kind]}"
