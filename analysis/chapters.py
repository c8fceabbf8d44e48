"""The parts of a summary: what each says, its figure, and the table that the figure draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from analysis import figures
from analysis.codebook import Theme
from analysis.comparing import Comparison
from analysis.findings import share, time_line
from analysis.gathering import Gathered
from analysis.layout import scaled
from analysis.pages import Grid, Part, Quote
from analysis.periods import periods_of

_QUOTES = 3
_MOST_LINKS, _LEAST_LINK = 12, 3
_LEAST_ON_MAP, _MOST_ON_MAP = 3, 24
_MOST_TIMED = 6
_MEETING_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the page, with its drawing; its files are called `name`, where it has any."""

    part: Part
    name: str = ""
    drawing: bytes | None = None


def chapters(
    given: Gathered, compared: Mapping[str, Comparison], days: Sequence[date | None]
) -> list[Chapter]:
    """Return all chapters, in the order of the page."""
    found = [_themes(given)]
    found += [_quotes(theme, given) for theme in given.used]
    found += [
        _groups(f"group-{at}", column, comparison, given)
        for at, (column, comparison) in enumerate(compared.items(), start=1)
    ]
    if any(days):
        found.append(_times(given, days))
    if len(given.used) >= _LEAST_ON_MAP:
        found.append(_map(given))
    if given.used:
        found.append(_sureness(given))
    return [*found, _ledger(given)]


def _themes(given: Gathered) -> Chapter:
    names = [theme.name for theme in given.themes]
    counts = [len(given.using[theme.id]) for theme in given.themes]
    rows = tuple(
        (name, share(count, given.base)) for name, count in zip(names, counts, strict=True)
    )
    caption = f"Statements by theme. Base: {given.base:,}. One may carry several themes."
    part = Part(
        "Statements by theme",
        figure="themes.svg",
        alt="Bars of how many statements carry each theme; the table below has the numbers.",
        table=Grid(caption, ("Theme", "Statements"), rows),
    )
    return Chapter(part, "themes", figures.bars(names, counts, given.base))


def _quotes(theme: Theme, given: Gathered) -> Chapter:
    rows = given.using[theme.id]
    scores = {
        row: next(a.score for a in given.result.codings[row].themes if a.theme == theme.id)
        for row in rows
        if given.result.codings[row].copy_of is None
    }
    best = sorted(scores, key=lambda row: (-scores[row], row))[:_QUOTES]
    quotes = tuple(Quote(given.table.rows[row].text, given.table.rows[row].id) for row in best)
    lines = (theme.definition,) if theme.definition else ()
    heading = f"{theme.name}: {share(len(rows), given.base)} of {given.base:,}"
    return Chapter(Part(heading, lines, quotes))


def _groups(name: str, column: str, found: Comparison, given: Gathered) -> Chapter:
    counts = {(cell.theme, cell.group): cell.count for cell in found.cells}
    themes = [theme for theme in given.themes if theme.id in found.totals]
    grid = [[counts[theme.id, group] for group in found.bases] for theme in themes]
    heads = [f"{group} ({_number(base)})" for group, base in found.bases.items()]
    rows = tuple(
        (theme.name, *(_number(count) for count in row))
        for theme, row in zip(themes, grid, strict=True)
    )
    hidden = any(count is None for row in grid for count in row)
    caption = f"Statements by theme and {column}. In brackets: the base of each group."
    if hidden or None in found.bases.values():
        caption += (
            f" {figures.HIDDEN}: hidden, being below {found.threshold} or giving such a count away."
        )
    part = Part(
        f"By {column}",
        figure=f"{name}.svg",
        alt=f"Shaded grid of themes by {column}; the table below has the numbers.",
        table=Grid(caption, ("Theme", *heads), rows),
    )
    return Chapter(part, name, figures.matrix([theme.name for theme in themes], heads, grid))


def _number(count: int | None) -> str:
    return figures.HIDDEN if count is None else f"{count:,}"


def _times(given: Gathered, days: Sequence[date | None]) -> Chapter:
    dated = {row: day for row, day in enumerate(days) if day is not None}
    periods, places = periods_of(list(dated.values()))
    place = dict(zip(dated, places, strict=True))
    everything = _by_period(list(dated), place, len(periods))
    shown = given.used[:_MOST_TIMED]
    rows = [_by_period(given.using[theme.id], place, len(periods)) for theme in shown]
    names = ["All statements", *(theme.name for theme in shown)]
    table = Grid(
        f"Statements by period and theme. Base: {len(dated):,} with a date.",
        ("Period", *names),
        tuple(
            (period, *(f"{row[at]:,}" for row in (everything, *rows)))
            for at, period in enumerate(periods)
        ),
    )
    part = Part(
        "Over time",
        (time_line(periods, everything),),
        figure="time.svg",
        alt="Bars of statements by period: all, on a scale of their own, then a row a theme.",
        table=table,
    )
    return Chapter(part, "time", figures.timeline(periods, names, [everything, *rows]))


