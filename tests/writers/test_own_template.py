"""What a council's own template can name of a paper."""

from __future__ import annotations

from datetime import date

from consult.writers.own_template import Filling, fields_of
from consult.writers.own_template_parts import Marks
from consult.writers.paper import Paper, Signature


def test_a_signature_says_its_day_in_words():
    paper = Paper(
        title="Buses",
        organisation="Testbury",
        consultation="Parks",
        kind_of_paper="council-paper",
        state="checked",
        made_on=date(2026, 3, 6),
        parts=(),
        signatures=(Signature("Checked", "Delphine Attwater", date(2026, 3, 5)),),
    )

    told = fields_of(Filling(b"", paper), Marks())

    assert told["checked_by"] == "Delphine Attwater, 5 March 2026"
    assert told["approved_by"] == ""
