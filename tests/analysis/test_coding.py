"""Coding: what people say, under the themes that they mean."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.codebook import CodebookError, Example, Theme, parse_codebook, standard_barriers
from analysis.coding import AnalysisCancelled, code

HELD_OUT = Path(__file__).parent / "heldout-barriers.csv"
# What one person coded in the founding workshop's notes, in their order: first words, themes.
NOTES_2008 = (
    ("Time for people to attend", "participation resources"),
    ("What is Moreland?", "identity-boundaries"),
    ("Resources", "resources"),
    ("Identity e.g.", "identity-boundaries"),
    ("Other agencies expect police", "joint-working"),
    ("Moreland C.P. not coterminous", "identity-boundaries"),
    ("We need to link more", "joint-working"),
    ("Funding", "resources"),
    ("Lack of manpower", "resources"),
    ("Lack of money", "resources"),
    ("Lack of interest", "apathy"),
    ("Don’t know where to get", "information"),
    ("Not all bodies represented on Partnership", "representation"),
    ("Local Government is not listening", "trust"),
    ("People did not / do", "information"),
    ("Only engaging certain types", "representation"),
    ("Only ever meet as board", "participation"),
    ("Some of business is really", "complexity"),
    ("Unaware of what agencies", "information"),
    ("Apathy- public open space", "apathy"),
    ("People came together mostly", "apathy"),
    ("Limited involvement in future", "information"),
    ("Create community when half", "identity-boundaries"),
    ("Apathy in engaging", "apathy"),
    ("Cynicism", "trust"),
    ("Lots of people are surveying", "duplication"),
    ("Whilst can see why certain", "representation"),
    ("Community apathy", "apathy trust"),
)


def themes_of(*texts: str) -> list[set[str]]:
    result = code(texts, standard_barriers())
    return [{applied.theme for applied in coded.themes} for coded in result.codings]


def f1_micro(found: list[set[str]], given: list[set[str]]) -> float:
    both = sum(len(one & other) for one, other in zip(found, given, strict=True))
    return 2 * both / sum(len(one) + len(other) for one, other in zip(found, given, strict=True))


class TestCode:
    @pytest.mark.parametrize(
        ("text", "themes"),
        [
            ("no cash", "resources"),
            ("skint", "resources"),
            ("can't get the staff", "resources"),
            ("nobody asked us", "representation"),
            ("same old faces", "representation"),
            ("talking shop", "trust"),
            ("left hand doesn't know what the right hand is doing", "joint-working"),
            ("not my job", "joint-working"),
            ("too many hoops", "complexity"),
            ("meetings always in the daytime", "participation"),
            ("surveyed to death", "duplication"),
            ("nobody can be bothered", "apathy"),
            ("didn't know it was on", "information"),
            ("the ward boundary cuts our estate in two", "identity-boundaries"),
            ("Lack of manpower / interest", "resources apathy"),
        ],
    )
    def test_finds_what_people_mean_in_a_few_words(self, text, themes):
        assert themes_of(text) == [set(themes.split())]

    @pytest.mark.parametrize(
        "text",
        [
            "No shortage of volunteers",
            "Plenty of funding",
            "We trust our local bobby",
            "We don't lack money",
            "We are never short of volunteers",
            "We have enough staff",
            "Funding isn't an issue",
        ],
    )
    def test_is_not_misled_by_what_is_denied(self, text):
        assert themes_of(text) == [set()]

    def test_leaves_what_fits_nothing_as_other(self):
        result = code(["Ducks on the canal", "n/a", "ducks on the canal!"], standard_barriers())

        assert [coded.themes for coded in result.codings] == [(), (), ()]
        assert (result.ledger.other, result.ledger.empty, result.ledger.duplicate) == (1, 1, 1)

    def test_does_not_depend_on_the_order_of_the_rows(self):
        texts = ["no cash", "nobody asked us", "The form was endless and the hall was cold"]

        forward = code(texts, standard_barriers()).codings
        backward = code(texts[::-1], standard_barriers()).codings

        assert forward == backward[::-1]

    def test_gives_the_speakers_own_words_as_the_reason(self):
        (coded,) = code(["There’s just No  Cash left"], standard_barriers()).codings

        assert coded.themes[0].why == ("No Cash",)

    def test_takes_a_long_answer(self):
        words = "We like it here and the weather is fine. " * 40 + "But nobody asked us."

        assert "representation" in themes_of(words)[0]

    def test_stops_when_it_is_cancelled(self):
        with pytest.raises(AnalysisCancelled):
            code(["no cash"], standard_barriers(), cancelled=lambda: True)


class TestOtherCodebooks:
    CODEBOOK = parse_codebook(
        """
        [[theme]]
        id = "buses"
        name = "Buses"
        definition = "Bus routes, times and fares."
        seeds = ["bus", "timetable"]
        [[theme]]
        id = "parks"
        name = "Parks and green space"
        definition = "Parks, trees, play areas and gardens."
        include = "dogs in the park; broken swings"
        """
    )

    def test_work_from_their_definitions_and_seeds(self):
        result = code(["Buses stop at six", "The swings are broken"], self.CODEBOOK)

        assert [[a.theme for a in coded.themes] for coded in result.codings] == [
            ["buses"],
            ["parks"],
        ]

    def test_learn_from_coded_examples(self):
        examples = [Example("The 14 never comes", ("buses",)), Example("Nothing", ("parks",))]

        result = code(["The 14 never comes!", "nothing"], self.CODEBOOK, examples=examples)

        assert [[a.theme for a in coded.themes] for coded in result.codings] == [
            ["buses"],
            ["parks"],
        ]

    def test_refuse_an_example_of_an_unknown_theme(self):
        with pytest.raises(CodebookError, match="Example 1 has the theme “trains”"):
            code(["x"], self.CODEBOOK, examples=[Example("late", ("trains",))])


class TestStandardThemes:
    def test_are_known_without_the_others(self):
        standard = standard_barriers()
        few = replace(standard, themes=(standard["trust"], standard["resources"]), examples=())

        result = code(["They promised us a park and then forgot"], few)

        assert [applied.theme for applied in result.codings[0].themes] == ["trust"]

    def test_stand_beside_a_theme_of_the_officers_own(self):
        standard = standard_barriers()
        dogs = Theme("dogs", "Dogs", "Dogs off the lead, dog mess and barking.", seeds=("dog",))
        mixed = replace(standard, themes=(*standard.themes, dogs))

        result = code(["Dog mess on every path", "Nobody asked us"], mixed)

        assert [coded.themes[0].theme for coded in result.codings] == ["dogs", "representation"]

    def test_learn_from_what_people_decided_here(self):
        said = "The herons have left the reservoir"
        examples = [
            Example(f"{said} {when}", ("trust",))
            for when in ("again", "this year", "for good", "in spring", "lately", "at last")
        ]
        untaught, taught = (
            code([f"{said} since May"], standard_barriers(), examples=given).codings[0]
            for given in ([], examples)
        )

        assert "trust" not in {applied.theme for applied in untaught.themes}
        assert "trust" in {applied.theme for applied in taught.themes}

    def test_name_words_of_the_statement_as_the_reason(self):
        text = "By the time the letter gets here it has been and gone"

        (coded,) = code([text], standard_barriers()).codings

        assert [(applied.theme, applied.why) for applied in coded.themes] == [
            ("information", ("letter",))
        ]

    def test_are_not_read_into_what_is_denied(self):
        assert themes_of(
            "It’s not that people don’t care", "It’s not that people don’t care. Nobody told us"
        ) == [set(), {"information"}]


class TestQuality:
    @pytest.mark.parametrize(("part", "least"), [("plain", 0.91), ("long", 0.78), ("test", 0.83)])
    def test_held_out_statements(self, part, least):
        with HELD_OUT.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["part"] == part]

        found = themes_of(*(row["text"] for row in rows))

        given = [{theme for theme in row["themes"].split(";") if theme} for row in rows]
        assert f1_micro(found, given) >= least

    @pytest.mark.seeds
    def test_the_founding_workshop(self, shared):
        notes = (shared / "seeds" / "2008-workshop-feedback-notes.txt").read_text("utf-8")
        lines = [line.strip().lstrip("\t") for line in notes.replace("\t", "\n").splitlines()]
        texts = [next(line for line in lines if line.startswith(start)) for start, _ in NOTES_2008]

        found = themes_of(*texts)

        assert f1_micro(found, [set(themes.split()) for _, themes in NOTES_2008]) >= 0.88
