"""What readers write about the results: corrections and comments, and what became of each."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.editions import Edition, EditionRemark, RemarkState
from consult.services import audit, mailing
from consult.services.refusals import InvalidInput, NotFound
from consult.services.transaction import transaction
from consult.words import gettext as _

LONGEST = 5_000
STATES = {
    RemarkState.NEW: "New",
    RemarkState.HELD: "Held: it looks as if a machine had written it",
    RemarkState.CORRECTED: "Corrected in a new edition",
    RemarkState.ANSWERED: "Answered",
    RemarkState.NO_CHANGE: "Looked at, nothing to change",
}


def send(
    session: Session, edition: Edition, *, key: UUID, text: str, email: str = "", trap: str = ""
) -> EditionRemark:
    """Store a remark once, however often its form is sent.

    Parameters
    ----------
    trap
        What stands in the field that people do not see; with anything in it the remark is held.

    Raises
    ------
    InvalidInput
        Without words, with too many, or with an address that is none.
    """
    there = session.scalar(select(EditionRemark).where(EditionRemark.submission_key == key))
    if there is not None:
        return there
    words = text.strip()
    if not words:
        raise InvalidInput(_("Write what is wrong, or what you want to say."), field="text")
    if len(words) > LONGEST:
        raise InvalidInput(
            _("That is %(number)s characters; the most is %(most)s. Shorten it.")
            % {"number": f"{len(words):,}", "most": f"{LONGEST:,}"},
            field="text",
        )
    try:
        to = mailing.address(email) if email.strip() else ""
    except InvalidInput as refusal:
        raise InvalidInput(str(refusal), field="email") from None
    with transaction(session):
        remark = EditionRemark(
            edition=edition,
            submission_key=key,
            text=words,
            email=to,
            state=RemarkState.HELD if trap.strip() else RemarkState.NEW,
        )
        session.add(remark)
        session.flush()
        audit.record(session, "remark.received", remark, consultation=edition.consultation)
    return remark


def list_remarks(session: Session, consultation: Consultation) -> list[EditionRemark]:
    """Return all remarks on a consultation's results, the newest first."""
    wanted = (
        select(EditionRemark)
        .join(Edition)
        .where(Edition.consultation_id == consultation.id)
        .options(joinedload(EditionRemark.edition), joinedload(EditionRemark.decided_by))
        .order_by(EditionRemark.id.desc())
    )
    return list(session.scalars(wanted))


def get(session: Session, consultation: Consultation, remark_id: int) -> EditionRemark:
    """Return one remark on the consultation's results, or raise NotFound."""
    remark = session.get(EditionRemark, remark_id)
    if remark is None or remark.edition.consultation_id != consultation.id:
        raise NotFound("There is no such remark on these results.")
    return remark


def settle(
    session: Session,
    consultation: Consultation,
    remark_id: int,
    *,
    state: RemarkState,
    note: str = "",
) -> EditionRemark:
    """Say what became of a remark.

    Raises
    ------
    NotFound
        For a remark on other results.
    InvalidInput
        Where a closed one does not say why in its note.
    """
    remark = get(session, consultation, remark_id)
    said = " ".join(note.split())
    if not said and state is RemarkState.NO_CHANGE:
        raise InvalidInput("Write in the note why nothing changes.", field="note")
    if len(said) > LONGEST:
        raise InvalidInput(
            f"The note has {len(said):,} characters; the most is {LONGEST:,}. Shorten it.",
            field="note",
        )
    with transaction(session):
        before = remark.state
        remark.state, remark.note = state, said
        remark.decided_at, remark.decided_by_id = utc_now(), audit.actor_of(session).user_id
        audit.record(
            session,
            "remark.settled",
            remark,
            consultation=consultation,
            was=before.value,
            now=state.value,
        )
    return remark
