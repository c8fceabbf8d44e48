"""The note that long work is over, on whatever page its starter opens next."""

from __future__ import annotations

from flask import Flask, flash, request, session

from consult.db import db
from consult.models.consultations import Consultation
from consult.models.jobs import Job, JobState
from consult.services import jobs as job_rows
from consult.services.refusals import NotFound

_WATCHED = "watched-job"


def init_app(app: Flask) -> None:
    """Look, before each page of the staff, whether the work that was started is over."""
    app.before_request(_tell)


def watch(job: Job, consultation: Consultation) -> None:
    """Remember that the person at the screen waits for a job."""
    session[_WATCHED] = [job.id, consultation.title]


def forget() -> None:
    """Wait for nothing any more."""
    session.pop(_WATCHED, None)


def _tell() -> None:
    if not _is_page() or _WATCHED not in session:
        return
    job_id, title = session[_WATCHED]
    try:
        job = job_rows.get(db.session, job_id)
    except NotFound:
        forget()
        return
    if job.state is JobState.DONE:
        flash(f"The analysis of “{title}” is done. {job.message}", "success")
    elif job.state is JobState.FAILED:
        flash(f"The analysis of “{title}” was not finished. {job.message}", "error")
    else:
        return
    forget()


def _is_page() -> bool:
    """Return whether a person will see the answer; a script that asks for data is not told."""
    if request.method != "GET" or not request.path.startswith("/staff"):
        return False
    return "text/html" in request.headers.get("Accept", "text/html")
