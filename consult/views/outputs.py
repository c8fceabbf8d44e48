"""Other outputs of a consultation's report: a page to choose from, and the files."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from consult.config import Config
from consult.db import db
from consult.models.accounts import Permission
from consult.models.base import utc_now
from consult.services import consultations, outputs
from consult.services.outputs import Making
from consult.services.reports import files
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.papers import given

bp = Blueprint("outputs", __name__, url_prefix="/staff/c/<slug>/report/outputs")


@bp.route("")
@requires(Permission.VIEW)
def list_outputs(slug: str) -> ResponseReturnValue:
    """Show what else the report can be had as."""
    consultation = consultations.get(db.session, slug)
    return render_template(
        "outputs/list_outputs.html",
        consultation=consultation,
        tabs=tabs(consultation, "Report"),
        outputs=outputs.OUTPUTS,
        formats=files.KNOWN,
    )


@bp.route("/<name>/<ending>")
@requires(Permission.REPORT)
def download(slug: str, name: str, ending: str) -> ResponseReturnValue:
    """Give an output away as a file."""
    consultation = consultations.get(db.session, slug)
    config: Config = current_app.extensions["config"]
    making = Making(db.session, consultation, utc_now().date(), config.organisation)
    content = outputs.make(making, name, ending)
    media_type = files.KNOWN[ending].media_type
    return given(content, media_type, outputs.filename(consultation, name, ending))
