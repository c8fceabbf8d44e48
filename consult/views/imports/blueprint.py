"""The blueprint of the imports stage, and what its views share."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint

bp = Blueprint("imports", __name__, url_prefix="/staff/c/<slug>/imports")

TAB = "Statements"
ANSWER = "answer."


def answers_in(values: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to a reader's questions among a form's values."""
    return {
        key.removeprefix(ANSWER): value for key, value in values.items() if key.startswith(ANSWER)
    }
