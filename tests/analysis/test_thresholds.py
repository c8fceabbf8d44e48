"""Thresholds learned from decisions, held back by how few they are."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.thresholds import USUAL, learned_thresholds


def learned(chances: np.ndarray, coded: np.ndarray, held: int = 50) -> np.ndarray:
    themes = coded.shape[1]
    return learned_thresholds(chances, coded, np.full(themes, USUAL), np.full(themes, held))


def decisions(count: int, limit: float) -> tuple[np.ndarray, np.ndarray]:
    """Return chances of one theme, and that people gave it from `limit` on."""
    chances = np.linspace(0, 1, count)[:, None]
    return chances, (chances >= limit).astype(float)


class TestLearnedThresholds:
    def test_is_the_usual_one_while_there_are_few_decisions(self):
        assert learned(*decisions(2, 0.3))[0] == pytest.approx(USUAL, abs=0.02)

    def test_comes_near_to_what_people_do(self):
        assert learned(*decisions(1_000, 0.3))[0] == pytest.approx(0.3, abs=0.02)

    def test_is_held_by_as_many_decisions_as_asked(self):
        loose, firm = (learned(*decisions(1_000, 0.3), held=held)[0] for held in (50, 1_000))

        assert loose < firm == pytest.approx(0.4, abs=0.02)

    def test_stays_within_bounds(self):
        assert learned(*decisions(1_000, 0.05))[0] >= 0.2
        assert learned(*decisions(1_000, 0.98))[0] <= 0.7

    def test_of_a_theme_is_held_half_way_to_the_others(self):
        low, high = decisions(1_000, 0.3), decisions(1_000, 0.5)

        found = learned(*(np.hstack(pair) for pair in zip(low, high, strict=True)))

        assert found == pytest.approx([0.36, 0.455], abs=0.02)

    def test_of_a_theme_with_few_statements_is_that_of_all(self):
        often, rarely = decisions(1_000, 0.3), decisions(1_000, 0.995)

        found = learned(*(np.hstack(pair) for pair in zip(often, rarely, strict=True)))

        assert rarely[1].sum() < 20
        assert found[1] == pytest.approx(0.31, abs=0.02)

    def test_is_the_usual_one_where_nothing_was_given(self):
        assert learned(np.full((60, 2), 0.4), np.zeros((60, 2))) == pytest.approx(USUAL)