def _by_period(rows: Sequence[int], place: Mapping[int, int], size: int) -> list[int]:
    counts = Counter(place[row] for row in rows if row in place)
    return [counts[at] for at in range(size)]


def _map(given: Gathered) -> Chapter:
    shown = given.used[:_MOST_ON_MAP]
    meeting = _meeting(given, shown)
    places = scaled(_likeness(given, shown, meeting))
    bubbles = [
        figures.Bubble(theme.name, len(given.using[theme.id]), (float(x), float(y)))
        for theme, (x, y) in zip(shown, places, strict=True)
    ]
    links = [(*pair, count) for pair, count in meeting.items() if count >= _LEAST_LINK]
    links = sorted(links, key=lambda link: (-link[2], link))[:_MOST_LINKS]
    rows = tuple((f"{shown[a].name} and {shown[b].name}", f"{n:,}") for a, b, n in links)
    lines = [
        "Themes that are near each other are spoken of in like words or in the same statements; "
        "up, down, left and right mean nothing."
    ]
    if links:
        lines.append("A line joins two themes that meet in statements; the widest, in the most.")
    table = Grid(
        "Themes that meet in statements, the most frequent", ("Themes", "Statements"), rows
    )
    part = Part(
        "How the themes lie to each other",
        tuple(lines),
        figure="map.svg",
        alt="Map of the themes, the larger the more statements; the tables have the numbers.",
        table=table if rows else None,
    )
    return Chapter(part, "map", figures.theme_map(bubbles, links))


def _meeting(given: Gathered, shown: Sequence[Theme]) -> Counter[tuple[int, int]]:
    order = {theme.id: at for at, theme in enumerate(shown)}
    counts: Counter[tuple[int, int]] = Counter()
    for coded in given.result.codings:
        places = sorted(order[a.theme] for a in coded.themes if a.theme in order)
        counts.update(combinations(places, 2))
    return counts


def _likeness(given: Gathered, shown: Sequence[Theme], meeting: Mapping[tuple[int, int], int]):  # type: ignore[no-untyped-def]
    """Return how alike the themes are, shape (themes, themes): in words, and in who names both."""
    import numpy as np

    from analysis.encoder import default_encoder, unit

    encoder = default_encoder()
    centres = np.stack(
        [
            encoder.encode([given.table.rows[row].text for row in given.using[theme.id]]).sum(
                axis=0
            )
            for theme in shown
        ]
    )
    alike = unit(centres - centres.mean(axis=0)).astype(np.float64)
    alike = np.round(alike @ alike.T, 5)
    for (one, other), count in meeting.items():
        usual = len(given.using[shown[one].id]) * len(given.using[shown[other].id])
        met = _MEETING_SHARE * count / usual**0.5
        alike[one, other] += met
        alike[other, one] += met
    return alike


def _sureness(given: Gathered) -> Chapter:
    values = [
        sum(
            applied.score
            for row in given.using[theme.id]
            for applied in given.result.codings[row].themes
            if applied.theme == theme.id
        )
        / len(given.using[theme.id])
        for theme in given.used
    ]
    names = [theme.name for theme in given.used]
    label = "mean chance that a person would agree"
    rows = tuple(
        (theme.name, f"{value:.2f}", f"{len(given.using[theme.id]):,}")
        for theme, value in zip(given.used, values, strict=True)
    )
    part = Part(
        "How sure the coding is",
        ("These chances are the program’s own. Code some statements by hand to test them.",),
        figure="sure.svg",
        alt="A dot for each theme between 0 and 1; the table below has the numbers.",
        table=Grid("The mean chance that a person would agree", ("Theme", "Chance", "n"), rows),
    )
    return Chapter(part, "sure", figures.dots(names, [round(v, 4) for v in values], label))


def _ledger(given: Gathered) -> Chapter:
    ledger = given.result.ledger
    rows = (
        ("Received", f"{ledger.received:,}"),
        ("Given a theme", f"{ledger.themed:,}"),
        ("Fitting no theme", f"{ledger.other:,}"),
        ("Saying nothing", f"{ledger.empty:,}"),
        ("The same as another", f"{ledger.duplicate:,}"),
    )
    heading = f"Where every statement of {given.table.name} went"
    caption = "The last four add up to the first. What is the same as another counts in the themes."
    return Chapter(Part(heading, table=Grid(caption, ("", "Statements"), rows)))
