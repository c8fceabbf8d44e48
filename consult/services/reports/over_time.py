"""The same themes and questions in an earlier consultation: what grew, shrank, came and went.

Themes are the same by their key, which lasts from one codebook to the next; questions by their
words and answers. Small counts of respondents are not shown, and in what leaves the house small
counts of statements neither; with them goes the change, since it would tell the count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.surveys import CHOICES, Question, Survey
from consult.models.themes import Codebook, Theme
from consult.services import disclosure
from consult.services.refusals import NotFound
from consult.services.reports import earlier as earlier_ones
from consult.services.reports import evidence, told_before
from consult.services.reports.earlier import COMPARED, closed_before
from consult.services.reports.facts import Facts
from consult.services.reports.gathering import gather
from consult.services.reports.held import Held
from consult.services.reports.shares import Line, Share, compared
from consult.services.reports.told_before import Told
from consult.services.responses import answers_held
from consult.services.responses.answer_lines import AnswerLines


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that both consultations put in the same words."""

    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class OverTime:
    """Two consultations side by side.

    Attributes
    ----------
    waiting
        How many statements wait for review, earlier and now: they are in no count.
    told
        What people named before, in whichever earlier consultation, and what was done since.
    held
        The lines of counts that it tells, where it leaves the house.
    """

    earlier: Consultation
    themes: tuple[Line, ...]
    outcomes: tuple[Line, ...]
    questions: tuple[Asked, ...]
    waiting: tuple[int, int]
    told: tuple[Told, ...]
    held: Held

    def rows(self) -> Iterator[tuple[str, str, Line]]:
        """Yield every line with what it is a line of."""
        yield from (("Theme", "", line) for line in self.themes)
        yield from (("Outcome", "", line) for line in self.outcomes)
        for asked in self.questions:
            yield from (("Question", asked.text, line) for line in asked.lines)


def comparable(session: Session, consultation: Consultation) -> list[Consultation]:
    """Return the earlier consultations that share a theme or a question, the latest first."""
    others = session.scalars(
        select(Consultation)
        .where(Consultation.id != consultation.id, Consultation.stage.in_(COMPARED))
        .order_by(Consultation.closes_on.desc().nulls_last(), Consultation.id.desc())
    )
    keys, asked = _keys(session, consultation), set(_questions(session, consultation))
    return [each for each in others if _is_comparable(session, consultation, each, keys, asked)]


def _is_comparable(
    session: Session,
    consultation: Consultation,
    other: Consultation,
    keys: set[str],
    asked: set[str],
) -> bool:
    """Return whether another one closed before, and has one of the keys or of the questions."""
    if other.stage not in COMPARED or not closed_before(other, consultation):
        return False
    return bool(keys & _keys(session, other) or asked & set(_questions(session, other)))


def compare(
    session: Session, consultation: Consultation, earlier: Consultation, *, leaves: bool = False
) -> OverTime:
    """Set a consultation beside an earlier one.

    Parameters
    ----------
    leaves
        Whether it leaves the house, so that small counts of statements are hidden too, and all
        is held against what left before.

    Raises
    ------
    NotFound
        Where they have nothing in common.
    StillBlind
        For a coder who would see in it how others coded what they are coding blind.
    """
    keys, asked = _keys(session, consultation), set(_questions(session, consultation))
    if not _is_comparable(session, consultation, earlier, keys, asked):
        raise NotFound("These two consultations have no theme and no question in common.")
    then, now = gather(session, earlier), gather(session, consultation)
    fewest = max(consultation.fewest_shown, earlier.fewest_shown)
    held = Held(session, fewest, leaves)
    return OverTime(
        earlier=earlier,
        themes=tuple(_themes(session, earlier, consultation, then, now, fewest if leaves else 0)),
        outcomes=tuple(_outcomes((earlier, then), (consultation, now), held)),
        questions=tuple(_asked(earlier, consultation, held)),
        waiting=(then.waiting, now.waiting),
        told=told_before.told(
            now,
            tuple(earlier_ones.known(session, consultation)),
            earlier_ones.of(session, consultation, fewest=fewest),
        ),
        held=held,
    )


def release(session: Session, consultation: Consultation, earlier: Consultation) -> OverTime:
    """Return the comparison as it leaves, and keep what it tells of either consultation.

    Raises
    ------
    NotFound, StillBlind
        As `compare` does.
    """
    found = disclosure.release(
        session,
        consultation,
        lambda: compare(session, consultation, earlier, leaves=True),
        lambda made: made.held.of(consultation),
    )
    disclosure.remember(session, earlier, found.held.of(earlier))
    return found


