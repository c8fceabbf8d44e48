"""Personal data in texts: what is found, what is not, and what is left when it is taken out."""

from __future__ import annotations

from time import perf_counter

import pytest

from consult.readers.notes import read_notes
from consult.readers.personal import find, redacted


@pytest.mark.parametrize(
    ("text", "whats"),
    [
        ("write to pat.lee@example.org please", ["email"]),
        ("ring 07700 900123 after six", ["phone"]),
        ("ring (01632) 960123 or +44 7700 900 123", ["phone", "phone"]),
        ("or +33 1 42 68 53 00", ["phone"]),
        ("I live at 14 Meadow Lane, ZE1 0AA", ["address", "postcode"]),
        ("my number is QQ 12 34 56 C", []),
        ("my number is AB 12 34 56 C", ["ni_number"]),
        ("NHS 943 476 5919", ["nhs_number"]),
        ("a figure such as 943 476 5918", []),
        ("card 4012 8888 8888 1881", ["card"]),
        ("the van AB12 CDE stands there", ["vehicle"]),
        ("Mrs Lee and Cllr Sam O’Neil said so", ["name", "name"]),
        ("My name is Pat Lee", ["name"]),
        ("my neighbour is called Jo", ["name"]),
    ],
)
def test_finds_what_may_lead_to_a_person(text, whats):
    assert [found.what for found in find(text)] == whats


@pytest.mark.parametrize(
    "text",
    [
        "The 22 bus to the park",
        "£12,500,000 for 2025, 2026 and 2027",
        "Open 9 to 5, closed 12.30-13.30",
        "Doctors and nurses at the surgery",
        "Outcome 2.1, 24/7, 3rd floor",
        "01/02/2026 to 03/04/2026",
        "GCH and the Police work together",
    ],
)
def test_leaves_ordinary_words_and_figures_alone(text):
    assert find(text) == ()
    assert redacted(text) == text


def test_says_what_stood_there():
    assert redacted("Ring Mr Lee on 07700 900123.") == "Ring [name of a person] on [phone number]."


def test_a_reading_names_the_statements_that_hold_some():
    reading = read_notes(b"Barriers\n- Rent\n- Ask pat@example.org\n", "a.txt")

    assert [(each.statement, each.what) for each in reading.personal] == [(1, "email")]


@pytest.mark.parametrize("piece", ["a", "a.", "a-", "pat@example.org ", "ZE1 0AA ", "Mr Lee said "])
def test_takes_no_longer_over_each_letter_of_a_longer_text(piece):
    text = (piece * 100_000)[:100_000]
    began = perf_counter()

    left = redacted(text)

    # Each took from half a minute to several minutes where every letter or find was held against
    # all that stands before it.
    assert perf_counter() - began < 10
    assert "@" not in left
    assert "Lee" not in left


def test_takes_out_each_piece_where_it_stands():
    text = "a@b.org, ring 07700 900123, Mr Lee, c@d.org"

    assert redacted(text) == (
        "[email address], ring [phone number], [name of a person], [email address]"
    )
