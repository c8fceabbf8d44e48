"""Changes to a paper: its particulars, its blocks, and the figures that it takes over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.papers import BlockKind, Paper, PaperBlock, PaperState
from consult.models.statements import Statement
from consult.services import audit, papers
from consult.services.papers import binding, quoting, sections, tables, then_and_now
from consult.services.papers.menu import Menu
from consult.services.refusals import Conflict, InvalidInput, ServiceError
from consult.services.transaction import transaction

LONGEST_TEXT = 5_000
LONGEST_PARTICULAR = 500


class PaperApproved(ServiceError):
    """An approved paper stays as it was approved."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a block is to hold."""

    kind: BlockKind
    text: str = ""
    shows: str = ""
    alt: str = ""
    statement: Statement | None = None


def touch(session: Session, paper: Paper) -> None:
    """Make a paper a draft again, changed by whoever is at work."""
    if paper.state is PaperState.APPROVED:
        raise PaperApproved(
            "This report is approved and cannot be changed. Take it up again to write the next"
            " version; the approved one is kept."
        )
    paper.state = PaperState.DRAFT
    paper.checked_at = paper.checked_by_id = None
    paper.version += 1
    paper.changed_at = utc_now()
    paper.changed_by_id = audit.actor_of(session).user_id


def _refuse_stale(session: Session, record: Paper | PaperBlock, seen: int, noun: str) -> None:
    """Lock a paper or a part of it, and refuse where the person saw an older version."""
    session.refresh(record, with_for_update={"of": type(record)})
    if record.version != seen:
        raise Conflict(
            f"Somebody else changed this {noun} while you wrote. What you wrote is still below;"
            " compare it with the report, then save again."
        )


def change_particulars(
    session: Session,
    paper: Paper,
    *,
    title: str,
    meeting_on: date | None,
    particulars: Mapping[str, str],
    seen: int,
) -> None:
    """Change the title and what stands at the head of a paper.

    Raises
    ------
    Conflict
        Where somebody changed the paper since it was `seen`.
    InvalidInput
        Where a text is missing or too long.
    """
    title = papers.checked_title(title)
    kept = {name: " ".join(particulars.get(name, "").split()) for name in sections.PARTICULARS}
    for name, text in kept.items():
        if len(text) > LONGEST_PARTICULAR:
            label = sections.PARTICULARS[name]
            raise InvalidInput(
                f"“{label}” has {len(text)} characters. Shorten it to {LONGEST_PARTICULAR} or"
                " fewer.",
                field=name,
            )
    with transaction(session):
        _refuse_stale(session, paper, seen, "report")
        touch(session, paper)
        paper.title, paper.meeting_on, paper.particulars = title, meeting_on, kept
        _record(session, paper, "paper.changed")


def add_block(
    session: Session, paper: Paper, content: Content, *, section: str, after: PaperBlock | None
) -> PaperBlock:
    """Add a block after another one of its section, or at the section's end.

    Raises
    ------
    InvalidInput
        Where the block would say nothing, or names a figure that there is not.
    """
    if section not in {each.key for each in sections.of(paper.kind)}:
        raise InvalidInput("There is no such section in this report.")
    with transaction(session):
        touch(session, paper)
        block = PaperBlock(section=section, position=0, kind=content.kind, prompt="", version=1)
        _fill(session, paper, block, content)
        placed = [each for each in paper.blocks if each.section == section]
        placed.insert(placed.index(after) + 1 if after in placed else len(placed), block)
        paper.blocks.append(block)
        order(paper, section, placed)
        _record(session, paper, "paper.block_added", kind=block.kind.value, section=section)
    return block


def change_block(
    session: Session, paper: Paper, block: PaperBlock, content: Content, *, seen: int
) -> None:
    """Change what a block holds, and take over the present figures of all that it names.

    Raises
    ------
    Conflict
        Where somebody changed the block since it was `seen`.
    InvalidInput
        Where the block would say nothing, or names a figure that there is not.
    """
    with transaction(session):
        _refuse_stale(session, block, seen, "part")
        touch(session, paper)
        _fill(session, paper, block, content)
        block.version += 1
        _record(session, paper, "paper.block_changed", block=block.id)


def move_block(session: Session, paper: Paper, block: PaperBlock, *, up: bool) -> None:
    """Move a block one place within its section; at its end it stays."""
    placed = [each for each in paper.blocks if each.section == block.section]
    place = placed.index(block)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(placed):
        return
    with transaction(session):
        touch(session, paper)
        placed[place], placed[other] = placed[other], placed[place]
        order(paper, block.section, placed)
        _record(session, paper, "paper.block_moved", block=block.id)


