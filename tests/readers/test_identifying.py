"""What could tell who spoke: found where it is, and not everywhere."""

from __future__ import annotations

import pytest

from consult.readers import identifying


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Ask the head teacher of Elm Primary", "a role with a place"),
        ("Testbury’s vicar shut it", "a role with a place"),
        ("I am the only wheelchair user here", "somebody who is the only one"),
        ("My daughter, who is nine, is autistic", "somebody’s health or family"),
        ("Mr Lee said no", "name of a person"),
        ("Write to pat@example.org", "email address"),
        ("The library closes at five", ""),
        ("We need a manager for the project", ""),
        ("People in Testbury wait too long", ""),
    ],
)
def test_words_that_could_identify_are_found(text, what):
    assert {kind for kind, _ in identifying.find(text)} == ({what} if what else set())
