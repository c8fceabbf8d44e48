"""What numbers, dates, rankings and places come to, as the public may have it.

All of it is worked out from counts that may be told: where one is hidden there is no mean either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.surveys import QuestionType
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.publishing import releasing
from consult.services.reports import evidence
from consult.services.responses import answer_lines
from consult.services.responses.answer_lines import IN_WORDS, AnswerLines
from consult.services.responses.measures import MOST_SQUARES
from consult.words import marked
from consult.writers.figures import Figure, whole

PART = "Answers in figures"
EVIDENCE = "answers"
PEOPLE = marked("People")
FIRST = marked("People who put it first")
FEW = marked("Squares that few chose are not shown, and of the others the 10 that most chose.")


@dataclass(frozen=True)
class Group:
    """One group of those who answered; None is hidden."""

    label: str
    figure: Figure | None


@dataclass(frozen=True)
class Answers:
    """The answers of a consultation as they may leave now, with all their lines."""

    asked: tuple[AnswerLines, ...] = ()
    lines: Mapping[str, Line] = field(default_factory=dict)

    @property
    def groups(self) -> Iterator[tuple[AnswerLines, Group]]:
        """Yield each group of each question that may be spoken of."""
        for asked in self.asked:
            line = self.lines[asked.name]
            for group in [] if line.says_nothing else groups(asked, line):
                yield asked, group

    @property
    def held(self) -> dict[str, tuple[Line, ...]]:
        """Return, by the evidence of each count, the lines that leave with it."""
        return {
            group.figure.evidence: tuple(self.lines[name] for name in (asked.name, *asked.beside))
            for asked, group in self.groups
            if group.figure is not None
        }

    def not_as_told(self, figures: Iterable[Figure]) -> frozenset[str]:
        """Return the evidence of figures of answers that may not be told so any longer."""
        now = {group.figure.evidence: group.figure for _, group in self.groups if group.figure}
        return frozenset(
            each.evidence
            for each in figures
            if EVIDENCE in evidence.parts_of(each.evidence) and now.get(each.evidence) != each
        )


def of(session: Session, consultation: Consultation) -> Answers:
    """Return what may be told, held against all that left before."""
    asked = tuple(answer_lines.of(session, consultation))
    counts = {name: line for each in asked for name, line in (*_own(each), *each.beside.items())}
    return Answers(asked, disclosure.series(session, consultation, counts))


def release(session: Session, consultation: Consultation) -> Answers:
    """Return what may be told in a file that leaves now, and keep it as what left."""
    return disclosure.release(
        session,
        consultation,
        lambda: of(session, consultation),
        lambda made: made.lines.values(),
    )


def _own(asked: AnswerLines) -> Iterator[tuple[str, Mapping[str, int]]]:
    yield asked.name, asked.counts


def groups(asked: AnswerLines, line: Line) -> list[Group]:
    """Return each group of a question, in order; of very many squares only the most chosen."""
    base = line.total
    found = []
    for key, label in asked.labels.items():
        count = line.shown.get(key)
        name = evidence.name(**{EVIDENCE: f"{asked.name}/{key}"})
        told = None if count is None or base is None else Figure(min(count, base), name, base)
        if told is None or told.count or asked.question.question_type is QuestionType.RANKING:
            found.append(Group(label, told))
    if asked.question.question_type is not QuestionType.PLACE:
        return found
    words = asked.labels[IN_WORDS]
    squares = [each for each in found if each.figure and each.label != words]
    return [*squares[:MOST_SQUARES], *(each for each in found if each.label == words)]


def kept(answers: Answers, consultation: Consultation) -> list[dict[str, Any]]:
    """Return them as an edition keeps them."""
    exact = not consultation.rounds_counts
    return [_kept(each, answers.lines, exact=exact) for each in answers.asked]


def _kept(asked: AnswerLines, lines: Mapping[str, Line], *, exact: bool) -> dict[str, Any]:
    line = lines[asked.name]
    is_ranking = asked.question.question_type is QuestionType.RANKING
    bars = [] if line.says_nothing else [_bar(each) for each in groups(asked, line)]
    return {
        "question": asked.question.text,
        "unit": asked.question.unit,
        "base": releasing.NOT_SHOWN if line.total is None else whole(line.total),
        "chart": {
            "caption": asked.question.text,
            "axis": FIRST if is_ranking else PEOPLE,
            "bars": bars,
        },
        "note": FEW if asked.question.question_type is QuestionType.PLACE else "",
        "middle": _middle(asked, line) if exact else "",
        "mean": _mean(asked, line) if exact else "",
        "places": _places(asked, lines) if exact else [],
    }


def _bar(group: Group) -> dict[str, Any]:
    if group.figure is None:
        return {"label": group.label, "count": None, "text": releasing.NOT_SHOWN}
    return {"label": group.label, "count": group.figure.count, "text": group.figure.text}


def _is_open(line: Line) -> bool:
    """Return whether every count of a line is told, so that more can be worked out from them."""
    return bool(line.total) and not line.hidden


def _middle(asked: AnswerLines, line: Line) -> str:
    """Return the group in which the middle answer is, or "" where that may not be told."""
    has_order = asked.question.question_type in {QuestionType.NUMBER, QuestionType.DATE}
    if not has_order or not _is_open(line):
        return ""
    seen = 0
    for key, label in asked.labels.items():
        seen += line.counts.get(key, 0)
        if 2 * seen >= sum(line.counts.values()):
            return label
    return ""


def _mean(asked: AnswerLines, line: Line) -> str:
    """Return the mean of numbers that are each told by themselves, or ""."""
    steps = {key.partition("+")[2] for key in line.counts}
    if asked.question.question_type is not QuestionType.NUMBER or steps != {"0"}:
        return ""
    if not _is_open(line):
        return ""
    numbers = {Decimal(key.partition("+")[0]): count for key, count in line.counts.items()}
    return f"{sum(n * count for n, count in numbers.items()) / sum(numbers.values()):,.1f}"


def _places(asked: AnswerLines, lines: Mapping[str, Line]) -> list[dict[str, str]]:
    """Return the mean place of each option of a ranking, among those who gave it one."""
    return [
        {"label": label, "text": _mean_place(lines[name])} for label, name in asked.rows.items()
    ]


def _mean_place(row: Line) -> str:
    if not _is_open(row):
        return releasing.NOT_SHOWN
    given = {int(key.rpartition(".")[2]): count for key, count in row.counts.items()}
    given.pop(0, None)
    number = sum(given.values())
    if not number:
        return "–"
    mean = sum(place * count for place, count in given.items()) / number
    return f"{mean:.1f}" if number == row.total else f"{mean:.1f} ({number:,})"


def rows(answers: Answers) -> Iterator[dict[str, Any]]:
    """Yield them as open data."""
    for asked, group in answers.groups:
        item, figure = f"{asked.question.text}: {group.label}", group.figure
        yield releasing.row(PART, item, figure or Figure(0, ""), is_hidden=figure is None)
