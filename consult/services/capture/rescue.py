"""Rescue files: what a device wrote out by itself, brought in by hand, each thing once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.statements import Statement
from consult.models.workshops import Workshop, WorkshopTable
from consult.services import audit
from consult.services.capture.changes import Act, Change, read_change, read_device
from consult.services.capture.outbox import Taken, take_in
from consult.services.capture.writing import open_consultation
from consult.services.refusals import InvalidInput
from consult.services.transaction import transaction

KIND = "consult rescue file"
VERSION = 1
MOST_BYTES = 8 * 1024 * 1024
MOST_CHANGES = 20_000
NOT_ONE = "This is not a rescue file. Choose the file that the capture sheet saved."


@dataclass(frozen=True, slots=True)
class RescueFile:
    """What a rescue file holds.

    Attributes
    ----------
    stored
        The cards that the sheet knew to be on the server when it was saved, as additions.
    waiting
        What the device had done and not sent, in its own order.
    unfinished
        Texts that stood in a box and were never made a card.
    """

    table_id: int
    label: str
    workshop: str
    device: str
    stored: tuple[tuple[Change, str], ...]
    waiting: tuple[Change, ...]
    unfinished: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a rescue file.

    Attributes
    ----------
    added, changed
        How many cards are new, and how many other changes were made.
    known
        How many things were there already.
    refusals
        A sentence for each thing that was not taken.
    """

    table: WorkshopTable
    added: int
    changed: int
    known: int
    refusals: tuple[str, ...]
    unfinished: tuple[str, ...]


def read_rescue(content: bytes) -> RescueFile:
    """Return what a rescue file holds.

    Raises
    ------
    InvalidInput
        With one sentence, for anything that is not a rescue file or not whole.
    """
    if len(content) > MOST_BYTES:
        raise InvalidInput("This file is too large to be a rescue file.", field="rescue")
    held = _opened(content)
    if held.get("version") != VERSION:
        raise InvalidInput(
            "This rescue file was saved by another version of Consult. Ask the people who run "
            "this service to bring it in.",
            field="rescue",
        )
    table = _member(held, "table", dict)
    stored, waiting = _member(held, "stored", list), _member(held, "waiting", list)
    if len(stored) + len(waiting) > MOST_CHANGES:
        raise InvalidInput("This file is too large to be a rescue file.", field="rescue")
    return RescueFile(
        table_id=_member(table, "id", int),
        label=_member(table, "label", str),
        workshop=_member(table, "workshop", str),
        device=read_device(_member(held, "device", str)),
        stored=tuple(_stored(each, number) for number, each in enumerate(stored, 1)),
        waiting=tuple(_read(each, "waiting", number) for number, each in enumerate(waiting, 1)),
        unfinished=tuple(str(each) for each in _member(held, "unfinished", list)),
    )


def restore(
    session: Session, workshop: Workshop, rescue: RescueFile, *, is_renamed: bool = False
) -> Restored:
    """Store what a rescue file has and the store has not; the same file again adds nothing.

    Parameters
    ----------
    is_renamed
        Whether somebody said that the file is of this workshop, which had another name when the
        file was saved. A number alone does not say so: another installation counts from 1 as well.

    Raises
    ------
    InvalidInput
        For the file of a table of another workshop, or of one that had another name.
    ConsultationNotOpen
        Outside the open stage.
    """
    table = _table_of(session, workshop, rescue, is_renamed=is_renamed)
    open_consultation(table)
    with transaction(session):
        taken = [*_restore_stored(session, table, rescue)]
        taken += take_in(session, table, device=rescue.device, changes=rescue.waiting)
        adds = {change.uuid for change in rescue.waiting if change.act is Act.ADD}
        adds |= {change.uuid for change, _ in rescue.stored}
        new = [each for each in taken if each.is_new]
        restored = Restored(
            table=table,
            added=sum(each.uuid in adds for each in new),
            changed=sum(each.uuid not in adds for each in new),
            known=sum(not each.is_new and each.refusal is None for each in taken),
            refusals=tuple(str(each.refusal) for each in taken if each.refusal is not None),
            unfinished=rescue.unfinished,
        )
        audit.record(
            session,
            "workshop.rescue_file_read",
            table,
            consultation=workshop.consultation,
            added=restored.added,
            changed=restored.changed,
        )
    return restored


def _table_of(
    session: Session, workshop: Workshop, rescue: RescueFile, *, is_renamed: bool
) -> WorkshopTable:
    """Return the table whose file it is, or refuse."""
    table = next((each for each in workshop.tables if each.id == rescue.table_id), None)
    named = f"This rescue file is of “{rescue.label}” at “{rescue.workshop}”"
    if table is None:
        raise InvalidInput(
            f"{named}, not of a table of this workshop. Bring it in on the page of its own "
            "workshop.",
            field="rescue",
        )
    is_same = (table.label, workshop.title) == (rescue.label, rescue.workshop)
    if is_same or is_renamed or _has_cards_of(session, table, rescue):
        return table
    raise InvalidInput(
        f"{named}; here it would be of “{table.label}” at “{workshop.title}”. If that is the same "
        "workshop by another name, tick “The workshop had another name then” and bring the file "
        "in again.",
        field="rescue",
    )


def _has_cards_of(session: Session, table: WorkshopTable, rescue: RescueFile) -> bool:
    """Return whether the table has a card of the file, so that only its name can have changed."""
    here = select(Statement.uuid).where(Statement.table_id == table.id)
    return bool({change.card for change, _ in rescue.stored} & set(session.scalars(here)))


def _restore_stored(session: Session, table: WorkshopTable, rescue: RescueFile) -> Iterator[Taken]:
    """Add cards that were stored once and are not there now, as after an older backup."""
    known = set(session.scalars(select(Statement.uuid).where(Statement.table_id == table.id)))
    for change, device in rescue.stored:
        if change.card in known:
            yield Taken(change.uuid)
        else:
            yield from take_in(session, table, device=device, changes=[change])


def _opened(content: bytes) -> dict[str, Any]:
    try:
        held = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise InvalidInput(NOT_ONE, field="rescue") from None
    if not isinstance(held, dict) or held.get("kind") != KIND:
        raise InvalidInput(NOT_ONE, field="rescue")
    return held


def _member(held: dict[str, Any], name: str, wanted: type) -> Any:
    value = held.get(name)
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise InvalidInput(
            f"This rescue file is not whole: it lacks “{name}”. Save it again on the device.",
            field="rescue",
        )
    return value


def _stored(raw: object, number: int) -> tuple[Change, str]:
    device = raw.get("device", "") if isinstance(raw, dict) else ""
    kept = {key: raw[key] for key in raw if key != "device"} if isinstance(raw, dict) else raw
    return _read(kept, "stored", number), read_device(device)


def _read(raw: object, name: str, number: int) -> Change:
    try:
        return read_change(raw)
    except InvalidInput as refusal:
        raise InvalidInput(
            f"Entry {number} of “{name}” in this rescue file cannot be read: {refusal}",
            field="rescue",
        ) from refusal
