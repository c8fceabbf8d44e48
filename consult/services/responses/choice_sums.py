"""Several choices that do not add up: what their sum tells all the same.

Everybody who answered chose at least one option, and at most so many as may be chosen. Where few
chose more than one, the sum of all options is nearly the base, and would tell one that is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consult.models.disclosure import FigureRelease
from consult.models.surveys import Question
from consult.services.disclosure import Line
from consult.services.responses.answer_lines import CHOSE, AnswerLines


@dataclass(frozen=True, slots=True)
class _Option:
    """One of several options, as somebody knows it who reads everything.

    Attributes
    ----------
    low, high
        Between which numbers those are who chose it, where it is hidden.
    """

    line: Line
    low: int
    high: int
    is_exclusive: bool

    @property
    def chose(self) -> int:
        """Return how many chose it."""
        return self.line.counts[CHOSE]

    @property
    def base(self) -> int:
        """Return how many answered."""
        return sum(self.line.counts.values())

    @property
    def order(self) -> tuple[bool, int, str]:
        """Return when it is hidden to protect others; last where none or all chose it."""
        return self.chose in {0, self.base}, self.chose, self.line.name


def hold(
    asked: AnswerLines, lines: Iterable[Line], earlier: Iterable[FigureRelease], fewest: int
) -> dict[str, Line]:
    """Return the lines of several choices with as much more hidden as their sum asks for.

    Everybody who answered chose at least one option, and at most so many as may be chosen: what is
    shown, and that, must leave a small count two values or more. The smallest options are hidden
    first. Where nothing helps, or one line is hidden whole, all are.
    """
    earlier = list(earlier)
    exclusive = dict(zip(asked.rows.values(), asked.question.options, strict=True))
    options = {
        each.name: _option(each, earlier, is_exclusive=exclusive[each.name].is_exclusive)
        for each in lines
    }
    hidden = {name for name, each in options.items() if each.line.hidden}
    while not _is_open(asked.question, options, hidden, fewest):
        shown = sorted(options.keys() - hidden, key=lambda name: options[name].order)
        if not shown:
            return {name: whole_hidden(each.line) for name, each in options.items()}
        hidden.add(shown[0])
    if any(each.line.total is None for each in options.values()):
        return {name: whole_hidden(each.line) for name, each in options.items()}
    return {
        name: _hidden(each.line) if name in hidden else each.line for name, each in options.items()
    }


def whole_hidden(line: Line) -> Line:
    """Return a line that tells neither a count nor its total."""
    return Line(line.name, line.counts, dict.fromkeys(line.shown, None), None)


def _hidden(line: Line) -> Line:
    return Line(line.name, line.counts, dict.fromkeys(line.shown, None), line.total)


def _option(line: Line, earlier: Iterable[FigureRelease], *, is_exclusive: bool) -> _Option:
    """Return an option; one that was shown before cannot be far from what it was."""
    base = sum(line.counts.values())
    told = [e for e in earlier if e.line == line.name and CHOSE not in e.hidden]
    if not told:
        return _Option(line, 1, base - 1, is_exclusive)
    then, came = told[-1].counts[CHOSE], base - sum(told[-1].counts.values())
    return _Option(line, then + min(came, 0), then + max(came, 0), is_exclusive)


def _is_open(
    question: Question, options: Mapping[str, _Option], hidden: set[str], fewest: int
) -> bool:
    """Return whether each small hidden count still has two values or more.

    Whoever chose “none of these” chose nothing else, and counts in the sum as often as others.
    """
    together = sum(not each.is_exclusive for each in question.options)
    least, most = max(1, int(question.least or 1)), int(question.most or together)
    lows = {name: least if each.is_exclusive else 1 for name, each in options.items()}
    highs = {name: most if each.is_exclusive else 1 for name, each in options.items()}
    bases = [each.base for each in options.values()]
    shown = options.keys() - hidden
    floor = least * max(bases) - sum(lows[name] * options[name].chose for name in shown)
    ceiling = most * min(bases) - sum(highs[name] * options[name].chose for name in shown)
    for name in hidden:
        each, others = options[name], hidden - {name}
        needed = floor - sum(lows[other] * options[other].high for other in others)
        room = ceiling - sum(highs[other] * options[other].low for other in others)
        lowest = max(1, -(-needed // lows[name]))
        highest = min(each.base - 1, room // highs[name])
        if not _has_two(each, lowest, highest, fewest):
            return False
    return True


def _has_two(option: _Option, lowest: int, highest: int, fewest: int) -> bool:
    """Return whether who chose it, or who did not, has two values or more where that is small."""
    if 0 < option.chose < fewest:
        return min(highest, fewest - 1) > lowest
    start = option.base - fewest + 1
    if start <= option.chose < option.base:
        return highest > max(lowest, start)
    return True
