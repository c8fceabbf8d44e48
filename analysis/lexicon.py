"""A codebook's words at work: which themes a statement names outright, and with which words.

Evidence of several matches is joined as independent ("noisy or"): two hints make a case that one
does not. What a theme must never be taken from, and what a denial ("no lack of …") turns round, is
struck out first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.codebook import Codebook, CodebookError
from analysis.patterns import Matcher, Pattern, PatternError, parse, stems_of
from analysis.stopwords import STOP_STEMS
from analysis.tokens import BREAK, Token, clauses

PHRASE, SEED, HINT = 0.85, 0.7, 0.35
HINT_IN_A_FEW_WORDS = 0.62
_A_FEW_WORDS = 3
_SHORT_NAME = 2
_NEVER, _DENIAL = "never", "denial"
_LIST_HEADS = frozenset(
    {
        ("lack", "of"),
        ("lack",),
        ("no",),
        ("not", "enough"),
        ("shortag", "of"),
        ("limit",),
        ("without",),
    }
    | {
        ("insufficient",),
        ("poor",),
        ("too", "little"),
        ("too", "few"),
        ("need", "more"),
        ("loss", "of"),
    }
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one theme in one statement: strength in 0..1 and the speaker's words.

    A strength of -1 says that the statement denies it.
    """

    strength: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    weight: float


class Lexicon:
    """The compiled lexicon of a codebook.

    Where the lexicon is all that is known of its themes, what one must never be taken from also
    denies it.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._is_all = not codebook.examples
        self._rules: list[tuple[str, float | str]] = []
        patterns: list[Pattern] = []
        own_words = words_of_its_own(codebook)
        for theme in codebook.themes:
            named, described = own_words[theme.id]
            for weight, sources in (
                (SEED, theme.seeds + named),
                (PHRASE, theme.phrases),
                (HINT, theme.hints + described),
                (_NEVER, theme.never),
            ):
                patterns += _parsed(sources, codebook, f"theme “{theme.id}”")
                self._rules += [(theme.id, weight)] * len(sources)
        patterns += _parsed(codebook.denials, codebook, "“denials”")
        self._rules += [("", _DENIAL)] * len(codebook.denials)
        self._matcher = Matcher(patterns)

    def evidence(self, text: str) -> dict[str, Evidence]:
        """Return what speaks for each theme that the statement names."""
        runs = clauses(text, _LIST_HEADS)
        few = sum(token.stem != BREAK for token in runs[0]) <= _A_FEW_WORDS
        found: dict[str, list[_Found]] = defaultdict(list)
        struck: dict[str, list[_Found]] = defaultdict(list)
        for run in runs:
            for number, first, after in self._matcher.spans(run):
                theme, weight = self._rules[number]
                # A denial also takes the word that follows: "no shortage of volunteers".
                span = _span(run, first, after + (weight == _DENIAL))
                if isinstance(weight, str):
                    struck[theme].append(_Found(*span, 0.0))
                else:
                    strength = HINT_IN_A_FEW_WORDS if few and weight == HINT else weight
                    found[theme].append(_Found(*span, strength))
        evidence = {}
        for theme, matches in found.items():
            allowed = _standing(matches, struck[theme])
            kept = _standing(allowed, struck[""])
            if kept:
                evidence[theme] = _joined(text, kept)
            elif allowed or self._is_all:
                evidence[theme] = Evidence(-1.0, ())
        return evidence


def words_of_its_own(codebook: Codebook) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return for each theme the words that mark it: those of its short name, and the others.

    Words that only one theme's name or description has stand in for a lexicon; a theme that has
    phrases of its own gets none.
    """
    named = {theme.id: _content(theme.name) for theme in codebook.themes}
    described = {
        theme.id: named[theme.id] | _content(f"{theme.definition} {theme.include}")
        for theme in codebook.themes
    }
    uses = Counter(stem for stems in described.values() for stem in stems)
    found = {}
    for theme in codebook.themes:
        own = {stem for stem in described[theme.id] if uses[stem] == 1 and not theme.phrases}
        name = own & named[theme.id] if len(named[theme.id]) <= _SHORT_NAME else set()
        found[theme.id] = tuple(sorted(name)), tuple(sorted(own - name))
    return found


def _content(text: str) -> frozenset[str]:
    return frozenset(stem for stem in stems_of(text) if stem not in STOP_STEMS and len(stem) > 2)


def _parsed(sources: Iterable[str], codebook: Codebook, where: str) -> list[Pattern]:
    try:
        lists = dict(codebook.lists)
        return [parse(source, lists) for source in sources]
    except PatternError as error:
        raise CodebookError(f"The codebook's lexicon, {where}: {error}") from error


def _span(run: tuple[Token, ...], first: int, after: int) -> tuple[int, int]:
    return run[first].start, run[min(after, len(run)) - 1].end


def _standing(matches: list[_Found], struck: list[_Found]) -> list[_Found]:
    """Return the strongest matches that neither overlap each other nor anything struck out."""
    taken = bytearray(max(match.end for match in (*matches, *struck)) if matches else 0)
    for match in struck:
        taken[match.start : match.end] = b"\1" * (match.end - match.start)
    kept: list[_Found] = []
    for match in sorted(set(matches), key=lambda m: (-m.weight, m.start - m.end, m.start)):
        if not any(taken[match.start : match.end]):
            taken[match.start : match.end] = b"\1" * (match.end - match.start)
            kept.append(match)
    return sorted(kept, key=lambda m: m.start)


def _joined(text: str, matches: list[_Found]) -> Evidence:
    doubt = 1.0
    for match in matches:
        doubt *= 1 - match.weight
    words = (" ".join(text[match.start : match.end].split()) for match in matches)
    return Evidence(1 - doubt, tuple(dict.fromkeys(words)))
