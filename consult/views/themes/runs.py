"""Starting an analysis, seeing how far it is, and stopping it."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from consult import jobs
from consult.db import db
from consult.models.accounts import Permission
from consult.services import analysis_runs, consultations
from consult.services.refusals import Conflict, NotFound, ServiceError
from consult.views import notices
from consult.views.access import requires
from consult.views.themes.blueprint import back, bp


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
    notices.watch(job, consultation)
    return back(slug)


@bp.route("/stop", methods=["POST"])
@requires(Permission.CODE)
def stop_run(slug: str) -> ResponseReturnValue:
    """Stop the analysis that is under way."""
    consultation = consultations.get(db.session, slug)
    try:
        analysis_runs.stop(db.session, consultation)
    except Conflict as refusal:
        return back(slug, str(refusal), "error")
    notices.forget()
    return back(slug, "The analysis was stopped. Nothing was changed.")


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
