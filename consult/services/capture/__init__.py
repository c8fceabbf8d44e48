"""The capture sheet of one table: its columns and cards, and what is done with a card."""

from __future__ import annotations

from consult.services.capture.cards import Card, Rival, cards, get, mark, undecided
from consult.services.capture.changes import Act, Change, Choice, read_change, read_device
from consult.services.capture.outbox import Taken, take_in
from consult.services.capture.polling import Memory
from consult.services.capture.rescue import RescueFile, Restored, read_rescue, restore
from consult.services.capture.sheet import Sheet, sheet
from consult.services.capture.writing import CardWithheld, OtherCard, change, record, set_struck

__all__ = [
    "Act",
    "Card",
    "CardWithheld",
    "Change",
    "Choice",
    "Memory",
    "OtherCard",
    "RescueFile",
    "Restored",
    "Rival",
    "Sheet",
    "Taken",
    "cards",
    "change",
    "get",
    "mark",
    "read_change",
    "read_device",
    "read_rescue",
    "record",
    "restore",
    "set_struck",
    "sheet",
    "take_in",
    "undecided",
]
