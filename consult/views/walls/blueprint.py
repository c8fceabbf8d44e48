"""Where the pages of walls are registered."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("walls", __name__)
