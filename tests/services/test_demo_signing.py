"""The demonstration's sign-off: two signatures, sub-themes, and a change after them."""

from __future__ import annotations

import pytest

from consult.services import codings, sign_offs, themes, verification
from consult.services.demo import files, signing


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_shows_a_signed_version_with_sub_themes_and_a_later_change(session, make, work_as, officer):
    consultation = make.consultation()
    codebook = make.codebook(consultation, "resources")
    for row in files.rows("closed_notes.csv"):
        if row["kind"] == "barrier" and "resources" in row["themes"]:
            statement = make.statement(row["text"], consultation=consultation)
            codings.add(session, statement, codebook.themes[0])

    signing.load(session, consultation, first=officer, second=make.user(name="Rhian Second"))

    signed = sign_offs.current(session, consultation)
    changes = sign_offs.changes_since(session, consultation, signed)
    names = [theme.name for theme in themes.list_themes(session, codebook)]
    assert names[1:] == [signing.BUILDING[0], signing.RUNNING[0]]
    assert signed.second_by.name == "Rhian Second"
    assert (changes.count("added"), changes.count("removed")) == (1, 1)
    assert verification.faults(session) == []
