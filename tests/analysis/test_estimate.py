"""Estimates of agreement: right on average, with intervals that hold what they should."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimate import TooFewDecisions, estimate, estimate_queued, outlook


def population(count: int = 2_000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return machine and people's codings of three themes, and the machine's uncertainty."""
    random = np.random.default_rng(7)
    people = (random.random((count, 3)) < 0.35).astype(float)
    uncertain = random.random(count) ** 2
    wrong = random.random((count, 3)) < 0.4 * uncertain[:, None]
    return np.where(wrong, 1 - people, people), people, uncertain


def f1(machine: np.ndarray, people: np.ndarray) -> float:
    return float(2 * (machine * people).sum() / (machine + people).sum())


class TestByChance:
    @pytest.mark.parametrize("count", [30, 100, 300])
    def test_holds_the_truth_in_95_of_100_draws(self, count):
        machine, people, _ = population()
        held = []
        for number in range(500):
            order = np.random.default_rng(number).permutation(len(people))
            read, unread = order[:count], order[count:]
            found = estimate(machine[read], people[read], unread=len(unread))
            same = (machine[unread] == people[unread]).all(axis=1).mean()
            true = f1(machine[unread], people[unread])
            held.append(
                (
                    found.f1_micro.low <= true <= found.f1_micro.high,
                    found.identical.low <= same <= found.identical.high,
                )
            )

        assert np.mean(held, axis=0) == pytest.approx([0.95, 0.95], abs=0.025)

    def test_of_perfect_agreement_is_not_certain(self):
        people = np.eye(3)[np.arange(30) % 3]

        found = estimate(people, people, unread=1_000)

        assert found.f1_micro.value == found.identical.value == 1
        assert found.f1_micro.high == 1
        assert 0.8 < found.f1_micro.low < 1
        assert 0.8 < found.identical.low < 1

    def test_of_no_theme_at_all_says_little(self):
        nothing = np.zeros((30, 3))

        found = estimate(nothing, nothing, unread=10)

        assert (found.f1_micro.low, found.f1_micro.high) == (0, 1)

    def test_refuses_too_few(self):
        with pytest.raises(TooFewDecisions, match="There are 19 decisions"):
            estimate(np.zeros((19, 2)), np.zeros((19, 2)), unread=10)


class TestByQueue:
    def test_is_nearer_to_the_truth_than_if_chance_had_chosen(self):
        machine, people, uncertain = population()
        random = np.random.default_rng(1)
        # A queue that mostly, but not only, puts out what is uncertain.
        read = np.argsort(-uncertain * random.random(len(people)) ** 2)[:300]
        unread = np.setdiff1d(np.arange(len(people)), read)
        true = f1(machine[unread], people[unread])

        naive = estimate(machine[read], people[read], unread=len(unread))
        found = estimate_queued(machine[read], people[read], uncertain[read], uncertain[unread])

        assert abs(found.f1_micro.value - true) < 0.7 * abs(naive.f1_micro.value - true)
        assert found.f1_micro.high - found.f1_micro.low > naive.f1_micro.high - naive.f1_micro.low


class TestOutlook:
    def test_goes_on_with_the_curve(self):
        curve = {count: 0.8 - 1 / count**0.5 for count in (50, 100, 200)}

        assert outlook(curve, [200, 600]) == pytest.approx(
            {200: 0.8 - 1 / 400**0.5, 600: 0.8 - 1 / 800**0.5}
        )

    def test_never_falls(self):
        assert outlook({50: 0.7, 100: 0.6}, [100])[100] == pytest.approx(0.633, abs=0.01)
