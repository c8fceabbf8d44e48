"""Texts that nobody expects give small, sensible results."""

from __future__ import annotations

import pytest

from analysis.codebook import standard_barriers
from analysis.coding import code


def themes_of(text: str) -> list[str]:
    (coded,) = code([text], standard_barriers()).codings
    return [applied.theme for applied in coded.themes]


@pytest.mark.parametrize(
    "text",
    [
        "😀🎉",
        "12345",
        "£3.50",
        "!!!",
        "\0\0",
        "\u200b",
        "\ud800",
        "﷽",
        "0 1 2 3",
        "…",
        "- - -",
        "x" * 5000,
    ],
)
def test_what_says_nothing_has_no_theme(text):
    assert themes_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "no cash 😀",
        "no\0 cash",
        "ＮＯ ＣＡＳＨ: no cash",
        "нет денег – no cash, no cash at all",
        "no cash\n\n\t",
    ],
)
def test_what_says_something_beside_is_still_read(text):
    assert "resources" in themes_of(text)


# What grows faster than the answer does would take hours, not minutes.
@pytest.mark.timeout(120)
def test_what_is_said_at_the_end_of_a_hundred_thousand_words_is_read():
    words = "We like the river and the park is fine for the dog. " * 9_000

    assert themes_of(words + "Nobody asked us what we wanted. ") == ["representation"]


def test_no_texts_give_no_codings():
    result = code([], standard_barriers())

    assert result.codings == ()
    assert result.ledger.received == 0
