"""Numbers and dates as a report writes them."""

from __future__ import annotations

from datetime import date

import pytest

from consult.writers.figures import Figure, FigureOutOfRange, dated, percentage, period


class TestFigure:
    def test_below_nought_is_refused_by_name(self):
        with pytest.raises(FigureOutOfRange, match="“theme:trust” counts -1"):
            Figure(-1, "theme:trust")

    def test_above_its_base_is_refused_by_name(self):
        with pytest.raises(FigureOutOfRange, match="“theme:trust” counts 9 of only 8"):
            Figure(9, "theme:trust", 8)

    @pytest.mark.parametrize(
        ("figure", "text"),
        [
            (Figure(1204, "q"), "1,204"),
            (Figure(9, "q", 9), "9 of 9"),
            (Figure(10, "q", 10), "10 of 10 (100%)"),
            (Figure(0, "q", 12), "0 of 12 (0%)"),
            (Figure(0, "q", 0), "0 of 0"),
        ],
    )
    def test_has_a_percentage_only_from_a_base_of_ten(self, figure, text):
        assert figure.text == text


class TestPercentage:
    @pytest.mark.parametrize(
        ("count", "base", "text"),
        [
            (1, 8, ""),
            (1, 10, "10%"),
            (5, 200, "3%"),
            (4, 1000, "under 1%"),
            (1999, 2000, "over 99%"),
        ],
    )
    def test_is_whole_and_never_rounds_people_away(self, count, base, text):
        assert percentage(count, base) == text


class TestDates:
    def test_have_no_leading_nought(self):
        assert dated(date(2026, 4, 1)) == "1 April 2026"

    @pytest.mark.parametrize(
        ("first", "last", "text"),
        [
            (date(2026, 4, 1), date(2026, 4, 1), "1 April 2026"),
            (None, date(2026, 4, 1), "until 1 April 2026"),
            (None, None, ""),
        ],
    )
    def test_period_says_what_is_known(self, first, last, text):
        assert period(first, last) == text
