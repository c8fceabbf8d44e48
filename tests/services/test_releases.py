"""Two files of a report that leave one after the other: together they give away nothing hidden."""

from __future__ import annotations

import io
import json
import random
import re
from itertools import pairwise, product

import pytest
from pptx import Presentation
from sqlalchemy import func, select

from consult.models.audit import AuditEvent
from consult.models.disclosure import FigureRelease
from consult.models.responses import Route
from consult.models.workshops import Attendance
from consult.services import disclosure, outputs
from consult.services.outputs import Making
from consult.services.refusals import Conflict
from consult.services.reports import exporting
from consult.services.workshops import attendance
from consult.writers.barrier_summary import BarrierSummary
from tests.services.reporting import TODAY, Material
from tests.services.test_publishing import publish

LABELS = {
    Route.ONLINE: "Survey respondents, online",
    Route.PAPER: "Survey respondents, on paper",
    Route.LETTER: "Survey respondents, by letter",
    Route.EMAIL: "Survey respondents, by email",
}


@pytest.fixture
def material(session, make):
    material = Material(session, make, ("resources", "trust"), slug="parks")
    for number in range(12):
        material.say(f"There is no bus in the evening, says {number}", "resources", outcome="1.1")
    return material


def came(material, **times: int) -> None:
    for name, number in times.items():
        for _ in range(number):
            material.answer(Route[name.upper()])


def download(material, ending: str = "json", **more) -> bytes:
    material.session.expire_all()
    return exporting.render(
        material.session,
        material.consultation,
        ending,
        made_on=TODAY,
        organisation="Testbury",
        **more,
    )


def read(content: bytes) -> BarrierSummary:
    return BarrierSummary.from_dict(json.loads(content))


def routes_in(summary: BarrierSummary) -> tuple[dict[str, int | None], int | None]:
    """Return what a summary tells of each route, and of all who answered."""
    routes = {c.label: c.figure.count for c in summary.base.people if "respondents" in c.label}
    routes |= dict.fromkeys(summary.base.not_shown)
    sentence = re.search(r"What \d+ of (\d+) survey", " ".join(summary.cannot_conclude))
    return routes, int(sentence[1]) if sentence else None


def known(summaries: list[BarrierSummary], most: int = 14) -> set[tuple[int, str]]:
    """Return the hidden counts, by file and route, that somebody can work out of all of them.

    Somebody who tries every history: no count falls, something hidden is of fewer than five, and
    the total is the sum where it is told.
    """
    told = [routes_in(each) for each in summaries]
    names = sorted({name for routes, _ in told for name in routes})
    fitting = [_fitting(routes, total, names, most) for routes, total in told]
    histories = [
        history
        for history in product(*fitting)
        if all(a <= b for was, now in pairwise(history) for a, b in zip(was, now, strict=True))
    ]
    assert histories
    return {
        (when, name)
        for when, (routes, _) in enumerate(told)
        for at, name in enumerate(names)
        if routes.get(name, 0) is None and len({each[when][at] for each in histories}) == 1
    }


def _fitting(routes, total, names, most):
    hidden = [name for name in names if routes.get(name, 0) is None]
    lines = product(
        *(range(1, most) if name in hidden else [routes.get(name, 0)] for name in names)
    )
    return [
        line
        for line in lines
        if total in {None, sum(line)}
        and (not hidden or min(line[names.index(name)] for name in hidden) < 5)
    ]


class TestRoutes:
    def test_one_more_answer_is_not_told_by_a_second_download(self, session, material):
        came(material, online=20, paper=4, letter=9)
        pages = [material.summary()]
        first = read(download(material))
        came(material, paper=1)
        pages.append(material.summary())

        second = read(download(material))

        assert routes_in(first) == routes_in(second)
        assert known([first, second]) == set()
        # What a page tells an officer, laid beside what it told before, gives both away.
        assert known(pages) == {(0, LABELS[Route.PAPER]), (0, LABELS[Route.LETTER])}
        assert (
            session.scalar(select(func.count()).where(AuditEvent.event == "report.exported")) == 2
        )

    @pytest.mark.parametrize("ending", ["html", "docx", "xlsx", "csv", "pdf"])
    def test_whatever_file_left_first_holds_the_next(self, material, ending):
        came(material, online=20, paper=4, letter=9)
        before = routes_in(read(download(material)))
        material.session.execute(FigureRelease.__table__.delete())
        material.session.commit()
        download(material, ending)
        came(material, paper=1)

        after = routes_in(read(download(material)))

        assert after == before

    @pytest.mark.parametrize("seed", range(6))
    def test_no_hidden_count_can_be_worked_out_of_three_downloads(self, material, seed):
        draw = random.Random(seed)  # noqa: S311 (nothing here is secret)
        summaries = []
        for most in (9, 4, 9):
            came(material, **{name: draw.randint(0, most) for name in ("paper", "letter", "email")})
            came(material, online=draw.choice([0, 7]))
            summaries.append(read(download(material)))

        assert known(summaries) == set()

    def test_an_edition_and_a_download_are_held_against_each_other(self, session, material):
        came(material, online=20, paper=6)
        download(material)
        came(material, paper=1)
        edition = publish(session, material)
        came(material, paper=1)
        last, _ = routes_in(read(download(material)))

        told = [row["count"] for row in edition.content["data"] if "on paper" in row["item"]]
        assert told == [6]
        assert last[LABELS[Route.PAPER]] == 6

    def test_enough_that_came_since_are_told(self, material):
        came(material, online=20, paper=6)
        download(material)
        came(material, paper=5)

        assert routes_in(read(download(material)))[0][LABELS[Route.PAPER]] == 11

    def test_a_page_is_not_kept(self, session, material):
        came(material, online=20, paper=6)

        material.summary()

        assert session.scalar(select(func.count()).select_from(FigureRelease)) == 0


