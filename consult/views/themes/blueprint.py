"""Where the workbench's pages are registered, and how they lead back to each other."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

bp = Blueprint("themes", __name__, url_prefix="/staff/c/<slug>/themes")


def back(slug: str, message: str = "", category: str = "success") -> ResponseReturnValue:
    """Return to the place in the workbench that a form came from, with a message."""
    if message:
        flash(message, category)
    home = url_for("themes.show_themes", slug=slug)
    asked = request.form.get("back", "")
    # Only our own page: an address from outside must not be followed.
    return redirect(asked if asked == home or asked.startswith(f"{home}?") else home)
