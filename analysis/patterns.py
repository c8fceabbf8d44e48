"""The small language in which a lexicon is written, and its matcher.

A pattern is a row of words, compared by stem::

    nobody asked us                   these words, in any inflection
    <lack> (money|funding)            a named list, then one of these; an item may be several words
    <lack> ... volunteers             up to three words between; `..` allows one, `....` six
    cannot afford it?                 the last word may be missing
    ^ money $                         the beginning and the end of the statement

Matching never crosses the end of a clause.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.stopwords import STOP_STEMS
from analysis.tokens import BREAK, JOIN, Token, tokens

_STEP = re.compile(
    r"\((?P<choice>[^()]+)\)|<(?P<list>[\w-]+)>|(?P<gap>\.{2,4})|(?P<edge>[\^$])"
    r"|(?P<maybe>\?)|(?P<word>[^\s()<>?^$]+)"
)
_GAPS = {"..": 1, "...": 3, "....": 6}
Stems = tuple[str, ...]


class PatternError(ValueError):
    """A pattern that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Step:
    """One place in a pattern: what may stand there, and how far it may be from the place before."""

    choices: Mapping[str, tuple[Stems, ...]]
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled row of steps."""

    source: str
    steps: tuple[Step, ...]
    at_start: bool = False
    at_end: bool = False

    @property
    def openings(self) -> frozenset[str]:
        """Return the stems with which a match can begin."""
        found: set[str] = set()
        for step in self.steps:
            found.update(step.choices)
            if not step.optional:
                break
        return frozenset(found)

    @property
    def firm(self) -> tuple[frozenset[str], ...]:
        """Return the first stems of each step that must be met, the hardest to meet first."""
        choices = [frozenset(step.choices) for step in self.steps if not step.optional]
        return tuple(sorted(choices, key=_commonness))

    def end(self, stems: Sequence[str], start: int) -> int | None:
        """Return where the longest match from `start` ends, or None."""
        if self.at_start and start:
            return None
        ends = {start}
        for step in self.steps:
            ends = _after(step, stems, ends)
            if not ends:
                return None
        if self.at_end:
            ends = {end for end in ends if all(stem == BREAK for stem in stems[end:])}
        return max(ends, default=None)


_COMMON = STOP_STEMS | {"no", "not", "never", "people", "of"}


def _commonness(choices: Iterable[str]) -> tuple[int, int]:
    first = set(choices)
    return len(first & _COMMON), len(first)


def _after(step: Step, stems: Sequence[str], ends: set[int]) -> set[int]:
    found = set(ends) if step.optional else set()
    choices, size = step.choices, len(stems)
    for end in ends:
        for at in range(end, min(end + step.gap + 1, size)):
            stem = stems[at]
            for choice in choices.get(stem, ()):
                length = len(choice)
                if length == 1 or tuple(stems[at : at + length]) == choice:
                    found.add(at + length)
            if stem == BREAK:
                break
    return found


def stems_of(phrase: str) -> Stems:
    """Return the stems of a plain phrase."""
    return tuple(token.stem for token in tokens(phrase) if token.stem not in (BREAK, JOIN))


def parse(source: str, lists: Mapping[str, Sequence[str]]) -> Pattern:
    """Compile one pattern.

    Raises
    ------
    PatternError
        When a list is unknown or nothing but gaps is left.
    """
    steps: list[Step] = []
    gap, edges = 0, []
    for piece in _STEP.finditer(source):
        if piece["gap"]:
            gap = _GAPS[piece["gap"]]
        elif piece["edge"]:
            edges.append(piece["edge"])
        elif piece["maybe"]:
            _make_last_optional(steps, source)
        else:
            new = [_step(choices, gap) for choices in _choices(piece, lists, source)]
            steps.extend(new)
            gap = 0
    if all(step.optional for step in steps):
        raise PatternError(f"The pattern “{source}” has no word that must occur.")
    return Pattern(source, tuple(steps), "^" in edges, "$" in edges)


def _make_last_optional(steps: list[Step], source: str) -> None:
    if not steps:
        raise PatternError(f"The pattern “{source}” has a “?” that follows no word.")
    last = steps[-1]
    steps[-1] = Step(last.choices, last.gap, optional=True)


def _choices(
    piece: re.Match[str], lists: Mapping[str, Sequence[str]], source: str
) -> list[list[Stems]]:
    if piece["choice"]:
        return [[stems_of(choice) for choice in piece["choice"].split("|")]]
    if piece["list"]:
        if piece["list"] not in lists:
            raise PatternError(f"The pattern “{source}” names an unknown list <{piece['list']}>.")
        return [[stems_of(choice) for choice in lists[piece["list"]]]]
    return [[(stem,)] for stem in stems_of(piece["word"])]


def _step(choices: Iterable[Stems], gap: int) -> Step:
    by_first: dict[str, list[Stems]] = defaultdict(list)
    for choice in choices:
        if choice:
            by_first[choice[0]].append(choice)
    return Step({first: tuple(rest) for first, rest in by_first.items()}, gap)


class Matcher:
    """Many patterns, looked for together.

    Only those are tried whose every step has a word in the statement; they are found by their
    rarest one.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._firm = tuple(pattern.firm for pattern in patterns)
        self._openings = tuple(pattern.openings for pattern in patterns)
        self._by_rarest: dict[str, list[int]] = defaultdict(list)
        for number, (rarest, *_) in enumerate(self._firm):
            for stem in rarest:
                self._by_rarest[stem].append(number)

    def spans(self, run: Sequence[Token]) -> list[tuple[int, int, int]]:
        """Return (pattern number, first token, token after the last) of every match."""
        stems = [token.stem for token in run]
        found = []
        for number in self._possible(frozenset(stems)):
            pattern, openings = self._patterns[number], self._openings[number]
            for start, stem in enumerate(stems):
                if stem in openings:
                    end = pattern.end(stems, start)
                    if end is not None and end > start:
                        found.append((number, start, end))
        return found

    def _possible(self, present: frozenset[str]) -> list[int]:
        """Return the numbers of the patterns every step of which has a word that is present."""
        numbers = {n for stem in present for n in self._by_rarest.get(stem, ())}
        found = []
        for number in numbers:
            for step in self._firm[number]:
                if step.isdisjoint(present):
                    break
            else:
                found.append(number)
        return sorted(found)
