"""What a statement is offered to be split into."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.services.points import repeats_words, suggest


@pytest.mark.parametrize(
    ("text", "points"),
    [
        (
            "Lack of drivers / fuel / daylight",
            ("Lack of drivers", "Lack of fuel", "Lack of daylight"),
        ),
        ("no buses; no taxis; nowhere to wait", ("no buses", "no taxis", "nowhere to wait")),
        (
            "The hall is dear. Nobody answers the phone.",
            ("The hall is dear.", "Nobody answers the phone."),
        ),
        ("No time / no money – HT", ("No time – HT", "no money – HT")),
        ("Time, transport, cost (HT)", ("Time (HT)", "transport (HT)", "cost (HT)")),
        ("Time, transport and cost", ("Time", "transport", "cost")),
        ("No buses and no money", ("No buses", "no money")),
        ("- No buses\n- No taxis", ("No buses", "No taxis")),
        ("No buses\n\nNo taxis", ("No buses", "No taxis")),
        ("Too dear! Who pays? Not us, surely.", ("Too dear!", "Who pays?", "Not us, surely.")),
    ],
)
def test_several_points_are_told_apart(text, points):
    assert suggest(text) == points


@pytest.mark.parametrize(
    "text",
    [
        "People on the hill have never been over the water and say so quite cheerfully.",
        "Time and money",
        "Health and safety",
        "Parent/carer groups",
        "Identity, e.g. Marl C.P. to be developed",
        "Work with St. Mark’s",
        "1. No money",
        "A line that was wrapped\nby hand goes on here",
        "Nothing!",
        "",
        "…",
    ],
)
def test_one_point_is_left_alone(text):
    assert suggest(text) == ()


def test_says_when_words_are_repeated():
    assert repeats_words("Lack of time / money", ("Lack of time", "Lack of money"))
    assert not repeats_words("No time; no money", ("No time", "no money"))


@given(st.text(alphabet="ab Lack of/;,.\n•-1)A“”?", max_size=200))
def test_no_word_is_lost_and_none_is_changed(text):
    points = suggest(text)

    if points:
        assert set(words(text)) == set(words(" ".join(points)))


def words(text):
    import re

    # Bullets, numbers of a list and what joins its items are not words of a point.
    found = re.findall(r"[^\W\d_]+", text)
    return [word for word in found if word not in {"and", "or"} and len(word) > 1]
