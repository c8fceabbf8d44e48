"""The same themes and questions in an earlier consultation: what grew, shrank, came and went.

Themes are the same by their key, which lasts from one codebook to the next; questions by their
words and answers. Small counts of respondents are not shown, and in what leaves the house small
counts of statements neither; with them goes the change, since it would tell the count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.surveys import CHOICES, Question, Survey
from consult.models.themes import Codebook, Theme
from consult.services import disclosure
from consult.services.refusals import NotFound
from consult.services.reports import earlier as earlier_ones
from consult.services.reports import told_before
from consult.services.reports.earlier import COMPARED, closed_before
from consult.services.reports.facts import Facts
from consult.services.reports.gathering import gather
from consult.services.reports.told_before import Told
from consult.services.surveys import bank
from consult.words import marked

if TYPE_CHECKING:
    from analysis.changes import Change

NEW, GONE = "new", "no longer named"
# What may be said of a change (analysis.changes), for those who read of it in another language.
SAID = (marked("grew"), marked("shrank"), marked("no clear change"), marked("too few to say"))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many; None where so few may not be shown."""

    count: int | None
    base: int

    @property
    def words(self) -> str:
        """Return it as it is read: "12 of 80 (15%)"."""
        if self.count is None:
            return f"few of {self.base:,}"
        if not self.base:
            return "–"
        return f"{self.count:,} of {self.base:,} ({self.count / self.base:.0%})"


@dataclass(frozen=True, slots=True)
class Line:
    """One theme, outcome or answer in both consultations.

    Attributes
    ----------
    difference
        In percentage points with its 95% interval, or "" where nothing may be said.
    verdict
        What may be said of it in a word or two.
    """

    name: str
    before: Share
    now: Share
    difference: str
    verdict: str


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
    """

    earlier: Consultation
    themes: tuple[Line, ...]
    outcomes: tuple[Line, ...]
    questions: tuple[Asked, ...]
    waiting: tuple[int, int]
    told: tuple[Told, ...]

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
        Whether it leaves the house, so that small counts of statements are hidden too.

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
    return OverTime(
        earlier=earlier,
        themes=tuple(_themes(session, earlier, consultation, then, now, fewest if leaves else 0)),
        outcomes=tuple(_outcomes(then, now, fewest if leaves else 0)),
        questions=tuple(_asked(session, earlier, consultation, fewest)),
        waiting=(then.waiting, now.waiting),
        told=told_before.told(
            now,
            tuple(earlier_ones.known(session, consultation)),
            earlier_ones.of(session, consultation, fewest=fewest),
        ),
    )


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
        yield _line(
            theme.name,
            (counts[0].get(key, 0), then.settled),
            (counts[1].get(key, 0), now.settled),
            fewest,
            is_known=(key in known[0], key in known[1]),
        )


def _outcomes(then: Facts, now: Facts, fewest: int) -> Iterator[Line]:
    for outcome_id, outcome in now.outcomes.items():
        if outcome_id in then.outcomes:
            yield _line(
                f"{outcome.reference} {outcome.title}",
                (len(then.under(outcome_id)), then.counting),
                (len(now.under(outcome_id)), now.counting),
                fewest,
            )


def _asked(
    session: Session, earlier: Consultation, consultation: Consultation, fewest: int
) -> Iterator[Asked]:
    then, now = _questions(session, earlier), _questions(session, consultation)
    for text in now.keys() & then.keys():
        before, after = (_figures(session, each[text]) for each in (then, now))
        labels = [label for label in after if label in before]
        unseen = _hidden(before, fewest) | _hidden(after, fewest)
        yield Asked(
            now[text].text,
            tuple(
                _line(
                    label,
                    (before[label].count, before[label].base),
                    (after[label].count, after[label].base),
                    fewest,
                    is_hidden=label in unseen,
                )
                for label in labels
            ),
        )


def _hidden(figures: dict[str, bank.Figure], fewest: int) -> set[str]:
    """Return the answers whose counts may not be shown, or would tell one that may not."""
    shown = disclosure.line([each.count for each in figures.values()], fewest).counts
    return {label for label, count in zip(figures, shown, strict=True) if count is None}


def _figures(session: Session, question: Question) -> dict[str, bank.Figure]:
    asked = bank.get(session, question.id)
    return {each.label: each for each in bank.figures(session, asked)}


def _line(
    name: str,
    before: tuple[int, int],
    now: tuple[int, int],
    fewest: int,
    *,
    is_known: tuple[bool, bool] = (True, True),
    is_hidden: bool = False,
) -> Line:
    from analysis.changes import change

    shares = [
        Share(None if is_hidden or 0 < count < fewest else count, base)
        for count, base in (before, now)
    ]
    if any(share.count is None for share in shares):
        return Line(name, shares[0], shares[1], "", "too few to show")
    if not all(is_known):
        return Line(name, shares[0], shares[1], "", GONE if is_known[0] else NEW)
    found = change(*before, *now)
    return Line(name, shares[0], shares[1], _points(found), found.verdict.value)


def change_in_words(before: tuple[int, int], now: tuple[int, int]) -> str:
    """Return how a share has changed, from counts and their bases.

    >>> change_in_words((8, 40), (32, 40)), change_in_words((2, 9), (3, 9))
    ('+60 points (+39 to +73): grew', 'too few to say')
    """
    from analysis.changes import change

    found = change(*before, *now)
    points = _points(found)
    return f"{points}: {found.verdict.value}" if points else found.verdict.value


def _points(found: Change) -> str:
    from analysis.changes import Verdict

    if found.points is None or found.verdict is Verdict.TOO_FEW:
        return ""
    points, low, high = map(_signed, (found.points, found.low, found.high))
    return f"{points} points ({low} to {high})"


def _signed(share: float | None) -> str:
    number = round(100 * (share or 0))
    return f"{number:+d}".replace("-", "−") if number else "0"
