"""The macros print what the design system's own examples show, element for element."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import wtforms
from wtforms.fields.choices import SelectChoice

from tests.markup import parse_part

EXAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "govuk" / "fixtures.json").read_text(encoding="utf-8")
)
CONTROLS = {
    "input": (wtforms.StringField, "text_input(field)"),
    "textarea": (wtforms.TextAreaField, "textarea(field)"),
    "character-count": (wtforms.TextAreaField, "textarea(field, max_length=10)"),
    "select": (wtforms.SelectField, "select(field)"),
    "radios": (wtforms.RadioField, "radios(field)"),
    "checkboxes": (wtforms.SelectMultipleField, "checkboxes(field)"),
    "file-upload": (wtforms.FileField, "file_upload(field)"),
    "password-input": (wtforms.PasswordField, "password_input(field)"),
}


def words_of(options: dict[str, Any], name: str) -> str:
    return str(options.get(name, {}).get("text", ""))


def field_like(options: dict[str, Any], sort: type[wtforms.Field]) -> wtforms.Field:
    """Return a bound field with the words, choices and error of an example."""
    legend = words_of(options.get("fieldset", {}), "legend")
    choices = [SelectChoice(str(item["value"]), item["text"]) for item in options.get("items", [])]
    label = words_of(options, "label") or legend
    described = sort(
        label, description=words_of(options, "hint"), **({"choices": choices} if choices else {})
    )
    field = type("Example", (wtforms.Form,), {"field": described})()["field"]
    field.name = options["name"]
    field.id = options.get("id") or options.get("idPrefix") or options["name"]
    error = words_of(options, "errorMessage")
    field.errors = [error] if error else []
    return field


def outline(element: Element, depth: int = 0) -> list[str]:
    """Return a line an element: its depth, name, attributes in order, and text."""
    attributes = {
        name: " ".join(sorted(value.split()))
        for name, value in element.attrib.items()
        if (name, value) != ("value", "")
    }
    line = f"{depth} {element.tag} {sorted(attributes.items())} {(element.text or '').split()}"
    return [line, *(row for child in element for row in outline(child, depth + 1))]


@pytest.mark.parametrize("component", CONTROLS)
def test_a_control_is_as_the_design_system_shows_it(render, component):
    example = EXAMPLES[component]
    sort, call = CONTROLS[component]

    ours = render(f"{{{{ forms.{call} }}}}", field=field_like(example["options"], sort))

    assert outline(ours) == outline(parse_part(example["html"]))


@pytest.mark.parametrize(
    ("component", "call"),
    [("button", "forms.button(text)"), ("warning-text", "components.warning(text)")],
)
def test_a_component_is_as_the_design_system_shows_it(render, component, call):
    example = EXAMPLES[component]

    ours = render(f"{{{{ {call} }}}}", text=example["options"]["text"])

    assert outline(ours) == outline(parse_part(example["html"]))
