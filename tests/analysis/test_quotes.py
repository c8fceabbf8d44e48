"""Quotes: typical, untypical and covering, each person once."""

from __future__ import annotations

import numpy as np

from analysis.encoder import unit
from analysis.quotes import choose_quotes
from analysis.stability import step

TEXTS = [f"Statement number {n} says something of its own" for n in range(7)]
# Five that nearly agree, one half-way, one apart.
ROWS = unit(
    np.array([[1, 0.0], [1, 0.1], [1, 0.05], [1, 0.15], [1, -0.05], [1, 0.9], [0.2, 1]], np.float32)
)


class TestChooseQuotes:
    def test_typical_are_nearest_to_the_middle_and_untypical_furthest(self):
        quotes = choose_quotes(TEXTS, ROWS, range(7))

        assert not {5, 6} & set(quotes.typical)
        assert quotes.untypical[:2] == (6, 5)

    def test_covering_begins_with_the_most_typical_and_reaches_the_others(self):
        quotes = choose_quotes(TEXTS, ROWS, range(7))

        assert quotes.covering[0] == quotes.typical[0]
        assert set(quotes.covering) != set(quotes.typical)
        assert {5, 6} & set(quotes.covering)

    def test_nobody_is_quoted_twice_in_one_list(self):
        speakers = ["Ann", "Ann", "Ann", "Ben", "Ben", "Cai", "Cai"]

        quotes = choose_quotes(TEXTS, ROWS, range(7), speakers=speakers)

        for chosen in (quotes.typical, quotes.untypical, quotes.covering):
            said = [speakers[index] for index in chosen]
            assert sorted(said) == ["Ann", "Ben", "Cai"]

    def test_those_whose_speaker_is_not_known_may_all_be_quoted(self):
        quotes = choose_quotes(TEXTS, ROWS, range(3), speakers=[None] * 7)

        assert sorted(quotes.typical) == [0, 1, 2]

    def test_a_long_text_gives_way_to_one_that_can_be_read_out(self):
        texts = ["word " * 200, *TEXTS[1:]]

        assert choose_quotes(texts, ROWS, range(5)).typical[0] != 0

    def test_there_are_no_more_than_statements(self):
        quotes = choose_quotes(TEXTS, ROWS, [3])

        assert quotes.typical == quotes.untypical == quotes.covering == (3,)


def test_stability_is_told_in_steps():
    assert [step(share) for share in (1.0, 0.75, 0.74, 0.5, 0.49)] == [
        "firm",
        "firm",
        "fair",
        "fair",
        "loose",
    ]
