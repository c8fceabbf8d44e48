"""Builds the outline of a strategy line by line: which aim, which outcome, which action."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from consult.readers import outcomes, vocabulary
from consult.readers.layout import Place
from consult.readers.strategy_lines import Line, role_of

_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_AIM = re.compile(
    rf"(?:strategic\s+)?(?:aim|theme|priority)\s*(?P<number>\d{{1,2}}|{'|'.join(_NUMBERS)})\b"
    r"\s*[-–—:.)]*\s*(?P<title>.*)",
    re.IGNORECASE | re.DOTALL,
)
_OUTCOME = re.compile(
    r"(?:outcome\s*)(?P<reference>\d+(?:\.\d+)*[a-z]?)[.):]?\s*[-–—:]?\s*(?P<title>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ACTION = re.compile(
    r"action\s*(?P<number>\d+(?:\.\d+)*)?\s*[.):]?\s*(?:[-–—:]\s*|\s)(?P<text>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED_ACTION = re.compile(r"\d+\.\d+\.(?P<number>\d+)[.):]?\s+(?P<text>\S.*)", re.DOTALL)
_OUTSIDE = "it stands outside the aims and outcomes"


@dataclass(slots=True)
class Item:
    """Something already delivered."""

    text: str
    heading: str | None
    place: Place


@dataclass(slots=True)
class DraftOutcome:
    """An outcome while its lines are gathered."""

    reference: str
    title: list[str] = field(default_factory=list)
    actions: list[tuple[int, str]] = field(default_factory=list)
    delivered: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class DraftAim:
    """An aim while its outcomes are gathered."""

    number: int
    title: str
    outcomes: list[DraftOutcome] = field(default_factory=list)


class Outline:
    """Takes the lines of a strategy in order."""

    def __init__(self) -> None:
        self.aims: list[DraftAim] = []
        self.shared: list[tuple[tuple[str, ...], Item]] = []
        self.skipped: list[tuple[Line, str]] = []
        self.outcome: DraftOutcome | None = None
        self._row = 0
        self._row_outcomes: list[DraftOutcome] = []
        self._heading: str | None = None
        self._delivering = False

    def take(self, line: Line) -> None:
        """Put one line into its place."""
        if line.row != self._row:
            self._row, self._row_outcomes, self._heading = line.row, [], None
            self._delivering = self._delivering and not line.row
        if line.role == "header":
            self.skipped.append((line, "the heading of a column"))
        elif line.role == "other":
            self.skipped.append((line, "its column is no part of the strategy"))
        elif line.role:
            self._take_value(line)
        else:
            self._take_text(line)

    def _take_text(self, line: Line) -> None:
        """Place a line whose words must say what it is."""
        aim = None if line.marker else _AIM.fullmatch(line.text)
        if aim:
            self._start_aim(_number(aim["number"]), aim["title"])
        elif found := self._outcome_in(line):
            self._start_outcome(*found)
        elif self.outcome and (action := _action_in(line.text)):
            self._add_action(*action)
        elif not line.marker and role_of(line.text) in {"delivered", "action"}:
            self._delivering = role_of(line.text) == "delivered"
            self.skipped.append((line, "a heading of the list under it"))
        elif self._delivering:
            self._add_delivered(line)
        else:
            self._go_on(line)

    def _outcome_in(self, line: Line) -> tuple[str, str] | None:
        if found := _OUTCOME.fullmatch(line.text):
            return found["reference"], found["title"]
        if not self.aims or line.marker or _NUMBERED_ACTION.fullmatch(line.text):
            return None
        named = outcomes.in_heading(line.text)
        return (named[0], named[1]) if named and named[0] and "." in named[0] else None

    def _go_on(self, line: Line) -> None:
        """Place a line that names nothing: a title that goes on, or an action of a plain list."""
        outcome = self.outcome
        if not outcome or line.level:
            self._end(line)
        elif not outcome.title or not (line.marker or outcome.actions or line.row == 0):
            outcome.title.append(line.text)
        elif line.marker:
            self._add_action(0, line.text)
        elif outcome.actions:
            number, text = outcome.actions[-1]
            outcome.actions[-1] = (number, f"{text} {line.text}")
        else:
            self.skipped.append((line, _OUTSIDE))

    def _end(self, line: Line) -> None:
        """Skip a line outside; a heading ends the outcome, and a title can complete an aim."""
        if self.aims and not self.aims[-1].title and not self.aims[-1].outcomes:
            self.aims[-1].title = line.text
            return
        if line.level:
            self.outcome, self._delivering = None, False
        self.skipped.append((line, _OUTSIDE))

    def _take_value(self, line: Line) -> None:
        """Place a line whose column says what it is."""
        if line.role == "aim":
            self._aim_value(line.text)
        elif line.role == "outcome":
            reference, title = outcomes.in_cell(line.text)
            self._outcome_value(reference, title)
        elif line.role == "outcome_title" and self.outcome:
            if line.text not in self.outcome.title:
                self.outcome.title.append(line.text)
        elif line.role == "action" and self.outcome:
            self._add_action(*(_action_in(line.text) or (0, line.text)))
        elif line.role == "delivered" and self.outcome:
            self._add_delivered(line)
        else:
            self.skipped.append((line, "no outcome stands before it"))

    def _aim_value(self, text: str) -> None:
        named = _AIM.fullmatch(text)
        numbered = re.fullmatch(r"(\d{1,2})\s*[-–—:.)]*\s*(\S.*)", text)
        if named:
            number, title = _number(named["number"]), named["title"]
        elif numbered:
            number, title = int(numbered[1]), numbered[2]
        else:
            number, title = (int(text), "") if text.isdecimal() else (len(self.aims) + 1, text)
        if not any(title == aim.title and (named or numbered or title) for aim in self.aims):
            self._start_aim(number, title)

    def _outcome_value(self, reference: str | None, title: str) -> None:
        every = [outcome for aim in self.aims for outcome in aim.outcomes]
        for outcome in every:
            if (reference and outcome.reference == reference) or [title] == outcome.title:
                self.outcome = outcome
                self._row_outcomes.append(outcome)
                return
        if not reference:
            aim = self.aims[-1] if self.aims else None
            reference = (
                f"{aim.number if aim else 1}.{len(aim.outcomes) + 1 if aim else len(every) + 1}"
            )
        self._start_outcome(reference, title)

    def _start_aim(self, number: int, title: str) -> None:
        self.aims.append(DraftAim(number, title))
        self.outcome, self._delivering = None, False

    def _start_outcome(self, reference: str, title: str) -> None:
        if not self.aims:
            number = re.match(r"\d+", reference)
            self.aims.append(DraftAim(int(number[0]) if number else 1, ""))
        self.outcome = DraftOutcome(reference, [title] if title else [])
        self.aims[-1].outcomes.append(self.outcome)
        self._row_outcomes.append(self.outcome)
        self._delivering, self._heading = False, None

    def _add_action(self, number: int, text: str) -> None:
        actions = self.outcome.actions if self.outcome else []
        actions.append((number or len(actions) + 1, text))

    def _add_delivered(self, line: Line) -> None:
        """Place a delivered item with its outcome, or with all outcomes of its row."""
        if vocabulary.says_nothing(line.text):
            self.skipped.append((line, "it says that there is nothing to note"))
            return
        if line.text.endswith(":"):
            self._heading = line.text
            self.skipped.append((line, "a heading over delivered items, kept with them"))
            return
        item = Item(line.text, self._heading, line.place)
        if len(self._row_outcomes) > 1 and line.row:
            self.shared.append((tuple(o.reference for o in self._row_outcomes), item))
        elif self.outcome:
            self.outcome.delivered.append(item)


def _action_in(text: str) -> tuple[int, str] | None:
    if found := _ACTION.fullmatch(text):
        last = (found["number"] or "0").rpartition(".")[2]
        return int(last), found["text"]
    if found := _NUMBERED_ACTION.fullmatch(text):
        return int(found["number"]), found["text"]
    return None


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS.index(word.lower()) + 1
