"""Any codebook: definition, when to use a theme and when not, examples and seed terms at work."""

from __future__ import annotations

import pytest

from analysis.codebook import parse_codebook
from analysis.coding import code

PARK = parse_codebook(
    """
    version = "1"
    language = "en-GB"
    [[theme]]
    id = "play"
    name = "Play"
    definition = "Places and equipment for children to play."
    include = "swings and slides; splash pad; too little for toddlers; a skate ramp for teenagers"
    exclude = "ball games and pitches (sport)"
    examples = ["My two want a proper climbing frame"]
    seeds = ["playground", "swings"]
    [[theme]]
    id = "sport"
    name = "Sport"
    definition = "Pitches, courts and running tracks, and the clubs that use them."
    include = "football pitch; tennis courts; outdoor gym"
    exclude = "children's play equipment (play)"
    seeds = ["football", "tennis"]
    [[theme]]
    id = "nature"
    name = "Trees and wildlife"
    definition = "Trees, flowers, ponds, birds and insects, and how the park is planted."
    include = "plant more trees; leave the grass long for bees; clean up the pond"
    seeds = ["trees", "wildlife", "pond"]
    [[theme]]
    id = "safety"
    name = "Feeling safe"
    definition = "Whether people feel safe: lighting, being seen, drugs, drinking and loose dogs."
    include = "dark paths; gangs in the shelter; dogs off the lead"
    exclude = "how to get into the park (access)"
    seeds = ["lighting", "unsafe"]
    [[theme]]
    id = "access"
    name = "Getting in and about"
    definition = "Gates, paths, parking and surfaces: whether people can get in and round."
    include = "wheelchair paths; gates locked too early; nowhere to park; steps"
    exclude = "feeling afraid (safety)"
    seeds = ["path", "gate", "parking"]
    [[theme]]
    id = "facilities"
    name = "Toilets and café"
    definition = "Toilets, a café, benches, bins and shelter."
    include = "nowhere to sit; no loo; a kiosk for coffee"
    seeds = ["toilet", "cafe", "bench", "bin"]
    never = ["bin lorry"]
    """
)


def themes_of(text: str) -> list[str]:
    (coded,) = code([text], PARK).codings
    return [applied.theme for applied in coded.themes]


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("no loos", "facilities"),
        ("More bins", "facilities"),
        ("better swings", "play"),
        ("too dark", "safety"),
        ("dog mess", "safety"),
        ("No parking", "access"),
        ("locked at four", "access"),
        ("More oaks", "nature"),
        ("tennis, please", "sport"),
    ],
)
def test_two_words_are_enough(text, theme):
    assert themes_of(text) == [theme]


@pytest.mark.parametrize(
    ("where", "text", "theme"),
    [
        ("definition", "A running club meets there every week", "sport"),
        ("when to use", "There is nothing for toddlers", "play"),
        ("when not to use", "The children’s equipment is for small ones only", "play"),
        ("an example", "The climbing frame is rusty", "play"),
        ("a seed term", "The wildlife is the best of it", "nature"),
    ],
)
def test_each_part_of_a_codebook_is_heard(where, text, theme):
    assert themes_of(text) == [theme]


@pytest.mark.parametrize(
    "text", ["I was born in 1951", "The council tax is too high", "Nothing to do with me"]
)
def test_what_fits_nothing_is_other(text):
    assert themes_of(text) == []


def test_what_is_never_meant_is_not_taken():
    assert themes_of("The bin lorry wakes us") == []


def test_a_long_answer_takes_the_themes_of_its_parts():
    text = (
        "We come most days with the dog and two small boys, and we like it. "
        "The swings are too few. There is nowhere to sit with a coffee. "
        "Otherwise we are happy as it is."
    )

    assert set(themes_of(text)) == {"play", "facilities"}
