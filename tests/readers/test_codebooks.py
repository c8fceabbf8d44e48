"""Codebook files: what is written is read back the same, and odd files get one clear sentence."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyrefiqda.models.codebook import CodeBook
from xsdata_pydantic.bindings import XmlParser

from consult.exchange import COLOURS, LEXICON, MARKS, ThemeEntry, free_key, plain_line, plain_text
from consult.readers.codebooks import read_codebook
from consult.readers.refusals import UnreadableFile
from consult.writers import codebooks as write

SIGNS = string.ascii_letters + string.digits + " \n'\"\\,;:=+-@<>&[]#éß–“”☕‎"
LINES = st.text(alphabet=SIGNS, max_size=30).map(plain_line)
LABELS = st.sampled_from(["Key: x", "When to use: y", "\\", "'=1+1", "Part of: z", "Example: q"])
TEXTS = st.lists(st.text(alphabet=SIGNS, max_size=20) | LABELS, max_size=4).map(
    lambda lines: plain_text("\n".join(lines))
)


@st.composite
def books(draw):
    """Draw a codebook with sub-themes, whose names and keys are its own."""
    found, names, keys = [], set(), set()
    for _ in range(draw(st.integers(1, 6))):
        name = draw(LINES.filter(bool))
        if name.casefold() in names:
            continue
        names.add(name.casefold())
        key = draw(st.sampled_from(["", "last-years", "Ärger"])) or free_key(name, keys)
        key = key if key not in keys else free_key(name, keys)
        keys.add(key)
        above = [each.key for each in found if not each.parent]
        found.append(
            ThemeEntry(
                key=key,
                name=name,
                definition=draw(TEXTS),
                include=draw(TEXTS),
                exclude=draw(TEXTS),
                examples=tuple(each for each in draw(st.lists(TEXTS, max_size=2)) if each),
                parent=draw(st.sampled_from(["", *above])),
                colour=draw(st.sampled_from(["", *COLOURS])),
                mark=draw(st.sampled_from(["", *MARKS])),
                seeds=draw(st.sampled_from([(), ("bus", "last bus")])),
            )
        )
    from consult.exchange import in_order

    return in_order(found)


def without_lexicon(book):
    return [replace(each, **dict.fromkeys(LEXICON, ())) for each in book]


quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TestRoundTrip:
    @quick
    @given(books())
    def test_of_refi_qda_gives_the_same_codebook(self, book):
        assert read_codebook(write.qdc(book), "book.qdc") == without_lexicon(book)

    @quick
    @given(books())
    def test_of_taguettes_csv_gives_the_same_codebook(self, book):
        assert read_codebook(write.taguette(book), "book.csv") == without_lexicon(book)

    @quick
    @given(books())
    def test_of_our_own_file_gives_the_same_with_what_the_machine_matches(self, book):
        assert read_codebook(write.toml(book, version="3"), "book.toml") == book


class TestOtherPrograms:
    def test_an_independent_reader_of_refi_qda_finds_codes_inside_codes(self):
        book = [
            ThemeEntry("trust", "Trust", "They do not believe it.", colour="red"),
            ThemeEntry("promises", "Broken promises", parent="trust"),
        ]

        found = XmlParser().from_bytes(write.qdc(book), CodeBook)

        (outer,) = found.codes.code
        assert (outer.name, outer.color, outer.description) == (
            "Trust",
            COLOURS["red"],
            "They do not believe it.",
        )
        assert [each.name for each in outer.code] == ["Broken promises"]

    def test_a_foreign_codebook_keeps_its_texts_and_gets_keys_of_its_names(self):
        content = b"""<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>
          <Code guid="1" name="Access" isCodable="true" color="#ff0000"><Description>Steps.
          </Description><Code guid="2" name="Ramps" isCodable="true"><Code guid="3" name="Steep"
          isCodable="true"/></Code></Code></Codes></CodeBook>"""

        found = read_codebook(content, "nvivo.qdc")

        assert [(e.key, e.name, e.definition, e.parent, e.colour) for e in found] == [
            ("access", "Access", "Steps.", "", "red"),
            ("ramps", "Ramps", "", "access", ""),
            ("steep", "Steep", "", "access", ""),
        ]

    def test_a_semicolon_table_is_read_as_well(self):
        found = read_codebook(b"tag;description\nPay;Too little\n", "tags.csv")

        assert [(each.name, each.definition) for each in found] == [("Pay", "Too little")]

    def test_no_cell_of_a_table_runs_in_a_spreadsheet(self):
        content = write.taguette([ThemeEntry("x", "=HYPERLINK(1)", "@SUM(A1)")]).decode()

        assert content.splitlines()[1].startswith("'=HYPERLINK(1),\"'@SUM(A1)")


QDC = '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{}</Codes></CodeBook>'


@pytest.mark.parametrize(
    ("filename", "content", "sentence"),
    [
        ("a.qdc", "no xml", "not sound XML"),
        ("a.qdc", "<CodeBook><Codes>", "not sound XML"),
        ("a.qdc", "<html/>", "no REFI-QDA codebook"),
        ("a.qdc", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "XML entities"),
        ("a.qdc", QDC.format("<Code name=' '/>"), "line 1: a code has no name"),
        (
            "a.qdc",
            QDC.format("<Code name='A'/><Code name='a'/>"),
            "and 2 have the same name “a”",
        ),
        ("a.qdc", QDC.format(""), "no themes"),
        ("a.csv", "name,colour\nA,b\n", None),
        ("a.csv", "word,text\nA,b\n", "no column “tag”"),
        ("a.csv", "tag,description\nA,b\n,c\n", "row 3: the tag has no name"),
        ("a.csv", "tag,description\nA,b\nA,c\n", "themes 1 and 2 have the same name"),
        ("a.csv", 'tag,description\n"A,b\n', "line 2: this is not a table"),
        ("a.csv", "tag,description\nA,Part of: nowhere\n", "theme 1 .* stands under “nowhere”"),
        ("a.csv", f"tag,description\n{'x' * 121},\n", "theme 1: its name has 121 characters"),
        ("a.csv", "tag,description\n", "no themes"),
        ("a.toml", "theme = 3", "no themes"),
        ("a.toml", "[[theme", "no TOML file"),
        ("a.toml", '[[theme]]\nid = "a"\n', "theme 1 has no name"),
        ("a.toml", '[[theme]]\nid = "a b"\nname = "A"\n', "theme 1: the id “a b”"),
        ("a.toml", '[[theme]]\nname = "A"\ninclude = 3\n', "“include” is not text"),
        ("a.toml", '[[theme]]\nname = "A"\nexamples = [1]\n', "“examples” is not a list"),
        (
            "a.toml",
            '[[theme]]\nid="a"\nname="A"\n[[theme]]\nid="a"\nname="B"\n',
            "themes 1 and 2 have the same id “a”",
        ),
        (
            "a.toml",
            '[[theme]]\nid="a"\nname="A"\n[[theme]]\nid="b"\nname="B"\nparent="a"\n'
            '[[theme]]\nid="c"\nname="C"\nparent="b"\n',
            "one level of sub-themes",
        ),
        ("a.docx", "PK", "choose a .qdc, .csv or .toml"),
        ("a.csv", "  ", "is empty"),
    ],
)
def test_an_odd_file_is_refused_in_one_sentence(filename, content, sentence):
    if sentence is None:
        assert [each.name for each in read_codebook(content.encode(), filename)] == ["A"]
        return

    with pytest.raises(UnreadableFile, match=sentence):
        read_codebook(content.encode(), filename)
