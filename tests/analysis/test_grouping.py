"""Groups of vectors: what the consensus of many groupings finds, and what it says of itself."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.consensus import DENSE, agreed, centred
from analysis.curve import CurvePoint, Tree, best, fewest, silhouette
from analysis.curve_figure import curve_figure
from analysis.encoder import unit
from analysis.grouping import by_size, group, grouping, kept_only


def heaps(sizes, *, spread=0.5, dimensions=64, seed=0):
    """Return unit rows in heaps of the given sizes, and the heap of each."""
    random = np.random.default_rng(seed)
    middles = random.normal(size=(len(sizes), dimensions))
    truth = np.repeat(np.arange(len(sizes)), sizes)
    noise = random.normal(size=(len(truth), dimensions))
    return unit((middles[truth] + spread * noise).astype(np.float32)), truth


def same(labels, truth):
    """Return whether two groupings are the same up to their numbers."""
    return len(set(zip(labels, truth, strict=True))) == len(set(labels)) == len(set(truth))


class TestGrouping:
    @pytest.mark.parametrize(
        "sizes",
        [
            pytest.param((12, 8, 6, 4), id="tiny"),
            pytest.param((90, 60, 40, 30, 20, 12), id="small"),
            pytest.param((300, 250, 200, 150, 120, 90, 60, 50), id="beyond comparing every pair"),
        ],
    )
    def test_finds_heaps_that_stand_apart_and_their_number(self, sizes):
        vectors, truth = heaps(sizes)

        assert same(group(vectors), truth)

    def test_makes_the_number_it_is_given(self):
        vectors, _ = heaps((30, 30, 30))

        assert [len(set(group(vectors, k=k))) for k in (1, 2, 3, 7)] == [1, 2, 3, 7]

    @pytest.mark.parametrize("k", [3, 40, 500])
    def test_makes_the_number_it_is_given_among_many(self, k):
        vectors, _ = heaps((DENSE // 2, DENSE // 2, DENSE // 2))

        assert len(set(group(vectors, k=k))) == k

    @pytest.mark.parametrize("size", [0, 1, 2])
    def test_too_few_to_compare_are_one_group(self, size):
        vectors, _ = heaps((size,))

        found = grouping(vectors)

        assert found.labels.tolist() == [0] * size
        assert found.curve == ()

    def test_is_the_same_again(self):
        vectors, _ = heaps((20, 15, 10), spread=1.5)

        assert (group(vectors, seed=4) == group(vectors, seed=4)).all()

    def test_what_stands_apart_is_steadier_than_what_runs_together(self):
        firm, _ = heaps((40, 40, 40))
        loose, _ = heaps((120,))

        assert np.mean(grouping(firm).stability) > np.mean(grouping(loose, k=3).stability)

    def test_heaps_within_a_group_are_its_parts(self):
        vectors, truth = heaps((30, 25, 20, 20))

        found = grouping(vectors, k=1 + 1)

        parts = found.labels * 10 + found.parts
        assert same(parts, truth)


class TestKeptOnly:
    def test_numbers_groups_and_parts_anew(self):
        vectors, _ = heaps((30, 25, 20))
        found = grouping(vectors, k=3)
        kept = found.labels != 0

        left = kept_only(found, kept)

        assert set(left.labels[~kept]) == {-1}
        assert left.labels[kept].tolist() == (found.labels[kept] - 1).tolist()
        assert left.stability == found.stability[1:]

    def test_of_nothing_is_nothing(self):
        vectors, _ = heaps((5, 5))
        found = grouping(vectors)

        left = kept_only(found, np.zeros(10, bool))

        assert left.stability == ()
        assert set(left.labels) == {-1}


class TestConsensus:
    def test_is_a_share_and_alike_both_ways(self):
        vectors, _ = heaps((20, 10, 10), spread=1.5)

        together = agreed(centred(vectors)).together

        assert together.min() >= 0
        assert together.max() == 1
        assert (together == together.T).all()

    def test_is_high_within_a_heap_and_low_between(self):
        vectors, truth = heaps((20, 15, 10))

        together = agreed(centred(vectors)).together

        same_heap = truth[:, None] == truth[None, :]
        assert together[same_heap].mean() > 0.7
        assert together[~same_heap].mean() < 0.2


class TestCurve:
    def test_is_highest_at_the_number_of_heaps(self):
        vectors, _ = heaps((25, 20, 15, 10, 10))

        points = Tree(agreed(centred(vectors))).curve()

        assert max(points, key=lambda point: point.quality).k == 5
        assert best(points) == 5

    def test_more_themes_must_earn_their_keep(self):
        points = [CurvePoint(8, 0.70, 0.8), CurvePoint(16, 0.71, 0.8), CurvePoint(32, 0.72, 0.8)]

        assert best(points) == 8

    def test_never_proposes_fewer_than_are_worth_telling(self):
        assert [fewest(size) for size in (3, 30, 60, 300, 5_000)] == [2, 3, 4, 6, 10]

    def test_silhouette_of_rousseeuws_kind(self):
        # Two pairs at distance 1 within and 4 between: every statement has (4 - 1) / 4.
        distances = np.array([[0, 1, 4, 4], [1, 0, 4, 4], [4, 4, 0, 1], [4, 4, 1, 0]], float)

        value = silhouette(distances, np.array([0, 0, 1, 1]), np.ones(4, int))

        assert value == pytest.approx(0.75)

    def test_figure_is_the_same_bytes_twice(self):
        points = [CurvePoint(k, 0.5 + k / 50, 0.9 - k / 50) for k in range(2, 12)]

        one, other = curve_figure(points, 6), curve_figure(points, 6)

        assert one == other
        assert one.startswith(b"<?xml")


def test_by_size_numbers_the_largest_first_and_ties_by_first_member():
    assert by_size(np.array([7, 3, 3, 9, 7, 5])).tolist() == [0, 1, 1, 2, 0, 3]
