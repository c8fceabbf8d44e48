"""The language of the lexicon."""

from __future__ import annotations

import pytest

from analysis.patterns import PatternError, parse
from analysis.tokens import tokens

LISTS = {"lack": ("no", "lack of")}


def matches(pattern: str, text: str) -> bool:
    stems = [token.stem for token in tokens(text) if token.stem != ","]
    compiled = parse(pattern, LISTS)
    return any(compiled.end(stems, start) is not None for start in range(len(stems)))


class TestMatches:
    @pytest.mark.parametrize(
        ("pattern", "text"),
        [
            ("nobody asked us", "Nobody ever asks? Nobody asks us!"),
            ("can not afford", "We can't afford it"),
            ("can not afford", "we cant afford it"),
            ("<lack> (money|paid staff)", "There is a lack of paid staff"),
            ("<lack> .. money", "no spare money"),
            ("<lack> ... money", "no more of that money"),
            ("^ money $", "Money."),
            ("red tape ?", "red tape"),
            ("organise (a|the)? event", "organizing events"),
        ],
    )
    def test_what_it_describes(self, pattern, text):
        assert matches(pattern, text)

    @pytest.mark.parametrize(
        ("pattern", "text"),
        [
            ("nobody asked us", "Nobody asked them"),
            ("<lack> .. money", "no very large money"),
            ("<lack> ... money", "There was no one. Money was there"),
            ("^ money $", "Money talks"),
        ],
    )
    def test_nothing_else(self, pattern, text):
        assert not matches(pattern, text)


class TestParse:
    def test_refuses_an_unknown_list(self):
        with pytest.raises(PatternError, match="unknown list <surplus>"):
            parse("<surplus> money", LISTS)

    def test_refuses_a_pattern_that_needs_nothing(self):
        with pytest.raises(PatternError, match="no word that must occur"):
            parse("(a|b)?", LISTS)
