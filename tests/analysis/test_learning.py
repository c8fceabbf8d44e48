"""Learning from people's decisions, and when not to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.codebook import Codebook, Example, parse_codebook, standard_barriers
from analysis.coding import code
from analysis.encoder import default_encoder
from analysis.witnesses import Witnesses

CODEBOOK = parse_codebook(
    """
    [[theme]]
    id = "buses"
    name = "Buses"
    definition = "Buses, their times and their stops."
    [[theme]]
    id = "parks"
    name = "Parks"
    definition = "Parks, trees and places to play."
    [[theme]]
    id = "streets"
    name = "Streets"
    definition = "Litter, lights and holes in the road."
    """
)
SAID = {
    "buses": ("The 14 never turns up", "Nothing runs after six", "Fares went up again"),
    "parks": ("The swings are broken", "Dogs everywhere on the grass", "The bandstand is rotting"),
    "streets": ("Bins overflow on Mondays", "It is pitch black by the church", "Potholes galore"),
}
PLACES = ("in Elm Road", "near us", "this winter", "by the school", "since May", "at the top")


def examples(count: int) -> list[Example]:
    found = [
        Example(f"{said} {place}", (theme,))
        for place in PLACES
        for at in range(3)
        for theme, texts in SAID.items()
        for said in [texts[at]]
    ]
    return found[:count]


def learned(given: list[Example], codebook: Codebook = CODEBOOK) -> Witnesses:
    return Witnesses(codebook, given, default_encoder())


class TestLearner:
    def test_gives_what_people_gave_to_what_is_like_it(self):
        texts = ["The 14 never turns up on Sundays", "The swings are broken again"]

        untaught, taught = (learned(given).weigh(texts)[0] for given in ([], examples(18)))

        assert list(taught.argmax(axis=1)) == [0, 1]
        assert (taught[[0, 1], [0, 1]] > untaught[[0, 1], [0, 1]]).all()

    def test_does_not_depend_on_the_order_of_the_examples(self):
        given = examples(18)

        one, other = (learned(each).weigh(["The fares again"])[0] for each in (given, given[::-1]))

        assert (one == other).all()

    def test_says_of_each_example_what_the_others_teach(self):
        learner = learned(examples(54)).learnt

        right = learner.left_out.argmax(axis=1) == learner.coded.argmax(axis=1)

        assert right.mean() > 0.95

    def test_has_calibrated_chances(self):
        learner = learned(examples(54)).learnt

        assert learner.left_out.mean() == pytest.approx(learner.coded.mean(), abs=0.05)

    @pytest.mark.parametrize("count", [1, 2, 5])
    def test_takes_a_single_example_and_a_few(self, count):
        chances = learned(examples(count)).weigh(["Anything at all", ""])[0]

        assert np.isfinite(chances).all()
        assert ((chances >= 0) & (chances <= 1)).all()

    def test_takes_examples_of_one_theme_only(self):
        given = [example for example in examples(54) if example.themes == ("buses",)]

        chances = learned(given).weigh(["The park gates are locked", "The 14 never turns up"])[0]

        assert chances[0].argmax() == 1
        assert chances[1].argmax() == 0

    def test_takes_examples_without_a_theme(self):
        given = [*examples(18), *(Example(f"Thanks for asking {at}", ()) for at in range(12))]

        with_none, without = (
            learned(each).weigh(["Thanks for asking us"])[0] for each in (given, examples(18))
        )

        assert with_none.max() < without.max()

    def test_is_hardly_moved_by_decisions_made_at_random(self):
        standard = standard_barriers()
        random = np.random.default_rng(0)
        themes = [theme.id for theme in standard.themes]
        said = [example.text for example in standard.examples[::150]]
        noise = [Example(text, (str(random.choice(themes)),)) for text in said]
        asked = ["Nobody told us about it", "There is no money", "They never listen anyway"]

        plain, taught = (learned(each, standard).weigh(asked)[0] for each in ([], noise))

        assert list(taught.argmax(axis=1)) == list(plain.argmax(axis=1))

    def test_leaves_denied_what_the_statement_denies(self):
        standard = standard_barriers()
        given = [Example(f"People don’t care {place}", ("apathy",)) for place in PLACES]

        (coded,) = code(["It’s not that people don’t care"], standard, examples=given).codings

        assert "apathy" not in {applied.theme for applied in coded.themes}

    def test_knows_a_theme_of_the_officers_own_beside_the_standard_ones(self):
        standard = standard_barriers()
        mixed = replace(standard, themes=(*standard.themes, CODEBOOK["buses"]))
        given = [example for example in examples(54) if example.themes == ("buses",)]

        asked = ["The 14 never turns up on Sundays"]
        untaught, taught = (learned(each, mixed).weigh(asked)[0][0] for each in ([], given))
        (coded,) = code(asked, mixed, examples=given).codings

        assert taught[-1] > 0.4 > untaught[-1] + 0.3
        assert coded.themes[0].theme == "buses"
        assert set(coded.themes[0].why) <= {"14", "never", "turns", "up", "Sundays"}
