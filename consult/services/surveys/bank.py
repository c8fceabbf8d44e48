"""The question bank: what was asked before, in whichever consultation, and what came of it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from consult.models.base import utc_now
from consult.models.consultations import Consultation, Stage
from consult.models.responses import Answer, answer_option
from consult.models.surveys import CHOICES, UNANSWERED, Question, Section, Survey
from consult.services.refusals import NotFound

RECENT = timedelta(days=730)
# Above this two questions ask nearly the same.
CLOSE = 0.55
MOST_CLOSE = 3
# A percentage stands only from this base.
SMALLEST_BASE = 10
_WORD = re.compile(r"[a-z]{3,}")
_ENDINGS = ("ingly", "edly", "ings", "ing", "ies", "ed", "es", "ly", "s")
# They stand in most questions and tell nothing of what is asked.
_COMMON = frozenset(
    _WORD.findall(
        "the and you your are for with that this what which how does did have has about from"
        " would could should when where why who there their they our all any can please tell"
        " think following best describes use uses"
    )
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked.

    Attributes
    ----------
    on
        When its consultation opened, or else when its survey was made.
    base
        How many answered it.
    """

    question: Question
    consultation: Consultation
    on: datetime
    base: int


@dataclass(frozen=True, slots=True)
class Figure:
    """How many gave one answer, and of how many."""

    label: str
    count: int
    base: int

    @property
    def share(self) -> str:
        """Return the whole percentage, or "" where the base is too small for one."""
        return f"{round(100 * self.count / self.base)}%" if self.base >= SMALLEST_BASE else ""


def find(
    session: Session, *, text: str = "", page: int = 1, per_page: int = 20
) -> tuple[list[Asked], int]:
    """Return one page of the questions that were asked, newest first, and how many there are."""
    conditions = [*_public()]
    for word in text.split():
        conditions.append(Question.text.icontains(word, autoescape=True))
    counted = select(func.count(Question.id)).join(Question.section).join(Section.survey)
    total = session.scalar(counted.join(Survey.consultation).where(*conditions)) or 0
    questions = _questions(session, conditions, offset=(page - 1) * per_page, limit=per_page)
    return _with_bases(session, questions), total


def get(session: Session, question_id: int) -> Asked:
    """Return one question that was asked, or raise NotFound."""
    questions = _questions(session, [*_public(), Question.id == question_id], limit=1)
    if not questions:
        raise NotFound("There is no such question in the bank.")
    return _with_bases(session, questions)[0]


def _public() -> list[ColumnElement[bool]]:
    """Return what the bank holds: what was put to residents and takes an answer that is kept."""
    return [
        Consultation.stage != Stage.DRAFT,
        Survey.is_draft.is_(False),
        Section.is_equality.is_(False),
        Question.matrix_id.is_(None),
        Question.question_type.not_in(UNANSWERED),
    ]


def _questions(
    session: Session, conditions: Sequence[ColumnElement[bool]], *, offset: int = 0, limit: int
) -> list[Question]:
    return list(
        session.scalars(
            select(Question)
            .join(Question.section)
            .join(Section.survey)
            .join(Survey.consultation)
            .where(*conditions)
            .options(
                contains_eager(Question.section)
                .contains_eager(Section.survey)
                .contains_eager(Survey.consultation),
                selectinload(Question.options),
            )
            .order_by(Question.id.desc())
            .offset(offset)
            .limit(limit)
        )
    )


def _with_bases(session: Session, questions: Sequence[Question]) -> list[Asked]:
    rows = session.execute(
        select(Answer.question_id, func.count())
        .where(
            Answer.question_id.in_([each.id for each in questions]),
            (Answer.text != "") | Answer.options.any(),
        )
        .group_by(Answer.question_id)
    )
    bases = {question_id: count for question_id, count in rows}
    return [_asked(each, bases.get(each.id, 0)) for each in questions]


def _asked(question: Question, base: int) -> Asked:
    survey = question.section.survey
    return Asked(question, survey.consultation, survey.created_at, base)


def figures(session: Session, asked: Asked) -> list[Figure]:
    """Return how many gave each answer; nothing for what is answered in words."""
    if asked.question.question_type not in CHOICES:
        return []
    rows = session.execute(
        select(answer_option.c.option_id, func.count())
        .join(Answer, Answer.id == answer_option.c.answer_id)
        .where(Answer.question_id == asked.question.id)
        .group_by(answer_option.c.option_id)
    )
    counts = {option_id: count for option_id, count in rows}
    return [
        Figure(option.label, counts.get(option.id, 0), asked.base)
        for option in asked.question.options
    ]


def close_to(session: Session, survey: Survey, texts: Collection[str]) -> dict[str, list[Asked]]:
    """Return for each text the questions of other consultations that ask nearly the same.

    Only what was asked in the last two years. Words are weighed by how seldom they stand in
    questions; two that share all that is seldom in them are close.
    """
    known = _questions(
        session,
        [
            *_public(),
            Survey.created_at > utc_now() - RECENT,
            Survey.consultation_id != survey.consultation_id,
        ],
        limit=2_000,
    )
    stems = {each.id: _stems(each.text) for each in known}
    seldom = _weights(list(stems.values()))
    found: dict[str, list[Question]] = {}
    for text in texts:
        own = _stems(text)
        scored = ((_likeness(own, stems[each.id], seldom), each) for each in known)
        near = sorted(
            ((score, each) for score, each in scored if score >= CLOSE),
            key=lambda pair: (-pair[0], -pair[1].id),
        )
        if near:
            found[text] = [each for _, each in near[:MOST_CLOSE]]
    near_ones = {each.id: each for near in found.values() for each in near}
    asked = {each.question.id: each for each in _with_bases(session, list(near_ones.values()))}
    return {text: _once([asked[each.id] for each in near]) for text, near in found.items()}


def _once(asked: Sequence[Asked]) -> list[Asked]:
    seen: dict[tuple[int, str], Asked] = {}
    for each in asked:
        seen.setdefault((each.consultation.id, each.question.text), each)
    return list(seen.values())


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        _stem(word) for word in _WORD.findall(text.lower().replace("’", "'")) if word not in _COMMON
    )


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def _weights(every: Sequence[frozenset[str]]) -> dict[str, float]:
    counts = Counter(stem for stems in every for stem in stems)
    return {stem: math.log((len(every) + 1) / count) + 0.1 for stem, count in counts.items()}


def _likeness(one: frozenset[str], other: frozenset[str], seldom: dict[str, float]) -> float:
    """Return the weight of what two texts share, of what both have; from 0 to 1."""
    usual = max(seldom.values(), default=1.0)
    both = sum(seldom.get(stem, usual) for stem in one & other)
    whole = sum(seldom.get(stem, usual) for stem in one | other)
    return both / whole if whole else 0.0
