"""What every page is given: dates by the clock on the wall, and counts in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from consult.models.kinds import StatementKind
from consult.views import furniture


class TestDay:
    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (date(2026, 3, 5), "5 March 2026"),
            (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), "30 June 2026"),
            (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "1 July 2026"),
            (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "31 December 2026"),
            (None, ""),
        ],
    )
    def test_is_the_day_on_which_it_was_in_the_united_kingdom(self, value, words):
        assert furniture.day(value) == words


class TestMoment:
    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (datetime(2026, 3, 5, 14, 7, tzinfo=UTC), "5 March 2026, 14:07"),
            (datetime(2026, 7, 5, 14, 7, tzinfo=UTC), "5 July 2026, 15:07"),
            (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "29 March 2026, 00:59"),
            (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29 March 2026, 02:00"),
            (None, ""),
        ],
    )
    def test_follows_summer_time(self, value, words):
        assert furniture.moment(value) == words


class TestUntil:
    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (datetime(2026, 3, 6, tzinfo=UTC), "the end of 5 March 2026"),
            (datetime(2026, 7, 5, 23, tzinfo=UTC), "the end of 5 July 2026"),
            (datetime(2026, 7, 6, tzinfo=UTC), "6 July 2026, 01:00"),
        ],
    )
    def test_says_midnight_as_the_end_of_a_day(self, value, words):
        assert furniture.until(value) == words


class TestByKind:
    def test_counts_in_words_and_in_one_order(self):
        numbers = {"definition": 1, "work": 33, "barrier": 1_204}

        assert furniture.by_kind(numbers) == "33 work notes, 1,204 barriers, 1 definition"

    def test_has_words_for_every_kind(self):
        assert set(furniture.KINDS) == set(StatementKind)

    def test_is_empty_for_nothing(self):
        assert furniture.by_kind({}) == ""
