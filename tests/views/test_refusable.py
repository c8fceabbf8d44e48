"""Every form that shows refusals shows each of them, whatever field it names."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import consult.forms
from consult.forms.refusable import Refusable
from consult.services.refusals import InvalidInput

for found in pkgutil.iter_modules(consult.forms.__path__, "consult.forms."):
    importlib.import_module(found.name)


def below(form):
    """Return the kinds of a form, and theirs."""
    return [each for kind in form.__subclasses__() for each in (kind, *below(kind))]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", below(Refusable), ids=lambda kind: kind.__name__)
def test_a_refusal_of_a_field_that_the_form_has_not_is_shown(app, kind):
    with app.test_request_context(method="POST"):
        form = kind(formdata=None)

        form.refuse(InvalidInput("That will not do.", field="elsewhere"))

        assert [each for said in form.errors.values() for each in said] == ["That will not do."]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_refusal_stands_at_its_field(app):
    from consult.forms.consultations import ConsultationForm

    with app.test_request_context(method="POST"):
        form = ConsultationForm(formdata=None)

        form.refuse(InvalidInput("Shorten it.", field="purpose"))

        assert form.errors == {"purpose": ["Shorten it."]}
