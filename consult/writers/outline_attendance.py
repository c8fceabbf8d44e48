"""Who was at the workshops: the minutes of attendance, in every format the same."""

from __future__ import annotations

from collections.abc import Iterator

from consult.writers.barrier_summary import Attendance
from consult.writers.blocks import (
    Block,
    Heading,
    Paragraph,
    Run,
    Table,
    number,
    says,
    words,
)
from consult.writers.figures import Figure, dated, joined, whole


def blocks(attendance: tuple[Attendance, ...]) -> Iterator[Block]:
    """Return the blocks on the workshops that kept a list; none where none did."""
    if not attendance:
        return
    yield Heading(1, "Who was there")
    for held in attendance:
        yield from _workshop(held)


def _workshop(held: Attendance) -> Iterator[Block]:
    yield Heading(2, held.workshop)
    yield Paragraph(tuple(_counts(held)))
    if held.quorum:
        yield says(held.quorum)
    if held.organisations:
        rows = tuple((words(count.label), number(count.figure)) for count in held.organisations)
        title = f"{held.workshop}: organisations represented"
        yield Table(title, ("Organisation", "People"), rows, (0.62, 0.16))
    if held.uncounted:
        lead = "Also represented, by too few for a number."
        yield says(f"{joined(held.uncounted)}.", lead=lead)
    if held.absent:
        yield says(f"{joined(held.absent)}.", lead="Invited, but not represented.")
    # A comma parts a substitute from whom they stand in for, so that a semicolon parts people.
    if held.people:
        yield says(f"{'; '.join(held.people)}.", lead="Present.")
    if held.apologies_from:
        yield says(f"{'; '.join(held.apologies_from)}.", lead="Apologies.")


def _counts(held: Attendance) -> Iterator[Run]:
    day = dated(held.held_on) if held.held_on else ""
    where = ", ".join(part for part in (day, held.place) if part)
    if where:
        yield Run(f"{where}. ", strong=True)
    yield _figure(held.present)
    yield Run(" person came; invited: " if held.present.count == 1 else " people came; invited: ")
    yield _figure(held.invited)
    yield Run("; apologies: ")
    yield _figure(held.apologies)
    yield Run("; substitutes: ")
    yield _figure(held.substitutes)
    yield Run(".")


def _figure(figure: Figure) -> Run:
    return Run(whole(figure.count), evidence=figure.evidence)
