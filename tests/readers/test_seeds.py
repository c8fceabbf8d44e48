from __future__ import annotations

import re
from collections import Counter

import pytest

from consult.readers.archive import Archive
from consult.readers.notes import read_notes
from consult.readers.readings import NotesReading
from consult.readers.strategy import read_strategy
from consult.readers.word_styles import W

pytestmark = pytest.mark.seeds


@pytest.fixture(scope="module")
def notes(shared):
    def read(ending: str) -> NotesReading:
        file = shared / "seeds" / f"2008-workshop-feedback-notes.{ending}"
        return read_notes(file.read_bytes(), file.name)

    return read


def paragraphs_of(content: bytes) -> list[str]:
    body = Archive(content, "seed").xml("word/document.xml")
    texts = ("".join(p.itertext(W + "t")) for p in body.iter(W + "p"))
    return [" ".join(text.split()) for text in texts if text.strip()]


class TestNotes:
    @pytest.mark.parametrize("ending", ["docx", "txt"])
    def test_every_note_of_the_tables_is_under_its_outcome_and_kind(self, notes, ending):
        count = Counter((s.outcome, s.kind) for s in notes(ending).statements if s.outcome)

        assert count == {
            ("2.1", "work"): 17, ("2.1", "barrier"): 12, ("2.2", "work"): 8,
            ("2.2", "barrier"): 15, ("3.1", "work"): 8, ("3.1", "barrier"): 7,
        }  # fmt: skip

    @pytest.mark.parametrize("ending", ["docx", "txt"])
    def test_what_stands_outside_the_tables_has_its_own_kinds(self, notes, ending):
        count = Counter(s.kind for s in notes(ending).statements if not s.outcome)

        assert count == {"definition": 7, "discussion": 21, "solution": 12, "aspiration": 7}

    def test_the_text_version_gives_the_same_statements(self, notes):
        def essence(reading):
            return [
                (s.outcome, s.outcome_title, s.kind, s.text, s.partners) for s in reading.statements
            ]

        assert essence(notes("txt")) == essence(notes("docx"))

    def test_places_lead_back_to_the_cell(self, notes):
        found = {s.text: s.place for s in notes("docx").statements}

        assert found["Lack of manpower"] == {"table": 1, "row": 5, "column": 4, "paragraph": 1}
        assert found["Minimal funding"] == {"table": 3, "row": 10, "column": 2, "paragraph": 1}

    def test_partners(self, notes):
        count = Counter(p for s in notes("docx").statements for p in s.partners)

        assert count == {"GCH": 1, "CDRP": 1, "CD": 1, "City Council": 2}

    def test_titles_have_all_their_lines(self, notes):
        titles = {s.outcome: s.outcome_title for s in notes("docx").statements if s.outcome}

        assert {ref: title.count("\n") + 1 for ref, title in titles.items()} == {
            "2.1": 2, "2.2": 2, "3.1": 3,
        }  # fmt: skip

    def test_the_cell_that_a_line_introduces_is_asked_about(self, notes):
        reading = notes("docx")
        texts = [
            s.text for s in reading.statements if s.place.get("row") == 1 and s.place["table"] == 2
        ]

        assert texts[2:4] == ["Resources", "Finance"]
        assert "table2.row1.column3" in {question.id for question in reading.questions}

    def test_instructions_are_skipped(self, notes):
        skipped = [s.text for s in notes("docx").skipped if "instruction" in s.why]

        assert len(skipped) == 2
        assert any(re.search("do not match", text) for text in skipped)

    def test_nothing_of_the_file_is_lost(self, notes, shared):
        content = (shared / "seeds" / "2008-workshop-feedback-notes.docx").read_bytes()
        reading = notes("docx")
        told = "\n".join(
            [f"{s.text} {s.outcome} {s.outcome_title} {s.heading}" for s in reading.statements]
            + [s.text for s in reading.skipped]
        )
        known = {*re.findall(r"\w+", told), "a", "b", "c", "Outcome"}

        lost = [
            text for text in paragraphs_of(content) if not set(re.findall(r"\w+", text)) <= known
        ]

        assert lost == []


class TestStrategy:
    def test_aims_outcomes_and_actions(self, shared):
        file = shared / "seeds" / "2010-strategy-mapping.docx"

        reading = read_strategy(file.read_bytes(), file.name)

        assert [aim.number for aim in reading.aims] == [1, 2, 3, 4]
        actions = {o.reference: len(o.actions) for aim in reading.aims for o in aim.outcomes}
        assert actions == {
            "1.1": 3, "1.2": 2, "1.3": 1, "2.1": 1, "2.2": 1, "2.3": 3, "2.4": 1, "3.1": 2,
            "3.2": 3, "3.3": 4, "3.4": 4, "3.5": 1, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 2,
        }  # fmt: skip

    def test_what_is_delivered_for_several_outcomes_is_shared(self, shared):
        file = shared / "seeds" / "2010-strategy-mapping.docx"

        reading = read_strategy(file.read_bytes(), file.name)

        assert Counter(item.references for item in reading.shared_delivered) == {
            ("2.1", "2.2", "2.3"): 3, ("3.1", "3.2"): 6,
            ("3.3", "3.4", "3.5"): 6, ("4.3", "4.4"): 8,
        }  # fmt: skip
        delivered = {o.reference: len(o.delivered) for aim in reading.aims for o in aim.outcomes}
        assert {ref: n for ref, n in delivered.items() if n} == {
            "1.1": 6, "1.2": 1, "1.3": 3, "2.4": 2, "4.1": 3, "4.2": 2,
        }  # fmt: skip

    def test_nothing_of_the_file_is_lost(self, shared):
        content = (shared / "seeds" / "2010-strategy-mapping.docx").read_bytes()
        told = set(re.findall(r"\w+", str(read_strategy(content, "a.docx").to_dict())))
        labels = {"Aim", "four", "Outcome", "Action", "Action1", "i", "ii", "iii", "iv"}

        lost = [
            t for t in paragraphs_of(content) if not set(re.findall(r"\w+", t)) <= told | labels
        ]

        assert lost == []
