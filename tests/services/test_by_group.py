"""Barriers by groups: what may be shown is true, and what is hidden cannot be worked out."""

from __future__ import annotations

import io

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.models.accounts import RoleName
from consult.models.areas import AreaSet, Ward
from consult.models.kinds import StatementKind
from consult.models.statements import SourceKind
from consult.services import outputs
from consult.services.outputs import Making
from consult.services.refusals import NotFound
from consult.services.reports import group_disclosure, grouping
from consult.services.reports.facts import CodingCounts, Facts, Said, ThemeFacts
from consult.services.reports.origins import Origins
from tests.services.reporting import TODAY, Material, counted

FEWEST = 5


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sets(st.sampled_from(("buses", "rent", "trust")), min_size=1),
            st.integers(1, 40),
        ),
        max_size=90,
    )
)
def test_no_hidden_count_can_be_worked_out_from_totals_or_is_of_few_people(drawn):
    said = {
        number: Said(
            number, StatementKind.BARRIER, None, "…", SourceKind.ANSWER, None, None, person, None
        )
        for number, (_, _, person) in enumerate(drawn, start=1)
    }
    themes = tuple(
        ThemeFacts(key, key, "", 0, frozenset(n for n, d in enumerate(drawn, 1) if key in d[1]))
        for key in ("buses", "rent", "trust")
    )
    nothing = CodingCounts(0, 0, 0)
    facts = Facts(0, {}, 0, {}, said, (), (), themes, (), {}, nothing, 0, 0)
    # A person lives in one ward: the first that was drawn for them.
    homes = {}
    for ward, _, person in drawn:
        homes.setdefault(person, ward)
    origins = Origins({}, {person: (person, ward, "") for person, ward in homes.items()})
    by = grouping.KINDS["ward"]

    members = grouping._members(facts, origins, by)
    shown = group_disclosure.shown(facts, origins, members, adds_up=True, fewest=FEWEST)

    rows = list(members.values())
    for c, wanted in enumerate([*(theme.members for theme in themes), facts.themed]):
        column = [here & wanted for here in rows]
        hidden = [cell for cell, row in zip(column, shown, strict=True) if cell and not row[c]]
        for cell, row in zip(column, shown, strict=True):
            people = {said[each].answer_id for each in cell}
            assert not row[c] or not cell or len(people) >= FEWEST
        # The column's total is known: one hidden count would be what is left of it.
        assert len(hidden) != 1 or len([cell for cell in column if cell]) == 1
    for here, row in zip(rows, shown, strict=True):
        assert row[-1] or not any(
            may for may, t in zip(row, themes, strict=False) if here & t.members
        )


@pytest.fixture
def material(session, make):
    """A consultation with answers from three wards, one of which is small."""
    material = Material(session, make, ("resources", "trust"), slug="parks")
    area = AreaSet(name="Testbury", wards=[Ward(name=name) for name in ("Elm", "Oak", "Ash")])
    session.add(area)
    for ward, times in zip(area.wards, (12, 9, 2), strict=True):
        for number in range(times):
            answer = material.answer()
            answer.response.ward = ward
            themes = ("resources", "trust") if number % 2 else ("resources",)
            statement = material.say(f"No bus to {ward.name}, says {number}", *themes)
            statement.source_kind, statement.table, statement.answer = "answer", None, answer
    for number in range(6):
        material.say(f"No bench in the hall, says {number}", "trust", partner="Oak Trust")
    session.commit()
    session.expire_all()
    return material


def test_every_count_that_is_shown_is_what_its_evidence_says(session, material):
    for kind in grouping.KINDS:
        report = outputs.by_group(Making(session, material.consultation, TODAY, "T"), kind)

        figures = [f for g in report.groups for f in (*g.counts, g.total) if f]
        figures = [f for f in figures if ":none" not in f.evidence and "route:" not in f.evidence]
        assert figures or kind == "route"
        for figure in figures:
            assert figure.count == counted(session, material.consultation, figure.evidence)
    with pytest.raises(NotFound, match="by outcome, partner, ward"):
        outputs.by_group(Making(session, material.consultation, TODAY, "T"), "age")


