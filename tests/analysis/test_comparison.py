"""Comparing groups."""

from __future__ import annotations

import math

import pytest

from analysis.comparison import compare_groups, false_discovery_rates, fisher_exact, log_odds_z


class TestLogOddsZ:
    def test_follows_the_paper(self):
        # Monroe et al. (2008), equations 16, 18, 19 and 22, worked out by hand.
        yes, no = 10 * 0.25, 10 * 0.75
        delta = math.log((8 + yes) / (12 + no)) - math.log((12 + yes) / (48 + no))
        expected = delta / math.sqrt(1 / (8 + yes) + 1 / (12 + yes))

        assert log_odds_z(8, 20, 12, 60, 0.25, prior=10) == pytest.approx(expected)

    def test_holds_a_small_group_nearer_to_nothing_than_a_large_one(self):
        small = log_odds_z(2, 3, 20, 100, 0.21)
        large = log_odds_z(66, 99, 20, 100, 0.43)

        assert 0 < small < large

    def test_a_theme_that_all_or_none_name_tells_nothing(self):
        assert log_odds_z(5, 5, 9, 9, 1.0) == log_odds_z(0, 5, 0, 9, 0.0) == 0


class TestFisherExact:
    def test_agrees_with_scipy(self):
        from scipy.stats import fisher_exact as reference

        for own, base, others, rest in [(8, 20, 12, 60), (0, 10, 5, 30), (10, 10, 1, 40)]:
            expected = reference([[own, base - own], [others, rest - others]]).pvalue

            assert fisher_exact(own, base, others, rest) == pytest.approx(expected)


class TestFalseDiscoveryRates:
    def test_agrees_with_scipy(self):
        from scipy.stats import false_discovery_control

        values = [0.001, 0.2, 0.03, 0.04, 0.9]

        assert false_discovery_rates(values) == pytest.approx(list(false_discovery_control(values)))


class TestCompareGroups:
    def test_finds_what_one_group_says_more(self):
        codings = [["buses"]] * 30 + [["parks"]] * 30
        groups = ["North"] * 30 + ["South"] * 30

        surest = compare_groups(codings, groups)[0]

        assert (surest.group, surest.theme, surest.count, surest.base) == ("North", "buses", 30, 30)
        assert surest.z > 3
        assert surest.q < 0.001

    def test_shows_no_group_under_the_threshold(self):
        codings = [["buses"]] * 12 + [["parks"]] * 3
        groups = ["North"] * 12 + ["South"] * 3

        assert {difference.group for difference in compare_groups(codings, groups)} == {"North"}
