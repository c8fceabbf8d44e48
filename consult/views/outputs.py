"""Other outputs of a consultation's report: a page to choose from, and the files."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from consult.config import Config
from consult.db import db
from consult.models.accounts import Permission
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.services import consultations, outputs
from consult.services.outputs import Making
from consult.services.reports import files, grouping, reading
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.papers import given
from consult.views.reports import statement_links

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
        kinds=grouping.KINDS,
        formats=files.KNOWN,
    )


@bp.route("/by/<kind>")
@requires(Permission.VIEW)
def show_by_group(slug: str, kind: str) -> ResponseReturnValue:
    """Show the barriers by outcome, partner, ward, workshop or route."""
    consultation = consultations.get(db.session, slug)
    report = outputs.by_group(_making(consultation), kind)
    return render_template(
        "outputs/show_by_group.html",
        consultation=consultation,
        tabs=tabs(consultation, "Report"),
        report=report,
        page=reading.page_by_group(report),
        kinds=grouping.KINDS,
        kind=kind,
        links=statement_links(consultation),
        endings=outputs.BY_GROUP,
        formats=files.KNOWN,
    )


@bp.route("/by/<kind>/<ending>")
@requires(Permission.REPORT)
def download_by_group(slug: str, kind: str, ending: str) -> ResponseReturnValue:
    """Give the barriers by groups away as a file."""
    consultation = consultations.get(db.session, slug)
    content = outputs.make_by_group(_making(consultation), kind, ending)
    name = outputs.filename(consultation, f"by-{kind}", ending)
    return given(content, files.KNOWN[ending].media_type, name)


@bp.route("/<name>/<ending>")
@requires(Permission.REPORT)
def download(slug: str, name: str, ending: str) -> ResponseReturnValue:
    """Give an output away as a file."""
    consultation = consultations.get(db.session, slug)
    content = outputs.make(_making(consultation), name, ending)
    media_type = files.KNOWN[ending].media_type
    return given(content, media_type, outputs.filename(consultation, name, ending))


def _making(consultation: Consultation) -> Making:
    config: Config = current_app.extensions["config"]
    return Making(db.session, consultation, utc_now().date(), config.organisation)
