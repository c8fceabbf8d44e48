"""What a block said when somebody last took its figures over, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.papers import BlockKind, PaperBlock
from consult.models.statements import Statement
from consult.services.papers import binding, tables
from consult.services.papers.menu import Entry, Menu
from consult.services.reports.facts import Said
from consult.services.reports.quotes import Quoter

GONE = "no longer counted"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the store says otherwise by now."""

    block: PaperBlock
    what: str
    was: str
    now: str


def take(session: Session, block: PaperBlock, menu: Menu, quoter: Quoter) -> dict[str, Any]:
    """Return all that a block rests on, as the store has it now."""
    kept = _take(session, block, menu, quoter)
    kept["figures"] = {
        **kept.get("figures", {}),
        **binding.take(f"{block.text}\n{block.alt}", menu),
    }
    kept["taken_on"] = utc_now().date().isoformat()
    return kept


def _take(session: Session, block: PaperBlock, menu: Menu, quoter: Quoter) -> dict[str, Any]:
    if block.kind is BlockKind.TABLE:
        return tables.take(tables.TABLES[block.shows][1](menu), menu)
    if block.kind is BlockKind.CHART:
        return tables.take(tables.CHARTS[block.shows][1](menu), menu)
    if block.kind is BlockKind.FIGURE:
        return {"figures": binding.take(block.shows, menu)}
    if block.statement_id is not None:
        statement = session.get_one(Statement, block.statement_id)
        return {"said": statement.quotable, "source": source_of(statement, quoter)}
    return {}


def source_of(statement: Statement, quoter: Quoter) -> str:
    """Return where a statement was said, as every report says it."""
    question = statement.answer.question_id if statement.answer else None
    said = Said(
        statement.id,
        statement.kind,
        statement.outcome_id,
        statement.quotable,
        statement.source_kind,
        statement.table_id,
        statement.import_id,
        statement.answer_id,
        question,
    )
    return quoter.quote(said).source


def taken_on(block: PaperBlock) -> date | None:
    """Return the day on which a block's figures were taken, if it has any."""
    if not (block.snapshot.get("figures") or block.snapshot.get("said")):
        return None
    return date.fromisoformat(block.snapshot["taken_on"])


def differences(session: Session, block: PaperBlock, menu: Menu) -> Iterator[Difference]:
    """Yield what has changed since the block's figures were taken."""
    for subject, kept in block.snapshot.get("figures", {}).items():
        was = binding.told(kept, "of")
        entry = menu.find(subject)
        now = (entry.said or entry.figure.text) if entry else GONE
        if entry is None or _numbers(entry) != (kept["count"], kept["base"], kept.get("said", "")):
            yield Difference(block, kept["label"], was, now)
    yield from _other_rows(block, menu)
    if block.statement_id is not None:
        yield from _other_words(session, block)


def _numbers(entry: Entry) -> tuple[int, int | None, str]:
    return entry.figure.count, entry.figure.base, entry.said


def _other_rows(block: PaperBlock, menu: Menu) -> Iterator[Difference]:
    known = {BlockKind.TABLE: tables.TABLES, BlockKind.CHART: tables.CHARTS}.get(block.kind)
    if known is None:
        return
    now = tables.take(known[block.shows][1](menu), menu)
    shape = "rows" if block.kind is BlockKind.TABLE else "bars"
    old, new = block.snapshot[shape], now[shape]
    if old != new:
        what = f"{shape.capitalize()} of “{known[block.shows][0]}”"
        was = f"{len(old)} {shape}"
        yield Difference(block, what, was, f"{len(new)} {shape}, or others, or in another order")


def _other_words(session: Session, block: PaperBlock) -> Iterator[Difference]:
    statement = session.get(Statement, block.statement_id)
    what = f"The words of statement {block.statement_id}"
    if statement is None or not statement.is_live:
        yield Difference(block, what, "counts", "withdrawn, or no longer counted")
    elif statement.quotable != block.snapshot.get("said"):
        yield Difference(block, what, "as quoted", "changed")
