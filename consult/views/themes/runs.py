"""Starting an analysis, and seeing how far it is."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from consult import jobs
from consult.db import db
from consult.models.accounts import Permission
from consult.services import analysis_runs, consultations, themes
from consult.services.refusals import NotFound, ServiceError
from consult.views.access import requires
from consult.views.themes.blueprint import back, bp


@bp.route("/codebook", methods=["POST"])
@requires(Permission.CODE)
def start_codebook(slug: str) -> ResponseReturnValue:
    """Give the consultation the standard codebook for barriers."""
    consultation = consultations.get(db.session, slug)
    codebook = themes.start_standard(db.session, consultation)
    count = len(codebook.themes)
    return back(slug, f"The codebook has {count} themes. Change them as you like, or start.")


@bp.route("/run", methods=["POST"])
@requires(Permission.CODE)
def start_run(slug: str) -> ResponseReturnValue:
    """Start an analysis in the background."""
    consultation = consultations.get(db.session, slug)
    try:
        job = analysis_runs.start(db.session, consultation)
    except NotFound:
        raise
    except ServiceError as refusal:
        return back(slug, str(refusal), "error")
    jobs.put(job.id)
    return back(slug)


@bp.route("/progress")
@requires(Permission.VIEW)
def progress(slug: str) -> ResponseReturnValue:
    """Tell a script how far the newest analysis is."""
    consultation = consultations.get(db.session, slug)
    job = analysis_runs.newest_job(db.session, consultation)
    if job is None:
        raise NotFound("No analysis was started yet.")
    return jsonify(
        state=job.state.value, progress=job.progress, total=job.total, message=job.message
    )