def test_who_named_no_barrier_is_told_as_it_was(material):
    came(material, online=20)

    def told():
        return re.findall(
            r"What (\d+ of \d+) survey", " ".join(read(download(material)).cannot_conclude)
        )

    first = told()
    came(material, online=1)

    assert (first, told()) == (["20 of 20"], ["20 of 20"])


class TestWhoWasThere:
    def come(self, material, *people: tuple[str, int]) -> None:
        workshop = material.table.workshop
        lines = "\n".join(f"{org} {n + 100}, {org}" for org, many in people for n in range(many))
        for person in attendance.add(material.session, workshop, attendance.read(lines)).added:
            attendance.mark(material.session, person, Attendance.PRESENT)

    def told(self, content):
        (held,) = read(content).attendance
        counts = {each.label: each.figure.count for each in held.organisations}
        return counts, held.uncounted, held.present.count

    def test_one_more_from_a_small_organisation_is_not_told(self, material):
        self.come(material, ("Traders", 9), ("School", 6), ("Church", 4))
        first = self.told(download(material))
        self.come(material, ("Mosque", 1))
        (page,) = material.summary().attendance

        second = self.told(download(material))

        assert first == ({"Traders": 9}, ("Church", "School"), 19)
        assert second == first
        assert page.present.count == 20
        (held,) = read(download(material)).attendance
        assert (held.absent, held.quorum) == ((), "")

    def test_a_file_with_names_hides_nothing_and_is_told_as_it_is(self, material):
        self.come(material, ("Traders", 9), ("Church", 4))

        (held,) = read(download(material, with_names=True)).attendance

        assert [each.figure.count for each in held.organisations] == [4, 9]
        assert len(held.people) == 13


class TestPartners:
    def test_what_a_file_hid_under_a_theme_stays_hidden(self, material):
        for partner, times in (("Elm", 4), ("Oak", 9), ("Ash", 30)):
            for number in range(times):
                material.say(f"{partner} does not come, says {number}", "trust", partner=partner)
        before = self.told(download(material))
        material.say("Elm does not come, says one more", "trust", partner="Elm")
        page = {c.label: c.figure.count for c in self.section(material.summary()).by_partner}

        after = self.told(download(material))

        assert before["Elm"] is None
        assert after["Elm"] is None
        assert page.get("Elm") is None  # the page is held against what left, too

    def section(self, summary):
        return next(each for each in summary.sections if each.key == "trust")

    def told(self, content):
        section = self.section(read(content))
        counts = {each.label: each.figure.count for each in section.by_partner}
        return counts | dict.fromkeys(section.partners_uncounted)


class TestOutcomes:
    def slide(self, material) -> str:
        making = Making(material.session, material.consultation, TODAY, "Testbury")
        material.session.expire_all()
        deck = Presentation(io.BytesIO(outputs.make(making, "slides", "pptx")))
        (slide,) = [s for s in deck.slides if s.shapes.title.text.startswith("Under which outcome")]
        (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
        bars = zip(chart.plots[0].categories, chart.plots[0].series[0].values, strict=True)
        return {str(label)[:3]: int(value) for label, value in bars}

    def test_a_small_one_is_not_what_the_others_leave_of_all(self, material):
        for outcome, times in (("2.1", 4), ("1.2", 9)):
            for number in range(times):
                material.say(f"It is too far, says {number}", "trust", outcome=outcome)

        before = self.slide(material)
        material.say("It is too dear", "trust", outcome="2.1")
        after = self.slide(material)

        # 25 in all are told: 12 and 9 would leave 4.
        assert before == {"1.1": 12}
        # Now 5 are not few, but beside them the first deck would tell its 4.
        assert after == {"1.1": 12}


class TestRelease:
    def test_is_made_anew_where_something_else_left_meanwhile(self, session, engine, make):
        consultation = make.consultation()
        made = []

        def make_it():
            counts = {"wards": {"north": 20 + len(made), "south": 30}}
            found = disclosure.series(session, consultation, counts)
            if not made:
                other = {"wards": {"north": 19, "south": 30}}
                disclosure.remember(
                    session, consultation, disclosure.series(session, consultation, other).values()
                )
            made.append(found)
            return found

        found = disclosure.release(session, consultation, make_it, lambda each: each.values())

        assert [dict(each["wards"].shown)["north"] for each in made] == [20, 19]
        assert found is made[-1]

    def test_is_refused_where_something_else_leaves_each_time(self, session, make):
        consultation = make.consultation()
        counts = {"wards": {"north": 20, "south": 30}}

        def make_it():
            counts["wards"]["north"] += 10
            lines = disclosure.series(session, consultation, counts)
            disclosure.remember(session, consultation, lines.values())
            return lines

        with pytest.raises(Conflict, match="Try again"):
            disclosure.release(session, consultation, make_it, lambda each: each.values())
