"""Choosing files or pasting: each is read at once, and leads to its preview."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.db import db
from consult.forms.imports import NotesForm
from consult.models.accounts import Permission
from consult.services import consultations, imports
from consult.services.imports import profiles
from consult.services.imports.staging import Listed
from consult.services.refusals import ServiceError
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.imports.blueprint import TAB, bp
from consult.views.waiting import staging


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CAPTURE)
def new_import(slug: str) -> ResponseReturnValue:
    """Take files or a paste, read them, and lead to their preview; nothing is stored."""
    consultation = consultations.get(db.session, slug)
    form = NotesForm()
    sent = form.sent() if form.validate_on_submit() else []
    listed = [_read(content, filename) for content, filename in sent]
    if len(listed) == 1 and listed[0].token:
        return redirect(url_for(".preview", slug=slug, token=listed[0].token))
    if len(listed) > 1:
        batch = staging().put_batch(listed, owner=current_user.id)
        return redirect(url_for(".show_batch", slug=slug, token=batch))
    for refused in listed:
        field = form.file if form.has_file() else form.pasted
        field.errors = [*field.errors, refused.refusal]
    return render_template(
        "imports/new_import.html",
        consultation=consultation,
        tabs=tabs(consultation, TAB),
        form=form,
        profiles=profiles.list_profiles(db.session),
    )


def _read(content: bytes, filename: str) -> Listed:
    """Read one file and keep it waiting, or say why it cannot be read."""
    try:
        reading = imports.read_notes(content, filename)
    except ServiceError as refusal:
        return Listed(filename, refusal=str(refusal))
    return Listed(
        filename,
        token=staging().put(filename=filename, content=content, owner=current_user.id),
        statements=len(reading.statements),
        skipped=len(reading.skipped),
        questions=len(reading.questions),
    )


@bp.route("/several/<token>")
@requires(Permission.CAPTURE)
def show_batch(slug: str, token: str) -> ResponseReturnValue:
    """List the files that were sent together: which wait, which were added or refused."""
    consultation = consultations.get(db.session, slug)
    files = staging().get_batch(token, owner=current_user.id)
    return render_template(
        "imports/show_batch.html",
        consultation=consultation,
        tabs=tabs(consultation, TAB),
        files=files,
        batch=token,
        next=next((each for each in files if each.token and not each.import_id), None),
        added=[each for each in files if each.import_id],
    )


@bp.route("/profiles/<int:profile_id>/remove", methods=["POST"])
@requires(Permission.CAPTURE)
def remove_profile(slug: str, profile_id: int) -> ResponseReturnValue:
    """Remove a saved profile of columns."""
    name = profiles.remove(db.session, profile_id)
    flash(f"The profile “{name}” is removed. What was read by it stays as it is.", "success")
    return redirect(url_for(".new_import", slug=slug))
