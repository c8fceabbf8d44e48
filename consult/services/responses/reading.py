"""What was typed, by its fields, and what it means for each type of question.

Most questions have one field, `q7`. Those with several have parts, such as `q7.day`; in what was
typed each value of a part stands as “day=5”.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from consult.models.surveys import CHOICES, TEXTS, UNANSWERED, QuestionType
from consult.services import statements
from consult.services.refusals import InvalidInput
from consult.services.responses.telling import Answered
from consult.services.surveys.frozen import AnyOption, AnyQuestion

# What was typed, by the question's id: one text, the ids of the chosen options, or parts.
Typed = Mapping[int, Sequence[str]]

# How many squares the map of a place has from left to right, and from top to bottom.
SQUARES = 8
CONTACT = ("name", "email", "telephone")
LONGEST_NAME = 200
_LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_TELEPHONE = re.compile(r"\+?[\d\s()./-]{5,30}")
_PLAIN = TEXTS | CHOICES | {QuestionType.NUMBER, QuestionType.POSTCODE, QuestionType.DATE}
_PARTS = {
    QuestionType.DATE: ("day", "month", "year"),
    QuestionType.POSTCODE: ("ward",),
    QuestionType.PLACE: ("words", "square"),
    QuestionType.FILE: ("file",),
    QuestionType.CONTACT: (*CONTACT, "agree"),
}
_SEPARATORS = re.compile(r"[\s,]")
_MONTHS = [name[:3].lower() for name in calendar.month_name if name]


@dataclass(frozen=True, slots=True)
class Given:
    """One question with what was answered to it; where all is empty that is “no answer”.

    Attributes
    ----------
    detail
        What neither text nor options say: the order of a ranking, the square of a place, the
        token of a file, how somebody may be reached.
    """

    question: AnyQuestion
    text: str = ""
    options: tuple[AnyOption, ...] = ()
    detail: dict[str, Any] | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was answered."""
        return not (self.text or self.options or self.detail)


def written(typed: str) -> str:
    """Return a text as the store keeps it; "" where it holds nothing to keep."""
    if not typed or (len(typed) < 20 and typed.isalnum()):  # an option, a number, one word
        return typed
    try:
        return statements.clean(typed)
    except InvalidInput:
        return typed.strip() if len(typed) > statements.MOST_CHARACTERS else ""


def parts(question: AnyQuestion) -> tuple[str, ...]:
    """Return the parts in which an answer is typed, besides or instead of the plain field."""
    if question.question_type is QuestionType.RANKING:
        return tuple(str(option.id) for option in question.options)
    if question.question_type in CHOICES:
        return ("other",) if any(option.is_other for option in question.options) else ()
    return _PARTS.get(question.question_type, ())


def fields(question: AnyQuestion) -> Iterator[tuple[str, str]]:
    """Yield the name of each field of a question, and what its value begins with when typed."""
    if question.question_type in _PLAIN:
        yield f"q{question.id}", ""
    for part in parts(question):
        yield f"q{question.id}.{part}", f"{part}="


def field_of(question: AnyQuestion, value: str) -> tuple[str, str]:
    """Return the field of one typed value, and what stands in it."""
    part, sign, rest = value.partition("=")
    if sign and part in parts(question):
        return f"q{question.id}.{part}", rest
    return f"q{question.id}", value


def part(values: Sequence[str], name: str) -> str:
    """Return what was typed in a part, or ""."""
    start = f"{name}="
    return next((each.removeprefix(start) for each in values if each.startswith(start)), "")


def plain(question: AnyQuestion, values: Sequence[str]) -> list[str]:
    """Return what was typed in the plain field."""
    name = f"q{question.id}"
    return [value for value in values if value and field_of(question, value)[0] == name]


def given(question: AnyQuestion, values: Sequence[str]) -> Given:
    """Return what the typed values mean for a question; the rules say whether they may."""
    if question.question_type in UNANSWERED:
        return Given(question)
    return _READERS[question.question_type](question, values)


def _text(question: AnyQuestion, values: Sequence[str]) -> Given:
    return Given(question, written(values[0]) if values else "")


def _choice(question: AnyQuestion, values: Sequence[str]) -> Given:
    chosen = tuple(option for option in question.options if str(option.id) in values)
    is_other = any(option.is_other for option in chosen)
    return Given(question, written(part(values, "other")) if is_other else "", chosen)


def _ranking(question: AnyQuestion, values: Sequence[str]) -> Given:
    places = {option: part(values, str(option.id)) for option in question.options}
    order = sorted(
        (option for option in question.options if places[option].isdecimal()),
        key=lambda option: (int(places[option][:4]), option.position),
    )
    if not order:
        return Given(question)
    chosen = tuple(option for option in question.options if option in order)
    return Given(question, "", chosen, {"order": [option.id for option in order]})


