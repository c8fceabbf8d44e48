"""Papers: reports that people write, bound to their evidence block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.papers import Paper, PaperBlock, PaperKind, PaperState, PaperVersion
from consult.services import audit
from consult.services.papers import arising, prefilling, snapshots
from consult.services.papers import menu as menus
from consult.services.papers.menu import Menu
from consult.services.papers.snapshots import Difference
from consult.services.refusals import InvalidInput, NotFound
from consult.services.reports import quotes
from consult.services.reports.quotes import Quoter
from consult.services.transaction import transaction

LONGEST_TITLE = 200
TOLD_US = ": what people told us"
KINDS = {
    PaperKind.COUNCIL_PAPER: "Council paper",
    PaperKind.FINDINGS: "Report of findings",
}


@dataclass(frozen=True)
class Desk:
    """A paper with the present figures beside it."""

    session: Session
    consultation: Consultation
    paper: Paper
    menu: Menu
    quoter: Quoter

    def snapshot(self, block: PaperBlock) -> None:
        """Take over the present figures of a block."""
        block.snapshot = snapshots.take(self.session, block, self.menu, self.quoter)

    def differences(self) -> list[Difference]:
        """Return all that has changed since the figures were taken."""
        return [
            difference
            for block in self.paper.blocks
            for difference in snapshots.differences(self.session, block, self.menu)
        ]


def desk(session: Session, consultation: Consultation, paper: Paper) -> Desk:
    """Lay a paper beside the present figures of its consultation."""
    menu = menus.build(session, consultation)
    return Desk(
        session, consultation, paper, menu, quotes.quoter(session, consultation, menu.facts)
    )


def list_papers(session: Session, consultation: Consultation) -> list[Paper]:
    """Return the consultation's papers, the one changed last first."""
    wanted = select(Paper).where(Paper.consultation_id == consultation.id)
    return list(session.scalars(wanted.order_by(Paper.changed_at.desc(), Paper.id.desc())))


def newest(session: Session, consultation: Consultation, kind: PaperKind) -> Paper | None:
    """Return the paper of a kind that was begun last, if there is one."""
    wanted = select(Paper).where(Paper.consultation_id == consultation.id, Paper.kind == kind)
    return session.scalar(wanted.order_by(Paper.id.desc()).limit(1))


def get(session: Session, consultation: Consultation, paper_id: int) -> Paper:
    """Return one paper of the consultation, or raise NotFound."""
    paper = session.get(Paper, paper_id)
    if paper is None or paper.consultation_id != consultation.id:
        raise NotFound("There is no such report in this consultation.")
    return paper


def get_block(paper: Paper, block_id: int) -> PaperBlock:
    """Return one block of a paper, or raise NotFound."""
    for block in paper.blocks:
        if block.id == block_id:
            return block
    raise NotFound("There is no such part in this report. Somebody may have taken it out.")


def versions(session: Session, paper: Paper) -> list[PaperVersion]:
    """Return what was kept of a paper, the newest first."""
    wanted = select(PaperVersion).where(PaperVersion.paper_id == paper.id)
    return list(session.scalars(wanted.order_by(PaperVersion.number.desc())))


def version(session: Session, paper: Paper, number: int) -> PaperVersion:
    """Return one kept version of a paper, or raise NotFound."""
    for each in versions(session, paper):
        if each.number == number:
            return each
    raise NotFound("There is no such version of this report.")


def draft(session: Session, consultation: Consultation, kind: PaperKind, title: str = "") -> Desk:
    """Return a new paper, filled from the record and not stored."""
    paper = Paper(
        consultation_id=consultation.id,
        kind=kind,
        title=title or f"{consultation.title[: LONGEST_TITLE - len(TOLD_US)]}{TOLD_US}",
        state=PaperState.DRAFT,
        particulars={},
        version=1,
    )
    found = desk(session, consultation, paper)
    paper.blocks = list(_blocks(found, consultation, kind))
    paper.findings = {"known": arising.keys(found)}
    for block in paper.blocks:
        found.snapshot(block)
    return found


def _blocks(found: Desk, consultation: Consultation, kind: PaperKind) -> Iterator[PaperBlock]:
    drafts = prefilling.drafts(found.session, consultation, found.menu, kind)
    for position, each in enumerate(drafts):
        yield PaperBlock(
            section=each.section,
            position=position,
            kind=each.kind,
            text=each.text,
            prompt=each.prompt,
            shows=each.shows,
            alt=each.alt,
            statement_id=each.statement_id,
            snapshot={},
            version=1,
        )


def start(session: Session, consultation: Consultation, *, kind: PaperKind, title: str) -> Paper:
    """Begin a paper, filled from the record as far as the record goes.

    Raises
    ------
    InvalidInput
        Without a title, or with one that is too long.
    """
    title = checked_title(title)
    with transaction(session):
        paper = draft(session, consultation, kind, title).paper
        paper.author_id = paper.changed_by_id = audit.actor_of(session).user_id
        session.add(paper)
        audit.record(
            session, "paper.started", paper, consultation=consultation, kind=paper.kind.value
        )
    return paper


def checked_title(title: str) -> str:
    """Return a title in one line, or refuse it."""
    title = " ".join(title.split())
    if not title:
        raise InvalidInput("Write a title, such as “What stands in the way”.", field="title")
    if len(title) > LONGEST_TITLE:
        raise InvalidInput(
            f"The title has {len(title)} characters. Shorten it to {LONGEST_TITLE} or fewer.",
            field="title",
        )
    return title
