"""What an officer decides about one question, and what may not be decided so."""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.models.kinds import StatementKind
from consult.models.strategy import Outcome
from consult.models.surveys import CHOICES, TEXTS, Option, Question, QuestionType, Section
from consult.services.refusals import InvalidInput

# Ready scales by their names; the first is what a scale without answers is given.
AGREEMENT = (
    "Strongly agree",
    "Agree",
    "Neither agree nor disagree",
    "Disagree",
    "Strongly disagree",
)
SCALES = {
    "Agreement": AGREEMENT,
    "Importance": ("Very important", "Fairly important", "Not very important", "Not important"),
    "Satisfaction": (
        "Very satisfied",
        "Fairly satisfied",
        "Neither satisfied nor dissatisfied",
        "Fairly dissatisfied",
        "Very dissatisfied",
    ),
    "How often": ("Every day", "Every week", "Every month", "Less often", "Never"),
    "How likely": ("Very likely", "Fairly likely", "Not very likely", "Not at all likely"),
    "Good or bad": ("Very good", "Good", "Neither good nor bad", "Bad", "Very bad"),
}
MOST_OPTIONS = 50
MOST_ROWS = 30
LONGEST_OPTION = 300
# They offer something to choose from: answers, wards, landmarks, or sentences to agree to.
WITH_OPTIONS = CHOICES | {
    QuestionType.MATRIX,
    QuestionType.RANKING,
    QuestionType.POSTCODE,
    QuestionType.PLACE,
    QuestionType.CONTACT,
}
LIMITED = TEXTS | {QuestionType.SEVERAL_CHOICES, QuestionType.NUMBER}
_LANDMARK = re.compile(r"(.+?)\s*@\s*(\d{1,3})\s*,\s*(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Wording:
    """All that an officer decides about one question.

    Attributes
    ----------
    options
        What there is to choose from, in order; a scale without any is given agreement. A landmark
        of a map is “Town hall @ 50, 40”, in hundredths from the left and from the top.
    statement_kind
        What the answers are in the statement store; None keeps them out of it.
    other
        The label of an answer with a box for words, "" for none.
    exclusive
        The label of an answer that excludes the others, "" for none.
    rows
        Of a matrix what stands at the side: each is asked as a question of its own.
    least, most
        Of a text its characters, of choices how many, of a number its value.
    """

    question_type: QuestionType
    text: str
    hint: str = ""
    is_required: bool = False
    options: Sequence[str] = ()
    outcome: Outcome | None = None
    statement_kind: StatementKind | None = None
    other: str = ""
    exclusive: str = ""
    rows: Sequence[str] = ()
    least: float | None = None
    most: float | None = None
    unit: str = ""


def refuse_bad(wording: Wording) -> None:
    """Raise InvalidInput for a question without text, or options that cannot be told apart."""
    if not wording.text.strip():
        raise InvalidInput("Enter the question.", field="text")
    _refuse_list([option.label for option in _options(wording)], MOST_OPTIONS, "options", "answer")
    if wording.question_type is QuestionType.MATRIX:
        rows = lines(wording.rows)
        if not rows:
            raise InvalidInput("Enter at least one row of the matrix.", field="rows")
        _refuse_list(rows, MOST_ROWS, "rows", "row")
    if wording.least is not None and wording.most is not None and wording.least > wording.most:
        raise InvalidInput(
            f"The least is {wording.least:g} and the most is {wording.most:g}. "
            "The least cannot be above the most.",
            field="most",
        )


def _refuse_list(labels: Sequence[str], most: int, field: str, noun: str) -> None:
    if len(labels) > most:
        raise InvalidInput(f"There are {len(labels)} {noun}s; the most is {most}.", field=field)
    folded = [label.casefold() for label in labels]
    twice = next((label for label in labels if folded.count(label.casefold()) > 1), None)
    if twice:
        raise InvalidInput(f"“{twice}” is there twice. Remove one of them.", field=field)
    long = next((label for label in labels if len(label) > LONGEST_OPTION), None)
    if long:
        raise InvalidInput(
            f"“{textwrap.shorten(long, 60, placeholder='…')}” has {len(long)} characters; "
            f"the most for one {noun} is {LONGEST_OPTION}.",
            field=field,
        )


def lines(texts: Sequence[str]) -> list[str]:
    """Return what stands in each line, without empty lines and without bullets of a paste."""
    return [" ".join(each.split()) for each in texts if each.strip()]


def _options(wording: Wording) -> Iterator[Option]:
    kind = wording.question_type
    if kind not in WITH_OPTIONS:
        return
    labels = lines(wording.options)
    if kind in {QuestionType.SCALE, QuestionType.MATRIX} and not labels:
        labels = list(AGREEMENT)
    for label in labels:
        yield _landmark(label) if kind is QuestionType.PLACE else Option(label=label)
    if kind in CHOICES and wording.other.strip():
        yield Option(label=" ".join(wording.other.split()), is_other=True)
    if kind is QuestionType.SEVERAL_CHOICES and wording.exclusive.strip():
        yield Option(label=" ".join(wording.exclusive.split()), is_exclusive=True)


def _landmark(line: str) -> Option:
    found = _LANDMARK.fullmatch(line)
    if found is None:
        raise InvalidInput(
            f"Say where “{textwrap.shorten(line, 60, placeholder='…')}” is, such as "
            "“Town hall @ 50, 40”: hundredths from the left and from the top.",
            field="options",
        )
    return Option(label=found[1], x=min(int(found[2]), 100), y=min(int(found[3]), 100))


def apply(question: Question, wording: Wording) -> None:
    """Give the question this wording."""
    is_text = wording.question_type in TEXTS
    is_limited = wording.question_type in LIMITED
    question.question_type = wording.question_type
    question.text = wording.text.strip()
    question.hint = wording.hint.strip()
    question.is_required = wording.is_required and wording.question_type not in {
        QuestionType.MATRIX,
        QuestionType.INFORMATION,
    }
    question.outcome = wording.outcome
    question.statement_kind = wording.statement_kind if is_text else None
    question.least = wording.least if is_limited else None
    question.most = wording.most if is_limited else None
    question.unit = wording.unit.strip() if wording.question_type is QuestionType.NUMBER else ""
    # An option that stays is kept: its label may not stand in the table twice, even for a moment.
    kept = {option.label: option for option in question.options}
    options = []
    for position, wanted in enumerate(_options(wording), 1):
        option = kept.get(wanted.label) or wanted
        option.is_other, option.is_exclusive = bool(wanted.is_other), bool(wanted.is_exclusive)
        option.x, option.y = wanted.x, wanted.y
        option.position = position
        options.append(option)
    question.options = options


def of(question: Question) -> Wording:
    """Return the wording of a question as it stands, such as to copy it."""
    options = [each for each in question.options if not (each.is_other or each.is_exclusive)]
    return Wording(
        question_type=question.question_type,
        text=question.text,
        hint=question.hint,
        is_required=any(row.is_required for row in question.rows) or question.is_required,
        options=[
            each.label if each.x is None else f"{each.label} @ {each.x}, {each.y}"
            for each in options
        ],
        outcome=question.outcome,
        statement_kind=question.statement_kind,
        other=next((each.label for each in question.options if each.is_other), ""),
        exclusive=next((each.label for each in question.options if each.is_exclusive), ""),
        rows=[row.text for row in question.rows],
        least=question.least,
        most=question.most,
        unit=question.unit,
    )


def of_row(wording: Wording, text: str) -> Wording:
    """Return the wording of one row of a matrix."""
    return Wording(
        QuestionType.SCALE,
        text,
        is_required=wording.is_required,
        options=wording.options,
        outcome=wording.outcome,
    )


def fingerprint(item: Section | Question) -> str:
    """Return a short text that changes when the section or question does."""
    if isinstance(item, Section):
        content: list[object] = [item.title, item.introduction]
    else:
        wording = of(item)
        content = [
            wording.question_type.value,
            wording.text,
            wording.hint,
            wording.is_required,
            item.outcome_id,
            wording.statement_kind,
            [wording.options, wording.other, wording.exclusive, wording.rows],
            [wording.least, wording.most, wording.unit],
        ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
