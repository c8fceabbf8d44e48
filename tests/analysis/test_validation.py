"""Measuring on what was left out."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.calibration import chosen
from analysis.codebook import Example
from analysis.validation import apart, reliability


class TestApart:
    def test_keeps_near_copies_together(self):
        said = "The hall roof leaks over the stage every winter"
        copies = [Example(f"{said} {end}", ("resources",)) for end in ("again", "badly", "now")]
        others = [Example(f"Statement number {n} of {n * n}", ()) for n in range(40)]

        parts = apart([*copies, *others])

        assert len(set(parts[:3])) == 1
        assert set(parts) == {0, 1, 2, 3, 4}

    def test_is_the_same_each_time(self):
        examples = [Example(f"Something else, {n * 7}", ()) for n in range(30)]

        assert np.array_equal(apart(examples), apart(examples))


class TestReliability:
    def test_sets_what_was_said_beside_what_was_true(self):
        chance = np.array([[0.05, 0.95], [0.05, 0.95]])
        coded = np.array([[0.0, 1.0], [0.0, 0.0]])

        table = reliability(chance, coded)

        assert table == [
            (pytest.approx(0.05), 0.0, 2),
            (pytest.approx(0.95), 0.5, 2),
        ]


class TestChosen:
    def test_gives_what_reaches_its_threshold_and_the_likeliest_a_little_sooner(self):
        chance = np.array([[0.6, 0.45, 0.1], [0.3, 0.2, 0.1], [0.1, 0.2, 0.05]])

        given = chosen(chance, np.array([0.5, 0.4, 0.5]), 0.25)

        assert given.tolist() == [
            [True, True, False],
            [True, False, False],
            [False, False, False],
        ]
