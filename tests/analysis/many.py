"""A corpus of any size, with planted themes, for tests of long runs."""

from __future__ import annotations

import random

THEMES = {
    "buses": (
        "the bus never comes on time",
        "there is no bus after six in the evening",
        "bus fares cost too much",
        "we need more buses to the hospital",
        "the bus stop has no shelter or timetable",
    ),
    "parks": (
        "the park is full of litter",
        "children need a safe playground in the park",
        "plant more trees and flowers in the park",
        "dog mess in the park is a nuisance",
        "keep the park gates open later in summer",
    ),
    "doctors": (
        "it takes weeks to see a doctor",
        "the surgery never answers the telephone",
        "we need another doctor and nurse at the surgery",
        "the doctor did not listen to me",
        "appointments at the surgery are cancelled",
    ),
    "housing": (
        "rents are too high for young families",
        "the council house is damp and cold",
        "build affordable homes to rent",
        "the landlord does not repair our flat",
        "there are no houses for young families to buy",
    ),
}


def statements(size: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Return statements and the theme that each was made from; nearly all are distinct."""
    chance = random.Random(seed)  # noqa: S311 - it draws test data
    texts, truth = [], []
    for number in range(size):
        theme = chance.choice(sorted(THEMES))
        said = chance.sample(THEMES[theme], 2)
        texts.append(f"{said[0]}, and {said[1]}, street {number}".capitalize())
        truth.append(theme)
    return texts, truth
