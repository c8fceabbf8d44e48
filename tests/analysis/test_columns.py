"""Texts kept in a temporary file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.columns import Column

TEXTS = ["one", "", "zwei\nZeilen", "😀", "half \ud800 a character", "six"]


@pytest.fixture
def column():
    made = Column()
    for text in TEXTS:
        made.append(text)
    return made


class TestColumn:
    def test_gives_back_what_was_added(self, column):
        assert list(column) == TEXTS
        assert len(column) == 6
        assert column[-1] == "six"

    @given(st.slices(6))
    def test_is_cut_like_a_list(self, cut):
        made = Column()
        for text in TEXTS:
            made.append(text)

        assert made[cut] == TEXTS[cut]

    def test_can_be_added_to_after_reading(self, column):
        assert column[2] == TEXTS[2]

        column.append("seven")

        assert list(column) == [*TEXTS, "seven"]

    def test_there_is_nothing_beyond_the_end(self, column):
        with pytest.raises(IndexError):
            column[6]
