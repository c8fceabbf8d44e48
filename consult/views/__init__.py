"""HTTP in, one service call, HTTP out: one module a stage."""

from __future__ import annotations

import importlib

from flask import Flask

from consult.views import furniture, headers, requests, sign_in

# Each names a module with a blueprint `bp`.
STAGES = (
    "accounts",
    "audit",
    "capture",
    "consultations",
    "help",
    "home",
    "imports",
    "partners",
    "reports",
    "responses",
    "results",
    "statements",
    "strategy",
    "surveys",
    "themes",
    "workshops",
)


def init_app(app: Flask) -> None:
    """Register every view, and what all pages share."""
    headers.init_app(app)
    requests.init_app(app)
    sign_in.init_app(app)
    furniture.init_app(app)
    for stage in STAGES:
        app.register_blueprint(importlib.import_module(f"consult.views.{stage}").bp)
