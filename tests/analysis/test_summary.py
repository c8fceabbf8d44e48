"""What a summary says, and that its figures bear it out."""

from __future__ import annotations

import csv
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from analysis.cli import main
from analysis.findings import Count, first_lines
from analysis.periods import UnreadableDate, parse_date, periods_of

CODEBOOK = """
version = "1"
[[theme]]
id = "buses"
name = "Buses & trams"
definition = "People say that there are too few buses."
seeds = ["bus", "buses"]
phrases = ["no bus"]
[[theme]]
id = "parks"
name = "Parks"
definition = "People speak of parks and trees."
seeds = ["park", "parks", "trees"]
[[theme]]
id = "pools"
name = "Pools"
definition = "People speak of swimming."
seeds = ["swimming", "pool"]
"""
ROWS = (
    [("The bus never comes", "North", "5/1/2026")] * 14
    + [("More trees in the park", "South", "3 March 2026")] * 12
    + [("The swimming pool is cold", "South", "2026-03-09")] * 3
    + [("n/a", "South", "")] * 2
    + [("<b>No bus</b> & no tram | ever", "North", "")]
)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "codebook.toml").write_text(CODEBOOK, "utf-8")
    with (tmp_path / "said.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "ward", "sent"])
        for number, (text, ward, sent) in enumerate(ROWS):
            end = "" if text == "n/a" else " truly" * (number % 3)
            writer.writerow([number, text + end, ward, sent])
    return tmp_path


def report(files, *options: str) -> int:
    said, codebook = str(files / "said.csv"), str(files / "codebook.toml")
    return main(["report", said, "--codebook", codebook, "--out", str(files / "out"), *options])


class TestReport:
    def test_writes_a_table_for_each_figure(self, files):
        status = report(files, "--group", "ward", "--date", "sent")

        names = {path.name for path in (files / "out").iterdir()}
        figures = {name.removesuffix(".svg") for name in names if name.endswith(".svg")}
        assert status == 0
        assert figures >= {"themes", "group-1", "time", "map", "sure"}
        page = (files / "out" / "summary.html").read_text("utf-8")
        assert len(re.findall("<img ", page)) == len(figures)
        assert {f"{name}.csv" for name in figures - {"map"}} <= names

    def test_says_first_what_the_table_shows(self, files):
        report(files, "--group", "ward")

        text = (files / "out" / "summary.md").read_text("utf-8")
        assert "30 statements say something" in text
        assert re.search(r"most frequent theme is Buses & trams: 1\d \(\d+%\) of 30", text)
        assert "By ward, North speaks of Buses & trams more often than the others" in text

    def test_hides_small_counts_of_groups_and_says_so(self, files):
        report(files, "--group", "ward")

        grid = (files / "out" / "group-1.csv").read_text("utf-8").splitlines()
        pools = next(line for line in grid if line.startswith("Pools"))
        assert pools.split(",")[1:] in (["0", "–"], ["–", "–"])
        assert "hidden, being below 5" in (files / "out" / "summary.html").read_text("utf-8")

    def test_shows_all_counts_where_the_threshold_is_nought(self, files):
        report(files, "--group", "ward", "--threshold", "0")

        assert "Pools,0,3" in (files / "out" / "group-1.csv").read_text("utf-8")

    def test_takes_no_mark_up_from_what_people_said(self, files):
        report(files)

        page = (files / "out" / "summary.html").read_text("utf-8")
        assert "<b>" not in page
        assert "&lt;b&gt;No bus" in page
        assert r"\<b\>No bus" in (files / "out" / "summary.md").read_text("utf-8")

    def test_makes_a_page_that_a_strict_policy_and_a_screen_reader_bear(self, files):
        report(files, "--group", "ward", "--date", "sent")

        page = Page()
        page.feed((files / "out" / "summary.html").read_text("utf-8"))
        assert page.language == "en-GB"
        assert not page.faults
        assert page.headings[0] == "h1"
        assert page.headings.count("h1") == 1
        assert page.tables == page.captions > 0

    @pytest.mark.parametrize(
        ("text", "count"), [("The bus never comes", 1), ("n/a", 1), ("The bus never comes", 30)]
    )
    def test_bears_one_statement_and_many_alike(self, files, text, count):
        rows = "".join(f"{at},{text}\n" for at in range(count))
        (files / "said.csv").write_text(f"id,text\n{rows}", "utf-8")

        assert report(files) == 0


class Page(HTMLParser):
    """What matters of a page for policies and screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.headings: list[str] = []
        self.faults: list[str] = []
        self.tables = self.captions = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.language = given.get("lang", self.language) if tag == "html" else self.language
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag in ("script", "style", "iframe") or any(
            name == "style" or name.startswith("on") for name in given
        ):
            self.faults.append(f"{tag} {given}")
        if tag == "img" and not given.get("alt"):
            self.faults.append("an image without words")
        if tag == "th" and "scope" not in given:
            self.faults.append("a heading of a table without a scope")


class TestFirstLines:
    def test_give_no_percentage_of_a_small_base(self):
        lines = first_lines([Count("Trust", 4), Count("Money", 2)], 9, 3)

        assert lines == [
            "9 statements say something.",
            "The most frequent theme is Trust: 4 of 9.",
            "Next comes Money, 2.",
            "3 of the 9 fit no theme of the codebook.",
        ]

    def test_put_equals_side_by_side(self):
        lines = first_lines([Count("Trust", 4), Count("Money", 4)], 30, 0)

        assert lines[1] == "Trust and Money come first alike, each with 4 (13%) of 30."

    def test_say_so_where_nothing_was_said(self):
        assert first_lines([Count("Trust", 0)], 0, 0) == ["No statement says anything."]
        assert "None of the 1 statement fits" in first_lines([Count("Trust", 0)], 1, 1)[0]


class TestPeriods:
    @pytest.mark.parametrize(
        ("cell", "day"),
        [
            ("2026-03-05", date(2026, 3, 5)),
            ("2026-03-05 10:15:00", date(2026, 3, 5)),
            ("05/03/2026", date(2026, 3, 5)),
            ("5.3.26", date(2026, 3, 5)),
            ("3/25/2026", date(2026, 3, 25)),
            ("Thursday, 5th March 2026", date(2026, 3, 5)),
            ("Mar 2026", date(2026, 3, 1)),
            ("2026", date(2026, 1, 1)),
        ],
    )
    def test_read_dates_as_people_write_them(self, cell, day):
        assert parse_date(cell) == day

    @pytest.mark.parametrize("cell", ["soon", "31/2/2026", "2026-13-01", "12 Foo 2026"])
    def test_refuse_what_is_no_date(self, cell):
        with pytest.raises(UnreadableDate):
            parse_date(cell)

    def test_leave_out_no_month_in_which_nothing_came(self):
        names, places = periods_of([date(2025, 12, 30), date(2026, 3, 1)])

        assert names == ["Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026"]
        assert places == [0, 3]

    def test_are_days_or_years_where_that_tells_more(self):
        assert periods_of([date(2026, 2, 27), date(2026, 3, 1)])[0] == ["27 Feb", "28 Feb", "1 Mar"]
        assert periods_of([date(2019, 1, 1), date(2026, 1, 1)])[0] == [
            str(y) for y in range(2019, 2027)
        ]
