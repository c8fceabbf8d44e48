"""The tables and charts that a paper may show: each cell is words, with references in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from consult.services.papers import binding, then_and_now
from consult.services.papers.layout import Layout, plain
from consult.services.papers.menu import Menu
from consult.services.publishing.releasing import NOT_SHOWN
from consult.services.reports.facts import Said
from consult.writers.figures import counted, joined

MOST_THEMES_IN_MATRIX = 8
MOST_BARS = 16


def _base(menu: Menu) -> str:
    return f"base: {{base:reviewed.count}} {counted(menu.facts.settled, 'barrier').split()[-1]}"


def themes(menu: Menu) -> Layout:
    """Return the themes with their counts and shares."""
    rows = tuple(
        (theme.name, f"{{theme:{theme.key}.count}}", f"{{theme:{theme.key}.share}}")
        for theme in menu.facts.themes
    )
    header = ("Theme", "Barriers", "Share of barriers")
    return Layout(f"Barriers by theme ({_base(menu)})", header, rows, (0.46, 0.14, 0.22))


def outcomes(menu: Menu) -> Layout:
    """Return the outcomes with their barriers."""
    rows = tuple(
        (
            f"{outcome.reference} {outcome.title}",
            f"{{outcome:{outcome.reference}.count}}",
            f"{{outcome:{outcome.reference} theme:any.count}}",
        )
        for outcome in menu.facts.outcomes.values()
    )
    header = ("Outcome", "Barriers", "Under a theme")
    return Layout("Barriers by outcome", header, rows, (0.64, 0.16, 0.2))


def ledger(menu: Menu) -> Layout:
    """Return every barrier in exactly one place."""
    rows = tuple(
        (entry.label, f"{{{entry.subject}.count}}")
        for entry in menu.entries.values()
        if entry.subject.startswith("ledger:") and entry.subject != "ledger:received"
    )
    total = ("Barriers received", "{ledger:received.count}")
    return Layout("Where each barrier is", ("Place", "Barriers"), (*rows, total), (0.5, 0.16))


def routes(menu: Menu) -> Layout:
    """Return who took part, by route."""
    rows = tuple(
        (entry.label, f"{{{entry.subject}.count}}")
        for entry in menu.entries.values()
        if entry.subject.startswith("route:") or entry.subject == "base:tables"
    )
    return Layout("Who took part, by route", ("Route", "How many"), rows, (0.5, 0.16))


def matrix(menu: Menu) -> Layout:
    """Return the largest themes under each outcome."""
    shown = menu.facts.themes[:MOST_THEMES_IN_MATRIX]
    rows = tuple(
        (
            f"{outcome.reference} {outcome.title}",
            *(f"{{outcome:{outcome.reference} theme:{each.key}.count}}" for each in shown),
            f"{{outcome:{outcome.reference} theme:any.count}}",
        )
        for outcome in menu.facts.outcomes.values()
    )
    header = ("Outcome", *(each.name for each in shown), "Any theme")
    narrow = 0.62 / (len(shown) + 1)
    widths = (0.38, *(narrow for _ in range(len(shown) + 1)))
    caption = "Barriers by outcome and theme; one can stand under several themes"
    return Layout(caption, header, rows, widths, is_matrix=True)


def overlaps(menu: Menu) -> Layout:
    """Return similar work of several partners, side by side, as an officer confirmed it."""
    rows = tuple(
        (plain(_partners(menu, one)), plain(_partners(menu, other)), plain(reason))
        for one, other, reason in menu.facts.confirmed_overlaps
    )
    header = ("Work of one partner", "Similar work of another", "Why an officer confirmed it")
    return Layout("Work of partners that overlaps, confirmed", header, rows, (0.34, 0.34, 0.32))


def _partners(menu: Menu, said: Said) -> str:
    names = menu.facts.partners_of(said)
    return f"{joined(names)}: {said.text}" if names else said.text


def answers(menu: Menu) -> Layout:
    """Return what the answers to the survey come to that are not given in words."""
    subjects = {each.figure.evidence: each.subject for each in menu.entries.values()}
    rows = tuple(
        (
            plain(asked.title),
            plain(group.label),
            f"{{{subjects[group.figure.evidence]}.of}}" if group.figure else NOT_SHOWN,
        )
        for asked, group in menu.answers.groups
    )
    header = ("Question", "Answer", "People, of those who answered")
    caption = "Answers in figures: what was chosen, numbers, dates, places, what was put first"
    return Layout(caption, header, rows, (0.46, 0.3, 0.24))


def gunning(menu: Menu) -> Layout:
    """Return the principles of a fair consultation, and what the record shows of each."""
    header = ("Principle", "What the record shows")
    caption = "A fair consultation: the Gunning principles and the record"
    return Layout(caption, header, menu.gunning, (0.28, 0.72))


def theme_bars(menu: Menu) -> Layout:
    """Return the largest themes as bars."""
    shown = menu.facts.themes[:MOST_BARS]
    bars = tuple((theme.name, f"theme:{theme.key}") for theme in shown)
    return Layout(f"Barriers by theme ({_base(menu)})", (), (), (), bars=bars, axis="Barriers")


def outcome_bars(menu: Menu) -> Layout:
    """Return the outcomes as bars."""
    shown = list(menu.facts.outcomes.values())[:MOST_BARS]
    bars = tuple((f"{each.reference} {each.title}", f"outcome:{each.reference}") for each in shown)
    return Layout("Barriers by outcome", (), (), (), bars=bars, axis="Barriers")


TABLES: dict[str, tuple[str, Callable[[Menu], Layout]]] = {
    "themes": ("Barriers by theme", themes),
    "outcomes": ("Barriers by outcome", outcomes),
    "matrix": ("Barriers by outcome and theme", matrix),
    "ledger": ("Where each barrier is", ledger),
    "routes": ("Who took part, by route", routes),
    "answers": ("Answers in figures: choices, numbers, dates, rankings and places", answers),
    "overlaps": ("Work of partners that overlaps, confirmed", overlaps),
    then_and_now.OVER_TIME: ("The same themes before and now", then_and_now.over_time),
    then_and_now.TOLD_BEFORE: (
        "You told us this before, and this was done",
        then_and_now.told_before,
    ),
    "gunning": ("A fair consultation: the Gunning principles", gunning),
}
CHARTS: dict[str, tuple[str, Callable[[Menu], Layout]]] = {
    "themes": ("Bars: barriers by theme", theme_bars),
    "outcomes": ("Bars: barriers by outcome", outcome_bars),
    then_and_now.OVER_TIME: ("The same themes before and now", then_and_now.over_time_bars),
}


def alt_of(layout: Layout) -> str:
    """Return a chart in words, its numbers as references."""
    if layout.series:
        return _alt_of_pairs(layout)
    named = ", ".join(f"{label} {{{subject}.count}}" for label, subject in layout.bars[:5])
    more = " and so on; the table beside it has every number" if len(layout.bars) > 5 else ""
    return f"Bar chart: {named}{more}." if named else ""


def _alt_of_pairs(layout: Layout) -> str:
    count = len(layout.series)
    groups = [layout.bars[start : start + count] for start in range(0, len(layout.bars), count)]
    named = "; ".join(
        f"{group[0][0]}: "
        + ", ".join(
            f"{name} {{{subject}.of}}"
            for name, (_, subject) in zip(layout.series, group, strict=True)
        )
        for group in groups[:5]
    )
    more = " and so on; the table beside it has every number" if len(groups) > 5 else ""
    return f"Shares with their intervals. {named}{more}." if named else ""


def take(layout: Layout, menu: Menu) -> dict[str, Any]:
    """Return a table or chart as a snapshot keeps it."""
    return {
        "caption": layout.caption,
        "header": list(layout.header),
        "rows": [list(row) for row in layout.rows],
        "widths": list(layout.widths),
        "is_matrix": layout.is_matrix,
        "bars": [list(bar) for bar in layout.bars],
        "axis": layout.axis,
        "series": list(layout.series),
        "figures": binding.take(layout.text, menu),
    }
