"""Ridge regression on joined rows: exact in one part, near it in several."""

from __future__ import annotations

import numpy as np
import pytest

from analysis import ridge as ridges
from analysis.encoder import default_encoder
from analysis.pieces import Pieces, Rows
from analysis.ridge import ridge

TEXTS = [f"{what} {where}" for what in ("No bus", "Litter", "Dark") for where in "abcdefgh"]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return Pieces(TEXTS).rows(TEXTS, default_encoder().encode(TEXTS))


@pytest.fixture(scope="module")
def wanted() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(len(TEXTS), 2))


class TestRows:
    def test_of_one_text_are_wholly_alike(self, rows):
        assert rows.alike(rows).diagonal() == pytest.approx(1, abs=1e-5)
        assert rows.squares() == pytest.approx(1, abs=1e-5)

    def test_give_the_same_scores_by_weights_as_by_likeness(self, rows, wanted):
        by_weights = rows.pooled(wanted).scores(rows)

        assert by_weights == pytest.approx(rows.alike(rows) @ wanted, abs=1e-4)

    def test_of_unknown_words_keep_their_vectors(self):
        pieces = Pieces(["bus"])

        (row,) = pieces.rows(["zzzz"], default_encoder().encode(["zzzz"])).pieces.toarray()

        assert not row.any()


class TestRidge:
    def test_says_of_a_case_left_out_what_the_others_teach(self, rows, wanted):
        believed = np.linspace(0.5, 2, len(TEXTS))
        others = np.arange(1, len(TEXTS))

        _, left_out = ridge(rows, wanted, believed, strength=0.5)
        pull, _ = ridge(rows[others], wanted[1:], believed[1:], strength=0.5)

        taught = rows[np.array([0])].alike(rows[others]) @ pull
        assert left_out[:1] == pytest.approx(taught, abs=1e-6)

    def test_in_parts_is_near_the_whole(self, rows, wanted, monkeypatch):
        believed = np.ones(len(TEXTS))
        whole, _ = ridge(rows, wanted, believed, strength=0.5, shared=3)
        monkeypatch.setattr(ridges, "_MOST", 8)

        parts, left_out = ridge(rows, wanted, believed, strength=0.5, shared=3)

        scores = [rows.alike(rows) @ pull for pull in (whole, parts)]
        assert np.corrcoef(scores[0].ravel(), scores[1].ravel())[0, 1] > 0.9
        assert np.isfinite(left_out).all()
        assert (parts != 0).all()
