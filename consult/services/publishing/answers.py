"""What the answers to a survey come to that are no words of one's own, as the public may have it.

All of it is worked out from counts that may be told: where one is hidden there is no mean either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.surveys import CHOICES, Question, QuestionType
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.publishing import releasing
from consult.services.reports import evidence
from consult.services.responses import answers_held, choice_lines
from consult.services.responses.answer_lines import IN_WORDS, AnswerLines
from consult.services.responses.measures import MOST_SQUARES
from consult.words import marked
from consult.writers.figures import Figure, whole

PART = "Answers in figures"
EVIDENCE = "answers"
PEOPLE = marked("People")
FIRST = marked("People who put it first")
SEVERAL = marked("People could choose several answers, so the counts can come to more than that.")
OPTIONS_OF = CHOICES | {QuestionType.RANKING}
"""They are answered by options that officers wrote, which are told where nobody chose them too."""

FEW = marked("Squares that few chose are not shown, and of the others the 10 that most chose.")


@dataclass(frozen=True)
class Group:
    """One group of those who answered; None is hidden."""

    label: str
    figure: Figure | None


@dataclass(frozen=True)
class Answers:
    """The answers of a consultation as they may leave now, with all their lines.

    Attributes
    ----------
    left_out
        Questions of which nothing may be told, and why, for officers.
    """

    asked: tuple[AnswerLines, ...] = ()
    lines: Mapping[str, Line] = field(default_factory=dict)
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def groups(self) -> Iterator[tuple[AnswerLines, Group]]:
        """Yield each group of each question that may be spoken of."""
        for asked in self.asked:
            for group in groups(asked, self.lines):
                yield asked, group

    @property
    def held(self) -> dict[str, tuple[Line, ...]]:
        """Return, by the evidence of each count, the lines that leave with it."""
        return {
            group.figure.evidence: tuple(self.lines[name] for name in asked.names)
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
    held = answers_held.of(session, consultation)
    answered = [each for each in held.asked if each.is_answered]
    told = tuple(each for each in answered if each.name not in held.left_out)
    return Answers(
        told,
        {name: held.lines[name] for each in told for name in each.names},
        tuple(
            (each.title, held.left_out[each.name])
            for each in answered
            if each.name in held.left_out
        ),
    )


def release(session: Session, consultation: Consultation) -> Answers:
    """Return what may be told in a file that leaves now, and keep it as what left."""
    return disclosure.release(
        session,
        consultation,
        lambda: of(session, consultation),
        lambda made: made.lines.values(),
    )


def groups(asked: AnswerLines, lines: Mapping[str, Line]) -> list[Group]:
    """Return each group of a question, in order; of very many squares only the most chosen."""
    if choice_lines.is_several(asked.question):
        return _options(asked, lines)
    line = lines[asked.name]
    if line.says_nothing:
        return []
    found = []
    for key, label in asked.labels.items():
        told = _figure(line, key, f"{asked.name}/{key}")
        if told is None or told.count or asked.question.question_type in OPTIONS_OF:
            found.append(Group(label, told))
    if asked.question.question_type is not QuestionType.PLACE:
        return found
    words = asked.labels[IN_WORDS]
    squares = [each for each in found if each.figure and each.label != words]
    return [*squares[:MOST_SQUARES], *(each for each in found if each.label == words)]


def _options(asked: AnswerLines, lines: Mapping[str, Line]) -> list[Group]:
    """Return who chose each of several options, each with the base of its own line."""
    if all(lines[name].says_nothing for name in asked.beside):
        return []
    found = []
    for key, label in asked.labels.items():
        name, group = asked.at(key)
        found.append(Group(label, _figure(lines[name], group, f"{asked.name}/{key}")))
    return found


def _figure(line: Line, key: str, name: str) -> Figure | None:
    base, count = line.total, line.shown.get(key)
    if count is None or base is None:
        return None
    return Figure(min(count, base), evidence.name(**{EVIDENCE: name}), base)


def kept(answers: Answers, consultation: Consultation) -> list[dict[str, Any]]:
    """Return them as an edition keeps them."""
    exact = not consultation.rounds_counts
    return [_kept(each, answers.lines, exact=exact) for each in answers.asked]


def _kept(asked: AnswerLines, lines: Mapping[str, Line], *, exact: bool) -> dict[str, Any]:
    line, question = lines[asked.name], asked.question
    is_ranking = question.question_type is QuestionType.RANKING
    return {
        "question": question.text,
        "matrix": question.matrix.text if question.matrix is not None else "",
        "unit": question.unit,
        "base": _base(asked, lines),
        "chart": {
            "caption": question.text,
            "axis": FIRST if is_ranking else PEOPLE,
            "bars": [_bar(each) for each in groups(asked, lines)],
        },
        "has_options": question.question_type in OPTIONS_OF,
        "note": _note(question),
        "middle": _middle(asked, line) if exact else "",
        "mean": _mean(asked, line) if exact else "",
        "places": _places(asked, lines) if exact and is_ranking else [],
    }


def _base(asked: AnswerLines, lines: Mapping[str, Line]) -> str:
    """Return how many answered; of several choices as far as every option of it is told."""
    several = choice_lines.is_several(asked.question)
    totals = [lines[name].total for name in (asked.beside if several else [asked.name])]
    told = [total for total in totals if total is not None]
    return whole(max(told)) if told else releasing.NOT_SHOWN


def _note(question: Question) -> str:
    if question.question_type is QuestionType.PLACE:
        return FEW
    return SEVERAL if choice_lines.is_several(question) else ""


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
        item, figure = f"{asked.title}: {group.label}", group.figure
        yield releasing.row(PART, item, figure or Figure(0, ""), is_hidden=figure is None)
