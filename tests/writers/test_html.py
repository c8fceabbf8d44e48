"""The page as one file: self-contained, sound markup, no script whatever a statement holds."""

from __future__ import annotations

import itertools
from dataclasses import replace

import html5lib
import pytest

from consult.writers import html
from tests.writers.sample import empty, rich
from tests.writers.strategies import HOSTILE

POLYGLOT = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"' onload=x"


def parsed(content):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(content)


class TestPage:
    def test_markup_is_sound(self):
        page = parsed(html.write(rich()))

        assert page.get("lang") == "en-GB"
        assert page.findtext(".//title") == "What stands in the way – Alderhaven conversation 2026"

    def test_asks_no_other_machine(self):
        page = parsed(html.write(rich()))

        names = ("src", "srcset", "href")
        addresses = [e.get(name) for e in page.iter() for name in names if e.get(name)]
        assert addresses
        assert all(address.startswith(("data:image/svg+xml;base64,", "#")) for address in addresses)

    def test_headings_leave_out_no_level(self):
        page = parsed(html.write(rich()))

        tags = [e.tag for e in page.iter() if e.tag in ("h1", "h2", "h3", "h4", "h5")]
        levels = [int(tag[1]) for tag in tags]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))

    def test_each_header_cell_says_what_it_heads(self):
        page = parsed(html.write(rich()))

        assert {cell.get("scope") for cell in page.iter("th")} == {"col", "row"}

    def test_picture_says_its_numbers_in_words(self):
        page = parsed(html.write(rich()))

        assert [image.get("alt", "")[:23] for image in page.iter("img")] == [
            "Bar chart of barriers b"
        ]

    def test_chart_has_a_narrow_twin_and_no_box_that_scrolls(self):
        page = parsed(html.write(rich()))

        (picture,) = page.iter("picture")
        narrow, wide = picture.find("source"), picture.find("img")
        assert narrow.get("media") == "screen and (max-width: 40rem)"
        assert narrow.get("srcset") != wide.get("src")
        assert not [box for box in page.iter("div") if box.find(".//img") is not None]

    def test_ids_are_unique(self):
        page = parsed(html.write(rich()))

        ids = [e.get("id") for e in page.iter() if e.get("id")]
        assert len(ids) == len(set(ids))

    def test_empty_report_says_that_nothing_was_accepted(self):
        text = " ".join(parsed(html.write(empty())).itertext())

        assert "No barrier has been accepted yet." in text


class TestHostileText:
    @pytest.mark.parametrize("text", [POLYGLOT, *HOSTILE])
    def test_brings_no_element_of_its_own(self, text):
        calm = rich()
        section = replace(calm.sections[0], name=text, definition=text)
        quote = replace(section.quotes[0], text=text, place=text, statement_id=text)
        hostile = replace(
            calm,
            title=text,
            organisation=text,
            consultation=text,
            purpose=text,
            sections=(replace(section, quotes=(quote,)), *calm.sections[1:]),
        )
        one_quote = replace(section, name="Calm", quotes=(section.quotes[0],))
        still = replace(calm, sections=(one_quote, *calm.sections[1:]))

        tags = [e.tag for e in parsed(html.write(hostile)).iter()]

        assert tags == [e.tag for e in parsed(html.write(still)).iter()]

    def test_policy_allows_no_script_and_only_its_own_style(self):
        page = parsed(html.write(rich()))

        policy = page.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
        assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
        assert not list(page.iter("script"))
        assert not [
            e for e in page.iter() if e.get("style") or any(a.startswith("on") for a in e.attrib)
        ]
