"""HTTP in, one service call, HTTP out: one module a stage."""

from __future__ import annotations

import importlib
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

from consult.views import bodies, furniture, headers, languages, notices, requests, sign_in

# Each names a module with a blueprint `bp`.
STAGES = (
    "accounts",
    "actions",
    "answer_files",
    "audit",
    "building",
    "capture",
    "consultations",
    "corrections",
    "doors",
    "drafts",
    "editions",
    "help",
    "home",
    "imports",
    "outputs",
    "overlaps",
    "paper_blocks",
    "paper_findings",
    "paper_templates",
    "papers",
    "partners",
    "places",
    "publishing",
    "reminders",
    "reports",
    "responses",
    "results",
    "statements",
    "strategy",
    "surveys",
    "themes",
    "translations",
    "votes",
    "walls",
    "workshops",
)


class RecordId(IntegerConverter):
    """A number in an address: one that no table can hold is an address of nothing."""

    def __init__(self, url_map: Any) -> None:
        super().__init__(url_map, max=2**31 - 1)


def init_app(app: Flask) -> None:
    """Register every view, and what all pages share."""
    app.url_map.converters["int"] = RecordId
    headers.init_app(app)
    requests.init_app(app)
    # Before all that may refuse: a thread speaks what it spoke last until it is told.
    languages.init_app(app)
    bodies.init_app(app)
    sign_in.init_app(app)
    furniture.init_app(app)
    notices.init_app(app)
    for stage in STAGES:
        app.register_blueprint(importlib.import_module(f"consult.views.{stage}").bp)
