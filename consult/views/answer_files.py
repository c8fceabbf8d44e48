"""Answers from a spreadsheet: choose a file, see what each column is, then add its rows."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.db import db
from consult.forms.answer_files import AnswersFileForm
from consult.models.accounts import Permission
from consult.models.surveys import Survey
from consult.services import paging
from consult.services.refusals import ServiceError
from consult.services.responses import columns, importing
from consult.services.responses.columns import Targets
from consult.services.responses.importing import Plan
from consult.services.transaction import transaction
from consult.views.access import requires, signed_in
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.surveys import found_asked as found
from consult.views.waiting import staging
from consult.writers.figures import counted

bp = Blueprint("answer_files", __name__, url_prefix="/staff/c/<slug>/survey/import")

PER_PAGE = 20
MEANING = "column-"


@bp.route("", methods=["GET", "POST"])
@requires(Permission.CAPTURE)
def new_file(slug: str) -> ResponseReturnValue:
    """Take a spreadsheet, and lead to its preview."""
    consultation, survey = found(slug)
    form = AnswersFileForm()
    if form.validate_on_submit():
        content, filename = form.sent()
        try:
            importing.read(content, filename)
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            token = staging().put(filename=filename, content=content, owner=current_user.id)
            return redirect(url_for(".preview_file", slug=slug, token=token))
    return render_template(
        "answer_files/new_file.html",
        consultation=consultation,
        tabs=tabs(consultation, "Survey"),
        survey=survey,
        form=form,
    )


@bp.route("/<token>")
@requires(Permission.CAPTURE)
def preview_file(slug: str, token: str) -> ResponseReturnValue:
    """Show what each column is taken for, and each cell that stands in the way."""
    consultation, survey = found(slug)
    plan = _plan(survey, token, request.args)
    page = page_number()
    faults = plan.faults[paging.start(page, len(plan.faults), PER_PAGE) :][:PER_PAGE]
    return render_template(
        "answer_files/preview_file.html",
        consultation=consultation,
        tabs=tabs(consultation, "Survey"),
        survey=survey,
        token=token,
        plan=plan,
        choices=Targets(survey).choices,
        faults=faults,
        page=page,
        pages=paging.pages(len(plan.faults), PER_PAGE),
        samples=plan.reading.rows[:3],
    )


def _plan(survey: Survey, token: str, said: Mapping[str, str]) -> Plan:
    """Return what adding a waiting file would do, by what was said of its columns."""
    waiting = staging().get(token, owner=current_user.id)
    reading = importing.read(waiting.content, waiting.filename)
    meanings = columns.kept(db.session, survey, reading.headings)
    meanings |= {
        name.removeprefix(MEANING): value
        for name, value in said.items()
        if name.startswith(MEANING)
    }
    return importing.plan(db.session, survey, reading, filename=waiting.filename, meanings=meanings)


@bp.route("/<token>", methods=["POST"])
@requires(Permission.CAPTURE)
def add_file(slug: str, token: str) -> ResponseReturnValue:
    """Add the rows as previewed, and keep what the columns mean for the next file."""
    _, survey = found(slug)
    plan = _plan(survey, token, request.form)
    try:
        with transaction(db.session):
            stored = importing.add(
                db.session,
                survey,
                plan,
                by=signed_in(),
                skip=request.form.get("skip") == "yes",
            )
            meanings = importing.kept_meanings(plan.columns)
            columns.keep(db.session, survey, plan.reading.headings, meanings)
    except ServiceError as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".preview_file", slug=slug, token=token))
    staging().drop(token)
    told = [f"{counted(len(stored), 'response')} added from {plan.filename}."]
    if plan.faults:
        told.append(f"{counted(plan.faulty_rows, 'row')} with faults left out.")
    flash(" ".join([*told, plan.told_blank]).strip(), "success")
    return redirect(url_for("results.list_responses", slug=slug))
