"""What a person decided of single statements before they are added: their words, their privacy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from consult.readers import personal
from consult.readers.readings import NotesReading, Skipped
from consult.readers.readings import Statement as ReadStatement

PERSONAL = "personal"
TEXT = "text"
KEEP, REDACT, LEAVE = "keep", "redact", "leave"
CHOICES = {
    REDACT: "Take it out of reports and what is published",
    KEEP: "Keep it everywhere",
    LEAVE: "Leave the whole statement out",
}
_LEFT_OUT = "left out, because it holds personal data"
_NOT_THERE = "left out by whoever compared it with the picture"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A statement to add: its number in the reading, and what reports may quote ("" for all)."""

    number: int
    statement: ReadStatement
    public_text: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The statements of a reading that are to be added, and those that are not."""

    chosen: tuple[Chosen, ...]
    left_out: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Flagged:
    """A statement with personal data in it, shown before it is added."""

    number: int
    text: str
    whats: tuple[str, ...]
    choice: str


def choose(reading: NotesReading, answers: Mapping[str, str]) -> Choice:
    """Return what is to be added by the answers; personal data is redacted where none is given."""
    marked = _by_statement(reading)
    chosen: list[Chosen] = []
    left_out: list[Skipped] = []
    for number, statement in enumerate(reading.statements):
        found = marked.get(number, ())
        corrected = answers.get(f"{TEXT}.{number}")
        if corrected is not None and corrected.strip() != statement.text:
            if not corrected.strip():
                left_out.append(Skipped(statement.text, _NOT_THERE, statement.place))
                continue
            statement = replace(statement, text=corrected.strip())
            found = personal.find(statement.text)
        decided = choice_for(number, answers) if found else KEEP
        hidden = personal.without(statement.text, found)
        if decided == LEAVE:
            left_out.append(Skipped(hidden, _LEFT_OUT, statement.place))
        else:
            chosen.append(Chosen(number, statement, hidden if decided == REDACT else ""))
    return Choice(tuple(chosen), tuple(left_out))


def choice_for(number: int, answers: Mapping[str, str]) -> str:
    """Return what to do with the personal data of one statement."""
    general = answers.get(PERSONAL, REDACT)
    decided = answers.get(f"{PERSONAL}.{number}", general) or general
    return decided if decided in CHOICES else REDACT


def flagged(reading: NotesReading, answers: Mapping[str, str]) -> list[Flagged]:
    """Return the statements with personal data, with what each holds and what was decided."""
    return list(_flagged(reading, answers))


def _flagged(reading: NotesReading, answers: Mapping[str, str]) -> Iterator[Flagged]:
    for number, found in _by_statement(reading).items():
        whats = tuple(dict.fromkeys(personal.LABELS[each.what] for each in found))
        text = reading.statements[number].text
        yield Flagged(number, text, whats, answers.get(f"{PERSONAL}.{number}", ""))


def _by_statement(reading: NotesReading) -> dict[int, Sequence[personal.Found]]:
    marked: dict[int, list[personal.Found]] = {}
    for each in reading.personal:
        piece = personal.Found(each.what, each.start, each.end)
        marked.setdefault(each.statement, []).append(piece)
    return {number: tuple(found) for number, found in marked.items()}
