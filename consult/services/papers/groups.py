"""Groups of people: whoever chose one option of a choice question, or lives in one ward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.areas import ConsultationArea, Ward
from consult.models.consultations import Consultation
from consult.models.responses import Answer, Response, Standing, answer_option
from consult.models.surveys import Option, Question, QuestionType, Section, Survey
from consult.services import disclosure
from consult.services.disclosure import Line

WARD = "ward"
ELSEWHERE = "ward-elsewhere"
"""Those of wards that the consultation is not about: they are part of the base."""


@dataclass(frozen=True, slots=True)
class Group:
    """Those who chose one option, as disclosure control lets them be shown.

    Attributes
    ----------
    count, base
        How many chose it, and how many chose any; 0 where they may not be shown.
    is_small
        Whether nothing may be said of them: they, or others beside them, could be known.
    line
        The line of counts that it stands in.
    """

    key: str
    name: str
    question: str
    count: int
    base: int
    is_small: bool
    line: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A line before disclosure control: its groups, in order, and how many are in each."""

    line: str
    question: str
    names: dict[str, str]
    counts: dict[str, int]


def of(session: Session, consultation: Consultation) -> tuple[Group, ...]:
    """Return every group of those whose responses count, and those that nobody is in."""
    asked = _asked(session, consultation)
    lines = disclosure.series(session, consultation, {each.line: each.counts for each in asked})
    return tuple(group for each in asked for group in _groups(each, lines[each.line], consultation))


def lines_of(session: Session, consultation: Consultation, names: set[str]) -> list[Line]:
    """Return the lines of those names as they may leave now."""
    counts = {each.line: each.counts for each in _asked(session, consultation)}
    wanted = {name: counts[name] for name in counts if name in names}
    return list(disclosure.series(session, consultation, wanted).values())


def _groups(asked: _Asked, line: Line, consultation: Consultation) -> Iterator[Group]:
    for key, name in asked.names.items():
        shown = line.shown[key]
        is_small = shown is None or line.counts[key] < consultation.fewest_shown
        yield Group(key, name, asked.question, shown or 0, line.total or 0, is_small, asked.line)


def _asked(session: Session, consultation: Consultation) -> list[_Asked]:
    return [*_by_option(session, consultation), *_by_ward(session, consultation)]


def _by_option(session: Session, consultation: Consultation) -> list[_Asked]:
    chosen = (
        select(answer_option.c.option_id, func.count(Answer.id).label("count"))
        .join(Answer, Answer.id == answer_option.c.answer_id)
        .join(Response, Response.id == Answer.response_id)
        .where(Response.standing == Standing.COUNTED)
        .group_by(answer_option.c.option_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Option.id, Option.label, Question.id, Question.text, func.coalesce(chosen.c.count, 0)
        )
        .join(Question, Option.question_id == Question.id)
        .join(Section, Question.section_id == Section.id)
        .join(Survey, Section.survey_id == Survey.id)
        .outerjoin(chosen, chosen.c.option_id == Option.id)
        .where(
            Survey.consultation_id == consultation.id,
            Question.question_type == QuestionType.ONE_CHOICE,
        )
        .order_by(Question.id, Option.position, Option.id)
    )
    found: dict[int, _Asked] = {}
    for option_id, label, question_id, text, count in rows:
        asked = found.setdefault(question_id, _Asked(f"question-{question_id}", text, {}, {}))
        asked.names[str(option_id)], asked.counts[str(option_id)] = label, count
    return list(found.values())


def _by_ward(session: Session, consultation: Consultation) -> list[_Asked]:
    """Return the wards that the consultation is about, with the responses from each."""
    living: dict[int | None, int] = {
        ward_id: count
        for ward_id, count in session.execute(
            select(Response.ward_id, func.count())
            .join(Survey)
            .where(
                Survey.consultation_id == consultation.id,
                Response.standing == Standing.COUNTED,
                Response.ward_id.is_not(None),
            )
            .group_by(Response.ward_id)
        )
    }
    wards = session.scalars(
        select(Ward)
        .join(ConsultationArea, ConsultationArea.area_set_id == Ward.area_set_id)
        .where(ConsultationArea.consultation_id == consultation.id)
        .order_by(Ward.id)
    ).all()
    if not wards:
        return []
    names = {f"{WARD}-{ward.id}": ward.name for ward in wards}
    counts = {f"{WARD}-{ward.id}": living.get(ward.id, 0) for ward in wards}
    counts[ELSEWHERE] = sum(living.values()) - sum(counts.values())
    return [_Asked("wards", "Ward", names, counts)]
