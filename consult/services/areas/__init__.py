"""Areas: wards from a file, the ward of a postcode, and what is kept of a postcode."""

from __future__ import annotations

import re

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from consult.models.areas import AreaSet, ConsultationArea, Postcode, Ward
from consult.models.consultations import Consultation
from consult.models.responses import Answer, Response, answer_option
from consult.models.surveys import Option, Question, QuestionType, Survey
from consult.services import audit
from consult.services.refusals import NotFound
from consult.services.transaction import transaction

_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\b")


def postcode_in(text: str) -> str:
    """Return the postcode in a text as it is stored, or "" where there is none.

    >>> postcode_in("gl1 1aa, by the bridge"), postcode_in("near the park")
    ('GL1 1AA', '')
    """
    found = _POSTCODE.search(text.upper())
    return f"{found[1]} {found[2]}" if found else ""


def locate(session: Session, area_set_id: int, text: str) -> Ward | None:
    """Return the ward that a text names, or in which its postcode lies."""
    postcode = postcode_in(text)
    if postcode:
        return session.scalar(
            select(Ward)
            .join(Postcode, Postcode.ward_id == Ward.id)
            .where(Postcode.area_set_id == area_set_id, Postcode.postcode == postcode)
        )
    return session.scalar(
        select(Ward).where(
            Ward.area_set_id == area_set_id, func.lower(Ward.name) == text.strip().lower()
        )
    )


def without_postcode(text: str, ward: Ward | None) -> str:
    """Return a text with its postcode made so wide that nobody's home can be told from it.

    >>> without_postcode("GL1 1AA by the bridge", None)
    'GL1 by the bridge'
    """

    def widened(found: re.Match[str]) -> str:
        return f"{found[1].upper()} ({ward.name})" if ward else found[1].upper()

    return re.sub(_POSTCODE.pattern, widened, text, flags=re.IGNORECASE)


def list_sets(session: Session) -> list[AreaSet]:
    """Return the places whose wards are loaded, by name."""
    return list(session.scalars(select(AreaSet).order_by(AreaSet.name)))


def get_set(session: Session, area_set_id: int) -> AreaSet:
    """Return one place with its wards, or raise NotFound."""
    found = session.get(AreaSet, area_set_id)
    if found is None:
        raise NotFound("The wards of that place are not loaded. Load them first.")
    return found


def of(session: Session, consultation: Consultation) -> ConsultationArea | None:
    """Return what was decided about the consultation's wards, if anything."""
    return session.get(ConsultationArea, consultation.id)


def may_tell(survey: Survey) -> list[Question]:
    """Return the questions that can tell a ward: they ask for a postcode, or offer answers."""
    types = {QuestionType.POSTCODE, QuestionType.ONE_CHOICE}
    return [each for each in survey.kept_questions if each.question_type in types]


def decide(
    session: Session,
    consultation: Consultation,
    *,
    area_set: AreaSet | None,
    question: Question | None = None,
    keeps_postcodes: bool = False,
) -> int:
    """Say which wards the consultation is about and which question tells the ward.

    Returns
    -------
    int
        How many responses that are there already could be placed in a ward.
    """
    with transaction(session):
        # Whoever decides at this moment waits: the later decision stands.
        session.refresh(consultation, with_for_update={"of": Consultation})
        decided = session.get(ConsultationArea, consultation.id)
        if area_set is None:
            if decided is not None:
                session.delete(decided)
        else:
            decided = decided or ConsultationArea(consultation_id=consultation.id)
            decided.area_set = area_set
            decided.question = question
            decided.keeps_postcodes = keeps_postcodes
            session.add(decided)
        audit.record(
            session,
            "consultation.area_decided",
            consultation,
            consultation=consultation,
            area_set=area_set.id if area_set else None,
            question=question.id if question else None,
            keeps_postcodes=keeps_postcodes,
        )
        return _place_again(session, consultation, area_set, question)


def _place_again(
    session: Session,
    consultation: Consultation,
    area_set: AreaSet | None,
    question: Question | None,
) -> int:
    """Give the responses that are there the ward that their answer tells."""
    surveys = select(Survey.id).where(Survey.consultation_id == consultation.id)
    mine = Response.survey_id.in_(surveys)
    session.execute(update(Response).where(mine).values(ward_id=None))
    if area_set is None or question is None:
        return 0
    places = _Places(session, area_set)
    rows = session.execute(
        select(Answer.response_id, Answer.text, Option.label)
        .join(Response, Response.id == Answer.response_id)
        .outerjoin(answer_option, answer_option.c.answer_id == Answer.id)
        .outerjoin(Option, Option.id == answer_option.c.option_id)
        .where(mine, Answer.question_id == question.id)
    ).all()
    placed: dict[int, list[int]] = {}
    for response_id, text, label in rows:
        ward_id = places.ward_of(text or label or "")
        if ward_id is not None:
            placed.setdefault(ward_id, []).append(response_id)
    for ward_id, response_ids in placed.items():
        session.execute(
            update(Response).where(Response.id.in_(response_ids)).values(ward_id=ward_id)
        )
    return sum(map(len, placed.values()))


class _Places:
    """The wards of a place by name and by postcode, read once for many responses."""

    def __init__(self, session: Session, area_set: AreaSet) -> None:
        self._names = {ward.name.casefold(): ward.id for ward in area_set.wards}
        self._postcodes = {
            postcode: ward_id
            for postcode, ward_id in session.execute(
                select(Postcode.postcode, Postcode.ward_id).where(
                    Postcode.area_set_id == area_set.id
                )
            )
        }

    def ward_of(self, text: str) -> int | None:
        """Return the id of the ward that a text tells, also as `without_postcode` kept it."""
        postcode = postcode_in(text)
        if postcode:
            return self._postcodes.get(postcode)
        widened = text.rpartition("(")[2].rstrip(") ").casefold() if "(" in text else ""
        return self._names.get(text.strip().casefold()) or self._names.get(widened)
