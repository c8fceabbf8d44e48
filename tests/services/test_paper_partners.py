"""Counts of partners and routes in papers: none that is small, and none by two papers together."""

from __future__ import annotations

from functools import partial
from itertools import product

import pytest
from sqlalchemy import select

from consult.models.disclosure import FigureRelease
from consult.models.papers import BlockKind, PaperKind, PaperState, PaperVersion
from consult.models.responses import Route
from consult.models.statements import SourceKind
from consult.services import disclosure, papers
from consult.services.papers import building, exporting, signing, writing
from consult.services.papers.signing import NotFit
from consult.services.papers.writing import Content
from consult.services.publishing import editions
from consult.services.refusals import Conflict, InvalidInput
from consult.services.reports import partners_named
from tests.services.reporting import TODAY, Material


@pytest.fixture
def material(session, make):
    return Material(session, make, ("resources", "trust"))


def names(material, **times: int) -> None:
    for partner, number in times.items():
        for each in range(number):
            material.say(f"{partner} does not come, says {each}", "trust", partner=partner.title())


def menu_of(material):
    material.session.expire_all()
    return papers.draft(material.session, material.consultation, PaperKind.FINDINGS).menu


def offered(material) -> dict[str, int]:
    entries = menu_of(material).entries.values()
    return {
        each.subject.removeprefix("partner:"): each.figure.count
        for each in entries
        if each.subject.startswith("partner:")
    }


@pytest.fixture
def paper(session, material):
    return papers.start(session, material.consultation, kind=PaperKind.FINDINGS, title="Findings")


def add(session, paper, text):
    content = Content(BlockKind.FINDING, text)
    writing.add_block(session, paper, content, section="findings", after=None)


def export(session, material, paper) -> str:
    session.expire_all()
    desk = papers.desk(session, material.consultation, paper)
    return exporting.render(desk, "json", made_on=TODAY, organisation="Testbury").decode()


class TestMenu:
    @pytest.mark.parametrize(
        ("fewest", "expected"),
        [(5, {"ash": 30, "oak": 11, "yew": 7}), (10, {"ash": 30, "oak": 11})],
    )
    def test_offers_no_partner_that_few_named(self, session, material, fewest, expected):
        material.consultation.fewest_shown = fewest
        session.commit()

        names(material, ash=30, oak=11, yew=7, elm=3, bay=4)

        assert offered(material) == expected

    def test_does_not_give_the_only_small_one_away(self, material):
        names(material, ash=30, oak=9, elm=4)

        assert offered(material) == {"ash": 30}

    def test_one_response_is_one_person_whatever_it_says(self, session, material):
        names(material, ash=30, oak=9)
        answer = material.answer()
        for number in range(8):
            said = material.say(f"Elm is late, number {number}", "trust", partner="Elm")
            said.source_kind, said.table, said.answer = SourceKind.ANSWER, None, answer
        session.commit()

        assert "elm" not in offered(material)

    def test_a_reference_to_one_that_is_not_offered_is_refused(self, session, material, paper):
        names(material, ash=30, oak=9, elm=4)

        with pytest.raises(InvalidInput, match=r"There is no figure \{partner:elm.count\}"):
            add(session, paper, "Elm was named {partner:elm.count} times.")


class TestTwoPapers:
    def test_do_not_tell_together_what_one_of_them_hid(self, session, material, paper):
        names(material, ash=30, oak=9, elm=4)
        add(session, paper, "Ash was named {partner:ash.of}.")
        export(session, material, paper)
        told = self.told(session)
        names(material, elm=1)
        alone = offered_alone(material)

        later = offered(material)

        # By itself 5 could be shown. Beside the first paper it would tell that there were 4.
        assert alone == {"ash": 30, "oak": 9, "elm": 5}
        assert later == {"ash": 30}
        assert known(told, {"total": 44, **later}) == set()
        assert known(told, {"total": 44, **alone}) == {"oak", "elm"}

    def told(self, session):
        (kept,) = session.scalars(
            select(FigureRelease).where(FigureRelease.line == partners_named.PARTNERS)
        )
        shown = {key: count for key, count in kept.counts.items() if key not in kept.hidden}
        (ash,) = shown.values()
        return {"total": sum(kept.counts.values()), "ash": ash}

    def test_of_routes_tell_no_single_answer(self, session, material, paper):
        for route, times in ((Route.ONLINE, 20), (Route.PAPER, 6)):
            for _ in range(times):
                material.answer(route)
        add(
            session, paper, "On paper came {route:paper.count}, of {base:respondents.count} in all."
        )
        first = export(session, material, paper)
        material.answer(Route.PAPER)

        second = export(session, material, paper)

        assert "On paper came" in first
        route = menu_of(material).find("route:paper").figure.count
        everybody = menu_of(material).find("base:respondents").figure.count
        assert (route, everybody) == (6, 26)
        assert second.count('"count": 7') == first.count('"count": 7')


