"""What is printed for a workshop: gathered here, written in a process of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import segno

from consult.models.workshops import Workshop, WorkshopTable
from consult.services.refusals import NotFound, ServiceError
from consult.services.workshops import agenda, codes, columns
from consult.writers import PRINTS
from consult.writers.figures import dated
from consult.writers.isolation import WritingFailed, write_in_child
from consult.writers.prints import WHAT, Outcome, Prints, Round, Table

MOST_PAGES = 1_000
ROWS_ON_A_SHEET = 3


class NotPrinted(ServiceError):
    """A print could not be made; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where people join.

    Attributes
    ----------
    of_code
        Gives the address that a code joins by.
    of_all
        Where anybody types a code.
    """

    of_code: Callable[[str], str]
    of_all: str


def square(address: str) -> bytes:
    """Return the QR code of an address as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=6, border=3, light="#fff")
    return drawn.getvalue()


def render(
    workshop: Workshop,
    what: str,
    *,
    organisation: str,
    secret: str,
    addresses: Addresses,
    numbers: Sequence[int] = (),
) -> bytes:
    """Return a print of the workshop as PDF.

    Parameters
    ----------
    what
        "sheets", "notes" or "poster".
    numbers
        The tables that it is for; none means all of them.

    Raises
    ------
    NotFound
        For another thing to print, or a table that there is not.
    NotPrinted
        For too many pages at once, or where the work failed.
    """
    if what not in WHAT:
        raise NotFound(f"“{what}” is nothing to print. Choose one of the workshop’s prints.")
    tables = [each for each in workshop.tables if not numbers or each.number in numbers]
    if not tables:
        raise NotFound(f"“{workshop.title}” has no such table.")
    count = pages(workshop, what) * len(tables)
    if count > MOST_PAGES:
        raise NotPrinted(
            f"That would be {count:,} pages; the most at once is {MOST_PAGES:,}. "
            "Print one table at a time."
        )
    prints = _prints(workshop, what, tables, organisation, secret, addresses)
    try:
        return write_in_child(PRINTS, prints.to_dict())
    except WritingFailed as failure:
        raise NotPrinted(str(failure)) from failure


def pages(workshop: Workshop, what: str) -> int:
    """Return how many pages a print has for one table."""
    own = columns.of(workshop)
    discussion = sum(each.is_discussion for each in own)
    outcomes = max(1, len(workshop.asked_outcomes))
    return {
        "sheets": -(-outcomes // ROWS_ON_A_SHEET) + bool(discussion),
        "notes": outcomes * (len(own) - discussion) + discussion,
    }.get(what, 1)


def _prints(
    workshop: Workshop,
    what: str,
    tables: Sequence[WorkshopTable],
    organisation: str,
    secret: str,
    addresses: Addresses,
) -> Prints:
    own = columns.of(workshop)
    return Prints(
        what=what,
        title=workshop.title,
        organisation=organisation,
        consultation=workshop.consultation.title,
        when=dated(workshop.held_on) if workshop.held_on else "",
        place=workshop.place,
        columns=tuple(each.heading for each in own if not each.is_discussion),
        discussion=tuple(each.heading for each in own if each.is_discussion),
        outcomes=tuple(Outcome(each.reference, each.title) for each in workshop.asked_outcomes),
        tables=tuple(_table(each, secret, addresses) for each in tables),
        ground_rules=tuple(workshop.ground_rules),
        rounds=tuple(
            Round(f"{each.starts_at:%H:%M}", f"{each.ends_at:%H:%M}", each.asks)
            for each in agenda.of(workshop)
        ),
        address=addresses.of_all,
        square=square(addresses.of_all).decode(),
    )


def _table(table: WorkshopTable, secret: str, addresses: Addresses) -> Table:
    if not codes.takes_in(table) or not _is_going_on(table.workshop):
        return Table(table.label, table.facilitator)
    code = codes.code_of(table, secret=secret)
    address = addresses.of_code(code)
    return Table(
        table.label, table.facilitator, codes.spoken(code), address, square(address).decode()
    )


def _is_going_on(workshop: Workshop) -> bool:
    """Return whether its sheets take cards, or will."""
    return workshop.consultation.stage.value in {"draft", "open"}
