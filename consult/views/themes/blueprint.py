"""Where the workbench's pages are registered, and how they lead back to each other."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.errors import problem, wants_json
from consult.services.refusals import Conflict
from consult.services.themes import NoLongerUsed

bp = Blueprint("themes", __name__, url_prefix="/staff/c/<slug>/themes")


def back(slug: str, message: str = "", category: str = "success") -> ResponseReturnValue:
    """Return to the place in the workbench that a form came from, with a message."""
    if message:
        flash(message, category)
    home = url_for("themes.show_themes", slug=slug)
    asked = request.form.get("back", "")
    # Only our own page: an address from outside must not be followed.
    return redirect(asked if asked == home or asked.startswith(f"{home}?") else home)


@bp.errorhandler(NoLongerUsed)
def lead_to_codebook(refusal: NoLongerUsed) -> ResponseReturnValue:
    """Lead on to the codebook from the page of a theme that another merged or deleted."""
    if wants_json():
        return problem(409, str(refusal))
    flash(str(refusal), "error")
    slug = (request.view_args or {})["slug"]
    return redirect(url_for("themes.show_codebook", slug=slug))


def look_again(refusal: Conflict, address: str) -> ResponseReturnValue:
    """Say why nothing was changed, on the page that shows what would change now."""
    if isinstance(refusal, NoLongerUsed):
        return lead_to_codebook(refusal)
    flash(str(refusal), "error")
    return redirect(address)
