"""A statement's position on its page and in the workbench."""

from __future__ import annotations

import pytest

from consult.models.positions import StatementPosition

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
