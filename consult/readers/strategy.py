"""Strategies: aims, their outcomes, the actions of each, and what is already being delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from consult.readers.formats import read_layout
from consult.readers.layout import Place
from consult.readers.refusals import UnreadableFile
from consult.readers.strategy_lines import lines_of
from consult.readers.strategy_outline import Outline


@dataclass(frozen=True, slots=True)
class Action:
    """What is to be done towards an outcome."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """Something that is already being delivered, with the heading that stands over it."""

    text: str
    heading: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class StrategyOutcome:
    """An outcome with its actions and what is already delivered towards it."""

    reference: str
    title: str
    actions: tuple[Action, ...]
    delivered: tuple[Delivered, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """An aim with its outcomes."""

    number: int
    title: str
    outcomes: tuple[StrategyOutcome, ...]


@dataclass(frozen=True, slots=True)
class SharedDelivered:
    """An item that stands beside several outcomes, until a person places it."""

    references: tuple[str, ...]
    text: str
    heading: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Left:
    """Text of the file that is no part of the strategy, and why."""

    text: str
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class StrategyQuestion:
    """What a person should confirm, and what was assumed."""

    id: str
    about: str
    ask: str
    assumed: str


@dataclass(frozen=True, slots=True)
class StrategyReading:
    """Everything that a strategy file says."""

    file: str
    aims: tuple[Aim, ...]
    shared_delivered: tuple[SharedDelivered, ...]
    skipped: tuple[Left, ...]
    questions: tuple[StrategyQuestion, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the reading as plain lists and dictionaries, ready for JSON."""
        return {
            "file": self.file,
            "aims": [_aim(aim) for aim in self.aims],
            "shared_delivered": [_plain(item) for item in self.shared_delivered],
            "skipped": [_plain(item) for item in self.skipped],
            "questions": [_plain(question) for question in self.questions],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> StrategyReading:
        """Return the reading that `to_dict` described."""
        shared = (
            {**item, "references": tuple(item["references"])} for item in data["shared_delivered"]
        )
        return cls(
            file=data["file"],
            aims=tuple(_aim_from(aim) for aim in data["aims"]),
            shared_delivered=tuple(SharedDelivered(**item) for item in shared),
            skipped=tuple(Left(**item) for item in data["skipped"]),
            questions=tuple(StrategyQuestion(**question) for question in data["questions"]),
        )


def read_strategy(content: bytes, filename: str) -> StrategyReading:
    """Return the aims, outcomes, actions and delivered work of a strategy file.

    Raises
    ------
    UnreadableFile
        When the file cannot be read, or holds no outcome.
    """
    layout = read_layout(content, filename)
    outline = Outline()
    for line in lines_of(layout):
        outline.take(line)
    aims = tuple(
        Aim(aim.number, aim.title, tuple(_outcome(draft) for draft in aim.outcomes))
        for aim in outline.aims
    )
    if not any(aim.outcomes for aim in aims):
        raise UnreadableFile(
            f"“{filename}” names no outcome; write each as “Outcome 2.1” or “2.1 Title”, "
            "or give a spreadsheet the columns Aim, Outcome and Action."
        )
    shared = tuple(
        SharedDelivered(references, item.text, item.heading, item.place)
        for references, item in outline.shared
    )
    skipped = tuple(Left(line.text, why, line.place) for line, why in outline.skipped)
    return StrategyReading(filename, aims, shared, skipped, tuple(_questions(shared)))


def _outcome(draft: Any) -> StrategyOutcome:
    return StrategyOutcome(
        draft.reference,
        " ".join(draft.title),
        tuple(Action(number, text) for number, text in draft.actions),
        tuple(Delivered(item.text, item.heading, item.place) for item in draft.delivered),
    )


def _questions(shared: tuple[SharedDelivered, ...]) -> list[StrategyQuestion]:
    """Ask once for each group of outcomes to which of them its shared items belong."""
    groups: dict[tuple[str, ...], int] = {}
    for item in shared:
        groups[item.references] = groups.get(item.references, 0) + 1
    return [
        StrategyQuestion(
            f"shared.{'+'.join(references)}",
            f"outcomes {', '.join(references)}",
            f"{count} delivered items stand beside outcomes {', '.join(references)} together. "
            "To which of them does each belong?",
            "none of them, until a person places it",
        )
        for references, count in groups.items()
    ]


def _plain(record: Any) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(record).items()}


def _aim(aim: Aim) -> dict[str, Any]:
    return {
        "number": aim.number,
        "title": aim.title,
        "outcomes": [
            {
                "reference": outcome.reference,
                "title": outcome.title,
                "actions": [_plain(action) for action in outcome.actions],
                "delivered": [item.text for item in outcome.delivered],
                "delivered_items": [_plain(item) for item in outcome.delivered],
            }
            for outcome in aim.outcomes
        ],
    }


def _aim_from(data: Mapping[str, Any]) -> Aim:
    outcomes = tuple(
        StrategyOutcome(
            outcome["reference"],
            outcome["title"],
            tuple(Action(**action) for action in outcome["actions"]),
            tuple(Delivered(**item) for item in outcome["delivered_items"]),
        )
        for outcome in data["outcomes"]
    )
    return Aim(data["number"], data["title"], outcomes)
