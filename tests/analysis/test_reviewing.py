"""What to review next, and what the decisions tell of the rest, as the command line gives them."""

from __future__ import annotations

import csv
import json

import pytest

from analysis.cli import main
from analysis.codebook import CodebookError, Example, parse_codebook
from analysis.reviewing import queue, review

TOML = """
[[theme]]
id = "buses"
name = "Buses"
definition = "Buses, their times and their stops."
[[theme]]
id = "parks"
name = "Parks"
definition = "Parks, trees and places to play."
"""
CODEBOOK = parse_codebook(TOML)
BUSES = ["The bus never comes", "No bus after six", "The bus stop has no roof", "Bus fares rose"]
PARKS = ["The park is locked", "Swings are broken", "Trees need water", "Dogs in the park"]
PLACES = [f"in {where}" for where in ("Elm Road", "Ash Lane", "Oak Hill", "the Lea", "Mill End")]
EXAMPLES = [
    Example(f"{said} {place}", (theme,))
    for place in PLACES
    for theme, texts in (("buses", BUSES), ("parks", PARKS))
    for said in texts
]
TEXTS = [f"{said} near the school" for said in (*BUSES, *PARKS)]


@pytest.fixture
def files(tmp_path):
    """Return a function that writes the codebook, the input and coded examples."""

    def write(examples, columns=("text", "themes"), chosen=None):
        (tmp_path / "codebook.toml").write_text(TOML, "utf-8")
        with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["text"], *([text] for text in TEXTS)])
        rows = [[each.text, ";".join(each.themes)] for each in examples]
        if chosen is not None:
            columns = (*columns, "chosen")
            rows = [[*row, how] for row, how in zip(rows, chosen, strict=True)]
        with (tmp_path / "coded.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])
        return [
            str(tmp_path / "in.csv"),
            *("--codebook", str(tmp_path / "codebook.toml")),
            *("--examples", str(tmp_path / "coded.csv")),
            *("--json", "-"),
        ]

    return write


class TestQueue:
    @pytest.mark.parametrize("by", ["uncertainty", "diversity", "both"])
    def test_has_every_undecided_statement_once(self, by):
        texts = [*TEXTS, TEXTS[0], "n/a", EXAMPLES[0].text.upper()]

        found = queue(texts, CODEBOOK, EXAMPLES, by=by)

        assert sorted(each.index for each in found) == list(range(len(TEXTS)))

    def test_works_before_anything_is_decided(self):
        assert len(queue(TEXTS, CODEBOOK, [], by="both", most=3)) == 3

    def test_is_empty_when_all_is_decided(self):
        assert queue([EXAMPLES[0].text, ""], CODEBOOK, EXAMPLES) == []

    def test_puts_the_doubtful_before_the_clear(self):
        found = queue(["A bus through the park", *TEXTS], CODEBOOK, EXAMPLES, by="uncertainty")

        assert found[0].index == 0
        assert found[0].uncertainty > found[-1].uncertainty

    def test_refuses_an_unknown_theme(self):
        with pytest.raises(CodebookError, match="Example 1 has the theme “boats”"):
            queue(TEXTS, CODEBOOK, [Example("A boat", ("boats",))])


class TestReview:
    def test_tells_what_chance_and_a_queue_chose_apart(self):
        queued = [at % 2 == 1 for at in range(len(EXAMPLES))]

        found = review(TEXTS, CODEBOOK, EXAMPLES, queued=queued)

        assert found.by_chance.decisions == found.by_queue.decisions == 20
        assert found.by_chance.unread == len(TEXTS)
        assert found.by_chance.f1_micro.value > 0.9

    def test_says_nothing_from_a_few_decisions(self):
        found = review(TEXTS, CODEBOOK, EXAMPLES[:10])

        assert (found.by_chance, found.by_queue, found.ahead) == (None, None, {})

    def test_looks_ahead_from_many(self):
        many = [Example(f"{each.text} {n}", each.themes) for each in EXAMPLES for n in ("a", "b")]

        found = review(TEXTS, CODEBOOK, many)

        assert list(found.ahead) == [50, 100, 200]
        assert all(0.8 < f1 <= 1 for f1 in found.ahead.values())


class TestCommands:
    def test_queue_prints_ids_and_texts(self, files, capsys):
        assert main(["queue", *files(EXAMPLES), "--by", "uncertainty", "--most", "3"]) == 0

        document = json.loads(capsys.readouterr().out)
        assert document["n"] == 8
        assert document["decided"] == 40
        assert len(document["queue"]) == 3
        assert set(document["queue"][0]) == {"id", "text", "uncertainty", "themes"}

    def test_queue_prints_lines_for_the_screen(self, files, capsys):
        assert main(["queue", *files(EXAMPLES)[:-2], "--most", "2"]) == 0

        assert len(capsys.readouterr().out.splitlines()) == 2

    def test_queue_cuts_long_texts_on_the_screen(self, files, tmp_path, capsys):
        arguments = files(EXAMPLES)[:-2]
        (tmp_path / "in.csv").write_text("text\n" + "The bus never comes. " * 10_000, "utf-8")

        assert main(["queue", *arguments]) == 0

        assert len(capsys.readouterr().out) < 120

    def test_queue_says_when_nothing_is_left(self, files, tmp_path, capsys):
        arguments = files(EXAMPLES)[:-2]
        (tmp_path / "in.csv").write_text("text\nn/a\nThe bus never comes in Elm Road\n", "utf-8")

        assert main(["queue", *arguments]) == 0

        assert capsys.readouterr().out == "No statement is left to review.\n"

    def test_code_adds_the_estimate(self, files, capsys):
        assert main(["code", *files(EXAMPLES)]) == 0

        estimate = json.loads(capsys.readouterr().out)["estimate"]
        assert estimate["by_chance"]["decisions"] == 40
        assert estimate["by_chance"]["f1_micro"]["low"] < estimate["by_chance"]["f1_micro"]["high"]
        assert estimate["by_queue"] is None

    def test_code_with_other_examples_has_another_digest(self, files, capsys):
        digests = set()
        for examples in (EXAMPLES, EXAMPLES[:30]):
            assert main(["code", *files(examples)]) == 0
            digests.add(json.loads(capsys.readouterr().out)["digest"])

        assert len(digests) == 2

    def test_code_keeps_queued_decisions_apart(self, files, capsys):
        chosen = ["queue"] * 20 + ["random"] * 20

        assert main(["code", *files(EXAMPLES, chosen=chosen)]) == 0

        estimate = json.loads(capsys.readouterr().out)["estimate"]
        assert estimate["by_chance"]["decisions"] == estimate["by_queue"]["decisions"] == 20

    def test_refuse_another_way_of_choosing(self, files, capsys):
        chosen = ["random"] * 39 + ["whim"]

        assert main(["code", *files(EXAMPLES, chosen=chosen)]) == 1

        assert "coded.csv, row 41, column “chosen”: “whim”" in capsys.readouterr().err
