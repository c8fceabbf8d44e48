"""Templates rendered by themselves, without the application behind them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from flask import Flask, flash, render_template_string

from consult import paths
from consult.views import languages
from tests.markup import parse_page, parse_part

IMPORTS = "".join(
    f'{{% import "macros/{name}.html" as {name} %}}' for name in ("forms", "tables", "components")
)


@pytest.fixture(scope="session")
def bare_app() -> Flask:
    """Return a bare application that knows only the templates and static files."""
    app = Flask("markup", template_folder=str(paths.TEMPLATES), static_folder=str(paths.STATIC))
    app.secret_key = "markup"
    app.jinja_env.globals["csrf_token"] = lambda: "signed"
    languages.install(app.jinja_env)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    return app


@pytest.fixture
def render(bare_app):
    """Return a function that renders template source, parses it strictly and returns the tree."""

    def render(source: str, **context) -> Element:
        with bare_app.test_request_context("/list"):
            html = render_template_string(IMPORTS + source, **context)
        return parse_part(html)

    return render


@pytest.fixture
def page(bare_app):
    """Return a function that renders a page, parses it strictly and returns the tree."""

    def page(source: str, *messages: tuple[str, str], **context) -> Element:
        with bare_app.test_request_context("/"):
            for text, category in messages:
                flash(text, category)
            html = render_template_string(source, **context)
        return parse_page(html)

    return page