def test_the_page_and_the_file_hide_a_small_ward_and_quote_nothing_from_it(
    client_of, session, material
):
    officer = client_of(RoleName.OFFICER)
    place = "/staff/c/parks/report/outputs/by"

    page = officer.get(f"{place}/ward").get_data(as_text=True)
    file = docx.Document(io.BytesIO(officer.get(f"{place}/ward/docx").data))

    rows = {row.cells[0].text: [c.text for c in row.cells[1:]] for row in file.tables[0].rows}
    assert rows["Ash"] == ["*", "*", "*"]
    assert rows["Elm"][0] == "12"
    # Six are not few, but with them the two from Ash would be told by the total.
    assert rows["No ward known"] == ["*", "*", "*"]
    assert "No bus to Elm" in page
    assert "No bus to Ash" not in page
    assert "Too few barriers came from here" in page
    assert officer.get(f"{place}/ward/exe").status_code == 404
    assert officer.get(f"{place}/age").status_code == 404


def test_outcomes_are_called_by_their_titles_and_counted_by_their_references(session, make):
    material = Material(session, make, ("resources", "trust"), slug="fields")
    for number in range(7):
        material.say(f"No bus, says {number}", "resources", outcome="1.1")
    for number in range(9):
        material.say(f"No bench, says {number}", "trust", outcome="2.1")
    session.expire_all()

    report = outputs.by_group(Making(session, material.consultation, TODAY, "T"), "outcome")

    titles = {each.reference: each.label for each in material.consultation.outcomes}
    totals = {group.label: group.total for group in report.groups}
    assert list(totals) == [titles["2.1"], titles["1.1"]]
    assert [total.count for total in totals.values()] == [9, 7]
    for total in totals.values():
        assert counted(session, material.consultation, total.evidence) == total.count


def ward_rows(session, material):
    report = outputs.by_group(Making(session, material.consultation, TODAY, "T"), "ward")
    return {each.label: [f and f.count for f in each.counts] for each in report.groups}


@pytest.mark.parametrize("left_before", [True, False])
def test_a_later_table_does_not_give_away_what_an_earlier_one_hid(session, material, left_before):
    making = Making(session, material.consultation, TODAY, "T")
    before = ward_rows(session, material)
    if left_before:
        outputs.make_by_group(making, "ward", "html")
    ash = session.query(Ward).filter_by(name="Ash").one()
    for number in range(3):
        answer = material.answer()
        answer.response.ward = ash
        statement = material.say(f"No bus there either, says {number}", "resources", "trust")
        statement.source_kind, statement.table, statement.answer = "answer", None, answer
    session.commit()
    session.expire_all()

    now = ward_rows(session, material)

    # Three came, and the file of before told all totals: five now would be two then.
    assert before["Ash"] == [None, None]
    assert now["Ash"][0] == (None if left_before else 5)


def test_the_summary_tells_no_count_of_a_partner_that_the_table_hides(session, make):
    material = Material(session, make, ("resources", "trust"))
    for number in range(6):
        material.say(f"Oak Trust has no hall, says {number}", "resources", partner="Oak Trust")
    for number in range(7):
        material.say(f"Elm has no hall, says {number}", "resources", "trust", partner="Elm")
    for number in range(2):
        material.say(f"Nobody trusts Oak, says {number}", "trust", partner="Oak Trust")
    report = outputs.by_group(Making(session, material.consultation, TODAY, "T"), "partner")
    oak = next(each for each in report.groups if each.label == "Oak Trust")
    assert None in oak.counts

    sections = {each.name: each for each in material.summary().sections}

    for theme, cell in zip(report.themes, oak.counts, strict=True):
        told = {each.label: each.figure.count for each in sections[theme].by_partner}
        assert told.get("Oak Trust") == (cell.count if cell else None)
        assert ("Oak Trust" in sections[theme].partners_uncounted) == (cell is None)
