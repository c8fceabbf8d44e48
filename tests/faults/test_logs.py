"""What goes wrong is logged without what anybody said."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy.exc import IntegrityError

from consult.models.responses import Answer


def test_an_error_of_the_database_does_not_repeat_what_was_answered(session):
    session.add(Answer(response_id=1, question_id=None, text="My neighbour Mabel told me"))

    with pytest.raises(IntegrityError) as error:
        session.flush()

    assert "INSERT INTO answer" in str(error.value)
    assert "Mabel" not in "".join(traceback.format_exception(error.value))
