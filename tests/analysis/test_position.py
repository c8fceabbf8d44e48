"""Learning where statements stand on a proposal."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.cues import cues, stems_of_proposal
from analysis.encoder import default_encoder
from analysis.position import Position, PositionReader, assess, cross_validate, learn
from analysis.positions_learned import (
    FILE,
    POSITIONS,
    UNCLEAR,
    digest_of,
    load,
    shipped_examples,
)

PROPOSAL = "Close Mill Lane to cars at the start and end of the school day"
STATEMENTS = Path(__file__).parent / "data" / "position-mill-lane.csv"
ROOT = Path(__file__).resolve().parents[2]


def part(name: str) -> tuple[list[str], list[str]]:
    """Return the statements on closing Mill Lane that are to be learned, or those held out."""
    with STATEMENTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == name]
    return [row["text"] for row in rows], [row["position"] for row in rows]


@pytest.fixture(scope="module")
def reader() -> PositionReader:
    return learn(*part("learn"), proposal=PROPOSAL)


class TestLearn:
    def test_refuses_a_position_that_it_does_not_know(self):
        with pytest.raises(ValueError, match=r"Example 2: “maybe” is not a position\. Use one of"):
            learn(["Yes", "Perhaps"], ["for", "maybe"])

    def test_refuses_statements_and_positions_that_do_not_pair(self):
        with pytest.raises(ValueError, match="2 statements and 1 positions"):
            learn(["Yes", "No"], ["for"])

    def test_knows_how_people_speak_without_any_example(self):
        found = learn(proposal="Plant trees in Church Street").read(
            [
                "I am strongly in favour of the trees",
                "I object, this would block the light",
                "Yes, as long as they are watered, otherwise no",
                "When will the work begin?",
            ]
        )

        assert [one.position for one in found] == ["for", "against", "mixed", "unclear"]

    def test_is_moved_by_a_consultation_s_own_examples(self):
        texts = ["The herons would come back"] * 8 + ["Think of the herons"] * 8
        said = ["Herons come back"]

        before = learn(proposal="Dredge the mere").read(said)[0]
        after = learn(texts, ["against"] * 16, proposal="Dredge the mere").read(said)[0]

        assert after.likeliest == "against"
        assert before != after

    def test_does_not_hang_on_the_order_of_examples(self):
        texts, positions = part("learn")
        said, _ = part("held out")

        one = learn(texts, positions, proposal=PROPOSAL).read(said)
        other = learn(texts[::-1], positions[::-1], proposal=PROPOSAL).read(said)

        assert one == other


class TestShippedWeights:
    def test_are_those_of_the_shipped_examples(self):
        assert load(FILE).digest == digest_of(shipped_examples(), default_encoder())

    def test_tell_a_proposal_that_nothing_was_learned_from(self):
        texts, positions = part("held out")

        assessment = assess(positions, learn(proposal=PROPOSAL).read(texts))

        assert not any("Mill Lane" in one.proposal for one in shipped_examples())
        assert assessment.accuracy > 0.6
        assert assessment.f1_macro > 0.6


class TestCues:
    def test_keep_what_is_denied_and_what_is_supposed_apart(self):
        names = {cue.name for cue in cues("It would be noisy and is not safe")}

        assert {"would_noisy", "noisy", "not_safe"} <= names
        assert "safe" not in names

    def test_take_the_words_of_the_proposal_for_one(self):
        matter = stems_of_proposal("Close the library")

        one, other = (
            {cue.name for cue in cues(text, stems)}
            for text, stems in (
                ("I support the closing", matter),
                ("I support the merger", stems_of_proposal("A merger")),
            )
        )

        assert one == other

    def test_show_the_speaker_s_own_words(self):
        text = "This is NOT at all safe"

        shown = {text[cue.start : cue.end] for cue in cues(text) if cue.name == "not_safe"}

        assert shown == {"NOT at all safe"}


class TestRead:
    def test_finds_more_than_twice_what_the_commonest_position_would(self, reader):
        texts, positions = part("held out")

        assessment = assess(positions, reader.read(texts))

        assert len(texts) >= 120
        assert assessment.f1_macro > 2 * assessment.majority_f1
        assert assessment.accuracy > assessment.majority + 0.3
        assert assessment.clear_accuracy > assessment.accuracy

    def test_is_right_on_more_than_four_fifths_of_the_half_it_is_surest_of(self, reader):
        texts, positions = part("held out")

        found = sorted(zip(reader.read(texts), positions, strict=True), key=lambda p: -p[0].chance)

        surest = found[: len(found) // 2]
        assert sum(one.likeliest == truth for one, truth in surest) / len(surest) > 0.8

    def test_gives_chances_that_mean_what_they_say(self, reader):
        texts, positions = part("held out")

        found = reader.read(texts)

        right = sum(one.likeliest == truth for one, truth in zip(found, positions, strict=True))
        expected = sum(position.chance for position in found)
        assert abs(expected - right) / len(texts) < 0.07

    def test_keeps_a_negation_apart_from_what_it_denies(self, reader):
        plain, denied = reader.read(["I support the closure", "I do not support the closure"])

        assert plain.position == "for"
        assert denied.position != "for"

    def test_says_which_of_the_speaker_s_words_spoke_for_it(self, reader):
        position = reader.read(["We are in FAVOUR of it"])[0]

        assert position.position == "for"
        assert "FAVOUR" in position.why

    @pytest.mark.parametrize("text", ["", "😀", "12345", "\0", "?!"])
    def test_leaves_what_has_no_letters_unclear(self, reader, text):
        assert reader.read([text]) == (Position(UNCLEAR, 0.0),)

    def test_leaves_what_is_not_sure_enough_unclear(self, reader):
        texts, _ = part("held out")

        found = reader.read(texts, least_chance=1.0)

        assert {position.position for position in found} == {UNCLEAR}
        assert len({position.likeliest for position in found}) > 1

    def test_bears_a_long_answer(self, reader):
        position = reader.read(["I support the closure because it is safer. " * 2_000])[0]

        assert position.position in POSITIONS

    def test_of_nothing_is_nothing(self, reader):
        assert reader.read([]) == ()

    def test_does_not_depend_on_the_order_of_what_is_read(self, reader):
        texts, _ = part("held out")

        assert reader.read(texts[::-1]) == reader.read(texts)[::-1]


class TestDeterminism:
    def test_gives_the_same_positions_whatever_the_hash_seed(self):
        script = (
            "import json; from tests.analysis.test_position import *;"
            "found = learn(*part('learn'), proposal=PROPOSAL).read(part('held out')[0]);"
            "print(json.dumps([[p.position, p.chance, p.why] for p in found]))"
        )

        one, other = (
            subprocess.run(
                [sys.executable, "-c", script],
                cwd=ROOT,
                env={"PYTHONHASHSEED": seed, "PATH": ""},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for seed in "12"
        )

        assert json.loads(one)
        assert one == other


class TestAssess:
    def test_counts_by_hand(self):
        truth = ["for", "for", "against", "mixed"]
        found = [
            Position("for", 0.9, "for"),
            Position(UNCLEAR, 0.4, "against"),
            Position("against", 0.8, "against"),
            Position("for", 0.6, "for"),
        ]

        assessment = assess(truth, found)

        assert assessment.accuracy == 0.5
        # F1: for 2·1/(2 + 2), against 2·1/(1 + 2), mixed 0.
        assert assessment.f1_macro == pytest.approx((1 / 2 + 2 / 3 + 0) / 3)
        assert assessment.majority == 0.5
        assert assessment.majority_f1 == pytest.approx(2 / 3 / 3)
        assert assessment.clear == 0.75
        assert assessment.clear_accuracy == pytest.approx(2 / 3)

    @pytest.mark.parametrize(("truth", "found"), [([], []), (["for"], [])])
    def test_refuses_what_cannot_be_compared(self, truth, found):
        with pytest.raises(ValueError, match="give one each"):
            assess(truth, found)


class TestCrossValidate:
    def test_tells_each_example_by_the_others_alone(self):
        texts, positions = part("learn")

        assessment = cross_validate(texts, positions, proposal=PROPOSAL)

        assert assessment.n == len(texts)
        assert assessment.majority_f1 < assessment.f1_macro < 0.9

    def test_refuses_fewer_than_five_examples(self):
        with pytest.raises(ValueError, match="There are 1 examples: give 5 or more"):
            cross_validate(["Yes"], ["for"])
