"""Published results: frozen, hidden where small, under embargo, taken back, told once."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, inspect, select

from analysis.disclosure_series import Issue, release_after
from consult.models.base import utc_now
from consult.models.consultations import Stage
from consult.models.disclosure import FigureRelease
from consult.models.editions import Edition, EditionRemark, RemarkState
from consult.models.kinds import StatementKind
from consult.models.papers import Paper, PaperKind, PaperState, PaperVersion
from consult.models.responses import Route
from consult.models.statements import Statement, StatementState
from consult.services import papers
from consult.services.papers import building
from consult.services.publishing import (
    editions,
    holding,
    method,
    open_data,
    releasing,
    remarks,
)
from consult.services.publishing.editions import NotPublishable
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.writers.blocks import Cell
from consult.writers.figures import Figure
from consult.writers.paper import Bound, Part, Words
from consult.writers.paper import Paper as Written
from tests.services.reporting import TODAY, Material


@pytest.fixture
def material(session, make):
    material = Material(session, make, slug="parks", purpose="What stops you?")
    for number in range(12):
        material.say(f"There is no bus in the evening, says {number}", "resources", outcome="1.1")
    for number in range(3):
        material.say(f"Nobody believes that, says {number}", "trust", outcome="2.1")
    return material


def approve(session, material) -> PaperVersion:
    """Keep a paper of the record as approved, without the signatures that its own tests are on."""
    paper = papers.start(session, material.consultation, kind=PaperKind.FINDINGS, title="Findings")
    desk = papers.desk(session, material.consultation, paper)
    content = building.build(desk, made_on=TODAY, organisation="Testbury").to_dict()
    content["parts"] = [part for part in content["parts"] if part["kind"] != "prompt"]
    version = PaperVersion(
        paper=session.get_one(Paper, paper.id),
        number=1,
        content={**content, "state": PaperState.APPROVED.value},
    )
    session.add(version)
    session.commit()
    return version


def publish(session, material, **fields) -> Edition:
    version = fields.pop("version", None) or approve(session, material)
    return editions.publish(session, material.consultation, version_id=version.id, **fields)


def test_an_edition_is_frozen_and_its_small_counts_are_hidden_everywhere(session, material):
    edition = publish(session, material)
    kept = json.dumps(edition.content)

    material.say("One more bus", "resources")
    session.expire_all()

    assert json.dumps(edition.content) == kept
    rows = {row["item"]: row for row in edition.content["data"]}
    assert 12 in [row["count"] for row in rows.values()]
    assert not any(0 < (row["count"] or 9) < 5 for row in rows.values())
    assert any(row["hidden"] and row["count"] is None for row in rows.values())
    assert "3 of 15" not in kept
    assert edition.content["asked"] == "What stops you?"
    assert edition.content["received"] == "15"


def test_its_data_says_the_same_as_csv_and_json_and_has_a_schema(session, material):
    edition = publish(session, material)
    home = "https://testbury.example/c/parks/results/1"

    lines = list(
        csv.DictReader(io.StringIO(open_data.write(edition, "results.csv", home=home).decode()))
    )
    whole = json.loads(open_data.write(edition, "results.json", home=home))
    package = json.loads(open_data.write(edition, "datapackage.json", home=home))

    assert [line["count"] for line in lines] == [
        "" if row["count"] is None else str(row["count"]) for row in whole["data"]
    ]
    (resource,) = package["resources"]
    assert [f["name"] for f in resource["schema"]["fields"]] == list(lines[0])
    assert package["licenses"][0]["title"] == "Open Government Licence v3.0"
    assert not any("says" in line["item"] for line in lines)


def test_it_is_refused_with_a_reason(session, material, make):
    version = approve(session, material)
    elsewhere = make.consultation()
    draft = make.consultation(stage=Stage.DRAFT)
    ago = utc_now() - timedelta(hours=1)

    for consultation, fields, refusal, says in (
        (draft, {}, NotPublishable, "Open the consultation first"),
        (elsewhere, {}, NotPublishable, "Choose an approved report"),
        (material.consultation, {"visible_from": ago}, InvalidInput, "That moment is over"),
        (material.consultation, {"licence": " "}, InvalidInput, "Name the licence"),
        (material.consultation, {"licence_url": "javascript:1"}, InvalidInput, "https://"),
    ):
        with pytest.raises(refusal, match=says):
            editions.publish(session, consultation, version_id=version.id, **fields)
    publish(session, material, version=version)
    with pytest.raises(InvalidInput, match="what has changed"):
        publish(session, material, version=version)
    with pytest.raises(InvalidInput, match="Write the day"):
        editions.embargo("5 Smarch", "")
    assert session.scalar(select(func.count()).select_from(Edition)) == 1


def test_a_quote_that_was_withdrawn_since_is_not_published(session, material):
    version = approve(session, material)
    quote = next(part for part in version.content["parts"] if part["kind"] == "quote")
    statement = session.get_one(Statement, int(quote["statement_id"]))
    statement.state, statement.state_reason = StatementState.WITHHELD, "Names a neighbour."
    session.commit()

    with pytest.raises(NotPublishable, match=f"Statement {statement.id} is quoted"):
        publish(session, material, version=version)


def test_embargo_earlier_editions_and_withdrawal(session, material):
    first = publish(session, material)
    later = utc_now() + timedelta(days=2)
    material.say("Another bus", "resources")
    second = publish(session, material, visible_from=later, what_changed="One statement more.")
    at = material.consultation

    now = editions.shelf(session, at, now=utc_now())
    then = editions.shelf(session, at, now=later)
    assert (now.current, now.coming, then.current, then.earlier) == (first, second, second, [first])
    with pytest.raises(NotFound):
        editions.visible(session, at, 2, now=utc_now())
    changed = {each["item"]: each for each in editions.differences(first, second)}
    assert any("12" in each["was"] and "13" in each["now"] for each in changed.values())
    with pytest.raises(InvalidInput, match="why it is withdrawn"):
        editions.withdraw(session, first, reason=" ")
    editions.withdraw(session, first, reason="A count was wrong.")
    with pytest.raises(Conflict):
        editions.withdraw(session, first, reason="Again")
    editions.withdraw(session, second, reason="Nobody saw it.")
    shelf = editions.shelf(session, at, now=later)
    assert (shelf.current, shelf.coming, shelf.withdrawn) == (None, None, [first])


def test_what_readers_write_is_stored_once_and_settled(session, material, make):
    edition = publish(session, material)
    key = uuid4()

    remark = remarks.send(session, edition, key=key, text="It was 13.", email="a@example.org")
    remarks.send(session, edition, key=key, text="It was 13.")
    held = remarks.send(session, edition, key=uuid4(), text="Buy", trap="http://x")

    assert session.scalar(select(func.count()).select_from(EditionRemark)) == 2
    assert (remark.state, held.state) == (RemarkState.NEW, RemarkState.HELD)
    for fields, says in (
        ({"text": " "}, "Write what is wrong"),
        ({"text": "x" * 5_001}, "Shorten it"),
        ({"text": "x", "email": "nobody"}, "email address in full"),
    ):
        with pytest.raises(InvalidInput, match=says):
            remarks.send(session, edition, key=uuid4(), **fields)
    at = material.consultation
    with pytest.raises(InvalidInput, match="why nothing changes"):
        remarks.settle(session, at, remark.id, state=RemarkState.NO_CHANGE)
    with pytest.raises(NotFound):
        remarks.settle(session, make.consultation(), remark.id, state=RemarkState.ANSWERED)
    remarks.settle(session, at, remark.id, state=RemarkState.CORRECTED, note="Edition 2.")
    assert remarks.list_remarks(session, at)[1].state is RemarkState.CORRECTED


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=4))
def test_no_hidden_cell_can_be_worked_out_and_none_is_said_in_words(grid):
    figures = [
        [Figure(n, f"cell={r},{c}") for c, n in enumerate(row)] for r, row in enumerate(grid)
    ]
    rows = tuple(
        (Cell(f"Row {r}"), *(Cell(f.text, True, 0, f.evidence) for f in row), Cell("…"))
        for r, row in enumerate(figures)
    )
    flat = [figure for row in figures for figure in row]
    paper = Written(
        *("T", "O", "C", "findings", "approved", TODAY),
        parts=(
            Part("table", header=("", "a", "b", "c", "Any"), rows=rows, is_matrix=True),
            *(Part("paragraph", words=(Words(f.text, False, f.evidence, "r"),)) for f in flat),
        ),
        figures=tuple(Bound("r", f.evidence, "1", f.text, f) for f in flat),
    )

    hidden = releasing.hidden_in(paper)

    table, *sentences = releasing.released(paper, hidden)
    for r, row in enumerate(figures):
        gone = [f for f in row if f.evidence in hidden and f.count]
        # Whoever knows the row's sum would know a hidden count that is the only one.
        assert len(gone) != 1 or all(f.evidence in hidden for f in row)
        for c, figure in enumerate(row):
            is_gone = figure.evidence in hidden
            assert is_gone or figure.count == 0 or figure.count >= 5
            assert (table["rows"][r][c + 1]["text"] == "not shown") is is_gone
    for figure, sentence in zip(flat, sentences, strict=True):
        assert (sentence["text"] == "[number not shown]") is (figure.evidence in hidden)


def test_a_consultation_may_ask_for_ten_and_nothing_smaller_is_told_in_any_way(session, material):
    material.consultation.fewest_shown = 10
    for number in range(7):
        material.say(f"The forms are long, says {number}", "apathy", outcome="1.2")
    for route in [Route.ONLINE] * 30 + [Route.PAPER] * 9 + [Route.LETTER] * 12:
        material.answer(route)
    session.commit()

    edition = publish(session, material)

    counts = [row["count"] for row in edition.content["data"] if row["count"]]
    assert min(counts) >= 10
    kept = json.dumps(edition.content)
    assert "7 of 22" not in kept
    assert "3 of 22" not in kept
    assert sum("on paper" in row["item"] for row in edition.content["data"] if row["hidden"]) == 1
    session.expire_all()
    assert "content" in inspect(editions.all_of(session, material.consultation)[0]).unloaded


def test_an_edition_is_held_against_what_left_before(session, material):
    for route in [Route.ONLINE] * 20 + [Route.PAPER] * 6:
        material.answer(route)
    first = publish(session, material)
    material.answer(Route.PAPER)
    second = publish(session, material, what_changed="One answer more.")
    for _ in range(5):
        material.answer(Route.PAPER)
    third = publish(session, material, what_changed="Five answers more.")

    def told(edition, item):
        return [row["count"] for row in edition.content["data"] if item in row["item"]]

    # One person more would be told by the difference of two editions.
    assert [told(each, "on paper") for each in (first, second, third)] == [[6], [6], [12]]
    kept = select(FigureRelease).where(FigureRelease.consultation_id == material.consultation.id)
    assert {"routes", "places"} <= {each.line for each in session.scalars(kept)}


def test_what_a_table_hid_stays_hidden_in_the_next_one(session, material):
    at = material.consultation

    def release(*counts):
        grid = [counts, (40, 60, 50), (60, 50, 40)]
        figures = [
            [Figure(n, f"theme:{name} outcome:{r}") for name, n in zip("abc", row, strict=True)]
            for r, row in enumerate(grid, start=1)
        ]
        rows = tuple(
            (Cell(f"{r} Safer"), *(Cell(f.text, True, 0, f.evidence) for f in row), Cell("…"))
            for r, row in enumerate(figures, start=1)
        )
        flat = [figure for row in figures for figure in row]
        paper = Written(
            *("T", "O", "C", "findings", "approved", TODAY),
            parts=(Part("table", header=("", "a", "b", "c", "Any"), rows=rows, is_matrix=True),),
            figures=tuple(Bound("r", f.evidence, "1", f.text, f) for f in flat),
        )
        held = holding.hold(session, at, paper, method.how(session, at))
        hidden = releasing.hidden_in(paper, withheld=held.hidden)
        holding.remember(session, at, held, hidden)
        return hidden, releasing.hidden_in(paper)

    (first, _), (later, alone) = release(4, 40, 9), release(5, 46, 9)

    # 5 and 9 are not small, but 4 and 9 were hidden: with the totals, 5 and 9 would tell them.
    assert {"theme:a outcome:1", "theme:c outcome:1"} <= first & later
    assert not alone


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 12), min_size=3, max_size=4),
    st.lists(st.integers(0, 6), min_size=4, max_size=4),
)
def test_a_hidden_count_stays_open_when_two_editions_are_compared(before, more):
    first = release_after(before, 5, [])
    issue = Issue(tuple(before), frozenset(i for i, n in enumerate(first.counts) if n is None))
    now = [n + extra for n, extra in zip(before, more, strict=False)]

    later = release_after(now, 5, [issue] if first.total is not None else [], stands=False)

    if later.total is None or first.total is None:
        return
    fitting = [
        (was, then)
        for was in all_that_fit(first, max(before) + 3)
        for then in all_that_fit(later, max(now) + 3)
        if all(a <= b for a, b in zip(was, then, strict=True))
    ]
    for at, (was, then) in enumerate(zip(first.counts, later.counts, strict=True)):
        assert was is not None or len({pair[0][at] for pair in fitting}) > 1
        assert then is not None or len({pair[1][at] for pair in fitting}) > 1


def all_that_fit(released, most):
    """Return every line of counts that a release could have been made of."""
    lines = product(*(range(1, most + 1) if n is None else [n] for n in released.counts))
    return [
        line
        for line in lines
        if sum(line) == released.total
        and (None not in released.counts or min(line[i] for i in gone(released)) < 5)
    ]


def gone(released):
    return [at for at, n in enumerate(released.counts) if n is None]


def test_a_sentence_of_the_method_tells_no_small_number(session, material):
    material.say("Murals for underpasses", outcome=None, kind=StatementKind.SOLUTION)
    session.commit()

    edition = publish(session, material)

    beside = [note for note in edition.content["notes"] if "beside no theme" in note]
    assert beside
    assert all(note.startswith("[number not shown] of [number not shown]") for note in beside)


def test_how_many_files_of_notes_there_were_is_about_nobody_and_told(session, make, material):
    make.imported(material.consultation)
    session.commit()

    edition = publish(session, material)

    [told] = [each for each in edition.content["method"] if each["name"] == "Imported notes"]
    assert told["text"].startswith("One file of notes; the dates are those of the import")
