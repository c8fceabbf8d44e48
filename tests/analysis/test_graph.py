"""The neighbour graph and its communities."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.encoder import unit
from analysis.graph import communities, neighbour_graph, smoothed


def random_rows(size: int, seed: int = 0) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(size, 16)).astype(np.float32))


def nearest(rows: np.ndarray, count: int) -> list[set[int]]:
    """Return each row's neighbours as a full sort finds them."""
    likeness = rows @ rows.T
    np.fill_diagonal(likeness, -2)
    return [set(order[:count]) for order in np.argsort(-likeness, axis=1, kind="stable")]


class TestNeighbourGraph:
    @pytest.mark.parametrize("size", [2, 20, 700, 1_500])
    def test_joins_each_row_to_those_most_like_it(self, size):
        rows = random_rows(size)
        reach = min(15, size - 1)

        graph = neighbour_graph(rows, 15).toarray()

        for at, expected in enumerate(nearest(rows, reach)):
            alike = {other for other in expected if rows[at] @ rows[other] > 1e-4}
            assert alike <= set(np.flatnonzero(graph[at]))

    def test_is_symmetric_and_nobody_is_their_own_neighbour(self):
        graph = neighbour_graph(random_rows(1_100), 15)

        assert (graph != graph.T).nnz == 0
        assert not graph.diagonal().any()


class TestCommunities:
    def test_finds_clouds_that_lie_apart(self):
        centres = np.eye(16, dtype=np.float32)[:4] * 4
        truth = np.repeat(np.arange(4), 300)
        rows = unit(centres[truth] + random_rows(1_200) * 0.5)

        found = communities(neighbour_graph(rows, 15))

        assert {len(set(found[truth == at])) for at in range(4)} == {1}
        assert len(set(found)) == 4

    def test_are_the_same_whatever_the_process_did_before(self):
        graph = neighbour_graph(random_rows(1_500), 15)

        runs = [communities(graph, resolution=2.0, seed=seed) for seed in (3, 4, 3, 3)]

        assert np.array_equal(runs[0], runs[2])
        assert np.array_equal(runs[0], runs[3])

    def test_those_without_neighbours_are_each_alone(self):
        rows = np.eye(5, dtype=np.float32)

        assert list(communities(neighbour_graph(rows, 2))) == [0, 1, 2, 3, 4]


class TestSmoothed:
    def test_draws_neighbours_together(self):
        rows = random_rows(200)
        graph = neighbour_graph(rows, 8)
        one, other = graph.tocoo().coords[0][0], graph.tocoo().coords[1][0]

        closer = smoothed(rows, graph)

        assert closer[one] @ closer[other] > rows[one] @ rows[other]
