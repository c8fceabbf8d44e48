"""The barrier summary: each number is its query, each quote a statement that counts."""

from __future__ import annotations

import csv
import io
import json

import docx
import openpyxl
import pytest
from sqlalchemy import event

from consult.models.kinds import StatementKind
from consult.models.responses import Route
from consult.models.reviews import Bookmark
from consult.models.statements import StatementState
from consult.models.themes import CodingState
from consult.models.workshops import Attendance, QuorumRule
from consult.services import reports, splitting, ties
from consult.services.reports import evidence, files, gathering, quotes
from consult.services.reports.stems import stems
from consult.services.workshops import attendance
from consult.writers import listing
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.isolation import write_in_child
from tests.services.reporting import TODAY, Material, at_random, counted
from tests.writers.reading import all_figures, docx_numbers, pdf_numbers
from tests.writers.strategies import HOSTILE

# Sums of several figures, each of which has a query of its own.
SUMS = ("gaps:", "overlaps:")


@pytest.fixture
def material(session, make):
    return Material(session, make)


def text_of(lines):
    return ["".join(p if isinstance(p, str) else p.text for p in line.parts) for line in lines]


def fill(material, **counts):
    for key, count in counts.items():
        for number in range(count):
            material.say(f"{key} is lacking, case {'i' * (number + 1)}", key)


class TestFigures:
    @pytest.mark.parametrize("seed", range(8))
    def test_each_is_what_its_own_query_counts(self, session, make, seed):
        material = at_random(session, make, seed)

        summary = material.summary()

        figures = [f for f in all_figures(summary) if not f.evidence.startswith(SUMS)]
        assert len({figure.evidence for figure in figures}) > 25
        for figure in figures:
            assert figure.count == counted(session, material.consultation, figure.evidence), figure

    @pytest.mark.parametrize("seed", range(8))
    def test_shares_are_of_the_barriers_that_do_not_wait(self, session, make, seed):
        material = at_random(session, make, seed)

        summary = material.summary()

        settled = counted(session, material.consultation, "settled:barrier")
        assert {section.figure.base for section in summary.sections} == {settled}
        assert summary.base.counted.base == counted(
            session, material.consultation, "kind:barrier state:live"
        )

    def test_each_file_says_them(self, session, make):
        material = at_random(session, make, 2)
        summary = material.summary()

        in_files = {
            "json": _in_json(write_in_child("json", summary.to_dict())),
            "csv": _in_csv(write_in_child("csv", summary.to_dict())),
            "xlsx": _in_xlsx(write_in_child("xlsx", summary.to_dict())),
            "docx": _in_docx(write_in_child("docx", summary.to_dict())),
        }

        for format_name, figures in in_files.items():
            own = [(name, count) for name, count in figures if not name.startswith(SUMS)]
            assert len(own) > 15, format_name
            for name, count in own:
                assert count == counted(session, material.consultation, name), (format_name, name)

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_the_pdf_says_the_numbers_of_the_word_file(self, session, make):
        summary = at_random(session, make, 1).summary()

        in_pdf = pdf_numbers(
            write_in_child("pdf", summary.to_dict()),
            in_footer=["23", "2026", *_digits(summary.consultation)],
        )
        in_word = docx_numbers(write_in_child("docx", summary.to_dict()))

        in_word.update(str(line) for line in range(1, 1 + len(summary.first_lines)))
        assert in_pdf == in_word

    @pytest.mark.parametrize("state", sorted(set(CodingState) - {CodingState.ACCEPTED}))
    def test_only_accepted_codings_count(self, material, state):
        material.say("Too few buses", "resources")
        material.say("No money", "resources", coding=state)

        summary = material.summary()

        assert [section.figure.count for section in summary.sections] == [1]
        assert summary.matrix.total.count == 1

    @pytest.mark.parametrize("state", sorted(set(StatementState) - {StatementState.LIVE}))
    def test_only_live_statements_count(self, material, state):
        material.say("Too few buses", "resources")
        material.say("No money at all", "resources", "trust", state=state)

        summary = material.summary()

        assert [section.name for section in summary.sections] == ["Resources"]
        assert summary.sections[0].figure.count == 1
        assert "No money at all" not in json.dumps(summary.to_dict())

    def test_a_merged_theme_counts_once(self, material):
        statement = material.say("Nobody trusts the forms", "trust", "resources")
        material.say("Rents are high", "apathy")
        material.merge("trust", into="apathy")
        material.merge("apathy", into="resources")

        (section,) = material.summary().sections

        assert (section.key, section.figure.count) == ("resources", 2)
        assert str(statement.id) in {quote.statement_id for quote in section.quotes}

    def test_a_statement_under_two_themes_is_once_in_its_row_s_total(self, material):
        material.say("No money and no trust", "resources", "trust", outcome="1.2")

        matrix = material.summary().matrix

        row = next(row for row in matrix.rows if row.outcome.reference == "1.2")
        assert [figure.count for figure in row.counts] == [1, 1]
        assert (row.total.count, matrix.total.count) == (1, 1)

    def test_what_waits_is_in_the_ledger_and_in_no_share(self, material):
        material.say("Too few buses", "resources")
        material.say("Nobody comes", "apathy", coding=CodingState.PROPOSED)

        summary = material.summary()

        assert (summary.base.counted.count, summary.base.waiting) == (1, 1)
        assert (summary.ledger.waiting.count, summary.ledger.received.count) == (1, 2)
        assert summary.sections[0].figure.base == 1

    def test_the_number_of_queries_does_not_grow(self, session, material):
        fill(material, resources=3, trust=2)
        few = _queries(session, material)
        fill(material, resources=15, trust=10)
        for _ in range(5):
            material.say("Lunch club", kind=StatementKind.WORK, partner="TC")

        assert _queries(session, material) == few < 37


