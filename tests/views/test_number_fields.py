"""Boxes for a number: what is none is refused once, in plain words."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import InputRequired, NumberRange, Optional

from consult.forms.numbers import AnyNumberField, WholeNumberField


class Boxes(Form):
    tables = WholeNumberField(
        "Tables",
        default=4,
        otherwise="Enter a number of tables.",
        validators=[InputRequired("Enter one."), NumberRange(1, 60, "From 1 to 60.")],
    )
    least = AnyNumberField("Least", otherwise="Enter a number.", validators=[Optional()])


def sent(**boxes: str) -> Boxes:
    form = Boxes(MultiDict(boxes))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ("many", ["Enter a number of tables."]),
        ("1.5", ["Enter a number of tables."]),
        ("", ["Enter one."]),
        ("61", ["From 1 to 60."]),
        (" 7 ", []),
    ],
)
def test_a_whole_number_is_refused_with_one_sentence(typed, sentences):
    assert sent(tables=typed, least="").tables.errors == sentences


@pytest.mark.parametrize("typed", ["about 5", "nan", "inf"])
def test_a_number_is_refused_where_nothing_could_be_compared_with_it(typed):
    assert sent(tables="1", least=typed).least.errors == ["Enter a number."]


def test_an_empty_box_that_need_not_be_filled_is_no_fault():
    form = sent(tables="1", least=" ")

    assert form.errors == {}
    assert form.least.data is None


def test_a_box_that_was_not_sent_keeps_what_it_starts_with():
    assert Boxes().tables.data == 4
