"""The answers of a survey as lines that may leave now: one place for whatever tells them.

Editions, open data, the evidence workbook, papers and comparisons over time read the answers here,
so that all of them count the same people by the same names, and are held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.disclosure import FigureRelease
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.refusals import NotFound
from consult.services.responses import answer_lines, choice_lines, choice_sums, following, scopes
from consult.services.responses.answer_lines import AnswerLines
from consult.services.responses.scopes import Scope


@dataclass(frozen=True, slots=True)
class Held:
    """What may be told of the answers.

    Attributes
    ----------
    asked
        The questions in their order.
    left_out
        Why nothing is told of a question, by its name.
    told_wards
        Whether a question left before whose answers are wards, so that no wards may leave now.
    """

    asked: tuple[AnswerLines, ...] = ()
    lines: Mapping[str, Line] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    told_wards: bool = False


def of(session: Session, consultation: Consultation) -> Held:
    """Return what may be told of each question, held against all that left before."""
    try:
        scope = scopes.chosen(session, consultation, scopes.ALL)
    except NotFound:  # nothing was asked in writing
        return Held()
    asked = _asked(session, consultation, scope)
    counts = {name: groups for each in asked for name, groups in each.all_counts.items()}
    lines = disclosure.series(session, consultation, counts)
    earlier = _earlier(session, consultation)
    for each in asked:
        if choice_lines.is_several(each.question):
            own = [lines[name] for name in each.beside]
            lines |= choice_sums.hold(each, own, earlier, consultation.fewest_shown)
    told = {each.line for each in earlier if each.line.startswith(answer_lines.PREFIX)}
    left_out = following.left_out(scope, asked, lines, {each.line for each in earlier})
    for each in asked:
        if each.name in left_out:
            lines |= {name: choice_sums.whole_hidden(lines[name]) for name in each.names}
    wards = [each for each in asked if each.why == choice_lines.TELLS_WARDS]
    told_wards = any(told.intersection(each.names) for each in wards)
    return Held(asked, lines, left_out, told_wards)


def _asked(session: Session, consultation: Consultation, scope: Scope) -> tuple[AnswerLines, ...]:
    """Return the lines of each question in its order; of no equality question."""
    found = answer_lines.of(session, consultation, scope)
    found |= choice_lines.of(session, consultation, scope)
    asked = scope.survey.kept_questions
    return tuple(found[question.id] for question in asked if question.id in found)


def _earlier(session: Session, consultation: Consultation) -> Sequence[FigureRelease]:
    kept = select(FigureRelease).where(
        FigureRelease.consultation_id == consultation.id,
        FigureRelease.line.startswith(answer_lines.PREFIX)
        | FigureRelease.line.startswith(choice_lines.OF_GROUPS),
    )
    return session.scalars(kept.order_by(FigureRelease.id)).all()
