"""The report's page, its charts and its files."""

from __future__ import annotations

import io
import subprocess
import sys

import docx
import html5lib
import pytest

from consult.models.accounts import RoleName
from consult.models.kinds import StatementKind
from consult.models.statements import StatementState
from consult.models.themes import CodingState
from consult.writers.figures import whole
from tests.services.reporting import Material, at_random, counted
from tests.services.test_reports import SUMS, fill
from tests.writers.reading import evidence
from tests.writers.strategies import HOSTILE

OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.fixture
def material(session, make):
    return Material(session, make, purpose="To learn what gets in the way.")


@pytest.fixture
def open_page(client_of):
    """Return a function that opens a page as an officer, or as whoever is named."""

    def open_page(material, path="", role=RoleName.OFFICER):
        return client_of(role).get(f"/staff/c/{material.consultation.slug}/report{path}")

    return open_page


def links(reply) -> dict[str, str]:
    """Return the addresses of a page's links by their text."""
    page = html5lib.parse(reply.data, namespaceHTMLElements=False)
    return {" ".join("".join(link.itertext()).split()): link.get("href") for link in page.iter("a")}


class TestPage:
    @pytest.mark.parametrize("seed", range(3))
    def test_says_every_number_as_its_own_query_counts_it(self, session, make, open_page, seed):
        material = at_random(session, make, seed)

        shown = evidence(open_page(material).data)

        own = [(name, text) for name, text in shown if not name.startswith(SUMS)]
        assert len({name for name, _ in own}) > 20
        for name, text in own:
            number = counted(session, material.consultation, name)
            said = text.split(" ")[0].removesuffix(".")
            assert said == (whole(number) if said != "–" else "–"), (name, text)
            assert said != "–" or number == 0

    def test_opens_the_statements_behind_a_cell(self, material, open_page, client_of):
        fill(material, resources=3)
        material.say("No money, no trust", "resources", "trust", outcome="2.1")
        other = material.say("Nobody trusts us", "trust", outcome="2.1")
        material.code(other, "resources", CodingState.PROPOSED)
        material.say("Not decided", "resources", outcome="2.1", coding=CodingState.PROPOSED)

        address = links(open_page(material))["1 in 2.1 Title of 2.1, Resources"]

        listed = client_of().get(address).get_data(as_text=True)
        assert "No money, no trust" in listed
        assert "Not decided" not in listed
        assert "Nobody trusts us" not in listed
        assert "resources is lacking" not in listed

    def test_opens_the_page_of_a_quoted_statement(self, material, open_page, client_of):
        statement = material.say("Buses stop running at six", "resources")

        address = links(open_page(material))[
            f"Statement {statement.id} · outcome 1.1 · Workshop · Town hall, table 4"
        ]

        assert "Buses stop running at six" in client_of().get(address).get_data(as_text=True)

    def test_shows_a_chart_with_its_numbers(self, material, open_page):
        fill(material, resources=3, trust=1)

        page = html5lib.parse(open_page(material).data, namespaceHTMLElements=False)

        (figure,) = (each for each in page.iter("figure") if each.find(".//img") is not None)
        assert "Resources 3, Trust 1" in figure.find(".//img").get("alt")
        assert [row[0].text for row in figure.find(".//tbody")] == ["Resources", "Trust"]

    def test_says_first_what_is_not_finished(self, material, open_page):
        material.say("Too few buses", "resources")
        material.say("Nobody comes", "apathy", coding=CodingState.PROPOSED)

        page = open_page(material)

        text = page.get_data(as_text=True)
        assert "1 of 2 barriers waits for review" in text
        assert "Review the barriers that wait" in links(page)

    def test_never_shows_what_is_withheld(self, material, open_page):
        material.say("Too few buses", "resources")
        material.say("My neighbour Ann did it", "resources", state=StatementState.WITHHELD)
        material.say("Ann again", kind=StatementKind.WORK, state=StatementState.STRUCK)

        assert "Ann" not in open_page(material).get_data(as_text=True)

    def test_hostile_words_are_only_words(self, material, open_page):
        for words in HOSTILE:
            clean = words.replace("\x00", "").replace("\ud800", "")
            material.say(clean, "resources", partner=clean[:90])
            material.say(clean, kind=StatementKind.WORK, partner=clean[:90])
        material.theme("resources").name = "<img src=x onerror=alert(1)>"
        material.session.commit()

        page = html5lib.parse(open_page(material).data, namespaceHTMLElements=False)

        attributes = {key for image in page.iter("img") for key in image.attrib}
        assert attributes == {"alt", "class", "src"}
        assert all(image.get("src").startswith("/staff/c/") for image in page.iter("img"))
        assert not any("alert" in (script.text or "") for script in page.iter("script"))

    def test_of_nothing_says_where_to_start(self, material, open_page):
        page = open_page(material)

        assert "No barrier has come in yet" in page.get_data(as_text=True)
        assert links(page)["Go to workshops"].rstrip("/").endswith("/workshops")
        assert "Word" not in links(page)

    def test_of_nothing_accepted_says_how_much_waits(self, material, open_page):
        material.say("No money", "resources", coding=CodingState.PROPOSED)

        page = open_page(material)

        assert "1 barrier waits for review" in page.get_data(as_text=True)
        assert links(page)["Review themes"].rstrip("/").endswith("/themes")

    def test_gives_percentages_only_from_a_base_of_ten(self, material, open_page):
        fill(material, resources=8, trust=1)

        assert "%)" not in open_page(material).get_data(as_text=True)


