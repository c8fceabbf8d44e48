"""What a report says, and in which order."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx import Document

from consult.writers import docx, outline_handout
from consult.writers.barrier_summary import Count, Matrix, MatrixRow, Outcome
from consult.writers.blocks import (
    Heading,
    Paragraph,
    Quotation,
    Run,
    Sideways,
    Table,
    leading,
    says,
)
from consult.writers.figures import Figure
from consult.writers.handout import EASY_READ, Handout
from consult.writers.outline import outline
from consult.writers.outline_matrix import parts
from tests.writers.sample import bare, empty, rich


def headings(summary):
    return [b.text for b in outline(summary).blocks if isinstance(b, Heading) and b.level == 1]


def paragraphs(summary):
    return [block.text for block in outline(summary).blocks if isinstance(block, Paragraph)]


def tables(summary):
    return [block for block in outline(summary).blocks if isinstance(block, Table)]


def figure_of(count, base):
    return Figure(count, "theme:few", base)


def matrix_of(themes):
    counts = tuple(bare(1, "matrix") for _ in range(themes))
    row = MatrixRow(Outcome("1.1", "Safe evenings"), counts, bare(1, "matrix"))
    names = tuple(f"Theme {'i' * place}" for place in range(themes))
    return Matrix(names, (row,), counts, bare(1, "matrix"))


class TestOrder:
    def test_begins_with_what_to_remember_and_ends_with_the_evidence(self):
        assert headings(rich()) == [
            "Five lines to remember",
            "Who answered, and how much they said",
            "Barriers by theme",
            "Barriers by outcome and theme",
            "The themes, one by one",
            "Gaps",
            "Where partners overlap",
            "What we cannot conclude",
            "How this was done",
            "Who was there",
            "Every barrier accounted for",
            "Short names",
            "Where the figures come from",
        ]

    def test_empty_report_leaves_out_what_has_nothing_to_say(self):
        assert headings(empty()) == [
            "In brief",
            "Who answered, and how much they said",
            "Every barrier accounted for",
            "Where the figures come from",
        ]

    def test_a_single_line_is_not_lines(self):
        assert (
            headings(replace(rich(), first_lines=rich().first_lines[:1]))[0]
            == "One line to remember"
        )


class TestSentences:
    def test_a_theme_s_count_has_its_base_and_share(self):
        assert "How often. 74 of 289 (26%) barriers." in paragraphs(rich())

    def test_a_theme_without_a_base_has_neither(self):
        section = replace(rich().sections[0], figure=bare(1, "theme:resources"))

        assert "How often. 1 barrier." in paragraphs(replace(rich(), sections=(section,)))

    def test_base_is_said_in_words(self):
        assert "1,204 statements came in; 289 of them name a barrier." in paragraphs(rich())

    def test_share_decided_by_people_is_said(self):
        said = "A person decided 231 of 356 (65%) of the codings in this report;"

        assert any(said in text for text in paragraphs(rich()))


class TestMatrix:
    @pytest.mark.parametrize(
        ("themes", "sizes"), [(1, [1]), (20, [20]), (21, [11, 10]), (40, [20, 20]), (0, [0])]
    )
    def test_comes_in_parts_of_about_the_same_size(self, themes, sizes):
        assert [len(part) for part in parts(matrix_of(themes))] == sizes

    @pytest.mark.parametrize(("themes", "is_wide"), [(12, False), (13, True)])
    def test_takes_a_page_on_its_side_only_if_it_must(self, themes, is_wide):
        blocks = outline(replace(rich(), matrix=matrix_of(themes))).blocks

        assert any(isinstance(block, Sideways) for block in blocks) is is_wide

    def test_says_that_a_statement_can_count_under_several_themes(self):
        assert any("it can count under several themes" in text for text in paragraphs(rich()))

    def test_says_of_how_many_barriers_it_is(self):
        captions = [each.caption for each in tables(replace(rich(), matrix=matrix_of(3)))]

        assert "Barriers by outcome and theme (base: 1 barrier under a theme)" in captions


class TestOutcomesOfATheme:
    def test_shares_have_a_column_only_where_one_is_shown(self):
        first, *others = rich().sections
        few = replace(first, name="Few", by_outcome=(Count("2.1 Safe", figure_of(3, 9)),))
        many = replace(first, name="Many", by_outcome=(Count("2.1 Safe", figure_of(3, 30)),))
        found = tables(replace(rich(), sections=(few, many, *others)))

        headers = {each.caption: each.header for each in found}
        assert headers["Few, by outcome"] == ("Outcome", "Barriers")
        assert headers["Many, by outcome"] == ("Outcome", "Barriers", "Share of the theme")


class TestLeading:
    table = Table("Caption", ("Header",), (), (1.0,))

    def test_words_between_a_heading_and_a_table_stay_with_it(self):
        assert leading((Heading(2, "Trust"), says("One."), says("Two."), self.table)) == {1, 2}

    def test_words_before_a_heading_of_the_same_level_may_part(self):
        assert leading((Heading(1, "Gaps"), says("One."), Heading(1, "Next"))) == frozenset()
        numbered = [replace(says(f"{n}."), number=f"3.{n}") for n in range(1, 5)]
        assert leading((Heading(1, "Background"), *numbered, self.table)) == {4}

    def test_words_before_a_lower_heading_stay_with_it(self):
        assert leading((Heading(1, "Gaps"), says("One."), Heading(2, "Barriers"))) == {1}

    def test_words_after_a_quotation_may_part(self):
        blocks = (
            Heading(1, "Gaps"),
            Quotation("No bus", "Survey", "S-1"),
            says("One."),
            self.table,
        )

        assert leading(blocks) == frozenset()


class TestSays:
    def test_lead_in_stands_out(self):
        paragraph = says("Harbour Trust.", lead="Partners.")

        assert paragraph.runs == (Run("Partners. ", strong=True), Run("Harbour Trust."))


class TestWhoWasThere:
    def test_names_people_only_where_they_are_given(self):
        staff = " ".join(paragraphs(rich()))
        (held,) = rich().attendance
        unnamed = replace(rich(), attendance=(replace(held, people=(), apologies_from=()),))
        public = " ".join(paragraphs(unnamed))

        assert "Present. Sam Oak (Harbour Trust); Mo Fir, for Kim Elm." in staff
        assert "Apologies. Kim Elm." in staff
        assert "Sam Oak" not in public
        assert "Present." not in public
        assert "Quorum: 20 people. It was met: 74 came." in public
        assert "Invited, but not represented. Drainage Board." in public

    def test_is_left_out_where_no_list_was_kept(self):
        assert "Who was there" not in headings(replace(rich(), attendance=()))


def test_easy_read_names_a_theme_once_and_not_again_under_its_quote():
    handout = Handout(rich(), EASY_READ)

    blocks = outline_handout.outline(handout).blocks
    quotes = [block for block in blocks if isinstance(block, Quotation)]
    written = Document(io.BytesIO(docx.write(handout)))

    assert quotes
    assert {quote.source for quote in quotes} == {""}
    assert all(paragraph.text for paragraph in written.paragraphs)
