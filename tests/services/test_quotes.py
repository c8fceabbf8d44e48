"""Where a quote says that it was said."""

from __future__ import annotations

import pytest

from consult.models.statements import SourceKind
from consult.services.reports import gathering, quotes


@pytest.mark.parametrize("title", ["", "Evening at the library"])
def test_a_quote_from_a_file_tells_its_workshop_and_never_the_name_of_the_file(
    session, make, title
):
    consultation = make.consultation()
    imported = make.imported(consultation, "Letter of Mrs Jones.docx")
    if title:
        imported.workshop = make.workshop(consultation, title=title)
    statement = make.statement("The road is not lit.", consultation=consultation)
    statement.source_kind, statement.table_id = SourceKind.IMPORT, None
    statement.import_id = imported.id
    session.commit()
    facts = gathering.gather(session, consultation)

    quoter = quotes.quoter(session, consultation, facts)
    [source] = [quoter.quote(said).source for said in facts.barriers.values()]

    expected = [f"Statement {statement.id}", "Imported notes", *([title] if title else [])]
    assert source == " · ".join(expected)
