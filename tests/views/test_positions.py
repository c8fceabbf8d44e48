"""A statement's position on its page and in the workbench."""

from __future__ import annotations

import pytest

from consult.models.accounts import RoleName
from consult.models.base import utc_now
from consult.models.positions import Position, StatementPosition

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_is_decided_and_taken_back_on_the_statements_page(session, make, client_of):
    consultation = make.consultation(slug="road", proposal="Close Mill Road to cars")
    codebook = make.codebook(consultation)
    statement = make.statement("Close it", consultation=consultation)
    make.coding(statement, codebook.themes[0])
    officer = client_of(name="Olwen")
    page = f"/staff/c/road/statements/{statement.id}"

    before = officer.get(page).text
    after = officer.post(
        f"{page}/position", data={"position": "for", "seen": ""}, follow_redirects=True
    ).text
    bench = officer.get("/staff/c/road/themes").text
    colleague = client_of(name="Bryn")
    overtaken = colleague.post(f"{page}/position", data={"position": "mixed", "seen": ""})
    officer.post(f"{page}/position", data={"position": "", "seen": "for"})

    assert "Nobody has decided it yet." in before
    assert "Olwen decided: <strong>for</strong>" in after
    assert "for, Olwen" in bench
    assert overtaken.status_code == 409
    session.rollback()
    assert session.query(StatementPosition).one().decided is None


def test_is_not_asked_for_without_a_proposal(make, client_of):
    consultation = make.consultation(slug="road")
    statement = make.statement(consultation=consultation)

    page = client_of().get(f"/staff/c/road/statements/{statement.id}").text

    assert "Where it stands on the proposal" not in page


@pytest.fixture
def spread(make):
    """Make four statements that stand differently, each with a suggestion to decide."""
    consultation = make.consultation(slug="road", proposal="Close Mill Road to cars")
    theme = make.codebook(consultation).themes[0]
    officer = make.user(RoleName.OFFICER, name="Olwen")
    run = make.run(consultation)
    stands = {
        "Shut the street": {"suggested": Position.FOR, "run_id": run.id},
        "Keep it as it is": {"decided": Position.AGAINST, "decided_by": officer},
        "Both have a point": {
            "suggested": Position.FOR,
            "run_id": run.id,
            "decided": Position.MIXED,
            "decided_by": officer,
        },
        "Nothing was said": {},
    }
    for text, fields in stands.items():
        statement = make.statement(text, consultation=consultation)
        make.coding(statement, theme, run=run)
        if "decided" in fields:
            fields["decided_at"] = utc_now()
        make.session.add(StatementPosition(statement=statement, **fields))
    make.session.commit()
    return list(stands)


@pytest.mark.parametrize(
    ("position", "shown"),
    [("for", [0]), ("against", [1]), ("mixed", [2]), ("unclear", []), ("undecided", [0, 3])],
)
def test_the_workbench_is_narrowed_to_a_position(spread, client_of, position, shown):
    page = client_of().get(f"/staff/c/road/themes?position={position}").text

    assert [text for text in spread if text in page] == [spread[at] for at in shown]
    assert ("No statement fits. Take a word, the position or" in page) is (not shown)
    chosen = page[page.index('id="position"') :]
    assert chosen.index("selected") < chosen.index("</select>")


def test_whoever_hides_suggestions_is_not_shown_them_by_narrowing(spread, client_of):
    officer = client_of()
    officer.set_cookie("consult-no-suggestions", "yes")

    page = officer.get("/staff/c/road/themes?position=for").text

    assert not [text for text in spread if text in page]


def test_a_position_that_means_nothing_narrows_nothing(spread, make, client_of):
    make.consultation(slug="no-proposal")
    officer = client_of()

    page = officer.get("/staff/c/road/themes?position=sideways").text
    without = officer.get("/staff/c/no-proposal/themes?position=for")

    assert all(text in page for text in spread)
    assert without.status_code == 200
