"""What a paper tells of people and of partners, kept when the paper leaves or is kept itself."""

from __future__ import annotations

from sqlalchemy import select

from consult.models.consultations import Consultation
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.papers import Desk, before, groups
from consult.services.refusals import Conflict


def remember(desk: Desk) -> None:
    """Keep the lines of which a paper shows a count, inside the caller's transaction.

    Raises
    ------
    Conflict
        Where something left since the figures were read: the paper was not held against that.
    """
    session, consultation = desk.session, desk.consultation
    for then, line in before.lines_told(session, _counts_in(desk)):
        disclosure.remember(session, then, [line])
    lines = _lines(desk)
    if not lines:
        return
    session.execute(
        select(Consultation.id).where(Consultation.id == consultation.id).with_for_update()
    )
    if disclosure.newest(session, consultation) != desk.menu.as_of:
        raise Conflict("Another report of this consultation left just now. Try again.")
    disclosure.remember(session, consultation, lines)


def _lines(desk: Desk) -> list[Line]:
    told = _evidence_in(desk)
    names = {desk.menu.lines[each] for each in told if each in desk.menu.lines}
    held = {line.name: line for each in told for line in desk.menu.held.get(each, ())}
    return [*groups.lines_of(desk.session, desk.consultation, names), *held.values()]


def _evidence_in(desk: Desk) -> list[str]:
    return list(_counts_in(desk))


def _counts_in(desk: Desk) -> dict[str, int]:
    """Return the counts that a paper shows, by their evidence."""
    return {
        kept["evidence"]: kept["count"]
        for block in desk.paper.blocks
        for kept in block.snapshot.get("figures", {}).values()
    }