def _keys(session: Session, consultation: Consultation) -> set[str]:
    return set(
        session.scalars(
            select(Theme.key).join(Codebook).where(Codebook.consultation_id == consultation.id)
        )
    )


def _questions(session: Session, consultation: Consultation) -> dict[str, Question]:
    """Return the questions with answers to choose from, by their words, of the newest version."""
    survey = session.scalar(
        select(Survey)
        .where(Survey.consultation_id == consultation.id, Survey.is_draft.is_(False))
        .order_by(Survey.version.desc())
        .limit(1)
    )
    if survey is None:
        return {}
    return {
        " ".join(each.text.split()).casefold(): each
        for each in survey.kept_questions
        if each.question_type in CHOICES and each.matrix_id is None
    }


def _themes(
    session: Session,
    earlier: Consultation,
    consultation: Consultation,
    then: Facts,
    now: Facts,
    fewest: int,
) -> Iterator[Line]:
    known = _keys(session, earlier), _keys(session, consultation)
    found = {each.key: each for each in (*then.themes, *now.themes)}
    counts = [{each.key: len(each.members) for each in facts.themes} for facts in (then, now)]
    for key, theme in found.items():
        yield compared(
            theme.name,
            (counts[0].get(key, 0), then.settled),
            (counts[1].get(key, 0), now.settled),
            fewest,
            is_known=(key in known[0], key in known[1]),
        )


def _outcomes(
    before: tuple[Consultation, Facts], after: tuple[Consultation, Facts], held: Held
) -> Iterator[Line]:
    """Yield the outcomes of both; in a file none that the others would leave of all barriers."""
    (_, then), (_, now) = before, after
    told = [_by_outcome(*each, held) if held.leaves else {} for each in (before, after)]
    for outcome_id, outcome in now.outcomes.items():
        if outcome_id in then.outcomes:
            yield compared(
                f"{outcome.reference} {outcome.title}",
                (len(then.under(outcome_id)), then.counting),
                (len(now.under(outcome_id)), now.counting),
                0,
                is_hidden=any(shown.get(outcome.reference, 0) is None for shown in told),
            )


def _by_outcome(consultation: Consultation, facts: Facts, held: Held) -> Mapping[str, int | None]:
    """Return the barriers by outcome and under none: together they are all that count."""
    counts = {each.reference: len(facts.under(key)) for key, each in facts.outcomes.items()}
    counts[evidence.NONE] = len(facts.under(None))
    return held.line(consultation, "over-time: outcomes", counts, of_people=False).shown


def _asked(earlier: Consultation, consultation: Consultation, held: Held) -> Iterator[Asked]:
    then, now = (_questions(held.session, each) for each in (earlier, consultation))
    texts = [each for each in now if each in then]
    if not texts:
        return
    known = [_by_question(held.session, each) for each in (earlier, consultation)]
    for text in texts:
        before = _answers(earlier, *known[0][then[text].id], held)
        after = _answers(consultation, *known[1][now[text].id], held)
        yield Asked(
            now[text].text,
            tuple(
                compared(
                    label,
                    (before[label].count or 0, before[label].base),
                    (after[label].count or 0, after[label].base),
                    held.fewest,
                    is_hidden=before[label].count is None or after[label].count is None,
                )
                for label in after
                if label in before
            ),
        )


def _by_question(
    session: Session, consultation: Consultation
) -> dict[int, tuple[AnswerLines, Mapping[str, disclosure.Line]]]:
    told = answers_held.of(session, consultation)
    return {each.question.id: (each, told.lines) for each in told.asked}


def _answers(
    consultation: Consultation,
    asked: AnswerLines,
    lines: Mapping[str, disclosure.Line],
    held: Held,
) -> dict[str, Share]:
    """Return how many people chose each answer, as far as it may be told; by the answer."""
    told = {
        name: held.told(consultation, lines[name])
        if held.leaves
        else held.line(consultation, name, counts)
        for name, counts in asked.all_counts.items()
    }
    found = {}
    for key, label in asked.labels.items():
        line, group = asked.at(key)
        found[label] = Share(told[line].shown[group], told[line].total or 0)
    return found
