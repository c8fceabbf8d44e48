"""Queues: the least certain, the most different, and both."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.encoder import unit
from analysis.queues import by_both, by_diversity, by_uncertainty, uncertainty

THRESHOLDS = np.array([0.5, 0.4])


def groups(count: int, size: int) -> np.ndarray:
    """Return unit vectors in tight groups, group by group."""
    random = np.random.default_rng(0)
    centres = np.repeat(np.eye(count, 16), size, axis=0)
    return unit((centres + 0.02 * random.normal(size=centres.shape)).astype(np.float32))


class TestUncertainty:
    def test_is_greatest_at_the_threshold(self):
        found = uncertainty(np.array([[0.5, 0.0], [0.9, 0.0], [0.1, 0.0]]), THRESHOLDS)

        assert found[0] == pytest.approx(0.5)
        assert found.argmax() == 0

    def test_is_none_where_all_is_sure(self):
        assert uncertainty(np.array([[1.0, 0.0]]), THRESHOLDS) == pytest.approx(0)

    def test_grows_with_each_theme_in_doubt(self):
        one, two = uncertainty(np.array([[0.5, 0.0], [0.5, 0.4]]), THRESHOLDS)

        assert two == pytest.approx(0.75)
        assert two > one

    def test_measures_each_theme_by_its_own_threshold(self):
        below, above = uncertainty(np.array([[0.45, 0.0], [0.0, 0.45]]), THRESHOLDS)

        assert below < 0.5
        assert above < 0.5

    def test_puts_the_least_certain_first_and_ties_in_their_order(self):
        assert list(by_uncertainty(np.array([0.2, 0.5, 0.2, 0.7]))) == [3, 1, 0, 2]


class TestDiversity:
    def test_a_page_covers_every_group(self):
        order = by_diversity(groups(8, 30), most=8)

        assert sorted(order // 30) == list(range(8))

    def test_keeps_away_from_what_is_known(self):
        vectors = groups(4, 10)

        order = by_diversity(vectors, known=vectors[:20], most=2)

        assert sorted(order // 10) == [2, 3]

    def test_puts_out_each_statement_once(self):
        order = by_diversity(groups(3, 4), most=100)

        assert sorted(order) == list(range(12))

    def test_of_nothing_is_empty(self):
        assert len(by_diversity(np.zeros((0, 16), np.float32))) == 0


class TestBoth:
    def test_takes_the_uncertain_from_every_group(self):
        uncertain = np.tile([0.9, 0.8, *[0.1] * 8], 4)

        order = by_both(uncertain, groups(4, 10), most=4)

        assert sorted(order // 10) == [0, 1, 2, 3]
        assert (uncertain[by_both(uncertain, groups(4, 10), most=1)] >= 0.8).all()