def _digits(title: str) -> list[str]:
    return [word for word in title.split() if word.isdigit()]


def _in_json(content: bytes) -> list[tuple[str, int]]:
    report = BarrierSummary.from_dict(json.loads(content))
    return [(figure.evidence, figure.count) for figure in all_figures(report)]


def _in_csv(content: bytes) -> list[tuple[str, int]]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [(row["evidence"], int(row["count"])) for row in rows if row["count"]]


def _in_xlsx(content: bytes) -> list[tuple[str, int]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Figures"]
    rows = sheet.iter_rows(min_row=2, values_only=True)
    return [(str(row[7]), int(str(row[4]))) for row in rows]


def _in_docx(content: bytes) -> list[tuple[str, int]]:
    table = docx.Document(io.BytesIO(content)).tables[-1]
    rows = [[cell.text for cell in row.cells] for row in list(table.rows)[1:]]
    return [(name, int(number.replace(",", ""))) for _, number, name in rows]


def _queries(session, material) -> int:
    seen = []
    session.expire_all()
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
    material.summary()
    return len(seen)


class TestFirstLines:
    def test_name_the_largest_theme_with_count_base_and_share(self, material):
        fill(material, resources=7, trust=3)

        lines = text_of(material.summary().first_lines)

        assert lines[0] == "“Resources” is the barrier named most often: 7 of 10 (70%)."
        assert lines[1] == "Next comes “Trust” with 3 of 10 (30%)."

    def test_give_no_percentage_below_ten(self, material):
        fill(material, resources=6, trust=3)

        assert "%" not in "".join(text_of(material.summary().first_lines))

    def test_name_all_themes_that_are_as_large(self, material):
        fill(material, resources=2, trust=2, apathy=1)

        lines = text_of(material.summary().first_lines)

        assert lines[0].startswith(
            "“Resources” and “Trust” are the barriers named most often: each"
        )
        assert "2 of 5" in lines[0]

    def test_say_where_barriers_stand_without_work(self, material):
        material.say("No money", "resources", outcome="2.1")

        lines = text_of(material.summary().first_lines)

        assert "Nobody told of any work under outcome 2.1, where there is 1 barrier." in lines

    def test_are_none_where_nothing_is_accepted(self, material):
        material.say("No money", "resources", coding=CodingState.PROPOSED)

        assert material.summary().first_lines == ()

    def test_name_the_place_where_theme_and_outcome_meet_most_often(self, material):
        for number in range(3):
            material.say(f"No money, case {'i' * number}", "resources", outcome="2.1")
        material.say("Nobody comes", "apathy", outcome="2.1")

        lines = text_of(material.summary().first_lines)

        assert (
            "No theme is named as often under any outcome as “Resources” under 2.1: 3 of 4"
            " of those under a theme there."
        ) in lines


class TestQuotes:
    @pytest.mark.parametrize("seed", range(4))
    def test_are_a_live_statement_s_own_words(self, session, make, seed):
        material = at_random(session, make, seed)

        quoted = [said.quote for said in listing.statements(material.summary())]

        assert quoted
        for quote in quoted:
            statement = session.get(type(material.say()), int(quote.statement_id))
            assert (quote.text, statement.state) == (statement.text, StatementState.LIVE)
            assert statement.consultation_id == material.consultation.id

    def test_come_from_different_tables_before_one_table_is_heard_twice(self, material, make):
        other = make.table(material.table.workshop, number=9)
        for words in ("Buses stop running at six", "Rents rise every spring", "No lights in park"):
            material.say(words, "resources")
        material.say("Forms", "resources", table=other)
        material.say("The hall has no heating at all now", "resources", table=other)

        (section,) = material.summary().sections

        assert {"Town hall, table 4", "Town hall, table 9"} == {
            quote.place for quote in section.quotes[:2]
        }
        assert "Forms" not in {quote.text for quote in section.quotes}

    def test_never_say_the_same_words_twice(self, material):
        for words in ("Too few buses run", "too few  buses run", "Rents rise every spring"):
            material.say(words, "resources")

        (section,) = material.summary().sections

        said = [" ".join(quote.text.lower().split()) for quote in section.quotes]
        assert sorted(said) == ["rents rise every spring", "too few buses run"]

    def test_begin_with_what_an_officer_bookmarked(self, session, material):
        for words in ("Buses stop running at six", "Rents rise every spring", "No lights in park"):
            material.say(words, "resources")
        wanted = material.say("Forms", "resources")
        session.add(Bookmark(statement=wanted, set_by_id=material.person.id))
        session.commit()

        (section,) = material.summary().sections

        assert section.quotes[0].text == "Forms"

    def test_are_never_cut(self, material):
        endless = "We have said this at every meeting. " * 30
        material.say(endless.strip(), "resources")

        (section,) = material.summary().sections

        assert (section.figure.count, section.quotes) == (1, ())

    def test_say_question_and_route_of_an_answer(self, session, material):
        answer = material.answer(Route.PAPER)
        statement = material.say("Too few buses run at night", "resources")
        statement.source_kind, statement.table, statement.answer = "answer", None, answer
        session.commit()

        quote = material.summary().sections[0].quotes[0]

        assert (quote.route, quote.place) == ("Survey", "Question 1")

    @pytest.mark.parametrize(
        ("fewest", "shown"), [(5, ["online", "by letter"]), (10, ["online"])], ids=["five", "ten"]
    )
    def test_routes_with_few_people_are_named_without_a_number(
        self, session, material, fewest, shown
    ):
        material.consultation.fewest_shown = fewest
        came = {Route.ONLINE: 14, Route.LETTER: 8, Route.PAPER: 3, Route.EMAIL: 6}
        for route, times in came.items():
            for _ in range(times):
                material.answer(route)
        material.say("Too few buses run at night", "resources")

        summary = material.summary()

        told = [c.label.removeprefix("Survey respondents, ") for c in summary.base.people]
        assert told == [*shown, "Workshop tables"]
        assert len(summary.base.not_shown) == 4 - len(shown)
        page = write_in_child("html", summary.to_dict()).decode()
        assert page.count("not shown") == 4 - len(shown)

    def test_are_the_same_whatever_the_order_of_the_statements(self, session, make):
        material = at_random(session, make, 3)
        said = list(gathering.gather(session, material.consultation).barriers.values())
        words = {each.id: stems(each.text) for each in said}

        assert quotes.choose(said, words) == quotes.choose(said[::-1], words)


class TestBeside:
    def test_suggestions_that_share_a_word_come_first(self, material):
        for words in ("The hall costs money", "The hall is cold", "Hall hire doubled"):
            material.say(words, "resources")
        material.say("Nobody comes", "apathy")
        material.say("Ask the young", kind=StatementKind.SOLUTION)
        material.say("Share the hall", kind=StatementKind.SOLUTION)
        material.say("Share the hall elsewhere", kind=StatementKind.SOLUTION, outcome="2.1")

        section = material.summary().sections[0]

        assert [quote.text for quote in section.solutions] == ["Share the hall", "Ask the young"]

    def test_work_is_named_with_its_partner(self, material):
        material.say("The hall is cold", "resources")
        material.say("Hall repairs", kind=StatementKind.WORK, partner="TC")

        (section,) = material.summary().sections

        assert [(quote.text, quote.partners) for quote in section.work] == [
            ("Hall repairs", ("TC",))
        ]


class TestGaps:
    def test_are_outcomes_where_barriers_and_work_do_not_meet(self, material):
        material.say("No money", "resources", outcome="1.1")
        material.say("Not coded yet", outcome="1.1")
        material.say("Lunch club", outcome="1.2", kind=StatementKind.WORK)
        material.say("Nobody comes", "apathy", outcome="2.1")
        material.say("Garden club", outcome="2.1", kind=StatementKind.WORK)

        summary = material.summary()

        barriers, work = summary.barriers_without_work, summary.work_without_barriers
        assert [(gap.outcome.reference, gap.figure.count) for gap in barriers] == [("1.1", 2)]
        assert [(gap.outcome.reference, gap.figure.count) for gap in work] == [("1.2", 1)]

    def test_like_work_of_two_partners_may_overlap(self, material):
        material.say("Weekly lunch club at St Mary's", kind=StatementKind.WORK, partner="TC")
        material.say("A lunch club every week", kind=StatementKind.WORK, partner="Youth Forum")
        material.say("Lunch club again", kind=StatementKind.WORK, partner="TC")
        material.say("Lunch club", kind=StatementKind.WORK, partner="Elders", outcome="2.1")

        assert material.summary().overlaps == ()  # nothing unconfirmed leaves the house
        (overlap,) = material.summary(with_unconfirmed=True).overlaps

        assert overlap.title.startswith("May overlap, outcome 1.1:")
        assert "Youth Forum" in overlap.partners
        assert len(overlap.partners) == 2


class TestLimits:
    def test_are_said_with_the_facts_behind_them(self, material):
        fill(material, resources=10, trust=3)
        material.say("Unseen", coding=CodingState.PROPOSED)

        limits = " ".join(material.summary().cannot_conclude)

        assert "1 of 14 barriers still waits for review" in limits
        assert "“Trust” 3" in limits
        assert "“Resources”" not in limits
        assert "outcomes 1.2 and 2.1" in limits

    def test_say_what_no_person_has_looked_at(self, material):
        material.say("No money", "resources")
        material.say("Something else altogether")
        material.say("Looked at", "trust", coding=CodingState.REJECTED)
        material.run()

        summary = material.summary()

        assert summary.ledger.other.count == 2
        assert "for 1 barrier the analysis found no theme" in " ".join(summary.cannot_conclude)

    def test_count_respondents_who_named_no_barrier(self, session, material):
        for silent in range(11):
            answer = material.answer()
            if silent < 5:
                statement = material.say("Too few buses run at night", "resources")
                statement.source_kind, statement.table, statement.answer = "answer", None, answer
        session.commit()

        limits = " ".join(material.summary().cannot_conclude)
        material.consultation.fewest_shown = 10
        session.commit()

        assert "What 6 of 11 survey respondents think" in limits
        assert "What some survey respondents think" in " ".join(material.summary().cannot_conclude)


class TestEmpty:
    def test_consultation_gives_a_report_that_says_so(self, session, make):
        material = Material(session, make)

        summary = material.summary()

        assert (summary.sections, summary.matrix.rows, summary.cannot_conclude) == ((), (), ())
        assert summary.ledger.received.count == 0
        assert b"No barrier has been accepted yet" in write_in_child("html", summary.to_dict())


class TestFiles:
    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    @pytest.mark.parametrize("format_name", ["docx", "pdf", "html", "xlsx"])
    def test_need_neither_an_organisation_nor_a_purpose(self, session, material, format_name):
        fill(material, resources=2)
        summary = reports.barrier_summary(session, material.consultation, generated_on=TODAY)

        assert (summary.organisation, summary.purpose) == ("", "")
        assert write_in_child(format_name, summary.to_dict())

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_hostile_words_are_only_words(self, material):
        for words in HOSTILE:
            clean = words.replace("\x00", "").replace("\ud800", "")
            material.theme("resources").name = "<script>alert(1)</script>"
            material.say(clean, "resources", partner=clean[:90])
        summary = material.summary()

        page = write_in_child("html", summary.to_dict())

        assert b"<script" not in page
        assert b"&lt;script&gt;alert" in page
        for format_name in ("docx", "pdf", "xlsx", "csv"):
            assert write_in_child(format_name, summary.to_dict())

    def test_the_same_state_gives_the_same_report(self, material):
        fill(material, resources=4, trust=2)

        assert material.summary() == material.summary()

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    @pytest.mark.parametrize("format_name", ["docx", "pdf", "xlsx", "csv", "json", "charts"])
    def test_the_same_state_gives_the_same_bytes(self, material, format_name):
        fill(material, resources=4, trust=2)

        one, other = (write_in_child(format_name, material.summary().to_dict()) for _ in range(2))

        assert one == other

    def test_are_written_once_for_the_same_content(self, material):
        fill(material, resources=2)

        first = files.render(material.summary(), "csv")
        again = files.render(material.summary(), "csv")
        material.say("Something new", "trust")
        changed = files.render(material.summary(), "csv")

        assert again is first
        assert changed != first

    def test_the_shelf_lets_go_of_what_was_used_least_recently(self):
        shelf = files.Shelf(most=2, most_bytes=10)
        shelf.keep(("a", "csv"), b"1234")
        shelf.keep(("b", "csv"), b"1234")
        shelf.get(("a", "csv"))
        shelf.keep(("c", "csv"), b"12")

        assert shelf.get(("b", "csv")) is None
        assert shelf.get(("a", "csv")) == b"1234"

        shelf.keep(("d", "csv"), b"123456789")

        assert [shelf.get((name, "csv")) for name in "acd"] == [None, None, b"123456789"]


class TestEvidence:
    @pytest.mark.parametrize("value", ["2.1", "a b", "it's", "a:b", 'say "so"', "ä", ""])
    def test_a_name_can_be_read_back(self, value):
        name = evidence.name(theme="resources", partner=value)

        assert evidence.parts_of(name) == {"theme": "resources", "partner": value}

    def test_what_no_list_shows_has_no_filters(self, session, material):
        index = evidence.index(session, material.consultation)

        for name in ("responses:online", "theme:trust partner:TC", "theme:any outcome:none", "'"):
            assert index.filters(name) is None


class TestWhoWasThere:
    @pytest.fixture
    def workshop(self, material):
        return material.table.workshop

    @pytest.fixture
    def listed(self, session, workshop):
        workshop.quorum_rule, workshop.quorum_size = QuorumRule.PEOPLE, 2
        people = attendance.read("Sam Oak, Traders\nKim Elm, Traders\nJo Yew, School")
        sam, kim, _ = attendance.add(session, workshop, people).added
        attendance.mark(session, sam, Attendance.PRESENT)
        attendance.substitute(session, kim, "Mo Fir")
        return workshop

    def test_is_told_in_counts_and_organisations(self, material, listed):
        (held,) = material.summary(with_names=True).attendance

        assert (held.workshop, held.present.count, held.invited.count) == (listed.title, 2, 3)
        assert (held.apologies.count, held.substitutes.count) == (1, 1)
        assert [(each.label, each.figure.count) for each in held.organisations] == [("Traders", 2)]
        assert held.absent == ("School",)
        assert held.quorum == "Quorum: 2 people. It was met: 2 came."

    def test_names_nobody_unless_it_is_for_staff(self, session, material, listed):
        public = reports.barrier_summary(session, material.consultation, generated_on=TODAY)
        staff = reports.barrier_summary(
            session, material.consultation, generated_on=TODAY, with_names=True
        )

        assert "Sam Oak" not in json.dumps(public.to_dict())
        assert staff.attendance[0].people == ("Mo Fir (Traders), for Kim Elm", "Sam Oak (Traders)")
        assert staff.attendance[0].apologies_from == ("Kim Elm (Traders)",)

    def test_is_counted_again_by_its_evidence(self, session, material, listed):
        (held,) = material.summary(with_names=True).attendance
        figures = (held.present, held.invited, held.apologies, held.substitutes)

        for figure in (*figures, held.organisations[0].figure):
            assert figure.count == counted(session, material.consultation, figure.evidence), figure

    def test_tells_no_organisation_of_few_by_its_number_or_by_the_rest(
        self, session, material, workshop
    ):
        people = [("Traders", 7), ("School", 6), ("Council", 6), ("Church", 1)]
        lines = "\n".join(f"{name} {n}, {name}" for name, many in people for n in range(many))
        for person in attendance.add(session, workshop, attendance.read(lines)).added:
            attendance.mark(session, person, Attendance.PRESENT)

        (held,) = material.summary().attendance

        shown = {each.label: each.figure.count for each in held.organisations}
        left = held.present.count - sum(shown.values())
        assert "Church" not in shown
        # Whoever takes what is shown from all who came is left with two that may be anything.
        assert (len(held.uncounted), left) == (2, 7)
        assert set(shown) | set(held.uncounted) == {name for name, _ in people}

    def test_names_no_organisation_where_all_who_came_would_be_from_it(
        self, session, material, listed
    ):
        (held,) = material.summary().attendance

        assert (held.organisations, held.uncounted) == ((), ())

    def test_is_left_out_where_no_list_was_kept(self, material, workshop):
        assert material.summary().attendance == ()


class TestTiedSolutions:
    def test_stand_under_each_theme_of_their_barriers_and_once(self, session, material):
        first = material.say("Too few buses", "resources", "trust")
        second = material.say("No late bus", "resources")
        solution = material.say("Run a later bus", kind=StatementKind.SOLUTION)
        ties.tie(session, solution, [first, second])

        sections = {section.key: section for section in material.summary().sections}

        (under_resources,) = sections["resources"].tied_solutions
        (under_trust,) = sections["trust"].tied_solutions
        assert under_resources.quote.text == "Run a later bus"
        assert under_resources.barriers == (str(first.id), str(second.id))
        assert under_trust.barriers == (str(first.id),)
        assert "answers statement " in under_trust.source
        assert all(section.solutions == () for section in sections.values())

    def test_that_do_not_count_are_left_out(self, session, material):
        barrier = material.say("Too few buses", "resources")
        solution = material.say(
            "Run a later bus", kind=StatementKind.SOLUTION, state=StatementState.WITHHELD
        )
        ties.tie(session, solution, [barrier])

        (section,) = material.summary().sections

        assert section.tied_solutions == ()


class TestSplits:
    def test_count_as_their_points_and_are_told(self, session, material):
        material.say("Too few buses", "resources")
        whole = material.say("No time / no money", "trust")
        splitting.split(session, whole, ["no time", "no money"], seen_version=1)

        summary = material.summary()

        assert summary.ledger.received.count == 3
        assert summary.base.statements.count == 3
        assert [section.key for section in summary.sections] == ["resources"]
        assert any(
            "1 statement that made several points was split; the 2 points count" in note
            for note in summary.method.notes
        )


class TestShortNames:
    def test_in_quotes_are_spoken_for(self, session, make, material):
        make.organisation("Harbour Trust", "HT")
        make.organisation("Nobody’s Trust", "NT")
        material.say("The lunch club of HT is full every week", "resources")

        assert material.summary().short_names == (("HT", "Harbour Trust"),)
