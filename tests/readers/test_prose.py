from __future__ import annotations

import docx
import pytest

from consult.readers.notes import read_notes
from tests.readers.builders import read_text, saved, told, word


class TestHeadingsAndLists:
    def test_headings_and_bullets_without_tables(self):
        reading = read_text(
            "Riverside evening\n\nOutcome 2.1: Good food\n"
            "Work\n- Lunch club – Age Hub\n- Food bank\n"
            "Barriers\n1. Cost of hall\n2) Too few volunteers\n\n"
            "Outcome 2.2\nWarm homes for everyone\n\n"
            "Barriers:\n* Damp\n\n☐ Old boilers\n"
        )

        assert told(reading) == [
            ("2.1", "work", "Lunch club – Age Hub"),
            ("2.1", "work", "Food bank"),
            ("2.1", "barrier", "Cost of hall"),
            ("2.1", "barrier", "Too few volunteers"),
            ("2.2", "barrier", "Damp"),
            ("2.2", "barrier", "Old boilers"),
        ]
        assert reading.statements[-1].outcome_title == "Warm homes for everyone"
        assert [skipped.text for skipped in reading.skipped] == ["Riverside evening"]

    def test_a_kind_may_enclose_outcomes(self):
        reading = read_text("Barriers\n\nOutcome 1.1 Play\n- Cars\n\nOutcome 1.2 Food\n- Cost\n")

        assert told(reading) == [("1.1", "barrier", "Cars"), ("1.2", "barrier", "Cost")]

    def test_word_headings(self):
        content = word(
            ("Title", "Evening at the hall"),
            ("Heading 1", "Outcome 1.1 – Play"),
            ("Heading 2", "What works"),
            ("List Bullet", "Play street"),
            ("Heading 2", "What gets in the way"),
            ("List Number", "Road closures cost money"),
            ("Heading 1", "Hopes"),
            ("List Bullet", "A car-free Sunday"),
        )

        reading = read_notes(content, "notes.docx")

        assert told(reading) == [
            ("1.1", "work", "Play street"),
            ("1.1", "barrier", "Road closures cost money"),
            (None, "aspiration", "A car-free Sunday"),
        ]

    def test_bold_lines_are_headings_over_plain_notes(self):
        document = docx.Document()
        for text, bold in (
            ("Outcome 5.1 Fair work", True), ("Barriers", True), ("Zero hours contracts", False),
            ("Bus times do not fit shifts", False), ("Work", True), ("Job fair each March", False),
        ):  # fmt: skip
            document.add_paragraph().add_run(text).bold = bold

        reading = read_notes(saved(document), "notes.docx")

        assert told(reading) == [
            ("5.1", "barrier", "Zero hours contracts"),
            ("5.1", "barrier", "Bus times do not fit shifts"),
            ("5.1", "work", "Job fair each March"),
        ]

    def test_a_note_may_say_its_own_kind(self):
        reading = read_text("Outcome 1.1 Play\n- Barrier: no grass\n- Idea: ask the school\n")

        assert told(reading) == [
            ("1.1", "barrier", "no grass"),
            ("1.1", "solution", "ask the school"),
        ]

    def test_plain_lines_are_a_note_each(self):
        reading = read_text("No bins in the park\nMore benches please\nBuses stop at six\n")

        assert [text for _, _, text in told(reading)] == [
            "No bins in the park", "More benches please", "Buses stop at six",
        ]  # fmt: skip

    def test_lines_wrapped_by_a_mailer_are_one_note(self):
        reading = read_text(
            "Barriers\n\n- The evening bus was taken away last spring and since\n"
            "  then nobody from the estate can get to the choir\n- Rent\n"
        )

        assert [len(text.split()) for _, _, text in told(reading)] == [20, 1]

    @pytest.mark.parametrize(
        "line",
        [
            "(Fill in one box at a time)",
            "The following tables show the notes.",
            "Please write clearly:",
        ],
    )
    def test_an_instruction_is_skipped_and_said_so(self, line):
        reading = read_text(f"Barriers\n\n{line}\n\n- Rent\n")

        assert told(reading) == [(None, "barrier", "Rent")]
        assert "instruction" in reading.skipped[0].why

    def test_a_plea_is_no_instruction(self):
        reading = read_text("Ideas\n- Please mend the swings\n")

        assert told(reading) == [(None, "solution", "Please mend the swings")]

    def test_a_heading_with_nothing_under_it_is_skipped(self):
        reading = read_text("Barriers\n- Rent\n\nAny other comments:\n")

        assert told(reading)[0] == (None, "barrier", "Rent")
        assert len(reading.statements) + len(reading.skipped) == 2

    def test_lines_without_a_bullet_may_be_taken_as_headings(self):
        text = "Discussion\n- One\n- Two\nTrust grows slowly\n- Three\n"

        assumed = read_text(text)
        answered = read_notes(text.encode(), "a.txt", answers={"paragraphs.unmarked": "heading"})

        assert [s.text for s in assumed.statements][2] == "Trust grows slowly"
        assert answered.statements[-1].heading == "Discussion › Trust grows slowly"

    def test_a_short_line_over_a_list_is_taken_as_a_heading_and_asked_about(self):
        text = "Barriers\n\nThe hall is cold\n- Rent\n"

        assumed = read_text(text)
        answered = read_notes(text.encode(), "a.txt", answers={"paragraphs.over_list": "statement"})

        assert [s.heading for s in assumed.statements] == ["Barriers › The hall is cold"]
        assert [question.id for question in assumed.questions] == ["paragraphs.over_list"]
        assert [s.text for s in answered.statements] == ["The hall is cold", "Rent"]


class TestPartners:
    @pytest.mark.parametrize(
        ("text", "partners"),
        [
            ("Training days – GTC", ("GTC",)),
            ("Training days - GTC", ("GTC",)),
            ("Training days (Town Council)", ("Town Council",)),
            ("Walkabouts – Town Council and Police", ("Town Council", "Police")),
            ("Walkabouts (GTC/PCT)", ("GTC", "PCT")),
            ("Rangers – evenings only", ()),
            ("More anti social behaviour (ASB)", ()),
            ("Who decides (What is the plan?)", ()),
            ("Self-help", ()),
        ],
    )
    def test_names_at_the_end(self, text, partners):
        reading = read_text(f"Work\n- {text}\n- Choir\n")

        assert reading.statements[0].partners == partners
        assert reading.statements[0].text == text

    def test_a_word_used_in_other_notes_is_rather_a_place_and_is_asked_about(self):
        text = "Work\n- New club - Moreton\n- Moreton fun day\n- Lunches – Brightways\n"

        reading = read_text(text)
        answered = read_notes(text.encode(), "a.txt", answers={"partner.Moreton": "yes"})

        assert [s.partners for s in reading.statements] == [(), (), ("Brightways",)]
        assert answered.statements[0].partners == ("Moreton",)