def remove_block(session: Session, paper: Paper, block: PaperBlock) -> None:
    """Take a block out of a paper."""
    with transaction(session):
        touch(session, paper)
        _record(
            session,
            paper,
            "paper.block_removed",
            block=block.id,
            kind=block.kind.value,
            section=block.section,
        )
        paper.blocks.remove(block)


def accept_figures(session: Session, paper: Paper) -> int:
    """Take over the present figures everywhere, and return how many were others."""
    desk = papers.desk(session, paper.consultation, paper)
    changed = desk.differences()
    if not changed:
        return 0
    with transaction(session):
        touch(session, paper)
        for block in {difference.block.id: difference.block for difference in changed}.values():
            desk.snapshot(block)
            block.version += 1
        _record(session, paper, "paper.figures_accepted", figures=len(changed))
    return len(changed)


def _fill(session: Session, paper: Paper, block: PaperBlock, content: Content) -> None:
    desk = papers.desk(session, paper.consultation, paper)
    block.kind, block.shows, block.alt = content.kind, content.shows, content.alt.strip()
    block.statement_id = content.statement.id if content.statement else None
    block.text = "\n".join(line.rstrip() for line in content.text.strip().splitlines())
    if content.kind is BlockKind.QUOTE:
        block.text = quoting.tidied(block.text or _said(content))
    _refuse(block, content, desk.menu)
    desk.snapshot(block)


def _said(content: Content) -> str:
    return content.statement.quotable if content.statement else ""


def _refuse(block: PaperBlock, content: Content, menu: Menu) -> None:
    if len(block.text) > LONGEST_TEXT:
        raise InvalidInput(
            f"The text has {len(block.text):,} characters. Shorten it to {LONGEST_TEXT:,} or fewer,"
            " or part it in two.",
            field="text",
        )
    named = binding.unknown(
        f"{block.text}\n{block.alt}\n{block.shows if block.kind is BlockKind.FIGURE else ''}",
        menu.entries,
    )
    if named:
        raise InvalidInput(
            f"There is no figure {named[0]}. Choose one from the menu of figures.", field="text"
        )
    REFUSALS[block.kind](block, content)
    if block.shows in then_and_now.NEED_EARLIER and not menu.before.earlier:
        raise InvalidInput(
            "No earlier consultation that has closed shares a theme with this one.", field="shows"
        )


def _needs_words(block: PaperBlock, _: Content) -> None:
    if not block.text and not block.prompt:
        raise InvalidInput("Write what this part says.", field="text")


def _needs_statement(block: PaperBlock, content: Content) -> None:
    if content.statement is None:
        raise InvalidInput("Say which statement is quoted, by its number.", field="statement")
    if not quoting.is_verbatim(block.text, content.statement.quotable):
        raise InvalidInput(
            f"These are not the words of statement {content.statement.id}: “"
            f"{content.statement.quotable[:300]}”. Leave words out only where […] says so.",
            field="text",
        )


def _needs_reference(block: PaperBlock, _: Content) -> None:
    if not binding.references(block.shows):
        raise InvalidInput("Choose a figure from the menu of figures.", field="shows")


def _needs_table(block: PaperBlock, _: Content) -> None:
    if block.shows not in tables.TABLES:
        raise InvalidInput("Choose which table to show.", field="shows")


def _needs_chart(block: PaperBlock, _: Content) -> None:
    if block.shows not in tables.CHARTS:
        raise InvalidInput("Choose which chart to show.", field="shows")


REFUSALS = {
    BlockKind.HEADING: _needs_words,
    BlockKind.TEXT: _needs_words,
    BlockKind.FINDING: _needs_words,
    BlockKind.QUOTE: _needs_statement,
    BlockKind.FIGURE: _needs_reference,
    BlockKind.TABLE: _needs_table,
    BlockKind.CHART: _needs_chart,
}


def order(paper: Paper, section: str, placed: list[PaperBlock]) -> None:
    """Give all blocks their places: section by section, one section in the order given."""
    found: list[PaperBlock] = []
    for each in sections.of(paper.kind):
        here = [block for block in paper.blocks if block.section == each.key]
        found.extend(placed if each.key == section else here)
    for position, block in enumerate(found):
        block.position = position
    paper.blocks.sort(key=lambda block: block.position)


def _record(session: Session, paper: Paper, event: str, **detail: object) -> None:
    audit.record(session, event, paper, consultation=paper.consultation, **detail)