WEB_PROCESS = """
import sys
from consult import create_app
from consult.config import Config
app = create_app(Config(database_url="sqlite://", secret_key="k" * 40, secure_cookies=False))
heavy = {"matplotlib", "numpy", "sklearn", "nltk", "typst", "docx", "openpyxl"}
print(sorted(heavy & set(sys.modules)))
"""


def test_the_web_process_never_loads_what_draws():
    done = subprocess.run(
        [sys.executable, "-c", WEB_PROCESS], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


class TestCharts:
    def test_are_pictures_that_their_reader_may_keep(self, material, open_page):
        fill(material, resources=2)

        reply = open_page(material, "/charts/themes-1.svg")

        assert (reply.status_code, reply.mimetype) == (200, "image/svg+xml")
        assert reply.headers["Cache-Control"].startswith("private, max-age=")
        assert b"<svg" in reply.data

    @pytest.mark.parametrize("name", ["themes-9", "..", "%2e%2e%2fetc", "nothing"])
    def test_there_are_no_others(self, material, open_page, name):
        fill(material, resources=2)

        assert open_page(material, f"/charts/{name}.svg").status_code == 404


class TestDownload:
    @pytest.mark.parametrize(
        ("ending", "media_type"),
        [
            ("docx", f"{OFFICE}.wordprocessingml.document"),
            ("pdf", "application/pdf"),
            ("xlsx", f"{OFFICE}.spreadsheetml.sheet"),
            ("csv", "text/csv"),
            ("json", "application/json"),
        ],
    )
    def test_has_a_name_and_a_type(self, material, open_page, ending, media_type):
        fill(material, resources=2)

        reply = open_page(material, f"/download/{ending}")

        assert (reply.status_code, reply.mimetype) == (200, media_type)
        slug = material.consultation.slug
        assert f"{slug}-barrier-summary.{ending}" in reply.headers["Content-Disposition"]
        assert reply.headers["Content-Disposition"].startswith("attachment")

    def test_of_the_word_file_says_what_the_page_says(self, material, open_page):
        fill(material, resources=3, trust=1)

        page = open_page(material).get_data(as_text=True)
        word = docx.Document(io.BytesIO(open_page(material, "/download/docx").data))

        quotes = [p.text for p in word.paragraphs if p.style.name == "Quotation"]
        assert len(quotes) == 4
        assert all(quote in page for quote in quotes)

    def test_is_not_for_facilitators_who_may_read(self, material, open_page):
        fill(material, resources=2)

        page = open_page(material, role=RoleName.FACILITATOR)

        assert page.status_code == 200
        assert "Word" not in links(page)
        assert open_page(material, "/download/pdf", RoleName.FACILITATOR).status_code == 403

    def test_of_another_ending_is_refused(self, material, open_page):
        reply = open_page(material, "/download/exe")

        assert reply.status_code == 404
        assert "cannot be had as “exe”" in reply.get_data(as_text=True)


class TestOverlaps:
    def test_an_officer_confirms_a_pair_and_takes_it_back(self, material, open_page, client_of):
        work = {"kind": StatementKind.WORK}
        one = material.say("Weekly lunch club <b>here</b>", "resources", partner="TC", **work)
        other = material.say("A lunch club every week", partner="Youth Forum", **work)
        material.say("No lunch club", "resources")
        assert "May overlap, outcome 1.1" in open_page(material).get_data(as_text=True)
        browser = client_of(RoleName.OFFICER)
        base = f"/staff/c/{material.consultation.slug}/report/overlaps"
        address = f"{base}/{one.id}-{other.id}"

        refused = browser.post(address, data={"verdict": "confirmed"}).get_data(as_text=True)
        neither = browser.post(address, data={"verdict": "", "reason": "So"}).get_data(as_text=True)
        said = {"verdict": "confirmed", "reason": "Same <i>hall</i>"}
        saved = browser.post(address, data=said, follow_redirects=True).get_data(as_text=True)

        assert "Say why" in refused
        assert "Choose one of the two" in neither
        assert "Confirmed (1)" in saved
        assert "Same &lt;i&gt;hall" in saved
        report = open_page(material).get_data(as_text=True)
        assert "May overlap" not in report
        assert "confirmed that it overlaps" in report
        undone = browser.post(f"{address}/undo", follow_redirects=True).get_data(as_text=True)
        assert "May overlap (1)" in undone
