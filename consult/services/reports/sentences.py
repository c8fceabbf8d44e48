"""The lines to remember, and what cannot be concluded: sentences from templates over figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consult.services.reports import evidence
from consult.services.reports.facts import Facts, ThemeFacts
from consult.services.reports.taking_part import NAMING, ROUTES, WITHOUT, Lines
from consult.services.reports.themes import outcome_of
from consult.writers.barrier_summary import FirstLine, Gap, Overlap
from consult.writers.figures import SMALLEST_BASE, Figure, counted, joined, whole

MOST_LINES = 5
FEWEST_IN_A_LINE = 3
MOST_NAMES = 6
"""Names in one sentence: with more, it gives their number instead."""


def first_lines(
    facts: Facts, gaps: tuple[Gap, ...], overlaps: tuple[Overlap, ...]
) -> tuple[FirstLine, ...]:
    """Return up to five lines; none where no barrier is under a theme yet."""
    if not facts.themes:
        return ()
    lines = (
        _largest_theme(facts),
        _next_themes(facts),
        _fullest_outcome(facts),
        _fullest_cell(facts),
        _gaps(gaps),
        _overlaps(overlaps),
        _solutions(facts),
    )
    return tuple(line for line in lines if line is not None)[:MOST_LINES]


def _share(facts: Facts, theme: ThemeFacts) -> Figure:
    return Figure(len(theme.members), evidence.name(theme=theme.key), facts.settled)


def _largest_themes(facts: Facts) -> tuple[ThemeFacts, ...]:
    largest = len(facts.themes[0].members)
    return tuple(theme for theme in facts.themes if len(theme.members) == largest)


def _largest_theme(facts: Facts) -> FirstLine:
    themes = _largest_themes(facts)
    figure = _share(facts, themes[0])
    if len(themes) == 1:
        opening = f"{_names(themes)} is the barrier named most often: "
        return FirstLine((opening, figure, "."))
    return FirstLine((f"{_names(themes)} are the barriers named most often: each ", figure, "."))


def _next_themes(facts: Facts) -> FirstLine | None:
    """Name the second largest theme and the third; with them, all that are as large."""
    rest = facts.themes[len(_largest_themes(facts)) :]
    sizes = sorted({len(theme.members) for theme in rest}, reverse=True)
    groups = [tuple(t for t in rest if len(t.members) == size) for size in sizes[:2]]
    shown = groups[:2] if groups and len(groups[0]) == 1 else groups[:1]
    parts: list[str | Figure] = []
    for group in shown:
        opening = ", then " if parts else "Next come " if len(rest) > 1 else "Next comes "
        bearing = ", each with " if len(group) > 1 else " with "
        parts += [f"{opening}{_names(group)}{bearing}", _share(facts, group[0])]
    return FirstLine((*parts, ".")) if parts else None


def _names(themes: tuple[ThemeFacts, ...]) -> str:
    if len(themes) > MOST_NAMES:
        return f"{len(themes)} themes"
    return joined([f"“{theme.name}”" for theme in themes])


def _fullest_outcome(facts: Facts) -> FirstLine | None:
    counts = {
        outcome_id: len(here)
        for outcome_id in facts.outcomes
        if (here := facts.under(outcome_id) & facts.themed)
    }
    fullest = [each for each, count in counts.items() if count == max(counts.values())]
    if len(counts) < 2 or len(fullest) > 1:
        return None
    outcome = outcome_of(facts, fullest[0])
    name = evidence.name(theme=evidence.ANY, outcome=outcome.reference)
    return FirstLine(
        (
            f"More barriers were named under outcome {outcome.reference} ({_short(outcome.title)})"
            " than under any other: ",
            Figure(counts[fullest[0]], name, len(facts.themed)),
            " of those under a theme.",
        )
    )


def _short(title: str) -> str:
    """Return the first sentence of an outcome's title, which may be a paragraph.

    >>> _short("People shape decisions. Partners listen.")
    'People shape decisions'
    """
    return re.split(r"(?<=[.!?])\s", title)[0].rstrip(".")


def _fullest_cell(facts: Facts) -> FirstLine | None:
    """Say where one theme and one outcome meet most often, if in one place only."""
    cells = {
        (theme.key, outcome_id): len(theme.members & facts.under(outcome_id))
        for theme in facts.themes
        for outcome_id in facts.outcomes
    }
    peak = max(cells.values(), default=0)
    fullest = [cell for cell, count in cells.items() if count == peak]
    if peak < FEWEST_IN_A_LINE or len(fullest) > 1 or len(facts.themes) < 2:
        return None
    key, outcome_id = fullest[0]
    theme = next(each for each in facts.themes if each.key == key)
    outcome = outcome_of(facts, outcome_id)
    name = evidence.name(theme=key, outcome=outcome.reference)
    return FirstLine(
        (
            f"No theme is named as often under any outcome as “{theme.name}” under"
            f" {outcome.reference}: ",
            Figure(peak, name, len(facts.under(outcome_id) & facts.themed)),
            " of those under a theme there.",
        )
    )


def _gaps(gaps: tuple[Gap, ...]) -> FirstLine | None:
    if not gaps:
        return None
    barriers = sum(gap.figure.count for gap in gaps)
    counted_by = evidence.name(gaps="barriers-without-work")
    # One gap is a list of statements that can be opened; a sum of several is not.
    figure = gaps[0].figure if len(gaps) == 1 else Figure(barriers, counted_by)
    references = joined([gap.outcome.reference for gap in gaps])
    outcomes = f"outcome{'' if len(gaps) == 1 else 's'}"
    if len(gaps) > MOST_NAMES:
        references, outcomes = whole(len(gaps)), "outcomes"
    return FirstLine(
        (
            f"Nobody told of any work under {outcomes} {references}, where there "
            f"{'is' if barriers == 1 else 'are'} ",
            figure,
            f" barrier{'' if barriers == 1 else 's'}.",
        )
    )


def _overlaps(overlaps: tuple[Overlap, ...]) -> FirstLine | None:
    confirmed = sum(each.is_confirmed for each in overlaps)
    if confirmed:
        return FirstLine(
            (
                "Different partners do similar work in ",
                Figure(confirmed, evidence.name(overlaps="confirmed")),
                f" place{'' if confirmed == 1 else 's'}, as an officer confirmed.",
            )
        )
    if not overlaps:
        return None
    return FirstLine(
        (
            "Different partners may be doing the same work in ",
            Figure(len(overlaps), evidence.name(overlaps="may")),
            f" place{'' if len(overlaps) == 1 else 's'}: their words are alike, no more is known.",
        )
    )


def _solutions(facts: Facts) -> FirstLine | None:
    count = len(facts.solutions)
    if not count:
        return None
    figure = Figure(count, evidence.name(kind="solution", state="live"))
    noun = "suggestion" if count == 1 else "suggestions"
    return FirstLine(("People also said what might help: ", figure, f" {noun}."))


def cannot_conclude(facts: Facts, lines: Lines) -> tuple[str, ...]:
    """Return what the figures do not show, each with the fact that says so.

    Parameters
    ----------
    lines
        How many answered the survey, and named a barrier, as far as that may be told.
    """
    if not facts.received:
        return ()
    return tuple(_limits(facts, lines))


def _limits(facts: Facts, lines: Lines) -> Iterator[str]:
    if facts.waiting:
        yield (
            "How often each theme will have been named in the end:"
            f" {whole(facts.waiting)} of {counted(facts.counting, 'barrier')} still"
            f" {_wait(facts.waiting)} for review, and count under no theme until then."
        )
    yield (
        "What the whole community thinks: those who took part chose to, or were invited, and are"
        " not a sample of everybody."
    )
    yield (
        "How many people name a barrier: one person can make several statements, and one note from"
        " a table can speak for several people."
    )
    if facts.respondents_without_barrier:
        yield (
            f"What {_without_barrier(lines)} survey respondents think"
            " stands in the way: they named no barrier, because there is none or because they did"
            " not say."
        )
    yield from _small_themes(facts)
    yield from _silent_outcomes(facts)
    if facts.unseen:
        yield (
            f"What else stands in the way: for {counted(facts.unseen, 'barrier')} the analysis"
            " found no theme, and nobody has looked at them yet."
        )
    if facts.codings.accepted:
        yield (
            "How far two people would agree on the themes: that is known only where two have coded"
            " the same statements without seeing each other’s work."
        )


def _without_barrier(lines: Lines) -> str:
    """Return how many named no barrier, unless they or the others are too few to be counted."""
    named = lines[NAMING]
    without, total = named.shown[WITHOUT], named.total
    if without is None or total is None or lines[ROUTES].total != total:
        return "some"
    return f"{without:,} of {total:,}"


def _wait(number: int) -> str:
    return "waits" if number == 1 else "wait"


def _small_themes(facts: Facts) -> Iterator[str]:
    small = tuple(theme for theme in facts.themes if len(theme.members) < SMALLEST_BASE)
    if not small:
        return
    counts = [f"“{theme.name}” {len(theme.members)}" for theme in small]
    named = joined(counts) if len(counts) <= MOST_NAMES else f"{len(counts)} themes"
    yield (
        f"Which of the smaller themes matters more: fewer than {SMALLEST_BASE} barriers"
        f" {'is' if len(small) == 1 else 'are'} too few to compare ({named})."
    )


def _silent_outcomes(facts: Facts) -> Iterator[str]:
    """Name the outcomes of which nobody spoke: silence is not consent."""
    worked = {said.outcome_id for said in facts.work}
    silent = [
        outcome.reference
        for outcome_id, outcome in facts.outcomes.items()
        if not facts.under(outcome_id) and outcome_id not in worked
    ]
    if silent and len(silent) < len(facts.outcomes):
        references = joined(silent) if len(silent) <= MOST_NAMES else whole(len(silent))
        outcomes = "outcome" if len(silent) == 1 else "outcomes"
        yield (
            f"That all is well with {outcomes} {references}: neither work nor a barrier was named"
            " there, perhaps because nobody was asked."
        )
