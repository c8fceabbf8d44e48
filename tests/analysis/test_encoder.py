"""Texts to vectors."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from analysis import encoder as encoders
from analysis.encoder import StaticEncoder, default_encoder, unit

TEXTS = [
    "No bus after six, so nobody comes.",
    "Lack of manpower / money / interest",
    "£3.50 a trip isn’t cheap… it’s DEAR!",
    "Ψυχή 😀 中文 naïve café https://example.org/a?b=c",
    "antidisestablishmentarianism-ish",
]


@pytest.fixture
def encoder():
    return default_encoder()


class TestEncode:
    def test_is_the_average_of_the_pieces_of_the_whole_text(self, encoder):
        table, pieces = encoder._table.astype(np.float32), encoder._pieces

        found = encoder.encode(TEXTS)

        for text, row in zip(TEXTS, found, strict=True):
            ids = pieces.encode(text.lower(), add_special_tokens=False).ids
            assert np.allclose(row, unit(table[ids].sum(axis=0)[None, :])[0], atol=1e-6)

    def test_does_not_depend_on_what_was_met_before_or_beside(self, encoder):
        together = encoder.encode(TEXTS)

        apart = np.concatenate([encoder.encode([text]) for text in reversed(TEXTS)])[::-1]

        assert np.array_equal(together, apart)

    def test_forgetting_words_changes_nothing(self, encoder, monkeypatch):
        expected = encoder.encode(TEXTS)
        monkeypatch.setattr(encoders, "_MOST_WORDS", 3)
        forgetful = StaticEncoder(encoder._table, encoder._pieces, "forgetful")

        found = np.concatenate([forgetful.encode([text]) for text in TEXTS * 2])

        assert np.array_equal(found, np.concatenate([expected, expected]))

    def test_capitals_and_wide_gaps_do_not_matter(self, encoder):
        plain, other = encoder.encode(["no bus after six", "  No BUS\n after\tsix "])

        assert np.array_equal(plain, other)

    @pytest.mark.parametrize("text", ["", "   ", "\0"])
    def test_a_text_without_words_is_a_row_of_zeros(self, encoder, text):
        assert not encoder.encode([text]).any()

    def test_no_texts_make_no_rows(self, encoder):
        assert encoder.encode([]).shape == (0, 256)

    def test_only_the_head_of_a_huge_text_is_read(self, encoder):
        head = "word " * 4_000

        found = encoder.encode([head, head + "bus " * 100_000])

        assert np.array_equal(*found)


class TestPickling:
    def test_another_process_loads_its_own_table(self, encoder):
        sent = pickle.dumps(encoder)

        assert len(sent) < 200
        assert pickle.loads(sent) is encoder  # noqa: S301 - written above