def known(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """Return the partners whose first count somebody knows who has both papers, and tries all."""
    hidden = ("oak", "elm")
    fitting = [
        (was, now)
        for was in product(range(1, 20), repeat=2)
        for now in product(range(1, 20), repeat=2)
        if sum(was) == before["total"] - before["ash"]
        and min(was) < 5
        and sum(now) == after["total"] - after["ash"]
        and all(a <= b for a, b in zip(was, now, strict=True))
        and all(n == after.get(name, n) for name, n in zip(hidden, now, strict=True))
    ]
    assert fitting
    return {name for at, name in enumerate(hidden) if len({was[at] for was, _ in fitting}) == 1}


def offered_alone(material) -> dict[str, int]:
    """Return what would be offered if nothing had left before."""
    session = material.session
    kept = session.scalars(select(FigureRelease)).all()
    rows = [
        {c.name: getattr(each, c.name) for c in FigureRelease.__table__.columns} for each in kept
    ]
    for each in kept:
        session.delete(each)
    session.commit()
    found = offered(material)
    session.add_all(FigureRelease(**row) for row in rows)
    session.commit()
    return found


def test_what_may_not_be_told_any_more_keeps_a_paper_here(session, material, paper):
    names(material, ash=30, oak=9, yew=8)
    add(session, paper, "Oak was named {partner:oak.of}.")
    again = partial(export, session, material, paper)
    again()

    names(material, oak=1)
    with pytest.raises(NotFit, match="may no longer be shown as 9"):
        again()
    writing.accept_figures(session, paper)
    assert "10 of 48" in again()
    material.consultation.fewest_shown = 10
    names(material, bay=1)
    with pytest.raises(NotFit, match="may no longer be shown as 10"):
        again()


def test_an_edition_is_held_against_papers_and_keeps_its_own(session, material, paper):
    names(material, ash=30, oak=9, elm=4)
    add(session, paper, "Ash was named {partner:ash.of}.")
    export(session, material, paper)
    names(material, elm=1, yew=8)
    add(session, paper, "Yew was named {partner:yew.of}.")
    writing.accept_figures(session, paper)
    desk = papers.desk(session, material.consultation, paper)
    content = building.build(desk, made_on=TODAY, organisation="T").to_dict()
    content["parts"] = [part for part in content["parts"] if part["kind"] != "prompt"]
    version = PaperVersion(
        paper=paper, number=1, content={**content, "state": PaperState.APPROVED.value}
    )
    session.add(version)
    session.commit()

    edition = editions.publish(session, material.consultation, version_id=version.id)

    said = str(edition.content["parts"])
    assert "Ash was named 30 of" in said
    lines = select(FigureRelease).where(FigureRelease.line == partners_named.PARTNERS)
    last = session.scalars(lines.order_by(FigureRelease.id.desc())).first()
    assert {partners_named.named_by(name) for name in ("Oak", "Elm")} <= set(last.hidden)


class TestKeptVersions:
    def test_are_not_kept_with_a_count_that_may_not_be_told(self, session, material, paper):
        names(material, ash=30, oak=9, yew=8)
        add(session, paper, "Oak was named {partner:oak.of}.")
        names(material, oak=1)
        dated = partial(signing.keep_dated, session, paper, reason="It went to the meeting so.")

        with pytest.raises(NotFit, match=r"cannot be kept as it is.*may no longer be shown as 9"):
            dated(made_on=TODAY, by="T")

        assert papers.versions(session, paper) == []

    def test_are_remembered_as_what_leaves(self, session, material, paper):
        names(material, ash=30, oak=9, yew=8)
        add(session, paper, "Oak was named {partner:oak.of}, of {theme:trust.count} under trust.")
        material.say("Nobody believes it", "trust")

        signing.keep_dated(
            session, paper, reason="It went to the meeting so.", made_on=TODAY, by="T"
        )

        assert kept_lines(session) == {partners_named.PARTNERS}


def test_routes_and_versions_of_a_survey_are_kept_together(session, material, paper):
    for _ in range(20):
        material.answer()
    add(session, paper, "There were {base:respondents.count} answers.")

    export(session, material, paper)

    assert kept_lines(session) == {"routes", "survey-versions"}


def test_what_left_while_a_paper_was_made_stops_it(session, material, paper):
    names(material, ash=30, oak=9)
    add(session, paper, "Oak was named {partner:oak.of}.")
    desk = papers.desk(session, material.consultation, paper)
    line = {"wards": {"north": 20, "south": 30}}
    lines = disclosure.series(session, material.consultation, line)
    disclosure.remember(session, material.consultation, lines.values())

    with pytest.raises(Conflict, match="Try again"):
        exporting.render(desk, "json", made_on=TODAY, organisation="T")

    assert kept_lines(session) == {"wards"}


def kept_lines(session) -> set[str]:
    return set(session.scalars(select(FigureRelease.line)))
