"""Groups of people: whoever chose one option of a choice question, or lives in one ward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.areas import ConsultationArea, Ward
from consult.models.consultations import Consultation
from consult.models.responses import Response, Standing
from consult.models.surveys import QuestionType, Survey
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.responses import answers_held, choice_sums
from consult.services.responses.answers_held import Held
from consult.services.responses.choice_lines import WARDS

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
    """Return every group of those who answer for themselves, and those that nobody is in.

    Wards are of all whose responses count, also of those who answer for an organisation.
    """
    told = answers_held.of(session, consultation)
    wards = _by_ward(session, consultation)
    asked = [*_by_option(told), *wards]
    lines = {**told.lines, **_ward_lines(session, consultation, told, wards)}
    found = (group for each in asked for group in _groups(each, lines[each.line], consultation))
    # Of a question that is left out no count is told; who are few in it are few all the same.
    return tuple(
        each
        for each in found
        if each.line not in told.left_out
        or lines[each.line].counts[each.key] < consultation.fewest_shown
    )


def lines_of(session: Session, consultation: Consultation, names: set[str]) -> list[Line]:
    """Return the lines of those names as they may leave now."""
    told = answers_held.of(session, consultation)
    wards = [each for each in _by_ward(session, consultation) if each.line in names]
    by_option = [told.lines[each.line] for each in _by_option(told) if each.line in names]
    return [*by_option, *_ward_lines(session, consultation, told, wards).values()]


def _ward_lines(
    session: Session, consultation: Consultation, told: Held, wards: list[_Asked]
) -> dict[str, Line]:
    """Return the line of wards; hidden whole where an edition told them as answers of people."""
    lines = disclosure.series(session, consultation, {each.line: each.counts for each in wards})
    return {
        name: choice_sums.whole_hidden(line) if told.told_wards else line
        for name, line in lines.items()
    }


def _groups(asked: _Asked, line: Line, consultation: Consultation) -> Iterator[Group]:
    for key, name in asked.names.items():
        shown = line.shown[key]
        is_small = shown is None or line.counts[key] < consultation.fewest_shown
        yield Group(key, name, asked.question, shown or 0, line.total or 0, is_small, asked.line)


def _by_option(told: Held) -> list[_Asked]:
    """Return the answers to choose one from, as editions count them."""
    return [
        _Asked(each.name, each.question.text, dict(each.labels), dict(each.counts))
        for each in told.asked
        if each.question.question_type is QuestionType.ONE_CHOICE
    ]


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
    return [_Asked(WARDS, "Ward", names, counts)]
