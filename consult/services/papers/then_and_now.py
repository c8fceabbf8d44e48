"""Tables and charts that set a consultation beside earlier ones, without a count that is small."""

from __future__ import annotations

from collections.abc import Iterator

from consult.services.papers.before import BEFORE, CHANGE, Before
from consult.services.papers.layout import Layout, plain
from consult.services.papers.menu import Menu
from consult.services.reports.earlier import Earlier
from consult.services.reports.told_before import Told
from consult.words import marked
from consult.writers.figures import dated

OVER_TIME = "over-time"
TOLD_BEFORE = "told-before"
NEED_EARLIER = frozenset({OVER_TIME, TOLD_BEFORE})
TOO_FEW = marked("Too few to show")
NOT_BEFORE, NO_LONGER_NAMED = marked("New"), marked("No longer named")
NO_THEME = marked("Not a theme")
MOST_THEMES = 10
SERIES = (marked("before"), marked("now"))
THEME, EARLIER, NOW = marked("Theme"), marked("Before"), marked("Now")
ASKED_IN, DONE = marked("Asked before in"), marked("What was decided and done")
CHANGED = marked("Change in points, 95% interval")


def over_time(menu: Menu) -> Layout:
    """Return each theme before and now, with its base, and how far it has changed."""
    before = menu.before
    header = (THEME, EARLIER, NOW, CHANGED)
    if not before.earlier:
        return Layout("The same themes before and now", header, (), (0.3, 0.2, 0.2, 0.3))
    then = before.earlier[0]
    keys = dict.fromkeys([*(each.key for each in menu.facts.themes), *then.counts])
    rows = tuple(
        (plain(_name(before, then, key)), *_counts(before, then, key), _change(before, then, key))
        for key in keys
        if before.counts.get(key) or then.counts.get(key)
    )
    caption = f"The same themes before and now: barriers in {_called(then)}, and in this one"
    return Layout(caption, header, rows, (0.28, 0.19, 0.19, 0.34))


def told_before(menu: Menu) -> Layout:
    """Return each theme that people named before, and what was done about it since."""
    shown = list(_shown(menu.before.told))
    rows = tuple(
        (
            plain(told.name),
            *_counts(menu.before, told.earlier, told.key),
            plain(told.done()),
        )
        for told in shown
    )
    header = (THEME, EARLIER, NOW, DONE)
    widths = (0.2, 0.16, 0.16, 0.48)
    asked = {told.earlier.consultation.id: told.earlier for told in shown}
    if len(asked) == 1:
        (then,) = asked.values()
        caption = f"You told us this before, in {_called(then)}, and this was done"
        return Layout(caption, header, rows, widths)
    caption = marked("You told us this before, and this was done")
    where = (plain(told.earlier.consultation.title) for told in shown)
    return Layout(
        caption,
        (THEME, ASKED_IN, EARLIER, NOW, DONE),
        tuple((row[0], title, *row[1:]) for row, title in zip(rows, where, strict=True)),
        (0.16, 0.17, 0.13, 0.13, 0.41),
    )


def over_time_bars(menu: Menu) -> Layout:
    """Return the shares of the largest themes before and now, each with its 95% interval."""
    before = menu.before
    bars: list[tuple[str, str]] = []
    for then in before.earlier[:1]:
        for theme in menu.facts.themes:
            if before.is_changed(then, theme.key) and len(bars) < len(SERIES) * MOST_THEMES:
                bars.append((theme.name, f"{BEFORE}:{then.consultation.slug} theme:{theme.key}"))
                bars.append((theme.name, f"theme:{theme.key}"))
    since = f" {_called(before.earlier[0])}" if before.earlier else ""
    return Layout(
        f"The same themes before, in{since}, and now",
        (),
        (),
        (),
        bars=tuple(bars),
        axis=marked("Share of barriers reviewed, with its 95% interval"),
        series=SERIES,
    )


def _shown(told: tuple[Told, ...]) -> Iterator[Told]:
    """Yield those of which something was decided, or of which a count may be shown."""
    for each in told:
        if each.decisions(only_public=True) or each.key not in each.earlier.hidden:
            yield each


def _called(then: Earlier) -> str:
    closed = then.consultation.closes_on
    when = f" (closed {dated(closed)})" if closed else ""
    return plain(f"“{then.consultation.title}”{when}")


def _name(before: Before, then: Earlier, key: str) -> str:
    return before.known.get(key) or then.names.get(key, key)


def _counts(before: Before, then: Earlier, key: str) -> tuple[str, str]:
    """Return the cells of one theme, then and now."""
    slug = then.consultation.slug
    was = f"{{{BEFORE}:{slug} theme:{key}.of}}" if key in then.counts else NO_THEME
    now = f"{{theme:{key}.of}}" if key in before.known else NO_THEME
    return (
        TOO_FEW if key in then.hidden else was,
        TOO_FEW if key in before.hidden_now else now,
    )


def _change(before: Before, then: Earlier, key: str) -> str:
    if key not in before.known:
        return NO_LONGER_NAMED
    if key not in then.names:
        return NOT_BEFORE
    if not before.is_changed(then, key):
        return TOO_FEW
    return f"{{{CHANGE}:{then.consultation.slug} theme:{key}}}"
