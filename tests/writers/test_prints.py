"""What is printed for a workshop: tagged, whole, and readable however long its words are."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from consult.services.workshops import printing
from consult.services.workshops.columns import DISCUSSION, TEMPLATES
from consult.writers import PRINTS, prints
from consult.writers.isolation import WritingFailed, write_in_child
from consult.writers.plain import NotAReport
from consult.writers.prints import WHAT, Outcome, Prints, Round, Table
from tests.writers.strategies import HOSTILE
from tests.writers.test_pdf import tags

ADDRESS = "https://consult.example.org/w/7K3QX9ABCD"
SQUARE = printing.square(ADDRESS).decode()
LONG = "A title that says at length what the whole day is about, and for whom, and why " * 3


def made(what="sheets", outcomes=2, **fields):
    return replace(
        Prints(
            what=what,
            title="Autumn conference",
            organisation="Testbury Together",
            consultation="Stronger streets",
            when="16 October 2026",
            place="Corn Hall",
            columns=("Work", "Barriers"),
            discussion=("Cohesion", "Possible solutions"),
            outcomes=tuple(
                Outcome(f"2.{number}", f"Title of outcome {number}")
                for number in range(1, outcomes + 1)
            ),
            tables=(Table("Table 1", "Sam Oak", "7K3QX-9ABCD", ADDRESS, SQUARE),),
            ground_rules=("One person speaks at a time.",),
            rounds=(Round("10:00", "10:20", "What gets in the way?"),),
            address="https://consult.example.org/w",
            square=SQUARE,
        ),
        **fields,
    )


def read(document):
    return PdfReader(io.BytesIO(prints.write(document)))


def words_of(document):
    return " ".join(" ".join(page.extract_text() for page in read(document).pages).split())


def size_of(page):
    return sorted(round(float(side) / 72 * 25.4) for side in page.mediabox[2:])


class TestAccessibility:
    @pytest.mark.parametrize("what", WHAT)
    def test_claims_and_is_tagged_for_pdf_ua(self, what):
        document = read(made(what))

        root = document.trailer["/Root"]
        found = set(tags(root["/StructTreeRoot"], []))
        assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en-GB"
        assert "Autumn conference" in document.metadata.title
        assert {"/H1", "/Figure"} <= found

    def test_the_grid_of_a_sheet_is_a_table_with_headers(self):
        found = tags(read(made()).trailer["/Root"]["/StructTreeRoot"], [])

        assert {"/Table", "/TH"} <= set(found)


class TestSheets:
    @pytest.mark.parametrize(("outcomes", "pages"), [(0, 2), (2, 2), (3, 2), (4, 3), (16, 7)])
    def test_flow_over_as_many_pages_as_there_are_outcomes_for(self, outcomes, pages):
        document = made(outcomes=outcomes)

        words = words_of(document)
        assert len(read(document).pages) == pages
        assert all(f"Title of outcome {n}" in words for n in range(1, outcomes + 1))

    @pytest.mark.parametrize("kit", TEMPLATES, ids=lambda kit: kit.key)
    def test_have_every_column_of_a_template(self, kit):
        headings = tuple(column.heading for column in kit.columns)

        words = words_of(made(columns=headings, discussion=tuple(name for name, _ in DISCUSSION)))

        assert all(heading in words for heading in headings)
        assert all(heading in words for heading, _ in DISCUSSION)

    def test_are_a3_and_lead_to_the_table(self):
        document = made()

        assert size_of(read(document).pages[0]) == [297, 420]
        words = words_of(document)
        assert "7K3QX-9ABCD" in words
        assert ADDRESS in words.replace(" ", "")

    def test_have_no_page_more_for_long_words(self):
        document = made(
            title=LONG[:200],
            outcomes=3,
            columns=tuple(LONG[:80] for _ in range(8)),
            tables=(Table("Table 1", "x " * 50, "7K3QX-9ABCD", ADDRESS, SQUARE),),
        )
        long = replace(document, outcomes=tuple(Outcome(f"1.{n}", LONG * 2) for n in range(1, 4)))

        assert len(read(long).pages) == 2
        assert LONG.split()[-1] in words_of(long)

    def test_of_a_table_whose_code_has_ended_say_so(self):
        words = words_of(made(tables=(Table("Table 1"),)))

        assert "code has ended" in words


class TestNotes:
    def test_have_a_page_under_each_heading(self):
        document = made("notes", outcomes=3)

        assert len(read(document).pages) == 3 * 2 + 2
        assert size_of(read(document).pages[0]) == [210, 297]

    def test_have_no_page_more_for_long_words(self):
        document = made("notes", outcomes=1, title=LONG[:200], columns=(LONG[:80],), discussion=())

        assert len(read(document).pages) == 1


class TestPoster:
    def test_says_the_day_the_rules_and_where_to_join(self):
        words = words_of(made("poster"))

        for part in ("Autumn conference", "10:00–10:20", "What gets in the way?", "at a time."):
            assert part in words
        assert "https://consult.example.org/w" in words

    def test_fits_one_page_and_flows_where_there_is_more(self):
        many = made(
            "poster",
            title=LONG[:200],
            ground_rules=tuple(LONG[:200] for _ in range(20)),
            rounds=tuple(Round("10:00", "10:20", LONG + str(n)) for n in range(40)),
        )

        assert len(read(made("poster")).pages) == 1
        assert len(read(many).pages) > 1
        assert all(f"why {n}" in words_of(many) for n in range(40))

    def test_needs_neither_rules_nor_agenda(self):
        words = words_of(made("poster", ground_rules=(), rounds=()))

        assert "The day" not in words
        assert "Join your table" in words


class TestText:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_of_any_kind_can_be_printed(self, text):
        for what in WHAT:
            document = made(what, title=text, columns=(text,), ground_rules=(text,))
            assert prints.write(document).startswith(b"%PDF")

    def test_in_a_script_without_shapes_leads_to_no_file_that_there_is_not(self):
        words = words_of(made("poster", title="公共汽车"))

        assert "[words in a script that our fonts lack]" in words
        assert "Word file" not in words

    def test_that_looks_like_markup_stays_text(self):
        text = '#set page(fill: red) *bold* $x$ #read("secret")'

        assert text in words_of(made("poster", title=text))


class TestInChild:
    def test_gives_the_same_bytes_each_time(self):
        document = made("poster")

        assert write_in_child(PRINTS, document.to_dict()) == prints.write(document)

    def test_comes_back_from_plain_data(self):
        assert Prints.from_dict(made().to_dict()) == made()

    @pytest.mark.parametrize(
        ("plain", "sentence"),
        [
            ({}, "nothing to print"),
            ({**made().to_dict(), "what": "menu"}, "“menu” is nothing to print"),
            ({**made().to_dict(), "title": 7}, "prints.title must be text"),
        ],
    )
    def test_refuses_what_is_no_such_thing(self, plain, sentence):
        with pytest.raises(NotAReport, match=sentence):
            Prints.from_dict(plain)
        with pytest.raises(WritingFailed, match=sentence):
            write_in_child(PRINTS, plain)
