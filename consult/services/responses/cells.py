"""An answer as one cell of a spreadsheet, and a cell as the answer that it was.

What is written can be read back exactly: a label that holds the separator is set on a line of its
own, and a text that would run as a formula gets an apostrophe, as does one that begins with one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from consult.models.surveys import CHOICES, Option, Question, QuestionType
from consult.services.responses import reading, telling
from consult.services.responses.telling import Answered
from consult.writers.csv import safe_cell

_BETWEEN = "; "
_RANKED = re.compile(r"\s*\d+\.\s*")
_SQUARE = re.compile(r"(?:^|;\s*|\n)Square ([A-H][1-8])\s*$")
_SPLIT = re.compile(r"\s*[;,|\n]\s*")


def written(answer: Answered) -> str:
    """Return an answer as a cell, before it is made safe."""
    if answer.question.question_type in CHOICES | {QuestionType.RANKING}:
        lines = telling.as_text(answer).split("\n")
        is_plain = not any(";" in each for each in _parts(answer))
        return (_BETWEEN if is_plain else "\n").join(lines)
    return telling.as_cell(answer)


def _parts(answer: Answered) -> list[str]:
    return [answer.text, *(option.label for option in answer.question.options)]


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs, and that `unguarded` gives back.

    >>> guarded("=1+1"), guarded("'quoted"), unguarded(guarded("'=1"))
    ("'=1+1", "''quoted", "'=1")
    """
    return f"'{cell}" if cell.startswith("'") else safe_cell(cell)


def unguarded(cell: str) -> str:
    """Return what a guarded cell was before."""
    bare = cell.removeprefix("'")
    return bare if bare != cell and (bare.startswith("'") or safe_cell(bare) != bare) else cell


class UnknownOption(ValueError):
    """A cell names what is none of the question's answers.

    Attributes
    ----------
    label
        What it names.
    """

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


def typed(question: Question, cell: str) -> list[str]:
    """Return what somebody typed to give the answer of a cell.

    Raises
    ------
    UnknownOption
        Where the cell names what is none of the question's answers.
    """
    if not cell.strip():
        return []
    if question.question_type is QuestionType.RANKING:
        return _typed_ranking(question, cell)
    if question.question_type in CHOICES:
        return _typed_choices(question, cell)
    if question.question_type is QuestionType.PLACE:
        found = _SQUARE.search(cell)
        words = cell[: found.start()] if found else cell
        return [f"words={words}"] * bool(words) + ([f"square={found[1]}"] if found else [])
    if question.question_type is QuestionType.POSTCODE:
        option = _option(question.options, cell)
        return [f"ward={option.id}"] if option else [cell]
    if question.question_type is QuestionType.DATE:
        return _typed_date(cell)
    return [cell]


def _typed_date(cell: str) -> list[str]:
    """Return a date in its three boxes, as one text where it is written as computers do."""
    day = cell.strip().split("T")[0].split(" ")[0]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return [day]
    boxes = re.split(r"[\s/.-]+", cell.strip())
    names = ("day", "month", "year")
    if len(boxes) != len(names):
        return [cell]
    return [f"{name}={box}" for name, box in zip(names, boxes, strict=True)]


def _typed_choices(question: Question, cell: str) -> list[str]:
    values = []
    for part in _split(question, cell):
        option = _option(question.options, part)
        if option is not None:
            values.append(str(option.id))
            continue
        other = next((each for each in question.options if each.is_other), None)
        if other is None:
            raise UnknownOption(part)
        label = f"{other.label}:"
        bare = part.removeprefix(label).strip() if part.startswith(label) else part
        values += [str(other.id), f"other={bare}"]
    return values


def _typed_ranking(question: Question, cell: str) -> list[str]:
    values = []
    for place, part in enumerate(_split(question, cell, numbered=True), 1):
        option = _option(question.options, part)
        if option is None:
            raise UnknownOption(part)
        values.append(f"{option.id}={place}")
    return values


def _split(question: Question, cell: str, *, numbered: bool = False) -> list[str]:
    """Return the parts of a cell: whole where it is one label, by lines, or by separators."""

    def bare(part: str) -> str:
        return (_RANKED.sub("", part, count=1) if numbered else part).strip()

    lines = [bare(line) for line in cell.split("\n") if line.strip()]
    if question.question_type in {QuestionType.ONE_CHOICE, QuestionType.SCALE}:
        return [bare(cell)]
    if len(lines) > 1 or _option(question.options, bare(cell)):
        return lines
    found: list[str] = []
    rest = bare(cell)
    while rest:
        label, rest = _first_part(question, rest)
        found.append(label)
        rest = bare(rest) if rest else ""
    return found


def _first_part(question: Question, text: str) -> tuple[str, str]:
    """Return the longest label with which a list begins, or what comes before its separator."""
    for option in sorted(question.options, key=lambda each: -len(each.label)):
        start, rest = text[: len(option.label)], text[len(option.label) :]
        separator = _SPLIT.match(rest)
        if start.casefold() == option.label.casefold() and (separator or not rest.strip()):
            return option.label, rest[separator.end() :] if separator else ""
        if option.is_other and text.startswith(f"{option.label}: "):
            return text, ""
    part, _, rest = text.partition(";") if ";" in text else text.partition(",")
    return part.strip(), rest


def _option(options: Sequence[Option], label: str) -> Option | None:
    """Return the option of a label, without regard to case, dashes or doubled spaces."""
    exact = next((each for each in options if each.label == label), None)
    return exact or next((each for each in options if _plain(each.label) == _plain(label)), None)


def _plain(label: str) -> str:
    for dash in "–—−":
        label = label.replace(dash, "-")
    return " ".join(label.replace("’", "'").casefold().split())


__all__ = ["UnknownOption", "guarded", "reading", "typed", "unguarded", "written"]