def number(text: str) -> Decimal | None:
    """Return the number that was typed, or None where it is none.

    >>> number("1,200"), number("12.50"), number("a dozen"), number("1e9")
    (Decimal('1200'), Decimal('12.50'), None, None)
    """
    bare = _SEPARATORS.sub("", text).removeprefix("£").replace("−", "-")
    if not bare or len(bare) > 20 or not re.fullmatch(r"-?[0-9]*\.?[0-9]+", bare, re.ASCII):
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:  # pragma: no cover - the pattern lets nothing else through
        return None


def _number(question: AnyQuestion, values: Sequence[str]) -> Given:
    typed = written(values[0]) if values else ""
    found = number(typed.removesuffix(question.unit).strip() if question.unit else typed)
    return Given(question, typed if found is None else f"{found:f}")


def day(values: Sequence[str]) -> date | None:
    """Return the day that was typed in three boxes or as one text, or None where it is none."""
    whole = next((each for each in values if re.fullmatch(r"\d{4}-\d\d-\d\d", each, re.ASCII)), "")
    boxes = whole.split("-")[::-1] if whole else [part(values, name) for name in _PARTS[_DATE]]
    month = boxes[1].strip()[:3].lower()
    if month in _MONTHS:
        boxes[1] = str(_MONTHS.index(month) + 1)
    if not all(re.fullmatch(r"\s*[0-9]{1,4}\s*", box, re.ASCII) for box in boxes):
        return None
    try:
        return date(int(boxes[2]), int(boxes[1]), int(boxes[0]))
    except ValueError:
        return None


_DATE = QuestionType.DATE


def _date(question: AnyQuestion, values: Sequence[str]) -> Given:
    found = day(values)
    if found is not None:
        return Given(question, found.isoformat())
    typed = (written(field_of(question, value)[1]) for value in values)
    return Given(question, " ".join(each for each in typed if each))


def _postcode(question: AnyQuestion, values: Sequence[str]) -> Given:
    typed = next(iter(plain(question, values)), "")
    ward = part(values, "ward")
    options = tuple(option for option in question.options if str(option.id) == ward)
    # The postcode tells the ward better than a list does: where both are given, it counts.
    return Given(question, written(typed), () if written(typed) else options)


def _place(question: AnyQuestion, values: Sequence[str]) -> Given:
    square = part(values, "square")
    return Given(
        question, written(part(values, "words")), (), {"square": square} if square else None
    )


def _file(question: AnyQuestion, values: Sequence[str]) -> Given:
    token, _, name = part(values, "file").partition(" ")
    return Given(question, name, (), {"token": token} if token else None)


def _contact(question: AnyQuestion, values: Sequence[str]) -> Given:
    agreed = [option.label for option in question.options if f"agree={option.id}" in values]
    detail: dict[str, Any] = {name: written(part(values, name)) for name in CONTACT}
    if not any(detail.values()) and not agreed:
        return Given(question)
    return Given(question, "", (), {**detail, "agreed": agreed})


def contact_fault(values: Sequence[str]) -> str:
    """Return the part of a contact that cannot be taken, or "" where all of it can.

    A contact without a way to reach somebody has its fault where the email address belongs.
    """
    name, email, telephone = (written(part(values, each)) for each in CONTACT)
    if email and (len(email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(email)):
        return "email"
    if telephone and not _TELEPHONE.fullmatch(telephone):
        return "telephone"
    if len(name) > LONGEST_NAME:
        return "name"
    return "" if email or telephone else "email"


_READERS: dict[QuestionType, Callable[[AnyQuestion, Sequence[str]], Given]] = {
    **dict.fromkeys(TEXTS, _text),
    **dict.fromkeys(CHOICES, _choice),
    QuestionType.RANKING: _ranking,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.POSTCODE: _postcode,
    QuestionType.PLACE: _place,
    QuestionType.FILE: _file,
    QuestionType.CONTACT: _contact,
}


def typed(answer: Answered) -> list[str]:
    """Return a stored answer as it would be typed: what `given` reads as the same answer."""
    kind, detail = answer.question.question_type, answer.detail or {}
    if kind is QuestionType.RANKING:
        return [
            f"{option_id}={place}" for place, option_id in enumerate(detail.get("order", []), 1)
        ]
    if kind in CHOICES:
        other = [f"other={answer.text}"] if answer.text else []
        return [*(str(option.id) for option in answer.options), *other]
    if kind is QuestionType.POSTCODE:
        return [answer.text] if answer.text else [f"ward={each.id}" for each in answer.options]
    if kind is QuestionType.PLACE:
        parts_of = {"words": answer.text, "square": detail.get("square", "")}
        return [f"{name}={value}" for name, value in parts_of.items() if value]
    if kind is QuestionType.DATE and answer.text:
        year, month, day_of_month = answer.text.split("-")
        return [f"day={int(day_of_month)}", f"month={int(month)}", f"year={year}"]
    return [answer.text] if answer.text else []
