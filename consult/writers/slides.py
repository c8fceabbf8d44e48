"""A summary for residents as slides in words: title, lines, bars and notes, before it is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consult.writers.figures import Figure, dated, quoted, whole
from consult.writers.handout import Handout
from consult.writers.outline_handout import (
    LONGEST_LINE,
    LONGEST_PURPOSE,
    STATEMENTS_NOT_PEOPLE,
    quotes,
    solutions,
)

MOST_QUOTED = 4
Bars = tuple[tuple[str, Figure], ...]


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes
    ----------
    lines
        What stands on it, each with its source, or "".
    notes
        What whoever speaks has to know: the base, and where each number is from.
    """

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    bars: Bars = ()
    axis: str = ""
    alt: str = ""
    base: str = ""
    notes: str = ""


def of(handout: Handout) -> tuple[Slide, ...]:
    """Return the slides after the first one."""
    return tuple(_slides(handout))


def base_note(handout: Handout) -> str:
    """Return of how many the shares are, as a sentence for whoever speaks."""
    base = handout.summary.base
    if not handout.may_show(base.of_shares):
        return "Base: too few barriers to show how many."
    return f"Base: n = {whole(base.of_shares.count)} barriers{_in_full(handout)}."


def _in_full(handout: Handout) -> str:
    base = handout.summary.base
    if not base.waiting or not handout.may_show(base.of_shares):
        return ""
    return f" that were sorted into themes, of {whole(base.of_shares.base or 0)} that count"


def _slides(handout: Handout) -> Iterator[Slide]:
    yield _asked(handout)
    lines = [each for each in handout.lines if len(each.text) <= LONGEST_LINE]
    if lines:
        notes = _notes(handout, [figure for line in lines for figure in line.figures])
        yield Slide("What to remember", tuple((each.text, "") for each in lines), notes=notes)
    yield from _charts(handout)
    said = quotes(handout)[:MOST_QUOTED]
    if said:
        yield Slide(
            "In people’s own words",
            tuple((quoted(q.text), f"{s.name} · statement {q.statement_id}") for s, q in said),
            notes="Each quote is whole and verbatim; its number leads to the statement.",
        )
    helped = solutions(handout)
    if helped:
        sources = tuple((each.text, f"Statement {each.statement_id}") for each in helped)
        yield Slide("What people said would help", sources, notes="In people’s own words.")
    if handout.decided:
        decided = tuple((f"You said: {d.said}", f"Decided: {d.decided}") for d in handout.decided)
        yield Slide("You said, and this was decided", decided[:MOST_QUOTED])
    standing = handout.summary.standing
    signed = ((standing.signed, ""),) if standing and standing.signed else ()
    told = ((STATEMENTS_NOT_PEOPLE, ""), *signed)
    yield Slide("How to read the numbers", told, notes=base_note(handout))


def _asked(handout: Handout) -> Slide:
    summary, base = handout.summary, handout.summary.base
    named = [
        ("Statements received", base.statements),
        ("Barriers among them", base.barriers),
        *((each.label, each.figure) for each in base.people),
    ]
    shown = [(label, figure) for label, figure in named if handout.may_show(figure)]
    purpose = summary.purpose if len(summary.purpose) <= LONGEST_PURPOSE else ""
    return Slide(
        "What was asked, and who answered",
        (
            *([(purpose, "")] if purpose else []),
            *((f"{label}: {whole(figure.count)}", "") for label, figure in shown),
        ),
        notes=_notes(handout, [figure for _, figure in shown]),
    )


def _charts(handout: Handout) -> Iterator[Slide]:
    themes = tuple((each.name, each.figure) for each in handout.themes)
    rows = tuple((row.outcome.text, row.total) for row in handout.summary.matrix.rows)
    shown = tuple(row for row in rows if handout.may_show(row[1]))
    for title, bars, base in (
        ("What gets in the way, by theme", themes, base_note(handout)),
        ("Under which outcome it was said", shown, _themed_note(handout)),
    ):
        if bars:
            named = "; ".join(f"{label}: {figure.text}" for label, figure in bars)
            alt = f"Bar chart, number of barriers. {named}."
            left_out = "Counts too small to be shown are left out."
            notes = _notes(handout, [figure for _, figure in bars], base, left_out)
            yield Slide(title, (), bars, "Number of barriers", alt, base, notes)


def _themed_note(handout: Handout) -> str:
    total = handout.summary.matrix.total
    if total is None or not handout.may_show(total):
        return "Each barrier counts once."
    return f"Base: n = {whole(total.count)} barriers under at least one theme; each counts once."


def _notes(handout: Handout, figures: list[Figure], *more: str) -> str:
    """Return the base, the day, and the evidence of each number on the slide."""
    sources = dict.fromkeys(f"{figure.text}: {figure.evidence}" for figure in figures)
    day = f"Figures of {dated(handout.summary.generated_on)}."
    said = more or (base_note(handout),)
    return "\n".join((*said, day, "Where the numbers are from:", *sources))
