"""The councils' own Word files: added after a trial with a paper of its own, kept, filled in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.papers import PaperKind, PaperTemplate
from consult.services import audit
from consult.services.papers import sections
from consult.services.refusals import InvalidInput, NotFound
from consult.services.transaction import checked_transaction, transaction
from consult.writers import OWN_TEMPLATE
from consult.writers.isolation import WritingFailed, write_in_child
from consult.writers.own_template import FIELDS, Filling
from consult.writers.paper import Paper, Part, Signature, Words

LARGEST = 5 * 2**20
LONGEST_NAME = 120


class BadTemplate(InvalidInput):
    """A template that no paper can fill; the text names the field or the fault."""


def fields() -> dict[str, str]:
    """Return what a template may name, each with what it holds."""
    return FIELDS


def list_templates(session: Session) -> list[PaperTemplate]:
    """Return all templates by name."""
    return list(session.scalars(select(PaperTemplate).order_by(PaperTemplate.name)))


def get(session: Session, template_id: int) -> PaperTemplate:
    """Return one template, or raise NotFound."""
    template = session.get(PaperTemplate, template_id)
    if template is None:
        raise NotFound("There is no such template.")
    return template


def add(session: Session, *, name: str, filename: str, content: bytes) -> PaperTemplate:
    """Add a template, after a trial with a paper that has every section.

    Raises
    ------
    BadTemplate
        Where it is no Word file, or names what no paper has.
    InvalidInput
        Where its name is missing, too long or taken.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(f"Name the template in up to {LONGEST_NAME} characters.", field="name")
    _refuse_taken(session, name)
    if len(content) > LARGEST:
        raise BadTemplate(
            f"The template has {len(content) / 2**20:.1f} MB. Make it smaller than"
            f" {LARGEST // 2**20} MB.",
            field="template",
        )
    fill(_trial(content))
    with checked_transaction(session, lambda: _refuse_taken(session, name)):
        added = PaperTemplate(
            name=name,
            filename=filename[-200:],
            content=content,
            added_by_id=audit.actor_of(session).user_id,
        )
        session.add(added)
        audit.record(session, "paper_template.added", added)
    return added


def _refuse_taken(session: Session, name: str) -> None:
    if session.scalar(select(PaperTemplate.id).where(PaperTemplate.name == name)):
        raise InvalidInput(f"There is a template called “{name}” already.", field="name")


def remove(session: Session, template: PaperTemplate) -> None:
    """Take a template away."""
    with transaction(session):
        audit.record(session, "paper_template.removed", template)
        session.delete(template)


def fill(filling: Filling) -> bytes:
    """Return a template with its fields filled in, from a process of its own."""
    try:
        return write_in_child(OWN_TEMPLATE, filling.to_dict())
    except WritingFailed as failure:
        _, _, why = str(failure).partition(f"{OWN_TEMPLATE}: ")
        raise BadTemplate(why or str(failure), field="template") from failure


def _trial(content: bytes) -> Filling:
    """Return the template with a paper of one sentence a section."""
    found = sections.of(PaperKind.COUNCIL_PAPER)
    parts = [
        part
        for section in found
        for part in (
            Part("heading", f"{section.number}.0", words=(Words(section.title),)),
            Part("paragraph", f"{section.number}.1", words=(Words("A sentence."),)),
        )
    ]
    paper = Paper(
        title="Trial",
        organisation="Trial",
        consultation="Trial",
        kind_of_paper=PaperKind.COUNCIL_PAPER.value,
        state="draft",
        made_on=date(2000, 1, 1),
        parts=tuple(parts),
        signatures=(Signature("Written"), Signature("Checked"), Signature("Approved")),
    )
    return Filling(content, paper, tuple(section.key for section in found))
