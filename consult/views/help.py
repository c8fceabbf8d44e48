"""Help for each of the three people, and what must be said about the software itself."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from consult.services.papers.fairness.scale import scale
from consult.views.access import public

bp = Blueprint("help", __name__)


@bp.route("/help")
@public
def contents() -> ResponseReturnValue:
    """List the guides."""
    return render_template("help/contents.html")


@bp.route("/help/residents")
@public
def residents() -> ResponseReturnValue:
    """Explain taking part."""
    return render_template("help/residents.html")


@bp.route("/help/facilitators")
@public
def facilitators() -> ResponseReturnValue:
    """Explain recording what a table says."""
    return render_template("help/facilitators.html")


@bp.route("/help/officers")
@public
def officers() -> ResponseReturnValue:
    """Explain each screen of the staff; each has its anchor."""
    return render_template("help/officers.html", scale=scale())


@bp.route("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """Say how far everybody can use the service, and what to do where somebody cannot."""
    return render_template("help/accessibility.html")


@bp.route("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """Say what the software keeps of whom."""
    return render_template("help/privacy.html")


@bp.route("/cookies")
@public
def cookies() -> ResponseReturnValue:
    """Name each cookie and what it is for."""
    return render_template("help/cookies.html")
