"""What a device did, as it says so: read strictly, each field named where it cannot be read."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from consult.services.refusals import InvalidInput

LARGEST_NUMBER = 2**31 - 1
MOST_PARTNERS = 6
LONGEST_PARTNER = 100
LONGEST_KEY = 80
# A device calls itself by a UUID; an older page may have none.
_DEVICE = re.compile(r"[0-9A-Za-z-]{0,40}")


class Act(enum.StrEnum):
    """What can be done with a card."""

    ADD = "add"
    CHANGE = "change"
    STRIKE = "strike"
    RESTORE = "restore"
    SETTLE = "settle"


class Choice(enum.StrEnum):
    """What becomes of a card that has two versions."""

    CARD = "card"  # its own words stay
    RIVAL = "rival"  # the other words take their place
    BOTH = "both"  # the other words become a card of their own
    OPEN = "open"  # both wait again: the way back


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was done with one card.

    Attributes
    ----------
    uuid
        Made by the device; the same one again changes nothing.
    sequence
        Its place in the device's own order.
    fields
        Any of text, kind and outcome_id: what a card is made of, or what of it changes.
    named
        Partners that somebody picked or added, as the text writes them.
    seen
        The version at which the words were read that a change replaces.
    after
        The device's own earlier change of the same words, which it had made but not yet sent.
    rival, choice, copy
        Of two versions: which other words, what becomes of them, and the new card's UUID.
    """

    uuid: UUID
    card: UUID
    act: Act
    sequence: int
    fields: dict[str, Any] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    seen: int = 0
    after: UUID | None = None
    rival: UUID | None = None
    choice: Choice | None = None
    copy: UUID | None = None


def read_change(raw: object) -> Change:
    """Return a change as a device wrote it down.

    Raises
    ------
    InvalidInput
        For what is no change, with the field that cannot be read.
    """
    if not isinstance(raw, dict):
        raise InvalidInput("A change must be a JSON object.")
    act = _act(raw.get("act"))
    required, optional = FIELDS[act]
    for name in raw:
        if name not in {*ALWAYS, *required, *optional}:
            raise InvalidInput(f"“{name}” is not a field of a card.", field=str(name))
    fields = {name: READERS[name](raw.get(name)) for name in (*ALWAYS, *required)}
    fields |= {name: READERS[name](raw[name]) for name in optional if name in raw}
    words = {
        NAMES.get(name, name): fields.pop(name)
        for name in ("text", "kind", "outcome")
        if name in fields
    }
    return Change(fields=words, **fields)


def read_device(value: object) -> str:
    """Return the name that a device gives itself, or raise InvalidInput."""
    if not isinstance(value, str) or not _DEVICE.fullmatch(value):
        raise InvalidInput("“device” must be the name of a device.", field="device")
    return value


def _act(value: object) -> Act:
    try:
        return Act(str(value))
    except ValueError:
        raise InvalidInput("That is nothing that can be done with a card.", field="act") from None


def _uuid(name: str) -> Callable[[object], UUID]:
    def read(value: object) -> UUID:
        try:
            return UUID(value if isinstance(value, str) else "")
        except ValueError:
            raise InvalidInput(f"“{name}” is not a UUID.", field=name) from None

    return read


def _number(name: str) -> Callable[[object], int]:
    def read(value: object) -> int:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or not 0 <= value <= LARGEST_NUMBER:  # type: ignore[operator]
            raise InvalidInput(f"“{name}” must be a whole number.", field=name)
        return int(value)  # type: ignore[call-overload, no-any-return]

    return read


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InvalidInput("“text” must be text.", field="text")
    return value


def _kind(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_KEY:
        raise InvalidInput("“kind” must be the key of a column.", field="kind")
    return value


def _outcome(value: object) -> int | None:
    return None if value is None else _number("outcome")(value)


def _choice(value: object) -> Choice:
    try:
        return Choice(str(value))
    except ValueError:
        raise InvalidInput("Choose which of the two versions to keep.", field="choice") from None


def _named(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [None]
    if len(names) > MOST_PARTNERS or not all(
        isinstance(name, str) and len(name) <= LONGEST_PARTNER for name in names
    ):
        raise InvalidInput(
            f"“named” must be at most {MOST_PARTNERS} names of partners.", field="named"
        )
    return tuple(names)


# What every change says, and by its act what it must and what it may say besides.
ALWAYS = ("uuid", "card", "act", "sequence")
FIELDS: dict[Act, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Act.ADD: (("text", "kind"), ("outcome", "named")),
    Act.CHANGE: (("seen",), ("after", "text", "kind", "outcome", "named")),
    Act.STRIKE: ((), ()),
    Act.RESTORE: ((), ()),
    Act.SETTLE: (("rival", "choice"), ("copy",)),
}
NAMES = {"outcome": "outcome_id"}
READERS: dict[str, Callable[[object], Any]] = {
    "uuid": _uuid("uuid"),
    "card": _uuid("card"),
    "act": _act,
    "sequence": _number("sequence"),
    "text": _text,
    "kind": _kind,
    "outcome": _outcome,
    "named": _named,
    "seen": _number("seen"),
    "after": _uuid("after"),
    "rival": _uuid("rival"),
    "choice": _choice,
    "copy": _uuid("copy"),
}
