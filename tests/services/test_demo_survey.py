"""The demonstration's survey answers: who answered, in how many voices, and their coding."""

from __future__ import annotations

import csv
import datetime
import re
import tomllib
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "consult" / "services" / "demo"
SHOWN_ON = datetime.date(2026, 11, 22)
FREE_TEXT = [f"{kind}_{n}" for n in ("2_2", "2_3", "3_2") for kind in ("work", "barrier")]
FREE_TEXT += ["anything_else"]
NOTHING = {"n/a", "none", "-", ".", "no comment"}
THEMES = {
    "resources", "apathy", "duplication", "joint-working", "information",
    "representation", "participation", "identity-boundaries", "trust", "complexity",
}  # fmt: skip


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def alike(a: str, b: str) -> bool:
    """Return whether two texts are nearly the same; the cheap bounds go first."""
    match = SequenceMatcher(None, a.casefold(), b.casefold())
    return min(match.real_quick_ratio(), match.quick_ratio()) > 0.75 and match.ratio() > 0.75


@pytest.fixture(scope="module")
def survey():
    text = (DATA / "consultations.toml").read_text(encoding="utf-8")
    return next(one for one in tomllib.loads(text)["consultation"] if one["id"] == "survey")


@pytest.fixture(scope="module")
def questions(survey):
    return {question["id"]: question for part in survey["section"] for question in part["question"]}


@pytest.fixture(scope="module")
def answers():
    return rows("survey_answers.csv")


class TestSurveyAnswers:
    def test_are_of_three_hundred_respondents(self, answers, questions):
        assert [row["respondent"] for row in answers] == [f"r{n:03}" for n in range(1, 301)]
        assert set(answers[0]) == {"respondent", "day", "hour", "route", *questions}

    def test_arrived_between_the_opening_and_today(self, answers, survey):
        days_open = (SHOWN_ON - survey["opens"]).days
        routes = Counter(row["route"] for row in answers)

        assert {int(row["day"]) for row in answers} <= set(range(days_open))
        assert {int(row["hour"]) for row in answers} <= set(range(24))
        assert routes.keys() == {"online", "paper", "telephone", "assisted"}
        assert routes["online"] > 200

    def test_choose_among_the_options(self, answers, questions):
        for name, question in questions.items():
            given = {row[name] for row in answers} - {""}
            if question["type"] == "choice":
                assert given == set(question["options"])
            if question["type"] == "scale":
                assert given == {str(n) for n in range(1, question["points"] + 1)}

    def test_hold_many_distinct_free_texts_and_some_silence(self, answers):
        texts = [row[name] for row in answers for name in FREE_TEXT if row[name]]
        given = [[row[name] for name in FREE_TEXT if row[name]] for row in answers]
        silent = [texts for texts in given if {text.casefold() for text in texts} <= NOTHING]

        assert len({text.casefold() for text in texts} - NOTHING) >= 420
        assert max(map(len, given)) == 3
        assert 36 <= len(silent) <= 54
        assert 4 <= sum(bool(texts) for texts in silent) <= 10

    def test_hold_three_campaigns(self, answers):
        texts = [row[name] for row in answers for name in FREE_TEXT if len(row[name]) > 90]

        sizes = [sum(alike(text, other) for other in texts) for text in texts]
        assert Counter(size for size in sizes if size > 1) == {5: 5, 7: 7, 9: 9}

    def test_some_are_in_polish_and_some_in_welsh(self, answers):
        texts = [row[name] for row in answers for name in FREE_TEXT]

        assert sum(bool(re.search("[ąćęłżś]", text)) for text in texts) >= 4
        assert sum(bool(re.match("(Mae|Does|Diolch)", text)) for text in texts) >= 4


class TestSurveyCodings:
    @pytest.fixture
    def codings(self):
        return rows("survey_codings.csv")

    def test_every_answer_about_a_barrier_is_coded_once(self, answers, codings):
        barriers = [
            (row["respondent"], name)
            for row in answers for name in FREE_TEXT if name.startswith("barrier") and row[name]
        ]  # fmt: skip

        assert [(coding["respondent"], coding["question"]) for coding in codings] == barriers

    def test_themes_are_of_the_codebook_and_a_few_answers_have_none(self, codings):
        themes = [coding["themes"].split(";") for coding in codings if coding["themes"]]

        assert {theme for given in themes for theme in given} == THEMES
        assert all(len(given) <= 2 for given in themes)
        assert 5 <= len(codings) - len(themes) <= 15

    @pytest.mark.parametrize(
        ("theme", "ward"),
        [
            ("participation", "Ropewalk"),
            ("trust", "Ropewalk"),
            ("identity-boundaries", "Osier Meadows"),
        ],
    )
    def test_some_wards_speak_of_a_theme_far_more_than_the_next(
        self, answers, codings, theme, ward
    ):
        lives_in = {row["respondent"]: row["ward"] for row in answers}

        said = [lives_in[c["respondent"]] for c in codings if theme in c["themes"].split(";")]
        (first, most), (_, next_most) = Counter(said).most_common(2)
        assert first == ward
        assert most >= 2 * next_most
