"""The demonstration's council papers: one approved by name, and one that waits to be written."""

from __future__ import annotations

from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import ActorKind
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.papers import BlockKind, Paper, PaperBlock, PaperKind
from consult.services import audit, papers
from consult.services.audit import Actor
from consult.services.demo import files
from consult.services.papers import fairness, sections, signing, writing
from consult.services.papers.fairness import Weight
from consult.services.papers.writing import Content
from consult.services.publishing import editions

ORGANISATION = "Hallowick Borough Council"
WHY = "The points came by postcard without names, so nobody can be known by a count."


def begin(session: Session, consultation: Consultation, *, by: User) -> Paper:
    """Begin a council paper: what the record says is in it, the rest waits."""
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=by.id))
    paper = papers.start(
        session,
        consultation,
        kind=PaperKind.COUNCIL_PAPER,
        title=f"{consultation.title}: what people told us",
    )
    audit.act_as(session, audit.SYSTEM)
    return paper


def approved(session: Session, consultation: Consultation, *, author: User, approver: User) -> None:
    """Write a council paper to its end, check it and approve it."""
    told = files.read("papers.toml")
    paper = begin(session, consultation, by=author)
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=author.id))
    writing.change_particulars(
        session,
        paper,
        title=told["title"],
        meeting_on=told["meeting_on"],
        particulars={name: told[name] for name in sections.PARTICULARS},
        seen=paper.version,
    )
    for key, texts in told["sections"].items():
        waiting = [block for block in paper.blocks if block.section == key and block.is_prompt]
        for block, text in zip(waiting, texts, strict=True):
            _write(session, paper, block, text)
    _settle(session, paper, consultation)
    signing.check(session, paper)
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=approver.id))
    signing.approve(session, paper, made_on=utc_now().date(), by=ORGANISATION)
    audit.act_as(session, audit.SYSTEM)


def publish(session: Session, consultation: Consultation, *, by: User) -> None:
    """Publish the paper that is approved as the first edition of the results."""
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=by.id))
    version = editions.approved(session, consultation)[0]
    editions.publish(session, consultation, version_id=version.id)
    audit.act_as(session, audit.SYSTEM)


def _write(session: Session, paper: Paper, block: PaperBlock, text: str) -> None:
    content = Content(BlockKind.TEXT, "\n".join(files.paragraph(t) for t in text.splitlines()))
    writing.change_block(session, paper, block, content, seen=block.version)


def _settle(session: Session, paper: Paper, consultation: Consultation) -> None:
    """Say of each warning why it may stand."""
    verdict = fairness.check(papers.desk(session, consultation, paper))
    for fault in verdict.of(Weight.WARNING):
        signing.give_reason(session, paper, fingerprint=fault.fingerprint, reason=WHY)
